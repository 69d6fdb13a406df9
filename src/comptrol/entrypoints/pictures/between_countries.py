"""How many chips went from one country to another?"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import BLUE, nothing
from comptrol.entrypoints.pictures.told import cut, many
from comptrol.entrypoints.pictures.vega import amounts, drawn_by_vega

COLUMNS: Final = ("From", "To", "Model", "Chips", "Arrivals")
SHOWN_MAX: Final = 25


class Went(NamedTuple):
    """Chips of one model that stood in one place before and in another country after."""

    start: str
    end: str
    model: str
    chips: int
    arrivals: int


def between_countries(found: Sequence[Went], period: str) -> Chart:
    """Return what went between countries over a period, the most first."""
    sums: dict[tuple[str, str], int] = {}
    for it in found:
        sums[it.start, it.end] = sums.get((it.start, it.end), 0) + it.chips
    largest = sorted(sums.items(), key=lambda it: (-it[1], it[0]))
    title = f"Chips that went from one country to another, {cut(period, 40)}"
    each = (f"{cut(a, 30)} to {cut(b, 30)}: {many(n, 'chip')}." for (a, b), n in largest[:10])
    told = " ".join(each) or "Nothing went from one country to another."
    svg = nothing(title, told)
    if largest:
        svg = drawn_by_vega(_spec(largest[:SHOWN_MAX]), title=title, told=told)
    return Chart(
        name="between-countries",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple((it.start, it.end, it.model, str(it.chips), str(it.arrivals)) for it in found),
        svg=svg,
    )


def _spec(largest: Sequence[tuple[tuple[str, str], int]]) -> dict[str, Any]:
    values = [
        {"went": f"{cut(a, 28)} \u2192 {cut(b, 28)}", "chips": n, "told": f"{n:,}"}
        for (a, b), n in largest
    ]
    x = amounts("chips", "Chips", max(n for _, n in largest))
    text = {"type": "text", "align": "left", "dx": 5}
    return {
        "data": {"values": values},
        "width": 520,
        "height": {"step": 26},
        "encoding": {
            "x": x,
            "y": {"field": "went", "type": "nominal", "sort": None, "title": None},
        },
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": 14}},
            {"mark": text, "encoding": {"text": {"field": "told"}}},
        ],
    }
