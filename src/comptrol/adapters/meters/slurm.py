"""What does ``sacct -P`` say was used? Runs of jobs, cut at midnight, with the order of each.

A run that goes on is told for the days that are over: so the parts of a run are the same whenever
the accounts are read, and have the same names. Steps are within their job's allocation.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from comptrol.adapters.meters.arriving import Line, lines, not_so_many
from comptrol.adapters.meters.slurm_lines import ASKED, Header, cells_of, header_of
from comptrol.adapters.meters.slurm_words import (
    ENDED,
    UNTYPED,
    Allocation,
    allocation_of,
    is_whole,
)
from comptrol.adapters.meters.telling import row_of, utc
from comptrol.domains.metering import (
    Flag,
    Readings,
    Rejected,
    UsageRow,
    one_of_each,
    rejected,
)
from comptrol.kernel.errors import UnreadableError

DAY_S: Final = 86_400
YEARS_S: Final = 10 * 366 * DAY_S
"""A run of more than ten years is a clock that was wrong."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a cluster beside its accounts."""

    source: str | None = None
    """Where the accounts do not name the cluster."""
    zone: ZoneInfo | None = None
    """Of times that are written without one."""
    models: Mapping[str, str] = {}
    """Which model a type of GPU is."""


class _Run(NamedTuple):
    place: str
    text: str
    source: str
    run: Allocation
    seen_at: int


class _Tally:
    """What was read and is not told, and what could not be read."""

    def __init__(self) -> None:
        self.rejected = list[Rejected]()
        self.steps = self.waiting = self.without = self.open = self.nameless = 0

    def reject(self, place: str, text: str, reason: str) -> None:
        self.rejected.append(rejected(place, text, reason))
        not_so_many(len(self.rejected), place)

    def notes(self) -> Iterator[str]:
        """Yield what was not counted, and why."""
        if self.steps:
            yield f"{self.steps} steps are within their jobs, and not counted beside them"
        if self.waiting:
            yield f"{self.waiting} runs have not begun"
        if self.without:
            yield f"{self.without} runs had no GPU"
        if self.open:
            yield f"{self.open} runs go on: they are told for the days that are over"
        if self.nameless:
            yield (
                f"{self.nameless} runs go on under no order that the accounts name yet: "
                "they are told when they are over"
            )


def read_accounts(path: Path, asked: Asked) -> Readings:
    """Return the usage in a file that ``sacct -P`` wrote."""
    tally = _Tally()
    runs = list(_runs(path, asked, tally))
    seen_at = max((it.seen_at for it in runs), default=0)
    rows = list[tuple[str, UsageRow]]()
    for it in runs:
        try:
            rows += ((it.place, row) for row in _parts(it, seen_at, asked, tally))
        except UnreadableError as error:
            tally.reject(it.place, it.text, str(error))
    found = one_of_each(rows)
    return msgspec.structs.replace(
        found,
        rejected=(*tally.rejected, *found.rejected),
        notes=(*tally.notes(), *found.notes),
    )


def _runs(path: Path, asked: Asked, tally: _Tally) -> Iterator[_Run]:
    header: Header | None = None
    for line in lines(path):
        if not line.text.strip() and line.fault is None:
            continue
        if header is None:
            header = header_of(path, line)
            continue
        if line.text == header.separator.join(header.columns):
            continue
        try:
            run = _run(line, header, asked, tally)
        except UnreadableError as error:
            tally.reject(line.place, line.text, str(error))
            continue
        if run is not None:
            yield run
    if header is None:
        raise UnreadableError(f"{path}: empty; write it with: {ASKED}")


def _run(line: Line, header: Header, asked: Asked, tally: _Tally) -> _Run | None:
    cells = cells_of(line, header)
    if "." in cells["jobid"]:
        tally.steps += 1
        return None
    run = allocation_of(cells, asked.zone)
    if run.start is None:
        tally.waiting += 1
        return None
    if not run.gpus:
        tally.without += 1
        return None
    return _Run(line.place, line.text, _source(cells, asked), run, _seen_at(run, cells))


def _source(cells: Mapping[str, str], asked: Asked) -> str:
    cluster = cells.get("cluster", "")
    if cluster:
        return f"slurm/{cluster}"
    if asked.source is None:
        raise UnreadableError("no column Cluster: add it, or name the cluster with --source")
    return asked.source


def _seen_at(run: Allocation, cells: Mapping[str, str]) -> int:
    """Return a moment at which the accounts were certainly not read yet."""
    assert run.start is not None, "it has begun"
    elapsed = cells.get("elapsedraw", "")
    passed = int(elapsed) if is_whole(elapsed) else 0
    return run.end or run.start + min(passed, YEARS_S)


def _parts(it: _Run, seen_at: int, asked: Asked, tally: _Tally) -> Iterator[UsageRow]:
    """Yield what a run used, day by day (UTC): of one that goes on, the days that are over."""
    run, start = it.run, it.run.start
    assert start is not None, "it has begun"
    if run.end is None and run.state in ENDED:
        raise UnreadableError(
            f"{run.state} without an end: look for it with sacctmgr show runawayjobs"
        )
    if run.end is not None and run.end < start:
        raise UnreadableError(
            f"it ends {start - run.end} s before it begins: a clock was set back; "
            "correct it in the accounts"
        )
    last = (seen_at - 1) // DAY_S * DAY_S if run.end is None else run.end
    if last - start > YEARS_S:
        raise UnreadableError(
            f"it began at {start}, more than ten years before: a clock was wrong"
        )
    if run.end is None and run.order is None:  # slurmdbd hears of a second run's at its end
        tally.nameless += 1
        return
    tally.open += run.end is None
    for since, until in _days(start, last):
        yield from _kinds(it, since, until, asked, goes_on=run.end is None or until < last)


def _days(start: int, last: int) -> Iterator[tuple[int, int]]:
    while start < last:
        end = min(last, (start // DAY_S + 1) * DAY_S)
        yield start, end
        start = end


def _kinds(it: _Run, since: int, until: int, asked: Asked, *, goes_on: bool) -> Iterator[UsageRow]:
    """Yield one row for each type of GPU that a run has."""
    run = it.run
    name = f"{run.shown}/{run.start}/{utc(since).date()}"
    for kind, many in sorted(run.gpus.items()):
        apart = f"/{kind or 'gpu'}" if len(run.gpus) > 1 else ""
        yield row_of(
            {
                "source": it.source,
                "event": name + apart,
                "tenant": run.account or None,
                "order": run.order,
                "model": asked.models.get(kind or UNTYPED),
                "meter": "allocation",
                "chips": many,
                "since": utc(since),
                "until": utc(until),
                "flags": (Flag.GOES_ON,) if goes_on else (),
            }
        )
