"""What a page is made of: its elements and the names of their attributes, without any text."""

from html.parser import HTMLParser

from typing_extensions import override


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def structure(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return every element with the names of its attributes, in order.

    >>> structure('<p class="x">a <b>c</b></p>')
    [('p', ('class',)), ('b', ())]
    """
    parser = _Elements()
    parser.feed(html)
    return parser.found
