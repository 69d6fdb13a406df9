"""How orders live: held against caps, confirmed, changed, suspended, over; and judged again."""

from datetime import timedelta
from typing import Any

import pytest
from tests.ordering import HOUR, Market, followed, outcome, rental
from tests.rules.test_rules import COMMON

from comptrol.domains.caps import HoldStage
from comptrol.domains.gate import OrderId, Stage, queue, startable, stops
from comptrol.domains.law import Outcome


@pytest.fixture
def market() -> Market:
    return Market()


def later(market: Market, seconds: float) -> None:
    market.stage.clock.at += timedelta(seconds=seconds)


def test_what_is_allowed_is_held_confirmed_and_settled(market: Market):
    market.cap("total", 100 * HOUR)
    market.cap("rate", 8, unit="chips")
    ordered = market.order("r-1")
    assert followed(ordered) == ["gate.ruled/1", "caps.posted/1"]
    assert (market.cap_of("total").held, market.cap_of("rate").held) == (80 * HOUR, 8)
    market.about("provider", "confirmed", "r-1", job="c1/7@2026-11-01T00:00:00Z")
    market.ended("r-1", used=30 * HOUR)
    total, rate = market.cap_of("total"), market.cap_of("rate")
    assert (total.held, total.used, rate.held, rate.used) == (0, 30 * HOUR, 0, 0)
    assert market.stage.rebuilt().differences == ()


def test_exactly_the_rest_of_a_cap_is_allowed_and_one_more_is_not(market: Market):
    market.cap("total", 80 * HOUR)
    assert outcome(market.order("r-1")) == "allow"
    one_more = market.order("r-2", chips=1, length_s=1)
    assert outcome(one_more) == "refuse"
    (ruled,) = (it.statement for it in one_more.consequences)
    (limit,) = ruled.decision.policy
    assert (limit.rule, limit.citation) == ("cap:total", "Agreement 7, paragraph 2")
    assert limit.detail == (
        "Cap total: ceiling 288000 chip-seconds, held 288000, used 0, asked 1."
    )


def test_every_cap_that_has_no_room_is_named(market: Market):
    market.cap("rate", 4, unit="chips")
    market.cap("of-the-provider", 1, bearer="provider", whose="provider")
    market.cap("of-the-country", 1, bearer="country", whose="DE")
    market.cap("of-the-world", 1, bearer="world", whose=None)
    market.cap("counts-only", None)
    (ruled,) = (it.statement for it in market.order("r-1").consequences)
    named = {it.rule for it in ruled.decision.policy}
    assert named == {"cap:rate", "cap:of-the-provider", "cap:of-the-country", "cap:of-the-world"}


def test_what_is_refused_holds_nothing(market: Market):
    market.cap("small", 1)
    market.cap("large", 10**9)
    market.order("r-1")
    assert (market.cap_of("large").held, market.hold_of("r-1")) == (0, None)


def test_a_hold_that_nobody_confirms_lapses_and_makes_room_in_the_same_step(market: Market):
    market.cap("total", 80 * HOUR)
    market.order("r-1", confirm_within_s=60)
    assert outcome(market.order("r-2")) == "refuse"
    later(market, 61)
    taken = market.order("r-3")
    assert followed(taken) == ["gate.lapsed/1", "caps.lapsed/1", "gate.ruled/1", "caps.posted/1"]
    assert outcome(taken) == "allow"
    hold = market.hold_of("r-1")
    assert hold is not None
    assert hold.stage is HoldStage.LAPSED
    assert market.cap_of("total").held == 80 * HOUR
    assert market.stage.rebuilt().differences == ()


def test_what_ran_after_its_hold_had_lapsed_is_counted_all_the_same(market: Market):
    market.cap("total", 80 * HOUR)
    market.order("r-1", confirm_within_s=60)
    later(market, 61)
    market.order("r-2")
    market.ended("r-1", used=5 * HOUR)
    assert (market.cap_of("total").used, market.cap_of("total").held) == (5 * HOUR, 80 * HOUR)


def test_an_order_that_lapsed_cannot_be_taken_up_even_before_that_was_said(market: Market):
    market.order("r-1", confirm_within_s=60)
    later(market, 62)
    said = {"kind": "gate.confirmed/1", "order": "r-1", "job": "c1/7"}
    assert market.refused("provider", **said) == ["gate.not-standing"]


def test_use_beyond_what_was_held_is_counted_beyond_the_ceiling(market: Market):
    market.cap("total", 80 * HOUR)
    market.order("r-1")
    ended = market.ended("r-1", used=81 * HOUR)
    (posted,) = (it.statement for it in ended.consequences)
    assert posted.overrun == HOUR
    assert market.cap_of("total").used == 81 * HOUR


