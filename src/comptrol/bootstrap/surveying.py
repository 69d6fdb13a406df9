"""What an edition of the tables of frontier data centres is read and said with."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.site_tables import (
    QUANTITIES,
    SITES,
    TIMELINES,
    Edition,
    Line,
    level_said,
    read_edition,
    site_said,
    source_of,
)
from comptrol.bootstrap.platform import Platform
from comptrol.domains.registry import LevelReported, SiteRegistered
from comptrol.flow.surveying import (
    Surveyed,
    Surveying,
    TieOut,
    last_of_each,
    no_longer_there,
    tied_out,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import PartyId

__all__ = ["TABLES", "Edition", "Line", "Survey", "read_sites", "survey"]

TABLES: Final = (SITES, QUANTITIES, TIMELINES)
Refuse = Callable[[Line, str], None]


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in the log, and how far it agrees with itself."""

    edition: date
    rows: Surveyed
    no_longer_there: int
    """Levels of earlier editions that this one has not: they stand."""
    tie_out: TieOut
    timeline_agrees: int
    """Sites whose timeline has the same H100 equivalents on that day."""
    timeline_planned: int
    """Rows of timelines for later days: there is nothing that could be said of them."""
    repeated: int
    without_a_site: tuple[str, ...]
    """Who has a timeline, and stands in no other table."""


def read_sites(
    platform: Platform,
    folder: Path,
    refuse: Refuse,
    *,
    edition: date | None,
    leave_out: Collection[str],
) -> Edition:
    """Return an edition, with countries by the names that the product knows them by."""
    named = platform.references.of(Countries).named
    return read_edition(folder, named, refuse, edition=edition, leave_out=leave_out)


def survey(
    platform: Platform,
    party: PartyId,
    found: Edition,
    factor_set: str,
    refuse: Refuse,
    tell: Callable[[int], None],
) -> Survey:
    """Say what an edition says, and tie it out."""
    table, source = found.table, source_of(found.table)
    said: list[SiteRegistered | LevelReported] = []
    for site in table.sites:
        said.append(site_said(site, source))
        said += (level_said(site.site, level, source) for level in site.levels)
    rows = last_of_each(said)

    def reject(row: SiteRegistered | LevelReported, reason: str) -> None:
        refuse(found.lines[_key(row)], reason)

    speaker = platform.speaker(party)
    surveying = Surveying(
        speaker, platform.world, reject, family=table.source, edition=table.edition
    )
    done = surveying.run(rows, tell)
    published = {it.site: it.h100e_published for it in table.sites if it.h100e_published}
    with platform.world() as world:
        return Survey(
            edition=table.edition,
            rows=done,
            no_longer_there=no_longer_there(world, rows, table.source),
            tie_out=tied_out(world, published, table.edition, factor_set),
            timeline_agrees=sum(
                found.timeline.get(it) == value for it, value in published.items()
            ),
            timeline_planned=found.planned,
            repeated=found.repeated,
            without_a_site=found.strangers,
        )


def _key(row: SiteRegistered | LevelReported) -> tuple[str, ...]:
    if isinstance(row, LevelReported):
        return (row.site, row.chip, row.on.isoformat())
    return (row.site,)
