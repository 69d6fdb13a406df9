"""Reads the Consolidated List of the United Nations Security Council: XML, plain or packed.

https://scsanctions.un.org/resources/xml/en/consolidated.xml; names come in up to four parts,
names of persons are graded Good or Low, entities' a.k.a. or f.k.a. The reference number
(``CDi.001``) is the Council's own and stays with a listing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from comptrol.adapters.list_files.marks import birth, day_in, identifier, years
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import placed
from comptrol.adapters.list_files.reading import ListFile, Rows
from comptrol.adapters.list_files.spelling import cleaned, name_in, names_in
from comptrol.adapters.list_files.xml_safely import tree
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "un-consolidated"
_ROOT: Final = "CONSOLIDATED_LIST"
_NAME_PARTS: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS_PARTS: Final = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_KINDS: Final = (("INDIVIDUALS", "INDIVIDUAL", "Individual"), ("ENTITIES", "ENTITY", "Entity"))


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of the consolidated list."""
    return b"<CONSOLIDATED_LIST" in content[:4096]


def read(file: Path) -> ListFile:
    """Read the consolidated list from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read the consolidated list."""
    root = tree(content)
    if root.tag != _ROOT:
        raise UnreadableError(f"the root of the XML is <{root.tag}>, not <{_ROOT}>")
    rows = Rows(form=FORMAT, published=day_in(root.get("dateGenerated")))
    for group, tag, kind in _KINDS:
        rows.each(_numbered(root, group, tag), lambda row, kind=kind: _entity(row, kind))  # type: ignore[misc]
    return rows.file()


def _numbered(root: Element, group: str, tag: str) -> Iterator[tuple[str, Element]]:
    for number, row in enumerate(root.iterfind(f"{group}/*"), start=1):
        yield f"{tag} {number}", row


def _entity(row: Element, kind: str) -> Entity:
    reference = _text(row, "REFERENCE_NUMBER")
    if not reference:
        raise UnreadableError("REFERENCE_NUMBER: there is none")
    name = name_in(" ".join(_text(row, part) for part in _NAME_PARTS))
    good, weak = _aliases(row, kind.upper())
    aliases = names_in(good, besides=(name,))
    at = list(row.iterfind(f"{kind.upper()}_ADDRESS"))
    countries, places = placed(_text(address, "COUNTRY") for address in at)
    return Entity(
        entity_id=f"un-{reference}".lower(),
        name=name,
        list="UN",
        aliases=aliases,
        type=kind,
        countries=countries,
        places=places,
        programs=tuple(filter(None, [_text(row, "UN_LIST_TYPE")])),
        weak_aliases=names_in(weak, besides=(name, *aliases)),
        native_names=names_in([_text(row, "NAME_ORIGINAL_SCRIPT")]),
        addresses=tuple(dict.fromkeys(filter(None, map(_address, at)))),
        identifiers=_documents(row),
        births=tuple(dict.fromkeys(day for told in _births(row) for day in told)),
        listed_on=day_in(_text(row, "LISTED_ON")),
    )


def _aliases(row: Element, kind: str) -> tuple[list[str], list[str]]:
    """Return the names that the Council calls good, and those that it calls low."""
    good: list[str] = []
    weak: list[str] = []
    for alias in row.iterfind(f"{kind}_ALIAS"):
        graded = weak if _text(alias, "QUALITY").casefold() == "low" else good
        graded.append(_text(alias, "ALIAS_NAME"))
    return good, weak


def _births(row: Element) -> Iterator[tuple[str, ...]]:
    for born in row.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = _text(born, "FROM_YEAR"), _text(born, "TO_YEAR")
        if first.isdecimal() and last.isdecimal():
            yield years(int(first), int(last))
        else:
            yield birth(_text(born, "DATE") or _text(born, "YEAR"))
    for alias in row.iterfind("INDIVIDUAL_ALIAS"):
        yield birth(_text(alias, "DATE_OF_BIRTH"))


def _documents(row: Element) -> tuple[str, ...]:
    numbers = (
        identifier(
            f"{_text(document, 'TYPE_OF_DOCUMENT')} {_text(document, 'TYPE_OF_DOCUMENT2')}",
            _text(document, "NUMBER"),
        )
        for document in row.iterfind("INDIVIDUAL_DOCUMENT")
    )
    return tuple(dict.fromkeys(number for number in numbers if number))


def _address(address: Element) -> str:
    parts = [text for part in _ADDRESS_PARTS if (text := _text(address, part))]
    return ", ".join(parts) if parts != [_text(address, "COUNTRY")] else ""


def _text(row: Element, tag: str) -> str:
    return cleaned(row.findtext(tag) or "")
