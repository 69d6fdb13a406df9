"""What does a Prometheus have of the meters? Raw readings, by its HTTP API, never a rate of them.

``/api/v1/query`` with a range selector answers with samples as they were scraped. ``increase()``
guesses at the edges of its window: it was 15 % low where this was measured.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeVar
from urllib.parse import urlencode

import msgspec

from comptrol.adapters.list_fetching import check_address, content
from comptrol.adapters.meters.arriving import BODY_BYTES_MAX, not_so_many
from comptrol.adapters.meters.fields import Field
from comptrol.adapters.meters.series import (
    MARGIN_MS,
    Asked,
    Labels,
    Series,
    Span,
    usage_of,
)
from comptrol.adapters.meters.telling import utc
from comptrol.domains.metering import Readings, Rejected, Sample, rejected
from comptrol.kernel.errors import UnavailableError, UnreadableError

T = TypeVar("T")
AT_ONCE_MS: Final = 6 * 3600 * 1000
"""So much time is asked for at once: the answers stay small."""
QUESTIONS_MAX: Final = 2_000
TIMES_BELOW: Final = 10**10
"""Seconds since 1970: the year 2286."""
_NAME: Final = "__name__"
_Found = dict[tuple[str, Labels], set[Sample]]


class _Result(msgspec.Struct, frozen=True):
    metric: dict[str, str]
    values: list[tuple[Decimal, str]] = []
    histograms: msgspec.Raw | None = None


class _Matrix(msgspec.Struct, frozen=True, rename={"result_type": "resultType"}):
    result_type: str
    result: list[_Result] = []


class _Reply(msgspec.Struct, frozen=True):
    status: str
    data: _Matrix | None = None
    error: str = ""


class _Scalar(msgspec.Struct, frozen=True):
    result: tuple[Decimal, str]


class _Time(msgspec.Struct, frozen=True):
    data: _Scalar


def read_prometheus(
    address: str, fields: Sequence[Field], span: Span, asked: Asked, only: str = ""
) -> Readings:
    """Return the usage that a Prometheus at an address has of a time.

    ``only`` are more matchers, as they stand in a selector: ``job="dcgm"``.
    """
    found: _Found = {}
    refused = list[Rejected]()
    for field, begin, end in _questions(fields, span):
        query = f"{field.name}{{{only}}}[{end - begin}ms]"
        for result in _asked(address, query, end):
            _collect(found, field, result, refused)
    known = {it.name: it for it in fields}
    series = [
        Series(field=known[name], labels=labels, samples=tuple(samples))
        for (name, labels), samples in sorted(found.items(), key=lambda it: it[0])
    ]
    return usage_of(series, span, asked, dict.fromkeys(refused))


def _questions(fields: Sequence[Field], span: Span) -> Iterator[tuple[Field, int, int]]:
    start = span.since_ms - MARGIN_MS
    many = len(fields) * -(-(span.until_ms - start) // AT_ONCE_MS)
    if many > QUESTIONS_MAX:
        raise UnreadableError(f"{many} questions to ask: read a shorter time (--since, --until)")
    for field in fields:
        for begin in range(start, span.until_ms, AT_ONCE_MS):
            # One millisecond before, as a selector may leave out its beginning (Prometheus 3).
            yield field, begin - 1, min(begin + AT_ONCE_MS, span.until_ms)


def clock_ms(address: str) -> int:
    """Return what time it is at a Prometheus: by its clock its readings are stamped."""
    at = _decoded(address, _content(address, {"query": "time()"}), _Time).data.result[0]
    if not 0 <= at < TIMES_BELOW:
        raise UnavailableError(f"{address}: its clock shows {at}")
    return int(at * 1000)


def _asked(address: str, query: str, at_ms: int) -> list[_Result]:
    words = {"query": query, "time": f"{at_ms // 1000}.{at_ms % 1000:03}"}
    reply = _decoded(address, _content(address, words), _Reply)
    if reply.status != "success" or reply.data is None:
        raise UnavailableError(f"{address}: {reply.error[:300] or 'no answer to a query'}")
    if reply.data.result_type != "matrix":
        raise UnavailableError(f"{address} answers with a {reply.data.result_type[:40]}")
    return reply.data.result


def _content(address: str, words: dict[str, str]) -> bytes:
    where = f"{address.rstrip('/')}/api/v1/query?{urlencode(words)}"
    check_address(where, "a meter")
    try:
        return content(where, what="a meter", most=BODY_BYTES_MAX)
    except UnreadableError as error:
        raise UnreadableError(f"{error}; ask for fewer chips at once with --only") from error


def _decoded(address: str, raw: bytes, wanted: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=wanted)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnavailableError(
            f"{address} does not answer as a Prometheus does: {error}"
        ) from error


def _collect(found: _Found, field: Field, result: _Result, refused: list[Rejected]) -> None:
    labels: Labels = tuple(sorted((k, v) for k, v in result.metric.items() if k != _NAME))
    samples = found.setdefault((field.name, labels), set())
    for at, text in result.values:
        if not 0 <= at < TIMES_BELOW:
            raise UnavailableError(f"{field.name}: a reading at {at} is of no time")
        at_ms = int(at * 1000)
        try:
            samples.add(Sample(at_ms=at_ms, value=field.value(text)))
        except UnreadableError as error:
            place = f"{field.name} at {utc(at_ms // 1000)}"
            refused.append(rejected(place, dict(labels).get("UUID", ""), str(error)))
            not_so_many(len(refused), place)


def last_window(now_ms: int, window_s: int, late_ms: int) -> int:
    """Return until when windows are over, and their last readings in.

    >>> last_window(7_230_000, 3600, 60_000)
    3600000
    """
    return (now_ms - late_ms) // (window_s * 1000) * window_s * 1000
