"""Over any call and any sites: bounds hold, more money never hurts, and open stays between."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptrol.adapters.linear_highs import HighsSolver
from comptrol.domains.supply import Call, Counted, Solved, program_of, proven
from comptrol.domains.supply.formulas import (
    Failing,
    Fate,
    Weighed,
    contingency,
    fate,
    stock_after,
)
from comptrol.domains.supply.statements import (
    Between,
    DependenceKind,
    DependenceStated,
    Needs,
)
from comptrol.flow.investing import invest

GRID = DependenceKind.GRID
QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = st.integers(0, 30).map(lambda it: Decimal(it) / 2)
PRICES = st.integers(1, 8).map(lambda it: Decimal(it) / 4)
SHARES = st.integers(0, 4).map(lambda it: Decimal(it) / 4)
YEARS = (2027, 2028, 2029)


@st.composite
def stages(draw, number):
    name = f"s{number}"
    capacity = draw(st.tuples(FEW, FEW, FEW))
    option = {
        "option": f"o{number}",
        "supplier": draw(st.sampled_from(["home", "abroad"])),
        "price": draw(PRICES),
        "most": draw(FEW),
        "lag_years": draw(st.integers(0, 2)),
        "kept_a_year": draw(SHARES),
    }
    stock = {"price": draw(PRICES), "most": draw(FEW), "kept_a_year": draw(SHARES)}
    return {
        "stage": name,
        "suppliers": [{"supplier": "abroad", "capacity": capacity}],
        "options": [option] if draw(st.booleans()) else [],
        "stockpile": stock if draw(st.booleans()) else None,
    }


@st.composite
def calls(draw):
    lost = [
        {"supplier": "abroad", "year": year, "share": draw(SHARES)}
        for year in YEARS
        if draw(st.booleans())
    ]
    weight = draw(SHARES)
    return msgspec.convert(
        {
            "call": "any",
            "title": "Any",
            "unit": "u",
            "money": "m",
            "source": "made up",
            "years": YEARS,
            "demand": draw(st.tuples(FEW, FEW, FEW)),
            "budget": draw(st.tuples(FEW, FEW, FEW)),
            "carries": draw(st.booleans()),
            "stages": [draw(stages(it)) for it in range(draw(st.integers(1, 2)))],
            "scenarios": [
                {"scenario": "calm", "weight": 1 - weight},
                {"scenario": "bad", "weight": weight, "lost": lost},
            ],
            "factors": ["0", "0.5", "1", "1.5", "2"],
        },
        Call,
    )


@QUIET
@given(calls())
def test_a_plan_keeps_within_its_budget_and_more_money_never_hurts(call: Call) -> None:
    found = invest(call, HighsSolver())
    plan, slack = found.plan, Decimal("0.001")
    assert plan.shortfall_least <= plan.shortfall <= plan.shortfall_least + slack
    assert plan.spending <= sum(call.budget)
    assert plan.shortfall <= found.nothing.shortfall
    short = [it.shortfall for it in found.curve]
    assert all(one >= other - slack for one, other in pairwise(short))
    gains = [one - other for one, other in pairwise(short)]
    assert all(one >= other - 3 * slack for one, other in pairwise(gains))
    by_year = {year: Decimal(0) for year in YEARS}
    for it in plan.bought:
        by_year[it.year] += it.spending
    rounding = Decimal("0.00001")  # each line is rounded up to a millionth
    if not call.carries:
        for year, budget in zip(YEARS, call.budget, strict=True):
            assert by_year[year] <= budget + rounding


@settings(max_examples=60, deadline=None)
@given(calls(), st.data())
def test_any_prices_prove_less_than_any_plan_reaches(call: Call, data: st.DataObject) -> None:
    """Weak duality, counted exactly and without a solver."""
    program = program_of(call)
    parts = st.integers(-8, 8).map(lambda it: Fraction(it, 8))
    shares = st.integers(0, 4).map(lambda it: Fraction(it, 4))
    prices = [data.draw(parts) for _ in program.rows]
    values = tuple(data.draw(shares) * it for it in program.most)
    reached = Counted(call, program, Solved(values=values, prices=(), solver="by chance"))
    assert proven(program, prices) <= reached.expected


# -- sites ------------------------------------------------------------------------------------

THINGS = ("west", "east")


@st.composite
def dependences(draw):
    return DependenceStated(
        site="s",  # type: ignore[arg-type]
        depends_on=GRID,
        things=tuple(draw(st.sets(st.sampled_from(THINGS)))),  # type: ignore[arg-type]
        needs=draw(st.sampled_from(Needs)),
        complete=draw(st.booleans()),
        source="any",
    )


def truths(said: DependenceStated | None):
    """Yield every way in which it may really be: what the site hangs on, and how."""
    others = ("north",) if said is None or not said.complete else ()
    known = () if said is None else said.things
    more = THINGS if said is None else ()
    hows = (Needs.EVERY, Needs.ANY)
    needs = hows if said is None or said.needs is Needs.UNKNOWN else (said.needs,)
    pool = tuple(it for it in (*more, *others) if it not in known)
    if said is not None and not said.complete:
        pool += tuple(it for it in THINGS if it not in known)
    for chosen in product([False, True], repeat=len(pool)):
        extra = tuple(it for it, is_in in zip(pool, chosen, strict=True) if is_in)
        for how in needs:
            yield (*known, *extra), how


def really_lost(things: tuple[str, ...], how: Needs, failed: set[str]) -> bool:
    hit = [it for it in things if it in failed]
    return bool(hit) if how is Needs.EVERY else bool(things) and len(hit) == len(things)


@given(st.none() | dependences(), st.sets(st.sampled_from((*THINGS, "north")), min_size=1))
def test_a_fate_that_is_certain_is_so_in_every_case(
    said: DependenceStated | None, failed: set[str]
) -> None:
    told = {} if said is None else {GRID: said}
    found = fate(told, [(GRID, it) for it in failed])  # type: ignore[misc]
    outcomes = {really_lost(things, how, failed) for things, how in truths(said)}
    if found is Fate.LOST:
        assert outcomes == {True}
    if found is Fate.KEPT:
        assert outcomes == {False}
    if outcomes == {True, False}:
        assert found is Fate.OPEN


WEIGHTS = st.none() | st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
    lambda it: Between(low=Decimal(min(it)), high=Decimal(max(it)))
)


@given(st.lists(st.tuples(WEIGHTS, st.none() | dependences()), min_size=1, max_size=5))
def test_more_that_fails_never_loses_less(sites: list) -> None:
    weighed = [Weighed(site=f"s{n}", h100e=it) for n, (it, _) in enumerate(sites)]  # type: ignore[arg-type]
    said = {f"s{n}": {GRID: it} for n, (_, it) in enumerate(sites) if it is not None}
    one = contingency(weighed, said, failed=[(GRID, "west")])  # type: ignore[arg-type,list-item]
    both = contingency(weighed, said, failed=[(GRID, it) for it in THINGS])  # type: ignore[arg-type,misc]
    assert set(one.lost) <= set(both.lost)
    assert one.h100e_low <= both.h100e_low
    for it in (one, both):
        assert it.h100e_high is None or it.h100e_low <= it.h100e_high
        assert it.percent_low is None or 0 <= it.percent_low <= 100
        assert None in (it.percent_low, it.percent_high) or it.percent_low <= it.percent_high


AMOUNTS = st.integers(0, 1000).map(Decimal)
RATES = st.integers(0, 50).map(lambda it: Decimal(it) / 100)


@QUIET
@given(AMOUNTS, AMOUNTS, RATES, RATES, st.integers(0, 10).map(Decimal))
def test_a_stock_never_grows_by_failing(
    held: Decimal, added: Decimal, first: Decimal, growth: Decimal, years: Decimal
) -> None:
    nought, tiny = Decimal(0), Decimal("0.0001")
    whole = stock_after(held, nought, added, Failing(first=nought, growth=nought), years)
    left = stock_after(held, nought, added, Failing(first=first, growth=growth), years)
    older = stock_after(held, Decimal(1), added, Failing(first=first, growth=growth), years)
    assert abs(whole - held - added * years) <= tiny
    assert -tiny <= older <= left + tiny
    assert left <= whole + tiny
