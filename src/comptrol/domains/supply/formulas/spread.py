"""What does one table of shares say for certain, and what may be?

Coverage as in Comptrol's sheet of methods, 3.11: with a share s of a sample that covers at least c
of the world, the share of the world lies in [c s, c s + (1 - c)]. Whole numbers throughout, and
every bound is rounded outwards.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.statements import (
    WHOLE_PPM,
    Axis,
    InputId,
    Many,
    Portion,
    SharesReported,
    SupplierId,
    SupplierKind,
)

WHOLE: Final = WHOLE_PPM


class Range(NamedTuple):
    """At least and at most so many millionths."""

    low: int
    high: int


class Spread(NamedTuple):
    """One table of shares, read with open eyes."""

    input: InputId
    by: Axis
    year: int
    known: Mapping[str, Range]
    """Whose share has a number, and between what it lies."""
    unnumbered: frozenset[str]
    """Who supplies, and nobody says how much."""
    rest: int
    """So much is not certainly anybody's."""
    open: int
    """So much of that may be somebody's who is not named."""
    coverage: int
    """So much of the supply has numbers."""
    counted: Many | None
    said: SharesReported

    @property
    def named(self) -> frozenset[str]:
        """Return everybody who supplies."""
        return self.unnumbered | self.known.keys()

    def of(self, supplier: str) -> Range:
        """Return what a supplier's share lies between."""
        if supplier in self.known:
            return self.known[supplier]
        return Range(0, self.rest if supplier in self.unnumbered else self.open)

    def together(self, group: Collection[str]) -> Range:
        """Return what the shares of some suppliers come to together.

        At least what they have for certain, and whatever nobody else can have; at most what they
        may have, and whatever nobody else has for certain.
        """
        mine = [self.of(it) for it in self.named if it in group]
        others = [self.of(it) for it in self.named if it not in group]
        certain = sum(it.low for it in mine)
        left = WHOLE - self.open - sum(it.high for it in others)
        low = min(WHOLE, max(certain, left, 0)) if mine else 0
        high = min(sum(it.high for it in mine), certain + self.rest, WHOLE)
        return Range(low, max(low, high) if mine else self.open)


def spread(graph: Graph, node: InputId, by: Axis) -> Spread | None:
    """Return the last shares of an input by an axis, or nothing where nobody told any."""
    key = (node, by)
    if key not in graph.remembered:
        said = graph.shares.get(key)
        graph.remembered[key] = None if said is None else read(said, graph)
    found: Spread | None = graph.remembered[key]
    return found


def read(said: SharesReported, graph: Graph) -> Spread:
    """Read one table: scale what comes to more than the whole, and add what nobody has told.

    1. Shares that come to more than the whole, by rounding, are scaled down to it.
    2. What not even the upper bounds fill may be anybody's, and so may what is outside coverage.
    3. No share is larger than what the certain shares of others leave.
    """
    named: dict[str, Portion | None] = {
        it.supplier: it.portion for it in said.shares if not _remainder(it.supplier, graph)
    }
    apart = [it for it in said.shares if it.supplier not in named]
    total = sum(it.portion.low_ppm for it in said.shares if it.portion is not None)
    whole = max(total, WHOLE)
    numbers = {
        it: Range(portion.low_ppm * WHOLE // whole, _up(portion.high_ppm * WHOLE, whole))
        for it, portion in named.items()
        if portion is not None
    }
    unnumbered = frozenset(it for it, portion in named.items() if portion is None)
    covered = WHOLE if said.coverage_ppm is None else said.coverage_ppm
    filled = min(WHOLE, sum(it.high for it in numbers.values()))
    anybodys = WHOLE - filled * covered // WHOLE
    lows = {it: found.low * covered // WHOLE for it, found in numbers.items()}
    rest = WHOLE - sum(lows.values())
    known = {
        it: Range(low, min(_up(numbers[it].high * covered, WHOLE) + anybodys, low + rest, WHOLE))
        for it, low in lows.items()
    }
    few = said.counted is not None and 0 < said.counted.high <= len(named)
    is_open = not few and bool(anybodys or apart)
    return Spread(
        input=said.input,
        by=said.by,
        year=said.year,
        known=known,
        unnumbered=unnumbered,
        rest=rest,
        open=rest if is_open else 0,
        coverage=sum(lows.values()) if is_open else filled * covered // WHOLE,
        counted=said.counted,
        said=said,
    )


def grouped(found: Spread, group_of: Callable[[str], str]) -> Spread:
    """Return the same shares by what groups suppliers: two of one owner are one."""
    groups: dict[str, list[str]] = {}
    for it in sorted(found.named):
        groups.setdefault(group_of(it), []).append(it)
    without = {it for it, those in groups.items() if not found.known.keys() & set(those)}
    known = {
        it: found.together(frozenset(those)) for it, those in groups.items() if it not in without
    }
    return found._replace(known=known, unnumbered=frozenset(without))


def _remainder(supplier: str, graph: Graph) -> bool:
    said = graph.suppliers.get(SupplierId(supplier))
    return said is not None and said.is_a is SupplierKind.UNALLOCATED


def _up(number: int, divisor: int) -> int:
    return -(-number // divisor)
