"""May this job start now? By today's law, and with the GPUs that Slurm has set aside for it.

The prolog knows a job's id and nothing of its order: the agent looks at the job itself.
"""

import asyncio
from typing import Final

import msgspec

from comptrol.entrypoints.agents.slurm.kept import STANDING, Kept, State
from comptrol.entrypoints.agents.slurm.modifying import amend
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.programs import Starting as Seen
from comptrol.entrypoints.agents.slurm.taking_up import TakingUp
from comptrol.entrypoints.agents.slurm.verdicts import PASSES, Verdict, by_the_desk, refused
from comptrol.kernel.errors import UnavailableError

START_S: Final = 0.9
"""The prolog waits for 1 s."""
NO_ORDER: Final = "it is given GPUs, and is bound to no order that the gate let through"
UNSEEN: Final = "Slurm does not show the job yet"
LARGER: Final = "Slurm set more GPUs aside than were ordered"


class Starting:
    """Answers the prolog."""

    def __init__(self, office: Office, taking_up: TakingUp) -> None:
        self._office, self._taking_up = office, taking_up

    async def answer(self, job: int) -> Verdict:
        """Answer whether a job may start."""
        try:
            async with asyncio.timeout(START_S):
                return await self._may_start(job)
        except TimeoutError as error:
            raise UnavailableError(f"nobody ruled within {START_S} s") from error

    async def _may_start(self, job: int) -> Verdict:
        office = self._office
        seen = await office.slurm.starting(job)
        if seen is None:
            return refused(UNSEEN)
        if not seen.gpus:
            return PASSES
        kept = await self._bound(seen)
        if kept is None:
            return refused(NO_ORDER)
        if seen.gpus > kept.each:
            grown = msgspec.structs.replace(kept, each=seen.gpus)
            told = await amend(office, kept, grown, LARGER)
            if not told.allowed:
                return by_the_desk(told, kept.order)
        return by_the_desk(await office.desk.startable(kept.order), kept.order)

    async def _bound(self, seen: Seen) -> Kept | None:
        """Return the order of a job, once it is bound to it and confirmed."""
        kept = self._of(seen)
        if kept is None or kept.state is not State.TAKEN:
            await self._taking_up.of(await self._office.slurm.live())
            kept = self._of(seen)
        return kept if kept is not None and kept.state in STANDING else None

    def _of(self, seen: Seen) -> Kept | None:
        return self._office.journal.of_job(seen.name)
