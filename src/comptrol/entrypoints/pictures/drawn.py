"""What every drawn figure has: a title, itself in sentences, dark signs on a light ground."""

from collections.abc import Iterable
from html import escape
from typing import Final

STYLE: Final = (
    "text{font:12px sans-serif;fill:#1a1a1a}.head{font-weight:bold}.small{font-size:10px}"
    "rect.ground{fill:#fff}line,path,rect{stroke:#333;stroke-width:1}"
    "path,rect{fill:none}.rule{stroke:#bbb}"
)


def figure(
    title: str, told: str, width: int, height: int, body: Iterable[str], style: str = ""
) -> str:
    """Return a figure as SVG. What it shows is told in sentences for whoever listens."""
    head = f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
        f'<title id="title">{text(title)}</title>',
        f'<desc id="desc">{text(told)}</desc>',
        f"<style>{STYLE}{style}</style>",
        '<rect width="100%" height="100%" class="ground" style="stroke:none"/>',
        *body,
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def label(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    """Return words that stand at a place."""
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{text(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "") -> str:
    """Return a straight line."""
    named = f' class="{kind}"' if kind else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{named}/>'


def text(words: str) -> str:
    """Return text that XML may hold: escaped, and without what cannot be printed."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in words))


def short(words: str, letters: int) -> str:
    """Return words, cut where they would run into something.

    >>> short("alder-the-first", 8)
    'alder-t…'
    """
    return words if len(words) <= letters else f"{words[: letters - 1]}…"
