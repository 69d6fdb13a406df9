"""What does a plan come to, counted again without a solver?

What a solver says is rounded down to a millionth of a unit and counted again in fractions: what is
spent, what is there, what is drawn and how short the product is. So the spending keeps within the
budget exactly, and the shortfall is one that this plan reaches. What no plan can do better than is
proven from the prices (``linear.py``). Both ends are printed, and they are the answer.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor
from typing import Final

import msgspec

from comptrol.domains.supply.formulas.call import Call, Scenario, Stage
from comptrol.domains.supply.formulas.linear import Column, Linear, Solved
from comptrol.domains.supply.formulas.planning import (
    BUDGET,
    BUY,
    LAY_UP,
    NONE,
    left_in,
    online,
    spent_in,
    there,
)

GRAIN: Final = 10**6
"""A unit has so many parts in a plan."""
DIGITS: Final = 40


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan buys in a year: capacity of an option, or stock for a stage."""

    year: int
    what: str
    """``buy`` or ``lay up``."""
    name: str
    """The option, or the stage."""
    amount: Decimal
    spending: Decimal


class Short(msgspec.Struct, frozen=True, kw_only=True):
    """How short the product is in a year of a scenario, and which stage is the shortest."""

    scenario: str
    year: int
    demand: Decimal
    shortfall: Decimal
    stage: str | None


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What one more of a limit would take off the expected shortfall, near this plan."""

    limit: str
    year: int | None
    worth: Decimal


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan: what it buys, what it costs, and what it comes to in every scenario.

    ``shortfall`` is reached; no plan within the budget comes below ``shortfall_least``.
    """

    budget: tuple[Decimal, ...]
    bought: tuple[Bought, ...]
    spending: Decimal
    shortfall: Decimal
    shortfall_least: Decimal
    worst: Decimal
    """Of the scenario in which the product is shortest over all years."""
    worst_scenario: str
    served_percent: Decimal
    """Of all demand, as expected."""
    short: tuple[Short, ...]
    prices: tuple[Price, ...]


