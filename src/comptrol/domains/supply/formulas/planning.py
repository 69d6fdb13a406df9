"""Which linear program is a call to invest?

Columns: what is bought of each option and laid up for each stage, by year, before anybody knows
what comes; what is drawn from stocks and held, and how short the product is, in each scenario.
Rows: the budget, what can be bought at most, stocks that carry over with their attrition, and for
every scenario, stage and year: what is there, is drawn and is short covers the demand.
Within a scenario stocks are drawn by whoever knows the years to come: a limit of the method.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from comptrol.domains.supply.formulas.call import Call, Option, Scenario, Stage, Store
from comptrol.domains.supply.formulas.linear import Building, Linear

BUY: Final = "buy"
LAY_UP: Final = "lay up"
BUDGET: Final = "budget"
ONE: Final = Fraction(1)
NONE: Final = Fraction(0)


def program_of(call: Call, *, cheapest: Fraction | None = None) -> Linear:
    """Return the program of least expected shortfall.

    With ``cheapest``: of least spending among plans whose expected shortfall is at most this.
    """
    made = Building()
    price = NONE if cheapest is None else ONE
    for stage in call.stages:
        for option in stage.options:
            _bought(made, call, option, price)
        if stage.stockpile is not None:
            _laid_up(made, call, stage.stage, stage.stockpile, price)
    _budget(made, call)
    shortfall: dict[int, Fraction] = {}
    for scenario in call.scenarios:
        shortfall |= _shortfall(made, call, scenario, ONE if cheapest is None else NONE)
        left = left_in(scenario)
        for stage in call.stages:
            drawn = _drawn(made, call, scenario, stage)
            _needs(made, call, scenario, stage, drawn, left)
    if cheapest is not None:
        made.row("expected shortfall", terms=shortfall, most=cheapest)
    return made.done()


def _roomy(at_most: Fraction) -> Fraction:
    """Return a bound that never binds: a price belongs to the budget that binds, or to the limit.

    A column that may not exceed what its row allows anyway would share the price of that row.
    """
    return 2 * at_most + 1


def _most_spent(call: Call, year: int) -> Fraction:
    there = call.budget[: year + 1] if call.carries else call.budget[year : year + 1]
    return sum(map(Fraction, there), NONE)


def _bought(made: Building, call: Call, option: Option, price: Fraction) -> None:
    cost, most = Fraction(option.price), Fraction(option.most)
    for year in range(len(call.years)):
        at_most = min(most, _most_spent(call, year) / cost)
        made.column(BUY, option.option, str(year), most=_roomy(at_most), cost=price * cost)
    terms = {made.place(BUY, option.option, str(it)): ONE for it in range(len(call.years))}
    made.row("most", option.option, terms=terms, most=most)


def _laid_up(made: Building, call: Call, stage: str, stock: Store, price: Fraction) -> None:
    cost = Fraction(stock.price)
    for year in range(len(call.years)):
        # A year's draw makes room: more than the most may be laid up over the years.
        at_most = _most_spent(call, year) / cost
        made.column(LAY_UP, stage, str(year), most=_roomy(at_most), cost=price * cost)


def spent_in(call: Call) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """Yield what can be bought, by the beginning of its columns, and its price."""
    for stage in call.stages:
        for option in stage.options:
            yield (BUY, option.option), Fraction(option.price)
        if stage.stockpile is not None:
            yield (LAY_UP, stage.stage), Fraction(stage.stockpile.price)


def _budget(made: Building, call: Call) -> None:
    for year in range(len(call.years)):
        since = 0 if call.carries else year
        terms = {
            made.place(*name, str(it)): price
            for name, price in spent_in(call)
            for it in range(since, year + 1)
        }
        made.row(BUDGET, str(year), terms=terms, most=_most_spent(call, year))


def _shortfall(
    made: Building, call: Call, scenario: Scenario, counted: Fraction
) -> dict[int, Fraction]:
    weight = Fraction(scenario.weight)
    return {
        made.column(
            "short",
            scenario.scenario,
            str(year),
            most=_roomy(Fraction(demand)),
            cost=counted * weight,
        ): weight
        for year, demand in enumerate(call.demand)
    }


def _drawn(made: Building, call: Call, scenario: Scenario, stage: Stage) -> dict[int, int]:
    """Add what is drawn and held of a stock; return where the draws of each year stand."""
    stock = stage.stockpile
    if stock is None:
        return {}
    most, kept, name = Fraction(stock.most), Fraction(stock.kept_a_year), scenario.scenario
    drawn: dict[int, int] = {}
    before: int | None = None
    for year in range(len(call.years)):
        at = str(year)
        bought = made.place(LAY_UP, stage.stage, at)
        at_most = most + _most_spent(call, year) / Fraction(stock.price)
        drawn[year] = made.column("draw", name, stage.stage, at, most=_roomy(at_most))
        held = made.column("held", name, stage.stage, at, most=most)
        terms = {held: ONE, drawn[year]: ONE, bought: -ONE}
        if before is not None:
            terms[before] = -kept
        opening = Fraction(stock.opening) if before is None else NONE
        made.row("stock", name, stage.stage, at, terms=terms, least=opening, most=opening)
        before = held
    return drawn


def _needs(
    made: Building,
    call: Call,
    scenario: Scenario,
    stage: Stage,
    drawn: Mapping[int, int],
    left: Mapping[tuple[str, int], Fraction],
) -> None:
    for year, demand in enumerate(call.demand):
        terms = {made.place("short", scenario.scenario, str(year)): ONE}
        if year in drawn:
            terms[drawn[year]] = ONE
        for option in stage.options:
            share = left.get((option.supplier, call.years[year]), ONE)
            for ordered, kept in online(option, year):
                terms[made.place(BUY, option.option, str(ordered))] = share * kept
        least = Fraction(demand) - there(stage, call, year, left)
        made.row("need", scenario.scenario, stage.stage, str(year), terms=terms, least=least)


def left_in(scenario: Scenario) -> dict[tuple[str, int], Fraction]:
    """Return what is left of suppliers in years in which they lose something."""
    return {(it.supplier, it.year): ONE - Fraction(it.share) for it in scenario.lost}


def online(option: Option, year: int) -> Iterator[tuple[int, Fraction]]:
    """Yield in which years what is there in a year was ordered, and what is left of each."""
    kept, share = Fraction(option.kept_a_year), ONE
    for ordered in range(year - option.lag_years, -1, -1):
        yield ordered, share
        share *= kept


def there(
    stage: Stage, call: Call, year: int, left: Mapping[tuple[str, int], Fraction]
) -> Fraction:
    """Return what a stage brings in a year without any plan."""
    return sum(
        (
            Fraction(it.capacity[year]) * left.get((it.supplier, call.years[year]), ONE)
            for it in stage.suppliers
        ),
        NONE,
    )


def scaled(call: Call, factor: Decimal) -> tuple[Decimal, ...]:
    """Return so many times the budget of every year."""
    return tuple(it * factor for it in call.budget)
