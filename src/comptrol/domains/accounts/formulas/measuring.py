"""What do two sides have on one axis of one table on a day, and what is each made of?

Tables overlap, so a measure is of one table alone. Its pieces are kept apart by how the compute
came to be there: produced at home, bought abroad, smuggled; used at home, used abroad.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.building import (
    CLUSTERS_BY,
    CLUSTERS_COVERAGE,
    ClusterTable,
)
from comptrol.domains.accounts.formulas.clusters import Cluster, counted
from comptrol.domains.accounts.formulas.estimates import Estimate, Grade, exactly, point, together
from comptrol.domains.accounts.formulas.shares import Coverage
from comptrol.domains.accounts.formulas.site_account import SITES, SITES_BY, SiteTableHeld
from comptrol.domains.accounts.formulas.sites import UNKNOWN, reaches, standing
from comptrol.domains.accounts.formulas.stock import Stock
from comptrol.domains.accounts.formulas.stock import standing as stocks_on
from comptrol.domains.accounts.formulas.stock_account import STOCK, STOCK_BY, StockTable
from comptrol.domains.accounts.statements import Axis, Channel, ClusterMethod

PRODUCED: Final = "own production"
"""Designed by vendors of the owner's own side: where they are made is another question."""
BOUGHT: Final = "bought abroad"
SMUGGLED: Final = "smuggled"
AT_HOME: Final = "used at home"
ABROAD: Final = "used abroad"
NAMED: Final = "named by the source"
ANONYMISED: Final = "hidden and rounded by the source"
STANDING: Final = "at sites"
PLACELESS: Final = "used at an unknown place"
REST: Final = ""
UNSEEN: Final = Estimate(low=None, middle=None, high=None, grade=Grade.POINT, level=None)
"""What nothing is known of: never nought."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what a side has: how it came to be there, what it is called, and of which day."""

    side: str
    """A bloc; or nobody's: what the table cannot allocate."""
    kind: str
    name: str
    on: date
    h100e: Estimate
    missing: bool = False
    """The table has it on later days alone, so it is unknown on this one."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One axis of one table on one day."""

    table: str
    method: str
    axis: Axis
    as_of: date
    stale: bool
    pieces: tuple[Piece, ...]
    coverage: Coverage | None
    """Of the world, as far as the axis can be allocated; nothing: nobody knows."""
    source: str
    """Whose table it is, and under what terms."""
    recalled: tuple[str, ...]
    """Names whose nationality is from memory, and has to be confirmed by a person."""
    others: Estimate
    """What all further countries have."""
    by_part: bool
    """Each piece is an estimate of its own days: it can be missing on one, which is not nought."""
    errors_known: bool
    """Ends are those of the estimates themselves; otherwise nothing is certain by them."""

    def of(self, side: str) -> tuple[Piece, ...]:
        """Return the pieces of a side."""
        return tuple(it for it in self.pieces if it.side == side)

    def whole(self, side: str) -> Estimate:
        """Return all of a side together; of whom the table has nothing, nothing is known."""
        pieces = self.of(side)
        return together(it.h100e for it in pieces) if pieces else UNSEEN

    @property
    def rest(self) -> Estimate:
        """Return what nobody can be given."""
        return together(it.h100e for it in self.of(REST))


def measured_clusters(
    table: ClusterTable, name: str, method: ClusterMethod, day: date, sides: tuple[str, str]
) -> Iterator[Measured]:
    """Yield the axes of a table of clusters. Its numbers are points: their intervals unknown."""
    found = counted(table.clusters, method, day).sized
    placed = [(it.country, it) for it in found]
    owned = [(table.whose.of_all(it.owners), it) for it in found]
    for axis, rows in ((Axis.TERRITORY, placed), (Axis.PROVIDER, owned)):
        sizes = [(country, it, it.h100e(method.basis) or Decimal(0)) for country, it in rows]
        known = sum((size for country, _, size in sizes if country is not None), Decimal(0))
        whole = sum((size for *_, size in sizes), Decimal(0))
        yield Measured(
            table="clusters",
            method=name,
            axis=axis,
            as_of=day,
            stale=day > table.last,
            pieces=tuple(_clustered(sizes, (*sides, None), day)),
            source=CLUSTERS_BY,
            recalled=()
            if axis is Axis.TERRITORY
            else table.whose.recalled({name for it in found for name in it.owners}),
            coverage=CLUSTERS_COVERAGE.of(known / whole if whole else Decimal(0)),
            others=point(
                sum((it for country, _, it in sizes if country not in {*sides, None}), Decimal(0))
            ),
            by_part=False,
            errors_known=False,
        )


