"""What is a call to invest: stages that are all needed, what they cost, and what may go wrong?

Amounts are units of the product a year, money is in the unit that the call names, and a year is a
place in the list of years. A product needs every stage, so it is as short as its shortest stage;
suppliers of one stage add up. Weights of scenarios are what whoever calls believes: they come to
one exactly, and the answer says what each scenario comes to, so that nobody has to share them.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.supply.statements import Sentence, Title, Year
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME
from comptrol.kernel.quantity import is_amount, is_measure

CELLS_MAX: Final = 20_000
"""Scenarios by stages by years: a larger call is no plan that anybody reads."""
FACTORS: Final = tuple(map(Decimal, ("0", "0.25", "0.5", "0.75", "1", "1.25", "1.5", "2")))
"""Of the budget, for the curve of budget against shortfall, where the call names none."""

Name = Annotated[str, Meta(pattern=NAME)]
Amounts = Annotated[tuple[Decimal, ...], Meta(min_length=1, max_length=40)]


class _Read(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file says, with no field that nobody reads."""


class Supplied(_Read, frozen=True, kw_only=True):
    """What one supplier brings to a stage without any plan, year by year."""

    supplier: Name
    capacity: Amounts


class Option(_Read, frozen=True, kw_only=True):
    """Capacity that can be bought: from whom, at which price, how much, and how late it comes."""

    option: Name
    supplier: Name
    """Scenarios take it from whoever has this name, here and elsewhere."""
    price: Decimal
    """Money for one unit a year, paid when it is ordered."""
    most: Decimal
    """So much can be bought in all years together."""
    lag_years: Annotated[int, Meta(ge=0, le=40)]
    """Ordered in a year, it is there so many years later."""
    kept_a_year: Decimal = Decimal(1)
    """What is left of it a year later."""


class Store(_Read, frozen=True, kw_only=True):
    """What can be laid up for a stage; it bridges this stage and no other."""

    price: Decimal
    """Money for one unit laid up."""
    most: Decimal
    """So much can be held at once."""
    opening: Decimal = Decimal(0)
    kept_a_year: Decimal = Decimal(1)
    """What attrition leaves of it from one year to the next."""


class Stage(_Read, frozen=True, kw_only=True):
    """One stage that the product needs."""

    stage: Name
    suppliers: Annotated[tuple[Supplied, ...], Meta(max_length=100)] = ()
    options: Annotated[tuple[Option, ...], Meta(max_length=100)] = ()
    stockpile: Store | None = None


class LostShare(_Read, frozen=True, kw_only=True):
    """What a supplier does not bring in a year, in every stage: a share of what it has."""

    supplier: Name
    year: Year
    share: Decimal


class Scenario(_Read, frozen=True, kw_only=True):
    """One thing that may come, and how likely whoever calls holds it to be."""

    scenario: Name
    weight: Decimal
    lost: Annotated[tuple[LostShare, ...], Meta(max_length=1000)] = ()


class Call(_Read, frozen=True, kw_only=True):
    """What is to be had in which years, for how much money, and what may go wrong."""

    call: Name
    title: Title
    unit: Sentence
    money: Sentence
    source: Sentence
    """Where the numbers are from. None of them is ours."""
    years: Annotated[tuple[Year, ...], Meta(min_length=1, max_length=40)]
    demand: Amounts
    budget: Amounts
    carries: bool = False
    """Money that is left in a year may be spent in a later one."""
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1, max_length=50)]
    scenarios: Annotated[tuple[Scenario, ...], Meta(min_length=1, max_length=1000)]
    factors: Annotated[tuple[Decimal, ...], Meta(max_length=30)] = FACTORS

    @property
    def suppliers(self) -> frozenset[str]:
        """Return everybody who brings something, or may."""
        there = (it.supplier for stage in self.stages for it in stage.suppliers)
        bought = (it.supplier for stage in self.stages for it in stage.options)
        return frozenset((*there, *bought))


def check_call(call: Call) -> None:
    """Raise UnreadableError with the first thing in a call that makes no sense, and its field."""
    for field, told in _mistakes(call):
        raise UnreadableError(f"call {call.call}, field {field}: {told}")


def _mistakes(call: Call) -> Iterator[tuple[str, str]]:
    first, many = call.years[0], len(call.years)
    if call.years != tuple(range(first, first + many)):
        yield "years", "expected years that follow each other"
    for name in ("demand", "budget"):
        yield from _amounts(name, getattr(call, name), many)
    cells = many * len(call.stages) * len(call.scenarios)
    if cells > CELLS_MAX:
        yield "scenarios", f"{cells} cells of years, stages and scenarios; at most {CELLS_MAX}"
    yield from _twice("stages", [it.stage for it in call.stages])
    yield from _twice("options", [o.option for it in call.stages for o in it.options])
    for stage in call.stages:
        yield from _of_stage(stage, many)
    yield from _of_scenarios(call)
    if not all(is_amount(it) for it in call.factors):
        yield "factors", "expected numbers from nought on"


def _of_stage(stage: Stage, many: int) -> Iterator[tuple[str, str]]:
    at = f"stages.{stage.stage}"
    yield from _twice(f"{at}.suppliers", [it.supplier for it in stage.suppliers])
    for it in stage.suppliers:
        yield from _amounts(f"{at}.{it.supplier}.capacity", it.capacity, many)
    for option in stage.options:
        yield from _priced(f"{at}.{option.option}", option)
    if stage.stockpile is not None:
        yield from _priced(f"{at}.stockpile", stage.stockpile)
        opening = stage.stockpile.opening
        if not is_amount(opening) or opening > stage.stockpile.most:
            yield f"{at}.stockpile.opening", "expected from nought to most"


def _priced(at: str, it: Option | Store) -> Iterator[tuple[str, str]]:
    if not is_measure(it.price):
        yield f"{at}.price", "expected a number above nought"
    if not is_amount(it.most):
        yield f"{at}.most", "expected a number from nought on"
    yield from _share(f"{at}.kept_a_year", it.kept_a_year)


def _of_scenarios(call: Call) -> Iterator[tuple[str, str]]:
    yield from _twice("scenarios", [it.scenario for it in call.scenarios])
    for scenario in call.scenarios:
        at = f"scenarios.{scenario.scenario}"
        yield from _share(f"{at}.weight", scenario.weight)
        yield from _twice(f"{at}.lost", [f"{it.supplier} {it.year}" for it in scenario.lost])
        for it in scenario.lost:
            yield from _share(f"{at}.lost.{it.supplier}", it.share)
            if it.supplier not in call.suppliers:
                yield f"{at}.lost", f"nobody is called {it.supplier!r}"
            if it.year not in call.years:
                yield f"{at}.lost", f"{it.year} is no year of the call"
    total = sum((it.weight for it in call.scenarios), Decimal(0))
    if total != 1:
        yield "scenarios", f"weights come to {total}, expected exactly 1"


def _amounts(at: str, found: Sequence[Decimal], many: int) -> Iterator[tuple[str, str]]:
    if len(found) != many:
        yield at, f"{len(found)} numbers for {many} years"
    if not all(is_amount(it) for it in found):
        yield at, "expected numbers from nought on, at most 12 decimals"


def _share(at: str, found: Decimal) -> Iterator[tuple[str, str]]:
    if not is_amount(found) or found > 1:
        yield at, f"{found}: expected from 0 to 1"


def _twice(at: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield at, f"{twice[0]!r} is named twice"
