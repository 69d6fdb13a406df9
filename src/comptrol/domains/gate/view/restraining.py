"""How measures of decided cases are folded: one in the place of another, and out again."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from comptrol.domains.gate.statements import Freed, Restrained
from comptrol.domains.gate.view.restraints import Measure, RestrainedOrder, RestrainedParty
from comptrol.domains.gate.view.tables import GateView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def restrained(view: GateView, said: Restrained, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a measure; said again, it takes the place of what it was, and binds since then."""
    new = Measure(
        case=said.case,
        number=said.number,
        measure=said.measure,
        until=said.until,
        citation=said.citation,
        position=entry.position,
        at=entry.logged_at,
    )
    yield from _stored(view, said, new)


def freed(view: GateView, said: Freed) -> Iterator[Change]:
    """Fold that a measure is over."""
    yield from _stored(view, said, None)


def _stored(view: GateView, said: Restrained | Freed, new: Measure | None) -> Iterator[Change]:
    for party in dict.fromkeys(said.parties):
        known = view.restrained_parties.get(party)
        measures = _with(known.measures if known is not None else (), said, new)
        yield view.restrained_parties.put(RestrainedParty(party=party, measures=measures))
    for order in dict.fromkeys(said.orders):
        before = view.restrained_orders.get(order)
        measures = _with(before.measures if before is not None else (), said, new)
        yield view.restrained_orders.put(RestrainedOrder(order=order, measures=measures))


def _with(
    measures: tuple[Measure, ...], said: Restrained | Freed, new: Measure | None
) -> tuple[Measure, ...]:
    """Return measures with a new one in the place of what was said of it before.

    What binds already goes on binding from when it did: what was taken up between the two began
    against it.
    """
    others = tuple(it for it in measures if (it.case, it.number) != (said.case, said.number))
    if new is None:
        return others
    same = (it for it in measures if it not in others and it.binds(new.at.date()))
    first = next((it for it in same if it.measure is new.measure), new)
    return (*others, replace(new, position=first.position, at=first.at))
