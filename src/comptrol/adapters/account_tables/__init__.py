"""Reads the published tables that accounts are made of: clusters, and stocks by owner.

Each is one file of Epoch AI as it was published. What cannot be read is an error that names file,
line, field and what was expected: a row that is left out would change every share.
"""

from collections.abc import Callable

from comptrol.adapters.account_tables.clusters import read_clusters
from comptrol.adapters.account_tables.lines import Line, lines_of
from comptrol.adapters.account_tables.stock import read_curated_stock, read_owner_stock

__all__ = [
    "CountryNamed",
    "Line",
    "lines_of",
    "read_clusters",
    "read_curated_stock",
    "read_owner_stock",
]

CountryNamed = Callable[[str], str | None]
