"""What an order must say, and what may be changed in one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from comptrol.domains.caps import AMOUNT_MAX
from comptrol.domains.chips import ChipsView
from comptrol.domains.gate.queries import chips_under
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import Amended, Ordered, Service, Through
from comptrol.domains.gate.view import IDLE, GateView, Order, changed, grows
from comptrol.domains.law import LawView, Rulebooks, adopted, adopted_rulebook
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

DAYS_BEHIND_MAX = timedelta(days=1)
"""Somewhere it is still yesterday."""
DAYS_AHEAD_MAX = timedelta(days=366)
"""A year: reserved clusters are ordered ahead, and the law of a later year is not known."""
CLOCKS_APART = timedelta(minutes=5)
"""So far the clock of a provider's own gate may be ahead of the log's."""


def check_ordered(said: Ordered, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse an order."""
    yield from _check_ordered(said, entry.signer, world)
    yield from _check_day(said.on, entry)
    yield from _check_amount(said.chips * (said.length_s or 0))
    if said.under is not None:
        yield from _check_under(said, entry, world)
    elif said.asked_at is not None:
        yield Finding.of(GateRefusal.UNDER_NOTHING, "asked_at, and no order that it is under")


def _check_amount(chip_seconds: int) -> Iterator[Finding]:
    if chip_seconds > AMOUNT_MAX:
        yield Finding.of(
            GateRefusal.TOO_MUCH, f"{chip_seconds} chip-seconds, at most {AMOUNT_MAX}"
        )


def _check_day(on: date, entry: Entry[Any]) -> Iterator[Finding]:
    today = entry.logged_at.date()
    detail = f"{on}, asked on {today}"
    if on > today + DAYS_AHEAD_MAX:
        yield Finding.of(GateRefusal.TOO_FAR_AHEAD, detail)
    if on < today - DAYS_BEHIND_MAX:
        yield Finding.of(GateRefusal.AFTER_THE_FACT, detail)


def _check_ordered(said: Ordered, signer: PartyId, world: World) -> Iterator[Finding]:
    yield from check_rulebook(world)
    rulebook = adopted_rulebook(world)
    if rulebook is not None and said.on < rulebook.first_day:
        detail = f"{said.on} is before {rulebook.first_day}"
        yield Finding.of(GateRefusal.BEFORE_THE_LAW, detail)
    if world[GateView].orders.get(said.order):
        yield Finding.of(GateRefusal.ORDER_EXISTS, said.order)
    yield from _check_chain(said, signer, world)
    if world[ChipsView].models.get(said.model) is None:
        yield Finding.of(GateRefusal.UNKNOWN_MODEL, said.model)
    rents_out = may(world[PartiesView], signer, frozenset({Role.PROVIDER}))
    if said.door is Through.RENTAL and not rents_out:
        yield Finding.of(GateRefusal.NOT_PROVIDER, signer)
    yield from _check_door(said, world)
    unknown = set(said.red_flags) - set(rulebook.red_flags if rulebook is not None else ())
    if rulebook is not None and unknown:
        few = ", ".join(sorted(rulebook.red_flags))
        detail = f"{', '.join(sorted(unknown))}; there are: {few}"
        yield Finding.of(GateRefusal.UNKNOWN_RED_FLAG, detail[:900])


def _check_chain(said: Ordered, signer: PartyId, world: World) -> Iterator[Finding]:
    """Check everybody whom it passes through: enrolled, each once, and never the seller."""
    chain = [said.customer, *said.resellers]
    if said.end_user is not None and said.end_user != said.customer:
        chain.append(said.end_user)
    for party in dict.fromkeys(chain):
        if world[PartiesView].parties.get(party) is None:
            yield Finding.of(GateRefusal.UNKNOWN_CUSTOMER, party)
    if signer in chain:
        yield Finding.of(GateRefusal.OWN_CUSTOMER, signer)
    if len(set(chain)) < len(chain):
        yield Finding.of(GateRefusal.CHAIN, f"somebody stands in it twice: {', '.join(chain)}")
    if said.resellers and said.end_user is None:
        yield Finding.of(GateRefusal.CHAIN, "it is resold, and nobody is named as its end user")


