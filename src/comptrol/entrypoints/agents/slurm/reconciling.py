"""Is every GPU-second that Slurm accounted an order's? What runs, what is over, what has none.

Live jobs are read before the accounts: a job that ends in between is then seen as not over yet,
which only delays it. The other way round, an array could be counted before its last element.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from comptrol.entrypoints.agents.slurm.accounting import Live
from comptrol.entrypoints.agents.slurm.kept import State, Unjoined
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.settling import SLACK, Settled, Settling
from comptrol.entrypoints.agents.slurm.stopping import Stopped, Stopping
from comptrol.entrypoints.agents.slurm.taking_up import WIPED, TakingUp
from comptrol.kernel.errors import ComptrolError, UnavailableError

LAPSE: Final = timedelta(seconds=30)
BETWEEN_S: Final = 0.5
"""Bells that ring within so long are answered together."""
ACCOUNTS_S: Final = 5
LOOK: Final = timedelta(seconds=30)
"""A cluster changes its shape seldom; what it gives a job is looked at when the job starts."""
FRESH: Final = timedelta(seconds=ACCOUNTS_S)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at the accounts came to."""

    at: datetime
    live: int
    settled: tuple[Settled, ...]
    stopped: tuple[Stopped, ...]
    unjoined: tuple[Unjoined, ...]
    """Everything accounted without an order since the agent is here."""
    warnings: tuple[str, ...]
    failures: tuple[str, ...]
    """What could not be said or done, and will be tried again."""

    @property
    def is_whole(self) -> bool:
        """Tell whether every GPU-second is an order's, and nothing failed."""
        return not self.unjoined and not self.failures


class Reconciling:
    """Joins jobs and orders, again and again."""

    def __init__(self, office: Office, taking_up: TakingUp) -> None:
        self._office, self._taking_up = office, taking_up
        self._stopping, self._settling = Stopping(office, taking_up), Settling(office, taking_up)
        self._lock = asyncio.Lock()
        self._looked_at: datetime | None = None
        self._last_look: datetime | None = None
        self.last: Report | None = None
        self._failing: set[str] = set()
        self.failure: str | None = None
        """Why the last look came to nothing, if it did."""

    async def forever(self) -> None:
        """Reconcile whenever the bell rings, and every so often, until cancelled.

        The accounts are read less often than the bell may ring: slurmdbd serves others too.
        """
        bell, every_s = self._office.bell, self._office.told.reconcile_every_s
        while True:
            rang = bell.is_set()
            bell.clear()
            try:
                if rang and self._accounts_are_fresh():
                    await self.glance()
                else:
                    rang = False
                    await self.once()
                self.failure = None
            except ComptrolError as error:
                self._fail(str(error))
            await asyncio.sleep(BETWEEN_S)
            try:
                async with asyncio.timeout(min(every_s, ACCOUNTS_S) if rang else every_s):
                    await bell.wait()
            except TimeoutError:
                continue

    def _accounts_are_fresh(self) -> bool:
        looked_at = self._looked_at
        return looked_at is not None and self._office.clock.now() - looked_at < FRESH

    async def glance(self) -> None:
        """Bind what is in the queue to its orders, and no more."""
        await self._taking_up.of(await self._office.slurm.live())

    def _fail(self, why: str) -> None:
        """Keep why nothing was reconciled, and tell it once."""
        if why != self.failure:
            self._office.tell(f"not reconciled: {why}")
        self.failure = why

    async def once(self) -> Report:
        """Look at the jobs and at the accounts once, and say what is to be said."""
        async with self._lock:
            return await self._once()

    async def _once(self) -> Report:
        office, now = self._office, self._office.clock.now()
        if not office.is_known or self._last_look is None or now - self._last_look >= LOOK:
            await office.look()
            self._last_look = now
        failures: list[str] = []
        live = await office.slurm.live()  # 1. before the accounts
        await self._taking_up.of(live)
        warnings = [f"job {job}: {WIPED}" for job in self._taking_up.wiped]
        stopped = await self._stopping.all(live, failures)  # 2. waits for no accounts
        for it in stopped:
            because = f", because {' '.join(it.reasons)}" if it.reasons else ""
            office.tell(f"job {it.job}: {it.did}{because}")
        settled = await self._account(live, now, warnings, failures)  # 3.
        self._lapse(now)
        self._tell_failures(failures)
        self.last = Report(
            at=now,
            live=len(live),
            settled=tuple(settled),
            stopped=tuple(stopped),
            unjoined=tuple(office.journal.unjoined()),
            warnings=tuple(warnings),
            failures=(*failures, *self._taking_up.failures.values()),
        )
        return self.last

    async def _account(
        self, live: list[Live], now: datetime, warnings: list[str], failures: list[str]
    ) -> list[Settled]:
        """Join and settle what was accounted; while slurmdbd is away it waits, and all of it."""
        try:
            runs = await self._office.slurm.runs(self._since(now))
            warnings += await asyncio.to_thread(self._settling.join, runs)
            settled = await self._settling.settle(live, failures)
        except UnavailableError as error:
            failures.append(f"the accounts could not be read: {error}")
            return []
        self._looked_at = now
        return settled

    def _tell_failures(self, failures: Iterable[str]) -> None:
        """Tell an operator what failed, once while it lasts."""
        lasting = set(failures)
        for text in sorted(lasting - self._failing):
            self._office.tell(text)
        self._failing = lasting

    def _since(self, now: datetime) -> int:
        """Return how many seconds back the accounts are read."""
        office = self._office
        since = self._looked_at or office.journal.oldest_standing() or office.journal.began_at
        earliest = now - timedelta(days=office.told.look_back_days)
        back = now - max(min(since, now) - SLACK, earliest)
        return int(back.total_seconds()) + 1

    def _lapse(self, now: datetime) -> None:
        """Give up on orders for which no job came: the desk has freed what they held."""
        office = self._office
        patience = timedelta(seconds=office.told.confirm_within_s) + LAPSE
        for kept in office.journal.standing(State.ASKED, State.HELD):
            if kept.job is None and now - kept.asked_at > patience:
                office.journal.put(msgspec.structs.replace(kept, state=State.LAPSED))
