"""Ways in which somebody tried to get more through the gate than it lets through."""

from datetime import timedelta
from typing import Any

import pytest
from tests.ordering import HOUR, Market, outcome, rental
from tests.rules.test_rules import COMMON

from comptrol.domains.gate import OrderId, startable, stops
from comptrol.domains.law import Outcome
from comptrol.kernel.finding import Receipt
from comptrol.kernel.statement import kind

CLUSTER = {"service": "reserved-cluster", "length_s": 20 * HOUR, "chips": 16}


@pytest.fixture
def market() -> Any:
    opened = Market()
    yield opened
    assert opened.stage.rebuilt().differences == ()


def adopted(market: Market, **other: Any) -> None:
    market.tell("authority", **{**COMMON.scenery["the law is adopted"]["authority"], **other})


def stopped(market: Market) -> list[str]:
    with market.world() as world:
        return [it.order for it in stops(world)]


def starts(market: Market, order: str) -> Outcome:
    with market.world() as world:
        today = market.stage.clock.at.date()
        return startable(world, order=OrderId(order), on=today).outcome


def test_orders_that_one_fact_lets_go_share_the_room_there_is(market: Market):
    adopted(market, policy="rental-parity")
    market.enrol("newcomer")
    market.cap("rate", 8, unit="chips", whose="newcomer")
    for number in range(4):
        assert outcome(market.order(f"r-{number}", customer="newcomer")) == "hold"
    market.seat("newcomer", "DE")
    assert market.cap_of("rate").held == 8
    standing = [market.standing_of(f"r-{number}").standing for number in range(4)]
    assert standing == [True, False, False, False]


def test_a_ruling_fits_whoever_stands_in_the_chain(market: Market):
    adopted(market, policy="rental-parity")
    chain = [f"a-company-with-a-long-name-{number}" for number in range(8)]
    for name in (*chain, "user"):
        market.enrol(name, "DE", name=f"{name.title()} Aktiengesellschaft und Compagnie " * 4)
    market.enrol("owner", "CN")
    ordered = market.order("r-1", resellers=chain, end_user="user")
    assert isinstance(ordered, Receipt)
    market.seat("owner", "CN")
    for name in chain:
        market.seat(name, "CN", "owner")
    market.tell("authority", kind="gate.recheck-asked/1", rulebook="compute-law")


def test_an_order_does_not_move_out_from_under_a_cap_by_its_day(market: Market):
    market.cap("december", 1, unit="chips", since="2026-12-01")
    market.order("r-1")
    moved = market.about(
        "provider", "amended", "r-1", change={"on": "2026-12-02"}, reason="a month later"
    )
    assert outcome(moved) == "refuse"


def test_an_order_ahead_is_held_against_the_caps_of_its_day(market: Market):
    market.cap("until-december", 1, unit="chips", until="2026-12-01")
    market.order("r-1", on="2026-12-02")
    assert starts(market, "r-1") is Outcome.HOLD
    said = {"kind": "gate.confirmed/1", "order": "r-1", "job": "c1/1"}
    assert market.refused("provider", **said) == ["gate.other-time"]


def test_nothing_runs_on_in_a_cluster_that_was_suspended(market: Market):
    market.order("cluster", **CLUSTER)
    market.order("j-1", under="cluster", chips=8)
    market.about("provider", "confirmed", "j-1", job="c1/1")
    market.about("reviewer", "suspended", "cluster", reason="a case was opened about it")
    assert stopped(market) == ["cluster", "j-1"]
    more = rental("j-2", under="cluster", chips=1)
    assert market.refused("provider", **more) == ["gate.not-standing"]
    market.about("reviewer", "resumed", "cluster", reason="the case was closed again")
    assert (stopped(market), starts(market, "j-1")) == ([], Outcome.ALLOW)


def test_what_jobs_used_counts_when_their_cluster_says_that_it_used_nothing(market: Market):
    market.cap("total", 1000 * HOUR)
    market.order("cluster", **CLUSTER)
    market.order("j-1", under="cluster", chips=8, length_s=10 * HOUR)
    market.order("j-2", under="cluster", chips=8, length_s=10 * HOUR)
    market.ended("j-1", used=40 * HOUR)
    market.ended("cluster", used=0)
    assert stopped(market) == ["j-2"]
    market.ended("j-2", used=30 * HOUR)
    assert (market.cap_of("total").held, market.cap_of("total").used) == (0, 70 * HOUR)


def test_a_job_is_for_whom_its_cluster_is_for(market: Market):
    market.enrol("stranger")
    market.order("cluster", **CLUSTER)
    market.order("j-1", under="cluster", chips=8)
    change = {"change": {"end_user": "stranger"}, "reason": "it is for them"}
    for order in ("j-1", "cluster"):
        said = {"kind": "gate.amended/1", "order": order, **change}
        assert market.refused("provider", **said) == ["gate.other-than-above"]


def test_a_cluster_ordered_ahead_takes_jobs_on_its_own_days(market: Market):
    market.order("cluster", **{**CLUSTER, "on": "2026-11-20"})
    early = market.refused("provider", **rental("j-1", under="cluster", chips=1))
    assert early == ["gate.other-time"]
    market.stage.clock.at += timedelta(days=19, hours=2)
    assert outcome(market.order("j-2", under="cluster", chips=1, on="2026-11-20")) == "allow"


