"""Which jobs must stop, which may begin after all, and how is Slurm told?"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.slurm.accounting import Live
from comptrol.entrypoints.agents.slurm.configuration import OnStop
from comptrol.entrypoints.agents.slurm.kept import Kept, State
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.taking_up import TakingUp
from comptrol.kernel.errors import ComptrolError, UnavailableError

LOOKED_AT_MAX: Final = 200
"""So many orders that wait for a person are looked at in one go."""
NOTICE_MAX: Final = 300


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was stopped, or let go after all, and why."""

    order: str
    job: int
    did: str
    reasons: tuple[str, ...]


class Stopping:
    """Tells Slurm what the desk has decided since."""

    def __init__(self, office: Office, taking_up: TakingUp) -> None:
        self._office, self._taking_up = office, taking_up

    async def all(self, live: Sequence[Live], failures: list[str]) -> list[Stopped]:
        """Stop what must stop, and release or end what waited for a person."""
        return [*await self._stop(live, failures), *await self._decided(live, failures)]

    async def _stop(self, live: Sequence[Live], failures: list[str]) -> list[Stopped]:
        office, done = self._office, []
        by_job = _by_job(live)
        try:
            stops = await office.desk.stops()
        except ComptrolError as error:
            failures.append(f"which orders must stop could not be asked: {error}")
            return []
        for told in stops:
            kept = office.journal.of(told.order)
            if kept is None or kept.job not in by_job or kept.stopped is not None:
                continue
            did = await self._act(kept, by_job[kept.job], failures)
            if did is not None:
                office.journal.put(msgspec.structs.replace(kept, stopped=_notice(told.reasons)))
                done.append(_stopped(kept, did, told))
                await self._tell(kept, told)
        return done

    async def _act(self, kept: Kept, jobs: Sequence[Live], failures: list[str]) -> str | None:
        """Do with a job what the operator chose; what cannot be held is cancelled."""
        job, chosen = str(kept.job), self._office.told.on_stop
        if chosen is OnStop.REPORT:
            return "let finish"
        waits, runs = any(it.pending for it in jobs), any(not it.pending for it in jobs)
        done = []
        try:
            if chosen is OnStop.CANCEL:
                done.append(await self._do("scancel", job))
            if waits and chosen is not OnStop.CANCEL:  # of an array, those that did not begin
                done.append(await self._do("scontrol", "hold", job))
            if runs and chosen is OnStop.SUSPEND:
                done.append(await self._do("scontrol", "suspend", job))
            if runs and chosen is OnStop.REQUEUE_HOLD:
                done.append(await self._do("scontrol", "requeuehold", job))
        except UnavailableError as error:
            failures.append(f"{kept.order}: {error}; it is cancelled")
            try:
                done.append(await self._do("scancel", job))
            except UnavailableError as again:
                failures.append(f"{kept.order}: {again}")
                return None
        return ", ".join(done)

    async def _do(self, *words: str) -> str:
        await self._office.slurm.act(*words)
        return " ".join(words)

    async def _decided(self, live: Sequence[Live], failures: list[str]) -> list[Stopped]:
        """Release the jobs whose orders are allowed by now, and cancel those refused."""
        office, done = self._office, []
        by_job = _by_job(live)
        for kept in office.journal.standing(State.HELD)[:LOOKED_AT_MAX]:
            if kept.job not in by_job:
                continue
            try:
                told = await office.desk.startable(kept.order)
                if told.outcome is Outcome.HOLD:
                    continue
                if told.allowed:
                    await self._taking_up.confirm([kept])
                    words: tuple[str, ...] = ("scontrol", "release", str(kept.job))
                else:
                    await self._tell(kept, told)
                    words = ("scancel", str(kept.job))
                await office.slurm.act(*words)
            except ComptrolError as error:
                failures.append(f"{kept.order}: {error}")
                continue
            done.append(_stopped(kept, " ".join(words), told))
        return done

    async def _tell(self, kept: Kept, told: Told) -> None:
        """Put the reason where the job's user sees it; it goes on without, if that fails."""
        said = f"comptrol: {_notice(told.reasons)}"
        before = kept.fields.get("comment", "")
        comment = f"{before[:NOTICE_MAX]} | {said}" if before else said
        try:
            await self._office.slurm.act(
                "scontrol", "update", f"jobid={kept.job}", f"comment={comment}"
            )
        except ComptrolError:
            return


def _by_job(live: Iterable[Live]) -> dict[int | None, list[Live]]:
    found: dict[int | None, list[Live]] = {}
    for job in live:
        found.setdefault(job.name.job, []).append(job)
    return found


def _stopped(kept: Kept, did: str, told: Told) -> Stopped:
    assert kept.job is not None  # noqa: S101
    return Stopped(order=kept.order, job=kept.job, did=did, reasons=told.reasons)


def _notice(reasons: Sequence[str]) -> str:
    return " ".join(" ".join(reasons).split())[:NOTICE_MAX] or "its order must stop"
