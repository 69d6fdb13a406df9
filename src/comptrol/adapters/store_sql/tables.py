"""Every table of a store with its columns, as whoever copies them needs to know them."""

from typing import Final, NamedTuple


class TableOf(NamedTuple):
    """One table: its columns, which of them are text, and how many of the first are its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    texts: tuple[bool, ...]


def _of_bytes(name: str, columns: str, key: str) -> TableOf:
    named = tuple(columns.split())
    return TableOf(name, named, tuple(key.split()), (False,) * len(named))


LOG_TABLES: Final = (
    _of_bytes("bundles", "number links entries", "number"),
    _of_bytes("entries", "position links envelope", "position"),
    _of_bytes("moments", "first logged_at", "first"),
    _of_bytes("issuers", "issuer key sequence", "issuer"),
    _of_bytes("numbers", "issuer list positions", "issuer list"),
    _of_bytes("tiles", "level number hashes", "level number"),
    _of_bytes("subject_buckets", "number records", "number"),
    TableOf("evidence", ("leaf", "raw"), ("leaf",), (True, False)),
)
"""The tables of ``entries.LOG`` and ``ledger.LEDGER``."""
