"""What a comparison shows in sentences: the same for a page, a picture and a listener."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from comptrol.domains.accounts import Axis, Between, Gap, Growth, Series, Side, Told

ASKED: Final = {
    Axis.TERRITORY: "located",
    Axis.PROVIDER: "owned",
    Axis.VENDOR: "designed",
    Axis.ACCESS: "accessible",
}
"""In a word: what is counted on each axis."""
NAMED_MAX: Final = 12
"""So many names stand in a sentence; of the others it says how many they are."""
NOBODY: Final = "nobody: bounds overlap"


def title_of(found: Series) -> str:
    """Return what a series is called."""
    one, other = (it.side for it in found.gaps[-1].sides)
    return f"{one} and {other}: compute {ASKED[found.axis]}, by the table of {found.table}"


def amount(value: Decimal | None) -> str:
    """Return an amount as a person reads it."""
    return "unknown" if value is None else f"{value:,.0f}"


def estimate(told: Told) -> str:
    """Return an estimate in words; what is unknown is said."""
    if told.p5 is None and told.p95 is None:
        return "unknown" if told.median is None else f"{amount(told.median)}, interval unknown"
    ends = f"{amount(told.p5)} to {amount(told.p95)}"
    if told.p5 == told.p95:
        return f"{amount(told.p5)} ({told.what})"
    return ends if told.median is None else f"{amount(told.median)} ({ends})"


def share(between: Between | None) -> str:
    """Return a share with its ends."""
    if between is None:
        return ""
    return _ends(between, lambda it: f"{it:.1%}")


def times(between: Between) -> str:
    """Return a quotient with its ends."""
    return _ends(between, lambda it: f"{it:.3g}")


def days(between: Between) -> str:
    """Return a time with its ends."""
    return _ends(between, lambda it: f"{it:,.0f}")


def _ends(between: Between, words: Callable[[Decimal], str]) -> str:
    number = "" if between.number is None else words(between.number)
    if between.low is None and between.high is None:
        return number or "unknown"
    low, high = ("unknown" if it is None else words(it) for it in (between.low, between.high))
    ends = low if low == high else f"{low} to {high}"
    return f"{number} ({ends})" if number else ends


def day_told(gap: Gap) -> str:
    """Return what is known of one day in a sentence or two."""
    sides = "; ".join(f"{it.side} {estimate(it.h100e)}" for it in gap.sides)
    doubts = " ".join(doubts_of(gap))
    return f"On {gap.as_of}: {sides} H100 equivalents. {doubts}".strip()


def doubts_of(gap: Gap) -> Iterator[str]:
    """Yield what stands between a number and a verdict."""
    for it in gap.sides:
        if it.missing:
            yield f"Of {it.side} not yet told, which is not nothing: {_few(it.missing)}."
        if it.carried:
            yield f"Of {it.side} of an earlier day: {_few(it.carried)}."
        if gap.errors_known and _unknown(it):
            yield f"Of {it.side} the interval is unknown of {_few(_unknown(it))}."
    if gap.stale:
        yield f"Stale: the table ends before {gap.as_of}."


def _unknown(side: Side) -> tuple[str, ...]:
    return tuple(it for it in side.interval_unknown if it not in side.missing)


def table_doubts(found: Series) -> Iterator[str]:
    """Yield what holds of every number of a table, and of its last day."""
    last = found.gaps[-1]
    if not last.errors_known:
        yield "How far the numbers of this table are off nobody has said."
    if found.recalled:
        yield f"Nationalities from memory, to be confirmed: {', '.join(found.recalled)}."
    yield from doubts_of(last)


def grown(it: Growth) -> str:
    """Return how a side grew in a sentence."""
    found = days(it.doubling_days)
    middles = it.doubling_days_by_middles
    if found == "unknown" and middles is not None:
        found = f"{middles:,.0f} (by the middles; interval unknown)"
    elif it.doubling_days.low is not None and it.doubling_days.high is None:
        found = f"{it.doubling_days.low:,.0f} or more (it is not certain that it grew)"
    methods = it.over_methods
    beside = "" if methods is None else f"; {days(methods)} over the grid of methods"
    left = f"; left out: {_few(it.left_out)}" if it.left_out else ""
    of = f"{it.side}, {_pieces(it)}, {it.start} to {it.until}"
    return f"{of}: doubles in {found} days{beside}{left}."


def _pieces(it: Growth) -> str:
    """Return on how many pieces of how many a growth rests, where it rests not on all."""
    if not it.left_out:
        return it.of
    whole, which = len(it.parts) + len(it.left_out), it.of.removeprefix("pieces ")
    return f"{len(it.parts)} of {whole} pieces ({which})"


def _few(names: Sequence[str]) -> str:
    """Return names in a row: the first of many, and how many more there are.

    >>> _few([str(it) for it in range(14)])
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more'
    """
    more = len(names) - NAMED_MAX
    return ", ".join(names[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")


def verdict(gap: Gap) -> str:
    """Return who is certainly ahead, if anybody."""
    if gap.ahead is not None:
        return f"{gap.ahead} is ahead, whatever the table does not see."
    if gap.ahead_in_table is not None:
        return (
            f"Of what the table sees {gap.ahead_in_table} has more; of the world no order is sure."
        )
    return "Nobody is certainly ahead: bounds overlap, or are unknown."


def told_days(found: Series) -> str:
    """Return a series in sentences: its first and last day, who is ahead, and how it grew."""
    days_told = (found.gaps[0], found.gaps[-1]) if len(found.gaps) > 1 else found.gaps[-1:]
    told = [day_told(it) for it in days_told]
    return " ".join((*told, verdict(found.gaps[-1]), *map(grown, found.growth)))
