"""Where does the provider's own gate keep what it let through? On disk, before it answers.

What arrives together is written together: all that was ruled on since the last commit goes into
the next, and whoever waits for it is answered when it is on the disk.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.bootstrap.journals import journal_database, journal_error
from comptrol.domains.gate import Ended, OrderId
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.jobs import Said, read_said, written
from comptrol.kernel.errors import UnavailableError

_TABLES: Final = """
create table if not exists items(
  n integer primary key, "order" text not null, lease text, said blob not null, told blob,
  position integer, fate text
) strict;
create index if not exists of_order on items("order");
create table if not exists used(
  lease text primary key, chip_seconds integer not null
) strict, without rowid;
create table if not exists over("order" text primary key) strict;
create table if not exists leases(
  lease text primary key, name text not null, base_chips integer not null,
  base_seconds integer not null, pack blob, ended integer not null default 0
) strict;
"""


class Item(NamedTuple):
    """One thing that is said to the authority, in the order in which it was ruled on here."""

    n: int
    order: OrderId
    lease: OrderId | None
    """Of what was let through here; nothing where the authority itself had ruled."""
    said: Said
    told: Told | None = None


class KeptLease(NamedTuple):
    """A lease as it was kept: what stood under it before this journal, and what it knows."""

    lease: OrderId
    name: str
    base: tuple[int, int]
    pack: bytes | None


class Journal:
    """The file of one gate. Used from one event loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = journal_database(path)
        with self._errors():
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute("PRAGMA busy_timeout = 500")
            self._file.executescript(_TABLES)
            self._next = 1 + self._number("select max(n) from items")
            self._filed = self._number("select max(n) from items where fate is not null")
            """What is filed is filed in order: all up to this number is."""
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []

    def add(
        self, order: OrderId, lease: OrderId | None, said: Said, told: Told | None = None
    ) -> "asyncio.Future[None]":
        """Keep one thing more; what is returned is done when it is on the disk."""
        item = Item(self._next, order, lease, said, told)
        self._next += 1
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._commit)
        kept = loop.create_future()
        self._waiting.append((item, kept))
        return kept

    def _commit(self) -> None:
        """Write all that waits, in one step."""
        batch, self._waiting = self._waiting, []
        rows = [(it.n, it.order, it.lease, written(it.said), _told(it.told)) for it, _ in batch]
        sql = 'insert into items(n, "order", lease, said, told) values (?, ?, ?, ?, ?)'
        using = (
            "insert into used values (?, ?) on conflict(lease) do update set "
            "chip_seconds = chip_seconds + excluded.chip_seconds"
        )
        used = [
            (it.lease, it.said.used)
            for it, _ in batch
            if it.lease is not None and isinstance(it.said, Ended)
        ]
        failure: UnavailableError | None = None
        try:
            self._write([(sql, rows), *([(using, used)] if used else ())])
        except UnavailableError as error:
            failure = error
        for _, kept in batch:
            if kept.done():
                continue
            if failure is None:
                kept.set_result(None)
            else:
                kept.set_exception(UnavailableError(str(failure)))

    def unfiled(self, most: int) -> list[Item]:
        """Return what the authority has not been told yet, in order, and only what is on disk."""
        sql = "select * from items where n > ? order by n limit ?"
        return [_item(row) for row in self._read(sql, (self._filed, most))]

    def count_unfiled(self) -> int:
        """Return how much the authority has not been told yet."""
        return self._number("select count(*) from items where n > ?", self._filed)

    def count_unfiled_under(self, lease: OrderId) -> int:
        """Return how much of what is under a lease the authority has not been told yet."""
        sql = "select count(*) from items where n > ? and lease = ?"
        return self._number(sql, self._filed, lease)

    def count_unfiled_of(self, order: OrderId) -> int:
        """Return how much of an order the authority has not been told yet."""
        sql = 'select count(*) from items where "order" = ? and n > ?'
        return self._number(sql, order, self._filed)

    def file(self, fates: Iterable[tuple[Item, int | None, str]]) -> None:
        """Note what became of items: at which position, and in a word or a sentence."""
        rows = [(position, fate, item.n) for item, position, fate in fates]
        self._write([("update items set position = ?, fate = ? where n = ?", rows)])
        self._filed = max((n for _, _, n in rows), default=self._filed)

    def be_over(self, orders: Sequence[OrderId]) -> None:
        """Note that orders are over: they are not read again when the gate begins."""
        sql = 'insert or ignore into over("order") values (?)'
        self._write([(sql, [(order,) for order in orders])])

    def of_order(self, order: OrderId) -> list[Item]:
        """Return all that was ever kept of an order."""
        return [
            _item(row) for row in self._read('select * from items where "order" = ?', (order,))
        ]

    def alive(self) -> list[tuple[Item, str | None]]:
        """Return all items of orders that are not over, with what came of each."""
        sql = 'select * from items where "order" not in (select "order" from over) order by n'
        return [(_item(row), row[6]) for row in self._read(sql)]

    def used_under(self, lease: OrderId) -> int:
        """Return the chip-seconds that orders under a lease used, those that are over."""
        return self._number("select sum(chip_seconds) from used where lease = ?", lease)

    def keep_lease(self, lease: OrderId, name: str, base: tuple[int, int]) -> None:
        """Keep that there is a lease."""
        sql = "insert or ignore into leases(lease, name, base_chips, base_seconds) values(?,?,?,?)"
        self._write([(sql, [(lease, name, *base)])])

    def keep_pack(self, lease: OrderId, pack: bytes) -> None:
        """Keep what is known for a lease."""
        self._write([("update leases set pack = ? where lease = ?", [(pack, lease)])])

    def end_lease(self, lease: OrderId) -> None:
        """Note that a lease is over."""
        sql = "update leases set ended = 1, pack = null where lease = ?"
        self._write([(sql, [(lease,)])])

    def leases(self) -> list[KeptLease]:
        """Return the leases that are not over."""
        sql = "select lease, name, base_chips, base_seconds, pack from leases where ended = 0"
        return [
            KeptLease(lease, name, (chips, seconds), pack)
            for lease, name, chips, seconds, pack in self._read(sql)
        ]

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        if self._waiting:
            self._commit()
        self._file.close()

    def _number(self, sql: str, *given: object) -> int:
        return int(self._read(sql, given)[0][0] or 0)

    def _read(self, sql: str, given: tuple[object, ...] = ()) -> list[Any]:
        with self._errors():
            rows: list[Any] = self._file.execute(sql, given).fetchall()
        return rows

    def _write(self, steps: Iterable[tuple[str, Sequence[tuple[object, ...]]]]) -> None:
        with self._errors():
            self._file.execute("begin immediate")
            try:
                for sql, rows in steps:
                    self._file.executemany(sql, rows)
                self._file.execute("commit")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("rollback")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except journal_error() as error:
            raise UnavailableError(f"{self._path} cannot be used: {error}") from error


def _told(told: Told | None) -> bytes | None:
    return None if told is None else msgspec.json.encode(told)


def _item(row: tuple[Any, ...]) -> Item:
    n, order, lease, said, told, *_ = row
    first = None if told is None else msgspec.json.decode(told, type=Told)
    return Item(n, order, lease, read_said(said), first)
