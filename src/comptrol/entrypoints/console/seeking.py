"""How anything is found by its name: by keys and by the beginnings of keys, never by a scan.

What is found is shown only where a page of it is for this visitor, as that page itself says. So
the search tells nobody of a thing that the thing's own page would not tell of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from starlette.routing import compile_path

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import may_see
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.view import Table

EACH: Final = 8
"""So many of each kind are listed: whoever wants more writes more of the name."""


class Found(NamedTuple):
    """One thing that was found: what it is, how it is called, where its page is."""

    kind: str
    name: str
    path: str
    told: str = ""
    exact: bool = True
    """The whole name was asked for, not its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing with a name of its own, and the pages that it may have, best first."""

    heading: str
    table: Callable[[RowsWorld], Table[Any, Any]]
    pages: tuple[str, ...]
    told: Callable[[Any], str]


class Doorways:
    """Which pages there are, and whether one of them is for a visitor."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = [(compile_path(it.path), it) for it in pages]

    def may_enter(self, asking: Asking, path: str) -> bool:
        """Tell whether a visitor may see the page at a path, as the page itself says."""
        for (pattern, _, convertors), page in self._pages:
            match = pattern.match(path)
            if match is not None:
                place = {
                    name: str(convertors[name].convert(it))
                    for name, it in match.groupdict().items()
                }
                return _lets_in(page, replace(asking, place=place, words={}))
        return False

    def first(self, asking: Asking, paths: Sequence[str], name: str) -> str:
        """Return the first page of a thing that is for the visitor; empty where none is."""
        for it in paths:
            if self.may_enter(asking, f"/{it}/{name}"):
                return f"/{it}/{quote(name, safe='')}"
        return ""


def _lets_in(page: Page, asking: Asking) -> bool:
    if not any(may_see(asking.visitor, it) for it in page.audience):
        return False
    try:
        return page.about(asking)
    except ComptrolError:
        return False


def by_name(asking: Asking, doorways: Doorways, kind: Kind, asked: str) -> Iterator[Found]:
    """Yield what has a name, and what has a name that begins so."""
    table = kind.table(asking.world)
    row = table.get(asked)
    rows = [] if row is None else [row]
    rows += _beginning(table, asked)
    for it in rows[: EACH + 1]:
        name = str(getattr(it, table.layout.key[0]))
        path = doorways.first(asking, kind.pages, name)
        if path:
            yield Found(kind.heading, name, path, kind.told(it), name == asked)


def _beginning(table: Table[Any, Any], asked: str) -> list[Any]:
    """Return rows whose key begins so: the index is read from there on, and no further."""
    field = table.layout.key[0]
    after = table.where(after=(asked,), limit=EACH)
    return list(takewhile(lambda it: str(getattr(it, field)).startswith(asked), after))


def grouped(found: Sequence[Found]) -> Mapping[str, list[Found]]:
    """Return what was found by its kind, in the order in which kinds were looked through."""
    groups: dict[str, list[Found]] = {}
    for it in found:
        group = groups.setdefault(it.kind, [])
        if it not in group and len(group) < EACH:
            group.append(it)
    return groups
