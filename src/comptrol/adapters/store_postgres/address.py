"""Where a database is: an address of PostgreSQL, shown without what is secret."""

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict
from typing_extensions import override

from comptrol.kernel.errors import UnreadableError
from comptrol.settings import check_address


class Address:
    """An address such as ``postgresql://comptrol@db.example/comptrol``."""

    def __init__(self, url: str) -> None:
        """Read an address, or say what is wrong with it; what it holds is never repeated."""
        try:
            check_address("the address of the database", url)
        except ValueError as error:
            raise UnreadableError(str(error)) from error
        try:
            told = conninfo_to_dict(url)
        except Error as error:
            raise UnreadableError(
                "the address of the database cannot be read; write postgresql://USER@HOST/DATABASE"
            ) from error
        self.url = url
        host, name = told.get("host") or "this machine", told.get("dbname") or told.get("user")
        self._shown = f"PostgreSQL database {name or 'of your name'} on {host}"

    @override
    def __str__(self) -> str:
        """Return how people are told of it."""
        return self._shown
