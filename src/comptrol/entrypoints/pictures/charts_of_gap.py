"""Two sides over time, as charts: amounts, the index, what makes the gap; each with a table."""

from collections.abc import Iterator

from comptrol.domains.accounts import Between, Contribution, Gap, Series
from comptrol.entrypoints.pictures.chart import Chart, chart_of
from comptrol.entrypoints.pictures.gap_page import pictures_of
from comptrol.entrypoints.pictures.told import exact

_ENDS = ("low", "number", "high")
AMOUNTS = (
    *("As of", "Side", "p5, H100 equivalents", "Median, H100 equivalents"),
    *("p95, H100 equivalents", "What the numbers are"),
)
INDEX = ("As of", "Index, low", "Index", "Index, high", "World, low", "World, high")
PARTS = (
    *("Side", "Part", "p5, H100 equivalents", "Median, H100 equivalents"),
    *("p95, H100 equivalents", "Counted", "Index without it, low", "Index without it"),
    "Index without it, high",
)


def gap_charts(found: Series) -> tuple[Chart, ...]:
    """Return every picture of a series that there is something to draw for."""
    return tuple(_chart(found, name.removesuffix(".svg"), svg) for name, svg in pictures_of(found))


def _chart(found: Series, name: str, svg: str) -> Chart:
    if name.endswith("-index"):
        return chart_of(name, svg, INDEX, (_index(it) for it in found.gaps))
    if name.endswith("-parts"):
        return chart_of(name, svg, PARTS, (_part(it) for it in found.gaps[-1].parts))
    return chart_of(name, svg, AMOUNTS, (row for it in found.gaps for row in _sides(it)))


def _sides(gap: Gap) -> Iterator[tuple[str, ...]]:
    for it in gap.sides:
        told = it.h100e
        numbers = (exact(told.p5), exact(told.median), exact(told.p95))
        yield (str(gap.as_of), it.side, *numbers, told.what)


def _index(gap: Gap) -> tuple[str, ...]:
    world = gap.index_world
    return (str(gap.as_of), *_between(gap.index), exact(world.low), exact(world.high))


def _part(it: Contribution) -> tuple[str, ...]:
    told = it.h100e
    numbers = (exact(told.p5), exact(told.median), exact(told.p95))
    return (it.side, it.kind, *numbers, str(it.counted), *_between(it.index_without))


def _between(it: Between) -> tuple[str, ...]:
    return tuple(exact(getattr(it, end)) for end in _ENDS)
