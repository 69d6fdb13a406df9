"""Which caps and which licence an order would go beyond, and by how much."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from comptrol.domains.caps import (
    DAYS_MAX,
    NOTHING,
    TAKES_MAX,
    Ask,
    Cap,
    CapId,
    CapsView,
    Hold,
    HoldId,
    Place,
    Shortfall,
    Stretch,
    amount,
    at_most,
    beyond,
    binding,
    caps_of,
    holds_of,
    short,
    work,
)
from comptrol.domains.caps import Meanwhile as CapsMeanwhile
from comptrol.domains.gate.queries.awarded import drawn_on, limit, not_awarded
from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.statements import Through
from comptrol.domains.gate.view import IDLE, GateView, Licence, Order
from comptrol.domains.law import RuleFinding
from comptrol.domains.registry import RegistryView
from comptrol.kernel.identifiers import CountryCode
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

    None bind a sale. What stands under another order is bound by those of its own run and
    programme: all others bind what it stands under.
    """
    if order.door is not Through.RENTAL:
        return ()
    if order.under is not None:
        place = Place(provider=order.seller, model=order.model, country=_country(world, order))
        whom = work(world, order.run, order.programme)
        return drawn_on(world, order, caps_of(world, whom, max(order.on, on), place))
    found = binding(
        world,
        parties=order.parties,
        provider=order.seller,
        country=_country(world, order),
        on=max(order.on, on),
        site=order.site,
        run=order.run,
        programme=order.programme,
        model=order.model,
    )
    return found if order.programme is None else drawn_on(world, order, found)


def _country(world: World, order: Order) -> CountryCode | None:
    """Return where the chips stand."""
    site = world[RegistryView].sites.get(order.site) if order.site is not None else None
    return site.country if site is not None else None


def ask_of(order: Order, on: date, hold: Hold | None = None, at: datetime | None = None) -> Ask:
    """Return what an order may take at most, and over which time, as it is known on a day.

    What is held already and goes on is asked for the rest: what was not used yet, until its end.
    More than three years are counted within three: a cap is never asked for less than it gives.
    """
    start = max(order.logged_at, _midnight(max(order.on, on)), at or order.logged_at)
    until = start + timedelta(seconds=order.length_s or 0)
    used = 0
    if hold is not None and at is None:
        used = max((it.used for it in hold.takes), default=0)
        start = max(start, hold.plan.since) if hold.plan is not None else start
        begins = max(order.logged_at, _midnight(order.on))
        until = begins + timedelta(seconds=order.length_s or 0)
    until = min(max(until, start + timedelta(seconds=1)), start + timedelta(days=DAYS_MAX))
    return Ask(
        chips=order.chips,
        chip_seconds=max(0, order.chip_seconds - used),
        model=order.model,
        plan=Stretch(since=start, until=until),
    )


def ran(order: Order, since: datetime, until: datetime) -> Stretch:
    """Return when an order ran, as it counts: never before it was asked for, whoever says so.

    Else what was used could be told as of a window that is over, and leave room in the present.
    """
    asked = min(order.logged_at, order.asked_at or order.logged_at)
    return Stretch(since=max(since, asked), until=max(until, asked))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)


def asked_of(world: World, order: Order, on: date) -> dict[CapId, int]:
    """Return what an order takes of each cap that binds it, in whole numbers, never less."""
    ask, caps = ask_of(order, on), caps_on(world, order, on)
    return {it.cap: at_most(amount(world, it, ask) or NOTHING) for it in caps}


def no_room_later(
    world: World, order: Order, on: date, *, at: datetime | None = None
) -> Iterator[str]:
    """Say why an order may not begin later than it was held for: in a window without room.

    What has been used of already runs, and goes on.
    """
    hold = world[CapsView].holds.get(HoldId(order.order))
    if hold is None or hold.planned is None or hold.plan is None or not hold.live:
        return
    ask = ask_of(order, on, hold, at or _midnight(on))
    if hold.begun or ask.plan.since <= hold.plan.since:
        return
    for name in dict.fromkeys(it.cap for it in hold.planned):
        cap = world[CapsView].caps.get(name)
        if cap is not None:
            for it in beyond(world, cap, ask, hold):
                yield f"{it.sentence} [cap:{it.cap}: {it.source}]"


def _not_above(world: World, order: Order) -> list[RuleFinding]:
    """Say that the order that reserves the cluster no longer lets anything run in it."""
    parent = world[GateView].orders.get(order.under) if order.under is not None else None
    if parent is None or (parent.standing and not parent.stop and parent.stage not in IDLE):
        return []
    detail = f"{parent.order}, which it stands under, is {parent.stage.value} or must stop."
    return [limit(f"under:{parent.order}", "gate.ordered/1, under", detail)]


def growth(world: World, order: Order) -> tuple[int, int]:
    """Return by how many chips and chip-seconds an order is more than what stands of it."""
    known = world[GateView].orders.get(order.order) if order.ruled_at is not None else None
    if known is None or not known.standing:
        return order.chips, order.chip_seconds
    return order.chips - known.chips, order.chip_seconds - known.chip_seconds


def _caps(world: World, order: Order, on: date, meanwhile: Meanwhile) -> list[RuleFinding]:
    held: dict[CapId, int] = {}
    hold = None
    for hold in holds_of(world, (order.order,) if order.ruled_at is not None else ()):
        held = {take.cap: take.held + take.used for take in hold.takes}
    found: list[Shortfall] = []
    caps = caps_on(world, order, on)
    for cap in caps:
        more, own = meanwhile.caps.get(cap.cap, 0), held.get(cap.cap, 0)
        if cap.terms is None:
            found += short(cap, order.chips, order.chip_seconds, more, own)
        else:
            by = CapsMeanwhile(gone=tuple(meanwhile.gone), took=more)
            found += beyond(world, cap, ask_of(order, on, hold), hold, by)
    if len(caps) > TAKES_MAX:
        detail = f"{len(caps)} caps bind it, and a posting names at most {TAKES_MAX}."
        return [limit("caps", "caps.posted/1", detail)]
    beyond_it = [limit(f"cap:{it.cap}", it.source, it.sentence) for it in found]
    return [*not_awarded(world, order, caps), *beyond_it]


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
        yield limit(f"licence:{licence.licence}", "gate.licence-recorded/1", detail)
        return
    for detail in (
        *_not_meant(licence, order, on),
        *_drawn_out(world, licence, order, meanwhile),
        *_too_early(world, licence, order),
        *_unbalanced(world, licence, order, meanwhile),
    ):
        yield limit(f"licence:{licence.licence}", licence.source, f"{detail}.")


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
