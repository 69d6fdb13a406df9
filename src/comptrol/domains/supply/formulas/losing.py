"""How much of each supply goes when countries, firms or sites are gone, at least and at most?"""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.supply.formulas.concentration import Bounds, between, percent
from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.spread import WHOLE, Range, Spread, spread
from comptrol.domains.supply.statements import (
    Axis,
    InputId,
    Stretch,
    SupplierId,
    SupplierKind,
    SupplyDays,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode

LEFT_OVER: Final = WHOLE // 100
"""A supply of which no more than this is left is lost: tables are rounded to about as much."""
OVER: Final = WHOLE // 2
"""Of what is lost more than this share of, is told, where nobody says otherwise."""


class Reach(Enum):
    """Which firms and sites are a country's."""

    LOCATED = "located"
    """Those that are there."""
    CONTROLLED = "controlled"
    """Those that are controlled from there in the end."""
    EITHER = "either"


class Removed(NamedTuple):
    """Who is gone."""

    countries: frozenset[CountryCode] = frozenset()
    suppliers: frozenset[SupplierId] = frozenset()
    """Firms, with all that they control, and sites."""
    reach: Reach = Reach.EITHER


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one supply goes."""

    input: InputId
    title: str
    by: str
    year: int
    percent: Bounds
    certain: bool
    """More than the threshold goes for certain; not: it may be."""
    suppliers: tuple[str, ...]
    """Who of the suppliers is gone, by title."""
    coverage_percent: Decimal
    stocks_last_days: Stretch | None
    """For how long stocks make good for what is lost; nothing: nobody told of stocks."""


class Lost(NamedTuple):
    """The same, to reckon with."""

    found: Spread
    gone: frozenset[str]
    range: Range


def removed(graph: Graph, names: Iterable[str], reach: Reach = Reach.EITHER) -> Removed:
    """Return who is gone by names: codes of countries, identifiers of firms and sites.

    Raises:
        NotFoundError: a name is neither a country of a supplier nor a supplier.
    """
    countries, suppliers = set(), set()
    there = {it.country for it in graph.suppliers.values() if it.country is not None}
    for name in names:
        code, known = CountryCode(name.upper()), graph.suppliers.get(SupplierId(name.lower()))
        if code in there:
            countries.add(code)
        elif known is None or known.is_a is SupplierKind.UNALLOCATED:
            raise NotFoundError(f"{name!r}: no supplier is called so, and none is in that country")
        elif known.is_a is SupplierKind.COUNTRY and known.country is not None:
            countries.add(known.country)
        else:
            suppliers.add(known.supplier)
    return Removed(frozenset(countries), frozenset(suppliers), reach)


def countries(graph: Graph) -> tuple[CountryCode, ...]:
    """Return every country that a supplier is in, or is."""
    found = {it.country for it in graph.suppliers.values() if it.country is not None}
    return tuple(sorted(found))


def is_of(graph: Graph, supplier: str, gone: Removed) -> bool:
    """Tell whether a supplier is gone: itself, who controls it, or its country."""
    name = SupplierId(supplier)
    if name in gone.suppliers or graph.controller(name) in gone.suppliers:
        return True
    places = set()
    if gone.reach is not Reach.CONTROLLED or _is(graph, name, SupplierKind.COUNTRY):
        places.add(graph.country(name))
    if gone.reach is not Reach.LOCATED:
        places.add(graph.answers_to(name))
    return bool(places & gone.countries)


def members(graph: Graph, gone: Removed) -> frozenset[str]:
    """Return every supplier that is gone, worked out once for a graph."""
    if gone not in graph.gone:
        graph.gone[gone] = frozenset(it for it in graph.suppliers if is_of(graph, it, gone))
    return graph.gone[gone]


def _is(graph: Graph, name: SupplierId, kind: SupplierKind) -> bool:
    said = graph.suppliers.get(name)
    return said is not None and said.is_a is kind


def lost(graph: Graph, node: InputId, gone: Removed) -> Lost | None:
    """Return how much of a supply goes; nothing where no table says anything of it.

    Views are not added up: countries are asked of the table by country, and where that has no
    numbers of that by firm; firms of that by firm, and sites of that by site. Where countries and
    firms are gone together, at least the larger part goes, and at most both.
    """
    parts = []
    if gone.countries:
        parts.append(_asked(graph, node, gone._replace(suppliers=frozenset()), tuple(Axis)))
    if gone.suppliers:
        sites = frozenset(it for it in gone.suppliers if _is(graph, it, SupplierKind.SITE))
        for those, axes in (
            (gone.suppliers - sites, (Axis.FIRM, Axis.SITE)),
            (sites, (Axis.SITE,)),
        ):
            if those:
                part = gone._replace(countries=frozenset(), suppliers=those)
                parts.append(_asked(graph, node, part, axes))
    found = [it for it in parts if it is not None]
    if not found:
        return None
    first = max(found, key=lambda it: it.range.low)
    high = min(WHOLE, sum(it.range.high for it in found if it.gone))
    return first._replace(
        gone=frozenset().union(*(it.gone for it in found)),
        range=Range(first.range.low, max(high, first.range.low)),
    )


def _asked(graph: Graph, node: InputId, gone: Removed, axes: tuple[Axis, ...]) -> Lost | None:
    tables = [it for by in axes if (it := spread(graph, node, by)) is not None and it.named]
    found = next((it for it in tables if it.known), next(iter(tables), None))
    if found is None:
        return None
    those = found.named & members(graph, gone)
    return Lost(found, those, found.together(those))


def told(graph: Graph, found: Lost, over: int = OVER) -> Loss:
    """Return a loss as it is told."""
    table, share = found.found, found.range
    return Loss(
        input=table.input,
        title=graph.title(table.input),
        by=table.by.value,
        year=table.year,
        percent=between(share),
        certain=share.low > over,
        suppliers=tuple(sorted(graph.title(it) for it in found.gone)),
        coverage_percent=percent(table.coverage),
        stocks_last_days=_stocks(graph, table.input, share),
    )


def _stocks(graph: Graph, node: InputId, share: Range) -> Stretch | None:
    """Return for how long stocks last when only what is lost is taken from them."""
    said = graph.buffers.get(node)
    if said is None or said.stock_days is None or not share.high:
        return None
    low, high = said.stock_days.low * WHOLE // share.high, said.stock_days.high
    most = None if high is None or not share.low else -(-high * WHOLE // share.low)
    longest: Final[SupplyDays] = 36_500
    return Stretch(
        low=min(low, longest), high=None if most is None or most > longest else max(most, low)
    )
