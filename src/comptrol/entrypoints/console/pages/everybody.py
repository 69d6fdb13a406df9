"""What everybody sees first: what this is, and the keys to go about with."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.waiting import waiting
from comptrol.entrypoints.console.visitor import Audience

KEYS: Final = (
    ("/", "to the search"),
    ("?", "to this page"),
    ("n", "to the next page of a list"),
    ("g h", "to the first page"),
    ("g l", "to the log"),
    ("g o", "to orders"),
    ("g q", "to what waits for people"),
    ("g c", "to cases"),
    ("g m", "to the map of sites"),
    ("g s", "to supply"),
    ("g a", "to national accounts"),
    ("g r", "to the law in force"),
)


def first(asking: Asking) -> Mapping[str, Any]:
    """Show what waits for the visitor, what there is, and where to begin."""
    final = asking.publisher.final if asking.publisher is not None else None
    return {
        "size": asking.platform.store.size(),
        "final": final,
        "today": asking.today,
        "waits": waiting(asking),
    }


def keyboard(_: Asking) -> Mapping[str, Any]:
    """Show the keys."""
    return {"keys": KEYS}


PAGES: Final = (
    Page(
        path="/",
        title="Who may use AI compute",
        template="public/first.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=first,
        menu="For everybody",
    ),
    Page(
        path="/keyboard",
        title="Keyboard",
        template="public/keyboard.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=keyboard,
    ),
)
