"""What happened between two readings of a counter or a gauge, and what is not known?

Differences of raw samples, never a rate that somebody else worked out: ``increase()`` of
Prometheus was 15 % low at the edges of its window. Samples come twice and in any order: they are
sorted by their time, and each time counts once.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

import msgspec

GAP_INTERVALS: Final = 2
"""A gap longer than so many intervals is a gap, not nothing."""


class Sample(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One reading: when, in milliseconds of the epoch, and what."""

    at_ms: int
    value: Fraction


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one reading to the next: how long, what a gauge said, by how much a counter grew."""

    since_ms: int
    until_ms: int
    value: Fraction
    """At the later reading."""
    difference: Fraction
    reset: bool

    @property
    def milliseconds(self) -> int:
        """Return how long it was."""
        return self.until_ms - self.since_ms


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known between the readings of one series."""

    steps: tuple[Step, ...]
    gaps: tuple[tuple[int, int], ...]
    """From when to when nothing is known, in milliseconds of the epoch."""
    repeated: int
    contradicted: tuple[int, ...]
    """Times at which two readings say different things: neither is believed."""


def steps_of(samples: Iterable[Sample], interval_ms: int) -> Steps:
    """Return what happened between readings that are ``interval_ms`` apart, in order of time.

    A counter that falls began again at zero: what it shows is what it counted since.

    >>> read = [Sample(at_ms=it * 1000, value=Fraction(v)) for it, v in enumerate((5, 9, 2, 2))]
    >>> [int(it.difference) for it in steps_of(read, 1000).steps]
    [4, 2, 0]
    """
    by_time: dict[int, set[Fraction]] = {}
    many = 0
    for it in samples:
        many += 1
        by_time.setdefault(it.at_ms, set()).add(it.value)
    odd = tuple(sorted(at for at, values in by_time.items() if len(values) > 1))
    kept = [
        Sample(at_ms=at, value=next(iter(values)))
        for at, values in sorted(by_time.items())
        if len(values) == 1
    ]
    steps, gaps = list[Step](), list[tuple[int, int]]()
    for before, after in pairwise(kept):
        if after.at_ms - before.at_ms > GAP_INTERVALS * interval_ms:
            gaps.append((before.at_ms, after.at_ms))
        else:
            steps.append(_step(before, after))
    return Steps(
        steps=tuple(steps), gaps=tuple(gaps), repeated=many - len(by_time), contradicted=odd
    )


def _step(before: Sample, after: Sample) -> Step:
    reset = after.value < before.value
    return Step(
        since_ms=before.at_ms,
        until_ms=after.at_ms,
        value=after.value,
        difference=after.value if reset else after.value - before.value,
        reset=reset,
    )


def usual_interval_ms(samples: Iterable[Sample]) -> int | None:
    """Return the median time between readings; nothing where there are not two.

    >>> usual_interval_ms(Sample(at_ms=it, value=Fraction(0)) for it in (0, 15, 30, 90))
    15
    """
    times = sorted({it.at_ms for it in samples})
    between = sorted(b - a for a, b in pairwise(times))
    return between[(len(between) - 1) // 2] if between else None


def windows(steps: Iterable[Step], window_ms: int) -> Iterator[tuple[int, list[Step]]]:
    """Yield steps by the window in which they end, each with the window's beginning.

    Windows begin at multiples of their length, so that whoever reads again finds the same ones.
    """
    found: dict[int, list[Step]] = {}
    for it in steps:
        found.setdefault((it.until_ms - 1) // window_ms * window_ms, []).append(it)
    yield from sorted(found.items())
