"""How plans, draws, adjustments, awards and appeals are folded."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from comptrol.domains.allocation.statements import (
    Adjusted,
    AppealDecided,
    Appealed,
    Awarded,
    Cause,
    Declined,
    DrawCommitted,
    Drawn,
    Ground,
    Lawful,
    PlanAdopted,
    Planned,
    PlanPart,
    ReserveGranted,
    ThetaChosen,
)
from comptrol.domains.allocation.view.opening import (
    answered_pool,
    award_over,
    call_of,
    proposal_of,
)
from comptrol.domains.allocation.view.reviewing import struck
from comptrol.domains.allocation.view.rows import ProposalRow, State
from comptrol.domains.allocation.view.seconding import seconded
from comptrol.domains.allocation.view.settled import (
    AppealRow,
    AwardRow,
    DecisionRow,
    DrawRow,
    GrantRow,
    NoticeRow,
    PlanPartRow,
    PlanRow,
)
from comptrol.domains.allocation.view.tables import AllocationView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

Changes = Iterator[Change]


def theta_chosen(view: AllocationView, said: ThetaChosen, _: Entry[Any]) -> Changes:
    """Fold how even the areas come out."""
    yield view.calls.put(replace(call_of(view, said.call), theta_ppm=said.theta_ppm))


def plan_part(view: AllocationView, said: PlanPart, entry: Entry[Any]) -> Changes:
    """Fold one part of a plan; by it somebody may have seen who wins."""
    fields = {name: getattr(said, name) for name in said.__struct_fields__}
    yield view.parts.put(PlanPartRow(**fields, planner=entry.signer))
    yield view.calls.put(replace(call_of(view, said.call), planned=True))


def planned(view: AllocationView, said: Planned, entry: Entry[Any]) -> Changes:
    """Fold a plan."""
    yield view.plans.put(
        PlanRow(
            plan=said.plan,
            call=said.call,
            said=said,
            planner=entry.signer,
            position=entry.position,
        )
    )
    yield view.calls.put(replace(call_of(view, said.call), planned=True))


def draw_committed(view: AllocationView, said: DrawCommitted, entry: Entry[Any]) -> Changes:
    """Fold between whom a lot decides."""
    yield view.draws.put(DrawRow(call=said.call, committed=said, position=entry.position))


def drawn(view: AllocationView, said: Drawn, entry: Entry[Any]) -> Changes:
    """Fold a draw: it settles each of the band, for every plan from there on."""
    draw = view.draws.get(said.call)
    assert draw is not None, "what is drawn was committed to"
    yield view.draws.put(replace(draw, drawn=said, drawn_at=entry.position))
    for lot in said.lots:
        yield view.decisions.put(
            DecisionRow(
                proposal=lot.proposal,
                call=said.call,
                awarded=lot.awarded,
                why=Cause.LOTTERY,
                by=(entry.signer,),
                position=entry.position,
            )
        )


def adjusted(view: AllocationView, said: Adjusted, entry: Entry[Any]) -> Changes:
    """Fold what two of the panel decide, once the second has said so."""
    row, holds = seconded(view, said, said.call, entry)
    yield view.seconds.put(row)
    if holds:
        yield view.decisions.put(
            DecisionRow(
                proposal=said.proposal,
                call=said.call,
                awarded=said.awarded,
                why=Cause.PANEL,
                by=(row.first, entry.signer),
                position=entry.position,
            )
        )


def plan_adopted(view: AllocationView, said: PlanAdopted, entry: Entry[Any]) -> Changes:
    """Fold an adoption, once the second has said so."""
    plan = view.plans.get(said.plan)
    assert plan is not None, "what is adopted is a plan"
    row, holds = seconded(view, said, plan.call, entry)
    yield view.seconds.put(row)
    if not holds:
        return
    yield view.plans.put(
        replace(
            plan,
            adopted_by=(row.first, entry.signer),
            adopted_at=entry.position,
            responsible=said.by,
        )
    )
    call = call_of(view, plan.call)
    yield view.calls.put(replace(call, plan=said.plan, adopted_at=entry.logged_at))


def reserve_granted(view: AllocationView, said: ReserveGranted, entry: Entry[Any]) -> Changes:
    """Fold a grant out of the reserve, once the second has said so."""
    row, holds = seconded(view, said, said.call, entry)
    yield view.seconds.put(row)
    if holds:
        yield view.grants.put(
            GrantRow(
                grant=said.grant,
                call=said.call,
                reserve=said.reserve,
                holder=said.holder,
                bookings=said.bookings,
                by=(row.first, entry.signer),
                position=entry.position,
            )
        )


def awarded(view: AllocationView, said: Awarded, entry: Entry[Any]) -> Changes:
    """Fold an award: it takes the place of what was said before."""
    yield view.awards.put(
        AwardRow(
            proposal=said.proposal,
            call=said.call,
            plan=said.plan,
            holder=said.holder,
            programme=said.programme,
            bookings=said.bookings,
            position=entry.position,
            awarded_at=entry.logged_at,
            appeal_until=said.appeal_until,
        )
    )
    found = view.proposals.get(said.proposal)
    if found is not None:  # a grant has no proposal
        yield view.proposals.put(replace(found, state=State.AWARDED))


def declined(view: AllocationView, said: Declined, entry: Entry[Any]) -> Changes:
    """Fold why a proposal was given nothing; an award that it had is over."""
    yield view.notices.put(
        NoticeRow(
            proposal=said.proposal,
            call=said.call,
            plan=said.plan,
            holder=said.holder,
            reason=said.reason,
            sentence=said.sentence,
            rule=said.rule,
            appeal_until=said.appeal_until,
            responsible=said.responsible,
            position=entry.position,
        )
    )
    yield view.proposals.put(replace(proposal_of(view, said.proposal), state=State.DECLINED))
    yield from award_over(view, said.proposal, entry)


def appealed(view: AllocationView, said: Appealed, entry: Entry[Any]) -> Changes:
    """Fold an appeal."""
    call = proposal_of(view, said.proposal).call
    against = call_of(view, call).plan
    assert against is not None, "an appeal is against a plan that holds"
    yield view.appeals.put(
        AppealRow(
            proposal=said.proposal,
            position=entry.position,
            call=call,
            against=against,
            ground=said.ground,
            grounds=said.grounds,
            open=True,
        )
    )


def appeal_decided(view: AllocationView, said: AppealDecided, entry: Entry[Any]) -> Changes:
    """Fold how an appeal was decided, and what it changes."""
    appeal = next(view.appeals.where(proposal=said.proposal, open=True), None)
    assert appeal is not None, "an appeal that is decided was open"
    yield view.appeals.put(
        replace(
            appeal,
            open=False,
            granted=said.granted,
            remedy=said.remedy,
            reason=said.reason,
            by=said.by,
            decided_by=entry.signer,
            decided_at=entry.position,
        )
    )
    if said.remedy is None:
        return
    for reviewer in said.remedy.strikes:
        yield from struck(view, said.proposal, reviewer, Ground.RECUSED)
    yield view.proposals.put(_mended(proposal_of(view, said.proposal), said, entry))


def _mended(found: ProposalRow, said: AppealDecided, entry: Entry[Any]) -> ProposalRow:
    remedy = said.remedy
    assert remedy is not None, "only a remedy mends"
    changes = {
        name: getattr(remedy, name)
        for name in ("need_h100e_hours", "least_fraction_ppm", "pools")
        if getattr(remedy, name) is not None
    }
    mended = replace(found, **changes)
    return answered_pool(mended, remedy.eligible, Lawful.ELIGIBLE, entry.signer)
