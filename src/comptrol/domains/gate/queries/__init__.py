"""What may be asked at the gate: an order and its rulings, or what a ruling would be."""

from comptrol.domains.gate.queries.explaining import Explained, explained
from comptrol.domains.gate.queries.judging import Screening, classification, judge, screen
from comptrol.domains.gate.queries.orders import OrderFile, bypasses, order, orders
from comptrol.domains.gate.queries.ownership import listed_owners
from comptrol.domains.gate.queries.ruling import ruling_on

__all__ = [
    "Explained",
    "OrderFile",
    "Screening",
    "bypasses",
    "classification",
    "explained",
    "judge",
    "listed_owners",
    "order",
    "orders",
    "ruling_on",
    "screen",
]
