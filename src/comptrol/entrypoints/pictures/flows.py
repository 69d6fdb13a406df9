"""How did the stock of a country come to be what it is: a bridge from opening to closing?

Each step begins where the one before ends. What adds has a plus, what takes away a minus, and the
two ends stand on the ground.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from comptrol.domains.accounts import AccountLine, ChipAccount, RecordedAccount
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import BLUE, INK, RED, nothing
from comptrol.entrypoints.pictures.told import cut, exact, many
from comptrol.entrypoints.pictures.vega import amounts, drawn_by_vega

STEPS: Final = (
    *(("opening", 0), ("production", 1), ("imports", 1), ("exports", -1), ("retirement", -1)),
    *(("revaluation", 1), ("closing", 0)),
)
"""What a line is made of; how each counts: an end, added, or taken away."""
COLUMNS: Final = ("Country", "Model", "Unit", *(name.capitalize() for name, _ in STEPS))
_SIGNS: Final = {"end": INK, "adds": BLUE, "takes away": RED}


def flows(recorded: RecordedAccount, *, country: str | None = None) -> Chart:
    """Return the recorded flows of one country, or of all together, in H100 equivalents.

    Where a factor set does not know a model, its chips are in the table alone.
    """
    lines = [it for it in recorded.lines if country is None or it.country == country]
    title = f"Stock and flows, {_whose(country)}, {recorded.start} to {recorded.until}"
    known = [it.h100e for it in lines if it.h100e is not None]
    told = _told(recorded, known)
    svg = nothing(title, told)
    if known:
        svg = drawn_by_vega(_bridge(reduce(AccountLine.__add__, known)), title=title, told=told)
    return Chart(
        name="flows",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(row for it in lines for row in _rows(it)),
        svg=svg,
    )


def _whose(country: str | None) -> str:
    return "all countries together" if country is None else cut(country, 30)


def _rows(it: ChipAccount) -> Iterator[tuple[str, ...]]:
    for unit, line in (("chips", it.chips), ("H100 equivalents", it.h100e)):
        if line is not None:
            yield (it.country, it.model, unit, *(exact(getattr(line, name)) for name, _ in STEPS))


def _told(recorded: RecordedAccount, known: Sequence[AccountLine]) -> str:
    """Return the bridge in sentences, and what could not be weighed."""
    unweighed = ", ".join(cut(it, 30) for it in recorded.unweighed[:10])
    more = f" Not weighed, and left out of the picture: {unweighed}." if unweighed else ""
    if not known:
        return f"Nothing was recorded that could be drawn.{more}"
    whole = reduce(AccountLine.__add__, known)
    each = ", ".join(f"{name} {exact(getattr(whole, name))}" for name, _ in STEPS)
    return f"In H100 equivalents, of {many(len(known), 'line')}: {each}.{more}"


def _bridge(line: AccountLine) -> dict[str, Any]:
    values = list(steps_of(line))
    top = max(max(abs(it["from"]), abs(it["to"])) for it in values)
    x = {
        "field": "step",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": 0},
    }
    y = amounts("from", "H100 equivalents", top)
    names = list(_SIGNS)
    sign = {"field": "sign", "title": "Step", "sort": names}
    colour = {**sign, "scale": {"domain": names, "range": list(_SIGNS.values())}}
    above = {"type": "text", "baseline": "bottom", "dy": -4}
    return {
        "data": {"values": values},
        "width": 620,
        "height": 280,
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "bar", "width": 46, "minBandSize": 2},
                "encoding": {"y": y, "y2": {"field": "to"}, "color": colour},
            },
            {
                "mark": above,
                "encoding": {"y": {**y, "field": "top"}, "text": {"field": "told"}},
            },
        ],
    }


def steps_of(line: AccountLine) -> Iterator[dict[str, Any]]:
    """Yield each step from where the one before ended."""
    so_far = Decimal(0)
    for name, way in STEPS:
        amount: Decimal = getattr(line, name)
        start = so_far if way else Decimal(0)
        so_far = start + amount * way if way else amount
        adds = way * amount >= 0
        kind = "end" if not way else "adds" if adds else "takes away"
        short = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.1f}"
        sign = "" if not way or not amount else "+" if adds else "\u2212"
        yield {
            "step": name,
            "from": start,
            "to": so_far,
            "top": max(start, so_far),
            "sign": kind,
            "told": f"{sign}{short.lstrip('-')}",
        }
