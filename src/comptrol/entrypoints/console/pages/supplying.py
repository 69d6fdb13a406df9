"""The supply graph: where it hangs on few, and each input and supplier with what was said."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comptrol.domains.supply import (
    BufferReported,
    Concentration,
    InputDescribed,
    SharesReported,
    SourcesNamed,
    SupplierId,
    SupplierNamed,
    SupplyView,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.speaking import as_witness
from comptrol.entrypoints.console.pages.supply_asking import (
    ANALYST,
    FIRST,
    ROWS,
    known_chokepoints,
    paged,
    year_of,
)
from comptrol.entrypoints.console.pages.supply_shocks import graph_chart
from comptrol.kernel.errors import NotFoundError

PARTS: Final = {
    "concentration": "How concentrated each supply is",
    "points": "Sources without which an input has no supply",
    "cuts": "How many independent sources a product hangs on",
    "countries": "What the loss of each country would cut off",
    "sums": "Tables that do not come to the whole",
    "uncovered": "Inputs of which no table says who supplies them",
}


def supply(asking: Asking) -> Mapping[str, Any]:
    """Show where the chain hangs on few: the worst of each answer, or one answer whole."""
    found, part = known_chokepoints(asking), asking.word("part")
    if part and part not in PARTS:
        raise NotFoundError(f"no part is called {part[:40]!r}; there are {', '.join(PARTS)}")
    rows: Mapping[str, Sequence[Any]] = {
        "concentration": sorted(found.concentration, key=_most_concentrated),
        "points": found.single_points,
        "cuts": found.independence,
        "countries": sorted(found.removals, key=lambda it: (-len(it.cut), it.country)),
        "sums": [(it.by, apart) for it in found.sums for apart in it.apart],
        "uncovered": found.uncovered,
    }
    shown, after = paged(rows[part], asking) if part else ((), None)
    return {
        "found": found,
        "year": year_of(asking),
        "parts_told": PARTS,
        "part": part,
        "rows": {part: shown} if part else {name: it[:FIRST] for name, it in rows.items()},
        "counts": {name: len(it) for name, it in rows.items()},
        "after": after,
    }


def _most_concentrated(it: Concentration) -> tuple[Any, ...]:
    return -it.hhi.low, -it.hhi.high, it.input, it.by


def inputs(asking: Asking) -> Mapping[str, Any]:
    """Show the inputs by name, a page at a time."""
    found = asking.ask(
        "supply", "supply-inputs", after=asking.word("after") or None, limit=ROWS + 1
    )
    return {
        "found": found[:ROWS],
        "after": found[ROWS - 1].input if len(found) > ROWS else None,
    }


def suppliers(asking: Asking) -> Mapping[str, Any]:
    """Show the suppliers by name, a page at a time."""
    found = asking.ask("supply", "suppliers", after=asking.word("after") or None, limit=ROWS + 1)
    return {
        "found": found[:ROWS],
        "after": found[ROWS - 1].supplier if len(found) > ROWS else None,
    }


def one_input(asking: Asking) -> Mapping[str, Any]:
    """Show one input: what it goes into, who supplies it, how long stocks and ramps are."""
    found = asking.ask("supply", "stated", input=asking.place["input"])
    if found is None:
        raise NotFoundError(f"no input is called {asking.place['input'][:80]!r}")
    view = asking.world[SupplyView]
    names = {it.supplier for table in found.shares for it in table.said.shares}
    known = known_chokepoints(asking)
    return {
        "input": found.input,
        "shares": found.shares,
        "buffer": found.buffer,
        "titles": _titles(view, names),
        "concentration": [it for it in known.concentration if it.input == found.input.input],
        "points": [it for it in known.single_points if it.input == found.input.input],
        "programmes": list(view.programmes.where(input=found.input.input, limit=ROWS)),
        "stockpiles": list(view.stockpiles.where(input=found.input.input, limit=ROWS)),
    }


def one_supplier(asking: Asking) -> Mapping[str, Any]:
    """Show one supplier: where it is, who controls it, from whom it gets what it needs."""
    name, view = SupplierId(asking.place["supplier"]), asking.world[SupplyView]
    row = view.suppliers.get(name)
    if row is None:
        raise NotFoundError(f"no supplier is called {name[:80]!r}")
    sources = asking.ask("supply", "sources", supplier=name)
    names = {it for row in sources for it in row.said.sources}
    return {
        "supplier": row,
        "above": view.suppliers.get(row.controlled_by) if row.controlled_by else None,
        "below": list(view.suppliers.where(controlled_by=name, limit=ROWS)),
        "sources": sources,
        "titles": _titles(view, names),
    }


def _titles(view: SupplyView, names: set[SupplierId]) -> Mapping[str, str]:
    found = {it: view.suppliers.get(it) for it in names}
    return {name: it.said.title if it is not None else str(name) for name, it in found.items()}


SUPPLY: Final = Page(
    path="/supply",
    title="Supply: where it hangs on few",
    template="analyst/supply.html",
    audience=ANALYST,
    answer=supply,
    charts={
        "graph": Drawing(
            title="What goes into a chip, and who supplies it",
            draw=lambda asking: graph_chart(asking, None),
        )
    },
    menu="Supply",
)
INPUTS: Final = Page(
    path="/supply/inputs",
    title="Inputs",
    template="analyst/inputs.html",
    audience=ANALYST,
    answer=inputs,
    acts=(
        Act(
            name="describe",
            label="Describe an input",
            told="What is said again replaces what was said before.",
            statement=InputDescribed,
            fields=("input", "title", "is_a", "goes_into", "type_of", "types", "stage", "source"),
            shown=as_witness,
        ),
    ),
    menu="Supply",
)
SUPPLIERS: Final = Page(
    path="/supply/suppliers",
    title="Suppliers",
    template="analyst/suppliers.html",
    audience=ANALYST,
    answer=suppliers,
    acts=(
        Act(
            name="name",
            label="Name a supplier",
            told="What is said again replaces what was said before.",
            statement=SupplierNamed,
            fields=(
                *("supplier", "title", "is_a", "country", "controlled_by", "also_called"),
                "source",
            ),
            shown=as_witness,
        ),
    ),
    menu="Supply",
)
INPUT: Final = Page(
    path="/supply/inputs/{input}",
    title="An input",
    template="analyst/input.html",
    audience=ANALYST,
    answer=one_input,
    acts=(
        Act(
            name="buffer",
            label="Say how long stocks last",
            told='Days as JSON, such as {"low": 30, "high": 90}; a high end that is left out is '
            "not known.",
            statement=BufferReported,
            fields=("on", "stock_days", "ramp_days", "source"),
            given=lambda asking: {"input": asking.place["input"]},
            shown=as_witness,
        ),
        Act(
            name="shares",
            label="Say who supplies how much",
            told="All shares of one axis and year in one statement, each an interval in "
            "millionths or without a number.",
            statement=SharesReported,
            fields=("year", "by", "shares", "coverage_ppm", "counted", "definition", "source"),
            given=lambda asking: {"input": asking.place["input"]},
            shown=as_witness,
        ),
    ),
)
SUPPLIER: Final = Page(
    path="/supply/suppliers/{supplier}",
    title="A supplier",
    template="analyst/supplier.html",
    audience=ANALYST,
    answer=one_supplier,
    acts=(
        Act(
            name="sources",
            label="Say where it gets something",
            statement=SourcesNamed,
            fields=("input", "sources", "complete", "source"),
            given=lambda asking: {"supplier": asking.place["supplier"]},
            shown=as_witness,
        ),
    ),
)
