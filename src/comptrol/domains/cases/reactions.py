"""What the platform says of cases: whom the gate restrains, whom it frees, and who owes what."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from comptrol.domains.cases.queries import due_in
from comptrol.domains.cases.statements import (
    OVERDUE_MAX,
    RESTRAINING,
    AppealDecided,
    CaseId,
    Decided,
    Lifted,
    LookedOver,
    Overdue,
    Renewed,
    Reviewed,
)
from comptrol.domains.cases.view import CasesView, Taken
from comptrol.domains.gate import Freed, Restrained, Restraint
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

HEARS: Final = (Decided, Renewed, Lifted, AppealDecided, Reviewed)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Restrain what was decided or renewed; free what has ended; name what is overdue."""
    said = entry.statement
    match said:
        case Decided():
            yield from _restrained(world[CasesView].measures.where(case=said.case), entry)
        case Renewed():
            known = world[CasesView].measures.get((said.case, said.number))
            assert known is not None, "an admitted statement names a known measure"
            yield from _restrained((known,), entry)
        case Lifted() | AppealDecided():
            yield from _freed(entry, world)
        case Reviewed():
            yield from _freed(entry, world)
            yield _looked_over(said, entry, world)
        case _:
            return


def _restrained(measures: Iterable[Taken], entry: Entry[Any]) -> Iterator[Restrained]:
    for it in measures:
        if it.measure in RESTRAINING and it.in_force:
            yield Restrained(
                because=entry.position,
                case=it.case,
                number=it.number,
                measure=Restraint(it.measure.value),
                parties=it.parties,
                orders=it.orders,
                until=it.until,
                citation=it.citation,
            )


def _freed(entry: Entry[Any], world: World) -> Iterator[Freed]:
    """Free whoever was restrained by a measure that ended because of an entry."""
    for it in world[CasesView].measures.where(ended_at=entry.position):
        if it.measure in RESTRAINING:
            yield Freed(
                because=entry.position,
                case=it.case,
                number=it.number,
                parties=it.parties,
                orders=it.orders,
                reason=it.ended_by or "ended",
            )


def _looked_over(said: Reviewed, entry: Entry[Any], world: World) -> LookedOver:
    view = world[CasesView]
    owed = [
        Overdue(case=CaseId(case.case), step=it.step, due_on=it.due_on)
        for case in view.cases.where(open=True)
        for it in due_in(world, case, said.on)
        if it.overdue
    ]
    ended = sum(1 for _ in view.measures.where(ended_at=entry.position))
    return LookedOver(
        because=entry.position,
        review=said.review,
        on=said.on,
        ended=ended,
        overdue=tuple(islice(owed, OVERDUE_MAX)),
        more=max(0, len(owed) - OVERDUE_MAX),
    )
