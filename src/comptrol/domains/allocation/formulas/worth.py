"""What do awards come to, exactly?

In fractions, by the formulation of the plan: the least award, then the segments of a proposal in
their order; less what pools cost, what floors miss, and what was published and is taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from comptrol.domains.allocation.formulas.exchange import Award, Call, Plan, Proposal

POINT: Final = Decimal("0.000001")
ZERO: Final = Fraction()


class Reckoning:
    """The numbers of one call, by name; asked for what awards are worth."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.asked = {it.id: it for it in call.proposals}
        self.pools = {it.id: it for it in call.pools}
        self.places = {month: place for place, month in enumerate(call.months)}
        self._pool_speeds = {it.id: Fraction(it.speed_h100e) for it in call.pools}

    def speed(self, proposal: str, pool: str) -> Fraction:
        """Return the H100e-hours that a proposal has of a chip-hour.

        Of a pool that it may not use any more, what the chips have; of one that is gone, none.
        """
        fit = self.asked[proposal].pools.get(pool, Decimal(1))
        return self._pool_speeds.get(pool, ZERO) * Fraction(fit)

    def delivered(self, award: Award) -> Fraction:
        """Return the H100e-hours of an award."""
        hours = defaultdict[str, int](int)
        for it in award.bookings:
            hours[it.pool] += it.chip_hours
        return sum((n * self.speed(award.proposal, pool) for pool, n in hours.items()), ZERO)

    def value(self, award: Award) -> Fraction:
        """Return the points of an award, what its pools cost taken off."""
        it = self.asked[award.proposal]
        pools = len({one.pool for one in award.bookings})
        return valued(it, self.delivered(award)) - pools * Fraction(self.call.rules.pool_cost)

    def objective(self, awards: Iterable[Award]) -> Fraction:
        """Return the points of awards together, all costs and penalties taken off."""
        given = {it.proposal: it for it in awards}
        hours = {name: self.delivered(it) for name, it in given.items()}
        total = sum((self.value(it) for it in given.values()), ZERO)
        for floor in self.call.floors:
            there = sum((hours.get(it, ZERO) for it in set(floor.members)), ZERO)
            short = max(ZERO, Fraction(floor.floor_h100e_hours) - there)
            total -= short * Fraction(floor.penalty_per_h100e_hour)
        return total - self._changes(hours)

    def fills(self, awards: Iterable[Award]) -> dict[str, Fraction]:
        """Return delivered by needed, by area; what may use no pool needs nothing here."""
        hours = {it.proposal: self.delivered(it) for it in awards}
        given, needed = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
        for it in self.call.proposals:
            if it.pools:
                given[it.area] += hours.get(it.id, ZERO)
                needed[it.area] += Fraction(it.need_h100e_hours)
        return {area: given[area] / needed[area] for area in sorted(needed)}

    def _changes(self, hours: Mapping[str, Fraction]) -> Fraction:
        """Return what it costs that published awards are dropped or cut."""
        penalty = Fraction(self.call.change_penalty or 0)
        cut = ZERO
        for it in self.call.published if penalty else ():
            before = self.delivered(it) if it.proposal in self.asked else ZERO
            cut += max(ZERO, 1 - hours.get(it.proposal, ZERO) / before) if before else ZERO
        return penalty * cut


def valued(proposal: Proposal, hours: Fraction) -> Fraction:
    """Return the points of so many H100e-hours; a least award rounded down counts in full.

    Without an hour it is worth nothing.
    """
    if not hours:
        return ZERO
    rest = hours / Fraction(proposal.need_h100e_hours) - Fraction(proposal.least_fraction)
    total = Fraction(proposal.award_value)
    for length, slope in proposal.segments:
        filled = min(max(rest, ZERO), Fraction(length))
        total, rest = total + filled * Fraction(slope), rest - filled
    return total


def least_hours(proposal: Proposal) -> Fraction:
    """Return the H100e-hours below which an award is of no use."""
    return Fraction(proposal.need_h100e_hours) * Fraction(proposal.least_fraction)


def pool_prices(plan: Plan) -> dict[tuple[str, str], Fraction]:
    """Return what a chip-hour of a pool in a month was worth, near a plan."""
    return {
        (it.pool, it.month): Fraction(it.per_chip_hour or 0)
        for it in plan.prices
        if it.pool is not None and it.month is not None
    }


def points(number: Fraction, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a number to a millionth.

    >>> points(Fraction(10763, 60))
    Decimal('179.383333')
    """
    whole = Decimal(number.numerator * 10**12 // number.denominator).scaleb(-12)
    return whole.quantize(POINT, rounding=rounding)


def at_least(number: Fraction) -> Decimal:
    """Return a number to a millionth, not above it."""
    return points(number, ROUND_FLOOR)


def at_most(number: Fraction) -> Decimal:
    """Return a number to a millionth, not below it."""
    return points(number + Fraction(1, 10**12), ROUND_CEILING)