def decimal(number: Fraction, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a fraction to a millionth, rounded as told.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(1, 3), ROUND_CEILING)
    (Decimal('0.333333'), Decimal('0.333334'))
    """
    parts = number * GRAIN
    whole = {ROUND_FLOOR: floor(parts), ROUND_CEILING: -floor(-parts)}.get(rounding, round(parts))
    found = Decimal(whole).scaleb(-6, Context(prec=DIGITS))
    return found or Decimal(0)


class Counted:
    """What a plan comes to in exact numbers."""

    def __init__(self, call: Call, program: Linear, solved: Solved) -> None:
        self.call = call
        self._said = dict(zip(program.columns, solved.values, strict=True))
        self.amounts = _within(call, self._said)
        self.spending = sum(
            (price * self.amounts[(*name, str(year))]
             for name, price in spent_in(call) for year in range(len(call.years))),
            NONE,
        )  # fmt: skip
        self.short = {it.scenario: self._scenario(it) for it in call.scenarios}
        self.expected = sum(
            (Fraction(it.weight) * self.total(it.scenario) for it in call.scenarios), NONE
        )

    def total(self, scenario: str) -> Fraction:
        """Return how short the product is in a scenario over all years."""
        return sum((amount for amount, _ in self.short[scenario]), NONE)

    def _scenario(self, scenario: Scenario) -> list[tuple[Fraction, str | None]]:
        by_stage = {it.stage: self._stage(it, scenario) for it in self.call.stages}
        found: list[tuple[Fraction, str | None]] = []
        for year in range(len(self.call.years)):
            stage = max(by_stage, key=lambda it: by_stage[it][year])
            short = by_stage[stage][year]
            found.append((short, stage) if short > 0 else (NONE, None))
        return found

    def _stage(self, stage: Stage, scenario: Scenario) -> list[Fraction]:
        """Return by how much a stage is short each year; below nought: it has more than enough."""
        left, stock, held = left_in(scenario), stage.stockpile, NONE
        found = []
        for year, demand in enumerate(self.call.demand):
            missing = Fraction(demand) - there(stage, self.call, year, left)
            for option in stage.options:
                share = left.get((option.supplier, self.call.years[year]), Fraction(1))
                missing -= share * sum(
                    (kept * self.amounts[BUY, option.option, str(it)]
                     for it, kept in online(option, year)),
                    NONE,
                )  # fmt: skip
            if stock is not None:
                held = held * Fraction(stock.kept_a_year) if year else Fraction(stock.opening)
                held += self.amounts[LAY_UP, stage.stage, str(year)]
                wanted = self._said["draw", scenario.scenario, stage.stage, str(year)]
                drawn = max(NONE, min(held, missing, wanted))
                # What does not fit into the store is drawn or lost, whatever the solver says.
                held = min(held - drawn, Fraction(stock.most))
                missing -= drawn
            found.append(missing)
        return found


def _within(call: Call, said: Mapping[Column, Fraction]) -> dict[Column, Fraction]:
    """Return what is bought, rounded down until every budget and every limit holds exactly."""
    found = {
        (*name, str(year)): _grain(max(NONE, said[(*name, str(year))]))
        for name, _ in spent_in(call)
        for year in range(len(call.years))
    }
    for stage in call.stages:
        for option in stage.options:
            names = [(BUY, option.option, str(it)) for it in range(len(call.years))]
            _shrink(found, dict.fromkeys(names, Fraction(1)), Fraction(option.most))
    for year in range(len(call.years)):
        since = 0 if call.carries else year
        prices = {
            (*name, str(it)): price
            for name, price in spent_in(call)
            for it in range(since, year + 1)
        }
        limit = sum(map(Fraction, call.budget[since : year + 1]), NONE)
        _shrink(found, prices, limit)
    return found


def _shrink(
    found: dict[Column, Fraction], prices: Mapping[Column, Fraction], limit: Fraction
) -> None:
    total = sum((found[name] * price for name, price in prices.items()), NONE)
    if total > limit:
        for name in prices:
            found[name] = _grain(found[name] * limit / total)


def _grain(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * GRAIN), GRAIN)


def plan_of(counted: Counted, least: Fraction, prices: Sequence[Price]) -> Plan:
    """Return a plan as it is told: its shortfall rounded up, its bound rounded down."""
    call = counted.call
    totals = {it.scenario: counted.total(it.scenario) for it in call.scenarios}
    worst = max(totals, key=lambda it: totals[it])
    demand = sum(map(Fraction, call.demand), NONE)
    served = 100 * (1 - counted.expected / demand) if demand else Fraction(100)
    return Plan(
        budget=call.budget,
        bought=_bought(counted),
        spending=decimal(counted.spending, ROUND_CEILING),
        shortfall=decimal(counted.expected, ROUND_CEILING),
        shortfall_least=decimal(max(NONE, min(least, counted.expected)), ROUND_FLOOR),
        worst=decimal(totals[worst], ROUND_CEILING),
        worst_scenario=worst,
        served_percent=decimal(served, ROUND_FLOOR),
        short=_short(counted),
        prices=tuple(prices),
    )


def _bought(counted: Counted) -> tuple[Bought, ...]:
    cost = dict(spent_in(counted.call))
    return tuple(
        Bought(
            year=counted.call.years[int(year)],
            what=what,
            name=name,
            amount=decimal(amount),
            spending=decimal(amount * cost[what, name], ROUND_CEILING),
        )
        for (what, name, year), amount in sorted(
            counted.amounts.items(), key=lambda it: (int(it[0][2]), it[0])
        )
        if amount
    )


def _short(counted: Counted) -> tuple[Short, ...]:
    call = counted.call
    return tuple(
        Short(
            scenario=scenario.scenario,
            year=call.years[year],
            demand=call.demand[year],
            shortfall=decimal(amount, ROUND_CEILING),
            stage=stage,
        )
        for scenario in call.scenarios
        for year, (amount, stage) in enumerate(counted.short[scenario.scenario])
    )


def prices_of(call: Call, program: Linear, prices: Sequence[Fraction]) -> tuple[Price, ...]:
    """Return what one more of each budget and of each option would be worth, largest first."""
    found = []
    for row, price in zip(program.rows, prices, strict=True):
        worth = decimal(-price)
        if worth > 0 and row.name[0] in {BUDGET, "most"}:
            of_budget = row.name[0] == BUDGET
            year = call.years[int(row.name[1])] if of_budget else None
            limit = BUDGET if of_budget else row.name[1]
            found.append(Price(limit=limit, year=year, worth=worth))
    return tuple(sorted(found, key=lambda it: (-it.worth, it.limit, it.year or 0)))
