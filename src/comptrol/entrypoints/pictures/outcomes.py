"""How would the same order have come out on other days? A strip of outcomes over the dates of law.

Colour is never the only sign: every stretch has its outcome in words in the table, and a kind of
line of its own in the picture.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.drawn import figure, label, line

WIDTH: Final = 900
LEFT: Final = 150
RIGHT: Final = 30
LANE: Final = 42
TOP: Final = 50
LETTER: Final = 7
AHEAD: Final = timedelta(366)
"""So far the last stretch is drawn, which has no end."""
STYLE: Final = (
    "rect.allow{fill:#d9f0e3;stroke:#14633a;stroke-width:2}"
    "rect.hold{fill:#fff0d0;stroke:#7a4b00;stroke-width:2;stroke-dasharray:6 3}"
    "rect.refuse{fill:#fbe0de;stroke:#a11f1f;stroke-width:4}"
    "line.ruled{stroke:#0b5563;stroke-width:3}"
)


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which an order would come out the same, from one to before another."""

    lane: str
    outcome: str
    since: date
    until: date | None
    """Nothing: no later date is in the rulebook."""
    why: str
    """What changed on the first day."""


def outcomes(title: str, found: Sequence[Stretch], ruled_on: date, last: date) -> Chart:
    """Return the strip to beyond a last date, with a mark at the law of the ruling."""
    told = " ".join(f"{it.lane}: {it.outcome} from {it.since}{_end(it)}." for it in found)
    return Chart(
        name="outcomes",
        title=title,
        told=told or "No date of the rulebook could be asked.",
        columns=("By which facts", "From", "Until before", "Outcome", "What changes then"),
        rows=tuple(
            (it.lane, str(it.since), str(it.until or "open"), it.outcome, it.why) for it in found
        ),
        svg=_svg(title, told, found, (ruled_on, last + AHEAD)),
    )


def _end(it: Stretch) -> str:
    return "" if it.until is None else f" until before {it.until}"


def _svg(title: str, told: str, found: Sequence[Stretch], days: tuple[date, date]) -> str:
    lanes = list(dict.fromkeys(it.lane for it in found))
    height = TOP + LANE * max(1, len(lanes)) + 46
    body = list(_body(title, found, lanes, days)) if found else [label(20, 40, title)]
    drawn = figure(title, told, WIDTH, height, body, STYLE)
    return drawn.replace("viewBox", f'width="{WIDTH}" height="{height}" viewBox', 1)


def _body(
    title: str, found: Sequence[Stretch], lanes: Sequence[str], marks: tuple[date, date]
) -> Iterator[str]:
    first, (ruled_on, last) = min(it.since for it in found), marks
    days = max(1, (last - first).days)

    def place(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days

    yield label(20, 24, title, kind="head")
    bottom = TOP + LANE * len(lanes)
    for year in range(first.year + 1, last.year + 1):
        x = place(date(year, 1, 1))
        yield line(x, TOP - 6, x, bottom, "rule")
        yield label(x, bottom + 16, str(year), "middle", "small")
    for number, lane in enumerate(lanes):
        y = TOP + LANE * number
        yield label(LEFT - 10, y + 20, lane, "end", "small")
        for it in found:
            if it.lane == lane:
                yield from _stretch(it, y, place(it.since), place(it.until or last))
    x = place(min(max(ruled_on, first), last))
    yield line(x, TOP - 10, x, bottom + 4, "ruled")
    yield label(
        x, bottom + 34, f"law of the ruling: {ruled_on}", "end" if x > WIDTH / 2 else "start"
    )


def _stretch(it: Stretch, y: float, left: float, right: float) -> Iterator[str]:
    width = max(2.0, right - left - 1)
    yield (
        f'<rect x="{left:.1f}" y="{y + 4:.1f}" width="{width:.1f}" height="{LANE - 14}"'
        f' class="{it.outcome if it.outcome in {"allow", "hold", "refuse"} else "hold"}"/>'
    )
    if width > LETTER * len(it.outcome) + 8:
        yield label(left + width / 2, y + 22, it.outcome, "middle")
