"""Which AdmissionChecks chose us, and do they say that somebody answers them?

A ClusterQueue with a check that nobody has marked as active lets nothing in: where this agent is
missing, Kueue fails closed by itself.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from comptrol.entrypoints.agents.kubernetes.api_server import NOT_FOUND, ApiError, ApiServer
from comptrol.entrypoints.agents.kubernetes.check_states import GROUP, moment
from comptrol.entrypoints.agents.kubernetes.objects import Condition, Metadata, Part
from comptrol.entrypoints.agents.kubernetes.watching import Key, Watch
from comptrol.entrypoints.agents.kubernetes.words import CONTROLLER
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnreadableError

ACTIVE: Final = "Active"


class _Spec(Part, frozen=True, kw_only=True, rename="camel"):
    controller_name: str = ""


class _Status(Part, frozen=True, kw_only=True, rename="camel"):
    conditions: tuple[Condition, ...] | None = None


class AdmissionCheck(Part, frozen=True, kw_only=True, rename="camel"):
    """A check that a ClusterQueue may ask for."""

    metadata: Metadata = Metadata()
    spec: _Spec = _Spec()
    status: _Status | None = None


class Activation:
    """Keeps the names of the checks that chose us, and marks them as active."""

    def __init__(
        self,
        api: ApiServer,
        version: str,
        clock: Clock,
        chosen: Callable[[str, bool], None],
    ) -> None:
        self._api, self._version, self._clock, self._chosen = api, version, clock, chosen

    async def attend(self, watch: Watch, key: Key) -> float | None:
        """Take note of a check, and mark it as active if it is ours."""
        raw = watch.get(key)
        check = _read(raw) if raw is not None else None
        ours = check is not None and check.spec.controller_name == CONTROLLER
        if ours and check is not None:
            await self._activate(check)
        self._chosen(key[1], ours)
        return None

    async def _activate(self, check: AdmissionCheck) -> None:
        generation = check.metadata.generation
        known = (check.status.conditions if check.status else None) or ()
        for condition in known:
            told = (condition.type, condition.status, condition.observed_generation)
            if told == (ACTIVE, "True", generation):
                return
        said: dict[str, Any] = {
            "type": ACTIVE,
            "status": "True",
            "reason": ACTIVE,
            "message": "The gate answers this check.",
            "lastTransitionTime": moment(self._clock),
        }
        if generation is not None:
            said["observedGeneration"] = generation
        body = {
            "apiVersion": f"{GROUP}/{self._version}",
            "kind": "AdmissionCheck",
            "metadata": {"name": check.metadata.name},
            "status": {"conditions": [said]},
        }
        path = f"/apis/{GROUP}/{self._version}/admissionchecks/{check.metadata.name}/status"
        try:
            await self._api.apply(path, body)
        except ApiError as error:
            if error.status != NOT_FOUND:
                raise


def _read(raw: Any) -> AdmissionCheck:  # noqa: ANN401  (JSON)
    try:
        return msgspec.convert(raw, AdmissionCheck)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"the AdmissionCheck cannot be read: {error}") from error
