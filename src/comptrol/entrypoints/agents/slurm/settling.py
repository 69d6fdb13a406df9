"""What was used under which order, which orders are over, and what was used under none?"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from comptrol.domains.gate import Ended
from comptrol.entrypoints.agents.slurm.accounting import Live, Run
from comptrol.entrypoints.agents.slurm.kept import STANDING, Kept, State, Unjoined
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.taking_up import AFTERWARDS, AT_ONCE, WIPED, TakingUp
from comptrol.kernel.errors import ComptrolError

SLACK: Final = timedelta(minutes=10)
"""slurmctld may be so late with what it tells slurmdbd, without anything being missed."""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """An order that is over: what was ordered and what was used, in chip-seconds."""

    order: str
    job: int | None
    ordered: int
    used: int

    @property
    def overrun(self) -> int:
        """Return how much more was used than ordered."""
        return max(0, self.used - self.ordered)


class Settling:
    """Joins runs to orders, and says of each order once what all its runs used."""

    def __init__(self, office: Office, taking_up: TakingUp) -> None:
        self._office, self._taking_up = office, taking_up

    def join(self, runs: Iterable[Run]) -> list[str]:
        """Bind runs that nobody saw live, keep what has no order; return remarks."""
        journal = self._office.journal
        began = int(journal.began_at.timestamp())
        missing, joint, remarks = [], [], []
        for run in runs:
            if run.end is None or run.end < began:
                continue
            joined = self._taking_up.join(run)
            reason = joined.reason if joined.kept is None else None
            if joined.kept is not None:
                if joined.reason == WIPED and run.chip_seconds:
                    remarks.append(f"job {run.shown}: {WIPED}; it was known before")
                if _is_after(run, joined.kept):
                    reason = AFTERWARDS
            if reason is None:
                joint.append((run.shown, run.name.submitted_at))
            elif run.chip_seconds:
                missing.append(_unjoined(run, reason))
        journal.note_unjoined(missing, joint)
        return remarks

    async def settle(self, live: Iterable[Live], failures: list[str]) -> list[Settled]:
        """Say of every order whose job is not live any more what all its runs used."""
        office = self._office
        there = {job.name.job for job in live}
        over = [
            kept
            for kept in office.journal.standing(*STANDING)
            if kept.job is not None and kept.job not in there
        ]
        by_order = await self._runs_of(over)
        ended = [kept for kept in over if _are_over(by_order.get(kept.order, ()))]
        unseen = [it for it in ended if it.state is not State.TAKEN and _used(by_order[it.order])]
        await self._taking_up.confirm(unseen)
        settled: list[Kept] = []
        for at in range(0, len(ended), AT_ONCE):
            some = [self._end(it, by_order[it.order], failures) for it in ended[at : at + AT_ONCE]]
            settled += filter(None, await asyncio.gather(*some))
        if settled:
            await asyncio.to_thread(office.journal.put, *settled)
        return [
            Settled(order=it.order, job=it.job, ordered=it.held, used=it.used) for it in settled
        ]

    async def _runs_of(self, over: Sequence[Kept]) -> dict[str, list[Run]]:
        """Return all runs of some orders, however long ago the first of them was."""
        if not over:
            return {}
        oldest = min(kept.asked_at for kept in over)
        back_s = int((self._office.clock.now() - oldest + SLACK).total_seconds())
        jobs = [kept.job for kept in over if kept.job is not None]
        by_order: dict[str, list[Run]] = {}
        runs = await self._office.slurm.runs(back_s, jobs)
        for run, kept in await asyncio.to_thread(self._orders_of, runs):
            by_order.setdefault(kept.order, []).append(run)
        return by_order

    def _orders_of(self, runs: Iterable[Run]) -> list[tuple[Run, Kept]]:
        joined = [(run, self._taking_up.join(run).kept) for run in runs]
        return [(run, kept) for run, kept in joined if kept is not None]

    async def _end(self, kept: Kept, runs: Sequence[Run], failures: list[str]) -> Kept | None:
        """Say that an order is over; return it so, or nothing where that could not be said."""
        used, last = _used(runs), max(run.end or 0 for run in runs)
        at = datetime.fromtimestamp(last, UTC)
        try:
            await self._office.desk.end(Ended(order=kept.order, at=at, used_chip_seconds=used))
        except ComptrolError as error:
            failures.append(f"{kept.order}: its end could not be said: {error}")
            return None
        self._taking_up.failures.pop(kept.order, None)
        return msgspec.structs.replace(kept, state=State.OVER, used=used, ended_at=last)


def _are_over(runs: Sequence[Run]) -> bool:
    return bool(runs) and all(run.end is not None for run in runs)


def _used(runs: Sequence[Run]) -> int:
    return sum(run.chip_seconds for run in runs)


def _is_after(run: Run, kept: Kept) -> bool:
    """Tell whether a run came when its order had been counted already."""
    return kept.state is State.OVER and (run.end or 0) > (kept.ended_at or 0)


def _unjoined(run: Run, reason: str) -> Unjoined:
    return Unjoined(
        job=run.shown,
        submitted_at=run.name.submitted_at,
        account=run.account,
        chip_seconds=run.chip_seconds,
        reason=reason,
    )
