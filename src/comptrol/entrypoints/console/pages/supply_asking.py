"""What the pages of supply ask: the graph as it is known, and what a form named."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from comptrol.domains.supply import Chokepoints, Graph, SupplyView, chokepoints, graph_of
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.remembering import REMEMBERED
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError, UnreadableError

T = TypeVar("T")
ROWS: Final = 50
FIRST: Final = 12
ANALYST: Final = frozenset({Audience.ANALYST})


def rests_on(view: SupplyView) -> tuple[int, ...]:
    """Return where all stands that the graph is made of: another statement, another graph."""
    tables: tuple[Any, ...] = (
        *(view.inputs, view.suppliers, view.shares, view.sources, view.buffers),
    )
    return tuple(row.position for table in tables for row in table.where())


def known_graph(asking: Asking) -> Graph:
    """Return the graph as it is known."""
    return graph_of(asking.world[SupplyView], year_max=year_of(asking))


def known_chokepoints(asking: Asking) -> Chokepoints:
    """Return where the graph hangs on few; worked out once for the same graph."""
    view, year = asking.world[SupplyView], year_of(asking)
    return REMEMBERED.of(
        asking.platform,
        ("chokepoints", year, rests_on(view)),
        lambda: chokepoints(graph_of(view, year_max=year)),
    )


def year_of(asking: Asking) -> int | None:
    """Return of which year the newest shares are that are read; nothing: all of them."""
    given = asking.word("year")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) == len("2025")):
        raise UnreadableError(f"year: {given[:40]!r} is no year; write it as 2025")
    return int(given)


def tried(answer: Callable[[], T]) -> tuple[T | None, str]:
    """Return an answer, or in words why what a form asked cannot be answered."""
    try:
        return answer(), ""
    except (NotFoundError, UnreadableError) as error:
        return None, str(error)


def paged(rows: Sequence[T], asking: Asking) -> tuple[Sequence[T], str | None]:
    """Return the rows of a page of an answer that is there whole, and where the next begins."""
    given = asking.word("after", "0")
    if not (given.isascii() and given.isdigit() and len(given) < len("1000000")):
        raise UnreadableError(f"after: {given[:40]!r} is no number of a row")
    start = int(given)
    end = start + ROWS
    return rows[start:end], str(end) if end < len(rows) else None
