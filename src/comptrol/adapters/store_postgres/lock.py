"""The lock that a writer holds on a schema, as long as its session lives."""

from contextlib import closing
from time import monotonic, sleep
from typing import Final
from zlib import crc32

from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import PostgresConnection, connected
from comptrol.kernel.errors import UnavailableError

_OURS: Final = 0x434D5054
"""The first half of the number of our lock; the other is of the schema."""
_PATIENCE_S: Final = 1.0
"""How long one waits for it: the session of a killed writer ends a little later."""
_TRY_EVERY_S: Final = 0.05


class SchemaLock:
    """An advisory lock: it ends with the session, however that ends."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def take(self, writer: PostgresConnection) -> None:
        """Take it, or say that somebody has it."""
        number = _number(writer)
        until = monotonic() + _PATIENCE_S
        while not _try(writer, number):
            if monotonic() > until:
                raise UnavailableError(
                    f"{self._address} is in use by another process that writes, here or on "
                    "another machine: a server or a command"
                )
            sleep(_TRY_EVERY_S)
        self._check(number)

    def _check(self, number: int) -> None:
        """Refuse a server where two sessions have one lock, as some that speak alike do."""
        with closing(connected(self._address)) as other:
            if _try(other, number):
                raise UnavailableError(
                    f"{self._address} does not keep advisory locks between sessions (a pooler of "
                    "transactions, or a server without them): connect to the server itself"
                )

    def release(self, writer: PostgresConnection) -> None:
        """Give it back before the session ends."""
        writer.execute("SELECT pg_advisory_unlock(?)", (_number(writer),))


def _try(session: PostgresConnection, number: int) -> bool:
    return session.execute("SELECT pg_try_advisory_lock(?)", (number,)).fetchone() == (True,)


def _number(session: PostgresConnection) -> int:
    """Return the number of a schema's lock."""
    found = session.execute("SELECT current_schema()").fetchone()
    assert found is not None, "a query without FROM has a row"
    return (_OURS << 32) | crc32(str(found[0]).encode())
