"""Rulings as they are kept and read: what was decided stands once, however often it was said.

A provider's jobs are alike, and three quarters of a ruling are what the law says of all of them.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

import msgspec

from comptrol.domains.gate.statements import OrderId, Ruled
from comptrol.domains.gate.view.rows import KeptDecision, RuledOn, Ruling
from comptrol.domains.gate.view.tables import GateView
from comptrol.domains.law import Decision
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

_encode = msgspec.json.Encoder().encode
ALIKE_MAX: Final = 512
"""Digests kept at a time, each with its decision of some kilobytes."""


class Digests:
    """The digests of the last decisions: of the same one, said of many orders, it is known."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Decision, Digest]] = {}

    def of(self, decision: Decision) -> Digest:
        """Return the digest of a decision's JSON."""
        known = self._known.get(id(decision))
        if known is None:
            known = decision, Digest(sha256(_encode(decision)).hexdigest())
            if len(self._known) >= ALIKE_MAX:
                self._known.clear()
            self._known[id(decision)] = known  # with it, so that no other takes its number
        return known[1]


_DIGESTS: Final = Digests()


def kept(view: GateView, said: Ruled, entry: Entry[Any]) -> Iterator[Change]:
    """Keep a ruling, and what it decided where nobody heard that before."""
    digest = _DIGESTS.of(said.decision)
    if view.decisions.get(digest) is None:
        yield view.decisions.put(KeptDecision(digest=digest, decision=said.decision))
    yield view.rulings.put(
        RuledOn(
            order=said.order,
            position=entry.position,
            because=said.because,
            outcome=said.decision.outcome,
            as_of=said.decision.as_of,
            rulebook_digest=said.decision.rulebook_digest,
            open_questions=len(said.decision.questions),
            asked=said.asked,
            also=said.also,
            decided=digest,
            logged_at=entry.logged_at,
            amendment=said.amendment,
        )
    )


def ruling_at(view: GateView, order: OrderId, position: int | None) -> Ruling | None:
    """Return the ruling on an order that stands at a position of the log, or nothing."""
    found = None if position is None else view.rulings.get((order, position))
    return None if found is None else ruling_of(view, found)


def rulings_on(view: GateView, order: OrderId) -> Iterator[Ruling]:
    """Return every ruling on an order, oldest first."""
    return (ruling_of(view, it) for it in view.rulings.where(order=order))


def ruling_of(view: GateView, found: RuledOn) -> Ruling:
    """Return a ruling with what it decided."""
    said = view.decisions.get(found.decided)
    assert said is not None, "what a ruling decided is kept with the first that did"
    fields = msgspec.structs.asdict(found)
    del fields["decided"], fields["as_of"]
    return Ruling(**fields, decision=said.decision)
