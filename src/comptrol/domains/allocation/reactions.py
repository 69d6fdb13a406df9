"""What the platform says of rounds: who is eligible, who is awarded what, who is told why not."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.allocation.formulas.sentences import not_eligible, rules_named, told
from comptrol.domains.allocation.queries import (
    competes,
    eligibility_of,
    known_call,
    known_proposal,
    merits_of,
    parts_said,
    policy_of,
    usable,
)
from comptrol.domains.allocation.statements import (
    AppealDecided,
    AppealGround,
    Awarded,
    Booked,
    Cause,
    Declined,
    Declining,
    EligibilityFound,
    PlanAdopted,
    PlannedAward,
    PlannedReason,
    ProposalId,
    Proposed,
    ReserveGranted,
)
from comptrol.domains.allocation.view import (
    AllocationView,
    AwardRow,
    CallRow,
    PlanRow,
    ProposalRow,
    State,
    holds_at,
)
from comptrol.domains.law import LawView, adopted
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

PROGRAMME: Final = "award-"


HEARS: Final = (Proposed, AppealDecided, PlanAdopted, ReserveGranted)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Find who is eligible, and tell everybody what a plan that was adopted comes to."""
    view = world[AllocationView]
    match entry.statement:
        case Proposed(proposal=proposal):
            yield _eligibility(proposal, entry, world)
        case AppealDecided(proposal=proposal, granted=True):
            if _ground(view, proposal, entry.position) is AppealGround.ELIGIBILITY:
                yield _eligibility(proposal, entry, world)
        case PlanAdopted() as said:
            if holds_at(view, said, entry.position) is not None:
                yield from _Told(said, entry, world).all()
        case ReserveGranted() as said:
            if holds_at(view, said, entry.position) is not None:
                yield _granted(said, entry, view)
        case _:
            return


def _eligibility(proposal: ProposalId, entry: Entry[Any], world: World) -> EligibilityFound:
    view = world[AllocationView]
    found = known_proposal(view, proposal)
    adoption = adopted(world[LawView])
    return EligibilityFound(
        because=entry.position,
        proposal=proposal,
        call=found.call,
        as_of=known_call(view, found.call).said.as_of,
        rulebook=adoption.digest if adoption is not None else None,
        pools=eligibility_of(world, found, entry.logged_at.date()),
    )


def _ground(view: AllocationView, proposal: ProposalId, position: int) -> AppealGround | None:
    """Return on what ground the appeal was that was decided here."""
    decided = view.appeals.where(proposal=proposal)
    return next((it.ground for it in decided if it.decided_at == position), None)


def _granted(said: ReserveGranted, entry: Entry[Any], view: AllocationView) -> Awarded:
    return Awarded(
        because=entry.position,
        proposal=said.grant,
        call=said.call,
        plan=None,
        holder=said.holder,
        programme=PROGRAMME + said.grant,
        bookings=said.bookings,
        appeal_until=_appeal_until(view, known_call(view, said.call), entry),
    )


def _appeal_until(view: AllocationView, call: CallRow, entry: Entry[Any]) -> date:
    return entry.logged_at.date() + timedelta(days=policy_of(view, call).said.appeal_days)


class _Told:
    """Everything that has to be told of one adopted plan."""

    def __init__(self, said: PlanAdopted, entry: Entry[Any], world: World) -> None:
        self._view, self._entry = world[AllocationView], entry
        plan = self._view.plans.get(said.plan)
        assert plan is not None, "what is adopted is a plan"
        self._plan: PlanRow = plan
        self._call = known_call(self._view, plan.call)
        self._policy = policy_of(self._view, self._call).said
        self._merits = merits_of(world, call=plan.call)
        self._until = _appeal_until(self._view, self._call, entry)
        parts = parts_said(self._view, plan.plan, plan.planner)
        self._awards = {it.proposal: it for part in parts for it in part.awards}
        self._reasons = {it.proposal: it for part in parts for it in part.reasons}

    def all(self) -> Iterator[Awarded | Declined]:
        """Yield an award or a refusal for each proposal of which something is new."""
        for row in self._view.proposals.where(call=self._call.call):
            planned = self._awards.get(row.proposal)
            before = self._before(row)
            if planned is not None:
                yield from self._awarded(row, planned, before)
            elif competes(self._view, row):
                yield from self._declined(row, before)

    def _before(self, row: ProposalRow) -> AwardRow | None:
        award = self._view.awards.get(row.proposal)
        return award if award is not None and award.freed_from is None else None

    def _awarded(
        self, row: ProposalRow, planned: PlannedAward, before: AwardRow | None
    ) -> Iterator[Awarded]:
        bookings = tuple(sorted(planned.bookings, key=_place))
        if before is not None and before.bookings == bookings:
            return
        yield Awarded(
            because=self._entry.position,
            proposal=row.proposal,
            call=row.call,
            plan=self._plan.plan,
            holder=row.applicant,
            programme=PROGRAMME + row.proposal,
            bookings=bookings,
            replaces=before.plan if before is not None else None,
            appeal_until=self._until,
        )

    def _declined(self, row: ProposalRow, before: AwardRow | None) -> Iterator[Declined]:
        reason = self._reason(row)
        notice = self._view.notices.get(row.proposal)
        told_before = notice is not None and notice.reason is reason
        if row.state is State.DECLINED and told_before:
            return
        yield Declined(
            because=self._entry.position,
            proposal=row.proposal,
            call=row.call,
            plan=self._plan.plan,
            holder=row.applicant,
            reason=reason,
            sentence=self._sentence(row, reason),
            rule=self._rule(row, reason),
            replaces=before.plan if before is not None else None,
            appeal_until=self._until,
            responsible=self._plan.responsible,
        )

    def _reason(self, row: ProposalRow) -> Declining:
        """Return the first reason that applies."""
        merit = self._merits.get(row.proposal)
        decision = self._view.decisions.get(row.proposal)
        if not usable(row):
            return Declining.NOT_ELIGIBLE
        if merit is None or merit.score < Decimal(self._policy.merit_threshold):
            return Declining.BELOW_THRESHOLD
        if decision is not None and not decision.awarded:
            return Declining.LOTTERY if decision.why is Cause.LOTTERY else Declining.PANEL
        planned = self._planned(row)
        return planned.reason if planned is not None else Declining.OUTBID

    def _planned(self, row: ProposalRow) -> PlannedReason | None:
        return self._reasons.get(row.proposal)

    def _sentence(self, row: ProposalRow, reason: Declining) -> str:
        if reason is not Declining.NOT_ELIGIBLE:
            return told(reason, self._planned(row))
        refused = row.eligibility
        return not_eligible(
            str(row.as_of),
            (rule for it in refused for rule in it.rules),
            (it.citation for it in refused),
        )

    def _rule(self, row: ProposalRow, reason: Declining) -> str:
        if reason is Declining.NOT_ELIGIBLE:
            return rules_named(rule for it in row.eligibility for rule in it.rules)
        return f"policy {self._policy.policy}, {self._policy.curve.version}"


def _place(booked: Booked) -> tuple[str, str]:
    return booked.pool, booked.month
