"""Which orders stand, which may start, which must stop, and which wait for people."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Final

import msgspec

from comptrol.domains.caps import CapsView, HoldId
from comptrol.domains.gate.formulas import OVERRIDE
from comptrol.domains.gate.queries.limits import caps_on, no_room_later
from comptrol.domains.gate.queries.orders import orders
from comptrol.domains.gate.queries.ruling import ruling_on
from comptrol.domains.gate.statements import OrderId
from comptrol.domains.gate.view import (
    Appeal,
    GateView,
    Order,
    Override,
    Ruling,
    Stage,
    ruling_at,
    rulings_on,
)
from comptrol.domains.law import Decision, Effect, Outcome, adopted_rulebook
from comptrol.domains.ledger import LedgerView, latest_seal
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import EVERY, World

REASONS_MAX = 6
REASON_LETTERS_MAX = 500


GROUNDS: Final = frozenset(Effect) - {
    Effect.NONE,
    Effect.EXCEPTION_AVAILABLE,
    Effect.PRESUMPTION_OF_APPROVAL,
}
"""What a finding does that may keep an order from going; the rest goes for it, or says nothing."""


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """How an order stands, and why, in plain sentences: the gravest first."""

    order: OrderId
    outcome: Outcome
    reasons: tuple[str, ...]
    job: str | None = None


class RuledOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it stands, and why the ruling in force is as it is: the gravest first."""

    order: Order
    reasons: tuple[str, ...]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a person: an order, an appeal, or the second half of an override."""

    order: OrderId
    what: str
    since: datetime
    questions: tuple[str, ...] = ()
    customer: PartyId
    seller: PartyId


class ServiceTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How long people let others wait: over a stretch of days, in whole seconds."""

    since: date
    until: date
    decided: int
    median_s: int | None
    longest_s: int | None
    waiting: int


def reasons(decision: Decision) -> tuple[str, ...]:
    """Return why a ruling is as it is: what bars, then what is asked, each with its source."""
    found = (*decision.law, *decision.policy)
    barring = [it for it in found if it.effect in GROUNDS or it.rule == OVERRIDE]
    said = [f"{it.detail} [{it.rule}: {it.citation}]" for it in barring]
    asked = [f"{it.text} {it.why} [{it.id}]" for it in decision.questions if it.blocking]
    return tuple(it[:REASON_LETTERS_MAX] for it in (*said, *asked)[:REASONS_MAX])


def startable(world: World, *, order: OrderId, on: date) -> Stands:
    """Say whether an order may start on a day: by its ruling, its life, and the law of that day.

    Nothing is logged. It is what a scheduler asks just before it starts what may have waited.
    """
    found = _known(world, order)
    ruling = ruling_in_force(world, found)
    if ruling is None or found.outcome is not Outcome.ALLOW:
        why = () if ruling is None else reasons(ruling.decision)
        return Stands(order=order, outcome=found.outcome or Outcome.HOLD, reasons=why)
    if found.stage not in {Stage.OPEN, Stage.CONFIRMED}:
        why = (f"The order is {found.stage.value}.",)
        return Stands(order=order, outcome=Outcome.REFUSE, reasons=why, job=found.job)
    waits = _waits(world, found, on)
    if waits:
        return Stands(order=order, outcome=Outcome.HOLD, reasons=waits, job=found.job)
    if adopted_rulebook(world) is None:
        raise UnavailableError("the adopted rulebook is not kept here: see the folder rulebooks")
    now = ruling_on(world, found, known_at=on, on=max(on, found.on)).decision
    outcome, why = now.outcome, () if now.outcome is Outcome.ALLOW else reasons(now)
    overdrawn = (*_overdrawn(world, found, on), *no_room_later(world, found, on))
    if outcome is Outcome.ALLOW and overdrawn:
        outcome, why = Outcome.HOLD, overdrawn
    return Stands(order=order, outcome=outcome, reasons=why, job=found.job)


def _waits(world: World, order: Order, on: date) -> tuple[str, ...]:
    """Say why an allowed order does not start yet, or no longer; nothing where it may.

    Questions have no clock: the time of the last seal is as late as it is at least.
    """
    if on < order.on:
        return (f"It begins on {order.on}.",)
    last = latest_seal(world[LedgerView])
    seal = world[LedgerView].seals.get(last.seal) if last is not None else None
    if order.lapses_s is not None and seal is not None and order.lapses_s < seal.at.timestamp():
        return (f"Nobody confirmed it within {order.confirm_within_s} seconds.",)
    return ()


def _overdrawn(world: World, order: Order, on: date) -> Iterator[str]:
    """Say which caps were cut below what is held and used: what waits does not start then."""
    hold = world[CapsView].holds.get(HoldId(order.order))
    since = hold.position if hold is not None else order.position
    for cap in caps_on(world, order, on):
        cut = cap.position > since and cap.ceiling is not None
        if cut and cap.held + cap.used > (cap.ceiling or 0):
            yield (
                f"Cap {cap.cap} was set to {cap.ceiling} {cap.unit.value}: held {cap.held}, "
                f"used {cap.used}. [cap:{cap.cap}: {cap.source}]"
            )


