"""The tables of the gate, and what they may be searched by."""

from comptrol.domains.gate.statements import LicenceId, OrderId
from comptrol.domains.gate.view.permissions import Drawn, Licence, Notice, Tiers, Volume
from comptrol.domains.gate.view.restraints import RestrainedOrder, RestrainedParty
from comptrol.domains.gate.view.rows import (
    Amendment,
    Appeal,
    Bypass,
    Expiry,
    GivenAnswer,
    Involved,
    KeptDecision,
    Load,
    Order,
    Override,
    Part,
    RuledOn,
    Suspension,
    Wait,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import Key, Table, View

IN_FORCE = "in-force"
"""The one row of a table that has one."""


class GateView(View):
    """Orders, every ruling on them, what people said, licences, and what went round the gate."""

    orders: Table[OrderId, Order] = Table.of(
        "gate_orders",
        Order,
        key="order",
        indexes=(
            "customer",
            "outcome",
            "customer outcome",
            "standing",
            "customer standing",
            "seller standing",
            "stop",
            "on",
            "seller stop",
            "waiting",
            "lapses_s",
            "under standing",
        ),
        sparse="stop waiting lapses_s under",
    )
    rulings: Table[Key, RuledOn] = Table.of(
        "gate_rulings", RuledOn, key="order position", wide=True
    )
    decisions: Table[Digest, KeptDecision] = Table.of(
        "gate_decisions", KeptDecision, key="digest", wide=True
    )
    amendments: Table[Key, Amendment] = Table.of(
        "gate_amendments", Amendment, key="order position"
    )
    suspensions: Table[OrderId, Suspension] = Table.of("gate_suspensions", Suspension, key="order")
    involved: Table[Key, Involved] = Table.of(
        "gate_involved", Involved, key="party order", indexes=("party standing",)
    )
    loads: Table[PartyId, Load] = Table.of("gate_loads", Load, key="party")
    expiry: Table[str, Expiry] = Table.of("gate_expiry", Expiry, key="name")
    answers: Table[Key, GivenAnswer] = Table.of("gate_answers", GivenAnswer, key="order question")
    overrides: Table[Key, Override] = Table.of(
        "gate_overrides", Override, key="order position", indexes=("open", "order open")
    )
    parts: Table[Key, Part] = Table.of("gate_parts", Part, key="order party")
    appeals: Table[Key, Appeal] = Table.of(
        "gate_appeals", Appeal, key="order position", indexes=("open", "order open")
    )
    waits: Table[Key, Wait] = Table.of("gate_waits", Wait, key="day order position")
    tiers: Table[str, Tiers] = Table.of("gate_tiers", Tiers, key="name")
    licences: Table[LicenceId, Licence] = Table.of(
        "gate_licences", Licence, key="licence", indexes=("holder",)
    )
    drawn: Table[Key, Drawn] = Table.of("gate_drawn", Drawn, key="licence model")
    volumes: Table[Key, Volume] = Table.of("gate_volumes", Volume, key="licence model on")
    notices: Table[Key, Notice] = Table.of("gate_notices", Notice, key="order licence")
    bypasses: Table[Key, Bypass] = Table.of("gate_bypasses", Bypass, key="lot position")
    restrained_parties: Table[PartyId, RestrainedParty] = Table.of(
        "gate_restrained_parties", RestrainedParty, key="party"
    )
    restrained_orders: Table[OrderId, RestrainedOrder] = Table.of(
        "gate_restrained_orders", RestrainedOrder, key="order"
    )
