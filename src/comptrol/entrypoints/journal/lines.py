"""How does a line of a log look? For people, or as JSON (JSON Lines) for programs."""

import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from typing_extensions import override

from comptrol.entrypoints.journal.redaction import redacted, redacted_fields
from comptrol.kernel.errors import ComptrolError

OURS: Final = "ours"
"""The mark of a record in which nothing came from outside: a public key in it is told."""
_STANDARD: Final = {
    *logging.makeLogRecord({}).__dict__,
    *("message", "asctime", "taskName", "color_message", "event", OURS),
}
"""What every record has: whatever else is in one is a field that somebody named."""
_FIRST: Final = ("at", "level", "event", "message", "trace")
_CAUSES_MAX: Final = 8


class Line(logging.Formatter):
    """What a record comes to, with nothing in it that looks secret.

    The words of an error that is none of ours may repeat what somebody sent: its type and place
    are told, its words only where ``words`` asks for them.
    """

    def __init__(self, *, words: bool = False) -> None:
        super().__init__()
        self._words = words

    def told(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what a record tells, by name."""
        said = _message(record)
        given = {name: it for name, it in record.__dict__.items() if name not in _STANDARD}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "at": at.replace("+00:00", "Z"),
            "level": _level(record.levelno),
            "event": getattr(record, "event", record.name),
            "message": said if getattr(record, OURS, False) else redacted(said),
        }
        told.update((n, it) for n, it in redacted_fields(given).items() if n not in _FIRST)
        if record.exc_info is not None and record.exc_info[1] is not None:
            told["trace"] = redacted("\n".join(_trace(record.exc_info[1], words=self._words)))
        return told


class JsonLine(Line):
    """One JSON object to a line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the object; what UTF-8 cannot hold is spelt out."""
        told = {name: _spelt(it, "\n") for name, it in self.told(record).items()}
        return msgspec.json.encode(told).decode()


class TextLine(Line):
    """A line for people: when, how bad, what happened, in words, and what belongs to it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the line; nothing in it can begin another, or command a terminal."""
        told = self.told(record)
        at, level, event, message = (told.pop(name) for name in _FIRST[:4])
        trace = told.pop("trace", "")
        fields = "".join(f" {name}={value}" for name, value in told.items())
        line: str = _spelt(f"{at} {level.upper():7} {event}: {message}{fields}", "")
        return line + "".join(f"\n    {_spelt(each, '')}" for each in trace.splitlines())


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  (a message that does not fit its words must not be lost)
        return str(record.msg)


def _level(number: int) -> str:
    name = logging.getLevelName(min(number, logging.ERROR))
    return str(name).lower()


def _spelt(value: Any, left: str) -> Any:  # noqa: ANN401
    """Return text in which whatever is no letter is spelt out."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(
        c if c.isprintable() or c in left else c.encode("unicode_escape").decode() for c in value
    )


def _trace(error: BaseException, *, words: bool) -> Iterator[str]:
    """Yield where an error came from, its causes first, as Python tells it."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain and len(chain) < _CAUSES_MAX:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    for each in reversed(chain):
        for frame in traceback.extract_tb(each.__traceback__):
            yield f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}"
        yield _named(each, words=words)


def _named(error: BaseException, *, words: bool) -> str:
    """Return an error's type, and its words where they are ours or were asked for."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if words or isinstance(error, ComptrolError | AssertionError):
        return f"{kind}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return f"{kind} (its words are told at level debug alone)"
