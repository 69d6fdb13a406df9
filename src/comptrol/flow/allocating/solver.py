"""What planning needs of a solver: the best awards of a call, and what none can be better than.

Everything that is asked of it is a call: an award that is settled, a month that is used already, a
floor under the worst area or a penalty on changes are fields of it. So a reason, a point of the
curve, a lot or a new plan is a call that differs in one thing.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, Protocol

import msgspec

from comptrol.domains.allocation import Award, Call, Price


class Effort(msgspec.Struct, frozen=True, kw_only=True):
    """How far to go. Without ``seconds`` the same call gives the same awards on every machine."""

    gap: float = 0.002
    """Good enough: so much of the bound may be missing. 0: to the end."""
    nodes: int | None = None
    """Of branch and bound, at most."""
    seconds: float | None = None
    """By the clock; where it is reached, the awards depend on the machine, and it is said."""
    seed: int = 0
    threads: int = 1
    restricted: bool = True
    """First only the pools that the relaxation uses; the bound stays that of the whole."""
    prices: bool = False


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come."""

    stage: str
    seconds: float
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """Awards in whole chip-hours, and how good they are: recomputed exactly from the awards."""

    awards: tuple[Award, ...]
    objective: Decimal
    bound: Decimal
    bound_of: Literal["linear", "integer"]
    gap: Decimal
    ended: Literal["gap", "nodes", "seconds", "infeasible"]
    """Why it stopped. Infeasible: what is settled or booked beforehand cannot be."""
    prices: tuple[Price, ...] = ()
    version: str = ""
    options: dict[str, str | int | float | bool] = {}


class Relaxed(msgspec.Struct, frozen=True, kw_only=True):
    """The relaxation: awards may be had in part."""

    bound: Decimal
    included: dict[str, float]
    """By proposal, the part of an award that it gets, 0 to 1."""


class Solver(Protocol):
    """Plans awards."""

    def solve(
        self, call: Call, effort: Effort, told: Callable[[Progress], None] | None = None
    ) -> Solved:
        """Return the best awards found. Raise UnavailableError where there is no solver."""
        ...

    def relax(self, call: Call) -> Relaxed:
        """Return the relaxation alone."""
        ...

    def solve_each(
        self, calls: Sequence[Call], effort: Effort, told: Callable[[int], None] | None = None
    ) -> tuple[Solved, ...]:
        """Return the best awards of many small calls, in their order; tell how many are done.

        However many are worked on at once, each answer is that of ``solve``.
        """
        ...

    def relax_each(
        self, calls: Sequence[Call], told: Callable[[int], None] | None = None
    ) -> tuple[Relaxed, ...]:
        """Return the relaxations of many calls, in their order."""
        ...
