"""How is a SQLite file copied whole while others write to it, and what is wrong with a copy?

A copy is made in bounded steps by SQLite's own backup, under one read transaction that is held
from the first page to the last: so it is the file as one commit left it, however many follow
meanwhile, and it never has to begin anew because somebody wrote.
"""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from comptrol.adapters.store_sqlite.engine import BUSY_TIMEOUT_MS, connect, sqlite
from comptrol.kernel.errors import UnavailableError

STEP_PAGES: Final = 2_048
"""Pages that are copied at once, 8 MB: whoever asks for the processor gets it in between."""
_PROBLEMS_SHOWN: Final = 10


def bytes_of(path: Path) -> int:
    """Return how many bytes a file has as its last commit left it, what waits in its WAL too."""
    try:
        with closing(connect(path, read_only=True)) as reader:
            (pages,) = reader.execute("PRAGMA page_count").fetchone()
            (size,) = reader.execute("PRAGMA page_size").fetchone()
    except sqlite().Error as error:
        raise UnavailableError(f"{path} cannot be read: {error}") from error
    return int(pages) * int(size)


def snapshot(source: Path, into: Path) -> None:
    """Copy a file as one commit left it; what it is copied into is one file, with no WAL."""
    snapshots(((source, into),))


def snapshots(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Copy files of one moment: nobody commits to any of them between the first and the last.

    That holds of files without a WAL, whose readers keep writers waiting; one file with a WAL is
    copied as one commit left it, and nobody waits.
    """
    module = sqlite()
    try:
        with ExitStack() as held:
            readers = [held.enter_context(closing(_read_from(source))) for source, _ in pairs]
            for reader in readers:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            for reader, (_, into) in zip(readers, pairs, strict=True):
                _copied(module, reader, into)
    except module.Error as error:
        names = ", ".join(str(source) for source, _ in pairs)
        raise UnavailableError(f"{names} cannot be copied: {error}") from error


def _read_from(path: Path) -> Any:  # noqa: ANN401  (a connection)
    return connect(path, read_only=True)


def _copied(module: Any, reader: Any, into: Path) -> None:  # noqa: ANN401
    with closing(module.connect(str(into), isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # the whole folder is synced before it counts
        reader.backup(copy, pages=STEP_PAGES, sleep=0)
        copy.execute("PRAGMA journal_mode = DELETE")


def one_file(path: Path) -> None:
    """Make one file of a closed database and its WAL."""
    module = sqlite()
    try:
        with closing(module.connect(str(path), isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
    except module.Error as error:
        raise UnavailableError(f"{path} cannot be written: {error}") from error


@contextmanager
def as_it_lies(path: Path) -> Generator[Any]:
    """Lend a connection to a file that nobody writes to, and that stays byte for byte as it is."""
    module = sqlite()
    try:
        with closing(_unchanging(module, path)) as connection:
            yield connection
    except module.Error as error:
        raise UnavailableError(f"{path} cannot be read: {error}") from error


def _unchanging(module: Any, path: Path) -> Any:  # noqa: ANN401
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = module.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


def problems(path: Path) -> tuple[str, ...]:
    """Return what SQLite finds wrong with a file that nobody writes to; nothing: it is sound."""
    try:
        with as_it_lies(path) as connection:
            check = f"PRAGMA integrity_check({_PROBLEMS_SHOWN})"
            found = [str(row[0]) for row in connection.execute(check)]
    except UnavailableError as error:
        return (str(error),)
    return () if found == ["ok"] else tuple(found)
