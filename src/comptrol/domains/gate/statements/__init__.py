"""What can be said at the gate: orders, what becomes of them, and what people decide."""

from typing import TypeAlias

from comptrol.domains.gate.statements.licences import (
    LicenceEnded,
    LicenceKind,
    LicenceRecorded,
    Notified,
    VolumeCondition,
    VolumeReported,
)
from comptrol.domains.gate.statements.orders import (
    Amended,
    Change,
    Confirmed,
    Ended,
    Ordered,
    Resumed,
    Suspended,
)
from comptrol.domains.gate.statements.people import (
    Answered,
    AppealDecided,
    Appealed,
    Known,
    NewAnswer,
    OverrideAgreed,
    OverrideAsked,
    Rechecked,
    Tier,
    TiersSet,
)
from comptrol.domains.gate.statements.restraints import CaseName, Freed, Restrained, Restraint
from comptrol.domains.gate.statements.rulings import LAPSES_MAX, Bypassed, Lapsed, Ruled
from comptrol.domains.gate.statements.words import (
    A_DAY,
    AHEAD_MAX,
    EARLIEST,
    Delivered,
    LicenceId,
    OrderId,
    Service,
    Text,
    Through,
)

__all__ = [
    "AHEAD_MAX",
    "A_DAY",
    "EARLIEST",
    "LAPSES_MAX",
    "Amended",
    "Answered",
    "AppealDecided",
    "Appealed",
    "Bypassed",
    "CaseName",
    "Change",
    "Confirmed",
    "Delivered",
    "Ended",
    "Freed",
    "GateStatement",
    "Known",
    "Lapsed",
    "LicenceEnded",
    "LicenceId",
    "LicenceKind",
    "LicenceRecorded",
    "NewAnswer",
    "Notified",
    "OrderId",
    "Ordered",
    "OverrideAgreed",
    "OverrideAsked",
    "Rechecked",
    "Restrained",
    "Restraint",
    "Resumed",
    "Ruled",
    "Service",
    "Suspended",
    "Text",
    "Through",
    "Tier",
    "TiersSet",
    "VolumeCondition",
    "VolumeReported",
]

GateStatement: TypeAlias = (
    Ordered
    | Amended
    | Confirmed
    | Suspended
    | Resumed
    | Ended
    | Ruled
    | Lapsed
    | Bypassed
    | Answered
    | OverrideAsked
    | OverrideAgreed
    | Appealed
    | AppealDecided
    | Rechecked
    | TiersSet
    | LicenceRecorded
    | LicenceEnded
    | VolumeReported
    | Notified
    | Restrained
    | Freed
)
