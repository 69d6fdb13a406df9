"""What does Vega-Lite draw of a cap: the room that falls, or what of it is taken at once?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.caps import Projection
from comptrol.entrypoints.pictures.plate import AMBER, BLUE, INK, RED, SKY
from comptrol.entrypoints.pictures.told import exact
from comptrol.entrypoints.pictures.vega import amounts, days

AHEAD_DAYS: Final = 90
_AHEAD_MAX: Final = 3_650
_POINTS: Final = 60
_WIDTH, _HEIGHT = 620, 300
_LINES: Final = {"lowest": (BLUE, [8, 3]), "mean": (INK, [1, 0]), "highest": (RED, [2, 3])}
"""The colour and the dashes of the use of a day that a line stands for."""
Spec = dict[str, Any]


def falling(found: Projection, unit: str) -> Spec:
    """Return the chart of the room that is left, as three lines and the band between two."""
    top = found.ceiling or Decimal(1)
    y = amounts("left", f"Left, {unit}", top)
    y["scale"] = {"domain": [0, top]}
    layers = (_band(found, y), _lines(found, y), *_ruled(top - found.used - found.held, found))
    return {"width": _WIDTH, "height": _HEIGHT, "layer": layers}


def _band(found: Projection, y: Spec) -> Spec:
    values = [
        {
            "day": day,
            "low": _left(found, found.per_day_high, day),
            "high": _left(found, found.per_day_low, day),
        }
        for day in _days(found)
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "area", "color": SKY, "opacity": 0.7},
        "encoding": {"x": days("day"), "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }


def _lines(found: Projection, y: Spec) -> Spec:
    rates = (found.per_day_low, found.per_day_mid, found.per_day_high)
    values = [
        {"day": day, "left": _left(found, rate, day), "rate": name}
        for name, rate in zip(_LINES, rates, strict=True)
        for day in _days(found)
    ]
    names, looks = list(_LINES), list(_LINES.values())
    sign = {"field": "rate", "title": "Use of a day", "sort": names}
    colours = {"domain": names, "range": [colour for colour, _ in looks]}
    dashes = {"domain": names, "range": [dash for _, dash in looks]}
    return {
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {
            "x": days("day"),
            "y": y,
            "color": {**sign, "scale": colours},
            "strokeDash": {**sign, "scale": dashes},
        },
    }


def _ruled(free: Decimal, found: Projection) -> Iterator[Spec]:
    """Yield the line of what is left beside all that is held, where anything is."""
    if found.held <= 0:
        return
    at = {"left": max(free, Decimal(0)), "told": "left beside what is held"}
    level = {"field": "left", "type": "quantitative"}
    rule = {"type": "rule", "color": AMBER, "strokeDash": [6, 3], "strokeWidth": 1.5}
    said = {"type": "text", "align": "right", "dy": -7, "x": "width", "color": AMBER}
    yield {"data": {"values": [at]}, "mark": rule, "encoding": {"y": level}}
    text = {"field": "told"}
    yield {"data": {"values": [at]}, "mark": said, "encoding": {"y": level, "text": text}}


def _left(found: Projection, rate: Decimal, day: date) -> Decimal:
    room = (found.ceiling or Decimal(0)) - found.used
    return max(room - rate * (day - found.on).days, Decimal(0))


def _days(found: Projection) -> Iterator[date]:
    """Yield days from the first to a while after the band, and those on which a line ends."""
    known = [it for it in (found.earliest, found.expected, found.latest) if it is not None]
    far = max([AHEAD_DAYS, *((it - found.on).days * 5 // 4 for it in known)])
    far = min(far, _AHEAD_MAX, (date.max - found.on).days)
    steps = range(0, far + 1, max(1, far // _POINTS))
    ends = ((it - found.on).days + 1 for it in known)
    for ahead in sorted({*steps, far, *(it for it in ends if 0 <= it <= far)}):
        yield found.on + timedelta(days=ahead)


def taken(found: Projection, unit: str) -> Spec:
    """Return the chart of what is at once: held, used, and free up to the ceiling."""
    top = found.ceiling or Decimal(0)
    free = max(top - found.used - found.held, Decimal(0))
    parts = {"held": found.held, "used": found.used, "free": free, "ceiling": top}
    values = [{"part": name, "amount": it, "told": exact(it)} for name, it in parts.items()]
    y = {"field": "part", "type": "nominal", "sort": None, "title": None}
    said = {"type": "text", "align": "left", "dx": 5}
    return {
        "data": {"values": values},
        "width": _WIDTH,
        "height": 150,
        "encoding": {"y": y, "x": amounts("amount", unit, top)},
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": 20}},
            {"mark": said, "encoding": {"text": {"field": "told"}}},
        ],
    }
