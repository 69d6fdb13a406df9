"""How does a table become an account: clusters, stocks by owner, sites?

Tables of different sources overlap, so each gives an account of its own and nothing adds them up.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.account import (
    Account,
    AccountRow,
    AxisAccount,
    Changed,
    PublishedShare,
    Spread,
    gathered,
)
from comptrol.domains.accounts.formulas.axes import Designed, Located, Owned
from comptrol.domains.accounts.formulas.clusters import Cluster, CountedClusters, counted
from comptrol.domains.accounts.formulas.estimates import point
from comptrol.domains.accounts.formulas.methods import (
    H100_OF,
    SHEET,
    SHIPPED,
    beside,
    described,
    grid,
)
from comptrol.domains.accounts.formulas.names import Nationalities
from comptrol.domains.accounts.formulas.shares import Coverage
from comptrol.domains.accounts.statements import Basis, ClusterMethod

CLUSTERS_COVERAGE: Final = Coverage(low=Decimal("0.10"), high=Decimal("0.20"))
"""Of the world's AI compute, by the authors of the table (methods sheet, section 3.11)."""
PILZ: Final = (
    "Pilz, Sanders, Rahman, Heim 2025, abstract: share of known AI-supercomputer performance; "
    "epoch.ai data insight of 2025-06-05 (arXiv 2504.16026, recalled)"
)
PUBLISHED: Final = tuple(
    PublishedShare(country=country, share=Decimal(share), source=PILZ, confirm=True)
    for country, share in (("US", "0.75"), ("CN", "0.15"))
)
CLUSTERS_BY: Final = (
    "Data: Epoch AI, GPU Clusters, epoch.ai/data, CC BY 4.0, version 2026-04-24; "
    "changes: clusters chosen by the method, countries by code, sums by country."
)
_NONE: Final = Decimal(0)
DEPRECATED: Final = (
    "The source no longer keeps this table: its last operational day is {last}. Growth after it "
    "is not seen, and an account of a later day is stale."
)


