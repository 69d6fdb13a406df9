"""How long, how much chip time, and what share, in words that a person reads."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from comptrol.domains.caps import Unit, shown

_PARTS: Final = (("h", 3600), ("min", 60), ("s", 1))


def hours(seconds: int) -> str:
    """Return whole seconds as hours, minutes and seconds; the sign stands first.

    >>> hours(288_000), hours(3_661), hours(0), hours(-90)
    ('80 h', '1 h 1 min 1 s', '0 h', '-1 min 30 s')
    """
    left, words = abs(seconds), list[str]()
    for name, size in _PARTS:
        many, left = divmod(left, size)
        if many:
            words.append(f"{many} {name}")
    sign = "-" if seconds < 0 else ""
    return sign + (" ".join(words) or "0 h")


def percent(value: Decimal | None) -> str:
    """Return a share in percent; nothing where there is none."""
    return "" if value is None else f"{value:.1%}"


_NAMES: Final = {
    Unit.CHIPS: "chips",
    Unit.FLOP: "FLOP",
    Unit.H100E: "H100e",
    Unit.MEMORY_GB: "GB",
}


def amount(many: int | Decimal | None, unit: Unit) -> str:
    """Return so much of what a cap counts, with its unit; nothing: without a limit.

    >>> amount(8, Unit.CHIPS), amount(5_400, Unit.CHIP_SECONDS), amount(None, Unit.CHIPS)
    ('8 chips', '1 h 30 min', 'no limit')
    >>> amount(Decimal("2.5"), Unit.H100E), amount(Decimal("1E+25"), Unit.FLOP)
    ('2.5 H100e', '10000000000000000000000000 FLOP')
    """
    if many is None:
        return "no limit"
    if unit is Unit.CHIP_SECONDS:
        return hours(int(many))
    return f"{shown(many)} {_NAMES[unit]}"


def moment(at: datetime) -> str:
    """Return a moment to the second, in UTC as the log has it."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
