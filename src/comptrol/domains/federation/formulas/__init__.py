"""What a proof shows, how serials travel, and how two lists meet without being shown."""

from comptrol.domains.federation.formulas.blinding import (
    KEY_BYTES_MIN,
    blinded,
    blinded_list,
    blinding,
    read_blinded_list,
)
from comptrol.domains.federation.formulas.showing import Shown, shown
from comptrol.domains.federation.formulas.travelling import (
    Packed,
    is_performance,
    is_scattered,
    packed,
    serials_wrong,
)

__all__ = [
    "KEY_BYTES_MIN",
    "Packed",
    "Shown",
    "blinded",
    "blinded_list",
    "blinding",
    "is_performance",
    "is_scattered",
    "packed",
    "read_blinded_list",
    "serials_wrong",
    "shown",
]