def _clustered(
    sizes: Sequence[tuple[str | None, Cluster, Decimal]], sides: Iterable[str | None], day: date
) -> Iterator[Piece]:
    for side in sides:
        for kind, hidden in ((NAMED, False), (ANONYMISED, True)):
            mine = [
                it for country, row, it in sizes if (country, row.anonymised) == (side, hidden)
            ]
            if mine:
                size = point(sum(mine, Decimal(0)))
                yield Piece(side=side or REST, kind=kind, name=kind, on=day, h100e=size)


def measured_stock(table: StockTable, day: date, sides: tuple[str, str]) -> Iterator[Measured]:
    """Yield what owners of each side have, by who designed it and how it came."""
    found = stocks_on(table.stocks, day)
    owners = [(table.country(it.owner), it) for it in found]
    known = {it.part for it in found}
    later = {it.part: it for it in reversed(table.stocks) if it.part not in known}
    yield Measured(
        table="stock",
        method=STOCK,
        axis=Axis.PROVIDER,
        as_of=day,
        stale=day > table.last,
        pieces=(
            *(_stocked(table, it) for country, it in owners if country in {*sides, None}),
            *(
                msgspec.structs.replace(_stocked(table, it), h100e=UNSEEN, missing=True)
                for it in later.values()
                if table.country(it.owner) in sides
            ),
        ),
        source=STOCK_BY,
        recalled=table.whose.recalled({name for it in found for name in (it.owner, it.designer)}),
        coverage=None,
        others=together(it.h100e for country, it in owners if country not in {*sides, None}),
        by_part=True,
        errors_known=True,
    )


def _stocked(table: StockTable, stock: Stock) -> Piece:
    country = table.country(stock.owner)
    return Piece(
        side=country or REST,
        kind=_came(table, country, stock),
        name=stock.part,
        on=stock.on,
        h100e=stock.h100e,
    )


def _came(table: StockTable, country: str | None, stock: Stock) -> str:
    if stock.channel is Channel.SMUGGLED:
        return SMUGGLED
    return PRODUCED if table.country(stock.designer) == country else BOUGHT


def measured_sites(table: SiteTableHeld, day: date, sides: tuple[str, str]) -> Iterator[Measured]:
    """Yield what stands where, whose it is, and who can use it: three axes, never one sum."""
    rows = [
        (site, level, size)
        for site, level in standing(table.sites, day)
        if (size := table.factors[0].h100e(level)) is not None
    ]
    placed = [(site.country, size) for site, _, size in rows]
    owned = [(table.whose.of_all(it.name for it in level.owners), size) for _, level, size in rows]
    for axis, sizes in ((Axis.TERRITORY, placed), (Axis.PROVIDER, owned)):
        sums: dict[str | None, Decimal] = {}
        for country, size in sizes:
            sums[country] = sums.get(country, Decimal(0)) + size
        pieces = (
            Piece(side=it or REST, kind=STANDING, name=STANDING, on=day, h100e=point(sums[it]))
            for it in (*sides, None)
            if it in sums
        )
        rest = sum((it for name, it in sums.items() if name not in {*sides, None}), Decimal(0))
        yield _of_sites(table, axis, day, tuple(pieces), point(rest))
    used = tuple(_used(table, day, sides))
    yield _of_sites(table, Axis.ACCESS, day, used, exactly(Decimal(0)))


def _used(table: SiteTableHeld, day: date, sides: tuple[str, str]) -> Iterator[Piece]:
    for it in reaches(table.sites, table.factors[0], table.whose, day):
        if it.country is None or it.country in sides:
            yield Piece(
                side=it.country or REST,
                kind=used(it.located, it.confidence.value, home=it.located == it.country),
                name=f"{it.name}: {it.chip}",
                on=it.on,
                h100e=it.h100e.h100e,
            )


def used(located: str | None, label: str | None, *, home: bool) -> str:
    """Return how compute that a side can use is called, with the label that its source gave."""
    if home:
        return AT_HOME
    tag = "" if label is None else f", {label}"
    placed = located not in {None, UNKNOWN}
    return f"{ABROAD}: {located}{tag}" if placed else f"{PLACELESS}{tag}"


def _named(table: SiteTableHeld, day: date) -> set[str]:
    return {
        who.name
        for _, level in standing(table.sites, day)
        for who in (*level.owners, *level.users)
    }


def _of_sites(
    table: SiteTableHeld, axis: Axis, day: date, pieces: tuple[Piece, ...], others: Estimate
) -> Measured:
    return Measured(
        table="sites",
        method=SITES,
        axis=axis,
        as_of=day,
        stale=day > table.edition,
        pieces=pieces,
        source=SITES_BY.format(edition=table.edition),
        recalled=() if axis is Axis.TERRITORY else table.whose.recalled(_named(table, day)),
        coverage=None,
        others=others,
        by_part=False,
        errors_known=False,
    )
