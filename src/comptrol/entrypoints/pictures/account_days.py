"""What did each country have on one axis, day after day, and with how much doubt?

A line goes from number to number, and an upright bar from the low end to the high end. Lines are
told apart by their dashes and their marks, and only lead the eye.
"""

from collections.abc import Sequence
from typing import Any, Final

from comptrol.domains.accounts import Account, AccountRow, Axis
from comptrol.entrypoints.pictures.account_bars import (
    COLUMNS,
    account_row,
    called,
    largest,
    number_of,
    told_of,
)
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.gap_words import ASKED
from comptrol.entrypoints.pictures.plate import nothing
from comptrol.entrypoints.pictures.told import cut
from comptrol.entrypoints.pictures.vega import amounts, days, drawn_by_vega

DAYS_COLUMNS: Final = ("As of", *COLUMNS)
LINES_MAX: Final = 5
_LOOKS: Final = (
    *(("#0b4f8a", [1, 0], "circle"), ("#a3150a", [8, 3], "square")),
    *(("#1a1a1a", [2, 3], "triangle-up"), ("#8a5a00", [12, 3, 2, 3], "diamond")),
    ("#3c6e3c", [5, 5], "cross"),
)


def account_days(accounts: Sequence[Account], axis: Axis) -> Chart:
    """Return what the largest countries had on the days of several accounts, with intervals."""
    ordered = sorted(accounts, key=lambda it: it.as_of)
    rows = [(each, it) for each in ordered for it in each.rows if it.axis is axis]
    title = f"Compute {ASKED[axis]}, over time"
    last = sorted((it for each, it in rows if each is ordered[-1]), key=largest)
    told = " ".join(told_of(it, [row for each, row in rows if each is it]) for it in ordered)
    svg = nothing(title, "Nothing is known of any country on this axis.")
    if any(number_of(it) is not None for it in last):
        names = list(dict.fromkeys(map(called, last)))[:LINES_MAX]
        svg = drawn_by_vega(_lines(rows, names), title=title, told=told)
    return Chart(
        name=f"account-days-{axis.value}",
        title=title,
        told=told or "No account was made, so that nothing is drawn.",
        columns=DAYS_COLUMNS,
        rows=tuple((str(each.as_of), *account_row(it)) for each, it in rows),
        svg=svg,
    )


def _lines(rows: Sequence[tuple[Account, AccountRow]], names: Sequence[str]) -> dict[str, Any]:
    drawn = [(each, it) for each, it in rows if called(it) in names]
    top = max(max(number_of(it) or 0, it.h100e.p95 or 0) for _, it in drawn)
    values = [
        {
            "day": each.as_of,
            "who": cut(called(it), 30),
            "number": number_of(it),
            "low": it.h100e.p5,
            "high": it.h100e.p95,
        }
        for each, it in drawn
        if number_of(it) is not None
    ]
    looks = _LOOKS[: len(names)]
    who = {"field": "who", "title": "Country", "sort": None}
    domain = [cut(it, 30) for it in names]
    y = amounts("number", "H100 equivalents", top)
    colour = {**who, "scale": {"domain": domain, "range": [it[0] for it in looks]}}
    dash = {**who, "scale": {"domain": domain, "range": [it[1] for it in looks]}}
    shape = {**who, "scale": {"domain": domain, "range": [it[2] for it in looks]}}
    ends = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    both = [it for it in values if it["low"] is not None and it["high"] is not None]
    bar = {"type": "rule", "strokeWidth": 1.5}
    return {
        "width": 620,
        "height": 300,
        "encoding": {"x": days("day"), "color": colour},
        "layer": [
            {"data": {"values": both}, "mark": bar, "encoding": ends},
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"y": y, "strokeDash": dash},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"y": y, "shape": shape},
            },
        ],
    }
