"""How orders and rulings are folded: what each of them makes of an order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import asdict, replace

from comptrol.domains.gate.statements import (
    Amended,
    Bypassed,
    Change,
    Confirmed,
    Ended,
    Lapsed,
    Ordered,
    OrderId,
    Resumed,
    Ruled,
    Suspended,
)
from comptrol.domains.gate.view.counting import stored
from comptrol.domains.gate.view.rows import (
    OVER,
    Amendment,
    Bypass,
    Expiry,
    Order,
    Stage,
    Suspension,
    Wait,
)
from comptrol.domains.gate.view.rulings import kept
from comptrol.domains.gate.view.tables import IN_FORCE, GateView
from comptrol.domains.law import Outcome
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change as RowChange


def known(view: GateView, name: OrderId) -> Order:
    """Return an order that an admitted statement names."""
    found = view.orders.get(name)
    assert found is not None, "an admitted statement names a known order"
    return found


def ordered(view: GateView, said: Ordered, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold a new order."""
    fields = asdict(said)
    row = Order(**fields, seller=entry.signer, position=entry.position, logged_at=entry.logged_at)
    yield view.orders.put(row)


def amended(view: GateView, said: Amended, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold a change: at once where nothing grows, else it waits for its ruling."""
    order = known(view, said.order)
    at_once, after = not grows(order, said), changed(order, said.change)
    yield view.amendments.put(
        Amendment(
            order=said.order,
            position=entry.position,
            change=said.change,
            reason=said.reason,
            taken=True if at_once else None,
        )
    )
    if at_once:
        yield from stored(view, order, replace(after, pending=None), entry.logged_at.date())


def changed(order: Order, change: Change) -> Order:
    """Return an order as a change would have it."""
    given = {name: value for name, value in asdict(change).items() if value is not None}
    return replace(order, **given)


def grows(order: Order, said: Amended) -> bool:
    """Tell whether a change has to be ruled: more chips, longer, or another thing altogether."""
    change, after = said.change, changed(order, said.change)
    more = after.chips > order.chips or (after.length_s or 0) > (order.length_s or 0)
    others = (
        *(change.on, change.end_use, change.end_user, change.cluster),
        *(change.run, change.programme),
    )
    return more or any(it is not None for it in (*others, change.training_operations))


def ruled(view: GateView, said: Ruled, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold a ruling on an order, or on a change of it."""
    order = known(view, said.order)
    outcome, amendment = said.decision.outcome, None
    if said.amendment is None:
        after = _as_ruled(order, outcome, entry)
    else:
        amendment = view.amendments.get((said.order, said.amendment))
        assert amendment is not None, "a ruling on a change follows the change"
        after = _as_changed(order, amendment, outcome, entry)
        taken = {Outcome.ALLOW: order.outcome is Outcome.ALLOW, Outcome.REFUSE: False}.get(outcome)
        yield view.amendments.put(replace(amendment, taken=taken))
    after = _waiting(after, entry.logged_at)
    yield from _waited(view, order, after, entry)
    yield from _expiring(view, order, after)
    yield from stored(view, order, after, entry.logged_at.date())
    yield from kept(view, said, entry)


def _as_ruled(order: Order, outcome: Outcome, entry: Entry[Any]) -> Order:
    allowed, over = outcome is Outcome.ALLOW, order.stage in OVER
    unconfirmed = order.stage is Stage.OPEN and order.confirm_within_s is not None
    filed = order.asked_at is not None and order.ruled_at is None  # it has begun elsewhere
    begun = filed or (order.standing and not unconfirmed)
    standing = not over and (allowed or begun)
    first = allowed and order.stage is Stage.OPEN and not order.standing
    lapses = order.lapses_s if allowed else None
    if first and order.confirm_within_s is not None:
        lapses = int(entry.logged_at.timestamp()) + order.confirm_within_s
    return replace(
        order,
        outcome=outcome,
        ruled_at=entry.position,
        standing=standing,
        stood_at=_stood_at(order, standing=standing, position=entry.position),
        stop=standing and (order.stop if order.stage is Stage.SUSPENDED else not allowed),
        lapses_s=lapses,
    )


def _stood_at(order: Order, *, standing: bool, position: int) -> int | None:
    if not standing:
        return None
    return order.stood_at if order.standing else position


def _as_changed(order: Order, change: Amendment, outcome: Outcome, entry: Entry[Any]) -> Order:
    """Return an order after the ruling on a change: as it was, unless that is allowed."""
    pending = change.position if outcome is Outcome.HOLD else None
    if outcome is not Outcome.ALLOW or order.outcome is not Outcome.ALLOW:
        return replace(order, pending=pending)
    return replace(changed(order, change.change), ruled_at=entry.position, pending=None)


def _waiting(order: Order, at: datetime) -> Order:
    """Return an order with whether it waits for a person, and since when."""
    held = order.outcome is Outcome.HOLD or order.pending is not None
    waiting = held and order.stage not in OVER
    since = (order.waiting_since or at) if waiting else None
    return replace(order, waiting=waiting, waiting_since=since)


def _waited(view: GateView, before: Order, after: Order, entry: Entry[Any]) -> Iterator[RowChange]:
    """Keep how long an order waited for a person, once it does no longer."""
    if before.waiting_since is None or after.waiting:
        return
    seconds = int((entry.logged_at - before.waiting_since).total_seconds())
    yield view.waits.put(
        Wait(
            day=entry.logged_at.date(),
            order=after.order,
            position=entry.position,
            seconds=seconds,
            appeal=False,
        )
    )


def _expiring(view: GateView, before: Order, after: Order) -> Iterator[RowChange]:
    """Count the orders that wait to be confirmed."""
    more = (after.lapses_s is not None) - (before.lapses_s is not None)
    if not more:
        return
    row = view.expiry.get(IN_FORCE) or Expiry(name=IN_FORCE, waiting=0, from_s=0)
    first = row.from_s
    if more > 0 and after.lapses_s is not None:
        first = after.lapses_s if row.waiting == 0 else min(first, after.lapses_s)
    yield view.expiry.put(replace(row, waiting=row.waiting + more, from_s=first))


def confirmed(view: GateView, said: Confirmed, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that an order has been taken up."""
    order = known(view, said.order)
    taken_up = {"stage": Stage.CONFIRMED, "job": said.job, "confirmed_at": entry.position}
    after = replace(order, lapses_s=None, **taken_up)
    yield from _expiring(view, order, after)
    yield from stored(view, order, after, entry.logged_at.date())


def suspended(view: GateView, said: Suspended, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that an order must stop for now. Its seller knows when it has suspended it itself."""
    order = known(view, said.order)
    after = replace(
        order,
        stage=Stage.SUSPENDED,
        suspended_by=entry.signer,
        lapses_s=None,
        stop=entry.signer != order.seller,
    )
    yield from _expiring(view, order, after)
    yield from stored(view, order, after, entry.logged_at.date())
    yield view.suspensions.put(
        Suspension(
            order=said.order,
            by=entry.signer,
            reason=said.reason,
            position=entry.position,
            logged_at=entry.logged_at,
        )
    )


def resumed(view: GateView, said: Resumed, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that an order may go on: as it was before, and its ruling follows.

    What was not confirmed yet has as long for that as it had at first.
    """
    order = known(view, said.order)
    stage, lapses = Stage.CONFIRMED if order.job is not None else Stage.OPEN, None
    if stage is Stage.OPEN and order.confirm_within_s is not None:
        lapses = int(entry.logged_at.timestamp()) + order.confirm_within_s
    after = replace(order, stage=stage, suspended_by=None, lapses_s=lapses, stop=False)
    yield from _expiring(view, order, after)
    yield from stored(view, order, after, entry.logged_at.date())


def ended(view: GateView, said: Ended, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that an order is over."""
    order = known(view, said.order)
    after = replace(
        order,
        stage=Stage.ENDED,
        standing=False,
        stop=False,
        waiting=False,
        waiting_since=None,
        pending=None,
        lapses_s=None,
        ended_at=said.at,
        used_chip_seconds=said.used,
        shipped_chips=said.shipped_chips,
    )
    yield from _expiring(view, order, after)
    yield from stored(view, order, after, entry.logged_at.date())


def lapsed(view: GateView, said: Lapsed, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that orders were not confirmed in time, and that none is left from before a second."""
    for name in said.orders:
        order = known(view, name)
        after = replace(order, stage=Stage.LAPSED, standing=False, lapses_s=None)
        yield from _expiring(view, order, after)
        yield from stored(view, order, after, entry.logged_at.date())
    row = view.expiry.get(IN_FORCE)
    assert row is not None, "what lapses has waited"
    yield view.expiry.put(replace(row, from_s=said.until_s + 1))


def bypassed(view: GateView, said: Bypassed, entry: Entry[Any]) -> Iterator[RowChange]:
    """Fold that a lot went round the gate."""
    yield view.bypasses.put(
        Bypass(
            lot=said.lot,
            position=entry.position,
            because=said.because,
            detail=said.detail,
        )
    )
