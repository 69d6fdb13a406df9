"""How do two sides compare over time: gaps by day, growth, and how far methods matter?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.clusters import Cluster, counted
from comptrol.domains.accounts.formulas.gap import Between, Gap, gap
from comptrol.domains.accounts.formulas.growth import Growth, doubling_days, growth
from comptrol.domains.accounts.formulas.measuring import Measured
from comptrol.domains.accounts.formulas.methods import grid
from comptrol.domains.accounts.statements import Axis
from comptrol.kernel.errors import UnreadableError

DAYS_MAX: Final = 200
_MONTHS: Final = 12
_QUARTER: Final = 3


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides on one axis of one table over time, oldest first."""

    table: str
    axis: Axis
    gaps: tuple[Gap, ...]
    growth: tuple[Growth, ...]
    source: str
    recalled: tuple[str, ...]
    """Names whose nationality is from memory, and has to be confirmed by a person."""


def quarter_ends(since: date, until: date) -> tuple[date, ...]:
    """Return the ends of quarters from one day to another, and that day itself as the last.

    >>> [str(it) for it in quarter_ends(date(2025, 1, 1), date(2025, 8, 1))]
    ['2025-03-31', '2025-06-30', '2025-08-01']
    """
    if until < since:
        raise UnreadableError(f"until {until}: it has to be no earlier than since {since}")
    found: list[date] = []
    for number in range(since.year * 4, until.year * 4 + 4):
        year, quarter = divmod(number, 4)
        month = (quarter + 1) * _QUARTER + 1
        end = date(year + (month > _MONTHS), (month - 1) % _MONTHS + 1, 1) - timedelta(days=1)
        if since <= end < until:
            found.append(end)
    if len(found) >= DAYS_MAX:
        raise UnreadableError(f"since {since}: more than {DAYS_MAX} quarters before {until}")
    return (*found, until)


def series(measured: Iterable[Measured], sides: tuple[str, str]) -> Iterator[Series]:
    """Yield a series for each table and axis; its growth is from the first day to the last."""
    rows: dict[tuple[str, Axis], list[Measured]] = {}
    for it in measured:
        rows.setdefault((it.table, it.axis), []).append(it)
    for (table, axis), found in rows.items():
        ordered = sorted(found, key=lambda it: it.as_of)
        yield Series(
            table=table,
            axis=axis,
            gaps=tuple(gap(it, sides) for it in ordered),
            growth=tuple(it for side in sides for it in _grown(ordered, side)),
            source=ordered[-1].source,
            recalled=ordered[-1].recalled,
        )


def _grown(ordered: Sequence[Measured], side: str) -> Iterator[Growth]:
    """Yield the growth of the most pieces, and of those over the longest time.

    Once for all pieces; where those have no interval, once more for the pieces that have one.
    """
    known = [it for it in ordered if any(not piece.missing for piece in it.of(side))]
    if not known:
        return
    if not known[0].by_part:
        pairs: list[tuple[Measured, Measured]] = [(known[0], known[-1])]
    else:
        pairs = list(combinations(known, 2))
    for intervals in (False, True):
        each = (growth(first, last, side, intervals=intervals) for first, last in pairs)
        found = [it for it in each if it is not None]
        if found:
            best = max(found, key=lambda it: (len(it.parts), it.until - it.start, it.until))
            yield best
            if best.after.p95 is not None or not known[0].by_part:
                return


def over_methods(found: Series, clusters: Sequence[Cluster], sides: tuple[str, str]) -> Series:
    """Return a series of clusters with how far its first and last day depend on the method."""
    if found.axis is not Axis.TERRITORY or not found.gaps:
        return found
    days = dict.fromkeys((found.gaps[0].as_of, found.gaps[-1].as_of, *_ends(found)))
    sums = {day: tuple(_by_method(clusters, day, sides)) for day in days}
    gaps = tuple(
        msgspec.structs.replace(it, over_methods=_indices(sums[it.as_of]))
        if it.as_of in sums
        else it
        for it in found.gaps
    )
    grown = tuple(
        msgspec.structs.replace(it, over_methods=_doublings(it, sums, sides))
        for it in found.growth
    )
    return msgspec.structs.replace(found, gaps=gaps, growth=grown)


def _ends(found: Series) -> Iterator[date]:
    for it in found.growth:
        yield it.start
        yield it.until


Pair = tuple[Decimal, Decimal]


def _by_method(clusters: Sequence[Cluster], day: date, sides: tuple[str, str]) -> Iterator[Pair]:
    for _, method in grid():
        sums = dict.fromkeys(sides, Decimal(0))
        for it in counted(clusters, method, day).sized:
            if it.country in sums:
                sums[it.country] += it.h100e(method.basis) or Decimal(0)
        yield sums[sides[0]], sums[sides[1]]


def _indices(sums: Sequence[Pair]) -> Between:
    known = [one / (one + other) for one, other in sums if one + other]
    return _spread(known)


def _doublings(it: Growth, sums: dict[date, tuple[Pair, ...]], sides: tuple[str, str]) -> Between:
    place, days = sides.index(it.side), (it.until - it.start).days
    pairs = zip(sums[it.start], sums[it.until], strict=True)
    found = [doubling_days(one[place], other[place], days) for one, other in pairs]
    known = _spread([it for it in found if it is not None])
    return msgspec.structs.replace(known, high=None) if None in found else known


def _spread(known: Sequence[Decimal]) -> Between:
    if not known:
        return Between(low=None, number=None, high=None)
    return Between(low=min(known), number=None, high=max(known))
