"""What the extracts of US lists look like that the project was given: a list, its date, its rows.

Made by ``nsfreg`` from the official texts; one file to a list. A row that is not understood is
refused by the reader of its list.
"""

from collections.abc import Iterator

import msgspec

from comptrol.adapters.list_files.reading import decoded


class ExtractedRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: what the official text says of one party."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    address: str | None = None
    status: str | None = None
    effective_date: str | None = None
    federal_register: str | None = None
    notes: str | None = None


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """The file: which list, extracted when, and the rows."""

    list_id: str
    entities: tuple[msgspec.Raw, ...]
    extracted: str | None = None
    count: int | None = None


def row_of(raw: msgspec.Raw) -> ExtractedRow:
    """Return one row, or say what is wrong with it."""
    return decoded(raw, ExtractedRow, "a row of the extract")


def numbered(extracted: Extracted) -> Iterator[tuple[str, msgspec.Raw]]:
    """Yield the rows with their places."""
    return ((f"row {number}", raw) for number, raw in enumerate(extracted.entities, start=1))
