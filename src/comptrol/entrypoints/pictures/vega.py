"""A chart as SVG by Vega-Lite, as PNG, and its table as CSV: with nothing from another host.

The bundle of Vega-Lite is part of the package ``vl-convert-python`` (the extra ``console``). It is
asked for no address, and a specification that names one is refused. A control character within a
text ends the process there, so every text is made plain before it is handed over, and cut here.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import escape
from io import StringIO
from math import isfinite
from typing import Any, Final

import vl_convert

from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import INK, TITLE_LETTERS, TOLD_LETTERS
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.entrypoints.pictures.told import cut

VERSION: Final = "6.4"
"""Of Vega-Lite, among those in the bundle."""
WORDS_LETTERS: Final = 200
FETCHING: Final = frozenset({"url", "href", "$ref", "image", "usermeta"})
_LETTERED: Final = 100_000
_POWERS: Final = 10**15
"""From here on, powers of ten are told, and no letter that few know."""
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9.,]*(E[-+]?[0-9]+)?")
_READING: Final = re.compile(r"<(?:\w+:)?(?:image|feImage|use|foreignObject|script)\b")
_TAG: Final = re.compile(r"<[^>]*>")
_ROLES: Final = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events|xmlns:xlink)="[^"]*"')
"""The whole is one picture, told by its title and description, and none of its parts is."""
_CONFIG: Final[Mapping[str, Any]] = {
    "font": "sans-serif",
    "background": "#ffffff",
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelLimit": 0,
        "gridColor": "#dddddd",
        "domainColor": "#666666",
        "tickColor": "#666666",
    },
    # No limits: Vega would cut a letter beyond 16 bits in half, and stop. Words come cut already.
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 0, "symbolSize": 120},
    "title": {"fontSize": 15, "anchor": "start", "color": INK, "offset": 14},
    "text": {"font": "sans-serif", "fontSize": 12, "color": INK},
    "view": {"stroke": None},
}


def drawn_by_vega(spec: Mapping[str, Any], *, title: str, told: str) -> str:
    """Return a chart of Vega-Lite as an SVG document with its title and itself in sentences."""
    whole = {"title": cut(title, TITLE_LETTERS), "padding": 16, **_plain(spec)}
    config = {**_CONFIG, **whole.get("config", {})}
    svg = vl_convert.vegalite_to_svg(
        {**whole, "config": config}, vl_version=VERSION, allowed_base_urls=[]
    )
    named = (
        f"<title>{escape(cut(title, TITLE_LETTERS))}</title>"
        f"<desc>{escape(cut(told, TOLD_LETTERS))}</desc>"
    )
    head, rest = _TAG.sub(lambda tag: _ROLES.sub("", tag[0]), svg).split(">", 1)
    return f'{head} role="img">{named}{rest}\n'


def number_format(most: Decimal | int) -> str:
    """Return how numbers up to one are written along an axis.

    >>> number_format(120), number_format(25_000_000), number_format(Decimal("1E+26"))
    (',~r', '.3~s', '.2~e')
    """
    if most < _LETTERED:
        return ",~r"
    return ".3~s" if most < _POWERS else ".2~e"


def amounts(field: str, title: str, most: Decimal | int) -> dict[str, Any]:
    """Return an axis of amounts up to one, with its unit in its title."""
    axis = {"format": number_format(most)}
    return {"field": field, "type": "quantitative", "title": title, "axis": axis}


def days(field: str, title: str = "Day (UTC)") -> dict[str, Any]:
    """Return an axis of days; what is a day here is none elsewhere."""
    axis = {"format": "%Y-%m-%d", "labelAngle": -30, "tickCount": 8, "labelOverlap": True}
    scale = {"type": "utc"}
    return {"field": field, "type": "temporal", "title": title, "axis": axis, "scale": scale}


def png(svg: str, scale: float = 2) -> bytes:
    """Return one of our drawings as PNG, larger by a scale. What would read a file is refused."""
    if _READING.search(svg):
        raise ValueError("a drawing with a picture or a script within it is none of ours")
    return vl_convert.svg_to_png(svg, scale=scale)


def csv_of(chart: Chart) -> str:
    """Return the table of a chart for a spreadsheet: no cell begins as a formula does."""
    written = StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    for row in (chart.columns, *chart.rows):
        lines.writerow([it if _NUMBER.fullmatch(it) else harmless(it) for it in row])
    return written.getvalue()


def _plain(part: Any) -> Any:  # noqa: ANN401  (as JSON is)
    """Return a part of a specification as JSON that Vega-Lite can be handed."""
    if isinstance(part, str):
        return cut(part, WORDS_LETTERS)
    if isinstance(part, Mapping):
        if named := FETCHING & part.keys():
            raise ValueError(f"a chart fetches nothing: {', '.join(sorted(named))}")
        return {key: _plain(it) for key, it in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(it) for it in part]
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, Decimal | float):
        return _number(float(part))
    return part


def _number(number: float) -> float:
    if not isfinite(number):
        raise ValueError("a chart has no place for what is not finite")
    return number
