"""Caps where they are hard: over the end of a month, rolling, cut, corrected, late, of nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.ordering import HOUR, Market, followed, outcome, rental

from comptrol.domains.caps import CapId, CapsView, HoldId, Period, window_at
from comptrol.domains.gate import GateView, OrderId, startable

MONTH = {"window": {"every": "month"}}
LAST_HOURS = datetime(2026, 11, 30, 20, tzinfo=UTC)


@pytest.fixture
def market() -> Market:
    return Market(LAST_HOURS)


def period(market: Market, cap: str, window: str) -> tuple[int, int]:
    with market.world() as world:
        row = world[CapsView].periods.get((CapId(cap), window))
    return (int(row.held), int(row.used)) if row is not None else (0, 0)


def ordered(market: Market, name: str, **other: Any) -> str:
    day = market.stage.clock.at.date().isoformat()
    return outcome(market.order(name, on=other.pop("on", day), **other))


def confirmed(name: str) -> dict[str, Any]:
    return {"speaker": "provider", "kind": "gate.confirmed/1", "order": name, "job": f"c/{name}"}


def whole(market: Market) -> None:
    assert market.stage.rebuilt().differences == ()


def test_an_order_over_the_end_of_a_month_holds_in_both(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    assert ordered(market, "r-1", chips=2, length_s=10 * HOUR) == "allow"
    assert period(market, "monthly", "2026-11") == (8 * HOUR, 0)
    assert period(market, "monthly", "2026-12") == (12 * HOUR, 0)
    whole(market)


def test_a_month_without_room_refuses_though_the_other_has_some(market: Market):
    market.cap("monthly", 11 * HOUR, **MONTH)
    receipt = market.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    assert outcome(receipt) == "refuse"
    (found,) = receipt.consequences[0].statement.decision.policy  # type: ignore[attr-defined]
    assert found.detail == (
        "Cap monthly in 2026-12: ceiling 39600 chip-seconds, held 0, used 0, asked 43200."
    )


def test_what_is_held_in_one_month_leaves_the_next_as_it_was(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    assert ordered(market, "r-1", chips=2, length_s=4 * HOUR) == "allow"
    assert ordered(market, "r-2", chips=1, length_s=HOUR) == "refuse"
    assert ordered(market, "r-3", on="2026-12-01", chips=8, length_s=HOUR) == "allow"
    assert period(market, "monthly", "2026-12") == (8 * HOUR, 0)


def test_use_counts_in_the_month_in_which_it_happened(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    ordered(market, "r-1", chips=2, length_s=10 * HOUR)
    market.say(**confirmed("r-1"))
    market.stage.clock.at += timedelta(hours=10)
    market.ended("r-1", used=20 * HOUR - 1)
    assert period(market, "monthly", "2026-11") == (0, 8 * HOUR - 1)
    assert period(market, "monthly", "2026-12") == (0, 12 * HOUR)
    assert market.cap_of("monthly").used == 20 * HOUR - 1
    whole(market)


def test_what_was_held_in_november_and_begins_in_december_moves_in_one_posting(market: Market):
    market.cap("monthly", 10 * HOUR, **MONTH)
    ordered(market, "r-1", chips=2, length_s=4 * HOUR)
    market.stage.clock.at += timedelta(hours=4)
    receipt = market.tell(**confirmed("r-1"))
    (posted,) = [it.statement for it in receipt.consequences]
    assert posted.further.plan.since == market.stage.clock.at  # type: ignore[attr-defined]
    assert period(market, "monthly", "2026-11") == (0, 0)
    assert period(market, "monthly", "2026-12") == (8 * HOUR, 0)
    whole(market)


def test_where_the_next_month_has_no_room_it_does_not_begin(market: Market):
    market.cap("monthly", 10 * HOUR, **MONTH)
    ordered(market, "waits", chips=2, length_s=4 * HOUR)
    ordered(market, "first", on="2026-12-01", chips=10, length_s=HOUR)
    market.stage.clock.at += timedelta(hours=4)
    with market.world() as world:
        stands = startable(world, order=OrderId("waits"), on=market.stage.clock.at.date())
    assert stands.outcome.value == "hold"
    assert "Cap monthly in 2026-12: ceiling 36000" in stands.reasons[0]
    assert market.refused(**confirmed("waits")) == ["gate.no-room-now"]
    assert period(market, "monthly", "2026-11") == (8 * HOUR, 0)


def test_an_order_of_a_later_day_is_asked_for_again_when_that_is_changed(market: Market):
    market.cap("monthly", 10 * HOUR, **MONTH)
    ordered(market, "waits", chips=2, length_s=4 * HOUR)
    change = {"change": {"on": "2026-12-01"}, "reason": "it has to wait"}
    receipt = market.about("provider", "amended", "waits", **change)
    assert outcome(receipt) == "allow"
    assert period(market, "monthly", "2026-11") == (0, 0)
    assert period(market, "monthly", "2026-12") == (8 * HOUR, 0)
    whole(market)


def test_what_lapsed_makes_room_in_its_window_for_the_very_next_order(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    ordered(market, "r-1", chips=2, length_s=4 * HOUR - 60, confirm_within_s=30)
    market.stage.clock.at += timedelta(seconds=31)
    assert ordered(market, "r-2", chips=2, length_s=3 * HOUR) == "allow"
    assert period(market, "monthly", "2026-11") == (6 * HOUR, 0)
    whole(market)


def test_growth_is_held_in_the_windows_that_are_left(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    ordered(market, "r-1", chips=2, length_s=2 * HOUR)
    change = {"change": {"length_s": 8 * HOUR}, "reason": "it takes longer"}
    assert outcome(market.about("provider", "amended", "r-1", **change)) == "allow"
    assert period(market, "monthly", "2026-11") == (8 * HOUR, 0)
    assert period(market, "monthly", "2026-12") == (8 * HOUR, 0)
    change = {"change": {"length_s": HOUR}, "reason": "it is done sooner"}
    market.about("provider", "amended", "r-1", **change)
    assert period(market, "monthly", "2026-11") == (2 * HOUR, 0)
    assert period(market, "monthly", "2026-12") == (0, 0)
    whole(market)


def rolls(market: Market) -> Period:
    with market.world() as world:
        row = world[CapsView].periods.get((CapId("rolling"), "rolling"))
    assert row is not None
    return row


def test_a_rolling_window_fills_and_is_free_again_as_hours_age_out(market: Market):
    market.cap("rolling", 10 * HOUR, window={"days": 2})
    ordered(market, "r-1", chips=2, length_s=5 * HOUR)
    market.stage.clock.at += timedelta(hours=5)
    market.ended("r-1", used=10 * HOUR)
    assert ordered(market, "r-2", chips=1, length_s=60) == "refuse"
    market.stage.clock.at += timedelta(hours=45)  # two hours of it are two days ago by then
    assert ordered(market, "r-3", chips=1, length_s=4 * HOUR) == "allow"
    assert ordered(market, "r-4", chips=1, length_s=60) == "refuse"
    assert int(rolls(market).held) == 4 * HOUR
    whole(market)


def test_no_hour_of_a_rolling_window_is_touched_as_it_ages(market: Market):
    market.cap("rolling", 10 * HOUR, window={"days": 1})
    ordered(market, "r-1", chips=2, length_s=5 * HOUR)
    market.stage.clock.at += timedelta(hours=5)
    market.ended("r-1", used=10 * HOUR)
    before = market.stage.rows("caps_days")
    market.stage.clock.at += timedelta(days=3)
    assert ordered(market, "r-2", chips=2, length_s=5 * HOUR) == "allow"
    assert market.stage.rows("caps_days") == before


def test_what_is_held_counts_whole_in_a_rolling_window(market: Market):
    market.cap("rolling", 10 * HOUR, window={"days": 1})
    assert ordered(market, "r-1", chips=1, length_s=10 * HOUR) == "allow"
    assert ordered(market, "r-2", on="2026-12-30", chips=1, length_s=60) == "refuse"


def test_a_cap_is_cut_below_what_is_held_and_what_runs_goes_on(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    ordered(market, "runs", chips=2, length_s=2 * HOUR)
    market.say(**confirmed("runs"))
    market.cap("monthly", HOUR, **MONTH)
    assert ordered(market, "r-2", chips=1, length_s=1) == "refuse"
    assert not market.standing_of("runs").stop
    change = {"change": {"length_s": 2 * HOUR + 1}, "reason": "a second more"}
    assert outcome(market.about("provider", "amended", "runs", **change)) == "refuse"
    assert period(market, "monthly", "2026-11") == (4 * HOUR, 0)


def test_what_waits_does_not_start_once_its_cap_is_cut(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    ordered(market, "waits", chips=2, length_s=2 * HOUR)
    market.cap("monthly", HOUR, **MONTH)
    with market.world() as world:
        stands = startable(world, order=OrderId("waits"), on=market.stage.clock.at.date())
    assert stands.outcome.value == "hold"


@pytest.mark.parametrize("other", [{}, MONTH, {"window": {"days": 7}}])
def test_exactly_the_rest_is_allowed_and_one_second_more_is_not(
    market: Market, other: dict[str, Any]
):
    market.cap("total", 2 * HOUR, **other)
    assert ordered(market, "r-1", chips=1, length_s=HOUR) == "allow"
    assert ordered(market, "r-2", chips=1, length_s=HOUR + 1) == "refuse"
    assert ordered(market, "r-3", chips=1, length_s=HOUR) == "allow"
    assert ordered(market, "r-4", chips=1, length_s=1) == "refuse"


@pytest.mark.parametrize("other", [{}, MONTH, {"window": {"days": 7}}])
def test_a_ceiling_of_nothing_refuses_all_and_none_counts_and_refuses_nothing(
    market: Market, other: dict[str, Any]
):
    market.cap("closed", 0, **other)
    assert ordered(market, "r-1", chips=1, length_s=1) == "refuse"
    market.cap("closed", None, **other)
    assert ordered(market, "r-2", chips=1000, length_s=HOUR) == "allow"
    assert market.cap_of("closed").held == 1000 * HOUR


def test_a_refusal_names_every_cap_that_said_no_with_its_numbers(market: Market):
    market.cap("monthly", 1, **MONTH)
    market.cap("rolling", 2, window={"days": 7})
    market.cap("life", 3)
    receipt = market.order("r-1", on="2026-11-30", chips=1, length_s=4)
    found = receipt.consequences[0].statement.decision.policy  # type: ignore[attr-defined]
    assert [it.detail for it in found] == [
        "Cap life: ceiling 3 chip-seconds, held 0, used 0, asked 4.",
        "Cap monthly in 2026-11: ceiling 1 chip-seconds, held 0, used 0, asked 4.",
        "Cap rolling in the last 7 days: ceiling 2 chip-seconds, held 0, used 0, asked 4.",
    ]
    assert market.stage.rows("caps_periods") == []


def test_what_runs_over_is_counted_above_the_ceiling(market: Market):
    market.cap("monthly", HOUR, **MONTH)
    ordered(market, "r-1", chips=1, length_s=HOUR)
    market.stage.clock.at += timedelta(hours=2)
    market.ended("r-1", used=HOUR + 61)
    assert period(market, "monthly", "2026-11") == (0, HOUR + 61)


def test_what_ran_after_its_hold_had_lapsed_is_late_and_counts_when_it_ran(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    ordered(market, "r-1", chips=2, length_s=2 * HOUR, confirm_within_s=30)
    market.stage.clock.at += timedelta(hours=2)
    ordered(market, "r-2", chips=1, length_s=60)
    receipt = market.ended("r-1", used=2 * HOUR)
    (posted,) = [it.statement for it in receipt.consequences]
    assert posted.act.value == "late"  # type: ignore[attr-defined]
    assert period(market, "monthly", "2026-11") == (60, 2 * HOUR)
    whole(market)


def test_the_same_order_twice_is_one_posting_and_another_of_its_name_is_refused(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    ordered(market, "r-1", chips=1, length_s=HOUR)
    again = rental("r-1", on="2026-11-30", chips=1, length_s=HOUR)
    assert market.refused("provider", **again) == ["gate.order-exists"]
    assert period(market, "monthly", "2026-11") == (HOUR, 0)


def test_days_of_a_year_are_held_one_by_one(market: Market):
    market.cap("daily", 24 * HOUR, window={"every": "day"})
    assert ordered(market, "r-1", on="2026-12-01", chips=1, length_s=400 * 86_400) == "allow"
    assert ordered(market, "r-2", on="2027-05-05", chips=1, length_s=1) == "refuse"
    assert len(market.stage.rows("caps_periods")) == 400
    hold = market.hold_of("r-1")
    assert hold is not None
    assert hold.planned is not None
    assert len(hold.planned) == 400


def test_a_window_is_named_in_utc(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    ordered(market, "r-1", chips=1, length_s=HOUR)
    with market.world() as world:
        hold = world[CapsView].holds.get(HoldId("r-1"))
        order = world[GateView].orders.get(OrderId("r-1"))
        cap = world[CapsView].caps.get(CapId("monthly"))
    assert hold is not None
    assert hold.planned is not None
    assert order is not None
    assert cap is not None
    assert hold.planned[0].window == window_at(cap.window, order.logged_at) == "2026-11"


def test_an_end_before_there_were_such_chips_is_a_mistake(market: Market):
    ordered(market, "r-1", chips=1, length_s=4 * HOUR)
    words = {"kind": "gate.ended/1", "order": "r-1", "used_chip_seconds": 4 * HOUR}
    for at in ("1999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59"):
        assert market.refused("provider", at=at, **words) == ["gate.other-time"]


def test_what_was_used_counts_in_no_window_before_its_order(market: Market):
    market.cap("daily", 10 * HOUR, window={"every": "day"})
    for number, at in enumerate(("2000-01-01T00:00:00Z", "2026-11-29T21:00:00Z")):
        ordered(market, f"r-{number}", chips=1, length_s=4 * HOUR)
        words = {"order": f"r-{number}", "at": at, "used_chip_seconds": 4 * HOUR}
        market.tell("provider", kind="gate.ended/1", **words)
    assert period(market, "daily", "2026-11-29") == (0, 0)
    assert period(market, "daily", "2026-11-30") == (0, 8 * HOUR)
    assert ordered(market, "r-9", chips=1, length_s=3 * HOUR) == "refuse"
    whole(market)


def test_more_chip_time_than_the_calendar_has_is_counted_all_the_same(market: Market):
    market.cap("monthly", 100 * HOUR, **MONTH)
    ordered(market, "r-1", chips=1, length_s=HOUR)
    market.stage.clock.at += timedelta(hours=1)
    market.ended("r-1", used=10**15)
    assert period(market, "monthly", "2026-11") == (0, 10**15)
    whole(market)


def test_a_refused_change_posts_nothing(market: Market):
    market.cap("monthly", 8 * HOUR, **MONTH)
    ordered(market, "r-1", chips=1, length_s=4 * HOUR)
    words = {"change": {"chips": 3}, "reason": "three are needed after all"}
    receipt = market.about("provider", "amended", "r-1", **words)
    assert outcome(receipt) == "refuse"
    assert [it for it in followed(receipt) if it.startswith("caps.")] == []
    assert period(market, "monthly", "2026-11") == (4 * HOUR, 0)
