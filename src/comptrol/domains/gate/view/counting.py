"""What an order counts for while it stands and after it is over: worked out from before and after.

Whatever happens to an order, each sum moves by the difference of what the order counts for then
and what it counted for before. So no event has to know which sums there are.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from comptrol.domains.gate.statements import OrderId, Through
from comptrol.domains.gate.view.permissions import Drawn
from comptrol.domains.gate.view.rows import Day, Involved, Load, Order, Stage
from comptrol.domains.gate.view.tables import GateView
from comptrol.kernel.view import Change

YEAR: Final = timedelta(days=366)


def stored(view: GateView, before: Order | None, after: Order, on: date) -> Iterator[Change]:
    """Store an order as it is now, and move every sum that it counts in, on a day."""
    drew = _of_licence(view, after)
    after = replace(after, drew=drew)
    yield view.orders.put(after)
    yield from _load(view, before, after, on)
    yield from _parent(view, before, after)
    yield from _drawn(view, after, drew - (before.drew if before is not None else 0))
    yield from _involved(view, before, after)


def _own_rental(order: Order) -> bool:
    return order.door is Through.RENTAL and order.under is None


def _chips(order: Order | None) -> int:
    return order.chips if order is not None and order.standing else 0


def chip_time(order: Order | None) -> int:
    """Return the chip-seconds an order counts for: what it may take, and then what it took."""
    if order is None:
        return 0
    if order.stage is Stage.ENDED:
        return order.used_chip_seconds
    return order.chip_seconds if order.standing else 0


def _load(view: GateView, before: Order | None, after: Order, on: date) -> Iterator[Change]:
    """Count an order for its end user: another one from the change of it on.

    What grows counts on the day on which it grew; what was not used is taken back from the day
    of the order.
    """
    if not _own_rental(after):
        return
    if before is not None and before.parties[0] != after.parties[0]:
        yield from _loaded(view, before, (-_chips(before), -chip_time(before)), on)
        before = None
    moved = (_chips(after) - _chips(before), chip_time(after) - chip_time(before))
    yield from _loaded(view, after, moved, on)


def _loaded(view: GateView, order: Order, moved: tuple[int, int], on: date) -> Iterator[Change]:
    chips, seconds = moved
    if not (chips or seconds):
        return
    user, day = order.parties[0], on if seconds > 0 else order.logged_at.date()
    known = view.loads.get(user) or Load(party=user, chips=0)
    days = _added(known.days, day, seconds)
    yield view.loads.put(Load(party=user, chips=known.chips + chips, days=days))


def _added(days: tuple[Day, ...], day: date, seconds: int) -> tuple[Day, ...]:
    """Return the days of a year with so many chip-seconds more, or fewer, on one of them.

    No day has less than nothing: what grew on another day stays counted there.
    """
    if days and days[-1].day == day:  # by far the most
        last = Day(day=day, chip_seconds=max(0, days[-1].chip_seconds + seconds))
        return (*days[:-1], last)
    sums = {it.day: it.chip_seconds for it in days}
    sums[day] = max(0, sums.get(day, 0) + seconds)
    first = max(sums) - YEAR
    return tuple(Day(day=it, chip_seconds=sums[it]) for it in sorted(sums) if it > first)


def _parent(view: GateView, before: Order | None, after: Order) -> Iterator[Change]:
    """Count an order in the one that it stands under."""
    chips = _chips(after) - _chips(before)
    seconds = chip_time(after) - chip_time(before)
    if after.under is None or not (chips or seconds):
        return
    parent = view.orders.get(OrderId(after.under))
    assert parent is not None, "an admitted order stands under a known one"
    yield view.orders.put(
        replace(
            parent,
            under_chips=parent.under_chips + chips,
            under_chip_seconds=parent.under_chip_seconds + seconds,
        )
    )


def _of_licence(view: GateView, order: Order) -> int:
    """Return how many chips an order draws of a licence: all it may, and then what went.

    What stood before its licence was entered has drawn nothing of it, until it changes.
    """
    if not order.licence or view.licences.get(order.licence_id) is None:
        return order.drew
    return order.shipped_chips if order.stage is Stage.ENDED else _chips(order)


def _drawn(view: GateView, order: Order, moved: int) -> Iterator[Change]:
    known = view.licences.get(order.licence_id) if moved else None
    if known is None:
        return
    yield view.licences.put(replace(known, drawn=known.drawn + moved))
    model = view.drawn.get((known.licence, order.model))
    chips = (model.chips if model else 0) + moved
    yield view.drawn.put(Drawn(licence=known.licence, model=order.model, chips=chips))


def _involved(view: GateView, before: Order | None, after: Order) -> Iterator[Change]:
    was = before.standing if before is not None else False
    parties = before.parties if before is not None else ()
    if was == after.standing and parties in {(), after.parties}:
        return
    for party in dict.fromkeys((*parties, *after.parties)):
        if party != after.customer:
            standing = after.standing and party in after.parties
            yield view.involved.put(Involved(party=party, order=after.order, standing=standing))
