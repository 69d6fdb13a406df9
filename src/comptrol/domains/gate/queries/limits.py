"""Which caps and which licence an order would go beyond, and by how much."""

from collections.abc import Iterator
from datetime import date, timedelta

from comptrol.domains.caps import Cap, CapId, Shortfall, binding, holds_of, short
from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.statements import Through
from comptrol.domains.gate.view import IDLE, GateView, Licence, Order
from comptrol.domains.law import Effect, RuleFinding
from comptrol.domains.registry import RegistryView
from comptrol.kernel.view import World


def limits(
    world: World, order: Order, on: date, meanwhile: Meanwhile, *, amended: bool
) -> list[RuleFinding]:
    """Return a finding for every limit that an order goes beyond, all of them at once.

    A change is asked for what is not held yet, on every cap that binds the order now; what stands
    and does not change is asked for nothing: a cap that is cut lets it finish.
    """
    caps = [] if order.standing and not amended else _caps(world, order, on, meanwhile)
    above = _not_above(world, order)
    return [*above, *caps, *_licence(world, order, on, meanwhile)]


def caps_on(world: World, order: Order, on: date) -> tuple[Cap, ...]:
    """Return the caps that bind an order on a day, or on its own if that is later.

    None bind a sale, nor what stands under another order, which they bind.
    """
    if order.door is not Through.RENTAL or order.under is not None:
        return ()
    site = world[RegistryView].sites.get(order.site) if order.site is not None else None
    return binding(
        world,
        parties=order.parties,
        provider=order.seller,
        country=site.country if site is not None else None,
        on=max(order.on, on),
    )


def _not_above(world: World, order: Order) -> list[RuleFinding]:
    """Say that the order that reserves the cluster no longer lets anything run in it."""
    parent = world[GateView].orders.get(order.under) if order.under is not None else None
    if parent is None or (parent.standing and not parent.stop and parent.stage not in IDLE):
        return []
    detail = f"{parent.order}, which it stands under, is {parent.stage.value} or must stop."
    return [_limit(f"under:{parent.order}", "gate.ordered/1, under", detail)]


def growth(world: World, order: Order) -> tuple[int, int]:
    """Return by how many chips and chip-seconds an order is more than what stands of it."""
    known = world[GateView].orders.get(order.order) if order.ruled_at is not None else None
    if known is None or not known.standing:
        return order.chips, order.chip_seconds
    return order.chips - known.chips, order.chip_seconds - known.chip_seconds


def _caps(world: World, order: Order, on: date, meanwhile: Meanwhile) -> list[RuleFinding]:
    held: dict[CapId, int] = {}
    for hold in holds_of(world, (order.order,) if order.ruled_at is not None else ()):
        held = {take.cap: take.held for take in hold.takes}
    found: list[Shortfall] = []
    for cap in caps_on(world, order, on):
        more, own = meanwhile.caps.get(cap.cap, 0), held.get(cap.cap, 0)
        found += short(cap, order.chips, order.chip_seconds, more, own)
    return [_limit(f"cap:{it.cap}", it.source, it.sentence) for it in found]


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


def covered(world: World, order: Order, on: date, meanwhile: Meanwhile) -> bool:
    """Tell whether an entered licence names all that an order is, and has room for it."""
    licence = licence_of(world, order)
    if licence is None or not licence.consignees:
        return False
    return not any(_licence(world, order, on, meanwhile))


def _licence(world: World, order: Order, on: date, meanwhile: Meanwhile) -> Iterator[RuleFinding]:
    licence = licence_of(world, order)
    if licence is None:
        return
    if licence.holder != order.seller:  # and no word of what it is, to whoever guessed its number
        detail = f"It was not given to {order.seller}."
        yield _limit(f"licence:{licence.licence}", "gate.licence-recorded/1", detail)
        return
    for detail in (
        *_not_meant(licence, order, on),
        *_drawn_out(world, licence, order, meanwhile),
        *_too_early(world, licence, order),
        *_unbalanced(world, licence, order, meanwhile),
    ):
        yield _limit(f"licence:{licence.licence}", licence.source, f"{detail}.")


def _not_meant(licence: Licence, order: Order, on: date) -> Iterator[str]:
    """Say what of an order a licence was not given for."""
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


def _drawn_out(
    world: World, licence: Licence, order: Order, meanwhile: Meanwhile
) -> Iterator[str]:
    """Say that a licence has no room, with the numbers; exactly the rest is allowed."""
    chips, _ = growth(world, order)
    drawn = licence.drawn + meanwhile.drawn.get((licence.licence, None), 0)
    if licence.chips is not None and chips > 0 and drawn + chips > licence.chips:
        yield f"It is for {licence.chips} chips, {drawn} are drawn, asked {chips}"


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


def _unbalanced(
    world: World, licence: Licence, order: Order, meanwhile: Meanwhile
) -> Iterator[str]:
    """Say that more went under a licence than its share of what went elsewhere."""
    condition, view = licence.volume, world[GateView]
    if condition is None:
        return
    reports = view.volumes.where(licence=licence.licence, model=order.model)
    latest = [it.chips for it in reports if it.on <= order.on]
    whole = latest[-1] if latest else 0
    before = view.drawn.get((licence.licence, order.model))
    chips = (before.chips if before is not None else 0) + growth(world, order)[0]
    chips += meanwhile.drawn.get((licence.licence, order.model), 0)
    if chips * 100 > condition.share_percent * whole:
        yield (
            f"{chips} chips would go under it, at most {condition.share_percent} % of the "
            f"{whole} that went to {condition.of_country} by {order.on} ({condition.source})"
        )
