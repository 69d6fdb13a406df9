"""From a call to awards: relaxation, a small part of it, all of it, whole chip-hours, prices."""

from collections.abc import Callable
from decimal import Decimal
from time import monotonic
from typing import Final, Literal

import msgspec
import numpy as np

from comptrol.adapters.solver.bounds import gap_of, safe_bound
from comptrol.adapters.solver.diving import Dive
from comptrol.adapters.solver.engine import Ended, Limits, Live, Outcome, minimise, version
from comptrol.adapters.solver.even import even_fills
from comptrol.adapters.solver.figures import Figures, Flags, Floats, figures, summed
from comptrol.adapters.solver.found import HAIR, Found, found_in, start_of
from comptrol.adapters.solver.pricing import prices_of
from comptrol.adapters.solver.program import Choice, Program, program, whole
from comptrol.adapters.solver.proving import is_provable, prices_in, proven_bound
from comptrol.adapters.solver.reach import reach_of
from comptrol.adapters.solver.rounding import whole_awards
from comptrol.adapters.solver.settled import impossible
from comptrol.domains.allocation import Award, Call, Price, Reckoning, at_least, ordered
from comptrol.flow.allocating.solver import Effort, Progress, Relaxed, Solved
from comptrol.kernel.errors import UnavailableError

Told = Callable[[Progress], None]
SMALL_CELLS: Final = 2_000
"""A call of fewer is solved whole at once."""
EVEN_CELLS: Final = 300
"""The same while the most even fill is sought: that is harder."""
ROUNDING_SHARE: Final = 0.02
"""Part of the gap that is kept for rounding to whole chip-hours."""
TIE: Final = 1e-9
"""Points: less than that is a float's error."""
NO_PLAN: Final = "what is settled or booked beforehand leaves no plan within the limits"


def solved(call: Call, effort: Effort, told: Told) -> Solved:
    """Return the best awards found of a call."""
    search = _Search(figures(ordered(call)), effort, told)
    fault = impossible(search.of.call)
    return search.infeasible(fault) if fault else search.run()


def relaxed(call: Call) -> Relaxed:
    """Return the bound of the relaxation, and who gets how much of an award in it."""
    of = figures(ordered(call))
    fills = even_fills(of, Limits(), large=_is_large(of, EVEN_CELLS))
    made = program(of, msgspec.structs.replace(whole(of, counted=False), fills=fills.hours))
    outcome = Live(made.sparse, Limits()).solve()
    if outcome.values is None or not of.call.proposals:
        return Relaxed(bound=at_least(Reckoning(call).objective(())), included={})
    values = outcome.values[made.awards]
    return Relaxed(
        bound=safe_bound(_offset(of) - outcome.bound),
        included={
            it.id: min(1.0, max(0.0, float(value)))
            for it, value in zip(of.call.proposals, values, strict=True)
        },
    )


def _is_large(of: Figures, cells: int = SMALL_CELLS) -> bool:
    return len(of.cell_pair) > cells


def _offset(of: Figures) -> float:
    """Return what every plan has: nothing is kept of any published award."""
    return -float(of.call.change_penalty or 0) * int(np.count_nonzero(of.published > 0))


def _all(of: Figures) -> float:
    """Return what it would be worth if everybody got everything."""
    return float(np.maximum(of.award, 0).sum() + np.maximum(of.slope * of.length, 0).sum())


