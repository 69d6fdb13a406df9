"""Accounts that nobody has linked, whose orders one hand might have written."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.scenario.test_structuring_scenarios import (
    LIMITS,
    POLICY,
    accounts,
    after,
    link,
    look,
    named,
)
from tests.trading import Market

ALIKE: Any = {
    "within_days": 3, "accounts_min": 3, "observations_min": 20, "times_min": 5,
    "false_discovery_ppm": 10_000,
}  # fmt: skip


def opened(**policy: Any) -> Market:
    """Return a market in which seven others have rented for three weeks, each what it needs."""
    market = Market()
    market.tell("authority", **{**POLICY, "limits": LIMITS, **policy})
    others = [market.party(f"other-{it}", "DE") for it in range(7)]
    for number in range(28):
        market.rents(
            others[number % 7], chips=1, hours=2 + number % 3, on=f"2026-11-{1 + number // 2:02d}"
        )
    after(market, days=14)
    return market


@pytest.fixture
def market() -> Iterator[Market]:
    market = opened(alike=ALIKE)
    yield market
    assert market.stage.rebuilt().differences == ()


def rent(market: Market, parties: list[str], chips: int = 20, **more: Any) -> None:
    for it in parties:
        market.rents(it, chips=chips, hours=72, on="2026-11-15", **more)


@pytest.mark.parametrize("many", [4, 5, 8])
def test_accounts_of_nothing_in_common_that_order_the_same_are_named(
    market: Market, many: int
) -> None:
    rent(market, accounts(market, many))
    (found,) = named(look(market, 16), "alike")
    assert found.parties == tuple(f"account-{it}" for it in range(many))
    assert found.strength.value == "weak"
    assert f"{many} accounts that nobody has linked each ordered 20 h100" in found.explanation


def test_accounts_that_are_together_below_the_limit_are_not(market: Market) -> None:
    rent(market, accounts(market, 5), chips=12)
    assert named(look(market, 16), "alike") == []


def test_accounts_that_are_linked_count_once_and_are_named_as_linked(market: Market) -> None:
    five = accounts(market, 5)
    link(market, ("payment-instrument",), five)
    rent(market, five)
    alarms = look(market, 16)
    assert named(alarms, "alike") == []
    assert named(alarms, "rate")


def test_who_was_kept_apart_by_a_person_is_not_held_together(market: Market) -> None:
    five = accounts(market, 5)
    for it in five[:3]:
        market.tell("reviewer", kind="structuring.split/1", split=f"split-{it}", party=it,
                    reason="a course of a school", by="Reviewer")  # fmt: skip
    rent(market, five)
    assert named(look(market, 16), "alike") == []


def test_what_was_sold_is_not_held_together(market: Market) -> None:
    for it in accounts(market, 5):
        market.buys(it, "DE", chips=20, on="2026-11-15")
    assert named(look(market, 16), "alike") == []


def test_what_a_reseller_orders_for_its_customers_is_not_held_together(market: Market) -> None:
    reseller = market.party("reseller", "DE")
    for it in accounts(market, 5):
        rent(market, [reseller], end_user=it, passes_on=True)
    assert named(look(market, 16), "alike") == []


def test_what_the_policy_does_not_ask_for_is_not_looked_for() -> None:
    market = opened()
    rent(market, accounts(market, 5))
    assert named(look(market, 16), "alike") == []
