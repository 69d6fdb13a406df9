"""Reads a whole rulebook, and refuses one whose parts do not fit together."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec

from comptrol.adapters.rulebook_yaml.marks import line_of, mistake, read_marked
from comptrol.domains.law import (
    Bearing,
    DestinationSet,
    Embargo,
    EndUse,
    ListEffect,
    Membership,
    Question,
    Rule,
    Rulebook,
    TreatedAs,
    digest_of,
)
from comptrol.kernel.dated import Dated
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

R = TypeVar("R")


class Cover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first page of a rulebook: its name, and the days between which it knows the law."""

    name: str
    title: str
    first_day: date
    known_from: date
    checked_on: date


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """The reference file of country groups."""

    known_from: date
    seen_on: date
    intervals: tuple[Membership, ...]
    treated_as: tuple[TreatedAs, ...]


def read_rulebook(
    folder: Traversable | None = None, country_groups: Traversable | None = None
) -> Rulebook:
    """Return the rulebook in a folder, by default the one shipped with the product."""
    folder = folder or files("comptrol.rulebooks")
    groups = _groups(country_groups or files("comptrol.reference") / "country_groups.json")
    found = Rulebook(
        **msgspec.structs.asdict(read_marked(folder / "rulebook.yaml", Cover)),
        **_records(folder),
        groups=_by_group(groups.intervals),
        groups_from=groups.known_from,
        groups_seen_on=groups.seen_on,
        treated_as={it.country: it for it in groups.treated_as},
    )
    _check_names(found, folder)
    return msgspec.structs.replace(found, digest=digest_of(found))


def _records(folder: Traversable) -> dict[str, Any]:
    """Read every file of a rulebook but its first page, each as what the rulebook calls it."""
    places = folder / "destinations.yaml"
    return {
        "parameters": _each(folder / "parameters", Dated[Decimal], lambda it: it.name),
        "rules": _each(folder / "rules", Rule, lambda it: it.id),
        "questions": _listed(folder / "questions.yaml", tuple[Question, ...], lambda it: it.id),
        "listings": _listed(folder / "listings.yaml", tuple[ListEffect, ...], lambda it: it.list),
        "embargoes": _grouped(read_marked(folder / "embargoes.yaml", tuple[Embargo, ...])),
        "end_uses": read_marked(folder / "end_uses.yaml", tuple[EndUse, ...]),
        "destinations": _listed(places, tuple[DestinationSet, ...], lambda it: it.name),
    }


def _each(folder: Traversable, kind: type[R], name: Callable[[R], str]) -> dict[str, R]:
    """Read one record from each file; a file is called as its record is."""
    found: dict[str, R] = {}
    for file in sorted(folder.iterdir(), key=lambda it: it.name):
        if file.name.endswith(".yaml"):
            record = read_marked(file, kind)
            called = name(record)
            if file.name != f"{called.lower()}.yaml":
                expected = f"{called!r} belongs in a file of its own, {called.lower()}.yaml"
                raise mistake(file.name, 1, "name or id", expected)
            found[called] = record
    return found


def _listed(
    file: Traversable, kind: type[tuple[R, ...]], name: Callable[[R], str]
) -> dict[str, R]:
    """Read many records from one file, each under a name of its own."""
    found: dict[str, R] = {}
    for index, record in enumerate(read_marked(file, kind)):
        called = name(record)
        if called in found:
            expected = f"{called!r} is there twice; a name is given once"
            raise mistake(file.name, line_of(file, index), "name or id", expected)
        found[called] = record
    return found


def _groups(file: Traversable) -> Groups:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Groups)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnreadableError(f"{file.name}: country groups: {error}") from error


def _grouped(records: Iterable[Embargo]) -> dict[CountryCode, tuple[Embargo, ...]]:
    found: dict[CountryCode, tuple[Embargo, ...]] = {}
    for record in records:
        found[record.country] = (*found.get(record.country, ()), record)
    return found


def _by_group(
    records: Iterable[Membership],
) -> dict[str, dict[CountryCode, tuple[Membership, ...]]]:
    found: dict[str, dict[CountryCode, tuple[Membership, ...]]] = {}
    for record in records:
        members = found.setdefault(record.group, {})
        members[record.country] = (*members.get(record.country, ()), record)
    return found


def _check_names(rulebook: Rulebook, folder: Traversable) -> None:
    """Refuse a record that names a rule or a question which does not exist."""
    for index, question in enumerate(rulebook.questions.values()):
        if question.rule not in rulebook.rules:
            line = line_of(folder / "questions.yaml", index)
            expected = f"there is no rule {question.rule!r}"
            raise mistake("questions.yaml", line, f"{question.id}.rule", expected)
    for file, index, bearing in _bearings(rulebook):
        if bearing.question and bearing.question not in rulebook.questions:
            expected = f"there is no question {bearing.question!r}"
            raise mistake(file, line_of(folder / file, index), "question", expected)


def _bearings(rulebook: Rulebook) -> Iterator[tuple[str, int, Bearing]]:
    for index, effect in enumerate(rulebook.listings.values()):
        yield from (("listings.yaml", index, it) for it in (effect.sale, effect.rental))
    places = [record for records in rulebook.embargoes.values() for record in records]
    for index, record in enumerate(places):
        yield from (("embargoes.yaml", index, it) for it in (record.sale, record.rental))
