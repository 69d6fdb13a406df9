"""May this job be changed? Only what grows, or turns into another job, is asked."""

import asyncio

import msgspec

from comptrol.bootstrap.meters import order_in
from comptrol.domains.gate import Amended, Change
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.slurm.asking import Fields, number
from comptrol.entrypoints.agents.slurm.changing import Changed, changed
from comptrol.entrypoints.agents.slurm.kept import STANDING, Kept
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.orders import Terms, terms
from comptrol.entrypoints.agents.slurm.submitting import ANSWER_S
from comptrol.entrypoints.agents.slurm.verdicts import PASSES, Verdict, by_the_desk, refused
from comptrol.kernel.errors import UnavailableError

NO_ORDER = "the job has no order that stands, so it cannot become larger: submit it anew"
ANOTHER = "that would make it a job of another order: submit it anew"


class Modifying:
    """Answers the hook at a modification."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def answer(self, fields: Fields) -> Verdict:
        """Answer whether a job may be changed."""
        kept = self._order_of(fields)
        asked = kept.fields if kept is not None else {}
        office = self._office
        found = changed(fields, asked, lambda: office.shape, margin_s=office.told.margin_s)
        if found is None or (kept is None and not found.amounts.chips):
            return PASSES
        if kept is None or kept.state not in STANDING:
            return refused(NO_ORDER)
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._change(kept, found)
        except TimeoutError as error:
            raise UnavailableError(f"nobody ruled within {ANSWER_S} s") from error

    async def _change(self, kept: Kept, found: Changed) -> Verdict:
        most, office = found.amounts, self._office
        if most.chips and terms(
            found.fields, most.kind, most.partitions, office.told
        ) != self._terms(kept):
            return refused(ANOTHER)
        grown = msgspec.structs.replace(
            kept,
            each=max(kept.each, most.each),
            width=max(kept.width, most.width),
            length_s=max(kept.length_s, most.length_s),
        )
        if grown != kept:
            told = await amend(office, kept, grown, f"changed in Slurm: {found.words}")
            return by_the_desk(told, kept.order)
        if found.terms:
            return by_the_desk(await office.desk.startable(kept.order), kept.order)
        return PASSES

    def _terms(self, kept: Kept) -> Terms:
        """Return what its order is for."""
        office = self._office
        named = office.shape.named(kept.fields.get("partition", ""))
        return terms(kept.fields, kept.kind, [partition.name for partition in named], office.told)

    def _order_of(self, fields: Fields) -> Kept | None:
        """Return the order of a job that is to be changed, by its id or by what its comment says.

        A comment that names the order of another job says nothing.
        """
        journal, comment = self._office.journal, fields.get("old_admin_comment", "")
        job = number(fields, "old_array_job_id") or number(fields, "old_job_id") or 0
        bound = journal.latest_of(job) if job else None
        if bound is not None and bound.state in STANDING:
            return bound
        named = order_in(comment)
        kept = journal.of(named) if named is not None else None
        return kept if kept is not None and kept.job in (None, job) else None


async def amend(office: Office, kept: Kept, grown: Kept, reason: str) -> Told:
    """Ask for an order to become larger, and keep it so if it may."""
    change = Change(
        chips=grown.chips if grown.chips != kept.chips else None,
        length_s=grown.length_s if grown.length_s != kept.length_s else None,
    )
    told = await office.desk.amend(Amended(order=kept.order, change=change, reason=reason))
    if told.allowed:
        office.journal.put(grown)
    return told
