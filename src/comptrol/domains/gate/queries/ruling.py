"""How an order is ruled on: by law and policy for everybody in the chain, then by limits."""

from datetime import date

import msgspec

from comptrol.domains.gate.formulas import (
    added,
    another,
    grounds,
    held,
    law_against,
    overridden,
)
from comptrol.domains.gate.queries.limits import limits
from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.queries.requests import requests_of
from comptrol.domains.gate.queries.restraints import restraints
from comptrol.domains.gate.statements import Answered, OrderId
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
    meanwhile: Meanwhile | None = None,
    amended: bool = False,
) -> Judged:
    """Judge an order by all that the log knows now: parties, screening, chips, site, answers.

    ``on`` judges it by the law of another day, ``answering`` as if that had been answered too,
    ``meanwhile`` is what the same step took or freed so far; what is ``amended`` was never
    overridden.
    Everybody whom the order passes through is judged as the end user is, and the worst counts;
    then come limits, unless two reviewers decided otherwise; a decided case holds all the same.
    """
    day, so_far = on or found.on, meanwhile or Meanwhile()
    asked = tuple(requests_of(world, found, [day, known_at], answering, so_far))
    decision = _judged(world, found, asked, day, known_at)
    if _from_the_seller(world, found):
        decision = added(decision, (FROM_THE_SELLER,))
    new = amended or found.ruled_at is None
    override = None if new else override_of(world, found.order)
    if override is not None and _holds(override, found, decision):
        detail = f"{override.reason} ({override.by}) {override.agreed_reason}"
        decision = overridden(decision, override.outcome, detail[:400])
    elif decision.outcome is not Outcome.REFUSE:
        beyond = limits(world, found, max(day, known_at), so_far, amended=amended)
        decision = with_findings(decision, policy=tuple(beyond))
    decision = held(decision, restraints(world, found, max(day, known_at), amended=amended))
    return Judged(asked=asked[0], also=asked[1:], decision=decision)


def override_of(world: World, order: OrderId) -> Override | None:
    """Return what two reviewers agreed on last, of an order."""
    agreed = [it for it in world[GateView].overrides.where(order=order) if it.agreed_at]
    return max(agreed, key=lambda it: it.agreed_at or 0, default=None)


def _holds(override: Override, found: Order, decision: Decision) -> bool:
    """Tell whether what two reviewers agreed on counts.

    Letting go: for what they were asked about, as it was then, and never against what the law says
    now. Stopping always does.
    """
    if override.outcome is not Outcome.ALLOW:
        return True
    larger = found.chips > override.chips or (found.length_s or 0) > (override.length_s or 0)
    other = found.parties != override.parties or not grounds(decision) <= set(override.grounds)
    return not (larger or other or law_against(decision))


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
