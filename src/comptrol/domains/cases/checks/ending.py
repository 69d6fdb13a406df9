"""What may be said of measures, and when a case is over."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.caps import Bearer, CapsView
from comptrol.domains.cases.checks.parts import check_own, found_case
from comptrol.domains.cases.queries import UNDO_CAP, days_of, due_in, may_be_appealed
from comptrol.domains.cases.refusals import CasesRefusal
from comptrol.domains.cases.statements import (
    CarriedOut,
    CaseId,
    Closed,
    Lifted,
    MeasureKind,
    Renewed,
    Reviewed,
)
from comptrol.domains.cases.view import CasesView, Stage, Taken
from comptrol.domains.inspection import InspectionView
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

CLOSABLE: Final = frozenset({Stage.OPENED, Stage.DECIDED, Stage.APPEAL_DECIDED})


def _measure(
    name: CaseId, number: int, entry: Entry[Any], world: World
) -> tuple[Taken | None, tuple[Finding, ...]]:
    """Return a measure in force, or why there is none that this could be about."""
    case = world[CasesView].cases.get(name)
    if case is None:
        return None, (Finding.of(CasesRefusal.UNKNOWN_CASE, name),)
    own = tuple(check_own(entry, case.parties, world))
    found = world[CasesView].measures.get((name, number))
    if found is None or not found.in_force:
        detail = f"measure {number} of {name}"
        return None, (*own, Finding.of(CasesRefusal.UNKNOWN_MEASURE, detail))
    return found, own


def check_renewed(said: Renewed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why a measure cannot go on: it has to be in force, and is never for good."""
    found, why_not = _measure(said.case, said.number, entry, world)
    yield from why_not
    case = world[CasesView].cases.get(said.case)
    if found is None or case is None:
        return
    today = entry.logged_at.date()
    last = later(today, days_of(world, case).measure_max)
    if found.until <= today:
        yield Finding.of(CasesRefusal.TOO_LATE, f"it ended before {found.until}")
    if not max(today, found.until) < said.until <= last:
        detail = f"until {said.until}; after {found.until}, by {last}"
        yield Finding.of(CasesRefusal.UNBOUNDED_MEASURE, detail)


def check_lifted(said: Lifted, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why a measure cannot be ended."""
    yield from _measure(said.case, said.number, entry, world)[1]


def check_carried_out(said: CarriedOut, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why nothing at a position carries out a measure."""
    found, why_not = _measure(said.case, said.number, entry, world)
    yield from why_not
    if found is not None and found.carried_out_at is not None:
        yield Finding.of(CasesRefusal.CARRIED_OUT_BEFORE, f"at position {found.carried_out_at}")
    elif found is not None and not _carries_out(said, found, world):
        detail = f"{found.measure.value}, position {said.position}"
        yield Finding.of(CasesRefusal.NOT_CARRIED_OUT, detail)


def _carries_out(said: CarriedOut, measure: Taken, world: World) -> bool:
    """Tell whether the row is there, said after the decision, and of this measure's kind."""
    if said.position <= measure.position:
        return False
    if measure.measure is MeasureKind.INSPECT and said.inspection and not said.cap:
        planned = world[InspectionView].inspections.get(said.inspection)
        return planned is not None and planned.planned_at == said.position
    if measure.measure is MeasureKind.CAP and said.cap and not said.inspection:
        cap = world[CapsView].caps.get(said.cap)
        if cap is None or cap.position != said.position:
            return False
        of_a_party = cap.bearer in {Bearer.PARTY, Bearer.PROVIDER}
        return not of_a_party or cap.whose in measure.parties
    return False


def check_closed(said: Closed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why a case is not over yet."""
    case, why_not = found_case(said.case, world, CLOSABLE)
    yield from why_not
    if case is None:
        return
    yield from check_own(entry, case.parties, world)
    if may_be_appealed(case, entry.logged_at.date()):
        yield Finding.of(CasesRefusal.STILL_BINDS, f"it may be appealed until {case.appeal_due}")
    for it in world[CasesView].measures.where(case=said.case):
        if it.in_force:
            detail = f"measure {it.number} ({it.measure.value}) until {it.until}"
            yield Finding.of(CasesRefusal.STILL_BINDS, detail)
    for owed in due_in(world, case, entry.logged_at.date()):
        if owed.step == UNDO_CAP:
            detail = f"the cap of measure {owed.number}, as it was set then or since"
            yield Finding.of(CasesRefusal.STILL_BINDS, detail)


def check_reviewed(said: Reviewed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why cases cannot be gone through as of a day."""
    if world[CasesView].reviews.get(said.review) is not None:
        yield Finding.of(CasesRefusal.NAME_TAKEN, f"review {said.review}")
    today = entry.logged_at.date()
    if said.on > today:
        yield Finding.of(CasesRefusal.OTHER_REVIEW_DAY, f"{said.on}, and today is {today}")
