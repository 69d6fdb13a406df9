"""How long requests took and how many were answered: in calm, and while things were broken."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from benches.measurement import percentile
from benches.trial.faults import Broken

AFTER_S: Final = 3.0
"""So long after everything is well again, what waited is still being answered."""
FAILED_FROM: Final = 500


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of one kind, in milliseconds from when each was due."""

    requests: int
    failed: int
    """Answered with a 5xx, or not at all, at the first try."""
    p50_ms: float
    p99_ms: float
    p999_ms: float
    longest_ms: float

    @property
    def available(self) -> float:
        """Return the share that was answered at the first try."""
        return 1 - self.failed / self.requests if self.requests else 1.0


Row = tuple[float, str, float, int]


def rows(folder: Path, run: str) -> Iterator[Row]:
    """Yield when each request was due, its kind, how long it took, and its first status."""
    for path in sorted(folder.glob(f"seen-{run}-*.csv")):
        with path.open() as file:
            for line in file:
                due, kind, took, first, _ = line.split(",")
                yield float(due), kind, float(took), int(first)


def divided(found: Sequence[Row], broken: Sequence[Broken]) -> dict[str, dict[str, Times]]:
    """Return the times of each kind of request, in calm and in faults."""
    spans = [(it.begun, max(it.taking, it.mended, it.final) + AFTER_S) for it in broken]
    kept: dict[str, dict[str, list[Row]]] = {
        "calm": defaultdict(list),
        "faults": defaultdict(list),
    }
    for row in found:
        # a request due shortly before a fault waits through it
        within = any(since - 1.0 <= row[0] <= until for since, until in spans)
        for kind in (row[1], "all"):
            kept["faults" if within else "calm"][kind].append(row)
    return {
        part: {kind: _times(each) for kind, each in sorted(kinds.items())}
        for part, kinds in kept.items()
    }


def _times(found: list[Row]) -> Times:
    took = [it[2] * 1e3 for it in found]
    return Times(
        requests=len(found),
        failed=sum(it[3] == 0 or it[3] >= FAILED_FROM for it in found),
        p50_ms=percentile(took, 0.5),
        p99_ms=percentile(took, 0.99),
        p999_ms=percentile(took, 0.999),
        longest_ms=max(took),
    )


def rate(found: Sequence[Row], since: float, until: float) -> float:
    """Return how many operations a second were over in a stretch."""
    over = sum(since <= it[0] + it[2] < until for it in found)
    return over / (until - since)
