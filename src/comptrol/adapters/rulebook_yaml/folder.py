"""Reads one folder of a rulebook: its cover, and every record in it by name."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import msgspec

from comptrol.adapters.rulebook_yaml.marks import line_of, mistake, read_marked
from comptrol.domains.law import (
    DestinationSet,
    Embargo,
    EndUse,
    ListEffect,
    Membership,
    NamedChip,
    Question,
    RedFlag,
    Rule,
    RulebookName,
)
from comptrol.kernel.dated import Dated
from comptrol.kernel.errors import UnreadableError

R = TypeVar("R")
Named = Mapping[str, Any]

COVER: Final = "rulebook.yaml"


class Cover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first page of a rulebook: its name, and the days between which it knows the law."""

    name: RulebookName
    title: str
    first_day: date
    known_from: date
    checked_on: date
    extends: tuple[RulebookName, ...] = ()
    """Rulebooks whose records it takes over, all but those that it has itself."""

    def __post_init__(self) -> None:
        """Refuse days that cannot follow one another."""
        if not self.known_from <= self.first_day <= self.checked_on:
            raise ValueError("known_from, first_day and checked_on must follow one another")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one folder says itself, section by section, each record by its name."""

    folder: Traversable
    cover: Cover
    sections: Mapping[str, Named]


def read_part(folder: Traversable) -> Part:
    """Read every file of a folder. One that no section is called after is a mistake."""
    cover = read_marked(folder / COVER, Cover)
    known = {COVER, *(f"{name}.yaml" for name in _LISTS), *_FOLDERS}
    for file in _inside(folder):
        if file.name not in known:
            raise mistake(file.name, 1, "(file)", f"is no part of a rulebook: {sorted(known)}")
        if file.is_dir() != (file.name in _FOLDERS):
            kind = "a folder" if file.name in _FOLDERS else "a file"
            raise mistake(file.name, 1, "(file)", f"must be {kind}")
    sections: dict[str, Named] = {
        name: _each(folder / name, kind, key) for name, (kind, key) in _FOLDERS.items()
    }
    for name, (kind, key) in _LISTS.items():
        sections[name] = _listed(folder / f"{name}.yaml", kind, key)
    return Part(folder=folder, cover=cover, sections=sections)


def _inside(folder: Traversable) -> list[Traversable]:
    """Return what stands in a folder by name, but for what is hidden."""
    try:
        files = sorted(folder.iterdir(), key=lambda it: it.name)
    except OSError as error:
        raise UnreadableError(f"{folder.name}: cannot be read: {error.strerror}") from error
    return [file for file in files if not file.name.startswith((".", "__"))]


def _each(folder: Traversable, kind: type[R], name: Callable[[R], str]) -> dict[str, R]:
    """Read one record from each file; a file is called as its record is."""
    found: dict[str, R] = {}
    for file in _inside(folder) if folder.is_dir() else ():
        if not file.name.endswith(".yaml") or file.is_dir():
            where = f"{folder.name}/{file.name}"
            raise mistake(where, 1, "(file)", "is no file of a record, which ends in .yaml")
        record = read_marked(file, kind)
        called = name(record)
        if file.name != f"{called.lower()}.yaml":
            expected = f"{called!r} belongs in a file of its own, {called.lower()}.yaml"
            raise mistake(file.name, 1, "name or id", expected)
        found[called] = record
    return found


def _listed(file: Traversable, kind: type[R], name: Callable[[R], str]) -> dict[str, R]:
    """Read many records from one file, each under a name of its own."""
    if not file.is_file():
        return {}
    found: dict[str, R] = {}
    records: tuple[R, ...] = read_marked(file, tuple[kind, ...])  # type: ignore[valid-type]
    for index, record in enumerate(records):
        called = name(record)
        if called in found:
            expected = f"{called!r} is there twice; a name is given once"
            raise mistake(file.name, line_of(file, index), "name or id", expected)
        found[called] = record
    return found


_FOLDERS: Final[dict[str, tuple[Any, Callable[[Any], str]]]] = {
    "parameters": (Dated[Decimal], lambda it: it.name),
    "rules": (Rule, lambda it: it.id),
}
_LISTS: Final[dict[str, tuple[Any, Callable[[Any], str]]]] = {
    "questions": (Question, lambda it: it.id),
    "listings": (ListEffect, lambda it: it.list),
    "embargoes": (Embargo, lambda it: f"{it.country} from {it.start}"),
    "end_uses": (EndUse, lambda it: it.code),
    "destinations": (DestinationSet, lambda it: it.name),
    "red_flags": (RedFlag, lambda it: it.id),
    "named_chips": (NamedChip, lambda it: it.name),
    "groups": (Membership, lambda it: f"{it.group} {it.country} from {it.start}"),
}


def read_groups(file: Traversable, kind: type[R]) -> R:
    """Read the reference file of country groups."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnreadableError(f"{file.name}: country groups: {error}") from error
