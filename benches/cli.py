"""What it costs to call the command line."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benches.measurement import Measurement

RUNS = 15


def help_text() -> Iterator[Measurement]:
    """Measure ``comptrol --help`` as a whole process."""
    command = str(Path(sys.executable).parent / "comptrol")
    yield Measurement(
        name="cli.help_s",
        value=_median_s([command, "--help"]),
        unit="s",
        target="<= 0.3",
        limit_name="python that imports click",
        limit=_median_s([sys.executable, "-c", "import click"]),
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (help_text,)


def _median_s(command: list[str]) -> float:
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        times.append(perf_counter() - start)
    return median(times)