class ClusterTable(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of the table of clusters, and whose the names in it are."""

    clusters: tuple[Cluster, ...]
    whose: Nationalities

    @property
    def last(self) -> date:
        """Return the last day on which anything in it began."""
        return max((it.begun for it in self.clusters if it.begun is not None), default=date.min)


def account_of_clusters(
    table: ClusterTable, name: str, method: ClusterMethod, day: date
) -> Account:
    """Return the account of a table of clusters on three axes; never a sum over them."""
    found = counted(table.clusters, method, day)
    lines = tuple(_sensitivity(table.clusters, method, day))
    return Account(
        method=name,
        as_of=day,
        table="clusters",
        how=described(method),
        definition=_definition(method.basis),
        stale=day > table.last,
        rows=tuple(_rows(found, method.basis, table.whose)),
        unallocated=tuple(it.unallocated() for it in _axes(found, method.basis, table.whose)),
        sensitivity=lines,
        spread=tuple(_spread(lines)),
        published=PUBLISHED,
        notes=tuple(_notes(table, found, day)),
        attribution=(CLUSTERS_BY,),
    )


def _axes(
    found: CountedClusters, basis: Basis, whose: Nationalities
) -> tuple[AxisAccount[Located], AxisAccount[Owned], AxisAccount[Designed]]:
    """Return the three axes of the same clusters, each by itself."""
    sized = [(it, point(it.h100e(basis) or _NONE)) for it in found.sized]
    return (
        gathered(Located, ((it.country, Located(h100e=size)) for it, size in sized)),
        gathered(Owned, ((whose.of_all(it.owners), Owned(h100e=size)) for it, size in sized)),
        gathered(Designed, ((whose.of(it.vendor), Designed(h100e=size)) for it, size in sized)),
    )


def _rows(found: CountedClusters, basis: Basis, whose: Nationalities) -> Iterator[AccountRow]:
    hidden = _anonymised(found, basis)
    for axis in _axes(found, basis, whose):
        for row in axis.rows(CLUSTERS_COVERAGE, rest_counts=False):
            if axis.kind is Located:
                yield msgspec.structs.replace(row, anonymised=hidden.get(row.country))
            else:
                yield row


def _anonymised(found: CountedClusters, basis: Basis) -> dict[str, Decimal]:
    """Return by country how much of it stands under no name of its own, rounded by the source."""
    sizes: dict[str, tuple[Decimal, Decimal]] = {}
    for it in found.sized:
        size, key = it.h100e(basis) or _NONE, it.country or ""
        whole, hidden = sizes.get(key, (_NONE, _NONE))
        sizes[key] = whole + size, hidden + (size if it.anonymised else _NONE)
    return {
        key: hidden / whole if hidden else _NONE for key, (whole, hidden) in sizes.items() if whole
    }


def _sensitivity(
    clusters: Sequence[Cluster], method: ClusterMethod, day: date
) -> Iterator[Changed]:
    """Yield the account by every method of the grid, and by each switch that it leaves alone."""
    leading = _leading(clusters, method, day)
    for words, other in (*grid(), *beside(SHIPPED[SHEET])):
        found = counted(clusters, other, day)
        parts = _territories(found, other.basis)
        whole = sum(parts.values(), _NONE)
        yield Changed(
            method=words,
            rows=len(found.rows),
            sized=len(found.sized),
            h100e=whole,
            shares={it: parts.get(it, _NONE) / whole if whole else None for it in leading},
        )


def _territories(found: CountedClusters, basis: Basis) -> dict[str, Decimal]:
    """Return the sums of one axis alone, as plain numbers: the grid asks for them 52 times."""
    sums: dict[str, Decimal] = {}
    for it in found.sized:
        if it.country is not None:
            sums[it.country] = sums.get(it.country, _NONE) + it.amounts[basis]
    return {country: it / H100_OF[basis] for country, it in sums.items()}


def _leading(clusters: Sequence[Cluster], method: ClusterMethod, day: date) -> tuple[str, ...]:
    """Return the countries whose shares are told: the two largest, and all that were published."""
    parts = _territories(counted(clusters, method, day), method.basis)
    largest = sorted(parts, key=lambda it: (-parts[it], it))[:2]
    return tuple(dict.fromkeys((*(it.country for it in PUBLISHED), *largest)))


def _spread(lines: Sequence[Changed]) -> Iterator[Spread]:
    """Yield how far each share goes over the grid; the lines beside it are not part of it."""
    inside = lines[: len(tuple(grid()))]
    for country in inside[0].shares:
        known = [it.shares[country] for it in inside]
        found = [it for it in known if it is not None]
        if found:
            yield Spread(country=country, low=min(found), high=max(found), methods=len(found))


def _notes(table: ClusterTable, found: CountedClusters, day: date) -> Iterator[str]:
    last = table.last
    yield DEPRECATED.format(last=last)
    if day > last:
        yield f"STALE: the table ends on {last}; this is what it had then, not on {day}."
    yield (
        f"{len(found.rows)} clusters count, {len(found.sized)} of them with a size; "
        f"{found.duplicates} possible duplicates and {found.superseded} superseded are removed."
    )
    yield "Shares are of what stands in a known country; the rest lowers the coverage."
    yield ("Coverage of 10 to 20 % of the world is what its authors gave (methods sheet, 3.11).")
    if found.month_ends:
        yield f"Counted, though ended in a month that is told: {', '.join(found.month_ends)}."
    if found.passed_plans:
        plans = ", ".join(found.passed_plans)
        yield f"Counted by their day, though still called planned: {plans}."
    names = {name for it in found.sized for name in (*it.owners, it.vendor)}
    recalled = table.whose.recalled(names)
    if recalled:
        yield f"Nationalities from memory, to be confirmed: {', '.join(recalled)}."


def _definition(basis: Basis) -> str:
    if basis is Basis.H100E:
        return "H100 equivalents as the source has them (units x best 8-bit OP/s / 1.979e15)"
    return f"{basis.value} / {H100_OF[basis]:.4e}"
