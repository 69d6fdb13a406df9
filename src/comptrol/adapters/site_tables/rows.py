"""What a row of a table of sites is, and what is said of it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.registry import (
    Attribution,
    Confidence,
    LevelReported,
    SiteId,
    SiteRegistered,
)
from comptrol.kernel.identifiers import CountryCode

TAGGED: Final = re.compile(r"(?P<name>[^#\s](?:[^#]*[^#\s])?)\s*#(?P<tag>\w+)\s*(?:,|$)")
GRADES: Final = frozenset({"confident", "likely", "speculative"})
"""How sure the source is of a name; any other tag says nothing of that."""


class LevelRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of a site, as the shipped file has it."""

    chip: str
    date: date
    units: int | None
    planned: bool
    owner: tuple[Attribution, ...]
    user: tuple[Attribution, ...]
    source_note: str


class SiteRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site, as the shipped file has it. ``h100e_published`` is the source's own total."""

    site: SiteId
    name: str
    country: CountryCode | None
    address: str | None
    owners: tuple[Attribution, ...]
    users: tuple[Attribution, ...]
    power_mw: Decimal | None
    h100e_published: Decimal | None
    levels: tuple[LevelRow, ...]


class SiteTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One edition of the table of sites."""

    edition: date
    source: str
    sites: tuple[SiteRow, ...]


def slug(name: str) -> str:
    """Return the identifier in a name: small letters, and dashes for the gaps.

    >>> slug("Google Council Bluffs (East)")
    'google-council-bluffs-east'
    """
    return re.sub(r"[^a-z0-9.]+", "-", name.casefold()).strip("-")


def named(cell: str) -> Iterator[Attribution]:
    """Yield the names of a cell, each with its tag as the confidence.

    >>> [(it.name, it.confidence.value) for it in named("Oracle #likely, Crusoe #hearsay")]
    [('Oracle', 'likely'), ('Crusoe', 'unstated')]
    """
    for found in TAGGED.finditer(cell):
        grade = found["tag"] if found["tag"] in GRADES else "unstated"
        yield Attribution(name=found["name"], confidence=Confidence(grade))


def site_said(row: SiteRow, source: str) -> SiteRegistered:
    """Return what is said of a site."""
    return SiteRegistered(
        site=row.site,
        name=row.name,
        country=row.country,
        source=source,
        address=row.address or None,
        power_mw=row.power_mw,
    )


def level_said(site: SiteId, row: LevelRow, source: str) -> LevelReported:
    """Return what is said of a level."""
    return LevelReported(
        site=site,
        chip=row.chip,
        on=row.date,
        units=row.units,
        planned=row.planned,
        source=source,
        note=row.source_note,
        owners=row.owner,
        users=row.user,
    )


def source_of(table: SiteTable) -> str:
    """Return how statements name an edition as their source."""
    return f"{table.source}, edition {table.edition}"


def unlisted(site: SiteId, name: str) -> SiteRow:
    """Return a site that has quantities but no row of its own: its country is not known."""
    return SiteRow(
        site=site,
        name=name,
        country=None,
        address=None,
        owners=(),
        users=(),
        power_mw=None,
        h100e_published=None,
        levels=(),
    )
