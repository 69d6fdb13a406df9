"""Where a database is: an address of PostgreSQL, shown without what is secret."""

from typing import Final
from urllib.parse import urlsplit

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict
from typing_extensions import override

from comptrol.kernel.errors import UnreadableError

_HIDDEN: Final = "password"


class Address:
    """An address such as ``postgresql://comptrol@db.example/comptrol``."""

    def __init__(self, url: str) -> None:
        """Read an address, or say what is wrong with it; what it holds is never repeated."""
        if urlsplit(url).scheme not in {"postgresql", "postgres"}:
            raise UnreadableError("a database is named as postgresql://USER@HOST/DATABASE")
        try:
            told = conninfo_to_dict(url)
        except Error as error:
            raise UnreadableError(
                "the address of the database cannot be read; write postgresql://USER@HOST/DATABASE"
            ) from error
        if told.get(_HIDDEN):
            raise UnreadableError(
                "the address of a database has no password in it: "
                "keep that in a file, and name the file in PGPASSFILE"
            )
        self.url = url
        host, name = told.get("host") or "this machine", told.get("dbname") or told.get("user")
        self._shown = f"PostgreSQL database {name or 'of your name'} on {host}"

    @override
    def __str__(self) -> str:
        """Return how people are told of it."""
        return self._shown
