"""What binds an order, what it takes of that, where there is no room; balances and projections."""

from comptrol.domains.caps.queries.asking import Ask, amount, at_most
from comptrol.domains.caps.queries.binding import binding, caps_of, grant_of, work
from comptrol.domains.caps.queries.noticing import due, whole
from comptrol.domains.caps.queries.postings import (
    correction,
    further,
    holds_of,
    is_plain,
    late,
    settled_further,
    settlement,
    taken,
    usage,
)
from comptrol.domains.caps.queries.projecting import METHOD, Projection, projection
from comptrol.domains.caps.queries.room import Meanwhile, Shortfall, beyond, falls, short
from comptrol.domains.caps.queries.showing import (
    Verdict,
    allotments,
    balance,
    balances,
    coming,
    current,
    hold,
    periods,
    reviews,
    verdict,
)

__all__ = [
    "METHOD",
    "Ask",
    "Meanwhile",
    "Projection",
    "Shortfall",
    "Verdict",
    "allotments",
    "amount",
    "at_most",
    "balance",
    "balances",
    "beyond",
    "binding",
    "caps_of",
    "coming",
    "correction",
    "current",
    "due",
    "falls",
    "further",
    "grant_of",
    "hold",
    "holds_of",
    "is_plain",
    "late",
    "periods",
    "projection",
    "reviews",
    "settled_further",
    "settlement",
    "short",
    "taken",
    "usage",
    "verdict",
    "whole",
    "work",
]