def test_what_was_let_through_elsewhere_is_filed_though_its_cluster_was_stopped(market: Market):
    market.order("cluster", **CLUSTER)
    asked_at = market.stage.clock.at.isoformat()
    market.stage.clock.at += timedelta(hours=1)
    market.about("reviewer", "suspended", "cluster", reason="a case was opened about it")
    filed = market.order("j-1", under="cluster", chips=8, asked_at=asked_at)
    assert outcome(filed) == "refuse"
    assert stopped(market) == ["cluster", "j-1"]
    market.about("provider", "confirmed", "j-1", job="c1/1")
    market.ended("j-1", used=HOUR)
    assert market.standing_of("cluster").under_chip_seconds == HOUR


def test_growth_counts_on_the_day_on_which_it_grew(market: Market):
    adopted(market, policy="rental-parity", small_use_chip_hours=500)
    market.seat("customer", "CN")
    for number in range(3):
        market.order(f"r-{number}", chips=1, length_s=HOUR, on=market.stage.clock.at.date())
        market.stage.clock.at += timedelta(days=31)
    change = {"change": {"length_s": 490 * HOUR}, "reason": "it takes longer"}
    grown = [outcome(market.about("provider", "amended", f"r-{it}", **change)) for it in range(3)]
    assert grown == ["allow", "hold", "hold"]


def test_who_has_used_without_being_allowed_has_used_it_all_the_same(market: Market):
    market.cap("total", HOUR)
    assert outcome(market.order("r-1")) == "refuse"
    market.ended("r-1", used=80 * HOUR)
    assert market.cap_of("total").used == 80 * HOUR


def test_a_reviewer_of_the_sellers_own_group_decides_nothing(market: Market):
    words = {"party": "in-house", "name": "In House", "country": "DE", "roles": ["reviewer"]}
    market.tell("authority", kind="parties.enrolled/1", key="key of in-house", **words)
    market.seat("in-house", "DE", "provider")
    market.cap("total", 1)
    market.order("r-1")
    said = {"reason": "we would rather have it go", "by": "Head of sales", "order": "r-1"}
    asked = market.refused("in-house", kind="gate.override-asked/1", outcome="allow", **said)
    assert asked == ["gate.own-order"]


def test_two_let_go_what_they_were_asked_about_and_nothing_larger(market: Market):
    words = {"party": "second", "name": "Second", "country": "DE", "roles": ["reviewer"]}
    market.tell("authority", kind="parties.enrolled/1", key="key of second", **words)
    market.cap("total", 1)
    market.order("r-1")
    said = {"reason": "the flood forecast cannot wait", "by": "Reviewer on duty"}
    market.about("reviewer", "override-asked", "r-1", outcome="allow", **said)
    agreed = market.about("second", "override-agreed", "r-1", **said)
    assert outcome(agreed) == "allow"
    adopted(market, policy="rental-parity")
    market.seat("customer", "CN")
    assert market.standing_of("r-1").outcome is Outcome.HOLD
    assert stopped(market) == ["r-1"]


def test_a_seller_that_suspended_its_order_first_does_not_keep_a_reviewer_out(market: Market):
    market.order("r-1")
    market.about("provider", "suspended", "r-1", reason="maintenance of the cluster")
    market.about("reviewer", "suspended", "r-1", reason="a case was opened about it")
    said = {"kind": "gate.resumed/1", "order": "r-1", "reason": "maintenance is over"}
    assert market.refused("provider", **said) == ["gate.not-yours"]


def test_suspending_an_order_does_not_keep_its_hold_for_ever(market: Market):
    market.cap("total", 80 * HOUR)
    market.order("r-1", confirm_within_s=60)
    market.about("provider", "suspended", "r-1", reason="maintenance of the cluster")
    market.about("provider", "resumed", "r-1", reason="maintenance is over now")
    market.stage.clock.at += timedelta(seconds=62)
    assert outcome(market.order("r-2")) == "allow"


def test_a_sale_that_is_over_lets_nothing_more_be_shipped(market: Market):
    sale = {
        "kind": "gate.ordered/1",
        "order": "s-1",
        "door": "sale",
        "customer": "holder",
        "model": "h100",
        "chips": 8,
        "on": "2026-11-01",
        "end_use": "weather research",
        "origin": "US",
        "destination": "DE",
    }
    market.seat("holder", "DE")
    market.tell("maker", **COMMON.scenery["a lot of H100 is made"]["maker"])
    assert outcome(market.tell("maker", **sale)) == "allow"
    at = market.stage.clock.at.isoformat()
    market.tell("maker", kind="gate.ended/1", order="s-1", at=at, shipped_chips=0)
    shipped = market.tell(
        "maker",
        kind="registry.shipped/1",
        shipment="s-1",
        lot="lot-1",
        to="holder",
        destination="frankfurt",
        waybill="w",
        on="2026-11-01",
        order="s-1",
    )
    assert "gate.bypassed/1" in [kind(type(it.statement)) for it in shipped.consequences]