class _Search:
    """One search: its clock, its bound, and the best that it has."""

    def __init__(self, of: Figures, effort: Effort, told: Told) -> None:
        self.of, self.effort, self.told = of, effort, told
        self.began, self.offset = monotonic(), _offset(of)
        self.bound: float = _all(of)
        self.bound_of: Literal["linear", "integer"] = "linear"
        self.best: Found | None = None
        self.objective = -np.inf
        self.fills: Floats | None = None
        self.reach = reach_of(of)
        self.options = _options(effort)

    def run(self) -> Solved:
        """Go from the relaxation to whole chip-hours."""
        if not self.of.call.proposals:
            self.bound = float(Reckoning(self.of.call).objective(()))
            return self._solved((), (), "gap")
        fills = even_fills(self.of, self._limits(), large=_is_large(self.of, EVEN_CELLS))
        self.fills = fills.hours
        self._keep(fills.found)
        if fills.hours is not None:
            self.options["worst_fill"] = fills.worst
        ended = self._ended()
        if ended == "infeasible":
            return self.infeasible(NO_PLAN)
        if self.best is None:
            raise UnavailableError(f"no plan was found before the limit of {ended}; allow more")
        hours, prices = self._fixed(self.best)
        by_hand = not _is_large(self.of) and self.fills is None
        awards = whole_awards(self.of, hours, by_hand=by_hand)
        must = {it.proposal for it in self.of.call.decided if it.awarded}
        must |= {it.proposal for it in self.of.call.booked if it.bookings}
        lost = must - {it.proposal for it in awards}
        if lost:
            return self.infeasible(f"{min(lost)} cannot be awarded in whole chip-hours")
        return self._solved(awards, prices, ended)

    def infeasible(self, why: str) -> Solved:
        """Say that there is no plan, and why."""
        return Solved(
            awards=(),
            objective=Decimal(0),
            bound=Decimal(0),
            bound_of="linear",
            gap=Decimal(0),
            ended="infeasible",
            version=version(),
            options={**self.options, "infeasible": why},
        )

    def _ended(self) -> Ended:
        """Search from the cheap to the dear until it is good enough; return why it stopped."""
        promising = self._relaxation()
        if promising is None:
            return "infeasible"
        if self._is_good():
            return "gap"
        if self.effort.restricted and _is_large(self.of):
            ended = self._restricted(promising)
            if ended != "gap" or self._is_good():
                return ended
        return self._whole()

    def _relaxation(self) -> Flags | None:
        """Solve the relaxation and descend from it; return the pairs that it uses."""
        choice = self._choice(counted=False)
        made = program(self.of, choice)
        live = Live(made.sparse, self._limits())
        outcome = live.solve()
        if outcome.ended == "infeasible":
            return None
        self.bound = min(self.bound, self.offset - outcome.bound)
        if outcome.ended == "gap" and is_provable(self.of, choice):
            prices = prices_in(self.of, made, outcome.duals)
            self.bound = min(self.bound, proven_bound(self.of, choice, prices))
        self._tell("relaxation")
        if _is_large(self.of):
            self._keep(Dive(self.of, made, choice, live).found(outcome))
            self._tell("descent")
        if outcome.values is None:
            return np.ones(len(self.of.pair_of), bool)
        return _promising(self.of, made, outcome)

    def _restricted(self, pairs: Flags) -> Ended:
        """Search the part of the call that the relaxation uses; the bound stays the whole's."""
        if self.best is not None:
            pairs = pairs | self.best.used
        choice = msgspec.structs.replace(self._choice(counted=True), pairs=pairs)
        outcome = self._branch("restricted", program(self.of, choice), self.effort.gap / 4)
        return "gap" if outcome.ended == "infeasible" else outcome.ended

    def _whole(self) -> Ended:
        made = program(self.of, self._choice(counted=True))
        outcome = self._branch("whole", made, self.effort.gap * (1 - ROUNDING_SHARE))
        bound = self.offset - outcome.bound
        if bound < self.bound:
            self.bound, self.bound_of = bound, "integer"
        return outcome.ended

    def _branch(self, stage: str, made: Program, own_gap: float) -> Outcome:
        """Run branch and bound until its own gap, or until the bound of the whole is near."""
        limits = msgspec.structs.replace(self._limits(), gap=own_gap, nodes=self.effort.nodes)
        if self.effort.gap > 0:
            target = self.bound - self._allowed(1 - ROUNDING_SHARE)
            limits = msgspec.structs.replace(limits, target=self.offset - target)
        start = start_of(made, self.best) if self.best is not None else None

        def told(bound: float) -> None:
            self._tell(stage, self.offset - bound if stage == "whole" else np.inf)

        outcome = minimise(made.sparse, limits, start, told)
        if outcome.values is not None:
            self._keep(found_in(self.of, made, outcome.values))
        self._tell(stage)
        return outcome

    def _keep(self, found: Found | None) -> None:
        """Remember what was found, if it is better."""
        if found is not None and (points := found.points(self.of) + self.offset) > self.objective:
            self.best, self.objective = found, points

    def _fixed(self, best: Found) -> tuple[Floats, tuple[Price, ...]]:
        """Return the best hours where awards and pools are fixed, and their prices."""
        awarded = best.awarded.astype(float)
        choice = msgspec.structs.replace(
            self._choice(counted=False),
            pairs=best.used,
            lowest=awarded,
            highest=awarded,
            priced=True,
        )
        made = program(self.of, choice)
        outcome = Live(made.sparse, Limits()).solve()
        if outcome.values is None:
            return best.hours, ()
        prices = prices_of(self.of, made, outcome.duals) if self.effort.prices else ()
        return found_in(self.of, made, outcome.values).hours, prices

    def _solved(
        self, awards: tuple[Award, ...], prices: tuple[Price, ...], ended: Ended
    ) -> Solved:
        exact = Reckoning(self.of.call).objective(awards)
        objective, bound = at_least(exact), safe_bound(self.bound, exact)
        return Solved(
            awards=awards,
            objective=objective,
            bound=bound,
            bound_of=self.bound_of,
            gap=gap_of(objective, bound),
            ended=ended,
            prices=prices,
            version=version(),
            options=self.options,
        )

    def _is_good(self) -> bool:
        return self.bound - self.objective <= self._allowed(1 - ROUNDING_SHARE)

    def _allowed(self, share: float) -> float:
        """Return the points that may be missing: some of them are kept for rounding."""
        return self.effort.gap * share * max(1.0, abs(self.bound)) + TIE

    def _choice(self, *, counted: bool) -> Choice:
        choice = whole(self.of, counted=counted, reach=self.reach)
        return msgspec.structs.replace(choice, fills=self.fills)

    def _limits(self) -> Limits:
        effort, left = self.effort, None
        if effort.seconds is not None:
            left = max(0.1, effort.seconds - (monotonic() - self.began))
        return Limits(seconds=left, seed=effort.seed, threads=effort.threads)

    def _tell(self, stage: str, bound: float = np.inf) -> None:
        bound = float(min(bound, self.bound))
        objective = float(self.objective) if self.objective > -np.inf else None
        gap = None if objective is None else (bound - objective) / max(1.0, abs(bound))
        seconds = monotonic() - self.began
        self.told(
            Progress(stage=stage, seconds=seconds, objective=objective, bound=bound, gap=gap)
        )


