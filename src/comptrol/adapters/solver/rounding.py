"""Whole chip-hours: hours are rounded down, and what that frees is used again, dearest first.

Where chips are few, rounding may leave an award short of its least part. It is then tried again in
whole chip-hours, and so is everybody who was refused, with what is left.
"""

from collections import defaultdict
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import combinations, islice
from typing import Final

import numpy as np

from comptrol.adapters.solver.bookings import Bookings
from comptrol.adapters.solver.figures import KILO, Figures, Floats
from comptrol.domains.allocation import Award, Reckoning

HAIR: Final = 1e-5
"""Of a chip-hour: so close to the next whole one is a float's error, not a part of it."""
SETS_MAX: Final = 200
"""Of pools, that a proposal is tried with."""


def whole_awards(of: Figures, hours: Floats, *, by_hand: bool) -> tuple[Award, ...]:
    """Return awards in whole chip-hours from the hours of each cell.

    ``by_hand``: where chip-hours are so few that a list funded from the top may be better.
    What must be awarded and cannot be in whole chip-hours is left out.
    """
    found = [_Rounding(of).awards(hours)]
    if by_hand:
        nothing = np.zeros(len(hours))
        found += [_Rounding(of, rank).awards(nothing) for rank in (_by_density, _by_award)]
    forced = {it.id for it, low in zip(of.call.proposals, of.lowest, strict=True) if low > 0}
    whole = [it for it in found if forced <= {one.proposal for one in it}]
    return max(whole or found, key=Reckoning(of.call).objective)


Rank = Callable[[Figures], Floats]


def _by_density(of: Figures) -> Floats:
    """Rank by what the least award is worth for each of its hours."""
    return of.award / np.maximum(of.need * of.least, 1 / KILO)


def _by_award(of: Figures) -> Floats:
    """Rank by what the least award is worth."""
    return of.award


class _Rounding:
    """Bookings, and who is tried in which order."""

    def __init__(self, of: Figures, rank: Rank = _by_density) -> None:
        self.of, self.books = of, Bookings(of)
        self.cells, self.cost = self.books.cells(), float(of.call.rules.pool_cost)
        ranked = np.lexsort((-rank(of), -of.lowest))
        self.ranked: list[int] = ranked[of.highest[ranked] > 0].tolist()

    def awards(self, hours: Floats) -> tuple[Award, ...]:
        """Book what was found, then all that still fits."""
        self._book(hours)
        self._give_back()
        awarded = {it for it, has in enumerate(self.books.has) if has}
        for it in sorted(awarded):
            if not self.books.is_enough(it, self.cells[it]):
                self.books.take_back(self.cells[it])
                awarded.discard(it)
        for it in self.ranked:
            if it not in awarded:
                self._insert(it)
        self._give_back()
        names = (it.id for it in self.of.call.proposals)
        enough = {
            name for at, name in enumerate(names) if self.books.is_enough(at, self.cells[at])
        }
        return tuple(it for it in self.books.awards() if it.proposal in enough)

    def _book(self, hours: Floats) -> None:
        """Book what was found, rounded down."""
        found = np.floor(hours * KILO / self.of.cell_speed + HAIR).astype(np.int64)
        for cell in np.flatnonzero(found).tolist():
            more = int(found[cell]) - self.books.must[cell]
            if more > 0:
                self.books.add(cell, min(more, self.books.room(cell)))

    def _give_back(self) -> None:
        """Add chip-hours where there is room for them: to what is short first, then by value."""
        used = {self.books.cell_pair[cell] for cell in self.books.booked}
        cells = np.flatnonzero(np.isin(self.of.cell_pair, sorted(used))).tolist()
        heap = [(-self.books.worth(cell)[0], cell) for cell in cells]
        heapify(heap)
        while heap:
            before, cell = heappop(heap)
            value, most = self.books.worth(cell)
            if -before > value > 0:
                heappush(heap, (-value, cell))
            elif value > 0 and (more := min(most, self.books.room(cell))) > 0:
                self.books.add(cell, more)
                heappush(heap, (-self.books.worth(cell)[0], cell))

    def _insert(self, at: int) -> None:
        """Give the least award out of what is left, from the pools in which most can be had."""
        if not self.of.lowest[at] and not self._potential(at, self.cells[at]):
            return
        for cells in self._sets(at):
            for cell in cells:
                speed = self.books.limits.speed[self.books.cell_pair[cell]]
                short = max(self.books.limits.least[at], 1) - self.books.has[at]
                self.books.add(cell, min(max(0, -(-short // speed)), self.books.room(cell)))
            if self.books.has[at] and self.books.is_enough(at, cells):
                return
            self.books.take_back(cells)

    def _sets(self, at: int) -> list[list[int]]:
        """Return the cells of sets of pools, the best first; what must be booked is in each."""
        pairs = sorted({self.books.cell_pair[it] for it in self.cells[at]})
        must = {self.books.cell_pair[it] for it in self.cells[at] if self.books.must[it]}
        sizes = range(1, self.of.call.rules.max_pools + 1)
        some = (it for size in sizes for it in combinations(pairs, size) if must <= set(it))
        sets = []
        for chosen in islice(some, SETS_MAX):
            cells = [it for it in self.cells[at] if self.books.cell_pair[it] in chosen]
            points = self._potential(at, cells) - len(chosen) * self.cost
            if points > 0 or self.of.lowest[at]:
                sets.append((-points, cells))
        return [cells for _, cells in sorted(sets)]

    def _potential(self, at: int, cells: list[int]) -> float:
        """Return what an award could be worth with all that is left in some cells."""
        books, hours = self.books, defaultdict[int, int](int)
        speeds = [books.limits.speed[books.cell_pair[it]] for it in cells]
        for cell, speed in zip(cells, speeds, strict=True):
            hours[books.month[cell]] += books.room(cell) * speed
        there = sum(min(it, books.limits.rate[at]) for it in hours.values()) + books.has[at]
        return books.points(at, min(there, books.limits.need[at]), sum(speeds))
