"""What is an order that a program asks for, and what if it was asked for before?"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec

from comptrol.client.replies import Accepted, Logged, Ruling, catalogue, ruling_of
from comptrol.domains.gate import Ordered, OrderId
from comptrol.domains.law import Decision
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import kind

Ask = Callable[..., Awaitable[Any]]


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order was made, by whom, and where the ruling in force on it is."""

    seller: PartyId
    position: int
    ruled_at: int | None = None


class _Ruling(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    decision: Decision


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """As much of ``gate/order`` as is needed here."""

    order: _Order
    rulings: tuple[_Ruling, ...]


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """As much of an entry of the log as is needed here."""

    position: int
    logged_at: datetime
    leaf: Digest
    statement: dict[str, Any]


def ordered_of(fields: dict[str, object], now: datetime) -> Ordered:
    """Return an order from its fields; by default a rental from today on."""
    given = {"kind": kind(Ordered), "door": "rental", "on": now.date(), **fields}
    try:
        return msgspec.convert(msgspec.to_builtins(given), Ordered)
    except (msgspec.ValidationError, ValueError) as error:
        raise UnreadableError(f"this is no order: {error}") from error


async def ruling_in_force(ask: Ask, order: OrderId) -> Ruling:
    """Return how an order is ruled on at present; NotFoundError where there is none."""
    found = await ask("gate/order", into=_File, order=order)
    return _ruling(order, found, await _entry(ask, found))


async def ruled_before(ask: Ask, said: Ordered, seller: PartyId) -> Ruling | None:
    """Return the ruling in force on an order that a party made in the same words, if it did."""
    found = await ask("gate/order", into=_File, order=said.order)
    entry = await _entry(ask, found)
    made = catalogue().decode(msgspec.json.encode(entry.statement))
    if found.order.seller != seller or made != said:
        return None
    return _ruling(said.order, found, entry)


async def _entry(ask: Ask, found: _File) -> _Entry:
    entry: _Entry = await ask(f"entries/{found.order.position}", into=_Entry)
    return entry


def _ruling(order: OrderId, found: _File, entry: _Entry) -> Ruling:
    in_force = [it for it in found.rulings if it.position == found.order.ruled_at]
    if not in_force:
        raise UnavailableError(f"order {order} is not ruled on")
    logged = Logged(leaf=entry.leaf, logged_at=entry.logged_at, repeated=True)
    receipt = Accepted(position=entry.position, receipt=logged)
    return ruling_of(order, in_force[0].decision, in_force[0].position, receipt)
