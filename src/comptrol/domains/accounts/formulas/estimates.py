"""How surely is an amount known, and what becomes of that when amounts come together?

Medians do not add and intervals do not subtract (methods sheet, section 5, trap 13; data sheet,
rule for every estimate). What is known of two amounts says nothing of how they depend on each
other, so what is said of their sum has to hold whatever that is.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec

NONE: Final = Decimal(0)
QUANTILES_LEVEL: Final = Decimal("0.90")
"""Between the fifth and the ninety-fifth percentile."""


class Grade(Enum):
    """What the three numbers of an estimate are."""

    EXACT = "exact"
    """Counted: low, middle and high are one number."""
    POINT = "point"
    """One number, of which nobody says how sure it is. Its interval is unknown, not narrow."""
    QUANTILES = "p5, median, p95"
    SUM = "sum of unknown dependence"
    """Low ends and high ends added; no middle."""
    BOUNDS = "bounds"
    """No less and no more than these, by what is known: no percentiles."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """An amount, never below nothing, and how surely it is known. Nothing means unknown.

    ``level`` is the least probability with which it lies between its ends. ``middles`` is the
    middles of its parts added up, which is not a middle of the whole, and says so by its name.
    """

    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None
    grade: Grade
    level: Decimal | None
    middles: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse ends that are turned round, and an amount below nothing."""
        known = [it for it in (self.low, self.middle, self.high) if it is not None]
        if known != sorted(known) or any(it < NONE for it in known):
            raise ValueError(f"expected 0 <= low <= middle <= high, not {known}")

    def __add__(self, other: "Estimate") -> "Estimate":
        """Return both together, whatever they have to do with each other.

        The ends add: were both at their low ends at once, the sum would be there, so no interval
        in between is sure. That it lies between is at least as sure as both parts lying between
        theirs (Bonferroni), so the level falls while the interval grows. An unknown low end is no
        less than nothing; an unknown high end leaves that of the sum unknown.
        """
        grade = _together(self.grade, other.grade)
        middles = _added(self.middles_known, other.middles_known)
        return Estimate(
            low=_low(self.low, other.low),
            middle=middles if grade in _ADD else None,
            high=_added(self.high, other.high),
            grade=grade,
            level=_level(self, other),
            middles=middles,
        )

    @property
    def middles_known(self) -> Decimal | None:
        """Return its middle, or those of its parts added up."""
        return self.middles if self.middles is not None else self.middle

    @property
    def width(self) -> Decimal | None:
        """Return how far its ends lie apart; nothing where one is unknown."""
        return None if self.low is None or self.high is None else self.high - self.low

    def times(self, factor: Decimal) -> "Estimate":
        """Return so many times the amount: a change of unit, by a factor that is certain."""

        def scaled(number: Decimal | None) -> Decimal | None:
            return None if number is None else number * factor

        return msgspec.structs.replace(
            self,
            low=scaled(self.low),
            middle=scaled(self.middle),
            high=scaled(self.high),
            middles=scaled(self.middles),
        )


_ADD: Final = frozenset({Grade.EXACT, Grade.POINT})
"""Numbers, not medians: those add."""


def exactly(number: Decimal) -> Estimate:
    """Return an amount that was counted.

    >>> exactly(Decimal(2)) + exactly(Decimal(3)) == exactly(Decimal(5))
    True
    """
    return Estimate(
        low=number,
        middle=number,
        high=number,
        grade=Grade.EXACT,
        level=Decimal(1),
        middles=number,
    )


def point(number: Decimal) -> Estimate:
    """Return an amount of which one number is known, and not how surely."""
    return Estimate(
        low=None, middle=number, high=None, grade=Grade.POINT, level=None, middles=number
    )


def quantiles(p5: Decimal | None, median: Decimal, p95: Decimal | None) -> Estimate:
    """Return an amount by its percentiles; without both ends it is a point.

    >>> both = quantiles(*map(Decimal, (1, 2, 4))) + quantiles(*map(Decimal, (1, 3, 9)))
    >>> both.low, both.middle, both.high, both.level, both.middles
    (Decimal('2'), None, Decimal('13'), Decimal('0.80'), Decimal('5'))
    """
    if p5 is None or p95 is None:
        return point(median)
    level = QUANTILES_LEVEL
    return Estimate(
        low=p5, middle=median, high=p95, grade=Grade.QUANTILES, level=level, middles=median
    )


def bounds(low: Decimal, high: Decimal) -> Estimate:
    """Return an amount of which the least and the most are known."""
    return Estimate(low=low, middle=None, high=high, grade=Grade.BOUNDS, level=Decimal(1))


def together(parts: Iterable[Estimate]) -> Estimate:
    """Return all parts together; of no parts, exactly nothing."""
    found: Estimate | None = None
    for part in parts:
        found = part if found is None else found + part
    return exactly(NONE) if found is None else found


def certainly_more(one: Estimate, other: Estimate) -> bool:
    """Tell whether one is more than the other wherever in their intervals both lie."""
    return one.low is not None and other.high is not None and one.low > other.high


def _together(one: Grade, other: Grade) -> Grade:
    found = {one, other}
    if found <= _ADD:
        return Grade.POINT if Grade.POINT in found else Grade.EXACT
    return Grade.BOUNDS if found <= {Grade.BOUNDS, Grade.EXACT} else Grade.SUM


def _low(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None and other is None:
        return None
    return (one or NONE) + (other or NONE)


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _level(one: Estimate, other: Estimate) -> Decimal | None:
    if one.level is None or other.level is None:
        return None
    return max(NONE, one.level + other.level - 1)
