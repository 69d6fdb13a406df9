"""Reads a supply graph: the five published tables of a folder, or statements in one JSON file.

The published form is that of the Advanced Semiconductor Supply Chain Dataset (CSET, Emerging
Technology Observatory): inputs, providers, provision, sequence and stages. Whoever has it reads it
under its own licence; nothing of it is shipped. Our own form is a list of statements of the
domain, as the shipped table has it. A mistake is an error with file, line and field.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from comptrol.adapters.supply_tables.buffers import read_buffers
from comptrol.adapters.supply_tables.published import read_published
from comptrol.adapters.supply_tables.whole import check_whole
from comptrol.domains.supply import GraphStatement
from comptrol.kernel.errors import UnreadableError

__all__ = ["CountryNamed", "SupplyFile", "read_buffers", "read_said", "read_supply"]

CountryNamed = Callable[[str], str | None]
BYTES_MAX = 64 * 2**20


class SupplyFile(NamedTuple):
    """What was read, in an order in which it can be said, and what a reader should know."""

    said: tuple[GraphStatement, ...]
    notes: tuple[str, ...]


def read_supply(path: Path, country_named: CountryNamed) -> SupplyFile:
    """Return the supply graph in a folder of published tables, or in a file of statements."""
    if path.is_dir():
        return SupplyFile(*read_published(path, country_named))
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableError(f"{path}: more than {BYTES_MAX} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    return SupplyFile(read_said(content, str(path), country_named), ())


def read_said(
    content: bytes, place: str, country_named: CountryNamed
) -> tuple[GraphStatement, ...]:
    """Return statements as our own form has them: a JSON list, each with its kind."""
    try:
        said = msgspec.json.decode(content, type=tuple[GraphStatement, ...])
    except (msgspec.MsgspecError, RecursionError) as error:
        expected = "expected a list of statements of the supply graph, or a folder of tables"
        raise UnreadableError(f"{place}: {error}; {expected}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{place}: not UTF-8 at byte {error.start}") from error
    check_whole(said, place, country_named)
    return said
