"""What does each country have on one axis, with how much doubt?

A bar reaches from the low end to the high end, and a mark stands at the number. What is unknown
is told in words: it is never drawn as nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.accounts import Account, AccountRow, Axis
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.gap_words import ASKED, estimate
from comptrol.entrypoints.pictures.plate import BLUE, INK, SKY, nothing
from comptrol.entrypoints.pictures.told import cut, exact, many
from comptrol.entrypoints.pictures.vega import amounts, drawn_by_vega

COLUMNS: Final = (
    *("Country", "Axis", "p5, H100 equivalents", "Median, H100 equivalents"),
    *("p95, H100 equivalents", "What the numbers are", "Share", "Share of the world, low"),
    *("Share of the world, high", "Rank", "Confidence"),
)
COUNTRIES_MAX: Final = 30


def account_bars(account: Account, axis: Axis) -> Chart:
    """Return the countries of an account on one axis, the largest first, with intervals."""
    rows = sorted((it for it in account.rows if it.axis is axis), key=largest)
    title = f"Compute {ASKED[axis]}, by country, as of {account.as_of}"
    told = told_of(account, rows)
    svg = nothing(title, "Nothing is known of any country on this axis.")
    if any(number_of(it) is not None for it in rows):
        svg = drawn_by_vega(_bars(rows[:COUNTRIES_MAX]), title=title, told=told)
    return Chart(
        name=f"account-{axis.value}",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(map(account_row, rows)),
        svg=svg,
    )


def largest(it: AccountRow) -> tuple[Decimal, str]:
    """Return by what rows are put in order: the largest first, what is unknown last."""
    number = number_of(it)
    return Decimal(1) if number is None else -number, it.country


def called(it: AccountRow) -> str:
    """Return what a row is called: of whom, and where it stands if that is told apart."""
    return it.country if it.located is None else f"{it.country}, located in {it.located}"


def number_of(it: AccountRow) -> Decimal | None:
    """Return the number that a row is put in order by: the median, else an end that is known."""
    told = it.h100e
    known = (told.median, told.sum_of_medians, told.p95, told.p5)
    return next((number for number in known if number is not None), None)


def account_row(it: AccountRow) -> tuple[str, ...]:
    """Return a row of the table under a picture."""
    told = it.h100e
    return (
        called(it),
        it.axis.value,
        exact(told.p5),
        exact(told.median),
        exact(told.p95),
        told.what,
        exact(it.share),
        exact(it.share_low),
        exact(it.share_high),
        "" if it.rank is None else str(it.rank),
        it.confidence or "",
    )


def told_of(account: Account, rows: Sequence[AccountRow]) -> str:
    """Return the largest countries in sentences, by which method, and how many more there are."""
    if not rows:
        return f"The account of {account.as_of} has no country on this axis."
    told = [f"As of {account.as_of}, in H100 equivalents by {cut(account.method)}."]
    told += [f"{cut(called(it), 40)}: {estimate(it.h100e)}." for it in rows[:10]]
    if len(rows) > COUNTRIES_MAX:
        told.append(f"{many(len(rows) - COUNTRIES_MAX, 'row')} more in the table alone.")
    return " ".join(told)


def _bars(rows: Sequence[AccountRow]) -> dict[str, Any]:
    values = list(_values(rows))
    top = max(max(it["p95"] or 0, it["from"]) for it in values)
    y = {"field": "row", "type": "nominal", "title": None, "sort": [it["row"] for it in values]}
    x = amounts("p5", "H100 equivalents", top)
    known = [it for it in values if it["p5"] is not None and it["p95"] is not None]
    dots = [it for it in values if it["median"] is not None]
    tick = {"type": "tick", "color": INK, "thickness": 3, "size": 20}
    return {
        "width": 560,
        "height": {"step": 26},
        "encoding": {"y": y},
        "layer": [
            {
                "data": {"values": known},
                "mark": {"type": "bar", "color": SKY, "stroke": BLUE, "height": 14},
                "encoding": {"x": x, "x2": {"field": "p95"}},
            },
            {"data": {"values": dots}, "mark": tick, "encoding": {"x": {**x, "field": "median"}}},
            *_notes(values, {**x, "field": "from"}, top),
        ],
    }


def _notes(
    values: Sequence[dict[str, Any]], x: dict[str, Any], top: Decimal | int
) -> Iterator[dict[str, Any]]:
    """Yield the words beside amounts without ends: where there is room, within the picture."""
    for align, shift, right in (("left", 6, False), ("right", -6, True)):
        side = [it for it in values if it["note"] and (it["from"] * 2 > top) is right]
        if side:
            yield {
                "data": {"values": side},
                "mark": {"type": "text", "align": align, "dx": shift, "fontStyle": "italic"},
                "encoding": {"x": x, "text": {"field": "note"}},
            }


def _values(rows: Sequence[AccountRow]) -> Iterator[dict[str, Any]]:
    """Yield what is drawn of each row, in order; two rows of one name stay two."""
    seen = Counter[str]()
    for it in rows:
        told, name = it.h100e, cut(called(it), 30)
        seen[name] += 1
        open_ = told.p5 is None or told.p95 is None
        yield {
            "row": name if seen[name] == 1 else f"{name} ({seen[name]})",
            "p5": told.p5,
            "median": told.median,
            "p95": told.p95,
            "from": number_of(it) or Decimal(0),
            "note": estimate(told) if open_ else "",
        }
