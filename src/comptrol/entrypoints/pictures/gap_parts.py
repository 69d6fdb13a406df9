"""What makes the gap on a day, drawn: each part of each side from its low end to its high end.

A part whose interval is unknown is a mark without a bar; an end that is nothing reaches the left
edge, since a scale of powers of ten has no nought.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from comptrol.domains.accounts import Contribution, Gap, Series
from comptrol.entrypoints.pictures.frame import WIDTH, Frame, amount_words, framed, text
from comptrol.entrypoints.pictures.gap_words import estimate, share, title_of
from comptrol.entrypoints.pictures.gaps import HATCHES, SIDES, STYLE

ROW: Final = 34
NAMES: Final = 275
TOP: Final = 54
FOOT: Final = 86
AMOUNTS: Final = 210
SHOWN_MAX: Final = 24


def parts_svg(found: Series) -> str:
    """Return the parts of the last day of a series, the largest first."""
    gap = found.gaps[-1]
    parts = _ordered(gap)
    scale = _Scale(parts)
    bottom = TOP + ROW * max(1, len(parts))
    inside = (
        *HATCHES,
        *scale.lines(bottom),
        *(line for row, it in enumerate(parts) for line in _row(scale, gap, row, it)),
        *_foot(gap, bottom),
    )
    title = f"{title_of(found)}: what makes the gap on {gap.as_of}"
    return framed(title, told_parts(gap), STYLE, inside, height=bottom + FOOT)


def told_parts(gap: Gap) -> str:
    """Return the parts in sentences."""
    return " ".join(
        f"{it.side}, {it.kind}: {estimate(it.h100e)} H100 equivalents; without it the part of "
        f"{gap.sides[0].side} in both is {share(it.index_without)}."
        for it in _ordered(gap)
    )


def _ordered(gap: Gap) -> list[Contribution]:
    def size(it: Contribution) -> tuple[bool, float]:
        told = it.h100e
        most = told.p95 or told.median or told.sum_of_medians or told.p5 or 0
        return it.side != gap.sides[0].side, -float(most)

    return sorted(gap.parts, key=size)[:SHOWN_MAX]


class _Scale:
    """Amounts from left to right, by powers of ten."""

    def __init__(self, parts: list[Contribution]) -> None:
        ends = [end for it in parts for end in (it.h100e.p5, it.h100e.median, it.h100e.p95)]
        self._frame = Frame([], [it for it in ends if it is not None])
        self.right = WIDTH - AMOUNTS

    def x(self, amount: Decimal) -> float:
        """Return where an amount stands."""
        return round(NAMES + self._frame.part(amount) * (self.right - NAMES), 1)

    def lines(self, bottom: int) -> Iterator[str]:
        """Yield the levels of the scale, and what they are."""
        for level in self._frame.levels():
            x = self.x(level)
            yield f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{bottom}"/>'
            called = amount_words(level)
            yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{called}</text>'


def _row(scale: _Scale, gap: Gap, row: int, it: Contribution) -> Iterator[str]:
    first = it.side == gap.sides[0].side
    side, y, told = SIDES[not first], TOP + ROW * row, it.h100e
    yield f'<text x="18" y="{y + 14}">{text(f"{it.side}: {it.kind}")}</text>'
    if told.p5 is not None and told.p5 == told.p95:
        x = scale.x(told.p5)
        yield f'<path class="methods" d="M{x} {y - 3}V{y + 21}"/>'
    elif told.p5 is not None and told.p95 is not None:
        left, right = scale.x(told.p5), scale.x(told.p95)
        wide = max(2.0, round(right - left, 1))
        yield f'<rect x="{left}" y="{y}" width="{wide}" height="18" fill="url(#{side}-band)"/>'
        yield f'<rect class="{side}" x="{left}" y="{y}" width="{wide}" height="18"/>'
    elif told.p5 is not None:
        x = scale.x(told.p5)
        yield f'<path class="open" d="M{x} {y}V{y + 18}M{x} {y + 9}H{x + 26}l-6 -4m6 4l-6 4"/>'
    if told.median is not None:
        x = scale.x(told.median)
        yield f'<path class="methods" d="M{x} {y - 3}V{y + 21}"/>'
    yield f'<text x="{scale.right + 12}" y="{y + 14}">{text(_amounts(it))}</text>'


def _amounts(it: Contribution) -> str:
    told = it.h100e
    if told.p5 is not None and told.p95 is not None:
        ends = f"{amount_words(told.p5)} to {amount_words(told.p95)}"
        return amount_words(told.p5) if told.p5 == told.p95 else ends
    if told.p5 is not None:
        return f"{amount_words(told.p5)} or more, unknown"
    known = "" if told.median is None else f"{amount_words(told.median)}, "
    return f"{known}interval unknown"


def _foot(gap: Gap, bottom: int) -> Iterator[str]:
    one, other = (it.side for it in gap.sides)
    lines = (
        f"H100 equivalents. Hatched to the right: {one}; to the left: {other}.",
        "Bar: from the low end to the high end. Upright line: the number, or the median.",
        "Arrow: the high end is unknown. From the left edge: from nothing. Parts are no sum.",
    )
    for row, words in enumerate(lines):
        yield f'<text x="18" y="{bottom + 40 + 16 * row}">{text(words)}</text>'
