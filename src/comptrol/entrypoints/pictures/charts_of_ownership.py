"""Who owns a party, as a chart: the graph around it, and every holding that is drawn."""

from collections.abc import Iterator, Mapping

from comptrol.domains.parties import Cascade
from comptrol.entrypoints.pictures.chart import Chart, chart_of
from comptrol.entrypoints.pictures.layers import layers_around
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.entrypoints.pictures.told import cut

COLUMNS = ("Owner", "Owner is", "Owned", "Owned is", "At least, percent", "At most, percent")


def ownership(found: Cascade, party: str, names: Mapping[str, str]) -> Chart:
    """Return the owners above a party and what it owns below, the deciding path among them."""
    svg = ownership_svg(found, party, {key: cut(name) for key, name in names.items()})
    return chart_of("ownership", svg, COLUMNS, _rows(found, party, names))


def _rows(found: Cascade, party: str, names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    graph = found.holdings
    drawn = layers_around(found, graph.numbers[party]).places
    for asset in sorted(drawn, key=graph.names.__getitem__):
        for held in graph.of_asset(asset, found.day):
            if graph.owner[held] in drawn:
                owner, owned = graph.names[graph.owner[held]], graph.names[asset]
                yield (
                    names.get(owner) or owner,
                    _standing(found, owner),
                    names.get(owned) or owned,
                    _standing(found, owned),
                    _percent(graph.low[held]),
                    _percent(graph.high[held]),
                )


def _standing(found: Cascade, party: str) -> str:
    return "listed" if party in found.listed else found.verdict(party).value


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02}"
