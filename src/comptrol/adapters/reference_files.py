"""The facts shipped with the product, as what the authority says of them.

Each file is built by ``scripts/build_reference.py`` from a published table; ATTRIBUTION.md beside
them says whose it is.
"""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from comptrol.domains.chips import Described, FactorsAdopted
from comptrol.domains.registry import (
    Attribution,
    LevelReported,
    SiteId,
    SiteRegistered,
)
from comptrol.kernel.countries import Countries, Country
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import CountryCode

T = TypeVar("T")

_FOLDER: Final = files("comptrol.reference")


class LevelRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of a site, as the file has it."""

    chip: str
    date: date
    units: int | None
    planned: bool
    owner: tuple[Attribution, ...]
    user: tuple[Attribution, ...]
    source_note: str


class SiteRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site, as the file has it. ``h100e_published`` is the source's own total."""

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


def countries() -> Countries:
    """Return every country of ISO 3166-1."""
    return Countries(_read("countries.json", tuple[Country, ...]))


def chip_statements() -> tuple[Described, ...]:
    """Return what is known of every model of chip."""
    return _read("chips.json", tuple[Described, ...])


def factor_statements() -> tuple[FactorsAdopted, ...]:
    """Return the editions of H100-equivalent factors."""
    return _read("factors.json", tuple[FactorsAdopted, ...])


def site_table() -> SiteTable:
    """Return the table of frontier data centres."""
    return _read("sites.json", SiteTable)


def site_statements() -> tuple[SiteRegistered | LevelReported, ...]:
    """Return every site and every level of the table, in the order in which they must be said."""
    table = site_table()
    source = f"{table.source}, edition {table.edition}"
    said: list[SiteRegistered | LevelReported] = []
    for row in table.sites:
        said.append(_site(row, source))
        said.extend(_level(row.site, level, source) for level in row.levels)
    return tuple(said)


def _site(row: SiteRow, source: str) -> SiteRegistered:
    return SiteRegistered(
        site=row.site,
        name=row.name,
        country=row.country,
        source=source,
        address=row.address or None,
        power_mw=row.power_mw,
    )


def _level(site: SiteId, row: LevelRow, source: str) -> LevelReported:
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


def _read(name: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode((_FOLDER / name).read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnavailableError(f"reference file {name}: {error}; install comptrol anew") from error
