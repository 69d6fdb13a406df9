"""What is left of a stock when chips fail with age, and more come to it?

Failure hazard ``h(t) = h0 + h1 t`` and survival ``S(t) = exp(-h0 t - h1 t^2 / 2)`` (the AI futures
model; the hazard is an input with a source). What was held at an age ``a`` has survived to ``t``
years later by ``S(a + t) / S(a)``; what came at even pace in between by the mean of ``S`` over its
ages. Both only grow with what is held and added and only shrink with hazard and age, so that the
ends of an interval follow from the ends of what it is made of. Worked out in decimals, the same on
every machine.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from typing import Final

import msgspec

from comptrol.domains.supply.statements import Between, StockpileReported

STEPS_A_YEAR: Final = 52
YEARS_MAX: Final = 60
CONTEXT: Final = Context(prec=30)
PLACES: Final = Decimal("0.001")
DAYS_A_YEAR: Final = Decimal("365.25")


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """One hazard: per year, and per year and year of age."""

    first: Decimal
    growth: Decimal

    def left(self, age: Decimal, years: Decimal) -> Decimal:
        """Return which share of what is so old is there so many years later."""
        late = age + years
        exponent = self.first * years + self.growth * (late * late - age * age) / 2
        return (-exponent).exp()


def stock_after(
    held: Decimal, age: Decimal, added_a_year: Decimal, failing: Failing, years: Decimal
) -> Decimal:
    """Return what is left of a stock after so many years, with what was added at even pace.

    Simpson's rule over weeks: for hazards below one a year its error is far below what is shown.
    """
    with localcontext(CONTEXT):
        found = held * failing.left(age, years)
        if not years or not added_a_year:
            return found
        steps = 2 * max(1, int(years * STEPS_A_YEAR) // 2 + 1)
        width = years / steps
        nought = Decimal(0)
        total = failing.left(nought, nought) + failing.left(nought, years)
        for step in range(1, steps):
            total += (4 if step % 2 else 2) * failing.left(nought, width * step)
        return found + added_a_year * total * width / 3


def stock_between(said: StockpileReported, days: int) -> Between:
    """Return what is left of a stockpile so many days after its report, at least and at most."""
    years = min(Decimal(max(days, 0)) / DAYS_A_YEAR, Decimal(YEARS_MAX))
    first, growth = said.hazard.first, said.hazard.growth
    worst = Failing(first=first.high, growth=growth.high)
    best = Failing(first=first.low, growth=growth.low)
    low = stock_after(said.held.low, said.age_years.high, said.added_a_year.low, worst, years)
    high = stock_after(said.held.high, said.age_years.low, said.added_a_year.high, best, years)
    return Between(
        low=low.quantize(PLACES, ROUND_FLOOR), high=high.quantize(PLACES, ROUND_CEILING)
    )
