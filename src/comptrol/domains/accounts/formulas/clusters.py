"""Which clusters of a table count on a day, by a method?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.accounts.formulas.methods import H100_OF
from comptrol.domains.accounts.statements import (
    Basis,
    Certainty,
    ClusterMethod,
    Ends,
    Operating,
)
from comptrol.kernel.identifiers import CountryCode


class ClusterStatus(Enum):
    """What the source says has become of a cluster."""

    EXISTING = "Existing"
    PLANNED = "Planned"
    DECOMMISSIONED = "Decommissioned"


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table of clusters. A name is no key: 256 of Epoch's stand more than once."""

    line: int
    name: str
    status: ClusterStatus
    certainty: Certainty
    country: CountryCode | None
    country_written: str
    owners: tuple[str, ...]
    vendor: str
    """Nothing where the source hides or does not know it."""
    begun: date | None
    ended: date | None
    """The day of its end, or the last of the month."""
    ended_to_the_day: bool
    superseded_by: tuple[str, ...]
    duplicate: bool
    standard: bool
    anonymised: bool
    amounts: dict[Basis, Decimal]

    def h100e(self, basis: Basis) -> Decimal | None:
        """Return its size in H100 equivalents by a column; nothing where that is empty."""
        found = self.amounts.get(basis)
        return None if found is None else found / H100_OF[basis]


class CountedClusters(msgspec.Struct, frozen=True, kw_only=True):
    """The clusters that count, and why others do not."""

    rows: tuple[Cluster, ...]
    sized: tuple[Cluster, ...]
    """Those of the rows that have a number in the column of the method."""
    duplicates: int
    superseded: int
    month_ends: tuple[str, ...]
    """Counted, though the source says the month in which they ended."""
    passed_plans: tuple[str, ...]
    """Counted by their day, though their status is still Planned."""


def counted(clusters: Iterable[Cluster], method: ClusterMethod, day: date) -> CountedClusters:
    """Return which clusters count on a day.

    A cluster goes for its successor only where that counts too: a planned or doubted successor
    deletes no live cluster. Names are not keys, so any cluster of the successor's name will do.
    """
    standing = [it for it in clusters if _stands(it, method, day)]
    names = {it.name for it in standing}
    found: list[Cluster] = []
    duplicates = superseded = 0
    for cluster in standing:
        since = method.operational_since
        if since is not None and cluster.begun is not None and cluster.begun < since:
            continue
        if method.standard_only and not cluster.standard:
            continue
        if cluster.duplicate and not method.duplicates:
            duplicates += 1
        elif not method.superseded and not names.isdisjoint(cluster.superseded_by):
            superseded += 1
        else:
            found.append(cluster)
    return CountedClusters(
        rows=tuple(found),
        sized=tuple(it for it in found if it.amounts.get(method.basis) is not None),
        duplicates=duplicates,
        superseded=superseded,
        month_ends=tuple(it.name for it in found if it.ended is not None and it.ended <= day),
        passed_plans=tuple(it.name for it in found if it.status is ClusterStatus.PLANNED),
    )


def _stands(cluster: Cluster, method: ClusterMethod, day: date) -> bool:
    """Tell whether a cluster is operational on a day, and certain enough."""
    if cluster.begun is None or cluster.begun > day or cluster.certainty not in method.admits:
        return False
    if method.operating is Operating.EXISTING and cluster.status is not ClusterStatus.EXISTING:
        return False
    ended = cluster.ended is not None and cluster.ended <= day
    return not (ended and (cluster.ended_to_the_day or method.ends is Ends.MONTH))
