"""What was signed and is not answered yet, and the next number of a key: kept before it is sent.

Kept in a file it outlives the program: what was under way is sent again, the same bytes, before
anything else is said.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from comptrol.adapters.durable_files import make_folder
from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.kernel.errors import UnavailableError, UnreadableError

PENDING_MAX: Final = 10_000
"""So many statements wait for an answer, and no more are signed."""


class Letter(NamedTuple):
    """A signed statement that is under way."""

    sequence: int
    raw: bytes
    name: str | None = None
    """Under which its answer is kept, so that it is said once and no more."""
    digest: bytes = b""
    """Of what was said under the name: the same name for other words is a conflict."""


class Kept(NamedTuple):
    """What was said under a name, and how it was answered."""

    digest: bytes
    raw: bytes
    answered: bytes


class Round(NamedTuple):
    """What one exchange changes, in one step."""

    gone: Sequence[Letter]
    """They were answered, or are signed again."""
    again: Sequence[Letter]
    """Signed anew, in the place of those."""
    said: Sequence[tuple[str, Kept]]
    """What was answered under which name."""
    following: int | None
    """The next number of the key; nothing: the server has to be asked."""


class Journal(Protocol):
    """Keeps letters until they are answered. What it has kept is durable when it returns."""

    durable: bool

    def following(self) -> int | None:
        """Return the next number of the key; nothing: the server has to be asked."""
        ...

    def pending(self) -> list[Letter]:
        """Return what is not answered yet, in order."""
        ...

    def keep(self, letters: Sequence[Letter]) -> None:
        """Keep letters before they are sent."""
        ...

    def turn(self, done: Round) -> None:
        """Let go of what was answered, put what was signed again in its place; in one step."""
        ...

    def said_under(self, name: str) -> Kept | None:
        """Return what was answered under a name."""
        ...

    def forget(self, names: Sequence[str]) -> None:
        """Let go of answers that are kept under names."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class MemoryJournal:
    """Keeps letters as long as the program runs."""

    durable = False

    def __init__(self) -> None:
        self._following: int | None = None
        self._pending: dict[int, Letter] = {}
        self._said: dict[str, Kept] = {}

    def following(self) -> int | None:
        """Return the next number of the key; nothing: the server has to be asked."""
        return self._following

    def pending(self) -> list[Letter]:
        """Return what is not answered yet, in order."""
        return [self._pending[number] for number in sorted(self._pending)]

    def keep(self, letters: Sequence[Letter]) -> None:
        """Keep letters before they are sent."""
        self._pending |= {letter.sequence: letter for letter in letters}

    def turn(self, done: Round) -> None:
        """Let go of what was answered, put what was signed again in its place."""
        for letter in done.gone:
            self._pending.pop(letter.sequence, None)
        self.keep(done.again)
        self._said |= dict(done.said)
        self._following = done.following

    def said_under(self, name: str) -> Kept | None:
        """Return what was answered under a name."""
        return self._said.get(name)

    def forget(self, names: Sequence[str]) -> None:
        """Let go of answers that are kept under names."""
        for name in names:
            self._said.pop(name, None)

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""


_TABLES: Final = """
CREATE TABLE IF NOT EXISTS of_key (key BLOB PRIMARY KEY, server TEXT, following INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS pending (
    sequence INTEGER PRIMARY KEY, raw BLOB NOT NULL, name TEXT, digest BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS said (
    name TEXT PRIMARY KEY, digest BLOB NOT NULL, raw BLOB NOT NULL, answered BLOB NOT NULL
) STRICT;
"""


class FileJournal:
    """Keeps letters in a SQLite file (WAL, every commit synced), for one key and one program."""

    durable = True

    def __init__(self, path: Path, key: bytes, server: str) -> None:
        make_folder(path.absolute().parent)
        self._path, self._lock = path, FolderLock(path.with_name(f".{path.name}.in-use"))
        self._lock.take()
        try:
            self._file: Any = connect(path)
            self._file.executescript(_TABLES)
            self._claim(key, server)
        except BaseException as error:
            self._lock.release()
            if isinstance(error, sqlite().Error):
                raise UnavailableError(f"{path} is no journal: {error}") from error
            raise

    def _claim(self, key: bytes, server: str) -> None:
        rows = self._file.execute("SELECT key, server FROM of_key").fetchall()
        if not rows:
            self._file.execute("INSERT INTO of_key VALUES (?, ?, NULL)", (key, server))
        elif [row[0] for row in rows] != [key]:
            raise UnreadableError(f"{self._path} is the journal of another key: choose another")
        elif rows[0][1] != server:
            raise UnreadableError(
                f"{self._path} is a journal of what was said to {rows[0][1]}: choose another"
            )

    def following(self) -> int | None:
        """Return the next number of the key; nothing: the server has to be asked."""
        (found,) = self._run("SELECT following FROM of_key")[0]
        return None if found is None else int(found)

    def pending(self) -> list[Letter]:
        """Return what is not answered yet, in order."""
        rows = self._run("SELECT sequence, raw, name, digest FROM pending ORDER BY sequence")
        return [Letter(*row) for row in rows]

    def keep(self, letters: Sequence[Letter]) -> None:
        """Keep letters before they are sent."""
        self._write([("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)", list(letters))])

    def turn(self, done: Round) -> None:
        """Let go of what was answered, put what was signed again in its place; in one step."""
        self._write(
            [
                ("DELETE FROM pending WHERE sequence = ?", [(it.sequence,) for it in done.gone]),
                ("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)", done.again),
                (
                    "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?)",
                    [(name, *kept) for name, kept in done.said],
                ),
                ("UPDATE of_key SET following = ?", [(done.following,)]),
            ]
        )

    def said_under(self, name: str) -> Kept | None:
        """Return what was answered under a name."""
        rows = self._run("SELECT digest, raw, answered FROM said WHERE name = ?", (name,))
        return Kept(*rows[0]) if rows else None

    def forget(self, names: Sequence[str]) -> None:
        """Let go of answers that are kept under names."""
        self._write([("DELETE FROM said WHERE name = ?", [(name,) for name in names])])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._lock.release()

    def _run(self, sql: str, given: tuple[object, ...] = ()) -> list[Any]:
        try:
            found: list[Any] = self._file.execute(sql, given).fetchall()
        except sqlite().Error as error:
            raise UnavailableError(f"{self._path} cannot be read: {error}") from error
        return found

    def _write(self, steps: Iterable[tuple[str, Sequence[object]]]) -> None:
        """Change rows in one step that is durable when it ends, or leaves nothing."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
            for sql, rows in steps:
                self._file.executemany(sql, rows)
            self._file.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite().Error):
                self._file.execute("ROLLBACK")
            if isinstance(error, sqlite().Error):
                raise UnavailableError(f"{self._path} cannot be written: {error}") from error
            raise
