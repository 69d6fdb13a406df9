"""Where log and views are: a SQLite file in the data folder, or a PostgreSQL database."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Final

from typing_extensions import override

from comptrol.adapters.durable_files import sync_folders
from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_sql import SqlStore
from comptrol.adapters.store_sql.looking import Look
from comptrol.adapters.store_sqlite import (
    SqliteStore,
    bytes_of,
    looked_at,
    one_file,
    snapshot,
    unfitting_at,
)
from comptrol.domains import DOMAINS
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

DATABASE: Final = "comptrol.db"
IN_USE: Final = "in-use"
"""The file whose lock is held by whoever writes."""
Tell = Callable[[str, int], None]


def only_one(data: Path) -> FolderLock:
    """Keep a data folder for one server, or for whoever makes its views anew."""
    return FolderLock(data / IN_USE)


class Records(ABC):
    """Log and views of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.layouts = Catalogue(DOMAINS).layouts

    @abstractmethod
    def exist(self) -> bool:
        """Tell whether there is a log."""

    @abstractmethod
    def opened(self, *, lock: bool = True) -> SqlStore:
        """Open or make them; with ``lock``, whoever writes keeps folder and records to itself."""

    @abstractmethod
    def log(self) -> SqlStore:
        """Open the log alone, whatever version made the views."""

    @abstractmethod
    def looked_at(self) -> AbstractContextManager[Look]:
        """Lend them as they stand to whoever only looks: no lock is taken, nothing is changed."""

    @abstractmethod
    def give_way_to(self, made: Path) -> None:
        """Have what was made in a file beside in the place of what there is."""

    def replica_lag_s(self) -> float | None:
        """Return how many seconds the replica is behind; nothing where there is none."""
        return None

    @abstractmethod
    def drop(self) -> None:
        """Leave nothing of what was made in vain."""

    @abstractmethod
    def copied_into(self, file: Path, tell: Tell) -> None:
        """Copy log and views into a new SQLite file as one step left them, whoever writes."""

    @abstractmethod
    def bytes_taken(self) -> int:
        """Return about how many bytes such a copy has."""


class FileRecords(Records):
    """A SQLite file in the data folder."""

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return self.data / DATABASE

    @override
    def exist(self) -> bool:
        return self.path.exists()

    @override
    def opened(self, *, lock: bool = True) -> SqlStore:
        return SqliteStore(self.path, self.layouts, lock=only_one(self.data) if lock else None)

    @override
    def log(self) -> SqlStore:
        return SqliteStore(self.path, self.layouts, views=False)

    @override
    def looked_at(self) -> AbstractContextManager[Look]:
        return looked_at(self.path, self.layouts)

    @override
    def give_way_to(self, made: Path) -> None:
        beside = [self.path.with_name(f"{DATABASE}{end}") for end in ("-wal", "-shm")]
        if self.path.exists() and any(path.exists() for path in beside):
            raise UnavailableError(
                f"{self.path} is open in another process, which would take the new file for the "
                "old: end it, and ask again"
            )
        for path in beside:  # left of a file that is gone: it must not be taken for the new one's
            path.unlink(missing_ok=True)
        made.replace(self.path)
        sync_folders((self.data,))

    @override
    def drop(self) -> None:
        """Do nothing: the file goes with the others of its folder."""

    @override
    def copied_into(self, file: Path, tell: Tell) -> None:
        snapshot(self.path, file)
        tell(DATABASE, 1)

    def unfitting(self) -> str:
        """Return why this version cannot open the file as it is, and what to do; or nothing."""
        told = unfitting_at(self.path, self.layouts)
        return told and f"{self.path} {told}"

    @override
    def bytes_taken(self) -> int:
        return bytes_of(self.path)


class ServerRecords(Records):
    """A PostgreSQL database, beside a data folder with keys, vault and what is published."""

    def __init__(self, data: Path, url: str, replica: str | None, lag_max_s: int) -> None:
        super().__init__(data)
        try:
            from comptrol.adapters import store_postgres  # noqa: PLC0415  (needs the extra)
        except ImportError as error:
            raise UnavailableError(
                "a PostgreSQL database needs the extra: pip install 'comptrol[postgres]'"
            ) from error
        self._postgres = store_postgres
        self._address = store_postgres.Address(url)
        self._replica = None if replica is None else (store_postgres.Address(replica), lag_max_s)

    @override
    def exist(self) -> bool:
        return self._postgres.holds_a_log_at(self._address)

    @override
    def opened(self, *, lock: bool = True) -> SqlStore:
        replica = None if self._replica is None else self._postgres.Replica(*self._replica)
        kept = only_one(self.data) if lock else None
        return self._postgres.PostgresStore(
            self._address, self.layouts, replica=replica, lock=kept
        )

    @override
    def log(self) -> SqlStore:
        return self._postgres.PostgresStore(self._address, self.layouts, views=False)

    @override
    def looked_at(self) -> AbstractContextManager[Look]:
        return self._postgres.looked_at(self._address, self.layouts)

    @override
    def replica_lag_s(self) -> float | None:
        if self._replica is None:
            return None
        return self._postgres.lag_s(self._replica[0])

    @override
    def give_way_to(self, made: Path) -> None:
        with (
            closing(SqliteStore(made, self.layouts)) as source,
            closing(
                self._postgres.PostgresStore(self._address, self.layouts, anew=True)
            ) as target,
        ):
            target.give_way_to(source, lambda _name, _rows: None)
        made.unlink()

    @override
    def drop(self) -> None:
        with closing(
            self._postgres.PostgresStore(self._address, self.layouts, anew=True)
        ) as store:
            store.drop()

    @override
    def copied_into(self, file: Path, tell: Tell) -> None:
        with (
            closing(self._postgres.PostgresStore(self._address, self.layouts)) as ours,
            closing(SqliteStore(file, self.layouts, durable=False)) as theirs,
        ):
            theirs.take_all_of(ours, tell, claims=False)
        one_file(file)

    @override
    def bytes_taken(self) -> int:
        return int(self._postgres.bytes_at(self._address))


def records_of(data: Path, settings: Settings) -> Records:
    """Return where the log of a data folder is, by the settings."""
    if settings.database is None:
        return FileRecords(data)
    return ServerRecords(data, settings.database, settings.read_database, settings.read_lag_max_s)


def copied(data: Path, url: str, *, back: bool, tell: Tell) -> int:
    """Copy the log and views of a data folder to a database, or back; return how many rows.

    What is there is left alone: the target must be empty. All is compared before any of it counts.
    """
    file, server = FileRecords(data), ServerRecords(data, url, None, 0)
    source, target = (server, file) if back else (file, server)
    if not source.exist():
        raise UnavailableError("there is no log to copy")
    if target.exist():
        raise UnavailableError("there is a log already where this one was to be copied to")
    beside = data / f"{DATABASE}.copied"
    beside.unlink(missing_ok=True)
    try:
        with only_one(data), closing(source.opened(lock=False)) as ours:
            theirs = SqliteStore(beside, file.layouts) if back else target.opened(lock=False)
            with closing(theirs):
                rows = theirs.take_all_of(ours, tell)
        if back:
            beside.replace(file.path)
    finally:
        beside.unlink(missing_ok=True)
    return rows
