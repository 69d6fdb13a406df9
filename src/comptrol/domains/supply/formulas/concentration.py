"""How concentrated is a supply, at least and at most?

The Herfindahl-Hirschman index is the sum of squared shares in percent, 10,000 where there is one
supplier. Bounds by coverage as in the sheet of methods, 3.11: whatever nobody has told is spread
infinitely thin at one end, and held by whoever makes the index largest at the other. Where shares
are intervals the upper bound is that of the chords of the squares over them (a fractional
knapsack): never too low, and exact where one supplier may hold all of the rest.
"""

from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.spread import WHOLE, Range, Spread, grouped, spread
from comptrol.domains.supply.statements import Axis, InputId, InputKind

FIRST: Final = (1, 3)
"""Of how many of the largest suppliers the shares are told together."""
TENTH: Final = Decimal("0.1")
CONTROL: Final = "control"


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """At least and at most, both rounded outwards."""

    low: Decimal
    high: Decimal


class Leader(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever has the largest share for certain."""

    supplier: str
    title: str
    percent: Bounds


class Concentration(msgspec.Struct, frozen=True, kw_only=True):
    """How concentrated one supply is, by one axis, and how much of it has numbers."""

    input: InputId
    title: str
    is_a: InputKind
    by: str
    """``country``, ``firm``, ``control`` (firms by who controls them in the end) or ``site``."""
    year: int
    hhi: Bounds
    largest: tuple[Bounds, ...]
    """What the largest one, and the largest three, have together, in percent."""
    coverage_percent: Decimal
    suppliers: int
    without_number: int
    leader: Leader | None
    """Nobody: on the bounds no rank is certain, and none is told."""
    definition: str
    source: str


def concentrations(graph: Graph) -> tuple[Concentration, ...]:
    """Return the concentration of every supply of which shares were told, each by every axis."""
    found = [
        concentration(graph, node, by)
        for node in sorted(graph.inputs)
        for by in (*(it.value for it in Axis), CONTROL)
    ]
    return tuple(it for it in found if it is not None)


def concentration(graph: Graph, node: InputId, by: str) -> Concentration | None:
    """Return how concentrated one supply is by an axis; nothing where nobody told its shares.

    By control is told only where it differs from the count of firms.
    """
    axis = Axis.FIRM if by == CONTROL else Axis(by)
    read = spread(graph, node, axis)
    if read is not None and by == CONTROL:
        united = grouped(read, graph.controlling)
        read = None if united.named == read.named else united
    if read is None:
        return None
    said = graph.inputs[node]
    return Concentration(
        input=node,
        title=said.title,
        is_a=said.is_a,
        by=by,
        year=read.year,
        hhi=index(read),
        largest=tuple(_largest(read, it) for it in FIRST),
        coverage_percent=percent(read.coverage),
        suppliers=len(read.named),
        without_number=len(read.unnumbered),
        leader=_leader(graph, read),
        definition=read.said.definition,
        source=read.said.source,
    )


def index(found: Spread) -> Bounds:
    """Return between what the index lies, in tenths, rounded outwards."""
    low, high = squares(found)
    return Bounds(low=_tenths(low // 10**7), high=_tenths(-(-high // 10**7)))


def squares(found: Spread) -> tuple[int, int]:
    """Return between what the sum of squared millionths lies."""
    each = [found.of(it) for it in found.named]
    low = sum(it.low**2 for it in each)
    most = found.counted.high if found.counted is not None else 0
    if not found.open and each:
        most = min(most or len(each), len(each))
    if most:
        low = max(low, WHOLE**2 // most)  # no fewer squares than if all were alike
    return low, max(low, min(_knapsack(each, found), WHOLE**2))


def _knapsack(each: list[Range], found: Spread) -> int:
    left, total = found.rest, sum(it.low**2 for it in each)
    for low, high in sorted((*each, Range(0, found.open)), key=sum, reverse=True):
        taken = min(high - low, left)
        total += (low + high) * taken
        left -= taken
    return total


def _largest(found: Spread, many: int) -> Bounds:
    each = [found.of(it) for it in found.named]
    lows = sum(sorted((it.low for it in each), reverse=True)[:many])
    if not found.open and len(each) <= many and each:
        lows = WHOLE
    highs = sum(sorted((*(it.high for it in each), *[found.open] * many), reverse=True)[:many])
    high = max(lows, min(WHOLE, highs, lows + found.rest))
    return between(Range(lows, high))


def _leader(graph: Graph, found: Spread) -> Leader | None:
    """Return whoever is ahead of everybody else for certain: no upper bound reaches its lower."""
    ranked = sorted(found.known.items(), key=lambda it: -it[1].low)
    if not ranked:
        return None
    first, share = ranked[0]
    others = [found.of(it).high for it in found.named if it != first]
    if share.low <= max((*others, found.open), default=0):
        return None
    return Leader(
        supplier=first,
        title=graph.title(first),
        percent=between(share),
    )


def percent(millionths: int) -> Decimal:
    """Return millionths as a percentage, in tenths, never more than there is.

    >>> percent(333_399)
    Decimal('33.3')
    """
    return _tenths(millionths // 1_000)


def between(share: Range) -> Bounds:
    """Return a range as percentages in tenths, rounded outwards.

    >>> between(Range(814_185, 814_186))
    Bounds(low=Decimal('81.4'), high=Decimal('81.5'))
    """
    return Bounds(low=percent(share.low), high=_tenths(-(-share.high // 1_000)))


def _tenths(whole: int) -> Decimal:
    return Decimal(whole) * TENTH
