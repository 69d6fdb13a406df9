"""Which SQLite we run on: one without the WAL-reset bug, or none.

In WAL mode, SQLite 3.7.0 to 3.51.2 can lose committed writes when two connections meet a WAL
reset; fixed in 3.51.3 and 3.53.0 (3.52.0 was withdrawn), back-ported to 3.44.6 and 3.50.7
(sqlite.org/wal.html#walresetbug). So the store refuses to open on any other.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

from comptrol.kernel.errors import UnavailableError

Version = tuple[int, ...]

_FIXED: Final = (
    ((3, 44, 6), (3, 45)),
    ((3, 50, 7), (3, 51)),
    ((3, 51, 3), (3, 52)),
    ((3, 53), (4,)),
)
BUSY_TIMEOUT_MS: Final = 30_000
CHECKPOINT_PAGES: Final = 8_000
"""Of the WAL, 32 MB, before it is written back: whoever commits then waits for it."""
CACHE_KIB: Final = 64 * 1024
"""Of pages, in the writer's memory: the tables that it looks into stay there."""


def is_sound(version: Version) -> bool:
    """Tell whether a SQLite version is free of the WAL-reset bug.

    >>> is_sound((3, 51, 2)), is_sound((3, 51, 3)), is_sound((3, 52, 0)), is_sound((3, 53, 0))
    (False, True, False, True)
    """
    return any(first <= version < end for first, end in _FIXED)


def sqlite() -> Any:  # noqa: ANN401
    """Return the DB-API module of a sound SQLite, or say how to get one."""
    found = []
    for name in ("pysqlite3.dbapi2", "sqlite3"):
        try:
            module = import_module(name)
        except ImportError:
            continue
        if is_sound(module.sqlite_version_info):
            return module
        found.append(module.sqlite_version)
    raise UnavailableError(
        f"SQLite {', '.join(found)} can lose committed writes in WAL mode; "
        "install pysqlite3 0.6.1 or newer (not pysqlite3-binary), or a Python with SQLite 3.53"
    )


def connect(path: Path, *, read_only: bool = False, durable: bool = True) -> Any:  # noqa: ANN401
    """Open a database: WAL, every commit synced, no transaction but our own.

    One that is not ``durable`` may lose commits when the machine fails: for what can be made anew.
    """
    access = "ro" if read_only else "rwc"
    module = sqlite()
    try:
        connection = module.connect(
            f"{path.absolute().as_uri()}?mode={access}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if not read_only:
            _make_durable(connection, path, durable=durable)
    except module.Error as error:
        raise UnavailableError(f"{path} cannot be opened: {error}") from error
    return connection


def _make_durable(connection: Any, path: Path, *, durable: bool) -> None:  # noqa: ANN401
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        connection.close()
        raise UnavailableError(f"{path}: this file system has no WAL; keep the data elsewhere")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
