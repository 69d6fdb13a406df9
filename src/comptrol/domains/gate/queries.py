"""What may be asked at the gate: an order and its rulings, or what a ruling would be."""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import ChipsView, Specification, model_named, specification
from comptrol.domains.gate.statements import OrderId
from comptrol.domains.gate.view import Bypass, GateView, GivenAnswer, Order, Ruling
from comptrol.domains.law import (
    AccessRequest,
    Classification,
    Decision,
    Item,
    LawView,
    Outcome,
    Policy,
    Posture,
    Recipient,
    Rulebook,
    adopted,
    classify,
    decide,
    stance,
)
from comptrol.domains.parties import PartiesView, seat
from comptrol.domains.registry import RegistryView
from comptrol.domains.screening import Match, Matcher, ScreeningView, Verdict, standing
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.view import World


class OrderFile(msgspec.Struct, frozen=True, kw_only=True):
    """An order with every ruling on it and every answer: all that an appeal needs."""

    order: Order
    rulings: tuple[Ruling, ...]
    answers: tuple[GivenAnswer, ...]


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """What screening one name against the list in use finds."""

    name: str
    verdict: Verdict
    matches: tuple[Match, ...]
    edition: str
    matcher: str


def order(world: World, *, order: OrderId) -> OrderFile:
    """Return an order with all its rulings, findings, citations, arithmetic and answers."""
    view = world[GateView]
    found = view.orders.get(order)
    if found is None:
        raise NotFoundError(f"no order {order!r} has been made")
    return OrderFile(
        order=found,
        rulings=tuple(view.rulings.where(order=order)),
        answers=tuple(view.answers.where(order=order)),
    )


def orders(
    world: World,
    *,
    customer: PartyId | None = None,
    outcome: Outcome | None = None,
    after: OrderId | None = None,
    limit: int = 100,
) -> tuple[Order, ...]:
    """Return orders by name, of one customer or with one outcome where asked."""
    start, table = None if after is None else (after,), world[GateView].orders
    if customer is not None:
        found = table.where(after=start, limit=limit, customer=customer)
        return tuple(o for o in found if outcome is None or o.outcome is outcome)
    if outcome is not None:
        return tuple(table.where(after=start, limit=limit, outcome=outcome))
    return tuple(table.where(after=start, limit=limit))


def bypasses(world: World, *, limit: int = 100) -> tuple[Bypass, ...]:
    """Return the hand-overs that no allowing ruling stands behind."""
    return tuple(world[GateView].bypasses.where(limit=limit))


def judge(
    world: World,
    *,
    request: AccessRequest,
    as_of: date,
    known_at: date,
    posture: Posture | None = None,
    policy: Policy | None = None,
) -> Decision:
    """Say how a request would be ruled on, by the law of one day as known on another.

    Nothing is logged. A chip given by name is looked up in the catalogue; a recipient who was not
    screened is screened by its name. Posture and policy are the adopted ones where not given.
    """
    chosen = stance(adopted(world[LawView]))
    chosen = msgspec.structs.replace(
        chosen, posture=posture or chosen.posture, policy=policy or chosen.policy
    )
    return decide(
        _screened(_specified(request, world), world),
        world.reference(Rulebook),
        world.reference(Countries),
        as_of=as_of,
        known_at=known_at,
        stance=chosen,
    )


def classification(world: World, *, chip: str, as_of: date) -> Classification:
    """Return the class of a chip of the catalogue on a day, with the arithmetic."""
    return classify(_named(chip, world), as_of, world.reference(Rulebook))


def screen(world: World, *, name: str, country: CountryCode | None = None) -> Screening:
    """Return which listed entities a name may be, best first, and what each listing does."""
    matcher = world.reference(Matcher)
    matches = matcher.search((name,), country=country)
    return Screening(
        name=name,
        verdict=matcher.verdict(matches),
        matches=matches,
        edition=matcher.edition.edition,
        matcher=matcher.version,
    )


def ruling_on(world: World, found: Order, *, known_at: date) -> Decision:
    """Judge an order by all that the log knows now: parties, screening, chips, site, answers."""
    request = request_of(world, found)
    return decide(
        request,
        world.reference(Rulebook),
        world.reference(Countries),
        as_of=found.on,
        known_at=known_at,
        stance=stance(adopted(world[LawView])),
    )


def request_of(world: World, found: Order) -> AccessRequest:
    """Return an order as the law asks for it."""
    site = world[RegistryView].sites.get(found.site) if found.site is not None else None
    screened = standing(world[ScreeningView], found.customer)
    hours = Decimal(found.chips * found.hours) if found.hours is not None else None
    return AccessRequest(
        door=found.door.value,
        item=Item(chip=found.model, quantity=found.chips),
        origin=found.origin,
        destination=found.destination,
        site_country=site.country if site is not None else None,
        recipient=recipient_of(world, found.customer),
        reexport=found.reexport,
        end_use=found.end_use,
        specification=specification(world[ChipsView], found.model),
        listings=screened.matches if screened is not None else (),
        screening_verdict=screened.verdict if screened is not None else None,
        answers={a.question: a.answer for a in world[GateView].answers.where(order=found.order)},
        chip_hours=hours,
        possession_passes=found.possession_passes,
        licence=found.licence,
    )


def recipient_of(world: World, customer: PartyId) -> Recipient:
    """Return where a customer and its ultimate parent answer to, as far as the log knows."""
    view = world[PartiesView]
    party, where = view.parties.get(customer), seat(view, customer)
    assert party is not None, "an admitted order has an enrolled customer"
    assert where is not None, "an admitted order has an enrolled customer"
    return Recipient(
        name=party.name or party.party,
        country=party.country,
        hq_country=where.headquarters,
        ultimate_parent_hq=where.ultimate_parent_headquarters,
    )


def _specified(request: AccessRequest, world: World) -> AccessRequest:
    chip = request.item.chip
    if chip is None or request.specification is not None:
        return request
    return msgspec.structs.replace(request, specification=_named(chip, world))


def _named(chip: str, world: World) -> Specification:
    view = world[ChipsView]
    model = model_named(view, chip)
    if model is None:
        raise NotFoundError(f"the catalogue has no chip {chip!r}; give its numbers instead")
    return specification(view, model)


def _screened(request: AccessRequest, world: World) -> AccessRequest:
    if request.screening_verdict is not None:
        return request
    matcher = world.reference(Matcher)
    matches = matcher.search((request.recipient.name,), country=request.recipient.country)
    return msgspec.structs.replace(
        request, listings=matches, screening_verdict=matcher.verdict(matches)
    )
