"""What a server tells its operator while it runs: one line to an event, and nothing secret.

Whoever logs says what happened, by a name that does not change, and what belongs to it::

    LOG.warning("%s is not reached", name, extra={"event": "witness.silent", "tries": 3})

Everything goes to standard error, where a service manager takes it from.
"""

import logging
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, TextIO

from typing_extensions import override

from comptrol.entrypoints.journal.lines import OURS, JsonLine, Line, TextLine
from comptrol.kernel.errors import ComptrolError
from comptrol.settings import Settings

LOG: Final = logging.getLogger("comptrol")
FAILED: Final = "failed"
"""An error whose trace was logged bears this mark, so that nobody else tells it again."""
_QUIET: Final = ("httpx", "httpcore", "asyncio", "uvicorn", "urllib3", "opentelemetry")
"""Of others we hear what goes wrong and no more: at other levels some tell what was sent."""

__all__ = [
    "LOG",
    "JsonLine",
    "Line",
    "TextLine",
    "announce",
    "configured",
    "for_programs",
    "journalled",
    "marked",
]


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be written is lost, and never told in clear instead."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Let it go: a server whose log cannot be written still serves."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Leave out what was logged where it happened."""
        error = record.exc_info[1] if record.exc_info else None
        again = getattr(error, FAILED, False) and not record.name.startswith(LOG.name)
        return not again and bool(super().filter(record))


def configured(settings: Settings) -> None:
    """Have whatever is logged in this process written as the settings say. Called once."""
    level = settings.log_level.upper()
    lines = _Lines(sys.stderr)
    words = settings.log_level == "debug"
    made: Line = JsonLine(words=words) if settings.log_format == "json" else TextLine(words=words)
    lines.setFormatter(made)
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    LOG.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended


@contextmanager
def journalled(what: str) -> Generator[None]:
    """Log when something that serves begins and ends."""
    LOG.info("%s begins", what, extra={"event": f"{what}.started"})
    try:
        yield
    except ComptrolError as error:
        LOG.error("%s ends: %s", what, error, extra={"event": f"{what}.failed"})  # noqa: TRY400  (no bug: no trace)
        raise
    except Exception:
        LOG.exception("%s is ended by a mistake", what, extra={"event": f"{what}.failed"})
        raise
    finally:
        LOG.info("%s ends", what, extra={"event": f"{what}.stopped"})


def announce(text: str) -> None:
    """Tell people something beside the log; where the log is for programs, in that.

    It is a sentence of ours, with addresses and public keys: nothing in it is taken out.
    """
    if for_programs():
        LOG.info("%s", text, extra={"event": "told", OURS: True})
        return
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    sys.stderr.write(f"{shown}\n")
    sys.stderr.flush()


def for_programs() -> bool:
    """Tell whether what this process tells is read by programs, line by line."""
    return any(isinstance(each.formatter, JsonLine) for each in logging.getLogger().handlers)


def marked(error: BaseException) -> BaseException:
    """Mark an error as logged where it happened; return it."""
    setattr(error, FAILED, True)
    return error


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """Log what ended a thread: nobody else hears of it."""
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread is not None else "a thread"
        LOG.error("%s ended", name, exc_info=ended.exc_value, extra={"event": "thread.failed"})
