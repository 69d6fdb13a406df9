"""What a meter posts while an order runs: used so far, corrected, late; of chip time and FLOP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.ordering import HOUR, outcome
from tests.told_usage import AT, Metered

from comptrol.kernel.finding import Receipt

PEAK = 1979 * 10**12


@pytest.fixture
def market() -> Iterator[Metered]:
    made = Metered()
    yield made
    assert made.stage.rebuilt().differences == ()


def test_what_is_used_so_far_is_no_longer_held(market: Metered):
    market.cap("life", 100 * HOUR)
    market.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    market.used("r-1", 1, 2 * HOUR)
    cap = market.cap_of("life")
    assert (cap.held, cap.used) == (18 * HOUR, 2 * HOUR)
    hold = market.hold_of("r-1")
    assert hold is not None
    assert hold.live


def test_what_was_posted_while_it_ran_is_not_settled_twice(market: Metered):
    market.cap("life", 100 * HOUR)
    market.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    market.used("r-1", 1, 2 * HOUR)
    market.stage.clock.at += timedelta(hours=2)
    market.ended("r-1", used=3 * HOUR)
    cap = market.cap_of("life")
    assert (cap.held, cap.used) == (0, 3 * HOUR)


def test_an_order_that_grows_does_not_hold_once_more_what_it_used(market: Metered):
    market.cap("life", 21 * HOUR)
    market.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    market.used("r-1", 1, 2 * HOUR)
    change = {"change": {"length_s": 10 * HOUR + 1800}, "reason": "half an hour more"}
    assert outcome(market.about("provider", "amended", "r-1", **change)) == "allow"
    cap = market.cap_of("life")
    assert (cap.held, cap.used) == (19 * HOUR, 2 * HOUR)


def test_use_takes_from_the_window_in_which_it_happened(market: Metered):
    market.cap("monthly", 100 * HOUR, window={"every": "month"})
    market.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    market.used("r-1", 3, 6 * HOUR)
    assert market.period("monthly", "2026-11") == (2 * HOUR, 6 * HOUR)
    assert market.period("monthly", "2026-12") == (12 * HOUR, 0)
    market.used("r-1", 2, 4 * HOUR, since=AT + timedelta(hours=3))
    assert market.period("monthly", "2026-11") == (0, 8 * HOUR)
    assert market.period("monthly", "2026-12") == (10 * HOUR, 2 * HOUR)


def test_what_is_used_beyond_what_is_held_is_counted_above_the_ceiling(market: Metered):
    market.cap("monthly", 2 * HOUR, window={"every": "month"})
    market.order("r-1", on="2026-11-30", chips=2, length_s=HOUR)
    receipt = market.used("r-1", 1, 3 * HOUR)
    assert receipt.consequences[0].statement.overrun == HOUR  # type: ignore[attr-defined]
    assert market.period("monthly", "2026-11") == (0, 3 * HOUR)


def test_a_correction_names_what_it_corrects_and_changes_the_window_of_then(market: Metered):
    market.cap("monthly", 100 * HOUR, window={"every": "month"})
    market.order("r-1", on="2026-11-30", chips=2, length_s=3 * HOUR)
    wrong = market.used("r-1", 3, 6 * HOUR)
    market.stage.clock.at += timedelta(days=40)
    market.ended("r-1", used=6 * HOUR)
    market.used("r-1", 3, -HOUR, corrects=wrong.consequences[0].position)
    assert market.period("monthly", "2026-11") == (0, 5 * HOUR)
    assert market.cap_of("monthly").used == 5 * HOUR
    hold = market.hold_of("r-1")
    assert hold is not None
    assert not hold.live


def test_what_is_used_after_the_end_is_late(market: Metered):
    market.cap("life", 100 * HOUR)
    market.order("r-1", on="2026-11-30", chips=2, length_s=HOUR)
    market.ended("r-1")
    receipt = market.used("r-1", 1, HOUR)
    assert receipt.consequences[0].statement.act.value == "late"  # type: ignore[attr-defined]
    assert market.cap_of("life").used == HOUR


def test_of_an_order_that_no_cap_binds_nothing_is_posted(market: Metered):
    market.order("r-1", on="2026-11-30", chips=2, length_s=HOUR)
    assert market.used("r-1", 1, HOUR).consequences == ()


FLOP = {"unit": "flop", "limit": str(8 * HOUR * PEAK)}


def test_operations_are_held_at_the_most_that_the_chips_can_do(market: Metered):
    market.cap("flop", None, **FLOP)
    assert outcome(market.order("r-1", on="2026-11-30", chips=2, length_s=4 * HOUR)) == "allow"
    assert market.period("flop", "life") == (8 * HOUR * PEAK, 0)
    receipt = market.order("r-2", on="2026-11-30", chips=1, length_s=1)
    (found,) = receipt.consequences[0].statement.decision.policy  # type: ignore[attr-defined]
    ceiling = 8 * HOUR * PEAK
    assert found.detail == (
        f"Cap flop: ceiling {ceiling} flop, held {ceiling}, used 0, asked {PEAK}."
    )


def test_operations_are_settled_as_what_was_measured(market: Metered):
    market.cap("flop", None, **FLOP)
    market.order("r-1", on="2026-11-30", chips=2, length_s=4 * HOUR)
    flop = {"low": "5", "mid": "7", "high": str(10**20)}
    market.used("r-1", 1, 2 * HOUR, flop=flop)
    row = market.row("flop", "life")
    assert (int(row.low), int(row.mid), int(row.high)) == (5, 7, 10**20)
    assert (int(row.used), int(row.held)) == (2 * HOUR * PEAK, 6 * HOUR * PEAK)
    market.stage.clock.at += timedelta(hours=1)
    market.ended("r-1", used=2 * HOUR)
    assert market.period("flop", "life") == (0, 2 * HOUR * PEAK)


@pytest.mark.parametrize(
    ("basis", "allowed"),
    [("theoretical", False), ("empirical_high", True), ("empirical_low", True)],
)
def test_a_ceiling_counts_what_it_says_it_counts(market: Metered, basis: str, *, allowed: bool):
    market.cap("flop", None, basis=basis, **FLOP)
    market.order("r-1", on="2026-11-30", chips=2, length_s=4 * HOUR)
    market.used("r-1", 4, 8 * HOUR, flop={"low": "1", "mid": "2", "high": "3"})
    ruled = outcome(market.order("r-2", on="2026-12-01", chips=1, length_s=HOUR))
    assert (ruled == "allow") == allowed


def test_operations_of_a_month_are_split_at_its_end(market: Metered):
    market.cap("flop", None, **FLOP, window={"every": "month"})
    market.order("r-1", on="2026-11-30", chips=2, length_s=8 * HOUR)
    assert market.period("flop", "2026-11") == (8 * HOUR * PEAK, 0)
    assert market.period("flop", "2026-12") == (8 * HOUR * PEAK, 0)
    flop = {"low": "10", "mid": "11", "high": "13"}
    market.used("r-1", 8, 16 * HOUR, flop=flop)
    assert market.period("flop", "2026-11") == (0, 8 * HOUR * PEAK)
    assert [int(market.row("flop", it).high) for it in ("2026-11", "2026-12")] == [6, 7]


def test_notice_is_given_once_at_a_percent_of_a_window(market: Metered):
    market.cap("monthly", 10 * HOUR, window={"every": "month"}, notices=[80, 95])
    first = market.order("r-1", on="2026-11-30", chips=1, length_s=HOUR)
    assert "caps.noticed/1" not in kinds(first)
    second = market.order("r-2", on="2026-11-30", chips=7, length_s=HOUR)
    assert [it.percent for it in notices(second)] == [80]
    third = market.order("r-3", on="2026-11-30", chips=2, length_s=HOUR)
    assert [(it.percent, it.window) for it in notices(third)] == [(95, "2026-11")]
    market.ended("r-3")
    market.stage.clock.at += timedelta(hours=1)
    again = market.order("r-4", on="2026-11-30", chips=2, length_s=HOUR)
    assert notices(again) == []
    next_month = market.order("r-5", on="2026-12-01", chips=8, length_s=HOUR)
    assert [(it.percent, it.window) for it in notices(next_month)] == [(80, "2026-12")]


def test_a_cap_that_is_set_anew_is_noticed_anew(market: Metered):
    market.cap("life", 10, unit="chips", notices=[50])
    assert len(notices(market.order("r-1", on="2026-11-30", chips=5))) == 1
    market.cap("life", 20, unit="chips", notices=[50])
    assert len(notices(market.order("r-2", on="2026-11-30", chips=5))) == 1


def test_a_rolling_window_gives_notice_too(market: Metered):
    market.cap("rolling", 10 * HOUR, window={"days": 7}, notices=[50])
    receipt = market.order("r-1", on="2026-11-30", chips=5, length_s=HOUR)
    assert [(it.percent, it.window) for it in notices(receipt)] == [(50, "rolling")]


def kinds(receipt: Receipt) -> list[str]:
    return [str(type(it.statement).__struct_config__.tag) for it in receipt.consequences]


def notices(receipt: Receipt) -> list[Any]:
    return [it.statement for it in receipt.consequences if hasattr(it.statement, "percent")]
