"""Joins a rulebook with those it extends, and refuses one whose parts do not fit together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar, cast

import msgspec

from comptrol.adapters import reference_files
from comptrol.adapters.rulebook_yaml.checking import check_names
from comptrol.adapters.rulebook_yaml.folder import COVER, Part, read_groups, read_part
from comptrol.adapters.rulebook_yaml.marks import line_of, mistake
from comptrol.domains.law import Embargo, Membership, Rulebook, TreatedAs, digest_of
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

R = TypeVar("R")
SHIPPED: Final = files("comptrol.rulebooks")
DEFAULT: Final = "compute-law"
"""What a new log adopts, where nobody names another."""
ADOPTABLE: Final = (DEFAULT, "treaty-draft", "united-states")
"""Shipped rulebooks that have all that judging needs; the others are parts of them."""


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """The reference file of country groups."""

    known_from: date
    seen_on: date
    intervals: tuple[Membership, ...]
    treated_as: tuple[TreatedAs, ...]


def shipped_names() -> tuple[str, ...]:
    """Return the names of the rulebooks shipped with the product, parts of others among them."""
    return tuple(sorted(it.name for it in SHIPPED.iterdir() if (it / COVER).is_file()))


def shipped_parameters() -> frozenset[str]:
    """Return the names of every parameter of every shipped rulebook."""
    folders = (SHIPPED / name / "parameters" for name in shipped_names())
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    return frozenset(file.name.removesuffix(".yaml") for file in files)


def read_rulebook(
    folder: Traversable | None = None, country_groups: Traversable | None = None
) -> Rulebook:
    """Return the rulebook in a folder with all that it extends; by default the shipped one.

    A rulebook that is extended stands beside the folder, or is shipped.
    """
    top = folder if folder is not None else SHIPPED / DEFAULT
    parts = tuple(_chain(top, ()))
    groups = read_groups(
        country_groups or files("comptrol.reference") / "country_groups.json", Groups
    )
    cover, sections = parts[-1].cover, _joined(parts)
    found = Rulebook(
        name=cover.name,
        title=cover.title,
        first_day=cover.first_day,
        known_from=cover.known_from,
        checked_on=cover.checked_on,
        embargoes=_by_country(sections.pop("embargoes").values()),
        end_uses=tuple(sections.pop("end_uses").values()),
        named_chips=tuple(sections.pop("named_chips").values()),
        groups=_by_group(groups.intervals, tuple(sections.pop("groups").values())),
        groups_from=groups.known_from,
        groups_seen_on=groups.seen_on,
        treated_as={it.country: it for it in groups.treated_as},
        **cast("dict[str, Any]", sections),
    )
    check_names(found, parts, shipped_parameters(), reference_files.countries())
    return msgspec.structs.replace(found, digest=digest_of(found))


def _chain(
    folder: Traversable, below: tuple[str, ...], *, called: str | None = None
) -> Iterator[Part]:
    """Yield the parts of a rulebook, those that it extends before it.

    One that is extended is called as its folder is, so that no two go by one name.
    """
    part = read_part(folder)
    name = part.cover.name
    if called is not None and name != called:
        raise mistake(COVER, line_of(folder / COVER, "name"), "name", f"its folder is {called!r}")
    if name in below:
        raise mistake(COVER, 1, "extends", f"{name} extends itself: {' > '.join(below)}")
    for extended in part.cover.extends:
        yield from _chain(_found(folder, extended), (*below, name), called=extended)
    yield part


def _found(folder: Traversable, name: str) -> Traversable:
    """Return the folder of a rulebook that is extended: beside this one, or shipped."""
    beside = getattr(folder, "parent", SHIPPED) / name
    for place in (beside, SHIPPED / name):
        if (place / COVER).is_file():
            return place
    known = ", ".join(shipped_names())
    raise mistake(COVER, 1, "extends", f"there is no rulebook {name!r}; shipped: {known}")


def _joined(parts: Iterable[Part]) -> dict[str, dict[str, Any]]:
    """Join section by section. A record of a rulebook takes the place of one that it extends.

    Two rulebooks of which neither extends the other may not say two things by one name.
    """
    joined: dict[str, dict[str, Any]] = {}
    said_by: dict[tuple[str, str], Part] = {}
    done: dict[str, Part] = {}
    for part in parts:
        if done.setdefault(part.cover.name, part) is not part:
            continue
        for section, records in part.sections.items():
            for name, record in records.items():
                earlier = said_by.get((section, name))
                if earlier is not None and not _extends(part, earlier, done):
                    both = f"{earlier.cover.name} and {part.cover.name}"
                    raise UnreadableError(f"{section}: {name} is said by {both}")
                said_by[section, name] = part
                joined.setdefault(section, {})[name] = record
            joined.setdefault(section, {})
    return joined


def _extends(part: Part, other: Part, done: Mapping[str, Part]) -> bool:
    return any(
        name == other.cover.name or (name in done and _extends(done[name], other, done))
        for name in part.cover.extends
    )


def _by_country(records: Iterable[Embargo]) -> dict[CountryCode, tuple[Embargo, ...]]:
    found: dict[CountryCode, tuple[Embargo, ...]] = {}
    for record in records:
        found[record.country] = (*found.get(record.country, ()), record)
    return found


def _by_group(
    shipped: Iterable[Membership], own: Iterable[Membership]
) -> dict[str, dict[CountryCode, tuple[Membership, ...]]]:
    """Return the memberships; where a rulebook has its own of a country, no others count."""
    replaced = {(it.group, it.country) for it in own}
    kept = (it for it in shipped if (it.group, it.country) not in replaced)
    found: dict[str, dict[CountryCode, tuple[Membership, ...]]] = {}
    for record in (*kept, *own):
        members = found.setdefault(record.group, {})
        members[record.country] = (*members.get(record.country, ()), record)
    return found
