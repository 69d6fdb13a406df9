"""How do the parts of the agent run together: the watches, what sees to them, and the stops?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from comptrol.entrypoints.agents.desk import Desk, Told
from comptrol.entrypoints.agents.kubernetes.activation import Activation
from comptrol.entrypoints.agents.kubernetes.api_server import NOT_FOUND, ApiError, ApiServer
from comptrol.entrypoints.agents.kubernetes.attending import Attendant
from comptrol.entrypoints.agents.kubernetes.check_states import GROUP, VERSIONS, Writer, root_of
from comptrol.entrypoints.agents.kubernetes.checks import Checks
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.lives import GROUPS, SELECTOR, Lives
from comptrol.entrypoints.agents.kubernetes.stopping import Stops
from comptrol.entrypoints.agents.kubernetes.watching import Key, Watch
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import ComptrolError, UnavailableError

AGAIN_S: Final = 5.0
_LOG: Final = logging.getLogger("comptrol.kubernetes")

SeeTo = Callable[[Watch, Key], Awaitable[float | None]]


class Agent:
    """Follows the cluster, in the one event loop that it is run in."""

    def __init__(self, told: Configuration, desk: Desk, clock: Clock, api: ApiServer) -> None:
        self._told, self._desk, self._clock, self._api = told, desk, clock, api
        self._checks: Checks | None = None
        self.watches: dict[str, Watch] = {}

    async def run(self) -> None:
        """Follow everything until cancelled."""
        async with asyncio.TaskGroup() as group:
            kinds = [kind for kind in GROUPS if kind != "jobsets" or self._told.jobsets]
            for plural in kinds:
                lives = Lives(self._told.cluster, plural, self._api, self._desk, self._clock)
                path = f"{GROUPS[plural]}/{plural}"
                watch, attendant = self._followed(path, lives.attend, SELECTOR)
                self._start(group, plural, watch, attendant)
            if self._told.kueue:
                group.create_task(self._kueue(group))
            stops = Stops(self._desk, self._api, self.watches, self._stop_workload)
            group.create_task(stops.run(self._told.stops_every_s))

    async def _check_workload(self, watch: Watch, key: Key) -> float | None:
        return None if self._checks is None else await self._checks.attend(watch, key)

    async def _stop_workload(self, key: Key, told: Told) -> None:
        if self._checks is not None:
            await self._checks.stop(self.watches["workloads"], key, told)

    async def _kueue(self, group: asyncio.TaskGroup) -> None:
        """Follow the checks that chose us, and Workloads, once Kueue is there."""
        version = await self._version()
        root = root_of(version)
        workloads, attendant = self._followed(f"{root}/workloads", self._check_workload)
        writer = Writer(self._api, version, self._clock, workloads.learn)
        checks = self._checks = Checks(self._told, self._desk, self._clock, writer)

        def chosen(name: str, ours: bool) -> None:  # noqa: FBT001  (a check chose us or not)
            if ours == (name in checks.ours):
                return
            (checks.ours.add if ours else checks.ours.discard)(name)
            for key, _ in workloads.all():
                attendant.changed(key)

        active = Activation(self._api, version, self._clock, chosen)
        watch, seen_to = self._followed(f"{root}/admissionchecks", active.attend)
        self._start(group, "workloads", workloads, attendant)
        group.create_task(watch.run())
        group.create_task(seen_to.run())

    async def _version(self) -> str:
        """Return the version of Kueue's kinds to speak, once the API server can be asked."""
        while True:
            try:
                return served_version(await self._api.get(f"/apis/{GROUP}"))
            except ApiError as error:
                missing = " (is Kueue installed?)" if error.status == NOT_FOUND else ""
                _LOG.warning("Kueue is not followed yet%s: %s", missing, error)
            except ComptrolError as error:
                _LOG.warning("Kueue is not followed yet: %s", error)
            await asyncio.sleep(AGAIN_S)

    def _followed(
        self, path: str, see_to: SeeTo, selector: str | None = None
    ) -> tuple[Watch, Attendant]:
        async def attend(key: Key) -> float | None:
            return await see_to(watch, key)

        attendant = Attendant(attend)
        watch = Watch(self._api, path, attendant.changed, selector)
        return watch, attendant

    def _start(
        self, group: asyncio.TaskGroup, plural: str, watch: Watch, attendant: Attendant
    ) -> None:
        self.watches[plural] = watch
        group.create_task(watch.run())
        group.create_task(attendant.run())


def served_version(group: dict[str, object]) -> str:
    """Return the version to speak of those that an API group is served in.

    >>> served_version({"versions": [{"version": "v1beta1"}, {"version": "v1beta2"}]})
    'v1beta2'
    """
    listed = group.get("versions")
    versions = listed if isinstance(listed, list) else []
    served = {it.get("version") for it in versions if isinstance(it, dict)}
    for version in VERSIONS:
        if version in served:
            return version
    raise UnavailableError(
        f"{GROUP} is served in {sorted(map(str, served))}: {VERSIONS} are known"
    )
