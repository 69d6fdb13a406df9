"""How long does a watch take over a whole log, and over what is new?

``COMPTROL_WATCH_STATEMENTS`` says how many there are; a million where it says nothing. The log of
ten million takes hours to make, and some 15 GB: ``COMPTROL_WATCH_FOLDER`` keeps it for the next.
"""

import os
import shutil
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benches.measurement import Measurement
from benches.structuring import BUNCH, HOW, RATE, TIME
from benches.watch_world import (
    DAYS,
    FIRST,
    Folding,
    Stream,
    moment,
    ordinary,
    ruling,
    ruling_in,
)
from benches.workload import platform
from comptrol.bootstrap import AUTHORITY, Platform, open_platform
from comptrol.domains.registry import PolicyAdopted
from comptrol.domains.structuring import Evidence, PolicyId, PolicySet, Weight
from comptrol.flow.watching import Done
from comptrol.kernel.finding import Receipt

NEW: Final = 10_000
MILLION: Final = 1_000_000


class Moving:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


def watch() -> Iterator[Measurement]:
    """Measure a watch over a whole log of ordinary activity, and over ten thousand more."""
    wanted = int(os.environ.get("COMPTROL_WATCH_STATEMENTS", MILLION))  # noqa: TID251
    clock = Moving(moment(0, 0))
    with _made(wanted, clock) as (opened, stream, folding):
        size = opened.store.size()
        told = f"s, {size} statements"
        whole, took = _watched(opened)
        name = "cases.watch_10m_s" if wanted == 10 * MILLION else "cases.watch_1m_s"
        target = "<= 300" if wanted == 10 * MILLION else None
        yield Measurement(name=name, value=took, unit=f"{told}, the whole log", target=target)
        _tell("whole", whole)
        yield from _increments(opened, clock, stream, folding, told)


@contextmanager
def _made(wanted: int, clock: Moving) -> Generator[tuple[Platform, Stream, Folding]]:
    """Lend a log of so many statements; one that was kept from an earlier run is copied."""
    named = os.environ.get("COMPTROL_WATCH_FOLDER")  # noqa: TID251
    kept = Path(named) if named else None
    if kept is None or not kept.exists():
        with platform(clock=clock) as opened:
            stream, folding = Stream(wanted, ruling(opened)), Folding(opened)
            _policies(opened)
            _fill(stream, folding)
            clock.at = moment(DAYS, 1)
            if kept is None:
                yield opened, stream, folding
                return
            assert opened.kept is not None  # noqa: S101
            data = opened.kept
            opened.store.close()
            shutil.move(data, kept)
    clock.at = moment(DAYS, 1)
    with TemporaryDirectory(dir=kept.parent) as folder:
        shutil.copytree(kept, Path(folder) / "data")
        with closing(open_platform(Path(folder) / "data", clock=clock)) as opened:
            yield opened, Stream(wanted, ruling_in(opened)), Folding(opened)


def _fill(stream: Stream, folding: Folding) -> None:
    begun = perf_counter()
    for number, folded in enumerate(ordinary(stream, folding)):
        if number % 20 == 0:
            rate = folded / (perf_counter() - begun)
            print(f"day {number}: {folded} statements, {rate:.0f} a second", file=sys.stderr)


def _increments(
    opened: Platform, clock: Moving, stream: Stream, folding: Folding, told: str
) -> Iterator[Measurement]:
    """Measure ten thousand more: on the same day, on the next, and in a new week."""
    said = chain.from_iterable(stream.day(number) for number in range(DAYS, DAYS + 400))
    monday = next(it for it in range(DAYS, DAYS + 7) if moment(it, 0).weekday() == 0)
    same, following, week = monday + 1, monday + 2, monday + 7
    for name, day in (("", same), ("_day", following), ("_week", week)):
        if not name:
            clock.at = moment(same, 1)
            _watched(opened)
        folding.fold(islice(said, NEW), moment(day, 2))
        clock.at = moment(day, 3)
        done, took = _watched(opened)
        _tell(name or "same day", done)
        when = {"": "the same day", "_day": "a new day", "_week": "a new week"}[name]
        yield Measurement(
            name=f"cases.watch_increment{name}_s",
            value=took,
            unit=f"{told}, then {NEW} more, {when}",
            target="<= 2" if name != "_week" else None,
        )


def _watched(opened: Platform) -> tuple[Done, float]:
    begun = perf_counter()
    done = opened.watching().run(opened.today(), _progress)
    return done, perf_counter() - begun


def _progress(done: int, total: int, name: str) -> None:
    print(f"look {done + 1} of {total}: {name}, {perf_counter():.1f}", file=sys.stderr)


def _tell(what: str, done: Done) -> None:
    kinds: dict[str, int] = {}
    for alarm in done.alarms:
        kinds[alarm.detector] = kinds.get(alarm.detector, 0) + 1
    looks = ", ".join(f"{it.name} {it.looks}" for it in done.ran)
    print(f"{what}: read {done.read}; looks: {looks}; alarms: {kinds}", file=sys.stderr)


def _policies(opened: Platform) -> None:
    """Set what is looked for: all detectors of splitting, and the registry's."""
    said = (
        PolicySet(
            policy=PolicyId("bench"),
            since=FIRST,
            source="a bench",
            by="the bench",
            limits=(RATE, TIME),
            weights=tuple(Weight(by=it, weight=2) for it in Evidence),
            bound_at=2,
            owner_share_bp=2500,
            members_min=2,
            reach_days=35,
            bunching=BUNCH,
            hand_over=HOW,
            horizon_days=365,
        ),
        PolicyAdopted(
            policy="bench",
            countersign_days=14,
            transit_days_max=30,
            notice_days=14,
            silence_days=90,
            silent_share_max=Decimal("0.02"),
            small_holder_tpp=Decimal(126_656),
            speed_km_per_hour=Decimal(900),
            failures_per_year_max=Decimal("0.09"),
            source="a bench",
        ),
    )
    answers = opened.speaker(AUTHORITY).say_all(said)
    assert all(isinstance(it, Receipt) for it in answers), answers  # noqa: S101


BENCHES = (watch,)
