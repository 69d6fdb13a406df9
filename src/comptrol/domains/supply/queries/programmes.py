"""What may be asked of programmes and stockpiles."""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.supply.formulas import Coming, Reported, coming, stock_between, together
from comptrol.domains.supply.statements import (
    Between,
    InputId,
    Milestone,
    ProgrammeId,
    Stands,
    StockpileId,
)
from comptrol.domains.supply.view import MilestoneMet, Programme, Stockpile, SupplyView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised, paid or withdrawn in one currency; currencies are never added up."""

    currency: str
    stands: Stands
    amount: Decimal


class MilestoneState(msgspec.Struct, frozen=True, kw_only=True):
    """One milestone, when it was reached, and whether it is late as of the asking."""

    milestone: Milestone
    reached: MilestoneMet | None
    late: bool


class ProgrammeState(msgspec.Struct, frozen=True, kw_only=True):
    """One programme on a day, by what is known as of another."""

    programme: Programme
    on: date
    as_of: date
    capacity: Between
    phases: tuple[Coming, ...]
    milestones: tuple[MilestoneState, ...]
    money: tuple[Money, ...]


class StockState(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a stockpile on a day, with what came to it and what failed."""

    stockpile: Stockpile
    on: date
    held: Between


def programmes(
    world: World, *, after: ProgrammeId | None = None, limit: Limit = 100
) -> list[Programme]:
    """Return programmes in the order of their names."""
    start = None if after is None else (after,)
    return list(world[SupplyView].programmes.where(after=start, limit=limit))


def programme_on(world: World, *, programme: ProgrammeId, on: date, as_of: date) -> ProgrammeState:
    """Return what of a programme is there on a day, its milestones and its money."""
    view = world[SupplyView]
    row = view.programmes.get(programme)
    if row is None:
        raise NotFoundError(f"no programme {programme!r} is planned")
    phases = tuple(_coming(view, row, on, as_of))
    return ProgrammeState(
        programme=row,
        on=on,
        as_of=as_of,
        capacity=together(it.capacity for it in phases),
        phases=phases,
        milestones=tuple(_milestone(view, row, it, as_of) for it in row.said.milestones),
        money=_money(view, programme),
    )


def capacity_on(
    world: World,
    *,
    input: InputId,  # noqa: A002  (its public name)
    on: date,
    as_of: date,
    country: CountryCode | None = None,
) -> list[ProgrammeState]:
    """Return what every programme for an input brings on a day, of one country where asked.

    Programmes count in units of their own; they are listed, and not added up.
    """
    rows = world[SupplyView].programmes.where(input=input)
    return [
        programme_on(world, programme=it.programme, on=on, as_of=as_of)
        for it in rows
        if country in (None, it.country)
    ]


def stock_on(world: World, *, stockpile: StockpileId, on: date) -> StockState:
    """Return what is left of a stockpile on a day: held, added, and failed with age."""
    row = world[SupplyView].stockpiles.get(stockpile)
    if row is None:
        raise NotFoundError(f"no stockpile {stockpile!r} is reported")
    days = (on - row.said.on).days
    if days < 0:
        raise NotFoundError(f"{stockpile!r} was reported on {row.said.on}, after {on}")
    return StockState(stockpile=row, on=on, held=stock_between(row.said, days))


def _coming(view: SupplyView, row: Programme, on: date, as_of: date) -> list[Coming]:
    return [
        coming(
            phase,
            [
                Reported(it.on, it.capacity)
                for it in view.capacities.where(programme=row.programme, phase=phase.phase)
            ],
            on,
            as_of,
        )
        for phase in row.said.phases
    ]


def _milestone(view: SupplyView, row: Programme, it: Milestone, as_of: date) -> MilestoneState:
    reached = view.reached.get((row.programme, it.milestone))
    due = it.due.latest
    met_on = as_of if reached is None or reached.on > as_of else reached.on
    late = due is not None and met_on > due
    return MilestoneState(milestone=it, reached=reached, late=late)


def _money(view: SupplyView, programme: ProgrammeId) -> tuple[Money, ...]:
    totals: dict[tuple[str, Stands], Decimal] = {}
    for it in view.investments.where(programme=programme):
        key = it.currency, it.stands
        totals[key] = totals.get(key, Decimal(0)) + it.amount
    return tuple(
        Money(currency=currency, stands=stands, amount=amount)
        for (currency, stands), amount in sorted(
            totals.items(), key=lambda it: (it[0][0], it[0][1].value)
        )
    )
