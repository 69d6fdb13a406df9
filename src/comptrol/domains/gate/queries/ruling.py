"""How an order is ruled on: by law and policy for everybody in the chain, then by limits."""

from collections.abc import Mapping
from datetime import date

import msgspec

from comptrol.domains.caps import CapId
from comptrol.domains.gate.formulas import added, another, law_stands_against, overridden
from comptrol.domains.gate.queries.limits import NOTHING_FREED, limits
from comptrol.domains.gate.queries.requests import requests_of
from comptrol.domains.gate.statements import Answered
from comptrol.domains.gate.view import GateView, Order, Override
from comptrol.domains.law import (
    DECIDED,
    AccessRequest,
    Decision,
    LawView,
    Outcome,
    Rulebook,
    Stance,
    adopted,
    adopted_rulebook,
    stance,
    with_findings,
)
from comptrol.domains.parties import PartiesView
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

FROM_THE_SELLER = "Where the customer answers to is known from the seller alone."


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What was judged, of the end user and of everybody else in the chain, and how."""

    asked: AccessRequest
    also: tuple[AccessRequest, ...]
    decision: Decision


def ruling_on(
    world: World,
    found: Order,
    *,
    known_at: date,
    on: date | None = None,
    answering: Answered | None = None,
    freed: Mapping[CapId, int] = NOTHING_FREED,
    amended: bool = False,
) -> Judged:
    """Judge an order by all that the log knows now: parties, screening, chips, site, answers.

    ``on`` judges it by the law of another day, ``answering`` as if that had been answered too,
    ``freed`` is what the caps get back in the same step; what is ``amended`` was never overridden.
    Everybody whom the order passes through is judged as the end user is, and the worst counts;
    then come limits, unless two reviewers decided otherwise.
    """
    day = on or found.on
    asked = tuple(requests_of(world, found, day, answering))
    decision = _judged(world, found, asked, day, known_at)
    if _from_the_seller(world, found):
        decision = added(decision, (FROM_THE_SELLER,))
    new = amended or found.ruled_at is None
    override = None if new else world[GateView].overrides.get(found.order)
    if override is not None and _holds(override, decision):
        detail = f"{override.reason} ({override.by}) {override.agreed_reason}"
        decision = overridden(decision, override.outcome, detail[:400])
    elif decision.outcome is not Outcome.REFUSE:
        decision = with_findings(decision, policy=tuple(limits(world, found, day, freed)))
    return Judged(asked=asked[0], also=asked[1:], decision=decision)


def _holds(override: Override, decision: Decision) -> bool:
    """Tell whether what two reviewers agreed on counts: never against what the law says now."""
    if override.agreed_at is None:
        return False
    return override.outcome is not Outcome.ALLOW or not law_stands_against(decision)


def _judged(
    world: World, found: Order, asked: tuple[AccessRequest, ...], as_of: date, known_at: date
) -> Decision:
    rulebook = adopted_rulebook(world)
    assert rulebook is not None, "an order is admitted, and rule on, under a rulebook at hand"
    chosen = stance(adopted(world[LawView]))
    return chain_decision(
        found.parties, asked, rulebook, world.reference(Countries), [as_of, known_at], chosen
    )


def chain_decision(
    parties: tuple[PartyId, ...],
    asked: tuple[AccessRequest, ...],
    rulebook: Rulebook,
    countries: Countries,
    days: list[date],
    chosen: Stance,
) -> Decision:
    """Judge every request of a chain, the end user's first, and join what comes of them."""
    as_of, known_at = days
    first, *others = (
        DECIDED.decide(it, rulebook, countries, as_of=as_of, known_at=known_at, stance=chosen)
        for it in asked
    )
    for party, also in zip(parties[1:], others, strict=False):
        first = another(first, party, also)
    return first


def _from_the_seller(world: World, found: Order) -> bool:
    party = world[PartiesView].parties.get(found.customer)
    said = (party.headquarters_by, party.ultimate_parent_by) if party is not None else ()
    return found.seller in said
