"""Where does a supply chain hang on few: concentration, single points, and what a removal cuts."""

from collections.abc import Iterable

import msgspec

from comptrol.domains.supply.formulas.concentration import Concentration, concentrations
from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.losing import OVER, Reach, Removed, countries
from comptrol.domains.supply.formulas.points import ORDER, Independence, Points, SinglePoint
from comptrol.domains.supply.formulas.reaching import Step
from comptrol.domains.supply.formulas.removal import Removal, removal
from comptrol.domains.supply.formulas.sums import Sums, sums
from comptrol.domains.supply.statements import InputId
from comptrol.kernel.identifiers import CountryCode


class RemovedCountry(msgspec.Struct, frozen=True, kw_only=True):
    """What the loss of one country comes to, in short."""

    country: CountryCode
    lost: tuple[InputId, ...]
    """Of these more than the threshold goes for certain."""
    may_be_lost: tuple[InputId, ...]
    cut: tuple[InputId, ...]
    open: tuple[InputId, ...]
    products: tuple["ProductState", ...]


class ProductState(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a product, and why."""

    product: InputId
    state: str
    path: tuple[Step, ...]


class Chokepoints(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer, with what it does not know."""

    inputs: int
    suppliers: int
    years: tuple[int, ...]
    """Of which years the tables are: together they are no single point in time."""
    sums: tuple[Sums, ...]
    concentration: tuple[Concentration, ...]
    single_points: tuple[SinglePoint, ...]
    independence: tuple[Independence, ...]
    removals: tuple[RemovedCountry, ...]
    uncovered: tuple[InputId, ...]
    """Inputs of which no table says who supplies them: coverage nought, which is no safety."""


def chokepoints(
    graph: Graph, *, order_max: int = ORDER, over: int = OVER, reach: Reach = Reach.EITHER
) -> Chokepoints:
    """Return where a supply chain hangs on few, and what each country's loss would cut off."""
    points = Points(graph, order_max=order_max)
    tables = tuple(graph.shares.values())
    covered = {it.input for it in tables if it.shares or it.counted}
    return Chokepoints(
        inputs=len(graph.inputs),
        suppliers=len(graph.suppliers),
        years=tuple(sorted({it.year for it in tables})),
        sums=sums(tables),
        concentration=concentrations(graph),
        single_points=points.single(),
        independence=tuple(it for node in graph.products for it in points.independence(node)),
        removals=tuple(_removals(graph, over, reach)),
        uncovered=tuple(it for it in sorted(graph.inputs) if it not in covered),
    )


def _removals(graph: Graph, over: int, reach: Reach) -> Iterable[RemovedCountry]:
    for country in countries(graph):
        yield _short(
            country, removal(graph, Removed(frozenset({country}), reach=reach), over=over)
        )


def _short(country: CountryCode, found: Removal) -> RemovedCountry:
    return RemovedCountry(
        country=country,
        lost=tuple(it.input for it in found.lost if it.certain),
        may_be_lost=tuple(it.input for it in found.lost if not it.certain),
        cut=tuple(it.input for it in found.cut_off if it.state == "cut"),
        open=tuple(it.input for it in found.cut_off if it.state == "open"),
        products=tuple(
            ProductState(product=it.input, state=it.state, path=it.path) for it in found.products
        ),
    )