def test_only_growth_is_ruled(market: Market):
    market.cap("total", 100 * HOUR)
    market.order("r-1")
    change = {"change": {"length_s": 12 * HOUR}, "reason": "it takes longer"}
    grown = market.about("provider", "amended", "r-1", **change)
    assert followed(grown) == ["gate.ruled/1", "caps.posted/1"]
    assert market.cap_of("total").held == 96 * HOUR
    shrunk = market.about("provider", "amended", "r-1", change={"chips": 4}, reason="fewer do")
    assert followed(shrunk) == ["caps.posted/1"]
    assert market.cap_of("total").held == 48 * HOUR


def test_growth_that_is_not_allowed_leaves_the_order_as_it_was(market: Market):
    market.cap("total", 100 * HOUR)
    market.order("r-1")
    change = {"change": {"chips": 80}, "reason": "all of them"}
    assert outcome(market.about("provider", "amended", "r-1", **change)) == "refuse"
    order = market.standing_of("r-1")
    assert (order.chips, order.outcome, order.standing) == (8, Outcome.ALLOW, True)
    assert market.cap_of("total").held == 80 * HOUR


def test_a_cap_cut_below_what_runs_starts_nothing_new_and_stops_nothing(market: Market):
    market.cap("total", 100 * HOUR)
    market.order("r-1")
    market.cap("total", 10 * HOUR)
    assert outcome(market.order("r-2", chips=1, length_s=1)) == "refuse"
    with market.world() as world:
        held = startable(world, order=OrderId("r-1"), on=market.stage.clock.at.date())
        assert stops(world) == ()
    assert held.outcome is Outcome.HOLD
    assert "set to 36000 chip-seconds" in held.reasons[0]


def test_a_customer_is_bound_by_the_caps_of_its_ultimate_parent(market: Market):
    market.enrol("daughter")
    market.seat("daughter", "DE", "customer")
    market.cap("of-the-group", 100 * HOUR)
    market.order("r-1")
    assert outcome(market.order("r-2", customer="daughter")) == "refuse"
    assert outcome(market.order("r-3", customer="daughter", chips=2)) == "allow"


def test_what_is_learnt_of_a_customer_judges_its_running_rentals_again(market: Market):
    market.tell("authority", **adopted(policy="rental-parity"))
    market.order("r-1")
    market.about("provider", "confirmed", "r-1", job="c1/1")
    market.seat("customer", "CN")
    with market.world() as world:
        (stop,) = stops(world)
        assert (stop.order, stop.job) == ("r-1", "c1/1")
        assert stop.outcome is not Outcome.ALLOW
        assert stop.reasons
        (waits,) = queue(world)
    assert waits.order == "r-1"
    market.ended("r-1", used=HOUR)
    with market.world() as world:
        assert stops(world) == ()
    assert market.stage.rebuilt().differences == ()


def adopted(**other: Any) -> dict[str, Any]:
    return {**COMMON.scenery["the law is adopted"]["authority"], **other}


def test_a_suspended_order_does_not_start_and_is_ruled_anew_when_it_goes_on(market: Market):
    market.order("r-1")
    market.about("reviewer", "suspended", "r-1", reason="a case was opened about it")
    with market.world() as world:
        told = startable(world, order=OrderId("r-1"), on=market.stage.clock.at.date())
        (stop,) = stops(world)
    assert told.reasons == ("The order is suspended.",)
    assert (stop.outcome, stop.reasons) == (Outcome.HOLD, ("It was suspended by reviewer.",))
    said = {"kind": "gate.resumed/1", "order": "r-1", "reason": "we think it may go on"}
    assert market.refused("provider", **said) == ["gate.not-yours"]
    resumed = market.about("reviewer", "resumed", "r-1", reason="the case was closed again")
    assert outcome(resumed) == "allow"
    assert market.standing_of("r-1").stage is Stage.OPEN
    with market.world() as world:
        assert stops(world) == ()


def test_jobs_in_a_reserved_cluster_take_from_it_and_not_from_the_caps(market: Market):
    market.cap("total", 80 * HOUR)
    market.order("cluster", service="reserved-cluster")
    job = {"under": "cluster", "chips": 4, "length_s": 15 * HOUR}
    assert outcome(market.order("j-1", **job)) == "allow"
    assert market.cap_of("total").held == 80 * HOUR
    too_long = market.refused("provider", **rental("j-2", **job))
    assert too_long == ["gate.no-room-above"]
    market.ended("j-1", used=2 * HOUR)
    assert market.standing_of("cluster").under_chip_seconds == 2 * HOUR
    assert market.standing_of("cluster").under_chips == 0


