"""When a cap will be used up: an interval of days, by the use of the weeks before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.ordering import HOUR, Market

from comptrol.domains.caps import CapId, Projection, projection
from comptrol.kernel.errors import NotFoundError

BEGIN = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture
def market() -> Market:
    return Market(BEGIN)


def used(market: Market, on: date, hours: int) -> None:
    """Let so many hours of chip time be used on one day, within it."""
    market.stage.clock.at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    market.order(f"r-{on}", on=on.isoformat(), chips=hours, length_s=HOUR)
    market.stage.clock.at += timedelta(hours=2)
    market.ended(f"r-{on}", used=hours * HOUR)


def weeks(market: Market, *hours: int) -> date:
    """Use so many hours on every day of a week, week by week; return the day after."""
    day = BEGIN.date()
    for each in hours:
        for _ in range(7):
            used(market, day, each)
            day += timedelta(days=1)
    return day


def projected(market: Market, on: date, cap: str = "total") -> Projection:
    with market.world() as world:
        return projection(world, cap=CapId(cap), on=on)


def test_the_crossing_is_between_the_highest_and_the_lowest_mean_of_a_week(market: Market):
    market.cap("total", 200 * HOUR)
    on = weeks(market, 2, 4)
    found = projected(market, on)
    assert found.used == 42 * HOUR
    rates = (found.per_day_low, found.per_day_mid, found.per_day_high)
    assert rates == (2 * HOUR, 3 * HOUR, 4 * HOUR)
    days = [it - on for it in (found.earliest, found.expected, found.latest) if it is not None]
    assert [it.days + 1 for it in days] == [40, 53, 79]  # 158 h at 4, 3 and 2 h a day
    assert found.weeks == 2
    assert found.method == "weekly-means/1"


def test_a_week_without_any_use_leaves_the_interval_open(market: Market):
    market.cap("total", 200 * HOUR)
    on = weeks(market, 2) + timedelta(days=7)
    found = projected(market, on)
    assert found.earliest is not None
    assert (found.per_day_low, found.latest) == (0, None)


def test_only_four_weeks_count(market: Market):
    market.cap("total", 10_000 * HOUR)
    on = weeks(market, 9, 1, 1, 1, 1)
    found = projected(market, on)
    assert (found.weeks, found.per_day_high) == (4, HOUR)


def test_of_less_than_a_week_there_is_a_mean_and_no_band(market: Market):
    market.cap("total", 100 * HOUR)
    used(market, BEGIN.date(), 4)
    found = projected(market, BEGIN.date() + timedelta(days=2))
    assert found.per_day_low == found.per_day_high == 2 * HOUR
    assert "no error band" in found.note


def test_without_any_use_there_is_no_rate(market: Market):
    market.cap("total", 100 * HOUR)
    found = projected(market, BEGIN.date())
    assert (found.earliest, found.latest, found.weeks) == (None, None, 0)


def test_what_is_used_up_is_crossed_on_that_day(market: Market):
    market.cap("total", 3 * HOUR)
    market.cap("total", 100 * HOUR)
    used(market, BEGIN.date(), 3)
    market.cap("total", 3 * HOUR)
    on = BEGIN.date() + timedelta(days=1)
    found = projected(market, on)
    assert (found.earliest, found.latest) == (on, on)
    assert found.note == "It is used up."


def test_of_what_nothing_was_allotted_nothing_is_used_up(market: Market):
    market.cap("total", 0)
    found = projected(market, BEGIN.date())
    assert (found.ceiling, found.used) == (0, 0)
    assert found.note == "Nothing is allotted for this period."


def test_a_month_begins_anew_and_is_crossed_in_itself_or_not_at_all(market: Market):
    market.cap("monthly", 100 * HOUR, window={"every": "month"})
    on = weeks(market, 2, 4)  # until 16 November: 42 hours used of the month
    found = projected(market, on, "monthly")
    assert found.window == "2026-11"
    assert found.earliest == date(2026, 11, 30)  # 58 h at 4 h a day: the fifteenth day
    assert (found.expected, found.latest) == (None, None)


def test_a_rolling_window_loses_what_is_old(market: Market):
    market.cap("rolling", 30 * HOUR, window={"days": 7})
    on = weeks(market, 2, 4)  # 28 hours in the last seven days, and 4 a day go on
    found = projected(market, on, "rolling")
    assert found.used == 28 * HOUR
    assert found.earliest is None  # each day loses as much as it adds
    market.cap("rolling", 28 * HOUR, window={"days": 7})
    assert projected(market, on, "rolling").earliest == on


def test_a_rate_of_chips_is_not_used_up(market: Market):
    market.cap("rate", 5, unit="chips")
    found = projected(market, BEGIN.date(), "rate")
    assert (found.earliest, found.expected, found.latest) == (None, None, None)
    assert "not used up" in found.note


def test_operations_are_projected_on_the_basis_of_their_cap(market: Market):
    flop: dict[str, Any] = {"unit": "flop", "limit": str(10**24)}
    market.cap("flop", None, **flop)
    on = weeks(market, 2)
    found = projected(market, on, "flop")
    assert found.per_day_high == Decimal(2 * HOUR * 1979 * 10**12)
    assert found.ceiling == 10**24


def test_a_cap_that_was_never_set_has_no_projection(market: Market):
    with pytest.raises(NotFoundError):
        projected(market, BEGIN.date(), "none")
