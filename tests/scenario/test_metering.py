"""What meters see of orders, and what caps make of it: late, twice, out of order, corrected."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from tests.metering import AT, PEAK, SOURCE, MeteredMarket, corrected, used
from tests.ordering import HOUR, followed, outcome

from comptrol.domains.caps import CapId, CapsView
from comptrol.domains.metering import Flag, Meter, UserRanks, most_used, provider_usage
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId

FLOP_CAP = {"unit": "flop", "limit": str(100 * HOUR * PEAK)}


@pytest.fixture
def market() -> Iterator[MeteredMarket]:
    made = MeteredMarket(AT)
    made.cap("life", 100 * HOUR)
    made.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    made.stage.clock.at += timedelta(days=2)
    yield made
    assert made.stage.rebuilt().differences == ()


def balance(market: MeteredMarket, cap: str = "life") -> tuple[int, int]:
    found = market.cap_of(cap)
    return found.held, found.used


def acts(receipt: Receipt) -> list[str]:
    return [it.statement.act.value for it in receipt.consequences if hasattr(it.statement, "act")]


def hour(number: int) -> Any:
    return AT + timedelta(hours=number)


# -- while it runs ----------------------------------------------------------------------------


def test_what_is_used_so_far_is_no_longer_held(market: MeteredMarket):
    assert acts(market.meter(**used("e-1", "r-1", 1, 2 * HOUR))) == ["use"]
    assert balance(market) == (18 * HOUR, 2 * HOUR)
    hold = market.hold_of("r-1")
    assert hold is not None
    assert hold.live


def test_meters_see_the_same_time_and_are_never_added_up(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 1, 2 * HOUR))
    assert followed(market.meter(**used("p-1", "r-1", 1, HOUR, meter="power"))) == []
    assert acts(market.meter(**used("u-1", "r-1", 2, 3 * HOUR, meter="utilisation"))) == ["use"]
    assert balance(market)[1] == 3 * HOUR
    assert [it.meter for it in market.usage_of("r-1").meters] == [
        Meter.ALLOCATION,
        Meter.POWER,
        Meter.UTILISATION,
    ]


def test_what_was_posted_while_it_ran_is_not_counted_again_at_its_end(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 1, 2 * HOUR))
    market.ended("r-1", used=3 * HOUR)
    assert balance(market) == (0, 3 * HOUR)


def test_what_meters_saw_beyond_what_is_told_at_the_end_stays_counted(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 4, 5 * HOUR))
    market.ended("r-1", used=3 * HOUR)
    assert balance(market) == (0, 5 * HOUR)
    assert market.usage_of("r-1").counted_chip_seconds == 5 * HOUR


def test_work_open_at_both_ends_counts_from_what_is_known_of_it(market: MeteredMarket):
    flags = ["begun-before", "goes-on"]
    market.meter(**used("e-1", "r-1", 2, 4 * HOUR, flags=flags))
    market.meter(**used("e-2", "r-1", 1, 2 * HOUR, since=hour(2), flags=["goes-on"]))
    assert balance(market) == (14 * HOUR, 6 * HOUR)
    market.ended("r-1", used=7 * HOUR)
    assert balance(market) == (0, 7 * HOUR)
    (event, _) = market.events_of("r-1")
    assert event.flags == (Flag.BEGUN_BEFORE, Flag.GOES_ON)


# -- late, twice, out of order ----------------------------------------------------------------


def test_what_comes_after_the_end_is_late_and_only_what_is_new_of_it(market: MeteredMarket):
    market.ended("r-1", used=3 * HOUR)
    assert followed(market.meter(**used("e-1", "r-1", 1, 2 * HOUR))) == []
    assert acts(market.meter(**used("e-2", "r-1", 1, 2 * HOUR, since=hour(1)))) == ["late"]
    assert balance(market) == (0, 4 * HOUR)


def test_an_event_told_twice_counts_once(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 1, 2 * HOUR))
    assert market.codes(**used("e-1", "r-1", 1, 2 * HOUR)) == ["metering.event-exists"]
    assert market.codes(**used("e-1", "r-1", 1, HOUR)) == ["metering.event-conflict"]
    assert balance(market)[1] == 2 * HOUR


def test_the_end_and_the_events_come_to_the_same_in_any_order(market: MeteredMarket):
    market.order("r-2", on="2026-12-02", chips=2, length_s=10 * HOUR)
    market.stage.clock.at += timedelta(days=1)
    since = AT + timedelta(days=2)
    first = used("a-1", "r-2", 1, 2 * HOUR, since=since)
    second = used("a-2", "r-2", 1, 2 * HOUR, since=since + timedelta(hours=1))
    market.meter(**second)
    market.ended("r-2", used=3 * HOUR)
    market.meter(**first)
    assert market.usage_of("r-2").counted_chip_seconds == 4 * HOUR
    assert balance(market) == (20 * HOUR, 4 * HOUR)


def test_usage_counts_in_the_window_in_which_it_happened(market: MeteredMarket):
    market.cap("monthly", 100 * HOUR, window={"every": "month"})
    market.stage.clock.at = AT + timedelta(days=2)
    market.order("r-2", on="2026-12-02", chips=2, length_s=30 * 24 * HOUR // 100)
    market.stage.clock.at += timedelta(days=40)
    market.ended("r-2", used=0)
    market.meter(**used("b-1", "r-2", 2, 4 * HOUR, since=AT + timedelta(days=4)))
    assert market.period("monthly", "2026-12").used == 4 * HOUR


# -- corrected --------------------------------------------------------------------------------


def test_a_correction_posts_the_difference_and_names_what_was_wrong(market: MeteredMarket):
    wrong = market.meter(**used("e-1", "r-1", 2, 4 * HOUR))
    receipt = market.meter(**corrected("e-1", 2, 3 * HOUR))
    (posted,) = [it.statement for it in receipt.consequences]
    assert posted.act.value == "correct"  # type: ignore[attr-defined]
    assert posted.further.corrects == wrong.position  # type: ignore[attr-defined]
    assert balance(market)[1] == 3 * HOUR
    assert acts(market.meter(**corrected("e-1", 3, 4 * HOUR))) == ["use"]
    assert balance(market)[1] == 4 * HOUR


def test_a_withdrawn_event_counts_nothing_and_keeps_its_name(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 2, 4 * HOUR))
    market.meter(**corrected("e-1", 2, 0, cause="duplicate"))
    assert balance(market)[1] == 0
    (row,) = market.sums()
    assert (row.events, row.chip_seconds) == (0, 0)
    assert market.codes(**used("e-1", "r-1", 2, 4 * HOUR)) == ["metering.event-exists"]


def test_a_correction_never_goes_below_what_was_told_at_the_end(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 2, 4 * HOUR))
    market.ended("r-1", used=3 * HOUR)
    market.meter(**corrected("e-1", 2, HOUR))
    assert balance(market) == (0, 3 * HOUR)


def test_what_is_corrected_counts_in_the_window_of_then(market: MeteredMarket):
    market.cap("monthly", 100 * HOUR, window={"every": "month"}, since="2026-01-01")
    market.stage.clock.at = AT + timedelta(days=2)
    market.order("r-2", on="2026-12-02", chips=2, length_s=10 * HOUR)
    market.stage.clock.at += timedelta(days=1)
    market.meter(**used("b-1", "r-2", 2, 4 * HOUR, since=AT + timedelta(days=2)))
    market.stage.clock.at += timedelta(days=40)
    market.meter(**corrected("b-1", 2, HOUR))
    assert market.period("monthly", "2026-12").used == HOUR


# -- operations -------------------------------------------------------------------------------


def flop(low: int, mid: int, high: int) -> dict[str, str]:
    return {"low": str(low), "mid": str(mid), "high": str(high)}


@pytest.fixture
def counted() -> Iterator[MeteredMarket]:
    made = MeteredMarket(AT)
    made.cap("flop", None, **FLOP_CAP)
    made.order("r-1", on="2026-11-30", chips=2, length_s=10 * HOUR)
    made.stage.clock.at += timedelta(days=2)
    yield made
    assert made.stage.rebuilt().differences == ()


def figures(market: MeteredMarket) -> tuple[int, int, int, int]:
    row = market.period("flop", "life")
    return int(row.used), int(row.low), int(row.mid), int(row.high)


def test_measured_operations_stand_beside_what_the_chips_can_do(counted: MeteredMarket):
    counted.meter(**used("u-1", "r-1", 1, HOUR, meter="utilisation", flop=flop(5, 7, 10**18)))
    assert figures(counted) == (HOUR * PEAK, 5, 7, 10**18)
    (row,) = counted.usage_of("r-1").meters
    assert row.theoretical.whole == (HOUR * PEAK,) * 3
    assert row.empirical is not None
    assert row.empirical.whole == (5, 7, 10**18)
    assert row.unmeasured is not None
    assert row.unmeasured.whole[2] == HOUR * PEAK - 10**18


def test_a_measurement_that_comes_later_takes_the_place_of_the_peak(counted: MeteredMarket):
    counted.meter(**used("e-1", "r-1", 2, 2 * HOUR))
    assert figures(counted) == (2 * HOUR * PEAK,) * 4
    counted.meter(**used("u-1", "r-1", 1, HOUR, meter="utilisation", flop=flop(5, 7, 9)))
    rest = HOUR * PEAK
    assert figures(counted) == (2 * HOUR * PEAK, rest + 5, rest + 7, rest + 9)


def test_the_end_does_not_lift_what_was_measured(counted: MeteredMarket):
    counted.meter(**used("u-1", "r-1", 2, 2 * HOUR, meter="utilisation", flop=flop(5, 7, 9)))
    counted.ended("r-1", used=3 * HOUR)
    rest = HOUR * PEAK
    assert figures(counted) == (3 * HOUR * PEAK, rest + 5, rest + 7, rest + 9)


def test_corrected_operations_are_posted_though_the_time_stays(counted: MeteredMarket):
    counted.meter(**used("u-1", "r-1", 2, 2 * HOUR, meter="utilisation", flop=flop(5, 7, 9)))
    counted.meter(**corrected("u-1", 2, 2 * HOUR, flop=flop(1, 2, 10)))
    assert figures(counted) == (2 * HOUR * PEAK, 1, 2, 10)


# -- what nothing binds, and what stands under another ---------------------------------------


def test_of_an_order_that_no_cap_binds_nothing_is_posted():
    market = MeteredMarket(AT)
    market.order("r-1", on="2026-11-30", chips=2, length_s=HOUR)
    market.stage.clock.at += timedelta(days=1)
    assert market.meter(**used("e-1", "r-1", 1, HOUR)).consequences == ()
    assert market.usage_of("r-1").counted_chip_seconds == HOUR


def test_a_cap_that_came_later_has_at_the_end_what_meters_saw():
    market = MeteredMarket(AT)
    market.order("r-1", on="2026-11-30", chips=2, length_s=4 * HOUR)
    market.cap("life", 100 * HOUR)
    market.stage.clock.at += timedelta(days=1)
    market.meter(**used("e-1", "r-1", 2, 4 * HOUR))
    market.ended("r-1", used=HOUR)
    assert balance(market) == (0, 4 * HOUR)
    market.meter(**used("e-2", "r-1", 1, HOUR, since=hour(2)))
    assert balance(market) == (0, 5 * HOUR)


def test_nobodys_usage_is_reported_as_nobodys(market: MeteredMarket):
    market.meter(**used("n-1", None, 1, HOUR, model="h100"))
    market.meter(**used("e-1", "r-1", 1, 3 * HOUR))
    with market.world() as world:
        found = provider_usage(
            world, provider=PartyId("provider"), since=date(2026, 11, 30), until=date(2026, 12, 2)
        )
    (covered,) = found.coverage
    assert (covered.chip_seconds, covered.unattributed_chip_seconds) == (4 * HOUR, HOUR)
    assert covered.unattributed == Decimal("0.25")
    assert (found.days, found.days_told) == (2, 1)
    (row,) = found.meters
    assert row.theoretical.whole[2] == 4 * HOUR * PEAK


def test_a_confirmed_order_that_no_meter_saw_is_named(market: MeteredMarket):
    market.about("provider", "confirmed", "r-1", job="7")
    with market.world() as world:
        found = provider_usage(
            world, provider=PartyId("provider"), since=date(2026, 11, 30), until=date(2026, 12, 2)
        )
    assert found.unseen == ("r-1",)
    assert found.coverage == ()


@pytest.mark.parametrize(("spent", "unseen"), [(HOUR, ("r-1",)), (0, ())])
def test_an_order_that_is_over_and_that_no_meter_saw_is_named_if_it_used_something(
    market: MeteredMarket, spent: int, unseen: tuple[str, ...]
):
    market.about("provider", "confirmed", "r-1", job="7")
    market.ended("r-1", used=spent)
    days = {"since": date(2026, 11, 30), "until": date(2026, 12, 2)}
    with market.world() as world:
        found = provider_usage(world, provider=PartyId("provider"), **days)
        others = provider_usage(world, provider=PartyId("another"), **days)
    assert (found.unseen, others.unseen) == (unseen, ())


@pytest.fixture
def cluster() -> Iterator[MeteredMarket]:
    made = MeteredMarket(AT)
    made.cap("life", 500 * HOUR)
    made.order("cluster", on="2026-11-30", chips=8, service="reserved-cluster")
    made.order("job", on="2026-11-30", chips=4, under="cluster", length_s=5 * HOUR)
    made.stage.clock.at += timedelta(days=2)
    yield made
    assert made.stage.rebuilt().differences == ()


def test_what_runs_in_a_cluster_takes_nothing_more_of_the_caps(cluster: MeteredMarket):
    assert followed(cluster.meter(**used("j-1", "job", 1, 4 * HOUR))) == []
    assert acts(cluster.meter(**used("c-1", "cluster", 2, 10 * HOUR))) == ["use"]
    assert balance(cluster) == (70 * HOUR, 10 * HOUR)
    cluster.ended("job", used=4 * HOUR)
    cluster.ended("cluster", used=12 * HOUR)
    assert balance(cluster) == (0, 12 * HOUR)


@pytest.mark.parametrize("last", ["job", "cluster", "meter"])
def test_what_a_meter_saw_of_a_job_beyond_its_end_counts_once_both_are_over(
    cluster: MeteredMarket, last: str
):
    steps = {
        "meter": lambda: cluster.meter(**used("j-1", "job", 2, 6 * HOUR)),
        "job": lambda: cluster.ended("job", used=4 * HOUR),
        "cluster": lambda: cluster.ended("cluster", used=12 * HOUR),
    }
    first = [name for name in ("meter", "job", "cluster") if name != last]
    for name in (*first, last):
        steps[name]()
    by_the_gate = 12 if last != "job" else 16
    assert balance(cluster) == (0, (by_the_gate + 2) * HOUR)
    cluster.meter(**corrected("j-1", 2, 3 * HOUR))
    assert balance(cluster) == (0, by_the_gate * HOUR)


def test_a_cluster_that_is_over_counts_what_is_new_of_its_own_meter(cluster: MeteredMarket):
    cluster.meter(**used("j-1", "job", 2, 6 * HOUR))
    cluster.ended("job", used=4 * HOUR)
    cluster.ended("cluster", used=12 * HOUR)
    assert balance(cluster) == (0, 14 * HOUR)
    cluster.meter(**used("c-1", "cluster", 2, 11 * HOUR))
    assert balance(cluster) == (0, 14 * HOUR)
    cluster.meter(**used("c-2", "cluster", 1, 3 * HOUR, since=hour(2)))
    assert balance(cluster) == (0, 16 * HOUR)


# -- every bound ------------------------------------------------------------------------------


def test_sums_that_would_have_no_place_are_refused(market: MeteredMarket):
    most = 10**18
    for number in range(4):
        market.meter(**used(f"e-{number}", "r-1", 1, HOUR, meter="power", energy_mj=most))
    over = used("e-5", "r-1", 1, HOUR, meter="power", energy_mj=most)
    assert market.codes(**over) == ["metering.no-place"]
    nobodys = [used(f"n-{it}", None, 1, HOUR, energy_mj=most) for it in range(5)]
    for said in nobodys[:4]:
        market.meter(**said)
    assert market.codes(**nobodys[4]) == ["metering.no-place"]


def test_more_operations_than_the_peak_are_refused_with_the_arithmetic(market: MeteredMarket):
    over = used("e-1", "r-1", 1, 2, flop=flop(1, 2, 2 * PEAK + 1))
    answer = market.metered(**over)
    detail = answer.findings[0].detail  # type: ignore[union-attr]
    assert detail == (
        f"h100: {2 * PEAK + 1} operations declared; 2 chip-seconds x {PEAK} a second "
        f"= {2 * PEAK} at most"
    )


def test_an_order_of_somebody_else_is_unknown(market: MeteredMarket):
    assert outcome(market.order("r-2", on="2026-12-02")) == "allow"
    answer = market.stage.say("customer", used("e-1", "r-2", 1, HOUR))
    assert [it.code for it in answer.findings] == ["metering.unknown-order"]  # type: ignore[union-attr]
    assert SOURCE.startswith("//")


def test_what_is_told_of_the_day_before_counts_in_no_window_before_its_order(
    market: MeteredMarket,
):
    market.cap("daily", 100 * HOUR, window={"every": "day"})
    market.order("r-2", on="2026-12-02", chips=2, length_s=10 * HOUR)
    told = used("e-1", "r-2", 10, 2 * HOUR, since=hour(5))
    assert acts(market.meter(**told)) == ["use"]
    with market.world() as world:
        rows = {
            it.window: int(it.used) for it in world[CapsView].periods.where(cap=CapId("daily"))
        }
    assert rows["2026-12-02"] == 2 * HOUR
    assert not any(many for window, many in rows.items() if window < "2026-12-02")


def test_a_time_before_there_were_such_chips_is_a_mistake(market: MeteredMarket):
    told = used("e-1", "r-1", 1, 2 * HOUR)
    told |= {"since": "0001-01-01T00:00:00+23:59", "until": "0001-01-01T01:00:00+23:59"}
    assert "metering.other-time" in market.refused("provider", **told)


def test_what_is_late_is_beyond_what_was_held_once(market: MeteredMarket):
    market.order("r-2", on="2026-12-02", chips=1, length_s=HOUR, confirm_within_s=60)
    at = market.stage.clock.at
    told = used("e-1", "r-2", 0, HOUR, chips=1)
    told |= {"since": at.isoformat(), "until": (at + timedelta(hours=1)).isoformat()}
    market.stage.clock.at += timedelta(hours=1)
    market.order("r-3", on="2026-12-02", chips=1, length_s=HOUR)
    assert acts(market.meter(**told)) == ["late"]
    market.stage.clock.at += timedelta(hours=1)
    market.ended("r-2", used=HOUR)
    hold = market.hold_of("r-2")
    assert hold is not None
    assert hold.overrun == HOUR


def test_an_end_that_tells_of_nothing_settles_what_meters_saw(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 1, 2 * HOUR))
    assert acts(market.ended("r-1", used=0)) == ["settle"]
    assert balance(market) == (0, 2 * HOUR)


# Who used most.


DAYS: Final = {"since": date(2026, 11, 30), "until": date(2026, 12, 2)}


def ranked(market: MeteredMarket, **asked: Any) -> UserRanks:
    with market.world() as world:
        return most_used(world, **{**DAYS, **asked})


def test_whoever_used_most_stands_first_with_its_share(market: MeteredMarket):
    market.enrol("reader")
    market.order("r-2", on="2026-12-01", chips=2, length_s=4 * HOUR, end_user="reader")
    market.meter(**used("e-1", "r-1", 2, HOUR))
    market.meter(**used("u-1", "r-1", 2, HOUR, meter="utilisation"))
    market.meter(**used("e-2", "r-2", 2, 2 * HOUR))
    market.meter(**used("n-1", None, 1, HOUR, model="h100"))
    found = ranked(market)
    told = [(it.party, it.chip_seconds, it.share, it.orders) for it in found.most]
    assert told == [
        ("reader", 2 * HOUR, Decimal("0.5"), 1),
        ("customer", HOUR, Decimal("0.25"), 1),
    ]
    assert found.most[0].providers == ("provider",)
    assert (found.chip_seconds, found.unattributed_chip_seconds) == (4 * HOUR, HOUR)
    one = ranked(market, limit=1, provider=PartyId("provider"))
    assert (one.users, [it.party for it in one.most]) == (2, ["reader"])
    assert ranked(market, provider=PartyId("another")).most == ()


def test_what_a_meter_without_names_saw_is_not_told_twice(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 2, 2 * HOUR))
    market.meter(**used("p-1", None, 3, 3 * HOUR, meter="power", model="h100"))
    found = ranked(market)
    assert (found.chip_seconds, found.unattributed_chip_seconds) == (3 * HOUR, HOUR)
    assert [it.share for it in found.most] == [Decimal("0.666667")]
    market.meter(**used("p-2", "r-1", 1, HOUR, meter="power"))
    assert ranked(market).unattributed_chip_seconds == 2 * HOUR


def test_the_meter_counts_that_saw_most_in_the_period(market: MeteredMarket):
    market.meter(**used("e-1", "r-1", 2, HOUR))
    market.meter(**used("u-1", "r-1", 2, 2 * HOUR, meter="utilisation"))
    assert [it.chip_seconds for it in ranked(market).most] == [2 * HOUR]
    assert ranked(market, since=date(2026, 12, 1)).users == 0


def test_what_ran_in_a_cluster_is_counted_once(cluster: MeteredMarket):
    cluster.meter(**used("j-1", "job", 1, 4 * HOUR))
    cluster.meter(**used("c-1", "cluster", 2, 10 * HOUR))
    found = ranked(cluster)
    assert (found.chip_seconds, found.most[0].chip_seconds) == (10 * HOUR, 10 * HOUR)
    assert found.most[0].orders == 2


@pytest.mark.parametrize("until", [date(2026, 11, 30), date(2028, 1, 1)])
def test_a_period_of_no_day_or_of_years_is_not_ranked(market: MeteredMarket, until: date):
    with pytest.raises(UnreadableError, match="1 to 366 days"):
        ranked(market, until=until)
