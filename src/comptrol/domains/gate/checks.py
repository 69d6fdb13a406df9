"""What may be said at the gate, given what is known."""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.gate.queries import ruling_on
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    Answered,
    Bypassed,
    GateStatement,
    Ordered,
    Ruled,
    Through,
)
from comptrol.domains.gate.view import GateView, Order
from comptrol.domains.law import LawView, Rulebooks, adopted, adopted_rulebook
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

DAYS_BEHIND_MAX = timedelta(days=1)
"""Somewhere it is still yesterday."""
DAYS_AHEAD_MAX = timedelta(days=366)
"""A year: reserved clusters are ordered ahead, and the law of a later year is not known."""


def check(entry: Entry[GateStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Ordered() as said:
            yield from _check_ordered(said, entry.signer, world)
            if said.on > entry.logged_at.date() + DAYS_AHEAD_MAX:
                detail = f"{said.on}, asked on {entry.logged_at.date()}"
                yield Finding.of(GateRefusal.TOO_FAR_AHEAD, detail)
            if said.on < entry.logged_at.date() - DAYS_BEHIND_MAX:
                detail = f"{said.on}, asked on {entry.logged_at.date()}"
                yield Finding.of(GateRefusal.AFTER_THE_FACT, detail)
        case Answered() as said:
            yield from _check_rulebook(world)
            yield from _check_answered(said, entry, world)
        case Ruled() | Bypassed():
            return
        case never:
            assert_never(never)


def _check_ordered(said: Ordered, signer: PartyId, world: World) -> Iterator[Finding]:
    yield from _check_rulebook(world)
    rulebook = adopted_rulebook(world)
    if rulebook is not None and said.on < rulebook.first_day:
        detail = f"{said.on} is before {rulebook.first_day}"
        yield Finding.of(GateRefusal.BEFORE_THE_LAW, detail)
    if world[GateView].orders.get(said.order):
        yield Finding.of(GateRefusal.ORDER_EXISTS, said.order)
    if world[PartiesView].parties.get(said.customer) is None:
        yield Finding.of(GateRefusal.UNKNOWN_CUSTOMER, said.customer)
    if said.customer == signer:
        yield Finding.of(GateRefusal.OWN_CUSTOMER, signer)
    if world[ChipsView].models.get(said.model) is None:
        yield Finding.of(GateRefusal.UNKNOWN_MODEL, said.model)
    rents_out = may(world[PartiesView], signer, frozenset({Role.PROVIDER}))
    if said.door is Through.RENTAL and not rents_out:
        yield Finding.of(GateRefusal.NOT_PROVIDER, signer)
    yield from _check_door(said, world)


def _check_rulebook(world: World) -> Iterator[Finding]:
    adoption = adopted(world[LawView])
    if adoption is None:
        yield Finding.of(GateRefusal.NO_LAW_ADOPTED, "the authority says law.adopted/1 first")
    elif world.reference(Rulebooks).of(adoption.digest) is None:
        detail = f"{adoption.rulebook} {adoption.digest}"
        yield Finding.of(GateRefusal.OTHER_RULEBOOK, detail)


def _check_door(said: Ordered, world: World) -> Iterator[Finding]:
    sale = {"origin": said.origin, "destination": said.destination}
    rental = {"site": said.site, "hours": said.hours}
    asked, other = (
        (sale, {**rental, "possession_passes": said.possession_passes})
        if said.door is Through.SALE
        else (rental, {**sale, "reexport": said.reexport or None})
    )
    missing = [field for field, value in asked.items() if value is None]
    if missing:
        yield Finding.of(GateRefusal.INCOMPLETE, f"a {said.door.value} needs: {missing}")
    foreign = [field for field, value in other.items() if value is not None]
    if foreign:
        yield Finding.of(GateRefusal.WRONG_DOOR, f"a {said.door.value} has no: {foreign}")
    if said.site is not None:
        yield from _check_site(said.site, world)
    countries = world.reference(Countries)
    for code in (said.origin, said.destination):
        if code is not None and code not in countries:
            yield Finding.of(GateRefusal.UNKNOWN_COUNTRY, code)


def _check_site(name: SiteId, world: World) -> Iterator[Finding]:
    site = world[RegistryView].sites.get(name)
    if site is None:
        yield Finding.of(GateRefusal.UNKNOWN_SITE, name)
    elif site.country is None:
        yield Finding.of(GateRefusal.SITE_WITHOUT_COUNTRY, name)


def _check_answered(
    said: Answered, entry: Entry[GateStatement], world: World
) -> Iterator[Finding]:
    view = world[GateView]
    order = view.orders.get(said.order)
    if order is None or order.ruled_at is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if entry.signer in {order.seller, order.customer}:
        yield Finding.of(GateRefusal.OWN_ORDER, entry.signer)
    asked = _open_questions(view, order)
    if said.question not in asked:
        yield Finding.of(GateRefusal.NOT_ASKED, f"{said.question}; open: {sorted(asked)}")
        return
    if adopted_rulebook(world) is None:
        return
    try:
        ruling_on(world, order, known_at=entry.logged_at.date(), answering=said)
    except UnreadableError as error:
        yield Finding.of(GateRefusal.NO_SUCH_ANSWER, str(error))


def _open_questions(view: GateView, order: Order) -> set[str]:
    """Return what may be answered: what the ruling in force asks, and what was answered before."""
    assert order.ruled_at is not None, "only a ruling asks"
    ruling = view.rulings.get((order.order, order.ruled_at))
    assert ruling is not None, "an order's ruling in force is kept"
    answered = {given.question for given in view.answers.where(order=order.order)}
    return answered | {question.id for question in ruling.decision.questions}
