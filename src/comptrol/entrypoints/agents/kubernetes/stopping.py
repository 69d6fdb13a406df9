"""What must stop that was let through, and how is it stopped?

The gate is asked every half minute which orders must stop: a party was listed, a licence ended,
law changed. A Workload is evicted through its check, a Job or a JobSet is suspended, a pod is
deleted. Each says why, and begins again only through the gate.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from comptrol.entrypoints.agents.desk import Desk, Told
from comptrol.entrypoints.agents.kubernetes.api_server import (
    NOT_FOUND,
    ApiError,
    ApiServer,
    Object,
)
from comptrol.entrypoints.agents.kubernetes.lives import path_of
from comptrol.entrypoints.agents.kubernetes.watching import Key, Watch
from comptrol.entrypoints.agents.kubernetes.words import ORDER, STOPPED
from comptrol.kernel.errors import ComptrolError

REASON_MAX: Final = 2000
_LOG: Final = logging.getLogger("comptrol.kubernetes")

StopWorkload = Callable[[Key, Told], Awaitable[None]]


class Stops:
    """Stops what the gate says must stop."""

    def __init__(
        self,
        desk: Desk,
        api: ApiServer,
        watches: dict[str, Watch],
        stop_workload: StopWorkload,
    ) -> None:
        self._desk, self._api, self._watches = desk, api, watches
        self._stop_workload = stop_workload

    async def run(self, every_s: float) -> None:
        """Ask and stop until cancelled. While nobody answers, nothing new starts anyway."""
        while True:
            try:
                await self.once()
            except ComptrolError as error:
                _LOG.warning("what must stop is asked again: %s", error)
            await asyncio.sleep(every_s)

    async def once(self) -> int:
        """Ask once, and stop whatever of it is here; return how many that was."""
        must = {told.order: told for told in await self._desk.stops()}
        stopped = 0
        for plural, watch in self._watches.items():
            for key, raw in watch.all():
                metadata = raw.get("metadata") or {}
                order = (metadata.get("annotations") or {}).get(ORDER)
                if order in must:
                    await self._stop(plural, key, raw, must[order])
                    stopped += 1
        return stopped

    async def _stop(self, plural: str, key: Key, raw: Object, told: Told) -> None:
        if plural == "workloads":
            await self._stop_workload(key, told)
            return
        metadata = raw["metadata"]
        if metadata.get("deletionTimestamp") is not None:
            return
        reasons = " ".join(told.reasons) or "no reason was given"
        why = f"order {told.order} must stop: {reasons}"[:REASON_MAX]
        try:
            if plural == "pods":
                _LOG.warning("pod %s/%s is deleted: %s", *key, why)
                await self._api.delete(path_of(plural, key), str(metadata.get("uid")))
            elif not (raw.get("spec") or {}).get("suspend"):
                _LOG.warning("%s %s/%s is suspended: %s", plural, *key, why)
                stop = {"metadata": {"annotations": {STOPPED: why}}, "spec": {"suspend": True}}
                await self._api.merge(path_of(plural, key), stop)
        except ApiError as error:
            if error.status != NOT_FOUND:
                raise
