"""How much compute is allowed, held and used: the account that every hold is taken from.

A cap binds a customer, a provider, a country or everything, by rate (chips at once) or by total
(chip-seconds). An order takes what it may need at most, on every cap that binds it or on none,
before anything starts; what it used is settled after it ended. This domain owns the accounts. What
an order is, and when it takes, is the gate's.

Semantics: two-phase transfers of TigerBeetle (docs/coding/two-phase-transfers.md) on one writer.
"""

from comptrol.domains.caps.checks import check
from comptrol.domains.caps.queries import (
    Shortfall,
    balance,
    balances,
    binding,
    hold,
    holds_of,
    settlement,
    short,
    taken,
)
from comptrol.domains.caps.refusals import CapsRefusal
from comptrol.domains.caps.statements import (
    AMOUNT_MAX,
    TAKES_MAX,
    Act,
    Bearer,
    CapId,
    CapSet,
    CapsStatement,
    HoldId,
    Lapsed,
    Posted,
    Take,
    Unit,
)
from comptrol.domains.caps.view import Cap, CapsView, Hold, HoldStage, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "AMOUNT_MAX",
    "DOMAIN",
    "TAKES_MAX",
    "Act",
    "Bearer",
    "Cap",
    "CapId",
    "CapSet",
    "CapsView",
    "Hold",
    "HoldId",
    "HoldStage",
    "Lapsed",
    "Posted",
    "Shortfall",
    "Take",
    "Unit",
    "binding",
    "holds_of",
    "settlement",
    "short",
    "taken",
]

DOMAIN: Domain[CapsStatement, CapsView] = Domain(
    name="caps",
    statements=(CapSet, Posted, Lapsed),
    refusals=CapsRefusal,
    view=CapsView,
    check=check,
    apply=apply,
    queries=(balance, balances, hold),
)
