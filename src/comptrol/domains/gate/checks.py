"""What may be said at the gate, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    Answered,
    Bypassed,
    GateStatement,
    Ordered,
    Ruled,
    Through,
)
from comptrol.domains.gate.view import GateView
from comptrol.domains.law import LawView, Rulebook, adopted
from comptrol.domains.parties import PartiesView
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[GateStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Ordered() as said:
            yield from _check_ordered(said, entry.signer, world)
        case Answered() as said:
            yield from _check_answered(said, entry.signer, world[GateView])
        case Ruled() | Bypassed():
            return
        case never:
            assert_never(never)


def _check_ordered(said: Ordered, signer: PartyId, world: World) -> Iterator[Finding]:
    yield from _check_law(said, world)
    if world[GateView].orders.get(said.order):
        yield Finding.of(GateRefusal.ORDER_EXISTS, said.order)
    if world[PartiesView].parties.get(said.customer) is None:
        yield Finding.of(GateRefusal.UNKNOWN_CUSTOMER, said.customer)
    if said.customer == signer:
        yield Finding.of(GateRefusal.OWN_CUSTOMER, signer)
    if world[ChipsView].models.get(said.model) is None:
        yield Finding.of(GateRefusal.UNKNOWN_MODEL, said.model)
    yield from _check_door(said, world)


def _check_law(said: Ordered, world: World) -> Iterator[Finding]:
    rulebook, adoption = world.reference(Rulebook), adopted(world[LawView])
    if adoption is None:
        yield Finding.of(GateRefusal.NO_LAW_ADOPTED, "the authority says law.adopted/1 first")
    elif adoption.digest != rulebook.digest:
        detail = f"adopted {adoption.digest}, carried {rulebook.digest}"
        yield Finding.of(GateRefusal.OTHER_RULEBOOK, detail)
    if said.on < rulebook.first_day:
        yield Finding.of(GateRefusal.BEFORE_THE_LAW, f"{said.on} is before {rulebook.first_day}")


def _check_door(said: Ordered, world: World) -> Iterator[Finding]:
    match said.door:
        case Through.SALE:
            asked: dict[str, object] = {"origin": said.origin, "destination": said.destination}
        case Through.RENTAL:
            asked = {"site": said.site, "hours": said.hours}
            if said.site is not None:
                yield from _check_site(said.site, world)
        case never:
            assert_never(never)
    missing = [field for field, value in asked.items() if value is None]
    if missing:
        yield Finding.of(GateRefusal.INCOMPLETE, f"a {said.door.value} needs: {missing}")
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


def _check_answered(said: Answered, signer: PartyId, view: GateView) -> Iterator[Finding]:
    order = view.orders.get(said.order)
    if order is None or order.ruled_at is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if signer in {order.seller, order.customer}:
        yield Finding.of(GateRefusal.OWN_ORDER, signer)
    ruling = view.rulings.get((order.order, order.ruled_at))
    assert ruling is not None, "an order's ruling in force is kept"
    open_questions = {question.id: question for question in ruling.decision.questions}
    asked = open_questions.get(said.question)
    if asked is None:
        yield Finding.of(GateRefusal.NOT_ASKED, f"{said.question}; open: {sorted(open_questions)}")
    elif said.answer not in {allowed.answer for allowed in asked.answers}:
        may_be = [allowed.answer for allowed in asked.answers]
        yield Finding.of(GateRefusal.NO_SUCH_ANSWER, f"{said.answer!r}; it may be {may_be}")
