"""Reads a list that an operator keeps for itself: a table of comma-separated values with a header.

Columns ``id`` and ``name`` are wanted; ``aliases``, ``birth`` and ``identifiers`` are parted by
``|``, and ``country``, ``address``, ``list`` and ``type`` may be left out. A row that says
something we cannot take is refused with its line and field, and the others stand.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.list_files.authorities import OWN_LIST
from comptrol.adapters.list_files.marks import day_in
from comptrol.adapters.list_files.opening import contents
from comptrol.adapters.list_files.places import country_named, placed
from comptrol.adapters.list_files.reading import ListFile, Rows
from comptrol.adapters.list_files.spelling import LETTERS_MAX, cleaned, name_in, names_in
from comptrol.adapters.list_files.tables import lines_of, text_of
from comptrol.domains.screening import Entity
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import UnreadableError

FORMAT: Final = "csv"
COLUMNS: Final = (
    "id",
    "name",
    "aliases",
    "country",
    "address",
    "birth",
    "identifiers",
    "list",
    "type",
)
WANTED: Final = frozenset({"id", "name"})
TYPES: Final = {
    "Entity": ("entity", "company", "organization", "organisation"),
    "Individual": ("individual", "person"),
    "Vessel": ("vessel", "ship"),
    "Aircraft": ("aircraft",),
}
"""What an entity may be, as official lists say it, with the words that an operator may use."""
_BIRTH: Final = re.compile(r"\A\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?\Z")
_IDENTIFIER: Final = re.compile(r"\A[A-Za-z][\w-]*:\S.*\Z")
_LIST: Final = re.compile(r"\A[A-Z0-9][A-Z0-9-]{0,31}\Z")
_DAY_LETTERS: Final = 10


def recognises(content: bytes) -> bool:
    """Tell whether the first line names the columns that are wanted."""
    first = content[:65536].decode("utf-8-sig", errors="replace").partition("\n")[0]
    if len(first) > LETTERS_MAX:
        return False
    named = {cleaned(cell).strip('"').casefold() for cell in first.split(",")}
    return named >= WANTED


def read(file: Path) -> ListFile:
    """Read an operator's own list from a file."""
    return read_content(contents(file))


def read_content(content: bytes) -> ListFile:
    """Read an operator's own list."""
    lines = lines_of(text_of(content))
    _, heading = next(lines, ("", []))
    columns = [cleaned(cell).casefold() for cell in heading]
    if not set(columns) >= WANTED:
        raise UnreadableError(f"line 1: the columns id and name are wanted, not {heading}")
    for text in unread_columns(columns, COLUMNS, "line 1"):
        raise UnreadableError(f"{text}; the columns are {', '.join(COLUMNS)}")
    if len(set(columns)) < len(columns):
        raise UnreadableError("line 1: a column is named twice")
    rows, told = Rows(form=FORMAT, published=None), list(lines)
    rows.each(told, _made(columns))
    return msgspec.structs.replace(rows.file(), notes=tuple(_notes(told, columns)))


def _notes(rows: Iterable[tuple[str, list[str]]], columns: list[str]) -> Iterator[str]:
    """Yield what reads as was hardly meant: several aliases that are taken for one."""
    if "aliases" not in columns:
        return
    at = columns.index("aliases")
    found = [where for where, row in rows if ";" in "".join(row[at : at + 1])]
    if found:
        others = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield f"{found[0]}{others}: ';' in aliases parts none: several are parted by '|'"


def _made(columns: list[str]) -> Callable[[list[str]], Entity]:
    seen: set[tuple[str, str]] = set()

    def made(row: list[str]) -> Entity:
        if len(row) != len(columns):
            raise UnreadableError(f"it has {len(row)} fields, not {len(columns)}")
        entity = _entity(dict(zip(columns, map(cleaned, row), strict=True)))
        if (entity.list, entity.entity_id) in seen:
            raise UnreadableError(f"id: {entity.entity_id} stands above already")
        seen.add((entity.list, entity.entity_id))
        return entity

    return made


def _entity(row: Mapping[str, str]) -> Entity:
    name = name_in(row["name"])
    countries, _ = placed([_checked(row, "country", lambda text: country_named(text) is not None)])
    births = _many(row, "birth", _is_birth)
    code = _checked(row, "list", lambda text: _LIST.match(text) is not None) or OWN_LIST
    if not row["id"]:
        raise UnreadableError("id: there is none")
    return Entity(
        entity_id=f"{code}-{row['id']}".casefold(),
        name=name,
        list=code,
        aliases=names_in(row.get("aliases", "").split("|"), besides=(name,)),
        type=_type(row.get("type", "")),
        countries=countries,
        addresses=names_in([row.get("address", "")]),
        identifiers=_many(row, "identifiers", lambda text: _IDENTIFIER.match(text) is not None),
        births=births,
    )


def _type(text: str) -> str | None:
    """Return what an entity is, whatever the case of the word and whichever of its words."""
    found = next((kind for kind, words in TYPES.items() if text.casefold() in words), None)
    if text and found is None:
        known = ", ".join(word for words in TYPES.values() for word in words)
        raise UnreadableError(f"type: {text!r} is not known; it may be {known}")
    return found


def _is_birth(text: str) -> bool:
    day = len(text) < _DAY_LETTERS or day_in(text) is not None
    return _BIRTH.match(text) is not None and day


def _many(row: Mapping[str, str], field: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
    told = [cleaned(text) for text in row.get(field, "").split("|")]
    return tuple(dict.fromkeys(_checked({field: text}, field, fits) for text in told if text))


def _checked(row: Mapping[str, str], field: str, fits: Callable[[str], bool]) -> str:
    text = row.get(field, "")
    if text and not fits(text):
        raise UnreadableError(f"{field}: {text!r} cannot be read")
    return text
