"""How does a line of Epoch AI's table of GPU clusters become a cluster?

Traps (data sheet, section 4): names repeat; successors are a list of names; the column of 8-bit
rates is empty for half of the rows; countries are written as the United Nations write them.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

from comptrol.adapters.account_tables.lines import Line, lines_of
from comptrol.domains.accounts import Basis, Certainty, Cluster, ClusterStatus
from comptrol.kernel.identifiers import CountryCode

ENDED: Final = "Decommissioned Date (if applicable)"
COLUMNS: Final = (
    *("Name", "Status", "Certainty", "Country", "Owner", "First Operational Date", ENDED),
    *("Superseded by", "Possible Duplicate", "Include in Standard Analysis"),
    *("GPU Supplier (primary)", *(it.value for it in Basis)),
)
MARK: Final = "True"
ANONYMISED: Final = "Anonymized"
_NOBODY: Final = frozenset({"", "Unknown", ANONYMISED})


def read_clusters(path: Path, country_named: Callable[[str], str | None]) -> tuple[Cluster, ...]:
    """Return the clusters of a file; a country that nobody is called is an error."""
    return tuple(_cluster(line, country_named) for line in lines_of(path, COLUMNS))


def _cluster(line: Line, country_named: Callable[[str], str | None]) -> Cluster:
    ended, to_the_day = line.day_or_month_in(ENDED)
    vendor = line.text("GPU Supplier (primary)")
    name = line.text("Name")
    return Cluster(
        line=line.number,
        name=name,
        status=line.word_in("Status", ClusterStatus),
        certainty=line.word_in("Certainty", Certainty),
        country=_country(line, country_named),
        country_written=line.text("Country"),
        owners=line.names("Owner"),
        vendor="" if vendor in _NOBODY else vendor,
        begun=line.day_in("First Operational Date"),
        ended=ended,
        ended_to_the_day=to_the_day,
        superseded_by=line.names("Superseded by"),
        duplicate=line.marked("Possible Duplicate", MARK),
        standard=line.marked("Include in Standard Analysis", MARK),
        anonymised=name.startswith(ANONYMISED),
        amounts=_amounts(line),
    )


def _country(line: Line, country_named: Callable[[str], str | None]) -> CountryCode | None:
    written = line.text("Country")
    found = country_named(written) if written else None
    if written and found is None:
        line.fail("Country", "the name of a country, or nothing")
    return None if found is None else CountryCode(found)


def _amounts(line: Line) -> dict[Basis, Decimal]:
    found = ((basis, line.number_in(basis.value)) for basis in Basis)
    return {basis: number for basis, number in found if number is not None}
