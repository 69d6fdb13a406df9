"""How often was each detector right, as people decided it, and how sure can one be of that?

The interval is Wilson's at 95 percent (E. B. Wilson, "Probable inference, the law of succession,
and statistical inference", Journal of the American Statistical Association 22, 1927): it is sound
for few cases, and never leaves nothing to one.
"""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any, Final

from comptrol.domains.cases import CaseStatistics, Tally
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import BLUE, INK, SKY, nothing
from comptrol.entrypoints.pictures.told import UNKNOWN, cut, many, sentence
from comptrol.entrypoints.pictures.vega import drawn_by_vega

TITLE: Final = "How often detectors were right"
COLUMNS: Final = (
    *("Detector", "Cases", "Upheld", "Dismissed", "Undetermined", "Precision"),
    *("Low end, 95 percent", "High end, 95 percent"),
)
Z: Final = 1.959964
"""The 97.5th percentile of the normal distribution."""
_WITHHELD: Final = "withheld"
_SHOWN_MAX: Final = 40


def detectors(statistics: CaseStatistics) -> Chart:
    """Return the precision of every detector with its interval; what is small is withheld."""
    tallies = statistics.detectors
    told = _told(statistics)
    svg = nothing(TITLE, "No case has been decided, so that nothing is drawn.")
    if tallies:
        svg = drawn_by_vega(_drawn(tallies[:_SHOWN_MAX]), title=TITLE, told=told)
    return Chart(
        name="detectors",
        title=TITLE,
        told=told,
        columns=COLUMNS,
        rows=tuple(map(_row, tallies)),
        svg=svg,
    )


def wilson(right: int, decided: int) -> tuple[float, float] | None:
    """Return between which shares the true one lies, at 95 percent; nothing of nothing.

    >>> [tuple(round(end, 3) for end in wilson(*it) or ()) for it in ((0, 5), (9, 10), (0, 0))]
    [(0.0, 0.434), (0.596, 0.982), ()]
    """
    if not decided:
        return None
    share, square = right / decided, Z * Z
    middle = (share + square / (2 * decided)) / (1 + square / decided)
    apart = Z * sqrt(share * (1 - share) / decided + square / (4 * decided**2))
    apart /= 1 + square / decided
    return max(0.0, middle - apart), min(1.0, middle + apart)


def _ends(it: Tally) -> tuple[float, float] | None:
    if it.upheld is None or it.dismissed is None:
        return None
    return wilson(it.upheld, it.upheld + it.dismissed)


def _row(it: Tally) -> tuple[str, ...]:
    ends = _ends(it)
    numbers = (it.upheld, it.dismissed, it.undetermined)
    told = (_WITHHELD if number is None else str(number) for number in numbers)
    edges = (f"{end:.3f}" for end in ends) if ends else (UNKNOWN, UNKNOWN)
    return (it.group, str(it.cases), *told, it.precision or UNKNOWN, *edges)


def _told(statistics: CaseStatistics) -> str:
    """Return the precisions in sentences."""
    if not statistics.detectors:
        return f"No case has been decided. {sentence(statistics.note)}"
    each = " ".join(_sentence(it) for it in statistics.detectors[:_SHOWN_MAX])
    return f"{each} {sentence(statistics.note)}"


def _sentence(it: Tally) -> str:
    ends = _ends(it)
    if ends is None or it.precision is None or it.upheld is None or it.dismissed is None:
        return f"{cut(it.group, 40)}: {many(it.cases, 'case')}, precision not told."
    decided = it.upheld + it.dismissed
    between = f"between {ends[0]:.3f} and {ends[1]:.3f}"
    return f"{cut(it.group, 40)}: upheld {it.upheld} of {decided}, {it.precision}, {between}."


def _drawn(tallies: Sequence[Tally]) -> dict[str, Any]:
    values = list(_values(tallies))
    known = [it for it in values if it["share"] is not None]
    y: dict[str, Any] = {"field": "detector", "type": "nominal", "title": None}
    y["sort"] = [it["detector"] for it in values]
    axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    title = "Upheld, of upheld and dismissed"
    x = {"field": "low", "type": "quantitative", "title": title, "axis": axis}
    x["scale"] = {"domain": [0, 1]}
    said = {"type": "text", "align": "left", "x": 505}
    dot = {"type": "point", "filled": True, "color": INK, "size": 80, "shape": "diamond"}
    return {
        "data": {"values": values},
        "width": 495,
        "height": {"step": 30},
        "encoding": {"y": y},
        "layer": [
            {
                "data": {"values": known},
                "mark": {"type": "bar", "color": SKY, "stroke": BLUE, "height": 12},
                "encoding": {"x": x, "x2": {"field": "high"}},
            },
            {"data": {"values": known}, "mark": dot, "encoding": {"x": {**x, "field": "share"}}},
            {"mark": said, "encoding": {"text": {"field": "told"}}},
        ],
    }


def _values(tallies: Sequence[Tally]) -> Iterator[dict[str, Any]]:
    for number, it in enumerate(tallies):
        ends = _ends(it)
        decided = (it.upheld or 0) + (it.dismissed or 0)
        told = f"{it.upheld} of {decided}" if ends else f"{many(it.cases, 'case')}, not told"
        yield {
            "detector": f"{number + 1}. {cut(it.group, 26)}",
            "low": ends[0] if ends else None,
            "share": (it.upheld or 0) / decided if ends else None,
            "high": ends[1] if ends else None,
            "told": told,
        }
