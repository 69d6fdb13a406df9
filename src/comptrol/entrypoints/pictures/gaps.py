"""Two sides over time, drawn: amounts with their intervals, the index, and what makes the gap.

Colour is never the only sign: the first side has a full line, round marks and a band hatched to
the right; the second a dashed line, square marks and a band hatched to the left.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from comptrol.domains.accounts import Gap, Series, Told
from comptrol.entrypoints.pictures.frame import (
    FOOT,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Frame,
    amount_words,
    framed,
    text,
)
from comptrol.entrypoints.pictures.gap_words import share, title_of, told_days, verdict

STYLE: Final = (
    "text{font:12px sans-serif;fill:#1a1a1a}.name{font-weight:bold;font-size:14px}"
    ".ground{fill:#fff}.grid{stroke:#d0d0d0}.parity{stroke:#1a1a1a;stroke-dasharray:2 4}"
    ".one{stroke:#0b4f8a;fill:none;stroke-width:2.5}"
    ".other{stroke:#a3150a;fill:none;stroke-width:2.5;stroke-dasharray:9 4}"
    ".open{stroke-width:1.5;fill:none;stroke:#333}.methods{stroke:#333;stroke-width:2}"
    ".mark-one{fill:#0b4f8a;stroke:#0b4f8a;stroke-width:2}"
    ".mark-other{fill:#a3150a;stroke:#a3150a;stroke-width:2}.hollow{fill:#fff}"
    ".world{stroke:#777;stroke-width:1;stroke-dasharray:1 3;fill:none}"
)
_HATCH: Final = (
    '<defs><pattern id="{side}" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate({turn})"><path d="M0 0V7" style="stroke:{colour};'
    'stroke-width:1.6;fill:none"/></pattern></defs>'
)
HATCHES: Final = (
    _HATCH.format(side="one-band", turn=45, colour="#0b4f8a"),
    _HATCH.format(side="other-band", turn=-45, colour="#a3150a"),
)
SIDES: Final = ("one", "other")
_APART: Final = 34
AMOUNTS: Final = (
    "Arrow: the high end is unknown; the band is of the parts whose interval is known. "
    "Hollow: a part is of another day, or not told yet."
)
INDEX: Final = (
    "Upright bar: over the 48 methods. Dotted: whatever the table does not see. "
    "Hollow: a part is of another day, or not told yet."
)


class At(NamedTuple):
    """What is drawn of a day: an interval, a number, or both; and whether anything is open."""

    day: date
    low: Decimal | None
    number: Decimal | None
    high: Decimal | None
    hollow: bool
    open: bool


def gap_svg(found: Series) -> str:
    """Return what two sides have over time, on a scale of powers of ten."""
    drawn = [[_at(gap, place) for gap in found.gaps] for place in (0, 1)]
    days = [it.as_of for it in found.gaps]
    ends = [end for line in drawn for it in line for end in (it.low, it.number, it.high)]
    frame = Frame(days, [it for it in ends if it is not None])
    last = found.gaps[-1]
    names = [
        f"{side.side}: {_short(at)}"
        for side, at in zip(last.sides, (it[-1] for it in drawn), strict=True)
    ]
    inside = (
        *HATCHES,
        *frame.lines(),
        *(part for place in (0, 1) for part in _line(frame, drawn[place], SIDES[place])),
        *_names(frame, drawn, names),
        *_foot(found, shares=False),
    )
    return framed(f"{title_of(found)} (H100 equivalents)", told_days(found), STYLE, inside)


def index_svg(found: Series) -> str:
    """Return the first side's part of what both have over time, from nothing to all."""
    frame = Frame([it.as_of for it in found.gaps], None)
    line = [_index_at(it) for it in found.gaps]
    one = found.gaps[-1].sides[0].side
    parity = frame.y(Decimal("0.5"))
    inside = (
        *HATCHES,
        *frame.lines(),
        f'<line class="parity" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{parity}" y2="{parity}"/>',
        f'<text x="{WIDTH - RIGHT + 8}" y="{parity + 4}">parity</text>',
        *_world(frame, found.gaps),
        *_line(frame, line, SIDES[0]),
        *_methods(frame, found.gaps),
        *_names(frame, [line], [f"{one}: {_last_share(found.gaps[-1])}"]),
        *_foot(found, shares=True),
    )
    return framed(f"{title_of(found)}: part of {one} in both", told_days(found), STYLE, inside)


def _at(gap: Gap, place: int) -> At:
    side = gap.sides[place]
    told = side.h100e if _closed(side.h100e) else side.known
    known = _closed(told) and told.p95 != 0
    number = side.h100e.median if side.h100e.p5 is None else None
    return At(
        day=gap.as_of,
        low=told.p5 if known else side.h100e.p5,
        number=number,
        high=told.p95 if known else None,
        hollow=bool(side.carried or side.missing or gap.stale),
        open=side.h100e.p5 is not None and side.h100e.p95 is None,
    )


def _closed(told: Told) -> bool:
    return told.p5 is not None and told.p95 is not None


