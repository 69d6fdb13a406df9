"""How does a CloudEvent become a row of usage? Its source and id are the event's name for ever.

CloudEvents 1.0, in JSON: one event, a batch, or one to a line of a file; over HTTP also in binary
mode, attributes in headers and the body its data. What stands in ``data`` are the fields of usage
by their names in the lake; an unknown one is refused, as it may have been meant.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from comptrol.adapters.meters.arriving import lines, not_so_many, whole
from comptrol.adapters.meters.telling import row_of
from comptrol.domains.metering import (
    Flag,
    Meter,
    Readings,
    Rejected,
    UsageRow,
    one_of_each,
    rejected,
)
from comptrol.kernel.errors import EnvelopeError, UnreadableError
from comptrol.kernel.quantity import Flop
from comptrol.kernel.signature import check_names

TYPE: Final = "comptrol.usage.1"
STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
JSON: Final = "application/json"
VERSION: Final = "1.0"
EVENTS_MAX: Final = 10_000
EVENT_BYTES_MAX: Final = 64 * 1024
T = TypeVar("T")
_NOTHING: Final = msgspec.Raw()
_Moment = Annotated[datetime, Meta(tz=True)]


class _Usage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in ``data``; bounds are those of a row."""

    version: int | None = None
    provider: str | None = None
    tenant: str | None = None
    order: str | None = None
    model: str | None = None
    meter: Meter | None = None
    chips: int
    since: _Moment
    until: _Moment
    chip_seconds: int | None = None
    flop: Flop | None = None
    energy_mj: int | None = None
    flags: tuple[Flag, ...] | None = None


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    """The attributes that are read; extensions are let pass, as CloudEvents wants it."""

    specversion: str | None = None
    id: str | None = None
    source: str | None = None
    type: str | None = None
    datacontenttype: str | None = None
    data: msgspec.Raw = _NOTHING
    data_base64: msgspec.Raw = _NOTHING


def read_events(path: Path) -> Readings:
    """Return the usage in a file of events: one, a batch, or one to a line."""
    raw = _first(path)
    if raw == b"[" or not _is_lines(path):
        return collected(told_in(whole(path), BATCH if raw == b"[" else STRUCTURED))
    return collected(_by_line(path))


def _first(path: Path) -> bytes:
    return next((it.text.strip()[:1].encode() for it in lines(path) if it.text.strip()), b"")


def _is_lines(path: Path) -> bool:
    """Tell whether the first line is an event of its own."""
    first = next((it.text for it in lines(path) if it.text.strip()), "")
    return first.rstrip().endswith("}") and first.lstrip().startswith("{")


def _by_line(path: Path) -> Iterator[tuple[str, UsageRow] | Rejected]:
    for line in lines(path):
        if line.fault is not None:
            yield rejected(line.place, line.text, line.fault)
        elif line.text.strip():
            yield _told(line.place, line.text.encode())


def collected(told: Iterable[tuple[str, UsageRow] | Rejected]) -> Readings:
    """Return what was told, each event once."""
    rows, refused = list[tuple[str, UsageRow]](), list[Rejected]()
    for it in told:
        if isinstance(it, Rejected):
            refused.append(it)
            not_so_many(len(refused), it.place)
        else:
            rows.append(it)
    found = one_of_each(rows)
    return msgspec.structs.replace(found, rejected=(*refused, *found.rejected))


def told_in(
    body: bytes, media_type: str, headers: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, UsageRow] | Rejected]:
    """Return what each event of a body says, in order; UnreadableError where it is no such body.

    ``media_type`` is without parameters; ``headers`` are those of the request, for binary mode.
    """
    if media_type == BATCH:
        return [
            _told(f"event {number}", bytes(it)) for number, it in enumerate(_batch(body), start=1)
        ]
    if media_type == STRUCTURED:
        return [_told("event 1", body)]
    if media_type == JSON:
        return [_binary(body, headers)]
    raise UnreadableError(f"{media_type[:80]!r}: expected {STRUCTURED}, {BATCH} or {JSON}")


def _batch(body: bytes) -> list[msgspec.Raw]:
    try:
        found = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"the batch is no JSON array of events: {error}") from error
    if len(found) > EVENTS_MAX:
        raise UnreadableError(f"{len(found)} events; a batch has {EVENTS_MAX} at most: split it")
    return found


def _told(place: str, raw: bytes) -> tuple[str, UsageRow] | Rejected:
    try:
        return place, _row(_event(raw))
    except UnreadableError as error:
        return rejected(place, raw[:400].decode(errors="replace"), str(error))


def _event(raw: bytes) -> _Event:
    if len(raw) > EVENT_BYTES_MAX:
        raise UnreadableError(f"more than {EVENT_BYTES_MAX} bytes: one event has a few hundred")
    return _decoded(raw, _Event, "no CloudEvent in JSON")


def _decoded(raw: bytes, wanted: type[T], what: str) -> T:
    """Decode JSON in which no name stands twice."""
    try:
        found = msgspec.json.decode(raw, type=wanted)
        check_names(raw)
    except EnvelopeError as error:
        told = str(error).removeprefix("the payload cannot be read: ")
        raise UnreadableError(f"{what}: {told}") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"{what}: {error}") from error
    return found


def _binary(body: bytes, headers: Iterable[tuple[str, str]]) -> tuple[str, UsageRow] | Rejected:
    """Read an event in binary mode: values of headers are percent-encoded."""
    found = dict[str, str]()
    try:
        for name, value in headers:
            if not name.lower().startswith("ce-"):
                continue
            named = name.lower().removeprefix("ce-")
            if named in found:
                raise UnreadableError(f"header ce-{named} stands twice")  # noqa: TRY301
            found[named] = unquote(value, errors="strict")
        if not found:
            raise UnreadableError(  # noqa: TRY301
                f"neither {STRUCTURED} nor headers ce-id, ce-source, ce-type, ce-specversion"
            )
        event = _Event(
            specversion=found.get("specversion"),
            id=found.get("id"),
            source=found.get("source"),
            type=found.get("type"),
            data=msgspec.Raw(body),
        )
        return "event 1", _row(event)
    except (UnreadableError, UnicodeDecodeError) as error:
        return rejected("event 1", body[:400].decode(errors="replace"), str(error))


def _row(event: _Event) -> UsageRow:
    for name in ("specversion", "id", "source", "type"):
        if not getattr(event, name):
            raise UnreadableError(f"{name}: is missing, and every CloudEvent has one")
    if event.specversion != VERSION:
        raise UnreadableError(f"specversion: expected {VERSION}, not {event.specversion!r}")
    if event.type != TYPE:
        raise UnreadableError(f"type: expected {TYPE}, not {str(event.type)[:80]!r}")
    if event.datacontenttype not in (None, JSON):
        raise UnreadableError(f"datacontenttype: expected {JSON}")
    if not bytes(event.data) or bytes(event.data_base64):
        raise UnreadableError("data: expected the usage as a JSON object, and no data_base64")
    usage = _decoded(bytes(event.data), _Usage, "data")
    fields = msgspec.structs.asdict(usage)
    return row_of({**fields, "source": event.source, "event": event.id})
