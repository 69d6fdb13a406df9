"""How many chips at once? A sweep line over half-open intervals: what ends makes room first."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from comptrol.domains.structuring.formulas.pieces import Piece


class Level(NamedTuple):
    """So much from one second to another."""

    start_s: int
    end_s: int
    amount: int


def levels(pieces: Iterable[Piece], weight: dict[str, int] | None = None) -> Iterator[Level]:
    """Yield how much is allocated at once, step by step; ``weight`` is of one chip by model.

    >>> list(levels([Piece("a", 4, 0, 10), Piece("b", 8, 10, 20)]))
    [Level(start_s=0, end_s=10, amount=4), Level(start_s=10, end_s=20, amount=8)]
    """
    steps: dict[int, int] = {}
    for it in pieces:
        much = it.chips if weight is None else it.chips * weight.get(it.model, 0)
        steps[it.start_s] = steps.get(it.start_s, 0) + much
        steps[it.end_s] = steps.get(it.end_s, 0) - much
    at, amount = None, 0
    for second in sorted(steps):
        if not steps[second]:
            continue
        if at is not None and amount:
            yield Level(at, second, amount)
        at, amount = second, amount + steps[second]


def peak(pieces: Iterable[Piece]) -> Level:
    """Return the highest level, the first of them where there are several."""
    return max(levels(pieces), key=lambda it: (it.amount, -it.start_s), default=Level(0, 0, 0))


def spells(steps: Iterable[Level], above: int) -> Iterator[Level]:
    """Yield the longest stretches that are above a limit throughout, with their highest level."""
    open_: Level | None = None
    for step in steps:
        if step.amount <= above:
            if open_ is not None:
                yield open_
            open_ = None
        elif open_ is not None and open_.end_s == step.start_s:
            open_ = Level(open_.start_s, step.end_s, max(open_.amount, step.amount))
        else:
            if open_ is not None:
                yield open_
            open_ = step
    if open_ is not None:
        yield open_
