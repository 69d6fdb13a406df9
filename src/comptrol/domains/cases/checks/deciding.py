"""Who may decide a case or an appeal, when, on what, and with which measures."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases.checks.parts import (
    check_act,
    check_own,
    check_voice,
    found_case,
    had_a_part,
    of_one_house,
)
from comptrol.domains.cases.formulas import lacking_of
from comptrol.domains.cases.queries import (
    a_signal_alone,
    admitted,
    bears_on,
    days_of,
    may_be_appealed,
    reached,
    told_at,
)
from comptrol.domains.cases.refusals import CasesRefusal
from comptrol.domains.cases.statements import (
    AppealDecided,
    Appealed,
    Decided,
    Outcome,
)
from comptrol.domains.cases.view import TOLD, Case, CasesView, Evidence, Stage
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

APPEALABLE: Final = frozenset({Stage.DECIDED, Stage.APPEALED, Stage.APPEAL_DECIDED})


def check_decided(said: Decided, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why a case cannot be decided so."""
    case, why_not = found_case(said.case, world, TOLD)
    yield from why_not
    if case is None:
        return
    given, today = days_of(world, case), entry.logged_at.date()
    yield from check_own(entry, case.parties, world)
    yield from check_act(said.act, entry, given.appeal, later(today, given.appeal))
    yield from _check_heard(said, case, entry, world)
    yield from _check_other_person(case, entry, world)
    yield from _check_rests(said, case, world)
    yield from _check_measures(said, case, later(today, given.measure_max), entry, world)


def _check_heard(said: Decided, case: Case, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why the subjects have not been heard yet, or not on all that is held against them."""
    due = case.answer_due
    if case.stage is Stage.NOTICED and due is not None and entry.logged_at.date() <= due:
        yield Finding.of(CasesRefusal.NOT_HEARD, f"they may answer until {due}")
    view = world[CasesView]
    notice = view.notices.get((case.case, told_at(world, case)))
    facts = notice.said.act.facts if notice is not None else ()
    told = {it for fact in facts for it in fact.evidence}
    for name in said.evidence:
        piece = view.evidence.get((case.case, name))
        if piece is not None and piece.supports and not _is_told(piece, told, case, world):
            detail = f"evidence {name}: no fact of the last notice cites where it stands"
            yield Finding.of(CasesRefusal.NOT_HEARD, detail)


def _is_told(piece: Evidence, told: set[int], case: Case, world: World) -> bool:
    """Tell whether the subjects were told of a piece of evidence, or its one subject added it."""
    if piece.position in told:
        return True
    step = world[CasesView].steps.get((case.case, piece.position))
    if step is not None and (step.by,) == case.parties:
        return True
    before = piece.position < told_at(world, case)
    return before and bool(piece.positions) and set(piece.positions) <= told


def _check_other_person(case: Case, entry: Entry[Any], world: World) -> Iterator[Finding]:
    if entry.signer in had_a_part(world, case):
        yield Finding.of(CasesRefusal.SAME_PERSON, entry.signer)


def _check_rests(said: Decided, case: Case, world: World) -> Iterator[Finding]:
    """Yield what a decision rests on that is not in the case, or that it rests on too little."""
    known = {it.evidence for it in world[CasesView].evidence.where(case=case.case)}
    missing = [f"alarm {it}" for it in said.alarms if it not in case.alarms]
    missing += [f"evidence {it}" for it in said.evidence if it not in known]
    if said.admission and not admitted(world, case):
        missing.append("nobody has admitted the facts")
    upheld = said.outcome is Outcome.UPHELD
    raised = world[AlarmsView].alarms
    for name in said.alarms:
        alarm = raised.get(name)
        if alarm is not None and not bears_on(world, alarm, case):
            yield Finding.of(CasesRefusal.ALARM_OF_OTHERS, name[:400])
    if upheld and not (said.alarms or said.evidence or said.admission):
        missing.append("neither alarm nor evidence nor admission is cited")
    if missing:
        yield Finding.of(CasesRefusal.RESTS_ON_NOTHING, "; ".join(missing)[:400])
    if upheld and a_signal_alone(world, case, said):
        cited = ", ".join((*said.alarms, *said.evidence))
        detail = f"{cited}: cite a fact, another channel, or an admission"
        yield Finding.of(CasesRefusal.SIGNAL_ALONE, detail[-400:])


def _check_measures(
    said: Decided, case: Case, last: date, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    if said.measures and said.outcome is not Outcome.UPHELD:
        yield Finding.of(CasesRefusal.MEASURE_WITHOUT_GROUND, said.outcome.value)
    today = entry.logged_at.date()
    for number, it in enumerate(said.measures, 1):
        named = f"measure {number} ({it.measure.value})"
        lacks = lacking_of(it)
        if lacks:
            yield Finding.of(CasesRefusal.UNBOUNDED_MEASURE, f"{named}: {', '.join(lacks)}")
        if it.until is not None and not today < it.until <= last:
            detail = f"{named}: until {it.until}; after {today}, by {last}"
            yield Finding.of(CasesRefusal.UNBOUNDED_MEASURE, detail)
        own = reached(world, it) <= set(case.parties) and set(it.orders) <= set(case.orders)
        if not own:
            yield Finding.of(CasesRefusal.MEASURE_OF_OTHERS, named)


def check_appealed(said: Appealed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an appeal cannot be made."""
    case, why_not = found_case(said.case, world, APPEALABLE)
    yield from why_not
    if case is None:
        return
    yield from check_voice(said, case, entry, world)
    today, due = entry.logged_at.date(), case.appeal_due
    before = tuple(world[CasesView].appeals.where(case=said.case))
    waits = any(it.open for it in before)
    if due is not None and today > due and not waits:
        yield Finding.of(CasesRefusal.TOO_LATE, f"the last day was {due}")
    since = case.renewed_at or 0
    if any(it.party == said.party and it.position > since for it in before):
        yield Finding.of(CasesRefusal.APPEAL_MADE, said.party)
    elif waits:
        yield Finding.of(CasesRefusal.APPEAL_OPEN, said.case)
    elif not why_not and not may_be_appealed(case, min(today, due or today)):
        yield Finding.of(CasesRefusal.NO_APPEAL, "nothing was decided against anybody")


def check_appeal_decided(
    said: AppealDecided, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield every reason why somebody cannot decide an appeal: above all a part in the case."""
    case = world[CasesView].cases.get(said.case)
    if case is None:
        yield Finding.of(CasesRefusal.UNKNOWN_CASE, said.case)
        return
    yield from check_own(entry, case.parties, world)
    yield from _check_other_person(case, entry, world)
    decided, today = world[CasesView].decisions.get(said.case), entry.logged_at.date()
    other = decided is not None and decided.reviewer != entry.signer
    if (
        decided is not None
        and other
        and of_one_house(world, entry.signer, decided.reviewer, today)
    ):
        detail = f"{entry.signer} is of the house of {decided.reviewer}, who decided"
        yield Finding.of(CasesRefusal.SAME_PERSON, detail)
    if case.stage is not Stage.APPEALED:
        yield Finding.of(CasesRefusal.NO_APPEAL, said.case)
