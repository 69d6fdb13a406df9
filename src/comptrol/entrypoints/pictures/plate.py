"""What is a drawing that may stand anywhere in a page: no style, no script, no name of an element?

Whatever it looks like is said by attributes, so that no page has to allow styles within it, and
no two drawings in one page can be taken for each other. It has a light ground of its own.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from html import escape
from typing import Final

from comptrol.entrypoints.pictures.told import cut, plain

INK: Final = "#1a1a1a"
PALE: Final = "#8a8a8a"
BLUE: Final = "#0b4f8a"
RED: Final = "#a3150a"
AMBER: Final = "#8a5a00"
SKY: Final = "#bcd8f0"
TOLD_LETTERS: Final = 4_000
TITLE_LETTERS: Final = 110
_RELATIVE: Final = re.compile(r"[A-Za-z0-9._~/%?=&#-]+")
Points = Sequence[tuple[float, float]]


class Sign(Enum):
    """What a mark looks like: told apart by its form, whatever its colour is."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    CROSS = "cross"


def plate(
    title: str, told: str, width: int, height: int, body: Iterable[str], *, links: bool = False
) -> str:
    """Return a drawing as an SVG document. What it shows is told in sentences for who listens.

    One with links is a group: to a reader of screens, a picture has nothing to follow within it.
    """
    role = "group" if links else "img"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    font = 'font-family="sans-serif" font-size="12" fill="none"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" {size} {font}>',
        f"<title>{escape(cut(title, TITLE_LETTERS))}</title>",
        f"<desc>{escape(cut(told, TOLD_LETTERS))}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        words(16, 26, cut(title, TITLE_LETTERS), size=15, bold=True),
        *body,
        "</svg>",
    )
    return "\n".join(line for line in lines if line) + "\n"


def words(  # noqa: PLR0913  (how words look)
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "start",
    size: int = 12,
    bold: bool = False,
    fill: str = INK,
) -> str:
    """Return words at a place, escaped; they have a rim that keeps them apart from lines."""
    weight = ' font-weight="bold"' if bold else ""
    rim = ' stroke="#ffffff" stroke-width="3" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight}'
        f' fill="{fill}"{rim}>{escape(plain(said))}</text>'
    )


def stroke(points: Points, colour: str = INK, width: float = 1, dash: str = "") -> str:
    """Return a line through points."""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{path}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def box(  # noqa: PLR0913  (how a box looks)
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str = "#ffffff",
    colour: str = INK,
    thick: float = 1,
    dash: str = "",
) -> str:
    """Return a box."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" rx="3"'
        f' fill="{fill}" stroke="{colour}" stroke-width="{thick:g}"{dashed}/>'
    )


def mark(sign: Sign, x: float, y: float, reach: float, fill: str) -> str:
    """Return a mark of a form; the middle of all of them is where it stands."""
    if sign is Sign.CIRCLE:
        form = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:.1f}"'
    else:
        form = f'<path d="{_form(sign, x, y, reach)}"'
    if sign is Sign.CROSS:
        return f'{form} stroke="{fill}" stroke-width="3"/>'
    return f'{form} fill="{fill}" fill-opacity="0.8" stroke="#ffffff" stroke-width="1"/>'


def _form(sign: Sign, x: float, y: float, reach: float) -> str:
    left, right, top, foot = x - reach, x + reach, y - reach, y + reach
    if sign is Sign.SQUARE:
        return f"M{left:.1f} {top:.1f}H{right:.1f}V{foot:.1f}H{left:.1f}Z"
    if sign is Sign.DIAMOND:
        return f"M{x:.1f} {top:.1f}L{right:.1f} {y:.1f}L{x:.1f} {foot:.1f}L{left:.1f} {y:.1f}Z"
    if sign is Sign.TRIANGLE:
        return f"M{x:.1f} {top:.1f}L{right:.1f} {foot:.1f}H{left:.1f}Z"
    return (
        f"M{left:.1f} {top:.1f}L{right:.1f} {foot:.1f}M{right:.1f} {top:.1f}L{left:.1f} {foot:.1f}"
    )


def linked(drawn: str, address: str | None) -> str:
    """Return part of a drawing as a link within this server; an address elsewhere is refused."""
    if address is None:
        return drawn
    if not _RELATIVE.fullmatch(address) or address.startswith("//"):
        raise ValueError(f"{cut(address)!r} is no relative address")
    return f'<a href="{escape(address)}">{drawn}</a>'


def nothing(title: str, said: str) -> str:
    """Return the drawing of nothing: it says so in words."""
    return plate(title, said, 640, 120, [words(16, 70, cut(said, 95))])
