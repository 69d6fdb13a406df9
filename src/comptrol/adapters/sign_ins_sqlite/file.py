"""How the file of sign-ins is opened: its owner's alone, WAL, every commit synced, one version.

What is deleted is overwritten, so that a session that has ended is not in the file's free pages.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.adapters.vault_sqlite.files import owned
from comptrol.kernel.errors import UnavailableError

VERSION: Final = 1

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY,
    party TEXT,
    made TEXT NOT NULL,
    analyst INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    password TEXT,
    zone TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passkeys (
    credential BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name),
    public_key BLOB NOT NULL,
    signs INTEGER NOT NULL,
    label TEXT NOT NULL,
    made TEXT NOT NULL,
    used TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passkeys__account ON passkeys (account);
CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name),
    made TEXT NOT NULL,
    seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions__account ON sessions (account);
CREATE TABLE IF NOT EXISTS bindings (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (name),
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looks (
    look INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    path TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS looks__account ON looks (account);
CREATE INDEX IF NOT EXISTS looks__subject ON looks (subject);
"""


class Line:
    """One connection to the file, made when it is first needed, and whose turn it is."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._turn = path, Lock()
        self._connection: Any = None

    @contextmanager
    def alone(self) -> Generator[Any]:
        """Lend the connection, to one at a time."""
        with self._turn:
            try:
                if self._connection is None:
                    self._connection = _opened(self._path)
                yield self._connection
            except sqlite().IntegrityError:
                raise  # a name that is taken: the caller's to answer
            except sqlite().Error as error:
                raise UnavailableError(f"the accounts in {self._path} fail: {error}") from error

    def close(self) -> None:
        """Let go of it."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


class File:
    """The file: what reads does not wait for what writes. Without a path, memory."""

    def __init__(self, path: Path | None) -> None:
        self._writing = Line(path)
        self._reading = self._writing if path is None else Line(path)

    @contextmanager
    def step(self) -> Generator[Any]:
        """Begin one atomic step, alone with the file."""
        with self._writing.alone() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds, as the last whole step of any process left it."""
        with self._reading.alone() as db:
            found: list[tuple[Any, ...]] = db.execute(query, values).fetchall()
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._reading.close()
        self._writing.close()


def _opened(path: Path | None) -> Any:  # noqa: ANN401
    if path is None:
        db = sqlite().connect(":memory:", isolation_level=None, check_same_thread=False)
    else:
        owned(path.parent, path.name)
        db = connect(path)
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA foreign_keys = ON")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        db.close()
        raise UnavailableError(f"{path} was written by another version of this program")
    db.executescript(_TABLES)
    db.execute(f"PRAGMA user_version = {VERSION}")
    return db
