"""What hangs on a hair, and what is hidden behind a name. Down the one path.

A part just below a line, ordered in numbers, and parts for games; resellers who name their own
house as the end user; end users that somebody owns who may not have the chips.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.rules.stage import PRESENT
from tests.scenario.test_structuring_scenarios import LIMITS, POLICY
from tests.trading import Market

from comptrol.domains.alarms import Raised, Strength

MARGIN = {"within_bp": 200, "chips_min": 32}


@pytest.fixture
def market() -> Iterator[Market]:
    opened = Market()
    opened.tell("authority", **{**POLICY, "limits": LIMITS, "margin": MARGIN})
    yield opened
    assert opened.stage.rebuilt().differences == ()


def look(market: Market, detector: str, days: int = 2) -> list[Raised]:
    until = PRESENT + timedelta(days=days)
    market.stage.clock.at = max(market.stage.clock.at, until)
    receipt = market.tell("authority", kind="structuring.looked/1",
                          look=f"look-{market.stage.store.size()}",
                          since=PRESENT.date().isoformat(),
                          until=until.date().isoformat())  # fmt: skip
    said = [it.statement for it in receipt.consequences]
    return [
        it
        for it in said
        if isinstance(it, Raised) and it.detector == f"structuring.{detector}" and it.evidence
    ]


@pytest.mark.parametrize("chips", [32, 500])
@pytest.mark.parametrize("door", ["rents", "buys"])
def test_a_part_just_below_a_line_is_named_where_it_is_ordered_in_numbers(
    market: Market, door: str, chips: int
) -> None:
    market.chip("tuned", "149.4", "1490", "datacenter")
    lab = market.party("lab", "DE")
    if door == "rents":
        market.rents(lab, model="tuned", chips=chips)
    else:
        market.buys(lab, "DE", model="tuned", chips=chips)
    (found,) = look(market, "margin")
    assert found.strength is Strength.WEAK
    assert found.parties == ("lab", "maker")
    assert "tuned is none by its numbers: TPP 2390.4" in found.explanation
    assert "200 basis points higher it would be 3A090.b" in found.explanation


def test_orders_that_are_split_over_days_and_linked_accounts_count_together(
    market: Market,
) -> None:
    market.chip("tuned", "149.4", "1490", "datacenter")
    market.party("group", "DE")
    for number in range(4):
        name = market.party(f"account-{number}", "DE", parent="group")
        market.rents(name, model="tuned", chips=8, on=f"2026-11-0{1 + number % 2}")
    (found,) = look(market, "margin")
    assert "4 linked parties ordered 32" in found.explanation


@pytest.mark.parametrize(
    ("tera_ops", "die_mm2", "market_of", "chips"),
    [
        ("149.4", "1490", "datacenter", 31),
        ("99", "300", "consumer", 500),
        ("195", "379", "consumer", 31),
        ("120", "1490", "datacenter", 500),
        ("989.4", "814", "datacenter", 500),
    ],
)
def test_few_of_a_part_or_one_far_from_any_line_is_not(
    market: Market, tera_ops: str, die_mm2: str, market_of: str, chips: int
) -> None:
    market.chip("part", tera_ops, die_mm2, market_of)
    market.rents(market.party("lab", "DE"), model="part", chips=chips)
    assert look(market, "margin") == []


def test_a_strong_part_for_games_that_is_rented_by_the_hall_is_named(market: Market) -> None:
    market.chip("gaming", "195", "379", "consumer")
    market.rents(market.party("lab", "DE"), model="gaming", chips=500)
    (found,) = look(market, "margin")
    assert "if it were, it would be 3A090.a" in found.explanation


def passed_on(market: Market, parents: list[str]) -> list[Raised]:
    market.party("neocloud", "SG")
    for number, parent in enumerate(parents):
        tenant = market.party(f"tenant-{number}", "SG", parent=parent)
        market.rents("neocloud", chips=2, hours=1, passes_on=True, end_user=tenant)
    return look(market, "unattributed")


def test_a_reseller_who_names_its_own_house_has_named_nobody(market: Market) -> None:
    (found,) = passed_on(market, ["neocloud"] * 4)
    assert found.version == 2
    assert "8 of these it names one of its own house" in found.explanation


def test_a_reseller_who_names_others_has(market: Market) -> None:
    assert passed_on(market, ["itself"] * 11) == []


def owned(market: Market, owner: str, asset: str, bp_min: int) -> None:
    market.tell("authority", kind="parties.ownership/1", asset=asset, owner=owner, bp_min=bp_min,
                bp_max=10_000, on="2026-10-01", source="register")  # fmt: skip


def ordered(market: Market, country: str, bp_min: int, steps: int = 1) -> list[Raised]:
    """Let a firm order that says it is nobody's, and is owned from a country, by so many steps."""
    chain = [market.party("owner", country)]
    chain += [market.party(f"holding-{it}", "SG") for it in range(steps - 1)]
    chain.append(market.party("firm", "MY"))
    for owner, asset in pairwise(chain):
        owned(market, owner, asset, bp_min)
    market.rents("firm", chips=8, hours=1)
    return look(market, "control")


@pytest.mark.parametrize("steps", [1, 2, 4])
@pytest.mark.parametrize("country", ["CN", "MO", "HK"])
def test_an_end_user_whose_owner_answers_to_a_restricted_country_is_named(
    market: Market, country: str, steps: int
) -> None:
    (found,) = ordered(market, country, 5100, steps)
    assert found.strength is Strength.FACT
    assert found.parties == ("firm", "owner")
    assert f"owner answers to {country}" in found.explanation


@pytest.mark.parametrize(("country", "bp_min"), [("DE", 9000), ("CN", 4999)])
def test_an_owner_elsewhere_or_of_less_than_half_is_not(
    market: Market, country: str, bp_min: int
) -> None:
    assert ordered(market, country, bp_min) == []


def test_whose_parent_is_declared_where_it_is_hides_nothing(market: Market) -> None:
    market.party("owner", "CN")
    market.party("firm", "MY", parent="owner")
    owned(market, "owner", "firm", 9000)
    market.rents("firm", chips=8, hours=1)
    assert look(market, "control") == []
