"""Where an agent keeps what it must not lose, and by which clock it says when."""

from pathlib import Path
from typing import Any

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.durable_files import make_folder
from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnavailableError


def journal_database(path: Path) -> Any:  # noqa: ANN401
    """Open an agent's journal: every commit is on the disk before it returns."""
    try:
        make_folder(path.parent, 0o700)
    except OSError as error:
        raise UnavailableError(f"{path.parent} cannot be made: {error.strerror}") from error
    return connect(path)


def journal_error() -> type[Exception]:
    """Return what such a database raises."""
    error: type[Exception] = sqlite().Error
    return error


def system_clock() -> Clock:
    """Return the machine's clock."""
    return SystemClock()