def test_the_worst_of_a_chain_counts(market: Market):
    market.enrol("reseller", name="Dragonwell Circuits Co., Ltd.")
    market.tell("authority", **adopted(policy="rental-parity"))
    market.enrol("user")
    market.seat("user", "DE")
    resold = market.order("r-1", resellers=["reseller"], end_user="user")
    assert outcome(resold) != "allow"
    (ruled,) = (it.statement for it in resold.consequences)
    assert any("reseller" in it.id for it in ruled.decision.questions) or any(
        it.detail.startswith("reseller:") for it in (*ruled.decision.law, *ruled.decision.policy)
    )


def test_what_is_let_go_by_a_ruling_is_held_again_when_it_is_allowed_again(market: Market):
    market.tell("authority", **adopted(policy="rental-parity"))
    market.cap("total", 80 * HOUR)
    market.order("r-1", confirm_within_s=600)
    market.seat("customer", "CN")
    assert (market.standing_of("r-1").standing, market.cap_of("total").held) == (False, 0)
    market.seat("customer", "DE")
    assert (market.standing_of("r-1").standing, market.cap_of("total").held) == (True, 80 * HOUR)
    assert outcome(market.order("r-2", chips=1, length_s=1)) == "refuse"


def test_another_end_user_needs_room_under_its_own_caps(market: Market):
    market.enrol("user")
    market.seat("user", "DE")
    market.cap("of-the-user", 0, whose="user")
    market.order("r-1")
    change = {"change": {"end_user": "user"}, "reason": "it is for them"}
    assert outcome(market.about("provider", "amended", "r-1", **change)) == "refuse"
    assert market.standing_of("r-1").end_user is None


def test_what_grows_is_held_on_caps_that_were_set_after_it_was_ordered(market: Market):
    market.order("r-1")
    market.cap("rate", 12, unit="chips")
    assert market.cap_of("rate").held == 0
    market.about("provider", "amended", "r-1", change={"chips": 12}, reason="more of them")
    assert market.cap_of("rate").held == 12
    over = market.about("provider", "amended", "r-1", change={"chips": 13}, reason="one more")
    assert outcome(over) == "refuse"


def two(market: Market) -> None:
    """Let a second and a third reviewer in."""
    for name in ("second", "third"):
        words = {"party": name, "name": name.title(), "country": "DE", "roles": ["reviewer"]}
        market.tell("authority", kind="parties.enrolled/1", key=f"key of {name}", **words)


def test_one_reviewer_does_not_undo_what_two_agreed_on(market: Market):
    two(market)
    market.order("r-1")
    market.about("provider", "confirmed", "r-1", job="c1/1")
    words = {"reason": "we were told to stop it at once", "by": "Reviewer on duty"}
    market.about("reviewer", "override-asked", "r-1", outcome="refuse", **words)
    market.about("second", "override-agreed", "r-1", **words)
    market.about("third", "override-asked", "r-1", outcome="allow", **words)
    market.tell("authority", kind="gate.recheck-asked/1", rulebook="compute-law")
    order = market.standing_of("r-1")
    assert (order.outcome, order.stop) == (Outcome.REFUSE, True)


def test_an_order_that_was_let_past_a_cap_by_two_starts_and_blocks_nobody(market: Market):
    two(market)
    market.cap("total", 80 * HOUR)
    market.order("r-1")
    market.order("r-2")
    words = {"reason": "the flood forecast cannot wait", "by": "Reviewer on duty"}
    market.about("reviewer", "override-asked", "r-2", outcome="allow", **words)
    market.about("second", "override-agreed", "r-2", **words)
    assert market.cap_of("total").held == 160 * HOUR
    with market.world() as world:
        for name in ("r-1", "r-2"):
            told = startable(world, order=OrderId(name), on=market.stage.clock.at.date())
            assert told.outcome is Outcome.ALLOW


def test_an_order_does_not_start_before_its_day(market: Market):
    market.order("r-1", on="2026-11-20")
    with market.world() as world:
        told = startable(world, order=OrderId("r-1"), on=market.stage.clock.at.date())
    assert (told.outcome, told.reasons) == (Outcome.HOLD, ("It begins on 2026-11-20.",))


def test_an_appeal_against_the_same_ruling_is_decided_once(market: Market):
    market.cap("total", 1)
    market.order("r-1")
    said = {"kind": "gate.appealed/1", "order": "r-1", "grounds": "the cap is a mistake"}
    market.tell("provider", **said)
    words = {"granted": False, "reason": "it is as it was agreed", "by": "Reviewer on duty"}
    market.about("reviewer", "appeal-decided", "r-1", **words)
    assert market.refused("provider", **said) == ["gate.appealed"]
