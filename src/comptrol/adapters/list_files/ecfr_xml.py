"""Reads the table of Supplement No. 4 to part 744 in the XML of the eCFR.

https://www.ecfr.gov/api/versioner/v1/full/{date}/title-15.xml?part=744: tables of plain TR and
TD. A country stands in the first row of its group, as a cell that later rows leave empty or
leave out. A cell holds a name, its aliases set off by dashes, and then the addresses.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from comptrol.adapters.list_files.ecfr_places import name_and_address
from comptrol.adapters.list_files.spelling import cleaned
from comptrol.adapters.list_files.xml_safely import tree
from comptrol.kernel.errors import UnreadableError

SUPPLEMENT: Final = "Supplement No. 4 to Part 744"
COLUMNS: Final = 5
_SPACES: Final = re.compile(r"\s+")
_DASH: Final = re.compile(r"\A\s*[—–-]+\s*")
_LAST: Final = re.compile(r"[;,.]?\s*(?:\band\b\s*)?\Z", re.IGNORECASE)
_KNOWN_AS: Final = re.compile(
    r",?\s*\(?\b[afn]\.\s?k\.\s?a\b\.?,?\s*(?:the following [\w-]+ alias(?:es)?)?:?\s*\Z",
    re.IGNORECASE,
)


class TableRow(NamedTuple):
    """One row of the table, its entity's cell still whole."""

    country: str
    cells: tuple[str, ...]


class Party(NamedTuple):
    """What a cell says of an entity."""

    name: str
    aliases: tuple[str, ...]
    address: str


def table_rows(content: bytes) -> Iterator[tuple[str, TableRow]]:
    """Yield the rows of the supplement's tables, each with the country it stands under."""
    country, number = "", 0
    for row in _supplement(tree(content)).iter("TR"):
        cells = tuple("".join(_text(cell)) for cell in row.iterfind("TD"))
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        if len(cells) == COLUMNS:
            country = cleaned(cells[0]) or country
            cells = cells[1:]
        yield f"row {number}", TableRow(country, cells)


def party_in_cell(cell: str) -> Party:
    r"""Return the name, the aliases and the addresses that a cell holds.

    >>> party_in_cell("Acme, a.k.a., the following two aliases:\n—A; and\n—B.\n5 High St, Oz.")
    Party(name='Acme', aliases=('A', 'B'), address='5 High St, Oz.')
    """
    lines = [line for line in (cleaned(part) for part in cell.split("\n")) if line]
    if not lines:
        raise UnreadableError("entity: the cell is empty")
    aliases = tuple(_LAST.sub("", _DASH.sub("", line)) for line in lines if _DASH.match(line))
    others = [line for line in lines if not _DASH.match(line)]
    first, address = (others[0] if others else ""), " ".join(others[1:])
    if aliases or address:
        return Party(_KNOWN_AS.sub("", first).strip(" ,"), aliases, address)
    name, address = name_and_address(first)
    return Party(name, (), address)


def _supplement(root: Element) -> Element:
    for element in root.iter():
        if SUPPLEMENT.casefold() in (element.get("N") or "").casefold():
            return element
    return root


def _text(cell: Element) -> Iterator[str]:
    """Yield a cell's text: a break is a new line, and so is the end of a paragraph."""
    yield " ".join(_SPACES.split(cell.text or ""))
    for inner in cell:
        if inner.tag.upper() == "BR":
            yield "\n"
        yield from _text(inner)
        if inner.tag.upper() in {"P", "DIV", "FP"}:
            yield "\n"
        yield " ".join(_SPACES.split(inner.tail or ""))