def _index_at(gap: Gap) -> At:
    index = (
        gap.index if gap.index.low is not None or gap.index.number is not None else gap.index_known
    )
    return At(
        day=gap.as_of,
        low=index.low,
        number=index.number,
        high=index.high,
        hollow=any(it.carried or it.missing for it in gap.sides) or gap.stale,
        open=False,
    )


def _last_share(gap: Gap) -> str:
    if gap.index.low is None and gap.index.number is None and gap.index_known.low is not None:
        return f"{share(gap.index_known)}, known parts"
    return share(gap.index)


def _line(frame: Frame, line: Sequence[At], side: str) -> Iterator[str]:
    """Yield a band between low and high ends, a line through numbers, and a mark to each day."""
    ends = [(frame.x(it.day), it.low, it.high) for it in line]
    both = [(x, low, high) for x, low, high in ends if low is not None and high is not None]
    if both:
        up = [f"{x} {frame.y(high)}" for x, _, high in both]
        down = [f"{x} {frame.y(low)}" for x, low, _ in reversed(both)]
        yield f'<path d="M{"L".join((*up, *down))}z" fill="url(#{side}-band)" stroke="none"/>'
        yield f'<path class="{side}" d="M{"L".join(up)}"/>'
        yield f'<path class="{side}" d="M{"L".join(reversed(down))}"/>'
    numbers = [(it, it.number) for it in line if it.number is not None]
    if numbers:
        path = "L".join(f"{frame.x(it.day)} {frame.y(number)}" for it, number in numbers)
        yield f'<path class="{side}" d="M{path}"/>'
    for it in line:
        for end in dict.fromkeys((it.low, it.number, it.high)):
            if end is not None:
                yield _mark(frame.x(it.day), frame.y(end), side, hollow=it.hollow)
        if it.open and (it.high or it.low) is not None:
            x, y = frame.x(it.day), frame.y(it.high or it.low or Decimal(0))
            head = f"M{x - 4} {y - 15}L{x} {y - 21}L{x + 4} {y - 15}"
            yield f'<path class="open" d="M{x} {y - 4}V{y - 20}{head}"/>'


def _mark(x: float, y: float, side: str, *, hollow: bool) -> str:
    kind = f"mark-{side} hollow" if hollow else f"mark-{side}"
    if side == SIDES[0]:
        return f'<circle class="{kind}" cx="{x}" cy="{y}" r="3.5"/>'
    return f'<rect class="{kind}" x="{x - 3.5}" y="{y - 3.5}" width="7" height="7"/>'


def _world(frame: Frame, gaps: Sequence[Gap]) -> Iterator[str]:
    for end in ("low", "high"):
        known = [(it, getattr(it.index_world, end)) for it in gaps]
        path = "L".join(
            f"{frame.x(it.as_of)} {frame.y(value)}" for it, value in known if value is not None
        )
        if path:
            yield f'<path class="world" d="M{path}"/>'


def _methods(frame: Frame, gaps: Sequence[Gap]) -> Iterator[str]:
    for it in gaps:
        spread = it.over_methods
        if spread is not None and spread.low is not None and spread.high is not None:
            x, low, high = frame.x(it.as_of), frame.y(spread.low), frame.y(spread.high)
            bars = f"M{x - 6} {low}H{x + 6}M{x - 6} {high}H{x + 6}M{x} {low}V{high}"
            yield f'<path class="methods" d="{bars}"/>'


def _names(frame: Frame, drawn: Sequence[Sequence[At]], names: Sequence[str]) -> Iterator[str]:
    """Yield what each line is called, at its end, never one over another."""
    places: list[float] = []
    for line, name in zip(drawn, names, strict=True):
        known = [it for it in line if (it.number or it.low) is not None]
        end = known[-1] if known else None
        y = frame.y(end.number or end.low or Decimal(0)) if end is not None else frame.floor
        while any(abs(y - it) < _APART for it in places):
            y += _APART
        places.append(y)
        side, x = SIDES[len(places) - 1], WIDTH - RIGHT + 16
        if end is not None:
            yield _mark(x, y, side, hollow=False)
        for row, words in enumerate(name.split(": ", 1)):
            yield f'<text x="{x + 10}" y="{y + 4 + 15 * row}">{text(words)}</text>'


def _short(at: At) -> str:
    if at.low is not None and at.high is not None:
        ends = f"{amount_words(at.low)} to {amount_words(at.high)}"
        return f"{ends}, and more" if at.open else ends
    if at.low is not None:
        return f"{amount_words(at.low)} or more"
    return "unknown" if at.number is None else f"{amount_words(at.number)}, interval unknown"


def _foot(found: Series, *, shares: bool) -> Iterator[str]:
    last = found.gaps[-1]
    lines = (
        verdict(last),
        "Hatched: between the ends. A line alone: one number, interval unknown.",
        INDEX if shares else AMOUNTS,
    )
    for row, words in enumerate(lines):
        yield f'<text x="{LEFT - 60}" y="{HEIGHT - FOOT + 68 + 16 * row}">{text(words)}</text>'
