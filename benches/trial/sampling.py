"""How much memory and how many open files a server has, once a second; and whether that grows."""

from collections.abc import Sequence
from contextlib import suppress
from math import sqrt
from pathlib import Path
from statistics import fmean
from threading import Event, Thread
from time import monotonic
from typing import Final, NamedTuple

from benches.trial.programs import Program

EVERY_S: Final = 1.0
JUDGED_FROM_S: Final = 300.0
"""A shorter stretch without a restart says nothing of what stays flat."""
BLOCK_S: Final = 15
"""Samples are taken together: one a second tells almost what the one before told."""
FLAT_MB_PER_HOUR: Final = 64.0
"""Flat, as it is meant here and was said beforehand: over the last half of the longest stretch
without a restart, the lower end of the 95 % interval of the slope is below this."""
FILES_MORE_MAX: Final = 16


class Sample(NamedTuple):
    """What a server had at one moment."""

    at: float
    pid: int
    rss_mb: float
    files: int


class Growth(NamedTuple):
    """A line through samples, with the interval of its slope; nothing where there are too few."""

    seconds: float
    mb_per_hour: float
    plus_minus: float
    rss_mb: float
    files_before: int
    files_after: int

    @property
    def judged(self) -> bool:
        """Tell whether the stretch was long enough."""
        return self.seconds >= JUDGED_FROM_S

    @property
    def flat(self) -> bool:
        """Tell whether memory is flat, as it was said beforehand."""
        return self.mb_per_hour - self.plus_minus < FLAT_MB_PER_HOUR

    @property
    def leaks_files(self) -> bool:
        """Tell whether more files stay open at the end than before: bursts of clients go."""
        return self.files_after > self.files_before + FILES_MORE_MAX


class Sampling:
    """A thread that samples the process of a server."""

    def __init__(self, server: Program) -> None:
        self._server, self.samples = server, list[Sample]()
        self._over = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            with suppress(OSError, StopIteration, AssertionError):
                self.samples.append(_sample(self._server.pid))

    def growth(self) -> Growth | None:
        """Return what the last half of the longest stretch of one process tells."""
        stretches: dict[int, list[Sample]] = {}
        for it in self.samples:
            stretches.setdefault(it.pid, []).append(it)
        longest = max(stretches.values(), key=len, default=[])
        half = longest[len(longest) // 2 :]
        if len(half) < 4 * BLOCK_S:
            return None
        blocks = [half[at : at + BLOCK_S] for at in range(0, len(half) - BLOCK_S + 1, BLOCK_S)]
        times = [fmean(it.at for it in block) for block in blocks]
        sizes = [fmean(it.rss_mb for it in block) for block in blocks]
        slope, error = _line(times, sizes)
        quarter = len(half) // 2
        return Growth(
            seconds=longest[-1].at - longest[0].at,
            mb_per_hour=slope * 3600,
            plus_minus=2.0 * error * 3600,
            rss_mb=sizes[-1],
            files_before=min(it.files for it in half[:quarter]),
            files_after=min(it.files for it in half[quarter:]),
        )


def _sample(pid: int) -> Sample:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    rss = next(int(it.split()[1]) for it in lines if it.startswith("VmRSS"))
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Sample(monotonic(), pid, rss / 1024, files)


def _line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the slope of the least-squares line, and the standard error of it."""
    x_mean, y_mean = fmean(xs), fmean(ys)
    spread = sum((x - x_mean) ** 2 for x in xs)
    slope = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / spread
    left = sum((y - y_mean - slope * (x - x_mean)) ** 2 for x, y in zip(xs, ys, strict=True))
    return slope, sqrt(left / max(1, len(xs) - 2) / spread)
