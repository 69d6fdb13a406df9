"""What the law is asked about an order, drawn from all that the log knows."""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import ChipsView, specification
from comptrol.domains.gate.queries.ownership import AFFILIATES, BLOCKED, listed_owners
from comptrol.domains.gate.statements import Answered
from comptrol.domains.gate.view import GateView, Order
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    Item,
    LawView,
    Recipient,
    adopted,
    adopted_rulebook,
    decide,
    letters_to,
    stance,
)
from comptrol.domains.parties import PartiesView, seat
from comptrol.domains.registry import RegistryView
from comptrol.domains.screening import Match, ScreeningView, standing_on
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

FROM_THE_SELLER = "Where the customer answers to is known from the seller alone."
MATCHES_MAX = 4
NAME_LETTERS_MAX = 120
LETTERS_MAX = 4
"""So many matches and letters, and so much of a name, that a ruling fits into an entry."""


def ruling_on(
    world: World,
    found: Order,
    *,
    known_at: date,
    on: date | None = None,
    answering: Answered | None = None,
) -> tuple[AccessRequest, Decision]:
    """Judge an order by all that the log knows now: parties, screening, chips, site, answers.

    ``on`` judges it by the law of another day, ``answering`` as if that had been answered too.
    What was judged comes first, then how.
    """
    rulebook = adopted_rulebook(world)
    assert rulebook is not None, "an order is admitted, and rule on, under a rulebook at hand"
    asked = request_of(world, found, on or found.on, answering)
    ruled = decide(
        asked,
        rulebook,
        world.reference(Countries),
        as_of=on or found.on,
        known_at=known_at,
        stance=stance(adopted(world[LawView])),
    )
    if not _from_the_seller(world, found):
        return asked, ruled
    return asked, msgspec.structs.replace(ruled, conditions=(*ruled.conditions, FROM_THE_SELLER))


def request_of(
    world: World, found: Order, on: date, answering: Answered | None = None
) -> AccessRequest:
    """Return an order as the law asks for it on a day."""
    site = world[RegistryView].sites.get(found.site) if found.site is not None else None
    screened = standing_on(world[ScreeningView], found.customer, on)
    hours = Decimal(found.chips * found.hours) if found.hours is not None else None
    answers = _answers(world, found, on)
    if answering is not None:
        answers[answering.question] = answering.answer
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
        listings=_worst(screened.matches) if screened is not None else (),
        screening_verdict=screened.verdict if screened is not None else None,
        screened=screened is not None,
        answers=answers,
        chip_hours=hours,
        possession_passes=found.possession_passes,
        licence=found.licence,
        letters=letters_to(world[LawView], found.seller)[:LETTERS_MAX],
    )


def _worst(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return the best match of each list first, and no more than a ruling can name.

    What a list does in law stands in the rulebook, and in what the screening recorded.
    """
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.list, match)
    rest = [match for match in matches if first[match.list] is not match]
    worst = (*first.values(), *rest)[:MATCHES_MAX]
    return tuple(
        msgspec.structs.replace(it, effect="", citation="", requirement="", codes=(), words=())
        for it in worst
    )


def recipient_of(world: World, customer: PartyId) -> Recipient:
    """Return where a customer and its ultimate parent answer to, as far as the log knows."""
    view = world[PartiesView]
    party, where = view.parties.get(customer), seat(view, customer)
    assert party is not None, "an admitted order has an enrolled customer"
    assert where is not None, "an admitted order has an enrolled customer"
    return Recipient(
        name=(party.name or party.party)[:NAME_LETTERS_MAX],
        country=party.country,
        hq_country=where.headquarters,
        ultimate_parent_hq=where.ultimate_parent_headquarters,
    )


def _answers(world: World, found: Order, on: date) -> dict[str, str]:
    """Return what people have answered, and what the ownership in the log answers by itself.

    A person's "no" does not outlive the day on which the log learns better.
    """
    given = {a.question: a.answer for a in world[GateView].answers.where(order=found.order)}
    for question, lists in (
        ("party.listed-owners", AFFILIATES),
        ("party.blocked-owners", BLOCKED),
    ):
        listed = listed_owners(world, found.customer, on, lists)
        if listed:
            given[question] = "yes"
        elif listed is False:
            given.setdefault(question, "no")
    return given


def _from_the_seller(world: World, found: Order) -> bool:
    party = world[PartiesView].parties.get(found.customer)
    said = (party.headquarters_by, party.ultimate_parent_by) if party is not None else ()
    return found.seller in said
