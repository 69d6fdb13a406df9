"""The one gate that every sale and every rental passes: an order in, a ruling out."""

from comptrol.domains.gate.checks import check
from comptrol.domains.gate.queries import (
    Explained,
    OrderFile,
    Screening,
    bypasses,
    classification,
    explained,
    judge,
    order,
    orders,
    screen,
)
from comptrol.domains.gate.reactions import react
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    Answered,
    Bypassed,
    GateStatement,
    Ordered,
    OrderId,
    Ruled,
    Through,
)
from comptrol.domains.gate.view import GateView, Order, Ruling, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Answered",
    "Bypassed",
    "Explained",
    "GateView",
    "Order",
    "OrderFile",
    "OrderId",
    "Ordered",
    "Ruled",
    "Ruling",
    "Screening",
    "Through",
    "classification",
    "explained",
    "judge",
    "order",
    "orders",
    "screen",
]

DOMAIN: Domain[GateStatement, GateView] = Domain(
    name="gate",
    statements=(Ordered, Answered, Ruled, Bypassed),
    refusals=GateRefusal,
    view=GateView,
    check=check,
    apply=apply,
    react=react,
    queries=(order, orders, explained, bypasses, judge, classification, screen),
)
