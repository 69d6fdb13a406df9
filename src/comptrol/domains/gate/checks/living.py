"""What may be said of an order as it lives: taken up, suspended, resumed, over."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.gate.checks.ordering import is_idle
from comptrol.domains.gate.queries import chips_under, kept_from_beginning, no_room_later
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    A_DAY,
    AHEAD_MAX,
    EARLIEST,
    Confirmed,
    Ended,
    OrderId,
    Resumed,
    Suspended,
    Through,
)
from comptrol.domains.gate.view import OVER, GateView, Order, Stage
from comptrol.domains.law import Outcome
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

LOOKS_AFTER: Final = frozenset({Role.AUTHORITY, Role.REVIEWER})


def check_confirmed(said: Confirmed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an order cannot be taken up."""
    order = _own(said.order, entry.signer, world)
    if order is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if order.job is not None:
        yield Finding.of(GateRefusal.BOUND, f"{order.order} is {order.job}")
    now = int(entry.logged_at.timestamp())
    late = order.lapses_s is not None and order.lapses_s < now
    filed = order.asked_at is not None
    allowed = order.outcome is Outcome.ALLOW or filed
    if order.stage is not Stage.OPEN or not allowed or late:
        yield Finding.of(GateRefusal.NOT_STANDING, _life(order, late=late))
    if entry.logged_at.date() < order.on - A_DAY:
        yield Finding.of(GateRefusal.OTHER_TIME, f"it begins on {order.on}")
    if not filed:
        for detail in no_room_later(world, order, entry.logged_at.date(), at=entry.logged_at):
            yield Finding.of(GateRefusal.NO_ROOM_NOW, detail[:900])
    for found in kept_from_beginning(world, order, entry.logged_at.date()):
        yield Finding.of(GateRefusal.RESTRAINED, found.detail)
    parent = world[GateView].orders.get(order.under) if order.under is not None else None
    if parent is not None and not filed and is_idle(parent, entry):
        yield Finding.of(GateRefusal.NOT_STANDING, _life(parent))


def check_suspended(said: Suspended, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an order cannot be suspended."""
    order = world[GateView].orders.get(said.order)
    if order is None or not _may_stop(order, entry.signer, world):
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
    elif order.stage is Stage.SUSPENDED and _takes_over(order, entry.signer):
        return
    elif not order.standing or is_idle(order, entry):
        yield Finding.of(GateRefusal.NOT_STANDING, _life(order))


def _takes_over(order: Order, signer: PartyId) -> bool:
    """Tell whether those who look after the gate suspend what its seller has suspended itself."""
    return order.suspended_by == order.seller and signer != order.seller


def check_resumed(said: Resumed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an order cannot go on."""
    order = world[GateView].orders.get(said.order)
    if order is None or not _may_stop(order, entry.signer, world):
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if order.stage is not Stage.SUSPENDED:
        yield Finding.of(GateRefusal.NOT_STANDING, _life(order))
    elif entry.signer == order.seller and order.suspended_by != order.seller:
        yield Finding.of(GateRefusal.NOT_YOURS, f"suspended by {order.suspended_by}")


def check_ended(said: Ended, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield why an order cannot be over: never by how much was used, but if that is left out."""
    order = _own(said.order, entry.signer, world)
    if order is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if order.stage is Stage.ENDED:
        yield Finding.of(GateRefusal.NOT_STANDING, f"ended at {order.ended_at}")
    if said.at.tzinfo is None:
        yield Finding.of(GateRefusal.OTHER_TIME, "at has no offset from UTC")
    elif said.at > entry.logged_at + AHEAD_MAX:
        yield Finding.of(GateRefusal.OTHER_TIME, f"{said.at} has not come")
    elif said.at < EARLIEST:
        yield Finding.of(GateRefusal.OTHER_TIME, f"{said.at} is before {EARLIEST.date()}")
    sale = order.door is Through.SALE
    if (sale and said.used) or (not sale and said.shipped_chips):
        yield Finding.of(GateRefusal.WRONG_DOOR, "a sale ships chips, a rental uses chip time")
    if not sale and order.job is not None and said.used_chip_seconds is None:
        detail = f"{order.order} was taken up: state used_chip_seconds, 0 only if nothing ran"
        yield Finding.of(GateRefusal.USE_NOT_STATED, detail)
    if sale and said.shipped_chips != (went := chips_under(order, world)):
        yield Finding.of(GateRefusal.OTHER_COUNT, f"{went} chips went, {said.shipped_chips} said")


def _own(name: OrderId, signer: PartyId, world: World) -> Order | None:
    """Return an order if it is its seller who speaks; others are not told that there is one."""
    order = world[GateView].orders.get(name)
    return order if order is not None and order.seller == signer else None


def _may_stop(order: Order, signer: PartyId, world: World) -> bool:
    return signer == order.seller or may(world[PartiesView], signer, LOOKS_AFTER)


def _life(order: Order, *, late: bool = False) -> str:
    outcome = order.outcome.value if order.outcome is not None else "not ruled on"
    stage = "lapsed" if late and order.stage not in OVER else order.stage.value
    return f"{order.order} is {stage}, {outcome}"
