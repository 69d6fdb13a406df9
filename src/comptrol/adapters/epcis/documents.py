"""Reads a document of EPCIS 2.0 in JSON: an EPCISDocument, or one event with its context.

A file is read whole, so it is bounded: its bytes, its events, and how deep a value may be. A key
that stands twice is refused, as another reader may have taken the other one; and so is a context
that would give a word of the standard another meaning.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from comptrol.adapters.epcis.words import CONTEXT, CONTEXTS, EVENTS, NAMESPACE, RESERVED
from comptrol.kernel.errors import UnreadableError

BYTES_MAX: Final = 32 * 1024 * 1024
"""What is held in memory takes some eight times as much."""
EVENTS_MAX: Final = 50_000
DEPTH_MAX: Final = 32

_VERSION: Final = re.compile(r"2\.0(?:\.[0-9]+)?")
_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_SPACE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.*[:/#?]")


class Document(NamedTuple):
    """Events in their order, not yet looked into, and how to read them."""

    shell: Mapping[str, Any]
    """The document without its events."""
    events: list[Any]
    prefix: str
    """What fields of ours begin with."""


def read_document(path: Path) -> Document:
    """Return the events of a file."""
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableError(f"{path}: more than {BYTES_MAX} bytes: split it into several")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    try:
        return document_in(raw)
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def document_in(raw: bytes) -> Document:
    """Return the events in some bytes of JSON."""
    found = _decoded(raw)
    if not isinstance(found, dict):
        raise UnreadableError("expected an object: an EPCISDocument, or one event")
    check_depth({key: value for key, value in found.items() if key != "epcisBody"})
    prefix = _prefix(found.get("@context"))
    if isinstance(type_ := found.get("type"), str) and type_ in EVENTS:
        shell = {
            "@context": found["@context"],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": found.get("recordTime", found.get("eventTime")),
        }
        bare = {key: value for key, value in found.items() if key != "@context"}
        return Document(_shell(shell), [bare], prefix)
    events = _events(found)
    return Document(_shell(found), events, prefix)


def _decoded(raw: bytes) -> Any:  # noqa: ANN401
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise UnreadableError(f"values nested deeper than {DEPTH_MAX}") from error
    except ValueError as error:
        raise UnreadableError(f"not JSON: {str(error)[:200]}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UnreadableError(f"the key {twice[:60]!r} stands twice in one object")
    return found


def _no_number(word: str) -> NoReturn:
    raise UnreadableError(f"{word} is no number of JSON")


def _events(found: Mapping[str, Any]) -> list[Any]:
    if found.get("type") != "EPCISDocument":
        raise UnreadableError(f"type {_shown(found.get('type'))}: expected EPCISDocument")
    if not isinstance(version := found.get("schemaVersion"), str) or not _VERSION.fullmatch(
        version
    ):
        raise UnreadableError(f"schemaVersion {_shown(version)}: expected 2.0")
    body = found.get("epcisBody")
    events = body.get("eventList") if isinstance(body, dict) else None
    if not isinstance(events, list):
        raise UnreadableError("epcisBody.eventList: expected a list of events")
    if len(events) > EVENTS_MAX:
        raise UnreadableError(f"{len(events)} events; a file has at most {EVENTS_MAX}: split it")
    return events


def _shell(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**found, "epcisBody": {"eventList": []}}


def _prefix(context: object) -> str:
    """Return what our fields begin with. A context is that of the standard, and prefixes."""
    parts = context if isinstance(context, list) else [context]
    if not any(isinstance(part, str) and CONTEXTS.fullmatch(part) for part in parts):
        raise UnreadableError(f"@context {_shown(context)}: expected {CONTEXT} among it")
    declared = dict(chain.from_iterable(map(_declared, parts)))
    ours = (f"{name}:" for name, space in declared.items() if space == NAMESPACE)
    return next(ours, NAMESPACE)


def _declared(part: object) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a part of a context declares, and nothing that could be a word."""
    if isinstance(part, str):
        if not CONTEXTS.fullmatch(part):
            raise UnreadableError(f"@context {_shown(part)}: no other context is read")
        return
    if not isinstance(part, dict):
        raise UnreadableError(f"@context {_shown(part)}: expected a URI, or prefixes")
    for name, space in part.items():
        if name in RESERVED or not _PREFIX.fullmatch(name):
            raise UnreadableError(f"@context {_shown(name)}: it is no prefix of one's own")
        if not isinstance(space, str) or not _SPACE.fullmatch(space):
            raise UnreadableError(f"@context {name} {_shown(space)}: expected a URI")
        yield name, space


def check_depth(event: object) -> None:
    """Refuse a value that is nested too deep, without going into it that deep."""
    level = [event]
    for _ in range(DEPTH_MAX):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise UnreadableError(f"values nested deeper than {DEPTH_MAX}")


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _shown(value: object) -> str:
    return repr(value)[:120]
