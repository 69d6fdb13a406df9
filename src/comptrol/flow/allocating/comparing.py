"""How do two plans differ, for whom, and what does it cost?

Both are valued by one call: so the price of a priority, of an appeal or of a month that was lost
is what all others have less.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from comptrol.domains.allocation import ZERO, Award, Call, Plan, Reckoning, points

How = Literal["in", "out", "more", "less", "moved"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal that is not as it was."""

    proposal: str
    area: str
    change: How
    """``moved``: the same hours in other pools or months."""
    hours_before: Decimal
    hours_after: Decimal
    value_before: Decimal
    value_after: Decimal


class AreaRow(msgspec.Struct, frozen=True, kw_only=True):
    """One area, before and after."""

    area: str
    hours_before: Decimal
    hours_after: Decimal
    value_before: Decimal
    value_after: Decimal


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two plans, valued by one call."""

    before: Decimal
    """The worth of the whole plan."""
    after: Decimal
    cost: Decimal
    """Before less after: negative where it gained."""
    same: int
    """Awards that book what they booked."""
    rows: tuple[Row, ...]
    areas: tuple[AreaRow, ...]

    def cost_to_others(self, but: Iterable[str]) -> Decimal:
        """Return the points that all proposals but some have less."""
        left = frozenset(but)
        return sum(
            (it.value_before - it.value_after for it in self.rows if it.proposal not in left),
            Decimal(0),
        )


def compared(before: Plan, after: Plan, call: Call) -> Compared:
    """Return how two plans differ; awards of what is no proposal of the call are left out."""
    return compared_awards(before.awards, after.awards, call)


def compared_awards(before: tuple[Award, ...], after: tuple[Award, ...], call: Call) -> Compared:
    """Return how two sets of awards differ."""
    plain = msgspec.structs.replace(call, published=(), change_penalty=None)
    reckoning = Reckoning(plain)
    old, new = (
        {it.proposal: it for it in awards if it.proposal in reckoning.asked}
        for awards in (before, after)
    )
    rows = [
        row
        for name in sorted(old.keys() | new.keys())
        if (row := _row(reckoning, name, old.get(name), new.get(name)))
    ]
    was, now = reckoning.objective(old.values()), reckoning.objective(new.values())
    return Compared(
        before=points(was),
        after=points(now),
        cost=points(was - now),
        same=len(old.keys() | new.keys()) - len(rows),
        rows=tuple(rows),
        areas=tuple(_areas(reckoning, old.values(), new.values())),
    )


def _row(reckoning: Reckoning, name: str, before: Award | None, after: Award | None) -> Row | None:
    (hours_before, value_before), (hours_after, value_after) = (
        _of(reckoning, before),
        _of(reckoning, after),
    )
    if before is None or after is None:
        change: How = "in" if before is None else "out"
    elif _bookings(before) == _bookings(after):
        return None
    elif hours_before == hours_after:
        change = "moved"
    else:
        change = "more" if hours_after > hours_before else "less"
    return Row(
        proposal=name,
        area=reckoning.asked[name].area,
        change=change,
        hours_before=points(hours_before),
        hours_after=points(hours_after),
        value_before=points(value_before),
        value_after=points(value_after),
    )


def _areas(
    reckoning: Reckoning, before: Iterable[Award], after: Iterable[Award]
) -> Iterable[AreaRow]:
    sums = defaultdict[str, list[Fraction]](lambda: [ZERO] * 4)
    for place, awards in ((0, before), (1, after)):
        for award in awards:
            hours, value = _of(reckoning, award)
            row = sums[reckoning.asked[award.proposal].area]
            row[place] += hours
            row[place + 2] += value
    for area in sorted(sums):
        hours_before, hours_after, value_before, value_after = (points(it) for it in sums[area])
        yield AreaRow(
            area=area,
            hours_before=hours_before,
            hours_after=hours_after,
            value_before=value_before,
            value_after=value_after,
        )


def _of(reckoning: Reckoning, award: Award | None) -> tuple[Fraction, Fraction]:
    if award is None:
        return ZERO, ZERO
    return reckoning.delivered(award), reckoning.value(award)


def _bookings(award: Award) -> frozenset[tuple[str, str, int]]:
    return frozenset((it.pool, it.month, it.chip_hours) for it in award.bookings)
