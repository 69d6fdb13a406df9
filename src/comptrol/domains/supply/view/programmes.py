"""How what is said of programmes adds up."""

from collections.abc import Iterator
from typing import Any, assert_never

from comptrol.domains.supply.statements import (
    CapacityReported,
    InvestmentStated,
    MilestoneReached,
    ProgrammePlanned,
    ProgrammeStatement,
    StockpileReported,
)
from comptrol.domains.supply.view.programme_rows import (
    Capacity,
    Investment,
    MilestoneMet,
    Programme,
    Stockpile,
)
from comptrol.domains.supply.view.tables import SupplyView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def apply_programme(
    view: SupplyView, said: ProgrammeStatement, entry: Entry[Any]
) -> Iterator[Change]:
    """Fold one statement about a programme into the view."""
    position = entry.position
    match said:
        case ProgrammePlanned():
            yield view.programmes.put(_planned(view, said, entry))
        case InvestmentStated():
            row = Investment(
                investment=said.investment,
                programme=said.programme,
                amount=said.amount,
                currency=said.currency,
                stands=said.stands,
                on=said.on,
                source=said.source,
                position=position,
            )
            yield view.investments.put(row)
        case MilestoneReached():
            reached = MilestoneMet(
                programme=said.programme,
                milestone=said.milestone,
                on=said.on,
                evidence=said.evidence,
                position=position,
            )
            yield view.reached.put(reached)
        case CapacityReported():
            there = Capacity(
                programme=said.programme,
                phase=said.phase,
                on=said.on,
                capacity=said.capacity,
                said=said,
                position=position,
            )
            yield view.capacities.put(there)
        case StockpileReported():
            stock = Stockpile(
                stockpile=said.stockpile, input=said.input, said=said, position=position
            )
            yield view.stockpiles.put(stock)
        case never:
            assert_never(never)


def _planned(view: SupplyView, said: ProgrammePlanned, entry: Entry[Any]) -> Programme:
    before = view.programmes.get(said.programme)
    return Programme(
        programme=said.programme,
        country=said.country,
        input=said.input,
        said=said,
        said_by=entry.signer,
        restated=0 if before is None else before.restated + 1,
        position=entry.position,
    )
