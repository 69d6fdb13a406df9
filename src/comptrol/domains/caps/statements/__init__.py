"""What can be said about caps: how much compute is allowed, and what is held and used of it."""

from typing import TypeAlias

from comptrol.domains.caps.statements.granting import (
    GRANT,
    SHARE_MAX,
    SHARES_MAX,
    Allotted,
    Code,
    Granted,
    Place,
    Share,
)
from comptrol.domains.caps.statements.posting import (
    NOTHING,
    Act,
    ExactTake,
    Further,
    Lapsed,
    Noticed,
    Posted,
    Take,
)
from comptrol.domains.caps.statements.setting import CapSet, Reviewed
from comptrol.domains.caps.statements.words import (
    AMOUNT_MAX,
    EXACT,
    TAKES_MAX,
    TOTALS,
    Basis,
    Bearer,
    CapId,
    Every,
    HoldId,
    Stretch,
    Unit,
    Window,
)

__all__ = [
    "AMOUNT_MAX",
    "EXACT",
    "GRANT",
    "NOTHING",
    "SHARES_MAX",
    "SHARE_MAX",
    "TAKES_MAX",
    "TOTALS",
    "Act",
    "Allotted",
    "Basis",
    "Bearer",
    "CapId",
    "CapSet",
    "CapsStatement",
    "Code",
    "Every",
    "ExactTake",
    "Further",
    "Granted",
    "HoldId",
    "Lapsed",
    "Noticed",
    "Place",
    "Posted",
    "Reviewed",
    "Share",
    "Stretch",
    "Take",
    "Unit",
    "Window",
]

CapsStatement: TypeAlias = CapSet | Reviewed | Posted | Lapsed | Noticed | Granted | Allotted
