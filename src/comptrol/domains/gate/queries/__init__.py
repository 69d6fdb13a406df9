"""What may be asked at the gate: an order and its rulings, what stands, and what waits."""

from comptrol.domains.gate.queries.explaining import Explained, explained
from comptrol.domains.gate.queries.judging import Screening, classification, judge, screen
from comptrol.domains.gate.queries.lapsing import Lapsing, lapsing
from comptrol.domains.gate.queries.licences import LicenceFile, licence, licences
from comptrol.domains.gate.queries.limits import ask_of, asked_of, caps_on, no_room_later, ran
from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.queries.notice import OrderNotice, notice
from comptrol.domains.gate.queries.orders import OrderFile, bypasses, order, orders
from comptrol.domains.gate.queries.ownership import listed_owners
from comptrol.domains.gate.queries.pack import Asked, Pack, pack
from comptrol.domains.gate.queries.restraints import kept_from_beginning, restrained_by
from comptrol.domains.gate.queries.ruling import Judged, ruling_on
from comptrol.domains.gate.queries.shipped import chips_under
from comptrol.domains.gate.queries.standing import (
    RuledOrder,
    ServiceTimes,
    Stands,
    Waiting,
    queue,
    reasons,
    ruled_orders,
    ruling_in_force,
    service_times,
    standing,
    startable,
    stops,
)

__all__ = [
    "Asked",
    "Explained",
    "Judged",
    "Lapsing",
    "LicenceFile",
    "Meanwhile",
    "OrderFile",
    "OrderNotice",
    "Pack",
    "RuledOrder",
    "Screening",
    "ServiceTimes",
    "Stands",
    "Waiting",
    "ask_of",
    "asked_of",
    "bypasses",
    "caps_on",
    "chips_under",
    "classification",
    "explained",
    "judge",
    "kept_from_beginning",
    "lapsing",
    "licence",
    "licences",
    "listed_owners",
    "no_room_later",
    "notice",
    "order",
    "orders",
    "pack",
    "queue",
    "ran",
    "reasons",
    "restrained_by",
    "ruled_orders",
    "ruling_in_force",
    "ruling_on",
    "screen",
    "service_times",
    "standing",
    "startable",
    "stops",
]
