"""How does an exporter write its readings as text? Prometheus text format 0.0.4, line by line.

One scrape has no times. ``kept`` scrapes do, in milliseconds at the end of each line, which is
the format's own way to write them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.meters.arriving import Line, lines, not_so_many
from comptrol.adapters.meters.fields import Field
from comptrol.adapters.meters.series import Asked, Labels, Series, Span, usage_of
from comptrol.domains.metering import Readings, Rejected, Sample, rejected
from comptrol.kernel.errors import UnreadableError

_LINE: Final = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(?P<labels>.*)\})?\s+(?P<value>[^\s{}]+)"
    r"(?:\s+(?P<time>-?[0-9]{1,16}))?\s*"
)
_LABEL: Final = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)')
_ESCAPES: Final = {"n": "\n", "\\": "\\", '"': '"'}
_MILLISECONDS_BELOW: Final = 10**13
_SECONDS_BELOW: Final = 10**11
"""A time below it, in milliseconds, is before 1973: it was meant in seconds."""
LABELS_MAX: Final = 64


class Reading(NamedTuple):
    """One line: which field, of which chip, when, and what it says as it stands there."""

    field: str
    labels: Labels
    value: str
    at_ms: int | None


def read_scrapes(path: Path, fields: Sequence[Field], asked: Asked) -> Readings:
    """Return the usage in a file of kept scrapes."""
    known = {it.name: it for it in fields}
    found: dict[tuple[str, Labels], list[Sample]] = {}
    refused, last = list[Rejected](), 0
    for line in lines(path):
        try:
            reading = _timed(line, known)
            if reading is None:
                continue
            assert reading.at_ms is not None, "a kept reading has its time"
            last = max(last, reading.at_ms)
            value = known[reading.field].value(reading.value)
        except UnreadableError as error:
            refused.append(rejected(line.place, line.text, str(error)))
            not_so_many(len(refused), f"{path}, {line.place}")
            continue
        sample = Sample(at_ms=reading.at_ms, value=value)
        found.setdefault((reading.field, reading.labels), []).append(sample)
    series = [
        Series(field=known[name], labels=labels, samples=tuple(samples))
        for (name, labels), samples in sorted(found.items())
    ]
    return usage_of(series, Span(since_ms=0, until_ms=last), asked, refused)


def _timed(line: Line, known: Iterable[str]) -> Reading | None:
    """Return the reading of one line; nothing where it is of no meter."""
    if line.fault is not None:
        raise UnreadableError(line.fault)
    reading = reading_in(line.text)
    if reading is None or reading.field not in known:
        return None
    if reading.at_ms is None:
        raise UnreadableError(
            "no time at the end: one scrape tells no usage; keep scrapes with --kept"
        )
    if reading.at_ms >= _MILLISECONDS_BELOW:
        raise UnreadableError(f"the time {reading.at_ms} is not in milliseconds since 1970")
    if reading.at_ms < _SECONDS_BELOW:
        raise UnreadableError(f"the time {reading.at_ms} is in seconds: expected milliseconds")
    return reading


def reading_in(text: str) -> Reading | None:
    """Return the reading of a line; nothing for a comment and an empty line.

    >>> reading_in('up{job="a"} 1 1764403200000')
    Reading(field='up', labels=(('job', 'a'),), value='1', at_ms=1764403200000)
    """
    if not text.strip() or text.lstrip().startswith("#"):
        return None
    read = _LINE.fullmatch(text)
    if read is None:
        raise UnreadableError("no line of the Prometheus text format: half a line?")
    at = int(read["time"]) if read["time"] else None
    return Reading(read["name"], tuple(sorted(_labels(read["labels"] or ""))), read["value"], at)


def _labels(text: str) -> Iterator[tuple[str, str]]:
    at, seen = 0, set[str]()
    while at < len(text):
        read = _LABEL.match(text, at)
        if read is None or len(seen) >= LABELS_MAX:
            raise UnreadableError(f"its labels cannot be read: {text[at : at + 40]!r}")
        if read[1] in seen:
            raise UnreadableError(f"label {read[1]} stands twice")
        seen.add(read[1])
        at = read.end()
        yield read[1], re.sub(r"\\(.)", lambda it: _ESCAPES.get(it[1], it[0]), read[2])
