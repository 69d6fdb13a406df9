"""What is drawn of custody: a bar of time to each stretch, its words before it, days above."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Final, NamedTuple

from comptrol.domains.registry import Custody
from comptrol.entrypoints.pictures.plate import (
    AMBER,
    BLUE,
    INK,
    PALE,
    RED,
    SKY,
    Sign,
    box,
    mark,
    nothing,
    plate,
    stroke,
    words,
)
from comptrol.entrypoints.pictures.told import cut, many

WIDTH: Final = 960
LEFT, RIGHT, TOP, ROW = 400, 24, 86, 30
_DATE_WIDE: Final = 74
_LETTERS: Final = 60
_BAR: Final = 16
_TICKS: Final = 5


class Stretch(NamedTuple):
    """Some time in which a lot was with one holder, in one custody, at one site."""

    since: date
    until: date
    custody: Custody
    holder: str
    where: str
    """At which site, or to whom it is on the way."""
    chips: int


_LOOKS: Final[Mapping[Custody, tuple[str, str, str]]] = {
    Custody.MADE: ("#ffffff", INK, ""),
    Custody.IN_TRANSIT: ("#ffffff", AMBER, "6 3"),
    Custody.HELD: (SKY, BLUE, ""),
    Custody.INSTALLED: (BLUE, BLUE, ""),
    Custody.DEPARTED: ("#ffffff", PALE, "1 4"),
}
"""What fills a bar, its rim, and how that is broken."""


class _Days:
    """Where a day stands."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.whole = first, max((last - first).days, 1)

    def x(self, day: date) -> float:
        """Return where a day stands."""
        return LEFT + (day - self.first).days / self.whole * (WIDTH - LEFT - RIGHT)


def custody_svg(
    title: str, told: str, stretches: Sequence[Stretch], proven: date, left_out: int
) -> str:
    """Return the stretches, the first above, and since when nobody has shown all of it."""
    if not stretches:
        return nothing(title, told)
    days = _Days(stretches[0].since, stretches[-1].until)
    height = TOP + ROW * (len(stretches) + 1) + 44
    return plate(title, told, WIDTH, height, _body(days, stretches, proven, left_out))


def _body(days: _Days, stretches: Sequence[Stretch], proven: date, left_out: int) -> Iterator[str]:
    foot = TOP + ROW * (len(stretches) + 1) - 6
    yield words(16, 50, "Day (UTC), from the left", size=11)
    if left_out:
        said = many(left_out, "earlier stretch is", "earlier stretches are")
        yield words(WIDTH - RIGHT, 50, f"{said} left out", anchor="end", size=11)
    steps = {round(days.whole * number / _TICKS) for number in range(_TICKS + 1)}
    for ahead in sorted(steps):
        day = days.first + timedelta(days=ahead)
        yield stroke([(days.x(day), TOP - 12), (days.x(day), foot)], "#dddddd")
        anchor = "start" if not ahead else "end" if ahead == max(steps) else "middle"
        yield words(days.x(day), TOP - 16, str(day), anchor=anchor, size=11)
    for row, it in enumerate(stretches):
        yield _row(days, it, TOP + ROW * row)
    yield from _silence(days, max(proven, days.first), stretches[-1].until, foot - ROW + 6)
    yield words(16, foot + 34, _LEGEND, size=11)


_LEGEND: Final = (
    "Bars: empty: made; broken: in transit; pale: held; dark: installed; dotted: departed to "
    "another registry. Each is told in words."
)


def _row(days: _Days, it: Stretch, y: float) -> str:
    """Draw one stretch: its first day, what it was, and a bar as long as it lasted."""
    fill, colour, dash = _LOOKS[it.custody]
    where = f", {it.where}" if it.where else ""
    said = cut(f"{it.custody.value}: {it.holder}{where}, {many(it.chips, 'chip')}", _LETTERS)
    x = days.x(it.since)
    wide = max(days.x(it.until) - x, 4)
    told = f"{it.since} to {it.until}: {said}"
    return (
        f"<g><title>{escape(told)}</title>{words(16, y + 13, str(it.since), size=11)}"
        f"{words(16 + _DATE_WIDE, y + 13, cut(said, 50), size=11, bold=True)}"
        f"{box(x, y, wide, _BAR, fill=fill, colour=colour, thick=1.5, dash=dash)}</g>"
    )


def _silence(days: _Days, since: date, until: date, y: float) -> Iterator[str]:
    """Yield since when no two parties, and not the maker, have said that all of it is there."""
    x, end = days.x(min(since, until)), days.x(until)
    yield words(16, y + 13, str(since), size=11)
    yield words(16 + _DATE_WIDE, y + 13, "all of it was last shown", size=11, bold=True)
    yield stroke([(x, y + 8), (end, y + 8)], RED, 2, "2 4")
    yield mark(Sign.DIAMOND, x, y + 8, 6, RED)