def check_rulebook(world: World) -> Iterator[Finding]:
    """Yield why nobody can be ruled on: no law is adopted, or it is not kept here."""
    adoption = adopted(world[LawView])
    if adoption is None:
        yield Finding.of(GateRefusal.NO_LAW_ADOPTED, "the authority says law.adopted/1 first")
    elif world.reference(Rulebooks).of(adoption.digest) is None:
        detail = f"{adoption.rulebook} {adoption.digest}"
        yield Finding.of(GateRefusal.OTHER_RULEBOOK, detail)


def _check_door(said: Ordered, world: World) -> Iterator[Finding]:
    sale = {"origin": said.origin, "destination": said.destination}
    rental = {"site": said.site, "length_s": said.length_s}
    of_rental = {
        "possession_passes": said.possession_passes,
        "service": said.service,
        "bought_for_customer": said.bought_for_customer or None,
        "delivers": said.delivers or None,
        "under": said.under,
        "confirm_within_s": said.confirm_within_s,
    }
    asked, other = (
        (sale, {**rental, **of_rental})
        if said.door is Through.SALE
        else (rental, {**sale, "reexport": said.reexport or None})
    )
    missing = [field for field, value in asked.items() if value is None]
    if missing:
        yield Finding.of(
            GateRefusal.INCOMPLETE, f"a {said.door.value} needs: {', '.join(missing)}"
        )
    foreign = [field for field, value in other.items() if value is not None]
    if foreign:
        yield Finding.of(
            GateRefusal.WRONG_DOOR, f"a {said.door.value} has no: {', '.join(foreign)}"
        )
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


