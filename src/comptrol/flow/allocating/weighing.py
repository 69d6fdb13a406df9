"""What is the best with one proposal in, and with it out, if all others stay as they are?

Both are solved to the end on the proposal's neighbourhood. Counted on the whole plan, the one with
it in falls short by what its award would have to be worth more.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import Award, Call, Proposal, Reckoning, points
from comptrol.flow.allocating.neighbourhood import (
    NEAR,
    WIDTHS,
    Published,
    decided,
    merged,
    neighbours,
    restated,
    uneven,
)
from comptrol.flow.allocating.solver import Effort, Solved, Solver

SURE: Final = Fraction(5, 1000)
"""A winning value is confirmed if it is proven to within half a per cent."""
IMPOSSIBLE: Final = Fraction(-(10**18))
LOCAL: Final = Effort(gap=0.0, nodes=20_000, restricted=False)
NEVER: Final[Mapping[str, "Weighed"]] = {}
WIDE: Final = Effort(gap=0.0001, nodes=20_000, restricted=False)
"""Of a wide neighbourhood: whoever needs that much loses by more, or it is said."""


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal in its neighbourhood, solved with and without it."""

    proposal: Proposal
    free: frozenset[str]
    """The neighbours, and the proposal."""
    here: Call
    """The neighbourhood as a call."""
    stands: Fraction
    """What the published awards are worth there."""
    without: Solved
    best_without: Fraction
    """What its awards are worth, exactly."""
    with_it: Solved
    best_with_it: Fraction

    @property
    def possible(self) -> bool:
        """Tell whether it can be in at all, there."""
        return self.with_it.ended != "infeasible"

    @property
    def winning(self) -> Fraction:
        """Return the award value above which it is in, and nothing else changed."""
        return Fraction(self.proposal.award_value) + self.best_without - self.best_with_it

    @property
    def uneven(self) -> bool:
        """Tell whether an area would fall below the floor of the worst if it were in.

        No value of an award outweighs that: the floor is a rule, and dear only while it is sought.
        """
        return uneven(self.here, self.with_it.awards) > uneven(self.here, self.without.awards)

    @property
    def proven(self) -> bool:
        """Tell whether the winning value holds to within half a per cent, by both bounds."""
        sure = SURE * self.winning
        return all(
            it.bound - it.objective < sure and it.ended != "infeasible"
            for it in (self.without, self.with_it)
        )

    @property
    def loses(self) -> bool:
        """Tell whether it is proven that no awards with it in are as good as some without."""
        return Fraction(self.with_it.bound) < self.best_without

    @property
    def displaced(self) -> tuple[str, ...]:
        """Return who would be out if it were in."""
        kept = {it.proposal for it in self.with_it.awards}
        return tuple(sorted({it.proposal for it in self.without.awards} - kept))

    @property
    def gained(self) -> Fraction:
        """Return how much better than the published awards the best found is."""
        return max(self.best_without, self.best_with_it) - self.stands

    def better(self, awards: Sequence[Award]) -> tuple[Award, ...]:
        """Return awards in which those of the neighbourhood are the best found."""
        best = self.with_it if self.best_with_it > self.best_without else self.without
        return merged(awards, self.free, best.awards)


def weighed(
    published: Published,
    proposals: Sequence[Proposal],
    solver: Solver,
    told: Callable[[int], None] | None = None,
    before: Mapping[str, Weighed] = NEVER,
) -> tuple[Weighed, ...]:
    """Return each proposal weighed, in a larger neighbourhood if the first has no room at all.

    ``before``: weighed already, before some other awards changed; what has the same neighbourhood
    still is not solved again.
    """
    found = dict[str, Weighed]()
    for width in WIDTHS:
        around = [
            (it, neighbours(published, it, width))
            for it in proposals
            if it.id not in found or not found[it.id].possible
        ]
        same = _same(published, around, before)
        fresh = [(it, near) for it, near in around if it.id not in same]
        effort = LOCAL if width is NEAR else WIDE
        found |= same
        found |= {it.proposal.id: it for it in _weighed(published, fresh, solver, effort, told)}
    return tuple(found[it.id] for it in proposals)


def revalued(it: Weighed, award_value: Fraction) -> Call:
    """Return the neighbourhood in which the award of the proposal is worth something else."""
    other = msgspec.structs.replace(it.proposal, award_value=points(award_value))
    return restated(it.here, other)


def _same(
    published: Published,
    around: Sequence[tuple[Proposal, frozenset[str]]],
    before: Mapping[str, Weighed],
) -> dict[str, Weighed]:
    """Return what was weighed in the very neighbourhood that a proposal has now."""
    return {
        it.id: before[it.id]
        for it, near in around
        if it.id in before
        and before[it.id].free == near | {it.id}
        and before[it.id].here == published.without(before[it.id].free)
        and before[it.id].stands == published.there(before[it.id].here, before[it.id].free)
    }


def _weighed(
    published: Published,
    around: Sequence[tuple[Proposal, frozenset[str]]],
    solver: Solver,
    effort: Effort,
    told: Callable[[int], None] | None,
) -> tuple[Weighed, ...]:
    frees = [near | {it.id} for it, near in around]
    heres = [published.without(free) for free in frees]
    forced = [
        decided(here, it.id, awarded=awarded)
        for awarded in (False, True)
        for (it, _), here in zip(around, heres, strict=True)
    ]
    solved = solver.solve_each(forced, effort, told) if forced else ()
    return tuple(
        Weighed(
            proposal=it,
            free=free,
            here=here,
            stands=published.there(here, free),
            without=without,
            best_without=_worth(here, without),
            with_it=with_it,
            best_with_it=_worth(here, with_it),
        )
        for (it, _), free, here, without, with_it in zip(
            around, frees, heres, solved[: len(heres)], solved[len(heres) :], strict=True
        )
    )


def _worth(here: Call, solved: Solved) -> Fraction:
    """Return what awards are worth; where there can be none, less than any."""
    if solved.ended == "infeasible":
        return IMPOSSIBLE
    return Reckoning(here).objective(solved.awards)
