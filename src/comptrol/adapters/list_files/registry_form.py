"""What the extracts of foreign lists look like that the project was given: one array of rows.

Made by ``security-export-control-registry``; ``country`` is whose list it is, not the party's.
"""

from collections.abc import Iterator

import msgspec

from comptrol.adapters.list_files.reading import decoded


class RegistryRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: what a list says of one party."""

    id: str
    list_id: str
    entity_name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    country: str | None = None
    date_added: str | None = None
    entity_type: str | None = None
    last_verified: str | None = None
    reason: str | None = None
    source_list_name: str | None = None
    source_url: str | None = None


def row_of(raw: msgspec.Raw) -> RegistryRow:
    """Return one row, or say what is wrong with it."""
    return decoded(raw, RegistryRow, "a row of the registry")


def numbered(content: bytes, what: str) -> Iterator[tuple[str, msgspec.Raw]]:
    """Yield the rows with their places."""
    raws = decoded(content, tuple[msgspec.Raw, ...], what)
    return ((f"row {number}", raw) for number, raw in enumerate(raws, start=1))
