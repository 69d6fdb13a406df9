"""The call that is small enough to check by hand, its plan, and others that are soon solved."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from benches.allocation_calls import Shape, made

from comptrol.adapters.solver.search import relaxed, solved
from comptrol.domains.allocation import Call, Plan
from comptrol.flow.allocating import Effort, Progress, Relaxed, Solved

Answer = TypeVar("Answer", Solved, Relaxed)
FACTS = Path(__file__).parents[1].parent / "shared/facts/allocation"
TINY = msgspec.json.decode((FACTS / "tiny_call.json").read_bytes(), type=Call)
TINY_PLAN = msgspec.json.decode((FACTS / "tiny_plan.json").read_bytes(), type=Plan)
EXACT = Effort(gap=0.0, prices=True)
SMALL = Shape(proposals=24, pools=6, months=4, institutions=5, ceiling="0.25")


def small(seed: int) -> Call:
    """Return a call of 24 proposals with every kind of refusal in it."""
    return made(seed, SMALL)


class SolverHere:
    """HiGHS in this process: what its own process would answer, without starting one each time."""

    def solve(
        self, call: Call, effort: Effort, told: Callable[[Progress], None] | None = None
    ) -> Solved:
        return solved(call, effort, told or (lambda _: None))

    def relax(self, call: Call) -> Relaxed:
        return relaxed(call)

    def solve_each(
        self, calls: Sequence[Call], effort: Effort, told: Callable[[int], None] | None = None
    ) -> tuple[Solved, ...]:
        return tuple(_counted((self.solve(it, effort) for it in calls), told))

    def relax_each(
        self, calls: Sequence[Call], told: Callable[[int], None] | None = None
    ) -> tuple[Relaxed, ...]:
        return tuple(_counted(map(relaxed, calls), told))


def _counted(answers: Iterable[Answer], told: Callable[[int], None] | None) -> Iterator[Answer]:
    for count, answer in enumerate(answers, start=1):
        if told is not None:
            told(count)
        yield answer
