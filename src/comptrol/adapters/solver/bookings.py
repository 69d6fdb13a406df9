"""Whole chip-hours as they are booked, and how much room each limit leaves.

Hours are whole numbers of a unit so small that every need, speed, fit and ceiling is whole in it:
no limit is passed by a hair.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import inf, lcm

import numpy as np

from comptrol.adapters.solver.figures import FREE_MONTHS, KILO, Figures
from comptrol.domains.allocation import Award, Booking, Call


class Limits:
    """What holds for each award, in whole units."""

    def __init__(self, call: Call) -> None:
        speeds = {it.id: Fraction(it.speed_h100e) for it in call.pools}
        exact = [
            speeds[name] * Fraction(fit) for it in call.proposals for name, fit in it.pools.items()
        ]
        needs = [Fraction(it.need_h100e_hours) for it in call.proposals]
        ceilings = [Fraction(it.ceiling_h100e_hours) for it in call.groups]
        unit = lcm(*{it.denominator for it in (*exact, *needs, *ceilings)})
        self.speed = [int(it * unit) for it in exact]
        self.need = [int(it * unit) for it in needs]
        self.ceiling = [int(it * unit) for it in ceilings]
        self.least, self.ends, self.rate = [], [], []
        for it, need in zip(call.proposals, self.need, strict=True):
            self.least.append(-int(-need * Fraction(it.least_fraction) // 1))
            self.ends.append(tuple(_ends(need, it.least_fraction, it.segments)))
            months = it.last_month - it.first_month + 1
            rate = (
                int(Fraction(call.rules.monthly_rate) * need / months)
                if months > FREE_MONTHS
                else need
            )
            self.rate.append(rate)


def _ends(
    need: int, least: Decimal, segments: Iterable[tuple[Decimal, Decimal]]
) -> Iterable[tuple[int, float]]:
    """Yield where each segment ends, and the points of one unit in it."""
    end = Fraction(least)
    for length, slope in segments:
        end += Fraction(length)
        yield int(need * end), float(slope) / max(need, 1)


class Bookings:
    """What is booked so far. What must be booked is so from the start, and stays."""

    def __init__(self, of: Figures) -> None:
        call = of.call
        self.of, self.proposals, self.limits = of, call.proposals, Limits(call)
        self.pair_of: list[int] = of.pair_of.tolist()
        self.cell_pair: list[int] = of.cell_pair.tolist()
        self.pool: list[int] = of.pool.tolist()
        self.month: list[int] = of.month.tolist()
        self.free = {
            (at, month): hours
            for at, pool in enumerate(call.pools)
            for month, hours in enumerate(pool.capacity_chip_hours)
        }
        self.has = [0] * len(call.proposals)
        self.in_month: dict[tuple[int, int], int] = defaultdict(int)
        self.groups: list[list[int]] = [[] for _ in call.proposals]
        self.left = list(self.limits.ceiling)
        for at, share in enumerate(of.ceilings):
            for member in share.members.tolist():
                self.groups[member].append(at)
        self.booked: dict[int, int] = defaultdict(int)
        self.must: list[int] = np.rint(of.booked * KILO / of.cell_speed).astype(int).tolist()
        for cell, chip_hours in enumerate(self.must):
            self.add(cell, chip_hours)

    def cells(self) -> list[list[int]]:
        """Return the cells of each proposal."""
        cells: list[list[int]] = [[] for _ in self.proposals]
        for cell, pair in enumerate(self.cell_pair):
            cells[self.pair_of[pair]].append(cell)
        return cells

    def room(self, cell: int) -> int:
        """Return how many more chip-hours all limits leave."""
        pair, month = self.cell_pair[cell], self.month[cell]
        at = self.pair_of[pair]
        left = min(
            self.limits.need[at] - self.has[at],
            self.limits.rate[at] - self.in_month[at, month],
            *(self.left[it] for it in self.groups[at]),
        )
        return max(0, min(self.free[self.pool[pair], month], left // self.limits.speed[pair]))

    def add(self, cell: int, chip_hours: int) -> None:
        """Book so many more; below zero: fewer."""
        if not chip_hours:
            return
        pair, month = self.cell_pair[cell], self.month[cell]
        at, hours = self.pair_of[pair], chip_hours * self.limits.speed[pair]
        self.booked[cell] += chip_hours
        if not self.booked[cell]:
            del self.booked[cell]
        self.free[self.pool[pair], month] -= chip_hours
        self.has[at] += hours
        self.in_month[at, month] += hours
        for it in self.groups[at]:
            self.left[it] -= hours

    def take_back(self, cells: Iterable[int]) -> None:
        """Book nothing in these cells but what must be."""
        for cell in cells:
            self.add(cell, self.must[cell] - self.booked.get(cell, 0))

    def is_enough(self, at: int, cells: Iterable[int]) -> bool:
        """Tell whether an award is short of its least part by no more than rounding may take."""
        booked = [it for it in cells if it in self.booked]
        allowed = sum(self.limits.speed[self.cell_pair[it]] for it in booked)
        return self.limits.least[at] - self.has[at] < allowed

    def worth(self, cell: int) -> tuple[float, int]:
        """Return what one more chip-hour is worth here, and for how many that holds."""
        pair = self.cell_pair[cell]
        at, speed = self.pair_of[pair], self.limits.speed[pair]
        has, least = self.has[at], self.limits.least[at]
        if has < least:
            return inf, -(-(least - has) // speed)
        for end, value in self.limits.ends[at]:
            if has < end:
                return value * speed, -(-(end - has) // speed)
        return 0.0, 0

    def points(self, at: int, hours: int, allowed: int) -> float:
        """Return what so many hours are worth to a proposal, if rounding may take so many."""
        least = self.limits.least[at]
        if not hours or least - hours >= allowed:
            return 0.0
        points, start = float(self.proposals[at].award_value), least
        for end, value in self.limits.ends[at]:
            points += max(0, min(hours, end) - start) * value
            start = end
        return points

    def awards(self) -> tuple[Award, ...]:
        """Return who has what."""
        months, pools = self.of.call.months, self.of.call.pools
        bookings: dict[int, list[Booking]] = defaultdict(list)
        for cell in sorted(self.booked):
            pair = self.cell_pair[cell]
            pool, month = pools[self.pool[pair]].id, months[self.month[cell]]
            booking = Booking(pool=pool, month=month, chip_hours=self.booked[cell])
            bookings[self.pair_of[pair]].append(booking)
        return tuple(
            Award(proposal=self.proposals[at].id, bookings=tuple(booked))
            for at, booked in sorted(bookings.items())
        )
