"""What a loss cuts off, and what a control leaves: asked by a form, answered with paths."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.supply import (
    OVER,
    WHOLE_PPM,
    Denial,
    Reach,
    Removal,
    Stated,
    SupplyView,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.supply_asking import ANALYST, tried, year_of
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.supply_graph import supply_graph
from comptrol.kernel.errors import UnreadableError

REACHES: Final = (
    (Reach.EITHER.value, "located there, or controlled from there"),
    (Reach.LOCATED.value, "located there"),
    (Reach.CONTROLLED.value, "controlled from there"),
)
SHOWN_MAX: Final = 80


def shock(asking: Asking) -> Mapping[str, Any]:
    """Show what the loss of countries, firms or sites cuts off; nothing until somebody asks."""
    remove = asking.word("remove")
    found, wrong = tried(lambda: removal_of(asking)) if remove else (None, "")
    view = asking.world[SupplyView]
    return {
        "remove": remove,
        "over": asking.word("over", str(OVER)),
        "reach": asking.word("reach", Reach.EITHER.value),
        "year": asking.word("year"),
        "reaches": REACHES,
        "found": found,
        "wrong": wrong,
        "shown_max": SHOWN_MAX,
        "described": next(view.inputs.where(limit=1), None) is not None,
    }


def removal_of(asking: Asking) -> Removal:
    """Return the loss that is asked for."""
    over = asking.word("over", str(OVER))
    if not (over.isascii() and over.isdigit() and int(over[:9]) <= WHOLE_PPM):
        raise UnreadableError(f"over: {over[:40]!r} is none of 0 to 1000000 millionths")
    found: Removal = asking.ask(
        "supply",
        "shock",
        remove=asking.word("remove"),
        over_ppm=over,
        reach=asking.word("reach", Reach.EITHER.value),
        year_max=year_of(asking),
    )
    return found


def _cut(asking: Asking) -> Chart:
    return graph_chart(asking, removal_of(asking) if asking.word("remove") else None)


def graph_chart(asking: Asking, removal: Removal | None) -> Chart:
    """Return the graph as it is known, with what a loss cuts off."""
    view = asking.world[SupplyView]
    shares: dict[str, list[Any]] = {}
    for row in view.shares.where():
        shares.setdefault(row.input, []).append(row)
    buffers = {it.input: it for it in view.buffers.where()}
    stated = [
        Stated(input=it, shares=tuple(shares.get(it.input, ())), buffer=buffers.get(it.input))
        for it in view.inputs.where()
    ]
    return supply_graph(stated, list(view.suppliers.where()), removal)


def denied(asking: Asking) -> Mapping[str, Any]:
    """Show what is left to a country that some deny inputs; nothing until somebody asks."""
    by, against = asking.word("by"), asking.word("against").upper()
    found, wrong = tried(lambda: _denial(asking)) if by and against else (None, "")
    return {
        "by": by,
        "against": against,
        "inputs": asking.word("inputs"),
        "reach": asking.word("reach", Reach.EITHER.value),
        "year": asking.word("year"),
        "reaches": REACHES,
        "found": found,
        "wrong": wrong,
        "shown_max": SHOWN_MAX,
    }


def _denial(asking: Asking) -> Denial:
    found: Denial = asking.ask(
        "supply",
        "denied",
        by=asking.word("by"),
        against=asking.word("against").upper(),
        inputs=asking.word("inputs") or None,
        reach=asking.word("reach", Reach.EITHER.value),
        year_max=year_of(asking),
    )
    return found


SHOCK: Final = Page(
    path="/supply/shock",
    title="What a loss cuts off",
    template="analyst/shock.html",
    audience=ANALYST,
    answer=shock,
    charts={"cut": Drawing(title="The graph, and what is cut off", draw=_cut)},
    menu="Supply",
)
DENIED: Final = Page(
    path="/supply/denied",
    title="What a control leaves",
    template="analyst/denied.html",
    audience=ANALYST,
    answer=denied,
    menu="Supply",
)
