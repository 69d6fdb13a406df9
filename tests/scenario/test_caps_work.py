"""Caps on what compute is for: a run with all that it comes from, a programme, a cluster."""

from typing import Any

import pytest
from tests.ordering import HOUR, Market, outcome

PEAK = 1979 * 10**12
"""Operations that an H100 can do in a second, as it is described in the rules."""
AN_ORDER = 8 * 10 * HOUR * PEAK


@pytest.fixture
def market() -> Market:
    market = Market()
    _run(market, "base")
    _run(market, "next", sources=[{"run": "base", "by": "initialised"}])
    return market


def _run(market: Market, name: str, **other: Any) -> None:
    words = {"run": name, "developer": "customer", "purpose": "training", **other}
    market.tell("customer", kind="training.run-declared/1", began_on="2026-10-01", **words)


def _limited(market: Market, name: str, orders: int, **other: Any) -> None:
    limit = str(orders * AN_ORDER)
    market.cap(name, None, unit="flop", limit=limit, **other)


def test_a_run_is_bound_by_the_caps_of_every_run_it_comes_from(market: Market):
    _limited(market, "base-cap", 2, bearer="run", whose="base")
    assert outcome(market.order("r-1", run="base")) == "allow"
    assert outcome(market.order("r-2", run="next")) == "allow"
    assert outcome(market.order("r-3", run="next")) == "refuse"
    assert outcome(market.order("r-4")) == "allow"
    assert market.stage.rebuilt().differences == ()


def test_a_cap_of_a_later_run_does_not_bind_what_it_comes_from(market: Market):
    _limited(market, "next-cap", 1, bearer="run", whose="next")
    assert outcome(market.order("r-1", run="next")) == "allow"
    assert outcome(market.order("r-2", run="next")) == "refuse"
    assert outcome(market.order("r-3", run="base")) == "allow"


def test_lineage_that_is_told_later_binds_the_next_order(market: Market):
    _run(market, "apart")
    _limited(market, "base-cap", 1, bearer="run", whose="base")
    market.order("r-1", run="base")
    assert outcome(market.order("r-2", run="apart")) == "allow"
    sources = [{"run": "base", "by": "fine-tuned"}]
    words = {"run": "apart", "sources": sources, "reason": "it was fine-tuned after all"}
    market.tell("customer", kind="training.lineage-corrected/1", **words)
    assert outcome(market.order("r-3", run="apart")) == "refuse"


def test_all_caps_are_held_or_none_is(market: Market):
    _limited(market, "base-cap", 5, bearer="run", whose="base")
    _limited(market, "climate", 1, bearer="programme", whose="climate")
    market.order("r-1", run="base", programme="climate")
    assert outcome(market.order("r-2", run="base", programme="climate")) == "refuse"
    assert market.cap_of("base-cap").held == 0
    assert market.stage.rebuilt().differences == ()


def test_a_cluster_is_bound_by_what_stands_there_together(market: Market):
    market.cap("frankfurt-cap", 12, bearer="cluster", whose="frankfurt", unit="chips")
    assert outcome(market.order("r-1")) == "allow"
    assert outcome(market.order("r-2", chips=5)) == "refuse"
    assert outcome(market.order("r-3", chips=4)) == "allow"


def test_amending_an_order_to_another_run_asks_the_caps_of_that(market: Market):
    _limited(market, "base-cap", 1, bearer="run", whose="base")
    market.order("r-1", run="base")
    market.order("r-2")
    words = {"change": {"run": "next"}, "reason": "it is for the next run"}
    assert outcome(market.about("provider", "amended", "r-2", **words)) == "refuse"
