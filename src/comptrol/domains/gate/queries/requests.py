"""What the law is asked of an order: drawn from all that the log knows, for everybody in it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.chips import ChipsView, Specification, specification
from comptrol.domains.gate.formulas import whose_question
from comptrol.domains.gate.queries.known import asked_together, hours_of, not_known, together
from comptrol.domains.gate.queries.limits import covered
from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.queries.ownership import AFFILIATES, BLOCKED, listed_owners
from comptrol.domains.gate.statements import Answered, Through
from comptrol.domains.gate.view import GateView, Order
from comptrol.domains.law import AccessRequest, Item, LawView, Letter, Recipient, letters_to
from comptrol.domains.parties import PartiesView, seat
from comptrol.domains.registry import RegistryView
from comptrol.domains.screening import Match, ScreeningView, standing_on
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.view import World, named

MATCHES_MAX = 4
NAME_LETTERS_MAX = 120
LETTERS_MAX = 4
NOT_KNOWN_MAX = 8
"""So many matches, letters and gaps, and so much of a name, that a ruling fits into an entry."""


class _Offered(NamedTuple):
    """What is known of what is offered: where the chips stand, what they can do, and by whom."""

    site_country: CountryCode | None
    specification: Specification | None
    operator_hq: CountryCode | None
    operator_parent_hq: CountryCode | None
    letters: tuple[Letter, ...]


_OFFERED_RESTS_ON: Final = named(
    RegistryView.sites,
    *ChipsView.tables().values(),
    *PartiesView.tables().values(),
    *LawView.tables().values(),
)


def requests_of(
    world: World,
    found: Order,
    days: list[date],
    answering: Answered | None,
    meanwhile: Meanwhile,
) -> Iterator[AccessRequest]:
    """Yield an order as the law asks for it: of the end user, then of the others.

    The days are that of the law, and that on which it is asked.
    """
    on = days[0]
    given: dict[str, str] = {}
    if found.ruled_at is not None or found.under is not None:  # else nothing was ever asked
        given = _given(world, found)
    if answering is not None:
        given[answering.question] = answering.answer
    common = _common(world, found, days, meanwhile)
    for index, party in enumerate(found.parties):
        answers = _answers_about(given, party if index else "")
        yield _about(world, found, common, party, answers, on=on, meanwhile=meanwhile)


def _given(world: World, found: Order) -> dict[str, str]:
    """Return what people answered of an order; before that, of the one that it stands under."""
    answers = world[GateView].answers
    above = answers.where(order=found.under) if found.under is not None else ()
    return {it.question: it.answer for it in (*above, *answers.where(order=found.order))}


def _answers_about(given: Mapping[str, str], party: str) -> dict[str, str]:
    """Return what people answered of one in the chain; without a name, of the end user."""
    parted = ((*whose_question(name), answer) for name, answer in given.items())
    return {question: answer for question, whom, answer in parted if whom == party}


def _common(world: World, found: Order, days: list[date], meanwhile: Meanwhile) -> AccessRequest:
    """Return what a request says of the order itself, with its customer as the recipient."""
    on, known_at = days
    rental = found.door is Through.RENTAL
    counted = rental and asked_together(world)
    sums = together(world, found, known_at, meanwhile) if counted else None
    asked = ("offered", found.seller, found.model, found.site, rental)
    offered = world.settled(_OFFERED_RESTS_ON, asked, lambda: _offered(world, found))
    return AccessRequest(
        door=found.door.value,
        item=Item(chip=found.model, quantity=found.chips),
        origin=found.origin,
        destination=found.destination,
        site_country=offered.site_country,
        recipient=recipient_of(world, found.customer),
        reexport=found.reexport,
        end_use=found.end_use,
        specification=offered.specification,
        chip_hours=hours_of(found.chip_seconds) if rental else None,
        possession_passes=found.possession_passes,
        bought_for_customer=found.bought_for_customer,
        passes_on=found.passes_on,
        end_user_named=found.end_user is not None,
        delivers=found.delivers,
        operator_hq=offered.operator_hq,
        operator_parent_hq=offered.operator_parent_hq,
        training_operations=found.training_operations,
        cluster=found.cluster,
        red_flags=found.red_flags,
        licence=found.licence,
        letters=offered.letters,
        group_chips=sums.chips if sums is not None else None,
        group_chip_hours=sums.chip_hours if sums is not None else None,
        not_known=not_known(world, found, on, sums)[:NOT_KNOWN_MAX] if sums is not None else (),
    )


def _offered(world: World, found: Order) -> _Offered:
    site = world[RegistryView].sites.get(found.site) if found.site is not None else None
    rental = found.door is Through.RENTAL
    operator = seat(world[PartiesView], found.seller) if rental else None
    return _Offered(
        site_country=site.country if site is not None else None,
        specification=specification(world[ChipsView], found.model),
        operator_hq=operator.headquarters if operator is not None else None,
        operator_parent_hq=operator.ultimate_parent_headquarters if operator is not None else None,
        letters=letters_to(world[LawView], found.seller)[:LETTERS_MAX],
    )


def _about(
    world: World,
    found: Order,
    common: AccessRequest,
    party: PartyId,
    given: dict[str, str],
    *,
    on: date,
    meanwhile: Meanwhile,
) -> AccessRequest:
    """Return a request as to one of the chain: who that is, its screening, its answers."""
    screened = standing_on(world[ScreeningView], party, on)
    return msgspec.structs.replace(
        common,
        recipient=recipient_of(world, party),
        listings=_worst(screened.matches) if screened is not None else (),
        screening_verdict=screened.verdict if screened is not None else None,
        screened=screened is not None,
        answers=_answers(world, found, party, given, on, meanwhile),
    )


def _answers(
    world: World,
    found: Order,
    party: PartyId,
    given: dict[str, str],
    on: date,
    meanwhile: Meanwhile,
) -> dict[str, str]:
    """Return what people have answered, and what the log answers by itself.

    A person's "no" does not outlive the day on which the log learns better. A licence that was
    entered covers what it names.
    """
    for question, lists in (
        ("party.listed-owners", AFFILIATES),
        ("party.blocked-owners", BLOCKED),
    ):
        listed = listed_owners(world, party, on, lists)
        if listed:
            given[question] = "yes"
        elif listed is False:
            given.setdefault(question, "no")
    if covered(world, found, on, meanwhile):
        given.setdefault("licence.covers", "covers")
    return given


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
    return view.settled(("recipient", customer), lambda: _recipient(view, customer))


def _recipient(view: PartiesView, customer: PartyId) -> Recipient:
    party, where = view.parties.get(customer), seat(view, customer)
    assert party is not None, "an admitted order has an enrolled customer"
    assert where is not None, "an admitted order has an enrolled customer"
    return Recipient(
        name=(party.name or party.party)[:NAME_LETTERS_MAX],
        country=party.country,
        hq_country=where.headquarters,
        ultimate_parent_hq=where.ultimate_parent_headquarters,
    )
