"""What it costs to be even between areas, drawn: value lost, and how full each area is.

A column is a point that was solved; columns stand at equal distances, and lines between them only
lead the eye.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from comptrol.entrypoints.pictures.drawn import figure, label, line, short
from comptrol.flow.allocating.fairness import Point

WIDTH, HEIGHT, LEFT, RIGHT, HIGH = 720, 560, 76, 520, 170
COST_TOP, FILLS_TOP = 90, 326
AREAS_MAX: Final = 12
_TICKS: Final = 4
_APART: Final = 14
_LETTERS: Final = 16
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(4), Decimal(8), Decimal(10))
_STYLE: Final = (
    ".value{stroke:#0b4a8f;stroke-width:3}.area{stroke:#555;stroke-width:1.5}"
    ".worst{stroke:#7a1f00;stroke-width:3;stroke-dasharray:7 3}"
    ".chosen{stroke:#111;stroke-width:2;stroke-dasharray:2 3}"
    "circle{fill:#0b4a8f;stroke:none}text{paint-order:stroke;stroke:#fff;stroke-width:3}"
)


def fairness_svg(call: str, points: Sequence[Point], chosen: Decimal | None = None) -> str:
    """Return the picture of the points as SVG; the theta that was chosen, if any, is marked."""
    ordered = sorted(points, key=lambda it: it.theta)
    title = f"What it costs to be even between areas: {call}"
    body = _body(title, ordered, chosen)
    return figure(title, _told(ordered, chosen), WIDTH, HEIGHT, body, _STYLE)


def _told(points: Sequence[Point], chosen: Decimal | None) -> str:
    """Return the picture in sentences."""
    told = [
        f"At theta {it.theta:f} {_percent(it.cost)} of the value is lost, {it.awards} awards; "
        f"the worst area is filled to {_percent(it.worst)}."
        for it in points
    ]
    if chosen is not None:
        told.append(f"Chosen was theta {chosen:f}.")
    return " ".join(told)


def _body(title: str, points: Sequence[Point], chosen: Decimal | None) -> Iterator[str]:
    yield label(24, 30, title, kind="head")
    yield from _columns(points, chosen)
    dearest = _even(max((it.cost for it in points), default=Decimal(0)))
    costs = [float(it.cost / dearest) for it in points]
    yield from _panel(COST_TOP, "value lost, of the value at the lowest theta", dearest)
    yield from _curve(costs, COST_TOP, "value")
    for place, (it, part) in enumerate(zip(points, costs, strict=True)):
        x, y = _across(place, len(points)), COST_TOP + HIGH * (1 - part)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        yield label(x, y - 9, _percent(it.cost), "middle")
    fullest = _even(max((on for it in points for on in it.fills.values()), default=Decimal(0)))
    yield from _panel(FILLS_TOP, "delivered of what is needed, by area", fullest)
    yield from _areas(points, fullest)


def _columns(points: Sequence[Point], chosen: Decimal | None) -> Iterator[str]:
    """Name the columns, and mark the one that was chosen."""
    foot = FILLS_TOP + HIGH
    for place, it in enumerate(points):
        x = _across(place, len(points))
        yield label(x, foot + 18, f"{it.theta:f}", "middle")
        if it.theta == chosen:
            yield line(x, COST_TOP, x, foot, "chosen")
            yield label(x, foot + 34, "chosen", "middle")
    told = "theta: every area gets at least this part of the best possible for the worst one"
    yield label(24, foot + 54, told)
    if points:
        yield label(RIGHT + 8, foot + 18, "(broken: the worst)", kind="small")


def _panel(top: int, heading: str, most: Decimal) -> Iterator[str]:
    yield label(24, top - 26, heading)
    for tick in range(_TICKS + 1):
        y = top + HIGH * (1 - tick / _TICKS)
        yield line(LEFT, y, RIGHT, y, "rule")
        yield label(LEFT - 6, y + 4, _percent(most * tick / _TICKS), "end", "small")


def _areas(points: Sequence[Point], fullest: Decimal) -> Iterator[str]:
    """Draw a line for each area, its name at its end; the worst of each point thick and broken."""
    if not points:
        return
    last = points[-1].fills
    names = sorted(last, key=lambda it: (last[it], it))
    shown = names[:AREAS_MAX]
    ends = [FILLS_TOP + HIGH * (1 - float(last[it] / fullest)) for it in shown]
    for name, y in zip(shown, _apart(ends), strict=True):
        parts = [float(it.fills.get(name, Decimal(0)) / fullest) for it in points]
        yield from _curve(parts, FILLS_TOP, "area")
        called = f"{short(name or 'no area', _LETTERS)} {_percent(last[name])}"
        yield label(RIGHT + 8, y + 4, called)
    yield from _curve([float(it.worst / fullest) for it in points], FILLS_TOP, "worst")
    if len(names) > len(shown):
        told = f"{len(names) - len(shown)} fuller areas are left out"
        yield label(RIGHT + 8, FILLS_TOP - 26, told, kind="small")


def _apart(ends: Sequence[float]) -> list[float]:
    """Return where names stand: at the ends of their lines, from below up, none on another."""
    places: list[float] = []
    for y in ends:
        places.append(min(y, places[-1] - _APART) if places else y)
    return places


def _curve(parts: Sequence[float], top: int, kind: str) -> Iterator[str]:
    at = [
        (_across(place, len(parts)), top + HIGH * (1 - part)) for place, part in enumerate(parts)
    ]
    for (x1, y1), (x2, y2) in pairwise(at):
        yield line(x1, y1, x2, y2, kind)


def _across(place: int, many: int) -> float:
    return LEFT + (place + 0.5) * (RIGHT - LEFT) / many


def _even(most: Decimal) -> Decimal:
    """Return where an axis ends: at an even number that is not far above all that it shows.

    >>> _even(Decimal("0.6322")), _even(Decimal("0.0037")), _even(Decimal(0))
    (Decimal('0.8'), Decimal('0.004'), Decimal('0.01'))
    """
    if most <= 0:
        return Decimal("0.01")
    unit = Decimal(1).scaleb(most.adjusted())
    return next(step * unit for step in _STEPS if step * unit >= most)


def _percent(part: Decimal) -> str:
    return f"{part * 100:.2f} %"
