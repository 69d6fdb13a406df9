"""Which caps and which licence an order would go beyond, and by how much."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from comptrol.domains.caps import Cap, CapId, binding, short
from comptrol.domains.gate.statements import Through
from comptrol.domains.gate.view import GateView, Licence, Order
from comptrol.domains.law import Effect, RuleFinding
from comptrol.domains.registry import RegistryView
from comptrol.kernel.view import World

NOTHING_FREED: Mapping[CapId, int] = {}


def limits(world: World, order: Order, on: date, freed: Mapping[CapId, int]) -> list[RuleFinding]:
    """Return a finding for every limit that an order goes beyond, all of them at once.

    An order that stands is asked for what it grows by, and not for what it has already.
    """
    return [*_caps(world, order, freed), *_licence(world, order, on)]


def caps_on(world: World, order: Order) -> tuple[Cap, ...]:
    """Return the caps that bind an order: none a sale, nor what stands under another order."""
    if order.door is not Through.RENTAL or order.under is not None:
        return ()
    site = world[RegistryView].sites.get(order.site) if order.site is not None else None
    return binding(
        world,
        parties=order.parties,
        provider=order.seller,
        country=site.country if site is not None else None,
        on=order.on,
    )


def growth(world: World, order: Order) -> tuple[int, int]:
    """Return by how many chips and chip-seconds an order is more than what stands of it."""
    known = world[GateView].orders.get(order.order) if order.ruled_at is not None else None
    if known is None or not known.standing:
        return order.chips, order.chip_seconds
    return order.chips - known.chips, order.chip_seconds - known.chip_seconds


def _caps(world: World, order: Order, freed: Mapping[CapId, int]) -> Iterator[RuleFinding]:
    chips, seconds = growth(world, order)
    for it in short(caps_on(world, order), chips, seconds, freed):
        yield _limit(f"cap:{it.cap}", it.source, it.sentence)


def _limit(rule: str, citation: str, detail: str) -> RuleFinding:
    return RuleFinding(
        rule=rule,
        effect=Effect.LIMIT_REACHED,
        status="enforced",
        citation=citation,
        detail=detail,
    )


def licence_of(world: World, order: Order) -> Licence | None:
    """Return the licence that an order presents, where it has been entered."""
    return world[GateView].licences.get(order.licence_id) if order.licence else None


def covered(world: World, order: Order, on: date) -> bool:
    """Tell whether an entered licence names all that an order is, and has room for it."""
    licence = licence_of(world, order)
    if licence is None or not licence.consignees:
        return False
    return not any(_licence(world, order, on))


def _licence(world: World, order: Order, on: date) -> Iterator[RuleFinding]:
    licence = licence_of(world, order)
    if licence is None:
        return
    for detail in (
        *_not_meant(licence, order, on),
        *_drawn_out(world, licence, order),
        *_too_early(world, licence, order),
        *_unbalanced(world, licence, order),
    ):
        yield _limit(f"licence:{licence.licence}", licence.source, f"{detail}.")


def _not_meant(licence: Licence, order: Order, on: date) -> Iterator[str]:
    """Say what of an order a licence was not given for."""
    if licence.holder != order.seller:
        yield f"It was given to {licence.holder}, not to {order.seller}"
    if licence.consignees and not set(order.parties) <= set(licence.consignees):
        others = sorted(set(order.parties) - set(licence.consignees))
        yield f"It does not name {', '.join(others)}"
    place = order.destination
    if licence.destinations and place is not None and place not in licence.destinations:
        yield f"It is not for {place}"
    if order.model not in licence.models:
        yield f"It is not for {order.model}"
    if on < licence.since:
        yield f"It begins on {licence.since}"
    ends = [day for day in (licence.until, licence.ended_on) if day is not None]
    if ends and on >= min(ends):
        yield f"It ended on {min(ends)}"


def _drawn_out(world: World, licence: Licence, order: Order) -> Iterator[str]:
    """Say that a licence has no room, with the numbers; exactly the rest is allowed."""
    chips, _ = growth(world, order)
    if licence.chips is not None and chips > 0 and licence.drawn + chips > licence.chips:
        yield f"It is for {licence.chips} chips, {licence.drawn} are drawn, asked {chips}"


def _too_early(world: World, licence: Licence, order: Order) -> Iterator[str]:
    """Say that the notice that comes first was not given, or not long enough ago."""
    if licence.notice_days is None:
        return
    given = world[GateView].notices.get((order.order, licence.licence))
    if given is None:
        yield f"Notice must be given {licence.notice_days} days before; there is none"
        return
    first = given.on + timedelta(days=licence.notice_days)
    if order.on < first:
        yield f"Notice {given.reference} of {given.on}: nothing ships before {first}"


def _unbalanced(world: World, licence: Licence, order: Order) -> Iterator[str]:
    """Say that more went under a licence than its share of what went elsewhere."""
    condition, view = licence.volume, world[GateView]
    if condition is None:
        return
    reports = view.volumes.where(licence=licence.licence, model=order.model)
    latest = [it.chips for it in reports if it.on <= order.on]
    whole = latest[-1] if latest else 0
    before = view.drawn.get((licence.licence, order.model))
    chips = (before.chips if before is not None else 0) + growth(world, order)[0]
    if chips * 100 > condition.share_percent * whole:
        yield (
            f"{chips} chips would go under it, at most {condition.share_percent} % of the "
            f"{whole} that went to {condition.of_country} by {order.on} ({condition.source})"
        )
