"""Whole awards out of the relaxation: fix what is nearly settled, solve again, until all is.

The relaxation of a call is nearly whole: of 500 proposals some ten get a part of an award, and
some hundred use more pools than they may. Each round fixes half of those, the clearest first.
"""

from typing import Final

import numpy as np

from comptrol.adapters.solver.engine import Live, Outcome
from comptrol.adapters.solver.figures import Figures, Flags, Floats, Places, summed
from comptrol.adapters.solver.found import HALF, Found, found_in
from comptrol.adapters.solver.program import Choice, Program

ROUNDS_MAX: Final = 200
HAIR: Final = 1e-6


class Dive:
    """One descent from a relaxation to whole awards."""

    def __init__(self, of: Figures, made: Program, choice: Choice, live: Live) -> None:
        self.of, self.made, self.live = of, made, live
        self.lowest, self.highest = choice.lowest.copy(), choice.highest.copy()
        self.allowed = choice.pairs.copy()
        self.booked = summed(of.cell_pair, of.booked, len(of.pair_of)) > 0

    def found(self, outcome: Outcome) -> Found | None:
        """Return whole awards; nothing where the fixing led nowhere, or time is up."""
        for _ in range(ROUNDS_MAX):
            if outcome.ended != "gap" or outcome.values is None:
                return None
            found = found_in(self.of, self.made, outcome.values)
            crowded, parted = self._crowded(found), self._parted(found)
            if not len(crowded) and not len(parted):
                return found
            self._thin(found, crowded)
            self._settle(found, parted)
            outcome = self.live.solve()
        return None

    def _crowded(self, found: Found) -> Places:
        """Return who uses too many pools, least use of the further ones first."""
        of, most = self.of, self.of.call.rules.max_pools
        used = found.used
        many = np.flatnonzero(np.bincount(of.pair_of[used], minlength=len(of.need)) > most)
        hours = self._hours(found)
        further = [hours[self._ranked(it, hours)[most:]].sum() for it in many.tolist()]
        lost = np.array(further, float) * of.award[many] / of.need[many]
        return many[np.argsort(lost, kind="stable")]

    def _parted(self, found: Found) -> Places:
        """Return who has a part of an award, the clearest first."""
        away = np.abs(found.awards - np.rint(found.awards))
        parted = np.flatnonzero(away > HAIR)
        return parted[np.argsort(away[parted], kind="stable")]

    def _thin(self, found: Found, crowded: Places) -> None:
        """Leave to the first half the pools that they use most."""
        hours, most = self._hours(found), self.of.call.rules.max_pools
        for it in crowded[: _half(crowded)].tolist():
            self.allowed[self._ranked(it, hours)[most:]] = False
        barred = np.flatnonzero(~self.allowed[self.of.cell_pair[self.made.cells]])
        self.live.bound(self.made.hours[barred], np.zeros(len(barred)), np.zeros(len(barred)))

    def _settle(self, found: Found, parted: Places) -> None:
        """Round the first half of those who have a part."""
        first = parted[: _half(parted)]
        up = found.awards[first] >= HALF
        self.lowest[first[up]] = 1.0
        self.highest[first[~up]] = 0.0
        self.live.bound(self.made.awards, self.lowest, self.highest)

    def _hours(self, found: Found) -> Floats:
        return summed(self.of.cell_pair, found.hours, len(self.of.pair_of))

    def _ranked(self, proposal: int, hours: Floats) -> Places:
        """Return a proposal's pairs, booked and most used first."""
        begin, end = np.searchsorted(self.of.pair_of, [proposal, proposal + 1])
        pairs = np.arange(begin, end)
        ranked: Places = pairs[np.lexsort((-hours[pairs], ~self.booked[pairs]))]
        return ranked


def _half(of: Places | Flags) -> int:
    return -(-len(of) // 2)
