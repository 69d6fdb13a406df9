"""Looking into a file that somebody else writes: nothing is changed, nor made beside it."""

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from comptrol.adapters.store_sql import Schema
from comptrol.adapters.store_sql.looking import Look, look_through
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.adapters.store_sqlite.engine import BUSY_TIMEOUT_MS, sqlite
from comptrol.adapters.store_sqlite.store import unfitting
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.view import Layout


@contextmanager
def looked_at(path: Path, layouts: Sequence[Layout[Any]]) -> Generator[Look]:
    """Lend what is in a file as the last whole step left it.

    A file that nobody has open is read as one that cannot change: to read it in any other way,
    SQLite makes two files beside it, which would be ours and not the server's.
    """
    module, schema = sqlite(), Schema(layouts, SQLITE)
    alone = not path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro&immutable=1" if alone else "mode=ro"
    try:
        uri = f"{path.absolute().as_uri()}?{how}"
        with closing(module.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            connection.execute("BEGIN")
            made = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema") if sql}
            current = not unfitting(made, schema, schema.statements())
            engine = f"SQLite {module.sqlite_version}"
            yield look_through(connection, schema, engine=engine, current=current)
    except module.Error as error:
        raise UnavailableError(f"{path} cannot be read: {error}") from error
