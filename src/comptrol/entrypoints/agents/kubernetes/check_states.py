"""How is it written what an admission check says, and which order a Workload has?

The state goes by server-side apply onto the status, so that other checks of the same Workload are
left alone; with the version that was read, so that an answer to an older state is not taken.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.kubernetes.api_server import (
    CONFLICT,
    NOT_FOUND,
    ApiError,
    ApiServer,
    Object,
)
from comptrol.entrypoints.agents.kubernetes.words import FINALIZER
from comptrol.entrypoints.agents.kubernetes.workloads import Workload, read_workload
from comptrol.flow.ports import Clock

PENDING: Final = "Pending"
READY: Final = "Ready"
RETRY: Final = "Retry"
REJECTED: Final = "Rejected"
GROUP: Final = "kueue.x-k8s.io"
VERSIONS: Final = ("v1beta2", "v1beta1")
"""Those that are understood, the one that is preferred first."""
MESSAGE_MAX: Final = 32_768


class State(NamedTuple):
    """What an admission check says."""

    state: str
    message: str
    marks: dict[str, str] | None = None
    """Annotations for every pod."""
    requeue_after_s: int | None = None
    """Retry: nothing would be at once."""


def is_for_want_of_room(told: Told) -> bool:
    """Tell whether nothing but a cap without room stands against an order."""
    return (
        told.outcome is Outcome.REFUSE
        and bool(told.reasons)
        and all("cap:" in reason for reason in told.reasons)
    )


class Writer:
    """Writes onto Workloads."""

    def __init__(
        self, api: ApiServer, version: str, clock: Clock, learn: Callable[[Object], None]
    ) -> None:
        self._api, self._clock, self._learn = api, clock, learn
        self._version = version

    async def say(self, workload: Workload, check: str, state: State) -> None:
        """Say what a check says; left alone where the Workload has changed meanwhile."""
        metadata = workload.metadata
        said: dict[str, Any] = {
            "name": check,
            "state": state.state,
            "message": state.message[:MESSAGE_MAX],
            "lastTransitionTime": moment(self._clock),
        }
        if state.requeue_after_s is not None:
            said["requeueAfterSeconds"] = state.requeue_after_s
        if state.marks:
            said["podSetUpdates"] = [
                {"name": pods.name, "annotations": state.marks} for pods in workload.pod_sets
            ]
        body = {
            "apiVersion": f"{GROUP}/{self._version}",
            "kind": "Workload",
            "metadata": {
                "name": metadata.name,
                "namespace": metadata.namespace,
                "resourceVersion": metadata.resource_version,
            },
            "status": {"admissionChecks": [said]},
        }
        try:
            self._learn(await self._api.apply(f"{self._path(workload)}/status", body))
        except ApiError as error:
            if error.status not in {NOT_FOUND, CONFLICT}:
                raise

    async def note(
        self, workload: Workload, marks: dict[str, str | None], *, holds: bool
    ) -> Workload:
        """Write annotations, and see that the Workload is kept until its order is settled."""
        metadata = workload.metadata
        kept = [name for name in metadata.finalizers or () if name != FINALIZER]
        body: Object = {
            "metadata": {
                "resourceVersion": metadata.resource_version,
                "annotations": marks,
                "finalizers": [*kept, FINALIZER] if holds else kept,
            }
        }
        try:
            noted = await self._api.merge(self._path(workload), body)
        except ApiError as error:
            if error.status == NOT_FOUND and not holds:
                return workload
            raise
        self._learn(noted)
        return read_workload(noted)

    def _path(self, workload: Workload) -> str:
        metadata = workload.metadata
        where = f"namespaces/{metadata.namespace}/workloads/{metadata.name}"
        return f"{root_of(self._version)}/{where}"


def root_of(version: str) -> str:
    """Return where the kinds of Kueue are."""
    return f"/apis/{GROUP}/{version}"


def moment(clock: Clock) -> str:
    """Return the present moment as the API writes it: whole seconds, in UTC."""
    now = clock.now().replace(microsecond=0)
    return str(msgspec.to_builtins(now))