def stops(
    world: World,
    *,
    seller: PartyId | None = None,
    after: OrderId | None = None,
    limit: Limit = 100,
) -> tuple[Stands, ...]:
    """Return the orders that were let through and must stop, with why, by name."""
    return tuple(_stands(world, it) for it in _stopping(world, seller, after, limit))


def _stopping(
    world: World, seller: PartyId | None, after: OrderId | None, limit: int
) -> Iterable[Order]:
    start, table = None if after is None else (after,), world[GateView].orders
    if seller is None:
        return table.where(after=start, limit=limit, stop=True)
    return table.where(after=start, limit=limit, seller=seller, stop=True)


def _stands(world: World, order: Order) -> Stands:
    why = _why(world, order)
    outcome = order.outcome or Outcome.HOLD
    if order.stage is Stage.SUSPENDED:
        outcome = Outcome.HOLD if outcome is Outcome.ALLOW else outcome
        why = (f"It was suspended by {order.suspended_by}.", *why)
    return Stands(order=order.order, outcome=outcome, reasons=why, job=order.job)


def ruled_orders(
    world: World,
    *,
    customer: PartyId | None = None,
    outcome: Outcome | None = None,
    after: OrderId | None = None,
    limit: Limit = 100,
) -> tuple[RuledOrder, ...]:
    """Return orders by name with why each was ruled so: all, of a customer, of an outcome."""
    found = orders(world, customer=customer, outcome=outcome, after=after, limit=limit)
    return tuple(RuledOrder(order=it, reasons=_why(world, it)) for it in found)


def standing(
    world: World, *, seller: PartyId, after: OrderId | None = None, limit: Limit = 100
) -> tuple[Order, ...]:
    """Return the orders of a seller that were allowed and are not over, by name."""
    start = None if after is None else (after,)
    table = world[GateView].orders
    return tuple(table.where(after=start, limit=limit, seller=seller, standing=True))


def queue(
    world: World, *, after: OrderId | None = None, limit: Limit = 100
) -> tuple[Waiting, ...]:
    """Return what waits for people: orders on hold by name, and appeals and overrides of them.

    A page ends with all that waits of its last order, and may be two longer for that.
    """
    view, start = world[GateView], None if after is None else (after,)
    later = None if after is None else (after, EVERY)
    found = [
        *(_on_hold(world, it) for it in view.orders.where(after=start, limit=limit, waiting=True)),
        *(_appealed(world, it) for it in view.appeals.where(after=later, limit=limit, open=True)),
        *(_half(world, it) for it in view.overrides.where(after=later, limit=limit, open=True)),
    ]
    ordered = sorted(found, key=lambda it: (it.order, it.what))
    last = ordered[:limit][-1].order if ordered else ""
    return tuple(it for it in ordered if it.order <= last)


def _on_hold(world: World, order: Order) -> Waiting:
    rulings = [ruling_in_force(world, order)]
    if order.pending is not None:
        every = rulings_on(world[GateView], order.order)
        rulings = [it for it in every if it.amendment == order.pending]
    asked = [it for one in rulings if one is not None for it in one.decision.questions]
    return _waiting(
        order,
        "ruling" if order.pending is None else "change",
        order.waiting_since or order.logged_at,
        tuple(it.id for it in asked if it.blocking),
    )


def _appealed(world: World, appeal: Appeal) -> Waiting:
    return _waiting(_known(world, appeal.order), "appeal", appeal.logged_at)


def _half(world: World, override: Override) -> Waiting:
    return _waiting(_known(world, override.order), "override", override.logged_at)


def _waiting(order: Order, what: str, since: datetime, questions: tuple[str, ...] = ()) -> Waiting:
    return Waiting(
        order=order.order,
        what=what,
        since=since,
        questions=questions,
        customer=order.customer,
        seller=order.seller,
    )


def service_times(world: World, *, until: date, days: Limit = 30) -> ServiceTimes:
    """Say how long orders and appeals waited for people that were decided in the last days."""
    view = world[GateView]
    reach = min(days, until.toordinal())
    stretch = [until - timedelta(days=back) for back in range(reach)]
    waited = [it.seconds for day in stretch for it in view.waits.where(day=day)]
    return ServiceTimes(
        since=stretch[-1],
        until=until,
        decided=len(waited),
        median_s=median_low(waited) if waited else None,
        longest_s=max(waited, default=None),
        waiting=sum(
            1
            for waits in (
                view.orders.where(waiting=True),
                view.appeals.where(open=True),
                view.overrides.where(open=True),
            )
            for _ in waits
        ),
    )


def _why(world: World, order: Order) -> tuple[str, ...]:
    ruling = ruling_in_force(world, order)
    return reasons(ruling.decision) if ruling is not None else ()


def ruling_in_force(world: World, order: Order) -> Ruling | None:
    """Return the ruling that counts for an order."""
    return ruling_at(world[GateView], order.order, order.ruled_at)


def _known(world: World, name: OrderId) -> Order:
    found = world[GateView].orders.get(name)
    if found is None:
        raise NotFoundError(f"no order {name!r} has been made")
    return found
