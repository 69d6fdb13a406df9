"""Stocks that wear, capacity that comes, and sites that hang on something."""

from datetime import date
from decimal import Decimal
from math import exp

import msgspec
import pytest

from comptrol.domains.supply.formulas import (
    Failing,
    Fate,
    Ground,
    Reported,
    Weighed,
    coming,
    contingency,
    fate,
    stock_after,
    stock_between,
)
from comptrol.domains.supply.statements import (
    Between,
    DependenceKind,
    DependenceStated,
    Needs,
    Phase,
    StockpileReported,
    Window,
)

GRID, RIVER = DependenceKind.GRID, DependenceKind.RIVER
NOUGHT = Decimal(0)


def between(low: object, high: object) -> Between:
    return Between(low=Decimal(str(low)), high=Decimal(str(high)))


# -- stocks ----------------------------------------------------------------------------------


def test_without_growth_a_stock_follows_the_closed_form() -> None:
    """C(t) = F/h + (C0 - F/h) exp(-h t), the solution of dC/dt = F - h C."""
    held, added, hazard, years = 1000.0, 200.0, 0.09, 3.0
    found = stock_after(
        Decimal(1000), NOUGHT, Decimal(200), Failing(first=Decimal("0.09"), growth=NOUGHT),
        Decimal(3),
    )  # fmt: skip
    expected = added / hazard + (held - added / hazard) * exp(-hazard * years)
    assert float(found) == pytest.approx(expected, rel=1e-9)


def test_what_is_held_survives_by_its_age() -> None:
    failing = Failing(first=Decimal("0.02"), growth=Decimal("0.01"))
    found = stock_after(Decimal(1000), Decimal(2), NOUGHT, failing, Decimal(3))
    expected = 1000 * exp(-0.02 * 3 - 0.01 * (25 - 4) / 2)
    assert float(found) == pytest.approx(expected, rel=1e-12)


STOCK = {
    "stockpile": "reserve",
    "input": "chip",
    "country": "US",
    "on": "2026-01-01",
    "unit": "chips",
    "held": {"low": "10000", "high": "12000"},
    "age_years": {"low": "0", "high": "1"},
    "added_a_year": {"low": "0", "high": "500"},
    "hazard": {
        "first": {"low": "0.02", "high": "0.09"},
        "growth": {"low": "0", "high": "0.01"},
        "source": "made up",
    },
    "source": "made up",
}


def test_a_stock_is_an_interval_that_widens_as_time_goes_by() -> None:
    said = msgspec.convert(STOCK, StockpileReported)
    spans = [stock_between(said, days) for days in (0, 365, 730, 3650)]
    assert spans[0] == between("10000.000", "12000.000")
    widths = [it.high - it.low for it in spans]
    assert widths == sorted(widths)
    assert spans[1].low < Decimal(10000) * Decimal("0.92")


# -- capacity --------------------------------------------------------------------------------

PHASE = Phase(
    phase="first",
    capacity=between(1000, 2000),
    online=Window(earliest=date(2026, 6, 1), latest=date(2026, 12, 31)),
)
BEFORE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("on", "as_of", "capacity", "ground"),
    [
        (date(2026, 5, 31), BEFORE, (0, 0), Ground.NOT_YET),
        (date(2026, 6, 1), BEFORE, (0, 2000), Ground.COMING),
        (date(2026, 12, 31), BEFORE, (1000, 2000), Ground.PLANNED),
        (date(2027, 1, 1), date(2027, 1, 1), (0, 2000), Ground.UNREPORTED),
        (date(2027, 6, 1), date(2027, 1, 1), (0, 2000), Ground.UNREPORTED),
    ],
)
def test_a_plan_is_no_capacity(
    on: date, as_of: date, capacity: tuple[int, int], ground: Ground
) -> None:
    found = coming(PHASE, (), on, as_of)
    assert (found.capacity, found.ground) == (between(*capacity), ground)


def test_what_was_reported_counts_and_the_latest_of_it() -> None:
    reports = [
        Reported(date(2026, 10, 1), between(500, 600)),
        Reported(date(2026, 8, 1), between(100, 200)),
    ]
    found = coming(PHASE, reports, date(2027, 1, 1), date(2027, 1, 1))
    assert (found.capacity, found.ground) == (between(500, 600), Ground.REPORTED)
    earlier = coming(PHASE, reports, date(2026, 9, 1), date(2027, 1, 1))
    assert earlier.capacity == between(100, 200)


# -- what sites hang on ----------------------------------------------------------------------


def hangs(kind: DependenceKind, *things: str, needs: Needs, complete: bool) -> DependenceStated:
    return msgspec.convert(
        {
            "site": "a",
            "depends_on": kind,
            "things": things,
            "needs": needs,
            "complete": complete,
            "source": "a test",
        },
        DependenceStated,
    )


@pytest.mark.parametrize(
    ("things", "needs", "complete", "failed", "expected"),
    [
        (("west",), Needs.EVERY, True, ("west",), Fate.LOST),
        (("west",), Needs.EVERY, False, ("west",), Fate.LOST),
        (("west",), Needs.EVERY, True, ("east",), Fate.KEPT),
        (("west",), Needs.EVERY, False, ("east",), Fate.OPEN),
        (("west", "east"), Needs.ANY, True, ("west",), Fate.KEPT),
        (("west", "east"), Needs.ANY, True, ("west", "east"), Fate.LOST),
        (("west", "east"), Needs.ANY, False, ("west", "east"), Fate.OPEN),
        (("west", "east"), Needs.ANY, False, ("west",), Fate.KEPT),
        (("west",), Needs.UNKNOWN, True, ("west",), Fate.OPEN),
        (("west",), Needs.UNKNOWN, True, ("east",), Fate.KEPT),
        ((), Needs.EVERY, True, ("west",), Fate.KEPT),
        ((), Needs.ANY, True, ("west",), Fate.KEPT),
        ((), Needs.UNKNOWN, False, ("west",), Fate.OPEN),
    ],
)
def test_a_site_is_lost_kept_or_open(
    things: tuple[str, ...],
    needs: Needs,
    complete: bool,  # noqa: FBT001
    failed: tuple[str, ...],
    expected: Fate,
) -> None:
    said = {GRID: hangs(GRID, *things, needs=needs, complete=complete)}
    assert fate(said, [(GRID, it) for it in failed]) is expected  # type: ignore[misc]


def test_of_what_nobody_said_anything_is_open() -> None:
    assert fate({}, [(RIVER, "rhine")]) is Fate.OPEN  # type: ignore[list-item]


def test_a_site_without_a_number_leaves_the_upper_end_open() -> None:
    sites = [Weighed(site="a", h100e=between(100, 120)), Weighed(site="b", h100e=None)]  # type: ignore[arg-type]
    said = {"a": {GRID: hangs(GRID, "west", needs=Needs.EVERY, complete=True)}}
    found = contingency(sites, said, failed=[(GRID, "west")])  # type: ignore[arg-type,list-item]
    assert (found.lost, found.open, found.without_number) == (("a",), ("b",), ("b",))
    assert (found.h100e_low, found.h100e_high, found.percent_high) == (100, None, None)


def test_the_loss_of_one_site_is_what_stands_there() -> None:
    sites = [
        Weighed(site="a", h100e=between(100, 100)),
        Weighed(site="b", h100e=between(300, 300)),
    ]  # type: ignore[arg-type]
    found = contingency(sites, {}, failed_sites=["a"])  # type: ignore[list-item]
    assert (found.h100e_low, found.h100e_high) == (100, 100)
    assert (found.percent_low, found.percent_high) == (25, 25)
