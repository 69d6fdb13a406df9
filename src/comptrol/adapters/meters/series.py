"""What do the readings of a chip come to, window by window?

Every window is worked out from the readings in it and shortly before it, and from nothing else:
so whoever reads again, from another moment on, finds the same events under the same names. A
window is told when it is over. Differences are of raw readings; a gap is left out and flagged; a
chip is its UUID and all its labels, so that nothing is ever added up over a change of chips.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from comptrol.adapters.meters.arriving import not_so_many
from comptrol.adapters.meters.fields import Field
from comptrol.adapters.meters.slurm_words import MARK
from comptrol.adapters.meters.telling import row_of, utc
from comptrol.domains.chips import Peaks
from comptrol.domains.metering import (
    Flag,
    Readings,
    Rejected,
    Sample,
    Seen,
    Step,
    UsageRow,
    empirical,
    one_of_each,
    rejected,
    steps_of,
    usual_interval_ms,
)
from comptrol.kernel.errors import UnreadableError

MARGIN_MS: Final = 600_000
"""So long before a window its first reading may be: exporters are read every few minutes."""
WINDOW_S: Final = 3600
WINDOWS_MAX: Final = 1_000_000
UUID: Final = "UUID"
MODEL: Final = "modelName"
PART: Final = "GPU_I_PROFILE"
"""With it a series is of a part of a GPU (MIG)."""
EXPORTERS: Final = ("instance", "Hostname")

Labels = tuple[tuple[str, str], ...]


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The readings of one field of one chip under one set of labels."""

    field: Field
    labels: Labels
    samples: tuple[Sample, ...]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beside the readings, and how they are told."""

    source: str | None = None
    """Where no label names the exporter."""
    order: str | None = None
    """The label that has the name of the order."""
    tenant: str | None = None
    """The label that has the account."""
    models: Mapping[str, str] = {}
    """Which model a ``modelName`` is."""
    peaks: Mapping[str, Peaks] = {}
    window_s: int = WINDOW_S


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Windows that begin at ``since_ms`` or later and are over by ``until_ms`` are told."""

    since_ms: int
    until_ms: int


def usage_of(
    series: Iterable[Series], span: Span, asked: Asked, refused: Iterable[Rejected] = ()
) -> Readings:
    """Return what series come to, each event once, beside what was rejected before."""
    rows, faults = list[tuple[str, UsageRow]](), list(refused)
    for one in series:
        try:
            rows += ((_place(one), row) for row in _rows(one, span, asked))
            faults += _contradictions(one)
        except UnreadableError as error:
            faults.append(rejected(_place(one), _shown(one.labels), str(error)))
        not_so_many(len(faults), _place(one))
    found = one_of_each(rows)
    return msgspec.structs.replace(found, rejected=(*faults, *found.rejected))


def _place(series: Series) -> str:
    return f"{series.field.name} of {dict(series.labels).get(UUID, 'no chip')[:60]}"


def _shown(labels: Labels) -> str:
    return ", ".join(f"{name}={value}" for name, value in labels)


def _contradictions(series: Series) -> Iterator[Rejected]:
    for at in steps_of(series.samples, MARGIN_MS).contradicted:
        reason = "two readings of one time say different things: neither is believed"
        yield rejected(f"{_place(series)} at {utc(at // 1000)}", _shown(series.labels), reason)


def _rows(series: Series, span: Span, asked: Asked) -> Iterator[UsageRow]:
    _check_chip(series)
    samples = sorted(series.samples)
    times = [it.at_ms for it in samples]
    window_ms = asked.window_s * 1000
    for begin in _windows(times, span, window_ms):
        near = samples[
            bisect_left(times, begin - MARGIN_MS) : bisect_right(times, begin + window_ms)
        ]
        row = _window(series, near, begin, asked)
        if row is not None:
            yield row


def _windows(times: list[int], span: Span, window_ms: int) -> Iterator[int]:
    """Yield the beginnings of the windows in which there is a reading, and that are over."""
    begins = sorted({(at - 1) // window_ms * window_ms for at in times})
    if len(begins) > WINDOWS_MAX:
        raise UnreadableError(f"more than {WINDOWS_MAX} windows: read a shorter time")
    yield from (it for it in begins if it >= span.since_ms and it + window_ms <= span.until_ms)


def _check_chip(series: Series) -> None:
    labels = dict(series.labels)
    if not labels.get(UUID):
        raise UnreadableError(
            "no label UUID: a chip that was replaced would look like one that began again"
        )
    if labels.get(PART):
        raise UnreadableError(
            f"a part of a GPU (MIG {labels[PART][:40]}): whole GPUs are counted, by the accounts"
        )


def _window(series: Series, near: list[Sample], begin: int, asked: Asked) -> UsageRow | None:
    """Return what happened in one window; nothing where it has no two readings."""
    interval = usual_interval_ms(near)
    if interval is None:
        return None
    end = begin + asked.window_s * 1000
    told = steps_of(near, -(-interval // 1000) * 1000)
    steps = [it for it in told.steps if begin < it.until_ms <= end]
    if not steps or steps[-1].until_ms // 1000 <= steps[0].since_ms // 1000:
        return None
    return _row(series, steps, asked, begin, tuple(_flags(near, told.gaps, steps, begin)))


def _flags(
    near: list[Sample], gaps: Iterable[tuple[int, int]], steps: list[Step], begin: int
) -> Iterator[Flag]:
    if near[0].at_ms > begin:
        yield Flag.BEGUN_BEFORE
    if any(it.reset for it in steps):
        yield Flag.RESET
    if any(until > begin for _, until in gaps):
        yield Flag.GAP


def _row(
    series: Series, steps: list[Step], asked: Asked, begin: int, flags: tuple[Flag, ...]
) -> UsageRow:
    field, labels = series.field, dict(series.labels)
    if not field.counts:
        flags = tuple(it for it in flags if it is not Flag.RESET)
    seconds = sum(it.until_ms // 1000 - it.since_ms // 1000 for it in steps)
    model = asked.models.get(labels.get(MODEL, ""))
    peaks = asked.peaks.get(model) if model is not None and field.works else None
    seen = (
        Seen(share=it.value, milliseconds=it.milliseconds, format=field.format) for it in steps
    )
    return row_of(
        {
            "source": _source(labels, asked),
            "event": _event(series, begin // 1000, asked.window_s),
            "tenant": labels.get(asked.tenant or "") or None,
            "order": (labels.get(asked.order or "") or "").removeprefix(MARK) or None,
            "model": model,
            "meter": field.meter,
            "chips": 1,
            "since": utc(steps[0].since_ms // 1000),
            "until": utc(steps[-1].until_ms // 1000),
            "chip_seconds": seconds,
            "flop": empirical(seen, peaks, seconds) if peaks is not None else None,
            "energy_mj": int(sum(it.difference for it in steps)) if field.counts else None,
            "flags": flags,
        }
    )


def _source(labels: Mapping[str, str], asked: Asked) -> str:
    if asked.source is not None:
        return asked.source
    named = next((labels[it] for it in EXPORTERS if labels.get(it)), None)
    if named is None:
        raise UnreadableError("no label names the exporter: name it with --source")
    return f"dcgm/{named}"


def _event(series: Series, begin: int, window_s: int) -> str:
    """Return the name of a window: field, chip, all labels, when, and how long."""
    digest = sha256(msgspec.json.encode(sorted(series.labels))).hexdigest()[:16]
    return f"{series.field.name}/{dict(series.labels)[UUID]}/{digest}/{begin}+{window_s}"
