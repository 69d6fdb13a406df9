"""Production programmes and stockpiles: what is planned, what is there, and what is left."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.supply import (
    CapacityReported,
    InvestmentStated,
    MilestoneReached,
    ProgrammePlanned,
    StockpileReported,
    SupplyView,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.speaking import as_witness
from comptrol.entrypoints.console.pages.supply_asking import ANALYST, ROWS

STOCKPILE_FIELDS: Final = (
    *("input", "country", "on", "unit", "held", "age_years", "added_a_year", "hazard", "source"),
)


def programmes(asking: Asking) -> Mapping[str, Any]:
    """Show programmes by name, a page at a time, and what is laid up."""
    after, asked = asking.word("after") or None, {"limit": ROWS + 1}
    found = asking.ask("supply", "programmes", after=after, **asked)
    stock_after = asking.word("stock_after") or None
    start = None if stock_after is None else (stock_after,)
    stock = list(asking.world[SupplyView].stockpiles.where(after=start, limit=ROWS + 1))
    return {
        "found": found[:ROWS],
        "after": found[ROWS - 1].programme if len(found) > ROWS else None,
        "stockpiles": stock[:ROWS],
        "stock_after": stock[ROWS - 1].stockpile if len(stock) > ROWS else None,
    }


def programme(asking: Asking) -> Mapping[str, Any]:
    """Show one programme on a day, by what was known as of another."""
    on, as_of = asking.day("on"), asking.day("as_of")
    name = asking.place["programme"]
    state = asking.ask("supply", "programme-on", programme=name, on=on, as_of=as_of)
    view = asking.world[SupplyView]
    return {
        "state": state,
        "on": on,
        "as_of": as_of,
        "planned": {it.phase: it for it in state.programme.said.phases},
        "capacities": list(view.capacities.where(programme=name, limit=ROWS)),
        "investments": list(view.investments.where(programme=name, limit=ROWS)),
    }


def stockpile(asking: Asking) -> Mapping[str, Any]:
    """Show what is left of a stockpile on a day, held, added and failed with age."""
    on = asking.day("on")
    state = asking.ask("supply", "stock-on", stockpile=asking.place["stockpile"], on=on)
    return {"state": state, "on": on, "row": state.stockpile}


def _of_programme(asking: Asking) -> Mapping[str, Any]:
    return {"programme": asking.place["programme"]}


PROGRAMMES: Final = Page(
    path="/supply/programmes",
    title="Programmes and stockpiles",
    template="analyst/programmes.html",
    audience=ANALYST,
    answer=programmes,
    acts=(
        Act(
            name="plan",
            label="Plan a programme",
            told="Said again, it replaces what was planned; what was reached and reported stays.",
            statement=ProgrammePlanned,
            fields=(
                *("programme", "title", "country", "input", "unit", "phases", "milestones"),
                "source",
            ),
            shown=as_witness,
        ),
        Act(
            name="stockpile",
            label="Report a stockpile",
            statement=StockpileReported,
            fields=("stockpile", *STOCKPILE_FIELDS),
            shown=as_witness,
        ),
    ),
    menu="Supply",
)
PROGRAMME: Final = Page(
    path="/supply/programmes/{programme}",
    title="A programme",
    template="analyst/programme.html",
    audience=ANALYST,
    answer=programme,
    acts=(
        Act(
            name="invest",
            label="State an investment",
            told="Said again under its name, it replaces: a promise that is paid counts once.",
            statement=InvestmentStated,
            fields=("investment", "amount", "currency", "stands", "investor", "on", "source"),
            given=_of_programme,
            shown=as_witness,
        ),
        Act(
            name="reach",
            label="Say that a milestone was reached",
            statement=MilestoneReached,
            fields=("milestone", "on", "evidence"),
            given=_of_programme,
            shown=as_witness,
        ),
        Act(
            name="capacity",
            label="Report capacity",
            told='Capacity as JSON, such as {"low": "10000", "high": "15000"}.',
            statement=CapacityReported,
            fields=("phase", "on", "capacity", "source"),
            given=_of_programme,
            shown=as_witness,
        ),
    ),
)
STOCKPILE: Final = Page(
    path="/supply/stockpiles/{stockpile}",
    title="A stockpile",
    template="analyst/stockpile.html",
    audience=ANALYST,
    answer=stockpile,
    acts=(
        Act(
            name="report",
            label="Report it anew",
            told="It replaces what was reported before.",
            statement=StockpileReported,
            fields=STOCKPILE_FIELDS,
            given=lambda asking: {"stockpile": asking.place["stockpile"]},
            shown=as_witness,
        ),
    ),
)
