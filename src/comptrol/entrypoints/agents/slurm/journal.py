"""What does the agent know of orders and jobs? Kept so that a restart loses nothing.

One row is one order. It is bound to one job, once: to the cluster's job id, the moment of
submission and the user, because ids are used again when slurmctld forgets them.
"""

from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock, local
from typing import Any, Final

import msgspec

from comptrol.bootstrap.journals import journal_database, journal_error
from comptrol.entrypoints.agents.slurm.kept import STANDING, JobName, Kept, State, Unjoined
from comptrol.kernel.errors import UnavailableError

_TABLES: Final = """
create table if not exists orders(
  "order" text primary key, key text not null unique, state text not null, asked_at text not null,
  uid integer not null, account text not null, fields text not null, kind text not null,
  each integer not null, width integer not null, length_s integer not null,
  job integer, submitted_at integer, used integer not null default 0, ended_at integer,
  stopped text
) strict;
create table if not exists bound(
  job integer not null, submitted_at integer not null, uid integer not null,
  "order" text not null, primary key(job, submitted_at)
) strict;
create index if not exists standing on orders(state);
create table if not exists unjoined(
  job text not null, submitted_at integer not null, account text not null,
  chip_seconds integer not null, reason text not null, primary key(job, submitted_at)
) strict;
create table if not exists began(at text not null) strict;
"""


