"""The entries of the log as rows: the signer's bytes, where, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from comptrol.flow.ports import Logged

ENTRIES: Final = "SELECT position, logged_at, envelope FROM entries"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Return a moment as it is kept: whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return a moment that is kept as microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


def logged_in(row: tuple[int, int, bytes]) -> Logged:
    """Return an entry from its row."""
    position, at, raw = row
    return Logged(position=position, logged_at=moment(at), raw=raw)


def entries_from(connection: Any, start: int) -> Iterator[Logged]:  # noqa: ANN401
    """Return the log from a position on."""
    found = connection.execute(f"{ENTRIES} WHERE position >= ? ORDER BY position", (start,))
    return map(logged_in, found)
