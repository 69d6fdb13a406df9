"""The facts shipped with the product, as what the authority says of them.

Each file is built by ``scripts/build_reference.py`` from a published table; ATTRIBUTION.md beside
them says whose it is.
"""

from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from comptrol.adapters.site_tables import SiteTable, level_said, site_said, source_of
from comptrol.domains.accounts import Nationalities, Nationality
from comptrol.domains.attestation import Anchors
from comptrol.domains.chips import Described, FactorsAdopted
from comptrol.domains.registry import (
    ClusterDefinition,
    ClusterShelf,
    LevelReported,
    SiteRegistered,
)
from comptrol.domains.supply import GraphStatement
from comptrol.domains.training import CountingMethods, Method
from comptrol.kernel.countries import Countries, Country
from comptrol.kernel.errors import UnavailableError

T = TypeVar("T")

_FOLDER: Final = files("comptrol.reference")


def countries() -> Countries:
    """Return every country of ISO 3166-1."""
    return Countries(_read("countries.json", tuple[Country, ...]))


def anchors() -> Anchors:
    """Return the roots of vendors whose chips' reports are believed."""
    return _read("anchors.json", Anchors)


def chip_statements() -> tuple[Described, ...]:
    """Return what is known of every model of chip."""
    return _read("chips.json", tuple[Described, ...])


def factor_statements() -> tuple[FactorsAdopted, ...]:
    """Return the editions of H100-equivalent factors."""
    return _read("factors.json", tuple[FactorsAdopted, ...])


def cluster_definitions() -> ClusterShelf:
    """Return the dated definitions of a covered chip cluster."""
    found = _read("cluster_definitions.json", tuple[ClusterDefinition, ...])
    return ClusterShelf({definition.definition: definition for definition in found})


def nationalities() -> Nationalities:
    """Return of which country firms are that sources name, for accounts alone."""
    return Nationalities(_read("nationalities.json", tuple[Nationality, ...]))


def counting_methods() -> CountingMethods:
    """Return the dated methods by which operations of training are counted."""
    return CountingMethods(_read("counting_methods.json", tuple[Method, ...]))


def supply_statements() -> tuple[GraphStatement, ...]:
    """Return the small supply graph of our own facts, in the order in which it must be said."""
    return _read("supply.json", tuple[GraphStatement, ...])


def site_table() -> SiteTable:
    """Return the table of frontier data centres."""
    return _read("sites.json", SiteTable)


def site_statements() -> tuple[SiteRegistered | LevelReported, ...]:
    """Return every site and every level of the table, in the order in which they must be said."""
    table = site_table()
    source = source_of(table)
    said: list[SiteRegistered | LevelReported] = []
    for row in table.sites:
        said.append(site_said(row, source))
        said.extend(level_said(row.site, level, source) for level in row.levels)
    return tuple(said)


def _read(name: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode((_FOLDER / name).read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnavailableError(f"reference file {name}: {error}; install comptrol anew") from error
