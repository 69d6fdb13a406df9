"""A solution apart from any program, so that what one program found starts another."""

from typing import Final

import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Figures, Flags, Floats
from comptrol.adapters.solver.program import Program

HALF: Final = 0.5
HAIR: Final = 1e-7
"""Of a thousand hours: less is none."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Awards, their segments, and hours of every cell of the call, used or not."""

    hours: Floats
    awards: Floats
    segments: Floats
    shortfalls: Floats
    kept: Floats
    uses: Floats
    """By pair; of a relaxation 1 where there are hours."""

    @property
    def awarded(self) -> Flags:
        """Return who has an award."""
        return self.awards > HALF

    @property
    def used(self) -> Flags:
        """Return which pairs are used."""
        return self.uses > HALF

    def points(self, of: Figures) -> float:
        """Return what it is worth, but for what every plan has."""
        penalties = np.array([it.penalty for it in of.floors], float)
        kept = float(of.call.change_penalty or 0) * float(self.kept.sum())
        value = of.award @ self.awards + of.slope @ self.segments - penalties @ self.shortfalls
        return float(value) + kept - float(of.call.rules.pool_cost) * int(self.used.sum())


def found_in(of: Figures, program: Program, values: Floats) -> Found:
    """Return what the values of a program's columns say."""
    hours, uses = np.zeros(len(of.cell_pair)), np.zeros(len(of.pair_of))
    hours[program.cells] = values[program.hours]
    if len(program.uses):
        uses[program.pairs] = values[program.uses]
    else:
        uses[of.cell_pair[hours > HAIR]] = 1.0
    return Found(
        hours=hours,
        awards=values[program.awards],
        segments=values[program.segments],
        shortfalls=values[program.shortfalls],
        kept=values[program.kept],
        uses=uses,
    )


def start_of(program: Program, found: Found) -> Floats:
    """Return values for the columns of a program that say the same."""
    values = np.zeros(len(program.sparse.cost))
    values[program.hours] = found.hours[program.cells]
    values[program.awards] = found.awards
    values[program.segments] = found.segments
    values[program.shortfalls] = found.shortfalls
    values[program.kept] = found.kept
    values[program.uses] = found.uses[program.pairs]
    return values
