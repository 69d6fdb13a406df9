"""Reads the US Consolidated Screening List: the official JSON, and the shorter extract of it.

Official: https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json
("results", one object to a listing). The extract has tables that rows point into ("fieldKey").
A name such as "Huawei … (Huawei). Affiliated Entity: X" is a listing of X. Entities are numbered
as in the shipped edition.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from typing_extensions import override

from comptrol.adapters.list_files.authorities import known_lists
from comptrol.adapters.list_files.csl_extract import Extract, ExtractRow
from comptrol.adapters.list_files.marks import birth, day_in, identifier
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import placed
from comptrol.adapters.list_files.reading import ListFile, Rows, content_id, decoded
from comptrol.adapters.list_files.spelling import cleaned, name_in, names_in, party_in
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "us-csl"
_CODE: Final = re.compile(r"\(([A-Z-]+)(?: List)?\)")


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One address of a listing."""

    address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None

    @override
    def __str__(self) -> str:
        """Return the address on one line."""
        parts = (self.address, self.city, self.state, self.postal_code, self.country)
        return ", ".join(cleaned(part) for part in parts if part and part.strip())


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a document or register."""

    type: str | None = None
    number: str | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One listing of the official file. Fields that no answer needs are left out."""

    source: str
    name: str
    entity_number: str | int | None = None
    type: str | None = None
    programs: tuple[str, ...] | None = None
    addresses: tuple[Address, ...] | None = None
    federal_register_notice: str | None = None
    start_date: str | None = None
    license_requirement: str | None = None
    license_policy: str | None = None
    alt_names: tuple[str, ...] | None = None
    ids: tuple[Number, ...] | None = None
    dates_of_birth: tuple[str, ...] | None = None
    call_sign: str | None = None


class Official(msgspec.Struct, frozen=True, kw_only=True):
    """The official file."""

    results: tuple[msgspec.Raw, ...]


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of a consolidated list."""
    head = content[:65536]
    extract = b'"fieldKey"' in head and b'"listAuthority"' in head
    return extract or (b'"results"' in head and b'"source"' in head and b'"name"' in head)


def read(file: Path) -> ListFile:
    """Read a consolidated list from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read a consolidated list, in either form."""
    if b'"fieldKey"' in content[:65536]:
        return _read_extract(decoded(content, Extract, "an extract of the consolidated list"))
    official = decoded(content, Official, "the JSON of the consolidated list")
    rows = Rows(form=FORMAT, published=None)
    rows.each(_numbered(official.results), lambda raw: _entity(decoded(raw, Row, "a listing")))
    return rows.file()


def _read_extract(extract: Extract) -> ListFile:
    rows = Rows(form=FORMAT, published=day_in(extract.published))

    def made(raw: msgspec.Raw) -> Entity:
        return _entity(_spelled_out(decoded(raw, ExtractRow, "a listing"), extract))

    rows.each(_numbered(extract.entries), made)
    return rows.file()


def _numbered(raws: tuple[msgspec.Raw, ...]) -> Iterator[tuple[str, msgspec.Raw]]:
    return ((f"listing {number}", raw) for number, raw in enumerate(raws, start=1))


def _spelled_out(row: ExtractRow, extract: Extract) -> Row:
    tables = extract.tables
    programs = extract.entry(tables.programmes, row.pg)
    return Row(
        source=extract.entry(tables.sources, row.s) or "",
        name=row.n,
        entity_number=row.e,
        type=row.t,
        programs=tuple(programs.split("; ")) if programs else (),
        addresses=tuple(Address(country=place) for place in row.c),
        federal_register_notice=row.fr,
        license_requirement=extract.entry(tables.requirements, row.lr),
        license_policy=extract.entry(tables.policies, row.lp),
        alt_names=row.a,
    )


def _entity(row: Row) -> Entity:
    code = _code(row.source)
    printed = name_in(row.name)
    name, others = (printed, ()) if code == "DPL" else party_in(printed)
    addresses = [text for each in row.addresses or () if (text := str(each)) != each.country]
    printed_places = [each.country for each in row.addresses or () if each.country]
    countries, places = placed(printed_places)
    numbers = [(each.type or "", each.number or "") for each in row.ids or ()]
    numbers.append(("call sign", row.call_sign or ""))
    return Entity(
        entity_id=_entity_id(code, row, printed_places),
        name=name,
        list=code,
        aliases=names_in((*(row.alt_names or ()), *others), besides=(name,)),
        type=row.type or None,
        countries=countries,
        places=places,
        programs=tuple(row.programs or ()),
        licence_requirement=row.license_requirement or None,
        licence_policy=row.license_policy or None,
        federal_register=row.federal_register_notice or None,
        addresses=tuple(dict.fromkeys(addresses)),
        identifiers=_each(identifier(*number) for number in numbers),
        births=tuple(
            dict.fromkeys(day for text in row.dates_of_birth or () for day in birth(text))
        ),
        listed_on=day_in(row.start_date),
    )


def _each(values: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value is not None))


@lru_cache(maxsize=256)
def _code(source: str) -> str:
    """Return the code of a list by its title, by what stands in brackets if need be."""
    found = next((code for code, row in known_lists().items() if row.title == source), None)
    if found is None and (bracket := _CODE.search(source)) and bracket[1] in known_lists():
        found = bracket[1]
    if found is None:
        raise UnreadableError(f"source: no list is known as {source!r}")
    return found


def _entity_id(code: str, row: Row, countries: list[str]) -> str:
    if row.entity_number not in {None, ""}:
        return f"{code}-{row.entity_number}".lower()
    told = sorted(dict.fromkeys(countries))
    return content_id(code, row.name, row.federal_register_notice or None, told)
