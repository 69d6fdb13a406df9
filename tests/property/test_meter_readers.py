"""However readings arrive, again, in any order, or from a counter that began anew: one usage."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comptrol.adapters.meters import slurm
from comptrol.adapters.meters.cloud_events import read_events
from comptrol.adapters.meters.columns import read_columns
from comptrol.adapters.meters.exposition import read_scrapes
from comptrol.adapters.meters.fields import FIELDS, fields_named
from comptrol.adapters.meters.series import Asked, Series, Span, usage_of
from comptrol.domains.metering import Flag, Readings, Sample, UsageRow
from comptrol.kernel.errors import UnreadableError

EVERY_MS = 15_000
WINDOW_S = 300
BEGUN_MS = 1_764_590_400_000
LABELS = (("UUID", "GPU-1"), ("instance", "n1:9400"))
ENERGY = FIELDS["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION"]


def usage(samples: list[Sample], since_ms: int = 0) -> tuple[UsageRow, ...]:
    last = max((it.at_ms for it in samples), default=0)
    series = Series(field=ENERGY, labels=LABELS, samples=tuple(samples))
    found = usage_of([series], Span(since_ms=since_ms, until_ms=last), Asked(window_s=WINDOW_S))
    assert found.rejected == ()
    return found.rows


grown = st.lists(st.integers(0, 10**7), min_size=45, max_size=120)


def stream(steps: list[int], first: int = 0, resets: frozenset[int] = frozenset()) -> list[Sample]:
    """Return a counter that grows by steps, and that begins again at nothing just before some."""
    at, value, found = BEGUN_MS, first, [Sample(at_ms=BEGUN_MS, value=Fraction(first))]
    for number, step in enumerate(steps):
        value = step if number in resets and step < value else value + step
        at += EVERY_MS
        found.append(Sample(at_ms=at, value=Fraction(value)))
    return found


@given(grown, st.data())
@settings(max_examples=25, deadline=None)
def test_readings_that_come_again_and_in_any_order_are_the_same_usage(
    steps: list[int], data: st.DataObject
):
    clean = stream(steps)
    again = data.draw(st.lists(st.sampled_from(clean), max_size=40))
    shuffled = data.draw(st.permutations([*clean, *again]))
    assert usage(list(shuffled)) == usage(clean)


@given(grown, st.integers(1, 10**12), st.data())
@settings(max_examples=25, deadline=None)
def test_a_counter_that_begins_again_counts_the_same_and_is_flagged(
    steps: list[int], first: int, data: st.DataObject
):
    at = data.draw(st.frozensets(st.integers(1, len(steps) - 1), max_size=4))
    clean, reset = usage(stream(steps, first)), usage(stream(steps, first, at))
    assert [(it.event, it.chip_seconds, it.energy_mj) for it in reset] == [
        (it.event, it.chip_seconds, it.energy_mj) for it in clean
    ]
    assert not any(Flag.RESET in it.flags for it in clean)


@given(grown)
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_and_nothing_counted_twice_between_windows(steps: list[int]):
    rows, known = usage(stream(steps)), [0, *accumulate(steps)]
    told = sum(it.energy_mj or 0 for it in rows)
    until = int(rows[-1].until.timestamp() * 1000)
    assert told == known[(until - BEGUN_MS) // EVERY_MS]
    assert sum(it.chip_seconds for it in rows) == (until - BEGUN_MS) // 1000


@given(grown, st.integers(0, 110), st.integers(0, 30))
@settings(max_examples=25, deadline=None)
def test_whoever_reads_from_another_moment_on_finds_the_same_events(
    steps: list[int], cut: int, gone: int
):
    """An event has the same content whenever its time is read: else it were a conflict."""
    clean = stream(steps)
    holed = [it for n, it in enumerate(clean) if not cut <= n < cut + gone]
    all_of_it = {it.event: it for it in usage(holed)}
    window_ms = WINDOW_S * 1000
    for since in range(BEGUN_MS, clean[-1].at_ms, window_ms):
        near = [it for it in holed if it.at_ms >= since - 600_000]
        for row in usage(near, since):
            assert all_of_it[row.event] == row


WHOLE = {
    "slurm": b"JobID|Start|End|State|AllocTRES|Cluster\n"
    b"1|1764590400|1764590460|COMPLETED|gres/gpu=1|c1\n",
    "csv": b"source,event,chips,since,until\n"
    b"b,e,8,2026-11-01T00:00:00Z,2026-11-01T03:00:00+01:30\n",
    "dcgm": b'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{UUID="G",Hostname="n"} 1 1764590400000\n',
    "cloudevents": b'{"specversion":"1.0","id":"e","source":"b","type":"comptrol.usage.1","data":'
    b'{"chips":8,"since":"2026-11-01T00:00:00Z","until":"2026-11-01T01:00:00Z"}}\n',
}
READERS: dict[str, Callable[[Path], Readings]] = {
    "slurm": lambda path: slurm.read_accounts(path, slurm.Asked()),
    "csv": read_columns,
    "dcgm": lambda path: read_scrapes(path, fields_named(()), Asked()),
    "cloudevents": read_events,
}
spoilt = st.tuples(st.integers(0, 200), st.integers(0, 12), st.binary(max_size=12))


def taken(form: str, raw: bytes) -> Readings | None:
    """Return what a reader makes of bytes: readings or an error that says what to mend."""
    with tempfile.NamedTemporaryFile() as file, suppress(UnreadableError):
        file.write(raw)
        file.flush()
        return READERS[form](Path(file.name))
    return None


@pytest.mark.parametrize("form", READERS)
@given(st.lists(spoilt, max_size=4))
@example([(58, 25, b"9999-12-31T23:59:59-23:59")])
@example([(37, 20, b"0001-01-01T00:00:00+23:59")])
@settings(max_examples=25, deadline=None)
def test_whatever_a_file_has_in_it_no_reader_breaks(form: str, cuts: list[tuple[int, int, bytes]]):
    raw = WHOLE[form] * 2
    for at, many, new in cuts:
        raw = raw[:at] + new + raw[at + many :]
    found = taken(form, raw)
    assert found is None or all(it.reason and it.place for it in found.rejected)


@pytest.mark.parametrize(
    ("form", "rows"), [("slurm", 1), ("csv", 1), ("dcgm", 0), ("cloudevents", 1)]
)
def test_what_is_whole_is_read_whole(form: str, rows: int):
    found = taken(form, WHOLE[form])
    assert found is not None
    assert (len(found.rows), found.rejected) == (rows, ())
