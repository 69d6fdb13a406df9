"""What may be asked of the supply graph."""

from collections.abc import Iterator

import msgspec

from comptrol.domains.supply.formulas import (
    OVER,
    Chokepoints,
    Denial,
    Graph,
    Reach,
    Removal,
    chokepoints,
    denial,
    removal,
    removed,
)
from comptrol.domains.supply.statements import GraphStatement, InputId, Ppm, SupplierId, Year
from comptrol.domains.supply.view import Buffer, Input, Shares, Sources, Supplier, SupplyView
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """One input with all that was said of it."""

    input: Input
    shares: tuple[Shares, ...]
    buffer: Buffer | None


def graph_of(view: SupplyView, *, year_max: int | None = None) -> Graph:
    """Return the supply graph as it is known; no shares of a later year are read."""
    if year_max is None:
        return view.settled(("supply graph",), lambda: Graph(said_of(view)))
    return Graph(said_of(view), year_max=year_max)


def said_of(view: SupplyView) -> Iterator[GraphStatement]:
    """Yield what was said last of everything in the graph."""
    yield from (row.said for row in view.inputs.where())
    yield from (row.said for row in view.suppliers.where())
    yield from (row.said for row in view.shares.where())
    yield from (row.said for row in view.sources.where())
    yield from (row.said for row in view.buffers.where())


def supply_inputs(
    world: World, *, after: InputId | None = None, limit: Limit = 100
) -> list[Input]:
    """Return inputs in the order of their names."""
    start = None if after is None else (after,)
    return list(world[SupplyView].inputs.where(after=start, limit=limit))


def suppliers(
    world: World, *, after: SupplierId | None = None, limit: Limit = 100
) -> list[Supplier]:
    """Return suppliers in the order of their names."""
    start = None if after is None else (after,)
    return list(world[SupplyView].suppliers.where(after=start, limit=limit))


def stated(world: World, *, input: InputId) -> Stated | None:  # noqa: A002  (its public name)
    """Return one input with its shares, stocks and ramps, and who said each; or nothing."""
    view = world[SupplyView]
    row = view.inputs.get(input)
    if row is None:
        return None
    shares = tuple(view.shares.where(input=input))
    return Stated(input=row, shares=shares, buffer=view.buffers.get(input))


def sources(world: World, *, supplier: SupplierId) -> list[Sources]:
    """Return from whom a supplier gets what it needs."""
    return list(world[SupplyView].sources.where(supplier=supplier))


def chokepoints_known(world: World, *, year_max: Year | None = None) -> Chokepoints:
    """Return concentration with bounds, single points, and what each country's loss cuts off."""
    return chokepoints(graph_of(world[SupplyView], year_max=year_max))


def shock(
    world: World,
    *,
    remove: str,
    over_ppm: Ppm = OVER,
    reach: Reach = Reach.EITHER,
    year_max: Year | None = None,
) -> Removal:
    """Return what the loss of countries, firms or sites cuts off, by which path, how long.

    ``remove`` names them, with commas between.
    """
    graph = graph_of(world[SupplyView], year_max=year_max)
    return removal(graph, removed(graph, _names(remove), reach), over=over_ppm)


def denied(
    world: World,
    *,
    by: str,
    against: CountryCode,
    inputs: str = "",
    reach: Reach = Reach.EITHER,
    year_max: Year | None = None,
) -> Denial:
    """Return what is left to a country when others sell it none of some inputs, or of all."""
    graph = graph_of(world[SupplyView], year_max=year_max)
    asked = [InputId(it) for it in _names(inputs)] if inputs else []
    return denial(graph, _countries(by), against, of=asked, reach_of=reach)


def _names(text: str) -> list[str]:
    found = [it.strip() for it in text.split(",") if it.strip()]
    if not found:
        raise UnreadableError(f"{text!r}: expected names with commas between")
    return found


def _countries(text: str) -> list[CountryCode]:
    return [CountryCode(it.upper()) for it in _names(text)]
