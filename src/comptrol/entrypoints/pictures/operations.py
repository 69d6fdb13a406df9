"""How many operations did a run take, as a range, and where do thresholds stand to that?"""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.training import Assessment, Tested
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import BLUE, INK, RED, SKY, nothing
from comptrol.entrypoints.pictures.told import cut
from comptrol.entrypoints.pictures.vega import drawn_by_vega
from comptrol.kernel.quantity import Flop

COLUMNS: Final = (
    *("Threshold", "Operations, low", "Operations, mid", "Operations, high"),
    *("Threshold, low", "Threshold, high", "Stands", "Decides"),
)


def operations(found: Assessment) -> Chart:
    """Return the range that is held against each threshold of a method."""
    title = f"Operations of {cut(found.run, 40)} by {cut(found.method, 40)}, {found.on}"
    told = _told(found)
    drawn = [it for it in found.tests if int(it.flop.high) and int(it.threshold.high)]
    svg = nothing(title, "Nothing was counted yet, so that nothing is drawn.")
    if drawn:
        svg = drawn_by_vega(_spec(drawn), title=title, told=told)
    return Chart(
        name="operations",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(map(_row, found.tests)),
        svg=svg,
    )


def _told(found: Assessment) -> str:
    each = (
        f"{cut(it.name, 60)}: {_words(it.flop)} against {_words(it.threshold)}, "
        f"{it.verdict.value.replace('_', ' ')}."
        for it in found.tests
    )
    return " ".join((f"Of {cut(found.run, 40)} {_words(found.flop)} operations count.", *each))


def _words(it: Flop) -> str:
    low, mid, high = (f"{float(end):.3g}" for end in (it.low, it.mid, it.high))
    return mid if low == high else f"{mid} ({low} to {high})"


def _row(it: Tested) -> tuple[str, ...]:
    return (
        it.name,
        *(it.flop.low, it.flop.mid, it.flop.high),
        *(it.threshold.low, it.threshold.high),
        it.verdict.value,
        "yes" if it.decides else "no",
    )


def _spec(tests: list[Tested]) -> dict[str, Any]:
    values = list(_values(tests))
    scale = {"type": "log", "nice": True}
    axis = {"format": ".1~e", "labelOverlap": True, "tickCount": 6}
    kind = {"type": "quantitative", "scale": scale, "title": "Operations", "axis": axis}
    tick = {"type": "tick", "thickness": 3, "size": 22}
    return {
        "data": {"values": values},
        "width": 560,
        "height": {"step": 34},
        "encoding": {"y": {"field": "test", "type": "nominal", "sort": None, "title": None}},
        "layer": [
            {
                "mark": {"type": "bar", "color": SKY, "stroke": BLUE, "height": 14},
                "encoding": {"x": {"field": "low", **kind}, "x2": {"field": "high"}},
            },
            {"mark": {**tick, "color": INK}, "encoding": {"x": {"field": "mid", **kind}}},
            {
                "mark": {**tick, "color": RED, "size": 30},
                "encoding": {"x": {"field": "threshold", **kind}},
            },
            {
                "mark": {"type": "text", "dy": -17, "dx": 3, "align": "left", "color": RED},
                "encoding": {
                    "x": {"field": "threshold", **kind},
                    "text": {"field": "named"},
                },
            },
        ],
    }


def _values(tests: list[Tested]) -> Iterator[dict[str, Any]]:
    """Yield what is drawn of each test; a logarithm has no place for nought."""
    for number, it in enumerate(tests):
        mid = max(1, int(it.flop.mid))
        yield {
            "test": f"{number + 1}. {cut(it.name, 30)}",
            "low": float(max(1, int(it.flop.low) or mid // 100)),
            "mid": float(mid),
            "high": float(max(1, int(it.flop.high))),
            "threshold": float(max(1, int(it.threshold.mid))),
            "named": f"threshold {float(it.threshold.mid):.3g}",
        }
