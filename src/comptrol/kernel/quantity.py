"""Numbers that decide: exact, with their unit in the name, never a float.

A quantity travels in JSON as a decimal number or as a string of digits, and is a ``Decimal`` here.
"""

from decimal import Decimal
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import END

NUMBER_BELOW = Decimal(10**12)
DECIMALS_MAX = 12
"""Numbers of so many digits multiply by a bit length without rounding in 28 digits."""


def is_measure(number: Decimal | int) -> bool:
    """Tell whether a number can be a measure: above zero, and of a sensible length.

    >>> [is_measure(Decimal(text)) for text in ("660.6", "0", "-1", "NaN", "1e-9999", "1e12")]
    [True, False, False, False, False, False]
    """
    given = Decimal(number)
    if not given.is_finite() or not 0 < given < NUMBER_BELOW:
        return False
    exponent = given.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX


def is_amount(number: Decimal) -> bool:
    """Tell whether a number can be an amount: a measure, or nothing at all, written shortly.

    >>> [is_amount(Decimal(text)) for text in ("0", "12.5", "-1", "sNaN", "0e-2000", "1e-2000")]
    [True, True, False, False, False, False]
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DECIMALS_MAX:
        return False
    return number.is_zero() or is_measure(number)


LIMIT_MAX = 1_000
Limit = Annotated[int, Meta(ge=1, le=LIMIT_MAX)]
"""How many rows an answer has at most."""

Count = Annotated[int, Meta(ge=1, le=10**12)]
"""How many, at least one."""


Position = Annotated[int, Meta(ge=0, le=2**62)]
"""A place in a log."""

OPERATIONS_BELOW = Decimal(10**40)

Operations = Annotated[Decimal, Meta(description="Operations of training, a whole number.")]


def are_operations(number: Decimal) -> bool:
    """Tell whether a number can be operations of training: whole, above zero, below 10^40.

    >>> [are_operations(Decimal(text)) for text in ("1e26", "0", "2.5", "1e40", "NaN")]
    [True, False, False, False, False]
    """
    if not number.is_finite() or not 0 < number < OPERATIONS_BELOW:
        return False
    return number == number.to_integral_value()


def is_limit(number: Decimal) -> bool:
    """Tell whether a number can be a limit of law: above zero, and of a sensible length.

    >>> [is_limit(Decimal(text)) for text in ("5.92", "1e26", "0", "-5", "Infinity", "1e-99")]
    [True, True, False, False, False, False]
    """
    if not number.is_finite() or not 0 < number < OPERATIONS_BELOW:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX


def plain(value: Decimal) -> str:
    """Return a number as a person writes it: no exponent, no trailing zeros.

    >>> plain(Decimal("15832.000")), plain(Decimal("4E+3"))
    ('15832', '4000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


FlopCount = NewType("FlopCount", Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,37})" + END)])
"""So many floating-point operations: a string of decimal digits, so that no reader rounds it."""

FlopDifference = NewType(
    "FlopDifference", Annotated[str, Meta(pattern=r"^(0|-?[1-9][0-9]{0,37})" + END)]
)
"""So many operations more, or fewer: digits, with a minus where they are fewer."""

FLOP_BELOW = 10**38
"""What a decimal(38, 0) holds, the widest whole number that Parquet and every SQL engine keep."""
FLOP_SAID_BELOW = 10**30
"""What one statement may say, so that a sum of ten million of them still has its place."""


def flop_count(number: int) -> FlopCount:
    """Return a whole number of operations as it travels and is kept.

    >>> flop_count(10**25)
    '10000000000000000000000000'
    """
    if not 0 <= number < FLOP_BELOW:
        raise ValueError(f"{number} is no count of operations: expected 0 to 10^38")
    return FlopCount(str(number))


class Flop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Operations as a range: ``low`` <= ``mid`` <= ``high``, where ``mid`` is the best estimate.

    >>> Flop.of(1, 2, 3) + Flop.exactly(10**20)
    Flop(low='100000000000000000001', mid='100000000000000000002', high='100000000000000000003')
    """

    low: FlopCount = FlopCount("0")
    mid: FlopCount = FlopCount("0")
    high: FlopCount = FlopCount("0")

    def __post_init__(self) -> None:
        """Refuse a range that is turned round; from outside this reads as a wrong field."""
        low, mid, high = self.whole
        if not 0 <= low <= mid <= high < FLOP_BELOW:
            raise ValueError(f"expected low <= mid <= high, not {low}, {mid}, {high}")

    @classmethod
    def of(cls, low: int, mid: int, high: int) -> "Flop":
        """Return a range of whole numbers."""
        return cls(low=flop_count(low), mid=flop_count(mid), high=flop_count(high))

    @classmethod
    def exactly(cls, number: int) -> "Flop":
        """Return a range of one number."""
        return cls.of(number, number, number)

    @property
    def whole(self) -> tuple[int, int, int]:
        """Return low, mid and high as whole numbers, to calculate with."""
        return int(self.low), int(self.mid), int(self.high)

    @property
    def is_sayable(self) -> bool:
        """Tell whether it is small enough that sums of it have their place."""
        return int(self.high) < FLOP_SAID_BELOW

    def __add__(self, other: "Flop") -> "Flop":
        """Return both together: intervals add end to end."""
        mine, others = self.whole, other.whole
        return Flop.of(mine[0] + others[0], mine[1] + others[1], mine[2] + others[2])

    def __sub__(self, other: "Flop") -> "FlopChange":
        """Return the change that leads from the other to this one, end by end."""
        mine, others = self.whole, other.whole
        return FlopChange.of(mine[0] - others[0], mine[1] - others[1], mine[2] - others[2])

    def changed(self, change: "FlopChange") -> "Flop":
        """Return it after a change; one that leads below nothing or turns it round is an error."""
        mine, more = self.whole, change.whole
        return Flop.of(mine[0] + more[0], mine[1] + more[1], mine[2] + more[2])


class FlopChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a range of operations changes, end by end, either sign: what a correction posts.

    >>> Flop.of(5, 6, 9).changed(Flop.of(1, 2, 3) - Flop.of(2, 2, 2))
    Flop(low='4', mid='6', high='10')
    """

    low: FlopDifference = FlopDifference("0")
    mid: FlopDifference = FlopDifference("0")
    high: FlopDifference = FlopDifference("0")

    @classmethod
    def of(cls, low: int, mid: int, high: int) -> "FlopChange":
        """Return a change by whole numbers of either sign."""
        if not all(-FLOP_BELOW < it < FLOP_BELOW for it in (low, mid, high)):
            raise ValueError("a change of operations is below 10^38")
        return cls(
            low=FlopDifference(str(low)),
            mid=FlopDifference(str(mid)),
            high=FlopDifference(str(high)),
        )

    @property
    def whole(self) -> tuple[int, int, int]:
        """Return the changes of low, mid and high as whole numbers."""
        return int(self.low), int(self.mid), int(self.high)

    def __add__(self, other: "FlopChange") -> "FlopChange":
        """Return both changes, one after the other."""
        mine, others = self.whole, other.whole
        return FlopChange.of(mine[0] + others[0], mine[1] + others[1], mine[2] + others[2])

    def __neg__(self) -> "FlopChange":
        """Return what undoes it."""
        low, mid, high = self.whole
        return FlopChange.of(-low, -mid, -high)