class Journal:
    """A file with every order that was let through here. Only one agent may have it.

    Any thread may call it: one writes at a time, and whoever reads waits for nobody.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self._path = path
        self._error = journal_error()
        self._writing, self._lock = journal_database(path), RLock()
        self._own, self._opened = local(), [self._writing]
        with self._step() as step:
            for statement in filter(str.strip, _TABLES.split(";")):
                step.execute(statement)
            if step.execute("select 1 from began").fetchone() is None:
                step.execute("insert into began values(?)", (now.isoformat(),))
        (began,) = self._read("select at from began")[0]
        self.began_at = datetime.fromisoformat(began)
        """What ran before is nobody's concern here."""

    def add(self, kept: Kept) -> None:
        """Keep a new order."""
        row = _row(kept)
        with self._step() as step:
            step.execute(
                f"insert into orders({_COLUMNS}) values({_MARKS})",
                list(row.values()),
            )

    def drop(self, order: str) -> None:
        """Forget an order that was not let through."""
        with self._step() as step:
            step.execute('delete from orders where "order" = ?', [order])

    def put(self, *kept: Kept) -> None:
        """Keep what has become of orders, in one step."""
        with self._step() as step:
            for it in kept:
                self._put(step, it)

    def of(self, order: str) -> Kept | None:
        """Return an order."""
        return self._one('"order" = ?', order)

    def under(self, key: str) -> Kept | None:
        """Return the order that was made for a request."""
        return self._one("key = ?", key)

    def bind(self, kept: Kept, name: JobName) -> Kept:
        """Bind an order to a job; return the order that the job is bound to, then or before.

        A job that is put into the queue again is submitted again. An order that came too late is
        confirmed all the same: the desk says what becomes of it.
        """
        first = kept.submitted_at if kept.submitted_at is not None else name.submitted_at
        state = State.ASKED if kept.state is State.LAPSED else kept.state
        with self._step() as step:
            before = self.of_job(name)
            if before is not None:
                return before
            bound = msgspec.structs.replace(kept, job=name.job, submitted_at=first, state=state)
            row = (name.job, name.submitted_at, name.uid, kept.order)
            step.execute("insert into bound values(?, ?, ?, ?)", row)
            self._put(step, bound)
        return bound

    def of_job(self, name: JobName) -> Kept | None:
        """Return the order that is bound to a job."""
        bound = 'select "order" from bound where job = ? and submitted_at = ? and uid = ?'
        return self._one(f'"order" = ({bound})', *msgspec.structs.astuple(name))

    def latest_of(self, job: int) -> Kept | None:
        """Return the order that was bound last to a job of this id."""
        bound = 'select "order" from bound where job = ? order by submitted_at desc limit 1'
        return self._one(f'"order" = ({bound})', job)

    def standing(self, *states: State) -> list[Kept]:
        """Return the orders in some states, the oldest first."""
        marks = ", ".join("?" * len(states))
        return self._all(f"state in ({marks}) order by asked_at", *(it.value for it in states))

    def counts(self) -> dict[str, int]:
        """Return how many orders there are in each state."""
        return dict(self._read("select state, count(*) from orders group by state"))

    def oldest_standing(self) -> datetime | None:
        """Return when the oldest order was asked for whose job is not over."""
        standing = self.standing(*STANDING)
        return standing[0].asked_at if standing else None

    def note_unjoined(self, found: Iterable[Unjoined], joined: Iterable[tuple[str, int]]) -> None:
        """Keep what was accounted without an order, and strike out what has one after all."""
        rows, struck = [msgspec.structs.astuple(it) for it in found], list(joined)
        known = {(it.job, it.submitted_at) for it in self.unjoined()}
        struck = [it for it in struck if it in known]
        if not rows and not struck:
            return
        with self._step() as step:
            step.executemany("delete from unjoined where job = ? and submitted_at = ?", struck)
            step.executemany("replace into unjoined values(?, ?, ?, ?, ?)", rows)

    def unjoined(self) -> list[Unjoined]:
        """Return all that was accounted without an order."""
        rows = self._read(
            "select job, submitted_at, account, chip_seconds, reason from unjoined "
            "order by submitted_at, job"
        )
        return [
            Unjoined(job=job, submitted_at=at, account=whose, chip_seconds=many, reason=why)
            for job, at, whose, many, why in rows
        ]

    def close(self) -> None:
        """Let go of the file."""
        for database in self._opened:
            database.close()

    def _put(self, step: Any, kept: Kept) -> None:  # noqa: ANN401
        step.execute(
            f'update orders set {_SETTINGS} where "order" = ?',  # noqa: S608  (our own words)
            [*_row(kept).values(), kept.order],
        )

    def _one(self, where: str, *values: object) -> Kept | None:
        found = self._all(f"{where} limit 1", *values)
        return found[0] if found else None

    def _all(self, where: str, *values: object) -> list[Kept]:
        rows = self._read(f"select {_COLUMNS} from orders where {where}", *values)  # noqa: S608
        return [_kept(row) for row in rows]

    def _read(self, question: str, *values: object) -> list[Any]:
        try:
            rows: list[Any] = self._database().execute(question, values).fetchall()
        except self._error as error:
            raise UnavailableError(f"{self._path} cannot be read: {error}") from error
        return rows

    def _database(self) -> Any:  # noqa: ANN401
        """Return what this thread reads from; within a step that is what it has written."""
        if getattr(self._own, "steps", 0):
            return self._writing
        found = getattr(self._own, "reading", None)
        if found is None:
            found = self._own.reading = journal_database(self._path)
            self._opened.append(found)
        return found

    def together(self) -> AbstractContextManager[Any]:
        """Let all that is written in a block be one step: all of it, or nothing."""
        return self._step()

    @contextmanager
    def _step(self) -> Generator[Any]:
        """Change the file in one step, which is on the disk at its end or not there at all."""
        with self._lock:
            steps = getattr(self._own, "steps", 0)
            if steps:  # within a step of this thread
                yield self._writing
                return
            self._own.steps = 1
            try:
                with self._transaction():
                    yield self._writing
            finally:
                self._own.steps = 0

    @contextmanager
    def _transaction(self) -> Generator[None]:
        try:
            self._writing.execute("begin immediate")
            try:
                yield
                self._writing.execute("commit")
            except BaseException:
                self._writing.execute("rollback")
                raise
        except self._error as error:
            raise UnavailableError(f"{self._path} cannot be written: {error}") from error


_NAMES: Final = Kept.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _NAMES)
_MARKS: Final = ", ".join("?" * len(_NAMES))
_SETTINGS: Final = ", ".join(f'"{name}" = ?' for name in _NAMES)


def _row(kept: Kept) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(kept),
        "state": kept.state.value,
        "asked_at": kept.asked_at.isoformat(),
        "fields": msgspec.json.encode(kept.fields).decode(),
    }


def _kept(row: Iterable[Any]) -> Kept:
    told = dict(zip(_NAMES, row, strict=True))
    told["fields"] = msgspec.json.decode(told["fields"])
    return msgspec.convert(told, Kept)
