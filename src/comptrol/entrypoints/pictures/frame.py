"""The frame of a picture over time: where a day and an amount stand, and the lines behind them.

Amounts stand on a scale of powers of ten, shares on one from nothing to one.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH: Final = 860
HEIGHT: Final = 440
LEFT: Final = 78
RIGHT: Final = 230
TOP: Final = 46
FOOT: Final = 112
APART: Final = 44
_WORDS: Final = ((Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


class Frame:
    """One picture: days from left to right, amounts or shares from below upwards."""

    def __init__(self, days: Sequence[date], amounts: Sequence[Decimal] | None) -> None:
        """Make room for days and amounts; without amounts the scale is that of shares."""
        self._days = sorted(set(days)) or [date.min]
        self._first, self._last = self._days[0], self._days[-1]
        self.shares = amounts is None
        known = [float(it) for it in amounts or () if it > 0] or [1.0]
        self._low, self._high = floor(log10(min(known))), ceil(log10(max(known)))
        if self._low == self._high:
            self._high += 1

    @property
    def floor(self) -> float:
        """Return where the scale begins."""
        return float(HEIGHT - FOOT)

    def x(self, day: date) -> float:
        """Return where a day stands."""
        whole = (self._last - self._first) / timedelta(days=1) or 1.0
        part = (day - self._first) / timedelta(days=1) / whole
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(self, amount: Decimal) -> float:
        """Return where an amount stands; what is nothing stands on the floor."""
        return round(self.floor - self.part(amount) * (self.floor - TOP), 1)

    def part(self, amount: Decimal) -> float:
        """Return how far up the scale an amount is, from nothing to one."""
        if self.shares:
            found = float(amount)
        elif amount <= 0:
            found = 0.0
        else:
            found = (log10(float(amount)) - self._low) / (self._high - self._low)
        return max(0.0, min(1.0, found))

    def lines(self) -> Iterator[str]:
        """Yield what stands behind: levels with their numbers, days with their dates."""
        for level in self.levels():
            y = self.y(level)
            called = f"{level:.0%}" if self.shares else amount_words(level)
            yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{called}</text>'
        for day in self._dated():
            x = self.x(day)
            yield f'<line class="grid" x1="{x}" x2="{x}" y1="{self.floor}" y2="{self.floor + 5}"/>'
            yield (
                f'<text transform="translate({x + 4} {self.floor + 16}) rotate(-28)"'
                f' text-anchor="end">{day}</text>'
            )

    def _dated(self) -> Iterator[date]:
        """Yield the days that are told, the last first, none over another."""
        left = float(WIDTH)
        for day in reversed(self._days):
            if left - self.x(day) >= APART:
                left = self.x(day)
                yield day

    def levels(self) -> Iterator[Decimal]:
        """Yield what the scale is marked at."""
        if self.shares:
            yield from (Decimal(it) / 4 for it in range(5))
        else:
            yield from (Decimal(10) ** it for it in range(self._low, self._high + 1))


def amount_words(amount: Decimal) -> str:
    """Return an amount with at most three digits, and a letter for thousands and millions.

    >>> amount_words(Decimal(662048)), amount_words(Decimal(12741486)), amount_words(Decimal(7))
    ('662 k', '12.7 M', '7')
    """
    for size, letter in _WORDS:
        if amount >= size:
            part = amount / size
            digits = 0 if part >= 100 else 1 if part >= 10 else 2  # noqa: PLR2004  (digits)
            return f"{part:.{digits}f} {letter}"
    return f"{amount:.0f}"


def framed(title: str, told: str, style: str, inside: Sequence[str], height: int = HEIGHT) -> str:
    """Return a picture as SVG, with its title and what it shows in sentences."""
    head = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
        f'<title id="title">{text(title)}</title>',
        f'<desc id="desc">{text(told)}</desc>',
        f"<style>{style}</style>",
        '<rect class="ground" width="100%" height="100%"/>',
        f'<text class="name" x="{LEFT - 60}" y="24">{text(title)}</text>',
        *inside,
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Return text that XML may hold: escaped, and without what cannot be printed."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in value))
