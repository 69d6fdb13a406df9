"""What is a picture together with all that stands for it: its table and its words?"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

import msgspec

_TITLE: Final = re.compile(r"<title[^>]*>([^<]*)</title>")
_DESC: Final = re.compile(r"<desc[^>]*>([^<]*)</desc>")


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, what it says in sentences, and the table of what it is drawn from."""

    name: str  # of the file, such as "burn-down"
    title: str
    told: str  # what it shows, in sentences: the text alternative
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the table under it, as text, exact
    svg: str  # a whole document, safe (text escaped), on a ground of its own


def chart_of(
    name: str, svg: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> Chart:
    """Return a drawing that tells its own title and itself in sentences, with its table.

    It has a style of its own, so that it stands in a page as an image, and not as a part of it.
    """
    title, told = (found.search(svg) for found in (_TITLE, _DESC))
    return Chart(
        name=name,
        title=unescape(title[1]) if title else name,
        told=unescape(told[1]) if told else "",
        columns=columns,
        rows=tuple(rows),
        svg=svg,
    )
