"""Who supplies what goes into a chip, from which country, and what does a loss cut off?

What is cut off for certain, what may be, and what is removed each have a rim, a sign and a word
of their own; lines along which something is cut off are thick.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from textwrap import wrap
from typing import Final

from comptrol.domains.supply import Removal, Share, Shares, Stated, Supplier
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import (
    AMBER,
    INK,
    PALE,
    RED,
    Sign,
    box,
    mark,
    nothing,
    plate,
    words,
)
from comptrol.entrypoints.pictures.supply_layout import Laid, Line, Node, laid
from comptrol.entrypoints.pictures.told import UNKNOWN, cut, exact, many

COLUMNS: Final = (
    *("Input", "What it is", "Goes into", "Supplier", "Country", "By", "Year"),
    *("At least, percent", "At most, percent", "State", "Path"),
)
WIDTH: Final = 960
_TOP, _HIGH, _DOWN, _FOOT = 56, 58, 108, 30
_MARGIN: Final = 16
_APART: Final = 12
_WIDE_MAX: Final = 170
_PER_PERCENT: Final = 10_000
_LOOKS: Final[Mapping[str, tuple[str, str, float, str]]] = {
    "cut": ("#fde3e1", RED, 3, ""),
    "open": ("#fff4d6", AMBER, 2, "6 3"),
    "removed": ("#e8e8e8", INK, 3, "2 3"),
    "": ("#ffffff", PALE, 1, ""),
}
_SIGNS: Final = {"cut": Sign.CROSS, "open": Sign.TRIANGLE, "removed": Sign.SQUARE}
_WORDS: Final = {"cut": "cut off", "open": "may be cut off", "removed": "removed"}
Places = Mapping[str, tuple[float, float, float]]
"""Of each box its left edge, its top, and how wide it is."""


def supply_graph(
    stated: Sequence[Stated], suppliers: Sequence[Supplier], removal: Removal | None = None
) -> Chart:
    """Return the graph of supply; with a loss also what that cuts off, and by which path."""
    found = laid(stated, suppliers, removal)
    title = "What goes into a chip, and who supplies it"
    if removal is not None:
        title = f"Without {cut(', '.join(removal.removed), 60)}: what is cut off"
    told = _told(found, removal)
    height = _TOP + _DOWN * len(found.rows) + _FOOT
    svg = plate(title, told, WIDTH, height, _body(found, height))
    return Chart(
        name="supply",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(_rows(stated, suppliers, removal)),
        svg=svg if found.rows else nothing(title, told),
    )


def _told(found: Laid, removal: Removal | None) -> str:
    """Return the graph in sentences: what is cut off, and by which path."""
    if not found.rows:
        return "No input was described yet, so that nothing is drawn."
    boxes = sum(map(len, found.rows))
    told = [f"{many(boxes, 'box', 'boxes')} in {many(len(found.rows), 'row')}."]
    if found.left_out:
        told.append(f"{many(found.left_out, 'more is', 'more are')} in the table alone.")
    if removal is None:
        return " ".join(told)
    for it in removal.cut_off:
        path = ", ".join(f"{cut(step.title, 40)} {step.then}".strip() for step in it.path)
        told.append(f"{cut(it.title, 40)} {_WORDS.get(it.state, it.state)}: {path}.")
    if not removal.cut_off:
        told.append("Nothing is cut off, as far as it is known.")
    return " ".join(told)


def _body(found: Laid, height: int) -> Iterator[str]:
    places = dict(_places(found))
    yield from (_line(places, it, thick=it in found.path) for it in found.lines)
    for row in found.rows:
        yield from (_box(it, *places[it.key]) for it in row)
    for number, (state, said) in enumerate(_WORDS.items()):
        x = _MARGIN + 8 + 150 * number
        yield mark(_SIGNS[state], x, height - 24, 6, _LOOKS[state][1])
        yield words(x + 14, height - 20, said)
    more = (
        f" {many(found.left_out, 'more is', 'more are')} in the table." if found.left_out else ""
    )
    yield words(
        WIDTH - _MARGIN, height - 20, f"Thick line: the path of a cut.{more}", anchor="end"
    )


def _places(found: Laid) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for down, row in enumerate(found.rows):
        each = (WIDTH - 2 * _MARGIN) / max(len(row), 1)
        wide = min(each - _APART, _WIDE_MAX)
        for across, it in enumerate(row):
            x = _MARGIN + each * (across + 0.5) - wide / 2
            yield it.key, (x, _TOP + _DOWN * down, wide)


def _line(places: Places, line: Line, *, thick: bool) -> str:
    """Return a line from the foot of one box to the head of another, and a tip at its end."""
    (x1, y1, wide1), (x2, y2, wide2) = places[line[0]], places[line[1]]
    x1, y1, x2 = x1 + wide1 / 2, y1 + _HIGH, x2 + wide2 / 2
    bend = (_DOWN - _HIGH) * 0.6
    colour, width = (RED, 4) if thick else (PALE, 1)
    curve = (
        f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}"
    )
    tip = f"M{x2 - 4:.1f} {y2 - 8:.1f}L{x2:.1f} {y2:.1f}L{x2 + 4:.1f} {y2 - 8:.1f}"
    return f'<path d="{curve}{tip}" stroke="{colour}" stroke-width="{width}"/>'


def _box(it: Node, x: float, y: float, wide: float) -> str:
    """Return a box with its title on two lines at most, and what became of it."""
    fill, colour, thick, dash = _LOOKS[it.state]
    state, letters = _WORDS.get(it.state, ""), int(wide / 6.6)
    told = f"{it.title} ({it.kind}){f': {state}' if state else ''}"
    sign = mark(_SIGNS[it.state], x + wide - 9, y + _HIGH - 9, 5, colour) if it.state else ""
    middle = x + wide / 2
    lines = wrap(cut(it.title, 2 * letters - 4), letters) or [""]
    lines = [lines[0], cut(" ".join(lines[1:]), letters)] if lines[1:] else lines
    title = "".join(
        words(middle, y + 17 + 14 * row, line, anchor="middle", size=11, bold=True)
        for row, line in enumerate(lines)
    )
    said = words(middle, y + _HIGH - 7, cut(state or it.kind, letters), anchor="middle", size=11)
    return (
        f"<g><title>{escape(cut(told, 200))}</title>"
        f"{box(x, y, wide, _HIGH, fill=fill, colour=colour, thick=thick, dash=dash)}"
        f"{title}{said}{sign}</g>"
    )


def _rows(
    stated: Sequence[Stated], suppliers: Sequence[Supplier], removal: Removal | None
) -> Iterator[tuple[str, ...]]:
    """Yield every share of every input; an input without shares has a row of its own."""
    known = {str(it.supplier): it for it in suppliers}
    cuts = {} if removal is None else {it.input: it for it in removal.cut_off}
    for it in stated:
        said, found = it.input.said, cuts.get(it.input.input)
        path = "" if found is None else " > ".join(step.title for step in found.path)
        state = "" if found is None else _WORDS.get(found.state, found.state)
        into = ", ".join((*said.goes_into, *said.type_of))
        shares = [_share(each, one, known) for each in it.shares for one in each.said.shares]
        for cells in shares or [("",) * 6]:
            yield (said.title, it.input.is_a.value, into, *cells, state, path)


def _share(each: Shares, one: Share, known: Mapping[str, Supplier]) -> tuple[str, ...]:
    row, part = known.get(str(one.supplier)), one.portion
    named = one.supplier if row is None else row.said.title
    country = "" if row is None else row.country or ""
    ends = (None, None) if part is None else (part.low_ppm, part.high_ppm)
    low, high = (UNKNOWN if ppm is None else _percent(ppm) for ppm in ends)
    return (named, country, each.by.value, str(each.year), low, high)


def _percent(ppm: int) -> str:
    """Return millionths in percent, exactly.

    >>> _percent(1_000_000), _percent(123_456)
    ('100', '12.3456')
    """
    whole, part = divmod(ppm, _PER_PERCENT)
    return f"{exact(whole)}.{part:04}".rstrip("0").rstrip(".") if part else str(whole)
