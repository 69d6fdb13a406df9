"""Reads an edition of Epoch AI's tables of frontier data centres, as its folder has them.

Three files: the sites, what was built when, and how many chips of a type stood where from a day
on. Quantities are levels: the latest row of a site and chip says how many there are, never how
many more. The shipped table of sites is made by this same reading. A row that says something we
cannot take is handed back with its line; what is wrong with a file as a whole is an error.
"""

from comptrol.adapters.site_tables.lines import QUANTITIES, SITES, TIMELINES, Line
from comptrol.adapters.site_tables.reading import Edition, read_edition
from comptrol.adapters.site_tables.rows import (
    LevelRow,
    SiteRow,
    SiteTable,
    level_said,
    site_said,
    slug,
    source_of,
)

__all__ = [
    "QUANTITIES",
    "SITES",
    "TIMELINES",
    "Edition",
    "LevelRow",
    "Line",
    "SiteRow",
    "SiteTable",
    "level_said",
    "read_edition",
    "site_said",
    "slug",
    "source_of",
]
