"""Reads Japan's Foreign End User List: the extract in JSON, or METI's table saved as CSV.

METI numbers the rows anew in each edition, so a listing is known by its name and its country; the
number is kept as an identifier. Names carry their spelling in Chinese characters in brackets. In
the extract some names slid into the address, behind "People's Republic of China": they are taken
from there where a country stands in front and a name remains, and refused otherwise.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.list_files.marks import day_in
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import country_named
from comptrol.adapters.list_files.reading import ListFile, Rows, content_id
from comptrol.adapters.list_files.registry_form import RegistryRow, numbered, row_of
from comptrol.adapters.list_files.spelling import (
    LETTERS_MAX,
    cleaned,
    name_in,
    names_in,
    without_native,
)
from comptrol.adapters.list_files.tables import lines_of, text_of
from comptrol.domains.screening import Entity
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "jp-meti-end-user-list"
LIST_ID: Final = "jp-end-user-list"
CONCERNS: Final = {
    "N": "nuclear",
    "M": "missile",
    "B": "biological",
    "C": "chemical",
    "CW": "conventional",
}
_CONCERN: Final = re.compile(r"(?<![A-Z])(?:CW|[NMBC])(?![A-Z])")
_PRESS: Final = re.compile(r"/press/\d{4}/\d{2}/(\d{4})(\d{2})(\d{2})")
_HEADINGS: Final = (
    ("number", ("no.", "no", "番号")),
    ("country", ("country", "国名", "国・地域名", "国名、地域名", "country or region")),
    ("name", ("name", "企業名", "company or organization", "企業名、組織名")),
    ("aliases", ("aliases", "別名", "also known as")),
    ("concern", ("concern", "type of wmd", "懸念区分", "types of concern")),
)
_GLUED: Final = re.compile(r"\s*・\s*(?=[A-Za-z])")
_FORWARD: Final = ("People's Republic of China", "Hong Kong", "North Korea", "Taiwan")
"""Headings that the extract is known to leave in front of a name."""


class Said(NamedTuple):
    """What a row says, whichever the form."""

    number: str
    country: str
    name: str
    aliases: tuple[str, ...]
    concern: str


def recognises(content: bytes) -> bool:
    """Tell whether the first bytes are those of the list, in either form."""
    head = content[:65536]
    if head.lstrip()[:1] in {b"[", b"{"}:
        return f'"{LIST_ID}"'.encode() in head
    first = head.decode("utf-8-sig", errors="replace").partition("\n")[0]
    found = _columns(first.split(",")) if len(first) <= LETTERS_MAX else {}
    return {"number", "country", "name", "concern"} <= found.keys()


def read(file: Path) -> ListFile:
    """Read the list from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read the list, in either form."""
    if content.lstrip()[:1] in {b"[", b"{"}:
        raws = list(numbered(content, "an extract of the Foreign End User List"))
        rows = Rows(form=FORMAT, published=_published(content))
        rows.each(raws, lambda raw: _entity(_of_extract(row_of(raw))))
        return rows.file()
    rows = Rows(form=FORMAT, published=None)
    rows.each(_table(text_of(content)), _entity)
    return rows.file()


def _published(content: bytes) -> date | None:
    """Return the day of the press notice that the rows point at."""
    found = _PRESS.search(content[:65536].decode(errors="replace"))
    return day_in("-".join(found.groups())) if found else None


def _of_extract(row: RegistryRow) -> Said:
    if row.list_id != LIST_ID:
        raise UnreadableError(f"list_id: {row.list_id!r} is not {LIST_ID!r}")
    place, name = " ".join(row.addresses), row.entity_name
    if not name.strip():
        place, name = _slid(cleaned(place))
    number = row.id.rpartition("-")[2]
    return Said(number, place, name, row.aliases, row.reason or "")


def _slid(place: str) -> tuple[str, str]:
    """Part a country from the name that slid behind it."""
    for country in _FORWARD:
        name = place.removeprefix(country).strip()
        if place.startswith(country) and any(map(str.isalnum, name)):
            return country, name
    raise UnreadableError("entity_name: it is empty, and no name stands behind the country")


def _table(text: str) -> Iterator[tuple[str, Said]]:
    """Yield the rows of METI's table, by the columns that its heading names."""
    lines = lines_of(text)
    _, heading = next(lines, ("", []))
    at = _columns(heading)
    if not {"country", "name"} <= at.keys():
        raise UnreadableError(f"line 1: the columns country and name are wanted, not {heading}")

    def cell(row: list[str], column: str) -> str:
        index = at.get(column, -1)
        return row[index] if 0 <= index < len(row) else ""

    for where, row in lines:
        aliases = re.split(r"[\n・|]+", cell(row, "aliases"))
        yield (
            where,
            Said(
                cell(row, "number"),
                cell(row, "country"),
                cell(row, "name"),
                tuple(cleaned(alias) for alias in aliases),
                cell(row, "concern"),
            ),
        )


def _columns(heading: Iterable[str]) -> dict[str, int]:
    wanted = {word: column for column, words in _HEADINGS for word in words}
    folded = (cleaned(cell).strip('"').casefold() for cell in heading)
    return {wanted[cell]: index for index, cell in enumerate(folded) if cell in wanted}


def _entity(said: Said) -> Entity:
    heading = cleaned(said.country)
    country = country_named(heading)
    if country is None:
        raise UnreadableError(f"country: {heading!r} is none that we know")
    printed, *more = _GLUED.split(_narrow(name_in(said.name)))
    name, native = without_native(printed)
    parts = [without_native(_narrow(cleaned(alias))) for alias in (*said.aliases, *more)]
    aliases = names_in((latin for latin, _ in parts), besides=(name,))
    spelled = (*native, *(one for _, others in parts for one in others))
    concerns = _CONCERN.findall(unicodedata.normalize("NFKC", said.concern))
    return Entity(
        entity_id=content_id("JP-EUL", printed, [country]),
        name=name or printed,
        list="JP-EUL",
        aliases=aliases,
        countries=(country,),
        programs=tuple(dict.fromkeys(CONCERNS[concern] for concern in concerns)),
        native_names=names_in(spelled, besides=(name or printed,)),
        identifiers=(f"meti:{said.number.strip()}",) if said.number.strip() else (),
    )


def _narrow(text: str) -> str:
    """Write full-width brackets, letters and commas as half-width ones."""
    return cleaned("".join(_half(letter) for letter in text)).replace("( ", "(").replace(" )", ")")


def _half(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter) if "\uff01" <= letter <= "\uff5e" else letter
