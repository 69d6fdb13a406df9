"""One case with all that was said in it; cases by name; and what somebody owes which case."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from comptrol.domains.alarms import Alarm, AlarmsView
from comptrol.domains.caps import CapId, CapsView
from comptrol.domains.cases.statements import CaseId, MeasureKind, Outcome
from comptrol.domains.cases.view import (
    IN_FORCE,
    TOLD,
    Answer,
    Appeal,
    Case,
    CasesView,
    Decision,
    Evidence,
    Notice,
    Policy,
    Stage,
    Step,
    Taken,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

UNDO_CAP: Final = "undo-cap"


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case, and everything that was said in it, in order."""

    case: Case
    alarms: tuple[Alarm, ...]
    notices: tuple[Notice, ...]
    answers: tuple[Answer, ...]
    evidence: tuple[Evidence, ...]
    decision: Decision | None
    measures: tuple[Taken, ...]
    appeals: tuple[Appeal, ...]
    steps: tuple[Step, ...]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is due in a case: whose it is, by when, and whether that has passed."""

    case: CaseId
    step: str
    whose: str
    due_on: date
    overdue: bool
    number: int | None = None
    """Of the measure that it is about."""


def policy_in_force(world: World) -> Policy | None:
    """Return the policy by which cases are heard, if one was set."""
    return world[CasesView].policies.get(IN_FORCE)


def case(world: World, *, case: CaseId) -> CaseFile:
    """Return a case with everything that was said in it, and the alarms that it rests on."""
    view, raised = world[CasesView], world[AlarmsView].alarms
    found = view.cases.get(case)
    if found is None:
        raise NotFoundError(f"no case {case!r} has been opened")
    return CaseFile(
        case=found,
        alarms=tuple(it for name in found.alarms if (it := raised.get(name)) is not None),
        notices=tuple(view.notices.where(case=case)),
        answers=tuple(view.answers.where(case=case)),
        evidence=tuple(view.evidence.where(case=case)),
        decision=view.decisions.get(case),
        measures=tuple(view.measures.where(case=case)),
        appeals=tuple(view.appeals.where(case=case)),
        steps=tuple(view.steps.where(case=case)),
    )


def cases(
    world: World,
    *,
    party: PartyId | None = None,
    stage: Stage | None = None,
    after: CaseId | None = None,
    limit: Limit = 100,
) -> tuple[Case, ...]:
    """Return cases by name, about one party or at one stage where asked."""
    view, start = world[CasesView], None if after is None else (after,)
    if party is None:
        if stage is None:
            return tuple(view.cases.where(after=start, limit=limit))
        return tuple(view.cases.where(after=start, limit=limit, stage=stage))
    later = None if after is None else (party, after)
    named = (it.case for it in view.subjects.where(after=later, party=party))
    found = (it for name in named if (it := view.cases.get(name)) is not None)
    at = (it for it in found if stage is None or it.stage is stage)
    return tuple(it for it, _ in zip(at, range(limit), strict=False))


def due(
    world: World,
    *,
    on: date,
    overdue: bool = False,
    after: CaseId | None = None,
    limit: Limit = 100,
) -> tuple[Due, ...]:
    """Return what is due in open cases on a day, by case; only what is overdue where asked."""
    start = None if after is None else (after,)
    found = (it for case in world[CasesView].cases.where(after=start, open=True)
             for it in due_in(world, case, on))  # fmt: skip
    wanted = (it for it in found if it.overdue or not overdue)
    return tuple(it for it, _ in zip(wanted, range(limit), strict=False))


def due_in(world: World, case: Case, on: date) -> Iterator[Due]:
    """Yield what is due in one case."""
    step = _next(case, on)
    if step is not None:
        what, whose, due_on = step
        late = due_on < on and whose != "subject"
        yield Due(case=case.case, step=what, whose=whose, due_on=due_on, overdue=late)
    for measure in world[CasesView].measures.where(case=case.case):
        yield from _of_measure(world, measure, on)


def _next(case: Case, on: date) -> tuple[str, str, date] | None:
    """Return the next step of a case, whose it is, and its last day."""
    if case.stage is Stage.OPENED:
        return "notice", "opener", case.notice_due
    if case.stage in TOLD and case.answer_due is not None and case.decide_due is not None:
        if case.stage is Stage.NOTICED and on <= case.answer_due:
            return "answer", "subject", case.answer_due
        return "decide", "reviewer", case.decide_due
    if case.stage is Stage.APPEALED and case.appeal_decide_due is not None:
        return "decide-appeal", "reviewer", case.appeal_decide_due
    if may_be_appealed(case, on) and case.appeal_due is not None:
        return "appeal", "subject", case.appeal_due
    return None


def may_be_appealed(case: Case, on: date) -> bool:
    """Tell whether a decision against somebody may still be appealed on a day."""
    decided = case.stage in {Stage.DECIDED, Stage.APPEAL_DECIDED} and not case.granted
    in_time = case.appeal_due is not None and on <= case.appeal_due
    return decided and in_time and case.outcome is Outcome.UPHELD


def _of_measure(world: World, it: Taken, on: date) -> Iterator[Due]:
    def owed(step: str, due_on: date, *, overdue: bool) -> Due:
        return Due(
            case=it.case,
            step=step,
            whose="authority",
            due_on=due_on,
            overdue=overdue,
            number=it.number,
        )

    done_by_others = it.measure in {MeasureKind.INSPECT, MeasureKind.CAP}
    if it.in_force and done_by_others and it.carried_out_at is None:
        yield owed("carry-out", it.until - timedelta(days=1), overdue=it.until <= on)
    if it.in_force:
        yield owed("end-or-renew", it.until - timedelta(days=1), overdue=it.until <= on)
    elif it.ended_on is not None and _cap_still_binds(world, it, on):
        yield owed(UNDO_CAP, it.ended_on, overdue=it.ended_on < on)


def _cap_still_binds(world: World, it: Taken, on: date) -> bool:
    """Tell whether the cap of a measure that is over still binds, as it was set or set again."""
    cap = world[CapsView].caps.get(CapId(it.cap)) if it.cap is not None else None
    since = it.carried_out_at
    return cap is not None and since is not None and cap.position >= since and cap.binds(on)
