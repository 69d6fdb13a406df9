"""Where on the world does what an account has stand, and whose is it?

The area of a disc is the number of a country on one axis, a broken ring its high end. A disc
stands amid its country, and not where any chip is.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import sqrt
from typing import Final, NamedTuple

from comptrol.domains.accounts import Account, AccountRow, Axis
from comptrol.domains.location import Borders
from comptrol.entrypoints.pictures.account_bars import (
    COLUMNS,
    account_row,
    called,
    largest,
    number_of,
    told_of,
)
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.frame import amount_words
from comptrol.entrypoints.pictures.gap_words import ASKED, estimate
from comptrol.entrypoints.pictures.plate import BLUE, plate, words
from comptrol.entrypoints.pictures.told import cut
from comptrol.entrypoints.pictures.world_map import (
    HEIGHT,
    WIDTH,
    Point,
    land,
    middle_of,
    thanks,
)
from comptrol.kernel.identifiers import CountryCode

LARGEST: Final = 42.0
_SMALLEST: Final = 2.5
_ROOMY: Final = 14.0
_FOOT: Final = 66
_LOST_MAX: Final = 8


class _Stands(NamedTuple):
    row: AccountRow
    middle: Point


def account_map(account: Account, axis: Axis, borders: Borders) -> Chart:
    """Return the countries of an account on one axis on a map of the world."""
    rows = sorted((it for it in account.rows if it.axis is axis), key=largest)
    title = f"Compute {ASKED[axis]}, on the map, as of {account.as_of}"
    body = _body(rows, borders)
    told = told_of(account, rows)
    return Chart(
        name=f"account-map-{axis.value}",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(map(account_row, rows)),
        svg=plate(title, told, WIDTH, HEIGHT + _FOOT, body),
    )


def _body(rows: Sequence[AccountRow], borders: Borders) -> Iterator[str]:
    yield land(borders)
    stands, lost = _placed(rows, borders)
    ends = (it.row.h100e.p95 or number_of(it.row) or Decimal(0) for it in stands)
    most = max(ends, default=Decimal(0))
    if most > 0:
        yield from (_disc(it, most) for it in stands)
    else:
        yield words(WIDTH / 2, HEIGHT / 2, "Nothing is known of any country.", anchor="middle")
    yield from _names(stands, most or Decimal(1))
    legend = "Disc: its area is the number of H100 equivalents. Broken ring: the high end."
    yield words(16, HEIGHT + 14, legend)
    if lost:
        more = f" and {len(lost) - _LOST_MAX} more" if len(lost) > _LOST_MAX else ""
        named = ", ".join(cut(it, 24) for it in lost[:_LOST_MAX])
        yield words(16, HEIGHT + 34, cut(f"Not drawn, or unknown: {named}{more}.", 140))
    yield thanks(borders, HEIGHT + 56)


def _placed(rows: Sequence[AccountRow], borders: Borders) -> tuple[list[_Stands], list[str]]:
    """Return what stands on the map, once to a country, the largest first, and what does not."""
    stands, lost = dict[str, _Stands](), list[str]()
    for it in rows:
        country = it.located or it.country
        middle = middle_of(borders, CountryCode(country))
        if middle is None or number_of(it) is None or country in stands:
            lost.append(called(it))
        else:
            stands[country] = _Stands(it, middle)
    return list(stands.values()), lost


def _reach(amount: Decimal, most: Decimal) -> float:
    return max(_SMALLEST, LARGEST * sqrt(float(amount / most)))


def _disc(it: _Stands, most: Decimal) -> str:
    (x, y), told = it.middle, it.row.h100e
    reach = _reach(number_of(it.row) or Decimal(0), most)
    ring = ""
    if told.p95 is not None:
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_reach(told.p95, most):.1f}"'
            f' stroke="{BLUE}" stroke-width="1.5" stroke-dasharray="5 3"/>'
        )
    named = f"{cut(called(it.row))}: {estimate(told)} H100 equivalents"
    return (
        f'<g><title>{escape(named)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:.1f}"'
        f' fill="{BLUE}" fill-opacity="0.55"/>{ring}</g>'
    )


def _names(stands: Sequence[_Stands], most: Decimal) -> Iterator[str]:
    """Yield the names and numbers of the largest, where no other stands."""
    taken: list[Point] = []
    for it in stands:
        x, y = it.middle
        if all(abs(x - a) > 70 or abs(y - b) > 26 for a, b in taken):  # noqa: PLR2004  (pixels)
            taken.append((x, y))
            amount = number_of(it.row) or Decimal(0)
            anchor, left = (
                ("middle", x) if _reach(amount, most) > _ROOMY else ("start", x + _ROOMY)
            )
            yield words(left, y + 1, cut(called(it.row), 18), anchor=anchor, size=11, bold=True)
            yield words(left, y + 13, amount_words(amount), anchor=anchor, size=11)
