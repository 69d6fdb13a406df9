"""What the 50 percent rule costs on a graph as large as the registers of the world together."""

import random  # noqa: TID251  (seeded: the same graph in every run)
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from time import perf_counter

import numpy as np

from benches.measurement import Measurement
from comptrol.domains.parties import Cascade, Holding, Holdings, Threshold, cascade

PARTIES, HOLDINGS, LISTED = 1_000_000, 3_000_000, 5_000
BANDS, BAND_BP, SHARE_BP_MAX = 0.3, 2_500, 6_000
"""How many shares are known within a band alone, how wide it is, and the largest lower bound."""
DAY = date(2026, 1, 1)
RUNS = 4


def fixpoint() -> Iterator[Measurement]:
    """Measure both runs of the cascade on a built graph, beside a pass over all holdings."""
    graph = Holdings(_holdings())
    rng = random.Random(2)  # noqa: S311  (the same parties in every run)
    listed = rng.sample(graph.names, LISTED)
    times = [_timed(graph, listed)[0] for _ in range(RUNS)]
    last, found = _timed(graph, listed)
    peer = _naive(graph, listed, found)
    yield Measurement(
        name="ownership.fixpoint_s",
        value=median((*times, last)),
        unit="s, both runs over 1,000,000 parties and 3,000,000 holdings, built before",
        target="<= 1.0",
        peer="numpy, all holdings again until nothing changes",
        peer_value=peer,
    )


def _timed(graph: Holdings, listed: list[str]) -> tuple[float, Cascade]:
    start = perf_counter()
    found = cascade(graph, listed, rule=Threshold(), day=DAY)
    return perf_counter() - start, found


def _holdings() -> Iterator[Holding]:
    rng = random.Random(1)  # noqa: S311
    for _ in range(HOLDINGS):
        low = int(rng.random() * SHARE_BP_MAX)
        yield Holding(
            owner=f"e{int(rng.random() * PARTIES)}",
            asset=f"e{int(rng.random() * PARTIES)}",
            bp_min=low,
            bp_max=low + BAND_BP if rng.random() < BANDS else low,
        )


def _naive(graph: Holdings, listed: list[str], found: Cascade) -> float:
    """Work out the same sets with numpy, hold them against the cascade's, and return the time."""
    owner, asset = (np.asarray(column) for column in (graph.owner, graph.asset))
    columns: tuple[array[int], array[int]] = (graph.low, graph.high)
    total = 0.0
    for column, ours in zip(columns, (found.lower, found.upper), strict=True):
        shares = np.asarray(column)
        caught = np.zeros(len(graph.names), dtype=bool)
        caught[[graph.numbers[name] for name in listed]] = True
        start, before = perf_counter(), -1
        while before != (before := int(caught.sum())):
            held = np.bincount(asset, weights=shares * caught[owner], minlength=len(caught))
            caught |= held >= Threshold().needed_bp
        total += perf_counter() - start
        if set(np.flatnonzero(caught).tolist()) != ours.rounds.keys():
            raise ValueError("the cascade and the naive fixpoint differ")
    return total


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (fixpoint,)