def _check_under(said: Ordered, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Check that an order has its place in the one that it stands under."""
    assert said.under is not None, "only what stands under another is asked"
    parent = world[GateView].orders.get(said.under)
    if parent is None or parent.seller != entry.signer:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.under)
        return
    if parent.service is not Service.RESERVED_CLUSTER or parent.under is not None:
        yield Finding.of(GateRefusal.UNDER_NOTHING, f"{parent.order} reserves no cluster")
    for field in ("customer", "model", "site", "end_user"):
        if getattr(parent, field) != getattr(said, field):
            detail = f"{field}: {getattr(said, field)}, under {getattr(parent, field)}"
            yield Finding.of(GateRefusal.OTHER_THAN_ABOVE, detail)
    if said.asked_at is None and not _takes_jobs(parent, entry):
        yield Finding.of(GateRefusal.NOT_STANDING, f"{parent.order} is {life(parent)}")
    yield from _check_room(said, parent)
    yield from _check_times(said, parent, entry)


def _takes_jobs(parent: Order, entry: Entry[Any]) -> bool:
    """Tell whether jobs may begin in a cluster now. What began elsewhere is filed in any case."""
    return parent.standing and not parent.stop and not is_idle(parent, entry)


def is_idle(order: Order, entry: Entry[Any]) -> bool:
    """Tell whether an order is over or suspended, or its time to be confirmed is up."""
    late = order.lapses_s is not None and order.lapses_s < int(entry.logged_at.timestamp())
    return late or order.stage in IDLE


def life(order: Order) -> str:
    """Return where an order is in its life, and how it was ruled on."""
    outcome = order.outcome.value if order.outcome is not None else "not ruled on"
    return f"{order.stage.value}, {outcome}"


def _check_room(said: Ordered, parent: Order) -> Iterator[Finding]:
    chips = parent.under_chips + said.chips
    if chips > parent.chips:
        detail = f"{chips} chips at once, {parent.order} has {parent.chips}"
        yield Finding.of(GateRefusal.NO_ROOM_ABOVE, detail)
    seconds = parent.under_chip_seconds + said.chips * (said.length_s or 0)
    if seconds > parent.chip_seconds:
        detail = f"{seconds} chip-seconds, {parent.order} has {parent.chip_seconds}"
        yield Finding.of(GateRefusal.NO_ROOM_ABOVE, detail)


def _check_times(said: Ordered, parent: Order, entry: Entry[Any]) -> Iterator[Finding]:
    """Check that what was let through elsewhere was so while the order above it stood."""
    at, asked = said.asked_at, said.asked_at or entry.logged_at
    first = max(
        parent.logged_at, datetime(parent.on.year, parent.on.month, parent.on.day, tzinfo=UTC)
    )
    last = first + timedelta(seconds=parent.length_s or 0)
    if at is not None and at.tzinfo is None:
        yield Finding.of(GateRefusal.OTHER_TIME, "asked_at has no offset from UTC")
        return
    if at is not None and at > entry.logged_at + CLOCKS_APART:
        yield Finding.of(GateRefusal.OTHER_TIME, f"{at} has not come; the log is at {asked}")
    if not first - CLOCKS_APART <= asked <= last + CLOCKS_APART:
        detail = f"{asked}; {parent.order} is from {first} to {last}"
        yield Finding.of(GateRefusal.OTHER_TIME, detail)


def check_amended(said: Amended, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a change of an order."""
    order = world[GateView].orders.get(said.order)
    if order is None or order.seller != entry.signer:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    yield from check_rulebook(world)
    if is_idle(order, entry) or not order.standing or order.stop:
        yield Finding.of(GateRefusal.NOT_STANDING, f"{order.order} is {life(order)}")
    if order.pending is not None and grows(order, said):
        yield Finding.of(GateRefusal.CHANGE_WAITS, f"asked at position {order.pending}")
    after = changed(order, said.change)
    if after == order:
        yield Finding.of(GateRefusal.NO_CHANGE, order.order)
    if order.door is Through.SALE and said.change.length_s is not None:
        yield Finding.of(GateRefusal.WRONG_DOOR, "a sale has no length_s")
    if said.change.on is not None:
        yield from _check_day(said.change.on, entry)
    yield from _check_end_user(said, order, world)
    yield from _check_sizes(after, world)


def _check_end_user(said: Amended, order: Order, world: World) -> Iterator[Finding]:
    """Check another end user: known, nobody else in the chain, and not of what stands together."""
    who = said.change.end_user
    if who is None:
        return
    if world[PartiesView].parties.get(who) is None or who == order.seller:
        yield Finding.of(GateRefusal.UNKNOWN_CUSTOMER, who)
    if who in order.resellers:
        yield Finding.of(GateRefusal.CHAIN, f"{who} stands in it already")
    if order.under is not None or order.under_chips:
        detail = f"{order.order} and what stands under it are for {order.parties[0]}"
        yield Finding.of(GateRefusal.OTHER_THAN_ABOVE, detail)


def _check_sizes(after: Order, world: World) -> Iterator[Finding]:
    """Check that an order still holds what stands under it, and fits into what it is under."""
    yield from _check_amount(after.chip_seconds)
    if after.door is Through.SALE and (went := chips_under(after, world)) > after.chips:
        yield Finding.of(GateRefusal.OTHER_COUNT, f"{went} chips went under it already")
    if after.under_chips > after.chips or after.under_chip_seconds > after.chip_seconds:
        detail = f"{after.under_chips} chips, {after.under_chip_seconds} chip-seconds are in use"
        yield Finding.of(GateRefusal.NO_ROOM_ABOVE, detail)
    parent = world[GateView].orders.get(after.under) if after.under is not None else None
    before = world[GateView].orders.get(after.order)
    if parent is None or before is None:
        return
    chips = parent.under_chips + after.chips - before.chips
    seconds = parent.under_chip_seconds + after.chip_seconds - before.chip_seconds
    if chips > parent.chips or seconds > parent.chip_seconds:
        detail = f"{chips} chips, {seconds} chip-seconds would be under {parent.order}"
        yield Finding.of(GateRefusal.NO_ROOM_ABOVE, detail)
