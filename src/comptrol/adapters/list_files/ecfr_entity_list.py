"""Reads the Entity List from the regulation itself: the eCFR's XML, or the extract of its text.

15 CFR part 744, Supplement No. 4. A listing has no number: it is known by its Federal Register
citation, its name and the country it stands under. Some listings are addresses and no party
("Address 01"). Crimea has a heading of its own, and is Ukraine in ISO 3166-1.
"""

import re
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.list_files.ecfr_places import addresses_in, broken_off, without_address
from comptrol.adapters.list_files.ecfr_xml import SUPPLEMENT, TableRow, party_in_cell, table_rows
from comptrol.adapters.list_files.extract_form import Extracted, ExtractedRow, numbered, row_of
from comptrol.adapters.list_files.marks import day_in
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import country_named, country_of
from comptrol.adapters.list_files.reading import ListFile, Rows, content_id, decoded
from comptrol.adapters.list_files.spelling import cleaned, name_in, names_in, parted, party_in
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "us-ecfr-entity-list"
LIST_ID: Final = "bis-entity-list"
_ADDRESS_ONLY: Final = re.compile(r"\AAddress \d+\Z", re.IGNORECASE)
_NO_PARTY: Final = re.compile(r"subordinate institution:\s*\Z")
_DAY: Final = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b")
_CELLS: Final = 4


def recognises(content: bytes) -> bool:
    """Tell whether a file is the extract of the Entity List, or XML that holds the supplement."""
    head = content[:65536]
    if b'"list_id"' in head:
        return LIST_ID.encode() in head
    return content.lstrip()[:1] == b"<" and SUPPLEMENT.encode() in content


def read(file: Path) -> ListFile:
    """Read the Entity List from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read the Entity List, in either form."""
    if content.lstrip()[:1] == b"<":
        rows = Rows(form=FORMAT, published=None)
        rows.each(table_rows(content), _of_table)
        return rows.file()
    extracted = decoded(content, Extracted, "an extract of the Entity List")
    if extracted.list_id != LIST_ID:
        raise UnreadableError(f"list_id: {extracted.list_id!r} is not {LIST_ID!r}")
    rows = Rows(form=FORMAT, published=day_in(extracted.extracted))
    rows.each(numbered(extracted), _of_extract)
    return rows.file()


def _of_extract(raw: msgspec.Raw) -> Entity:
    return _entity(row_of(raw), policy=None)


def _of_table(row: TableRow) -> Entity:
    if len(row.cells) != _CELLS:
        raise UnreadableError(f"it has {len(row.cells)} cells besides the country, not {_CELLS}")
    entity, requirement, policy, citation = row.cells
    party = party_in_cell(entity)
    said = ExtractedRow(
        name=party.name,
        aliases=party.aliases,
        country=row.country,
        address=party.address or None,
        federal_register=cleaned(citation) or None,
        notes=cleaned(requirement) or None,
    )
    return _entity(said, policy=cleaned(policy) or None)


def _entity(row: ExtractedRow, policy: str | None) -> Entity:
    heading = cleaned(row.country or "")
    country = country_named(heading)
    if country is None:
        raise UnreadableError(f"country: {heading!r} is none that we know")
    printed, address = broken_off(name_in(row.name), cleaned(row.address or ""))
    name, aliases = _names(printed, row.aliases)
    aliases, glued = _unglued(aliases)
    addresses = tuple(
        dict.fromkeys((*addresses_in(address, heading), *addresses_in(glued, heading)))
    )
    found = filter(None, map(country_of, addresses))
    citation = cleaned(row.federal_register or "") or None
    days = sorted(filter(None, map(day_in, _DAY.findall(citation or ""))))
    return Entity(
        entity_id=content_id("EL", name_in(row.name), citation, [heading]),
        name=name,
        list="EL",
        aliases=names_in(aliases, besides=(name,)),
        countries=tuple(dict.fromkeys((country, *found))),
        places=(heading,) if "region" in heading.casefold() else (),
        licence_requirement=cleaned(row.notes or "") or None,
        licence_policy=policy,
        federal_register=citation,
        addresses=addresses,
        address_only=_ADDRESS_ONLY.match(name) is not None,
        listed_on=days[0] if days else None,
    )


def _names(printed: str, others: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the name and all aliases; a name that the extract lost is its first alias."""
    name, more = party_in(printed)
    aliases = [one for alias in others for one in _each(alias)]
    if _NO_PARTY.search(printed):
        if not aliases:
            raise UnreadableError("name: only the parent is named, the institution is not")
        name, more = aliases.pop(0), (printed.rstrip(": "), *more)
    return name, (*aliases, *more)


def _each(alias: str) -> tuple[str, ...]:
    one, others = parted(cleaned(alias))
    return (one, *others)


def _unglued(aliases: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Take an address off the alias that it was glued to."""
    parts = [without_address(alias) for alias in aliases]
    return tuple(name for name, _ in parts), "; and ".join(found for _, found in parts if found)
