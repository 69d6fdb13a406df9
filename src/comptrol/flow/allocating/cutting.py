"""Why did an award come out smaller than the need?

Who is in is settled then, and prices do tell: the next part of its need is worth less than the
room that it would take, or there is no room for it at all.
"""

from collections.abc import Iterator
from fractions import Fraction

from comptrol.domains.allocation import ZERO, Award, Plan, Reason, pool_prices
from comptrol.flow.allocating.grounds import Ground, most_alone
from comptrol.flow.allocating.neighbourhood import Published


def cuts(published: Published, plan: Plan) -> Iterator[Reason]:
    """Yield why each award that falls short of its need does so; whole chip-hours are no cut."""
    prices = pool_prices(plan)
    for name in sorted(published.awards):
        award, asked = published.awards[name], published.worth.asked[name]
        rounding = sum((published.worth.speed(name, it.pool) for it in award.bookings), ZERO)
        short = Fraction(asked.need_h100e_hours) - published.hours[name]
        if short >= max(rounding, Fraction(1)):
            ground, detail = _ground(published, award, prices)
            yield Reason(
                proposal=name,
                outcome="cut",
                ground=ground,
                value=asked.award_value,
                detail=f"{_shown(short)} H100e-hours short of its need. {detail}"[:1000],
            )


def _ground(
    published: Published, award: Award, prices: dict[tuple[str, str], Fraction]
) -> tuple[Ground, str]:
    worth, name = published.worth, award.proposal
    asked = worth.asked[name]
    if most_alone(worth, name) < Fraction(asked.need_h100e_hours):
        return "no-capacity", "Its pools do not offer more in its months, to anybody."
    for group in published.groups:
        if name in group.members and published.room(group) < max(
            worth.speed(name, pool) for pool in asked.pools
        ):
            return "group-ceiling", f"The ceiling of {group.id} is reached."
    window = published.call.months[asked.first_month : asked.last_month + 1]
    dearest = [
        prices.get((pool, month), ZERO) / worth.speed(name, pool)
        for pool in asked.pools
        for month in window
    ]
    told = f"The next part of it is worth {_points(_next_hour(published, name))} points an hour"
    if not prices:
        return "outbid", f"{told}."
    return (
        "outbid",
        f"{told}; room in its pools and months is priced from {_points(min(dearest))}.",
    )


def _next_hour(published: Published, name: str) -> Fraction:
    """Return the points of one more H100e-hour of an award."""
    asked = published.worth.asked[name]
    need = Fraction(asked.need_h100e_hours)
    rest = published.hours[name] / need - Fraction(asked.least_fraction)
    for length, slope in asked.segments:
        if rest < Fraction(length):
            return Fraction(slope) / need
        rest -= Fraction(length)
    return ZERO


def _shown(hours: Fraction) -> str:
    return f"{float(hours):,.1f}"


def _points(number: Fraction) -> str:
    return f"{float(number):.6f}"
