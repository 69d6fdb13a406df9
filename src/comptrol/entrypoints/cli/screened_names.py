"""How are names read that are held against the lists: from a file, or as they were asked for?"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

import click

from comptrol.domains.screening import NAME_LETTERS_MAX, Matcher, Subject
from comptrol.entrypoints.cli.output import note
from comptrol.entrypoints.cli.tables import Row, rows
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.lei import is_lei

WANTED: Final = ("id", "name")
OPTIONAL: Final = ("country", "address", "identifier", "birth", "person")
PERSONS: Final = {"1": True, "0": False, "": False}
_BIRTH: Final = re.compile(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?")
_FIRST: Final = "0000-01-01"
"""What a year or a month lacks of its first day."""


def named(names: Path | None, asked: tuple[str, ...]) -> Iterator[Row]:
    """Return whom to ask for: the rows of a file, or names that are numbered from 1."""
    if (names is None) is not bool(asked):
        raise click.UsageError("name a file of NAMES, or names with --name")
    if names is None:
        cells = enumerate(asked, start=1)
        return (Row(Path("--name"), at, {"id": str(at), "name": name}) for at, name in cells)
    if not names.exists():
        raise UnreadableError(f"{names}: No such file; a name is asked for with --name")
    return rows(names, WANTED, OPTIONAL, tell=note)


def subject_in(row: Row, known: Countries, index: Matcher) -> Subject:
    """Return all that a row says of a party; what cannot be compared is refused by its field."""
    name, code = _name(row, index), CountryCode(row.text("country").upper())
    if code and code not in known:
        row.fail("country", f"is {code!r}, no ISO 3166-1 code of two letters")
    address, birth, identifier = row.text("address"), _birth(row), _identifier(row)
    return Subject(
        names=(name,),
        country=code or None,
        addresses=(address,) if address else (),
        identifiers=(identifier,) if identifier else (),
        births=(birth,) if birth else (),
        person=bool(row.one_of("person", PERSONS)),
    )


def _name(row: Row, index: Matcher) -> str:
    name = row.needed("name")
    if len(name) > NAME_LETTERS_MAX:
        few = f"has {len(name)} letters, and {NAME_LETTERS_MAX} are compared: give its names apart"
        row.fail("name", few)
    if not index.reads(name):
        row.fail("name", "has nothing in it that could be compared")
    return name


def _birth(row: Row) -> str:
    birth = row.text("birth")
    if birth and not _is_birth(birth):
        few = "expected YYYY, YYYY-MM or YYYY-MM-DD, as the calendar has it"
        row.fail("birth", f"is {birth[:40]!r}; {few}")
    return birth


def _is_birth(text: str) -> bool:
    if _BIRTH.fullmatch(text):
        with suppress(ValueError):
            return bool(date.fromisoformat(text + _FIRST[len(text) :]))
    return False


def _identifier(row: Row) -> str:
    """Return an identifier; say of a mistyped LEI that it is one, for it would find nothing."""
    identifier = row.text("identifier")
    scheme, colon, value = identifier.partition(":")
    if identifier and not colon:
        row.fail("identifier", f"is {identifier[:40]!r}; expected scheme:value, as in LEI:...")
    if scheme.casefold() == "lei" and not is_lei(value.strip().upper()):
        told = "is no Legal Entity Identifier: its length or its check digits do not fit"
        note(f"warning: {row.place('identifier')}: {value[:40]!r} {told} (ISO 17442)")
    return identifier
