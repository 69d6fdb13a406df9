"""Which order is a job that Slurm shows? Bound once, and then confirmed to the desk.

The comment that names an order can be copied, changed and wiped by the cluster's operators; what
counts is the one job, of the one user, that was seen with it first.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from comptrol.domains.gate import Confirmed
from comptrol.entrypoints.agents.slurm.accounting import Live, Run
from comptrol.entrypoints.agents.slurm.kept import JobName, Kept, State
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.kernel.errors import ComptrolError, UnavailableError

NO_COMMENT: Final = "its comment names no order"
WIPED: Final = "the name of its order was taken out of its comment"
UNKNOWN: Final = "its comment names an order that was not asked for here"
FORGED: Final = "its comment names the order of another job"
ANOTHER_USER: Final = "its comment names an order of another user"
AT_ONCE: Final = 50
"""So many orders are spoken of at once."""
AFTERWARDS: Final = "it ran after its order was over"


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a job, or why there is none; and what is wrong with its comment."""

    kept: Kept | None
    reason: str | None = None


class TakingUp:
    """Binds jobs to orders; what is kept is written in a thread, and the hook does not wait."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = asyncio.Lock()
        self._settled = set[tuple[JobName, str]]()
        """Jobs and comments of which all is said: most of the queue, each time."""
        self.failures: dict[str, str] = {}
        """What the desk would not take, by the order."""
        self.wiped: tuple[int, ...] = ()
        """Live jobs whose comment names another order than theirs, or none."""

    async def of(self, jobs: Sequence[Live]) -> None:
        """Bind every job that carries an order, and confirm what is allowed and not confirmed."""
        async with self._lock:
            self._settled &= {(job.name, job.comment) for job in jobs}
            new = [job for job in jobs if (job.name, job.comment) not in self._settled]
            joined = await asyncio.to_thread(self._join_all, new) if new else []
            asked = {it.order: it for _, it, _ in joined if it and it.state is State.ASKED}
            taken = {it.order for it in await self.confirm(list(asked.values()))}
            wiped = [job.own for job, it, reason in joined if it is not None and reason == WIPED]
            self.wiped = tuple(wiped)
            for job, it, reason in joined:
                done = it is not None and (it.state is State.TAKEN or it.order in taken)
                if done and reason is None:
                    self._settled.add((job.name, job.comment))

    def _join_all(self, jobs: Sequence[Live]) -> list[tuple[Live, Kept | None, str | None]]:
        with self._office.journal.together():
            return [(job, it.kept, it.reason) for job in jobs for it in (self.join(job),)]

    def join(self, job: Live | Run) -> Joined:
        """Return the order of a job, bound to it now if it was bound to none."""
        journal, name = self._office.journal, job.name
        bound = journal.of_job(name)
        if bound is not None:
            return Joined(kept=bound, reason=None if job.order == bound.order else WIPED)
        if job.order is None:
            return Joined(kept=None, reason=WIPED if job.comment else NO_COMMENT)
        kept = journal.of(job.order)
        if kept is None:
            return Joined(kept=None, reason=UNKNOWN)
        if kept.uid != name.uid:
            return Joined(kept=None, reason=ANOTHER_USER)
        if kept.job not in (None, name.job):
            return Joined(kept=None, reason=FORGED)
        return Joined(kept=journal.bind(kept, name))

    async def confirm(self, kept: Sequence[Kept]) -> list[Kept]:
        """Say to the desk which jobs orders are; return those of which that is said for good.

        What is out of reach is said the next time.
        """
        taken = []
        for at in range(0, len(kept), AT_ONCE):
            some = kept[at : at + AT_ONCE]
            said = await asyncio.gather(*map(self._confirm, some))
            taken += [
                msgspec.structs.replace(it, state=State.TAKEN)
                for it, done in zip(some, said, strict=True)
                if done
            ]
        if taken:
            await asyncio.to_thread(self._office.journal.put, *taken)
        return taken

    async def _confirm(self, kept: Kept) -> bool:
        office = self._office
        assert kept.job is not None  # noqa: S101
        assert kept.submitted_at is not None  # noqa: S101
        name = JobName(job=kept.job, submitted_at=kept.submitted_at, uid=kept.uid)
        job = name.within(office.told.cluster)
        try:
            await office.desk.confirm(Confirmed(order=kept.order, job=job))
        except UnavailableError as error:
            self.failures[kept.order] = f"{kept.order}: not confirmed yet: {error}"
            return False
        except ComptrolError as error:
            self.failures[kept.order] = f"{kept.order}: not confirmed: {error}"
        else:
            self.failures.pop(kept.order, None)
        return True
