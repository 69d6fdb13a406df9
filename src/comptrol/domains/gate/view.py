"""What is known of orders, rulings and answers."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements import (
    Answered,
    Bypassed,
    GateStatement,
    Ordered,
    OrderId,
    Ruled,
    Through,
)
from comptrol.domains.law import AccessRequest, Decision, Outcome
from comptrol.domains.registry import LotId, SiteId
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order, as it was made, and how the latest ruling came out."""

    order: OrderId
    seller: PartyId
    door: Through
    customer: PartyId
    model: ModelId
    chips: int
    on: date
    end_use: str
    origin: CountryCode | None
    destination: CountryCode | None
    reexport: bool
    site: SiteId | None
    hours: int | None
    possession_passes: bool | None
    licence: str | None
    position: int
    logged_at: datetime
    outcome: Outcome | None = None
    ruled_at: int | None = None
    """The position of the ruling in force."""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """One ruling. The later ones of an order answer it anew and never change it."""

    order: OrderId
    position: int
    because: int
    outcome: Outcome
    rulebook_digest: str
    open_questions: int
    asked: AccessRequest
    decision: Decision


class GivenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer answered, last."""

    order: OrderId
    question: str
    answer: str
    reason: str
    by: str
    reviewer: PartyId
    position: int


class Bypass(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over or an installation that passed no gate."""

    lot: LotId
    position: int
    because: int
    detail: str


class GateView(View):
    """Orders, every ruling on them, what people answered, and what went round the gate."""

    orders: Table[OrderId, Order] = Table.of(
        "gate_orders",
        Order,
        key="order",
        indexes=("customer", "outcome", "customer outcome"),
    )
    rulings: Table[Key, Ruling] = Table.of("gate_rulings", Ruling, key="order position")
    answers: Table[Key, GivenAnswer] = Table.of("gate_answers", GivenAnswer, key="order question")
    bypasses: Table[Key, Bypass] = Table.of("gate_bypasses", Bypass, key="lot position")


def apply(view: GateView, entry: Entry[GateStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Ordered() as said:
            yield view.orders.put(_order(said, entry))
        case Ruled() as said:
            order = view.orders.get(said.order)
            assert order is not None, "a ruling follows its order"
            ruled = msgspec.structs.replace(
                order, outcome=said.decision.outcome, ruled_at=entry.position
            )
            yield view.orders.put(ruled)
            yield view.rulings.put(_ruling(said, entry.position))
        case Answered() as said:
            yield view.answers.put(_answer(said, entry))
        case Bypassed(lot=lot, because=because, detail=detail):
            bypass = Bypass(lot=lot, position=entry.position, because=because, detail=detail)
            yield view.bypasses.put(bypass)
        case never:
            assert_never(never)


def _order(said: Ordered, entry: Entry[GateStatement]) -> Order:
    return Order(
        order=said.order,
        seller=entry.signer,
        door=said.door,
        customer=said.customer,
        model=said.model,
        chips=said.chips,
        on=said.on,
        end_use=said.end_use,
        origin=said.origin,
        destination=said.destination,
        reexport=said.reexport,
        site=said.site,
        hours=said.hours,
        possession_passes=said.possession_passes,
        licence=said.licence,
        position=entry.position,
        logged_at=entry.logged_at,
    )


def _ruling(said: Ruled, position: int) -> Ruling:
    return Ruling(
        order=said.order,
        position=position,
        because=said.because,
        outcome=said.decision.outcome,
        rulebook_digest=said.decision.rulebook_digest,
        open_questions=len(said.decision.questions),
        asked=said.asked,
        decision=said.decision,
    )


def _answer(said: Answered, entry: Entry[GateStatement]) -> GivenAnswer:
    return GivenAnswer(
        order=said.order,
        question=said.question,
        answer=said.answer,
        reason=said.reason,
        by=said.by,
        reviewer=entry.signer,
        position=entry.position,
    )