def _options(effort: Effort) -> dict[str, str | int | float | bool]:
    options: dict[str, str | int | float | bool] = {
        "mip_rel_gap": effort.gap,
        "random_seed": effort.seed,
        "threads": effort.threads,
        "restricted": effort.restricted,
    }
    if effort.nodes is not None:
        options["mip_max_nodes"] = effort.nodes
    if effort.seconds is not None:
        options["time_limit"] = effort.seconds
    return options


def _promising(of: Figures, made: Program, outcome: Outcome) -> Flags:
    """Return the pairs that the relaxation uses, and the best one of each that uses none."""
    assert outcome.values is not None
    hours, costs = np.zeros(len(of.pair_of)), np.full(len(of.pair_of), np.inf)
    pairs = of.cell_pair[made.cells]
    np.add.at(hours, pairs, outcome.values[made.hours])
    np.minimum.at(costs, pairs, outcome.reduced[made.hours])
    promising = hours > HAIR
    served = np.zeros(len(of.need), bool)
    served[of.pair_of[promising]] = True
    order = np.lexsort((costs, of.pair_of))
    _, first = np.unique(of.pair_of[order], return_index=True)
    best = order[first]
    promising[best[~served[of.pair_of[best]]]] = True
    return promising | (summed(of.cell_pair, of.booked, len(of.pair_of)) > 0)
