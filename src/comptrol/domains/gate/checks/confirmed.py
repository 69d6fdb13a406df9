"""Which answers go against what a reviewer has confirmed of the party itself?"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.gate.formulas import whose_question
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import Answered
from comptrol.domains.gate.view import Order
from comptrol.domains.screening import Cleared, Decision, ScreeningView, party_standing, standing
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World

SAME: Final = "listing.same"
DIFFERENT: Final = "different"


def check_confirmed_listings(
    said: Answered, order: Order, on: date, world: World
) -> Iterator[Finding]:
    """Yield why one order's answer does not set aside that a party is the listed one.

    The answer counts for every match of the party at once. So one that is confirmed is enough to
    refuse it: what else is open about the party is settled match by match, for every order.
    """
    question, party = whose_question(said.question)
    if question != SAME or said.answer != DIFFERENT:
        return
    whom = PartyId(party) if party else order.parties[0]
    for it in _confirmed(world, whom, on):
        detail = (
            f"{whom} is {it.entity_id}, confirmed at position {it.position} until {it.until}; "
            f"to decide otherwise, of {whom} and not of an order, say {kind(Cleared)}"
        )
        yield Finding.of(GateRefusal.CONFIRMED_LISTING, detail)


def _confirmed(world: World, party: PartyId, on: date) -> tuple[Decision, ...]:
    """Return the decisions of a day that a party is the one it was taken for."""
    if standing(world[ScreeningView], party) is None:
        return ()
    found = party_standing(world, party=party, on=on)
    return tuple(it for it in found.decisions if it.same)
