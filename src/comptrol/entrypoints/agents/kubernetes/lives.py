"""What becomes of an order after it was let through: taken up, and over.

Whatever holds an order of its own (a pod, a Job, a JobSet) is followed by its label. Seen there,
it was kept by the API server: the order is confirmed, and no longer lapses. When it is over, or
being deleted, the order is settled, and only then is the finalizer taken off.
"""

from datetime import datetime
from typing import Final

import msgspec

from comptrol.domains.gate import Confirmed, Ended, OrderId
from comptrol.entrypoints.agents.desk import Desk
from comptrol.entrypoints.agents.kubernetes.api_server import (
    NOT_FOUND,
    ApiError,
    ApiServer,
    Object,
)
from comptrol.entrypoints.agents.kubernetes.filing import confirmed, ended_order
from comptrol.entrypoints.agents.kubernetes.kinds import read_metadata
from comptrol.entrypoints.agents.kubernetes.objects import Metadata
from comptrol.entrypoints.agents.kubernetes.ordering import read_asked
from comptrol.entrypoints.agents.kubernetes.spans import SPANS, Span, seconds
from comptrol.entrypoints.agents.kubernetes.watching import Key, Watch
from comptrol.entrypoints.agents.kubernetes.words import ASKED, BEGAN, FINALIZER, HOLDS, ORDER
from comptrol.flow.ports import Clock

LOOK_AGAIN_S: Final = 30.0
GROUPS: Final = {
    "pods": "/api/v1",
    "jobs": "/apis/batch/v1",
    "jobsets": "/apis/jobset.x-k8s.io/v1alpha2",
}
SELECTOR: Final = f"{HOLDS}=true"


def path_of(plural: str, key: Key) -> str:
    """Return where an object is."""
    return f"{GROUPS[plural]}/namespaces/{key[0]}/{plural}/{key[1]}"


class Lives:
    """Follows what holds orders, of one kind."""

    def __init__(
        self, cluster: str, plural: str, api: ApiServer, desk: Desk, clock: Clock
    ) -> None:
        self._cluster, self._plural = cluster, plural
        self._api, self._desk, self._clock = api, desk, clock
        self._confirmed: set[str] = set()

    async def attend(self, watch: Watch, key: Key) -> float | None:
        """Confirm the order of an object, or settle it; return when to look again."""
        raw = watch.get(key)
        if raw is None:
            return None
        metadata = read_metadata(raw)
        order = metadata.note(ORDER)
        if order is None or FINALIZER not in (metadata.finalizers or ()):
            return None
        span = SPANS[self._plural](raw, self._clock.now())
        began = _began(metadata, span)
        if span.over:
            await self._end(key, metadata, OrderId(order), began, span.ended)
            return None
        await self._confirm(key, metadata, OrderId(order))
        if began is not None and metadata.note(BEGAN) is None:
            watch.learn(await self._noted(key, began))
        return LOOK_AGAIN_S if metadata.deletion_timestamp is not None else None

    async def _confirm(self, key: Key, metadata: Metadata, order: OrderId) -> None:
        if order in self._confirmed:
            return
        job = f"{self._cluster}/{self._plural}/{key[0]}/{key[1]}@{metadata.uid}"
        await confirmed(self._desk, Confirmed(order=order, job=job))
        self._confirmed.add(order)

    async def _end(
        self,
        key: Key,
        metadata: Metadata,
        order: OrderId,
        began: datetime | None,
        ended: datetime | None,
    ) -> None:
        asked = read_asked(metadata.note(ASKED))
        used = 0
        if began is not None and ended is not None and asked is not None:
            used = asked.chips * seconds(began, ended)
        at = ended or self._clock.now()
        await ended_order(self._desk, Ended(order=order, at=at, used_chip_seconds=used))
        await self._released(key, metadata)
        self._confirmed.discard(order)

    async def _noted(self, key: Key, began: datetime) -> Object:
        noted = {"metadata": {"annotations": {BEGAN: msgspec.to_builtins(began)}}}
        return await self._api.merge(path_of(self._plural, key), noted)

    async def _released(self, key: Key, metadata: Metadata) -> None:
        """Take off the finalizer, if the object is still as it was seen."""
        kept = [name for name in metadata.finalizers or () if name != FINALIZER]
        released = {
            "metadata": {
                "resourceVersion": metadata.resource_version,
                "finalizers": kept,
                "labels": {HOLDS: None},
            }
        }
        try:
            await self._api.merge(path_of(self._plural, key), released)
        except ApiError as error:
            if error.status != NOT_FOUND:
                raise


def _began(metadata: Metadata, span: Span) -> datetime | None:
    """Return the first moment at which chips were held, also before a pause."""
    noted = metadata.note(BEGAN)
    if noted is None:
        return span.began
    try:
        return msgspec.convert(noted, datetime)
    except msgspec.ValidationError:
        return span.began
