"""The program of a call: what the solver minimises, and where in it everything stands.

Variables, in this order: hours ``x`` of each cell, award ``y``, part ``d`` of each segment,
shortfall ``u`` of each floor, part ``k`` that is kept of each published award, the worst fill
``f``, and, where pools are counted, use ``z`` of each pair (``facts/allocation.md``, section 1).
Some things are tighter than the sheet has them, and change no plan: a segment belongs to an award
(``d <= length y``), an award uses at least one pool (``sum z >= y``), it has no more than it can
reach (``m y + sum d <= reach y``), nor of a pool in a month more than that has (``x <= room y``).
"""

from typing import Final

import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Figures, Flags, Floats, Places, Share, summed
from comptrol.adapters.solver.matrix import Matrix, Sparse
from comptrol.adapters.solver.reach import HAIR, reach_of

UNBOUNDED: Final = np.inf


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a call is a program's."""

    reach: Floats
    """By proposal, the part of its need that it can have at all."""
    pairs: Flags
    """Pairs that may be used."""
    lowest: Floats
    highest: Floats
    counted: bool
    """Whether awards are whole and pools are counted; otherwise it is the relaxation."""
    fills: Floats | None = None
    """By area, the hours it must get."""
    even: float | None = None
    """Points for the worst fill, where that is sought: so many that nothing else counts."""
    priced: bool = False
    """Let no bound stand in for a row: what is scarce shows in the duals of its row alone."""


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A program, and the places of its parts."""

    sparse: Sparse
    cells: Places
    pairs: Places
    hours: Places
    awards: Places
    segments: Places
    shortfalls: Places
    kept: Places
    worst: Places
    uses: Places
    capacities: Places
    """Rows, by pool and month."""
    ceilings: Places
    floors: Places


def whole(figures: Figures, *, counted: bool, reach: Floats | None = None) -> Choice:
    """Choose all of a call."""
    reach = reach_of(figures) if reach is None else reach
    possible = reach >= figures.least - HAIR
    return Choice(
        reach=reach,
        pairs=np.ones(len(figures.pair_of), bool),
        lowest=figures.lowest,
        highest=np.where(possible, figures.highest, figures.lowest),
        counted=counted,
    )


def program(of: Figures, choice: Choice) -> Program:
    """Return the program of a part of a call."""
    made = _Making(of, choice)
    made.capacities()
    made.balances()
    made.months()
    made.ceilings()
    made.floors()
    made.publications()
    made.fills()
    if choice.counted:
        made.uses()
    return made.program()


class _Making:
    """The blocks, one after the other."""

    def __init__(self, of: Figures, choice: Choice) -> None:
        self.of, self.choice, self.matrix = of, choice, Matrix()
        self.cells = np.flatnonzero(choice.pairs[of.cell_pair])
        self.pairs = np.unique(of.cell_pair[self.cells])
        self.cell_of = of.cell_of[self.cells]
        cost = 0.0 if choice.counted else float(of.call.rules.pool_cost)
        served = np.zeros(len(of.need), bool)
        served[self.cell_of] = True
        booked = of.booked[self.cells]
        add = self.matrix.columns
        most = UNBOUNDED if choice.priced else np.maximum(of.most[self.cells], booked)
        self.x = add(len(self.cells), 0.0, booked, most)
        self.y = add(
            len(of.need),
            cost - of.award,
            choice.lowest,
            np.where(served, choice.highest, choice.lowest),
            whole=choice.counted,
        )
        self.d = add(len(of.segment_of), -of.slope, 0.0, of.length)
        penalties = np.array([it.penalty for it in of.floors], float)
        self.u = add(len(of.floors), penalties, 0.0, UNBOUNDED)
        self.published = np.flatnonzero(of.published > 0)
        change = float(of.call.change_penalty or 0)
        self.k = add(len(self.published), -change, 0.0, 1.0)
        self.f = add(int(choice.even is not None), -(choice.even or 0.0), 0.0, 1.0)
        self.z = np.zeros(0, np.int64)
        self.rows: dict[str, Places] = {}

    def capacities(self) -> None:
        """Sum chip-hours to what a pool has in a month."""
        of = self.of
        rows = self.matrix.rows(of.capacity.size, -UNBOUNDED, of.capacity.ravel())
        at = of.cell_pool[self.cells] * of.capacity.shape[1] + of.month[self.cells]
        self.matrix.put(rows[at], self.x, 1 / of.cell_speed[self.cells])
        self.rows["capacities"] = rows
        if not self.choice.priced and not self.choice.counted:
            small = self._small()
            rows = self.matrix.rows(len(small), -UNBOUNDED, 0.0)
            self.matrix.put(rows, self.x[small], 1.0)
            room = np.maximum(of.most, of.booked)[self.cells[small]]
            self.matrix.put(rows, self.y[self.cell_of[small]], -room)

    def balances(self) -> None:
        """Let an award's hours be its least part and what it has of its segments."""
        of, matrix = self.of, self.matrix
        rows = matrix.rows(len(of.need), 0.0, 0.0)
        matrix.put(rows[self.cell_of], self.x, 1.0)
        matrix.put(rows, self.y, -of.need * of.least)
        matrix.put(rows[of.segment_of], self.d, -of.need[of.segment_of])
        rows = matrix.rows(len(self.d), -UNBOUNDED, 0.0)
        matrix.put(rows, self.d, 1.0)
        matrix.put(rows, self.y[of.segment_of], -of.length)
        lengths = summed(of.segment_of, of.length, len(of.need))
        reach = np.maximum(self.choice.reach, of.least)
        long = np.flatnonzero(lengths > reach - of.least + HAIR)
        rows = matrix.rows(len(long), -UNBOUNDED, 0.0)
        matrix.put(rows, self.y[long], of.least[long] - reach[long])
        here = np.isin(of.segment_of, long)
        matrix.put(rows[np.searchsorted(long, of.segment_of[here])], self.d[here], 1.0)

    def months(self) -> None:
        """Let no award be crammed into few months."""
        of = self.of
        limited = np.isfinite(of.rate[self.cell_of])
        key = self.cell_of * of.capacity.shape[1] + of.month[self.cells]
        keys, at = np.unique(key[limited], return_inverse=True)
        whose = keys // max(1, of.capacity.shape[1])
        rows = self.matrix.rows(len(keys), -UNBOUNDED, 0.0)
        self.matrix.put(rows[at], self.x[limited], 1.0)
        self.matrix.put(rows, self.y[whose], -of.rate[whose])

    def ceilings(self) -> None:
        """Let no group have more than its ceiling."""
        shares = self.of.ceilings
        limits = np.array([it.hours for it in shares], float)
        self.rows["ceilings"] = self.matrix.rows(len(shares), -UNBOUNDED, limits)
        self._sums(self.rows["ceilings"], shares)

    def floors(self) -> None:
        """Count what an area is short of its floor."""
        shares = self.of.floors
        limits = np.array([it.hours for it in shares], float)
        self.rows["floors"] = self.matrix.rows(len(shares), limits, UNBOUNDED)
        self._sums(self.rows["floors"], shares)
        self.matrix.put(self.rows["floors"], self.u, 1.0)

    def publications(self) -> None:
        """Count what is kept of each published award: at most what it has now."""
        of, at = self.of, self.published
        rows = self.matrix.rows(len(at), 0.0, UNBOUNDED)
        self.matrix.put(rows, self.k, -of.published[at])
        self._delivered(rows, at)

    def fills(self) -> None:
        """Let every area have its hours, or as good a part of its demand as the worst can have."""
        shares = self.of.areas
        if self.choice.fills is not None:
            self._sums(self.matrix.rows(len(shares), self.choice.fills, UNBOUNDED), shares)
        if len(self.f):
            rows = self.matrix.rows(len(shares), 0.0, UNBOUNDED)
            self._sums(rows, shares)
            demands = np.array([it.hours for it in shares], float)
            self.matrix.put(rows, self.f[np.zeros(len(shares), np.int64)], -demands)

    def uses(self) -> None:
        """Count the pools of each award, and limit them."""
        of, matrix, pairs = self.of, self.matrix, self.pairs
        in_months = summed(of.cell_pair, of.most, len(of.pair_of))
        most = np.minimum(of.need[of.pair_of], in_months)[pairs]
        held = summed(of.cell_pair, of.booked, len(of.pair_of))[pairs]
        cost = float(of.call.rules.pool_cost)
        self.z = matrix.columns(len(pairs), cost, (held > 0).astype(float), 1.0, whole=True)
        rows = matrix.rows(len(pairs), -UNBOUNDED, 0.0)
        matrix.put(rows[np.searchsorted(pairs, of.cell_pair[self.cells])], self.x, 1.0)
        matrix.put(rows, self.z, -np.maximum(most, held))
        small = self._small()
        rows = matrix.rows(len(small), -UNBOUNDED, 0.0)
        matrix.put(rows, self.x[small], 1.0)
        room = np.maximum(of.most, of.booked)[self.cells[small]]
        matrix.put(rows, self.z[np.searchsorted(pairs, of.cell_pair[self.cells[small]])], -room)
        whose = of.pair_of[pairs]
        rows = matrix.rows(len(of.need), 0.0, UNBOUNDED)
        matrix.put(rows[whose], self.z, 1.0)
        matrix.put(rows, self.y, -1.0)
        most_pools = of.call.rules.max_pools
        many = np.flatnonzero(np.bincount(whose, minlength=len(of.need)) > most_pools)
        rows = matrix.rows(len(many), -UNBOUNDED, 0.0)
        here = np.isin(whose, many)
        matrix.put(rows[np.searchsorted(many, whose[here])], self.z[here], 1.0)
        matrix.put(rows, self.y[many], -float(most_pools))

    def program(self) -> Program:
        """Return the whole."""
        return Program(
            sparse=self.matrix.sparse(),
            cells=self.cells,
            pairs=self.pairs,
            hours=self.x,
            awards=self.y,
            segments=self.d,
            shortfalls=self.u,
            kept=self.k,
            worst=self.f,
            uses=self.z,
            **self.rows,
        )

    def _small(self) -> Places:
        """Return the cells in which the pool has less than the award could use."""
        of = self.of
        usable = np.minimum(of.rate, of.need)[self.cell_of]
        return np.flatnonzero(of.most[self.cells] < usable - HAIR)

    def _sums(self, rows: Places, shares: tuple[Share, ...]) -> None:
        """Sum what is delivered to members: by award and segments, which are fewer than cells."""
        for row, share in zip(rows, shares, strict=True):
            self._delivered(np.full(len(share.members), row), share.members)

    def _delivered(self, rows: Places, members: Places) -> None:
        of = self.of
        self.matrix.put(rows, self.y[members], of.need[members] * of.least[members])
        at = np.full(len(of.need), -1)
        at[members] = rows
        here = at[of.segment_of] >= 0
        self.matrix.put(at[of.segment_of[here]], self.d[here], of.need[of.segment_of[here]])
