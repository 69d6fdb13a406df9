"""What was let through here, what it takes of each lease, and what of it has been filed?

All changes go the same way: folded in memory, kept on disk, and taken back if the disk refuses.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from comptrol.domains.gate import Ended, Ordered, OrderId
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.jobs import Job, Life, Said, job_of
from comptrol.entrypoints.agents.gate.journal import Item, Journal

FILED: Final = "filed"
REMEMBERED_MAX: Final = 10_000
"""So many orders that are over are kept at hand; the others are looked up in the journal."""

Taken = tuple[int, int]


class Ledger:
    """The jobs of one gate, by the names of their orders."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._alive: dict[OrderId, Job] = {}
        self._over: OrderedDict[OrderId, Job] = OrderedDict()
        self._taken: dict[OrderId, Taken] = {}
        self._kept: dict[OrderId, asyncio.Future[None]] = {}
        """What is on its way to the disk, of which order."""
        for item, fate in journal.alive():
            self._restore(self._alive, item, fate)
        for lease in journal.leases():
            self._taken[lease.lease] = self._sum(lease.lease)

    def jobs(self) -> Iterator[Job]:
        """Return the jobs that are not over, or not yet filed whole."""
        return iter(list(self._alive.values()))

    def taken(self, lease: OrderId) -> Taken:
        """Return what jobs take of a lease, and took."""
        return self._taken.get(lease, (0, 0))

    def get(self, order: OrderId) -> Job | None:
        """Return an order that was let through here."""
        found = self._alive.get(order) or self._over.get(order)
        if found is not None:
            return found
        looked_up: dict[OrderId, Job] = {}
        for item in self._journal.of_order(order):
            self._restore(looked_up, item, FILED)
        found = looked_up.get(order)
        if found is not None and found.life is Life.OPEN:
            found.life = Life.LAPSED  # or it would not be over
        return found

    async def settled(self, order: OrderId) -> None:
        """Wait until what was said of an order is on the disk, or is not said."""
        while (kept := self._kept.get(order)) is not None:
            await asyncio.wait([kept])

    async def begin(self, said: Ordered, first: Told) -> None:
        """Let an order through: it counts at once, and is on the disk when this returns."""
        job = job_of(said, first)
        self._alive[job.order] = job
        self._move(job.lease, job.taken)

        def undo() -> None:
            del self._alive[job.order]
            self._move(job.lease, (-job.taken[0], -job.taken[1]))

        await self._keep(job.order, self._journal.add(job.order, job.lease, said, first), undo)

    async def fold(self, job: Job, said: Said) -> None:
        """Take in what is said of an order; it is on the disk when this returns."""
        before = {name: getattr(job, name) for name in job.__struct_fields__}
        was = job.taken
        job.fold(said)
        chips, seconds = job.taken[0] - was[0], job.taken[1] - was[1]
        self._move(job.lease, (chips, seconds))

        def undo() -> None:
            for name, value in before.items():
                setattr(job, name, value)
            self._move(job.lease, (-chips, -seconds))

        await self._keep(job.order, self._journal.add(job.order, job.lease, said), undo)

    def lapse(self, now: datetime) -> None:
        """Let go of what nobody confirmed in the time that was stated."""
        late = [
            it for it in self._alive.values() if it.lapses_at is not None and it.lapses_at < now
        ]
        for job in late:
            chips, seconds = job.taken
            job.life = Life.LAPSED
            self._move(job.lease, (-chips, -seconds))
        lapsed = [it.order for it in self._alive.values() if it.life is Life.LAPSED]
        self._let_go([it for it in lapsed if not self._journal.count_unfiled_of(it)])

    async def fact(self, order: OrderId, said: Said) -> None:
        """Keep what is to be said of an order that the authority itself let through."""
        known = [it.said for it in self._journal.of_order(order)]
        if said not in known:
            await self._keep(order, self._journal.add(order, None, said), _nothing)

    def file(self, fates: Sequence[tuple[Item, int | None, str]]) -> None:
        """Note what came of what was filed, and let go of what is over and filed whole."""
        over = [it.order for it, _, _ in fates if it.lease is None or isinstance(it.said, Ended)]
        for item, _, fate in fates:
            if fate != FILED and item.order in self._alive:
                self._alive[item.order].go_against(item.said, fate)
        self._journal.file(fates)
        self._let_go(over)

    def _let_go(self, over: Sequence[OrderId]) -> None:
        """Note which orders are over and filed whole: they are looked up from now on."""
        if not over:
            return
        self._journal.be_over(over)
        for order in over:
            job = self._alive.pop(order, None)
            if job is not None:
                self._over[order] = job
        while len(self._over) > REMEMBERED_MAX:
            self._over.popitem(last=False)

    def unfiled_under(self, lease: OrderId) -> int:
        """Return how much of what is under a lease has not been filed yet."""
        return self._journal.count_unfiled_under(lease)

    def used_under(self, lease: OrderId) -> int:
        """Return the chip-seconds that were used under a lease."""
        return self._journal.used_under(lease)

    def _keep(
        self, order: OrderId, kept: "asyncio.Future[None]", undo: Callable[[], None]
    ) -> "asyncio.Future[None]":
        """Let others wait for what is on its way to the disk; take it back if it fails."""
        self._kept[order] = kept

        def done(_: "asyncio.Future[None]") -> None:
            if self._kept.get(order) is kept:
                del self._kept[order]
            if not kept.cancelled() and kept.exception() is not None:
                undo()

        kept.add_done_callback(done)
        return asyncio.shield(kept)

    def _move(self, lease: OrderId, by: Taken) -> None:
        chips, seconds = self._taken.get(lease, (0, 0))
        self._taken[lease] = chips + by[0], seconds + by[1]

    def _sum(self, lease: OrderId) -> Taken:
        live = [it.taken for it in self._alive.values() if it.lease == lease and it.live]
        used = self.used_under(lease)
        return sum(it[0] for it in live), used + sum(it[1] for it in live)

    def _restore(self, into: dict[OrderId, Job], item: Item, fate: str | None) -> None:
        """Fold an item that was kept."""
        said = item.said
        if item.lease is None:
            return
        if isinstance(said, Ordered):
            assert item.told is not None  # noqa: S101
            into[item.order] = job_of(said, item.told)
        elif item.order in into:
            into[item.order].fold(said)
        if fate not in {None, FILED} and item.order in into:
            into[item.order].go_against(said, str(fate))


def _nothing() -> None:
    """Take nothing back: nothing was folded."""
