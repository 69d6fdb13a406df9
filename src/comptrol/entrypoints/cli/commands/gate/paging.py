"""How a command reads every page of an answer, however many there are."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
Name = TypeVar("Name")

PAGE: Final = 500
PAGES_MAX: Final = 20_000
"""Ten million rows: no answer is longer than that, and no loop goes on for ever."""


def every(
    read: Callable[[Name | None], Sequence[T]], name: Callable[[T], Name], page: int = PAGE
) -> Iterator[T]:
    """Yield what all pages have, read from the first name on: each page goes on after the last.

    Several rows may have the same name. Those of the last one of a full page, which may have been
    cut in two, are read again with the next page; a page has more than one name.
    """
    after: Name | None = None
    for _ in range(PAGES_MAX):
        rows = read(after)
        if len(rows) < page:
            yield from rows
            return
        last = name(rows[-1])
        whole = [row for row in rows if name(row) != last]
        yield from whole
        after = name(whole[-1])
