"""Splitting, as attacks and their benign twins, at several strengths, down the one path.

Orders are real statements on a platform with law, lists and tiers; links are said; days are looked
at. The attack is named; its twin is not, or it is named as weakly as the sheet says it must be. No
ruling changes.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from tests.rules.stage import PRESENT
from tests.rules.test_rules import CHAPTERS
from tests.trading import Market

from comptrol.domains.alarms import Raised, Strength
from comptrol.kernel.finding import Receipt

POLICY: Final = CHAPTERS["structuring"].scenery["the policy is set"]["authority"]  # type: ignore[call-overload]
RATE, PATH, BLOCK = 64, 1700, 10_000_000
LIMITS: Final = [
    {"limit": "review", "counts": "chips-at-once", "value": RATE, "door": "rental",
     "source": "Operator policy of 2026, article 4"},
    {"limit": "path", "counts": "chips-ordered", "value": PATH, "span": "year",
     "source": "US AI Diffusion rule, small-order path: codified, not enforced, a test rule"},
    {"limit": "time", "counts": "chip-seconds", "value": BLOCK, "span": "rolling", "days": 30,
     "source": "Operator policy of 2026, article 5"},
]  # fmt: skip
STRENGTHS: Final = pytest.mark.parametrize("many", [2, 5, 8])
LINKS: Final = pytest.mark.parametrize(
    ("kinds", "strength"),
    [
        (("payment-instrument",), Strength.FACT),
        (("device-key",), Strength.FACT),
        (("network", "director"), Strength.WEAK),
    ],
    ids=["payer", "device", "network and director"],
)


@pytest.fixture
def market() -> Iterator[Market]:
    opened = Market()
    opened.tell("authority", **{**POLICY, "limits": LIMITS})
    yield opened
    assert opened.stage.rebuilt().differences == ()


def accounts(market: Market, many: int, **more: Any) -> list[str]:
    return [market.party(f"account-{number}", "DE", **more) for number in range(many)]


def link(market: Market, kinds: tuple[str, ...], parties: list[str]) -> None:
    said = {"parties": parties, "since": "2026-10-01", "source": "as the accounts show"}
    for kind in kinds:
        market.tell("provider", kind="structuring.linked/1", link=f"{kind}-1", by=kind, **said)


def after(market: Market, **later: float) -> None:
    market.stage.clock.at += timedelta(**later)


def look(market: Market, days: int = 2) -> list[Raised]:
    """Look at the days since the market opened, and see that no ruling changed by it."""
    until = PRESENT + timedelta(days=days)
    market.stage.clock.at = max(market.stage.clock.at, until)
    before = market.stage.rows("gate_orders")
    receipt = market.tell("authority", kind="structuring.looked/1",
                          look=f"look-{market.stage.store.size()}",
                          since=PRESENT.date().isoformat(),
                          until=until.date().isoformat())  # fmt: skip
    assert market.stage.rows("gate_orders") == before
    return raised(receipt)


def raised(receipt: Receipt) -> list[Raised]:
    said = [it.statement for it in receipt.consequences]
    return [it for it in said if isinstance(it, Raised)]


def named(alarms: list[Raised], detector: str) -> list[Raised]:
    found = [it for it in alarms if it.detector == f"structuring.{detector}"]
    assert all(it.benign and it.explanation and it.evidence for it in found)
    return found


# cap-split-subsidiaries: affiliates each order what one path allows, 1,700 chips a year.


@pytest.mark.parametrize(("many", "chips"), [(5, 1600), (3, 900), (2, 850), (20, 85)])
def test_affiliates_that_split_a_path_are_named_by_their_parent(
    market: Market, many: int, chips: int
) -> None:
    market.party("group", "DE")
    for it in accounts(market, many, parent="group"):
        market.buys(it, "DE", chips=chips)
    (found,) = named(look(market), "total")
    assert found.strength is Strength.FACT
    assert len(found.parties) >= 2
    assert str(PATH) in found.explanation


def test_affiliates_below_the_path_together_are_not_named(market: Market) -> None:
    market.party("group", "DE")
    for it in accounts(market, 2, parent="group"):
        market.buys(it, "DE", chips=849)
    assert look(market) == []


def test_one_large_affiliate_is_no_shield_for_those_who_split(market: Market) -> None:
    market.party("group", "DE")
    for it, chips in zip(accounts(market, 4, parent="group"), (1800, 900, 900, 900), strict=True):
        market.buys(it, "DE", chips=chips)
    (found,) = named(look(market), "total")
    assert "account-0" not in found.parties


def test_five_universities_through_one_reseller_are_not_named(market: Market) -> None:
    market.party("reseller", "DE")
    for number in range(5):
        university = market.party(f"university-{number}", "DE")
        market.buys("reseller", "DE", chips=1600, end_user=university, passes_on=True)
    assert look(market) == []


def test_a_split_over_weeks_is_named_in_the_look_in_which_it_is_reached(market: Market) -> None:
    market.party("group", "DE")
    first, second = accounts(market, 2, parent="group")
    market.buys(first, "DE", chips=1000)
    assert look(market) == []
    after(market, days=5)
    market.buys(second, "DE", chips=1000, on="2026-11-08")
    (found,) = named(look(market, days=9), "total")
    assert "by 2026-11-08" in found.explanation
    assert look(market, days=10) == []


def test_who_was_over_the_limit_long_ago_is_no_shield_now(market: Market) -> None:
    names = accounts(market, 2)
    link(market, ("payment-instrument",), names)
    market.rents(names[0], chips=RATE, hours=1)
    assert look(market) == []
    after(market, days=40)
    day = f"{market.stage.clock.at:%Y-%m-%d}"
    for it in names:
        market.rents(it, chips=40, hours=1, on=day)
    after(market, days=2)
    receipt = market.tell("authority", kind="structuring.looked/1", look="later", since=day,
                          until=f"{market.stage.clock.at:%Y-%m-%d}")  # fmt: skip
    (found,) = named(raised(receipt), "rate")
    assert set(found.parties) == set(names)


# multi-account-one-provider: accounts each below what is reviewed.


@LINKS
@STRENGTHS
def test_accounts_of_one_payer_reach_the_rate_together(
    market: Market, many: int, kinds: tuple[str, ...], strength: Strength
) -> None:
    names = accounts(market, many)
    link(market, kinds, names)
    for it in names:
        market.rents(it, chips=-(-RATE // many), hours=1)
    (found,) = named(look(market), "rate")
    assert found.strength is strength
    assert set(found.parties) == set(names)


@STRENGTHS
def test_independent_students_are_not_named(market: Market, many: int) -> None:
    for it in accounts(market, many):
        market.rents(it, chips=-(-RATE // many), hours=1)
    assert look(market) == []


@STRENGTHS
def test_students_of_one_hall_share_a_network_and_are_not_named(market: Market, many: int) -> None:
    names = accounts(market, many)
    link(market, ("network",), names)
    for it in names:
        market.rents(it, chips=-(-RATE // many), hours=1)
    assert look(market) == []


def test_students_who_share_network_and_address_cannot_be_told_apart_and_it_says_so(
    market: Market,
) -> None:
    names = accounts(market, 8)
    link(market, ("network", "address"), names)
    for it in names:
        market.rents(it, chips=8, hours=1)
    (found,) = named(look(market), "rate")
    assert found.strength is Strength.WEAK
    assert any("unrelated parties" in it for it in found.benign)


def test_one_after_the_other_is_no_rate(market: Market) -> None:
    names = accounts(market, 2)
    link(market, ("payment-instrument",), names)
    for it in names:
        market.rents(it, chips=40, hours=1)
        after(market, hours=1)
    assert named(look(market), "rate") == []


def amounts(market: Market, sizes: list[int]) -> list[Raised]:
    for it, chips in zip(accounts(market, len(sizes)), sizes, strict=True):
        market.rents(it, chips=chips, hours=1)
    return named(look(market), "bunching")


def test_amounts_just_below_the_limit_are_named_and_nobody_is(market: Market) -> None:
    (found,) = amounts(market, [60 + number % 4 for number in range(22)])
    assert found.strength is Strength.WEAK
    assert found.parties == ()


def test_amounts_that_run_past_the_limit_are_not_named(market: Market) -> None:
    assert amounts(market, [58 + number % 13 for number in range(26)]) == []


# Sequential hand-off: work that stops on one account goes on at another.


@pytest.mark.parametrize("gap_s", [0, 300, 600])
def test_work_that_is_handed_from_account_to_account_is_named(market: Market, gap_s: int) -> None:
    names = accounts(market, 3)
    link(market, ("device-key",), names)
    for number in range(4):
        market.rents(names[number % 3], chips=32, hours=1)
        after(market, seconds=3600 + gap_s)
    (found,) = named(look(market), "hand-over")
    assert found.strength is Strength.WEAK
    assert "3 times in a row" in found.explanation


@pytest.mark.parametrize(("linked", "gap_s"), [(False, 0), (True, 3600)])
def test_work_of_strangers_or_with_pauses_is_not_named(
    market: Market, *, linked: bool, gap_s: int
) -> None:
    names = accounts(market, 3)
    if linked:
        link(market, ("device-key",), names)
    for number in range(4):
        market.rents(names[number % 3], chips=32, hours=1)
        after(market, seconds=3600 + gap_s)
    assert named(look(market), "hand-over") == []


# subthreshold-swarm: nodes of 50 A100, 15.8 H100 equivalents and 4,000 GB each.


def a100(market: Market) -> None:
    told = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
    rate = {"property": "rate", "value": "312", "unit": "tera-ops/s",
            "precision": "FP16-tensor", "basis": "dense"}  # fmt: skip
    memory = {"property": "memory", "value": "80", "unit": "GB"}
    words = {"property": "market", "text": "datacenter"}
    facts = [{**it, **told} for it in (rate, memory, words)]
    market.tell("maker", kind="chips.described/1", model="a100", name="A100", maker="A",
                facts=facts)  # fmt: skip


def sites(market: Market, many: int) -> list[str]:
    for number in range(many):
        market.site(f"place-{number}", "MY")
    return [f"place-{number}" for number in range(many)]


@pytest.mark.parametrize(("nodes", "chips"), [(4, 50), (8, 50), (2, 50), (16, 2)])
def test_a_swarm_of_one_account_is_named_though_no_node_is_a_cluster(
    market: Market, nodes: int, chips: int
) -> None:
    a100(market)
    account = market.party("lab", "DE")
    for site in sites(market, nodes):
        market.rents(account, model="a100", site=site, chips=chips, hours=48)
    found = named(look(market, days=3), "swarm")
    assert [it.alarm.partition(":")[0] for it in found] == [
        "structuring.swarm/compute" if chips == 50 else "structuring.swarm/memory"
    ]
    assert "not shown" in found[0].explanation


@LINKS
def test_a_swarm_of_linked_accounts_is_named(
    market: Market, kinds: tuple[str, ...], strength: Strength
) -> None:
    a100(market)
    names = accounts(market, 4)
    link(market, kinds, names)
    for it, site in zip(names, sites(market, 4), strict=True):
        market.rents(it, model="a100", site=site, chips=50, hours=48)
    (found,) = named(look(market, days=3), "swarm")
    assert found.strength is strength


def test_sixteen_labs_with_a_box_each_are_no_swarm(market: Market) -> None:
    a100(market)
    for it, site in zip(accounts(market, 16), sites(market, 16), strict=True):
        market.rents(it, model="a100", site=site, chips=8, hours=48)
    assert named(look(market, days=3), "swarm") == []


def test_a_firm_with_a_box_in_each_of_two_offices_is_no_swarm(market: Market) -> None:
    a100(market)
    firm = market.party("firm", "DE")
    for site in sites(market, 2):
        market.rents(firm, model="a100", site=site, chips=8, hours=48)
    assert named(look(market, days=3), "swarm") == []


def test_nodes_that_meet_for_an_afternoon_are_no_swarm(market: Market) -> None:
    a100(market)
    lab = market.party("lab", "DE")
    for site in sites(market, 4):
        market.rents(lab, model="a100", site=site, chips=50, hours=23)
    assert named(look(market, days=3), "swarm") == []


# training-as-inference: what a classifier says is a weight, and its twin weighs the same.


@pytest.mark.parametrize(("recall", "share"), [(870_000, "8.0 %"), (430_000, "4.1 %")])
@pytest.mark.parametrize("work", ["training in disguise", "rollouts"])
def test_training_in_disguise_and_rollouts_weigh_the_same_and_it_says_so(
    market: Market, recall: int, share: str, work: str
) -> None:
    market.rents(market.party("lab", "DE"), chips=8, hours=1)
    (found,) = raised(signal(market, "telemetry", recall))
    assert found.strength is Strength.WEAK, work
    assert share in found.explanation
    assert any("rollouts" in it for it in found.benign)


def test_channels_multiply_and_one_that_is_told_twice_does_not(market: Market) -> None:
    market.rents(market.party("lab", "DE"), chips=8, hours=1)
    signal(market, "telemetry", 870_000)
    assert raised(signal(market, "telemetry", 870_000)) == []
    (found,) = raised(signal(market, "power", 870_000))
    assert "2 channels" in found.explanation
    assert "7569.0 to 1" in found.explanation


def signal(market: Market, channel: str, recall: int) -> Receipt:
    return market.tell("provider", kind="structuring.signalled/1", order="order-1",
                       channel=channel, classifier="nine series, 2026-10",
                       recall_worst_ppm=recall, false_alarm_ppm=10_000, since="2026-11-01",
                       until="2026-11-02", source="aggregates at the provider")  # fmt: skip


# low-and-slow: few chips for long, that come to the total in the end.


@pytest.mark.parametrize("chips", [8, 16, 40])
def test_a_slow_run_is_named_before_it_comes_to_the_total(market: Market, chips: int) -> None:
    market.rents(market.party("lab", "DE"), chips=chips, hours=2000)
    (found,) = named(look(market, days=1), "slow")
    crossing = PRESENT + timedelta(seconds=-(-BLOCK // chips))
    assert f"{crossing:%Y-%m-%d %H:%M:%S}" in found.explanation
    assert found.strength is Strength.WEAK


def test_a_long_scientific_job_that_declares_itself_is_not_named(market: Market) -> None:
    market.rents(market.party("lab", "DE"), chips=8, hours=2000, training_operations="1e22")
    assert look(market, days=1) == []


def test_a_job_that_ends_before_the_total_is_not_named(market: Market) -> None:
    market.rents(market.party("lab", "DE"), chips=8, hours=300)
    assert look(market, days=1) == []


def test_a_slow_run_that_is_renewed_week_by_week_is_one_run(market: Market) -> None:
    account = market.party("lab", "DE")
    found = []
    for week in range(4):
        day = PRESENT + timedelta(days=7 * week)
        market.stage.clock.at = day
        market.rents(account, chips=7, hours=168, on=f"{day:%Y-%m-%d}")
        found += named(look(market, days=7 * week + 1), "slow")
    (one,) = found
    assert one.version == 2
    assert "3 orders that go on from one another" in one.explanation


@pytest.mark.parametrize(("pause_days", "chips"), [(2, 7), (0, 3)])
def test_work_that_pauses_or_changes_its_size_is_not_one_run(
    market: Market, pause_days: int, chips: int
) -> None:
    account = market.party("lab", "DE")
    for week in range(4):
        day = PRESENT + timedelta(days=(7 + pause_days) * week)
        market.stage.clock.at = day
        size = 7 if week % 2 else chips
        market.rents(account, chips=size, hours=168, on=f"{day:%Y-%m-%d}")
        assert named(look(market, days=(7 + pause_days) * week + 1), "slow") == []


def test_what_was_declared_does_not_count_to_what_goes_on(market: Market) -> None:
    account = market.party("lab", "DE")
    for week in range(4):
        day = PRESENT + timedelta(days=7 * week)
        market.stage.clock.at = day
        declared = {} if week == 3 else {"training_operations": "1e22"}
        market.rents(account, chips=7, hours=168, on=f"{day:%Y-%m-%d}", **declared)
        assert named(look(market, days=7 * week + 1), "slow") == []


# cloud-loophole: who was refused the chips has somebody else of the group rent them.


@LINKS
def test_who_is_refused_and_rents_through_another_is_named(
    market: Market, kinds: tuple[str, ...], strength: Strength
) -> None:
    names = [market.party("dragon", "CN"), market.party("front", "DE")]
    link(market, kinds, names)
    market.buys("dragon", "CN")
    market.rents("front", chips=8, hours=1)
    (found,) = named(look(market), "elsewhere")
    assert found.strength is strength
    assert set(found.parties) == set(names)


def test_asking_an_interface_is_not_renting_chips(market: Market) -> None:
    link(market, ("payment-instrument",), [market.party("dragon", "CN"), market.party("a", "DE")])
    market.buys("dragon", "CN")
    market.rents("a", chips=1, hours=1, service="managed-job")
    assert look(market) == []


def test_who_is_let_through_before_the_other_is_refused_is_not_named(market: Market) -> None:
    link(market, ("payment-instrument",), [market.party("dragon", "CN"), market.party("a", "DE")])
    market.rents("a", chips=8, hours=1)
    market.buys("dragon", "CN")
    assert look(market) == []


# reseller-opacity: too much has no end user to its name.


@pytest.mark.parametrize(("nameless", "of"), [(5, 5), (2, 4), (1, 10)])
def test_a_reseller_who_names_no_end_users_is_named(
    market: Market, nameless: int, of: int
) -> None:
    passed_on(market, nameless, of)
    (found,) = named(look(market), "unattributed")
    assert found.strength is Strength.FACT
    assert found.parties == ("neocloud",)


def passed_on(market: Market, nameless: int, of: int) -> None:
    market.party("neocloud", "SG")
    for number in range(of):
        tenant = {} if number < nameless else {"end_user": market.party(f"t-{number}", "DE")}
        market.rents("neocloud", chips=2, hours=1, passes_on=True, **tenant)


@pytest.mark.parametrize(("nameless", "of"), [(0, 5), (1, 11), (1, 3)])
def test_a_reseller_who_names_its_tenants_or_is_small_is_not(
    market: Market, nameless: int, of: int
) -> None:
    passed_on(market, nameless, of)
    assert look(market) == []


# Headroom: an account that stays just below a limit, as it did not before.


def monthly(market: Market, used: list[int], days: int = 10) -> list[Raised]:
    """Set a limit for every day, and let one account order so much of it on each."""
    limit = {**LIMITS[2], "span": "day", "value": 3_600_000}
    del limit["days"]
    more = {"limits": [limit], "policy": "daily", "since": "2026-11-01"}
    market.tell("authority", **{**POLICY, **more})
    account = market.party("lab", "DE")
    for number, percent in enumerate(used):
        market.stage.clock.at = PRESENT + timedelta(days=number)
        market.rents(account, chips=percent, hours=10,
                     on=f"{market.stage.clock.at:%Y-%m-%d}")  # fmt: skip
    return named(look(market, days=days), "headroom")


def test_an_account_that_comes_to_stay_just_below_is_named(market: Market) -> None:
    (found,) = monthly(market, [10, 20, 15, 30, 10, 20, 15, 97, 98, 99])
    assert "0 of 7 were as near" in found.explanation
    assert found.strength is Strength.WEAK


def test_an_account_that_has_been_just_below_all_along_is_not_named(market: Market) -> None:
    assert monthly(market, [97] * 10) == []


# What would be read is bounded, and days at the edge of the calendar are days.


def test_the_first_days_there_are_can_be_looked_at(market: Market) -> None:
    market.tell("authority", **{**POLICY, "policy": "old", "since": "0001-01-01"})
    receipt = market.tell("authority", kind="structuring.looked/1", look="old",
                          since="0001-01-01", until="0001-01-02")  # fmt: skip
    assert raised(receipt) == []


def test_a_ruling_is_the_same_after_an_alarm(market: Market) -> None:
    names = accounts(market, 2)
    link(market, ("payment-instrument",), names)
    first = [market.rents(it, chips=40, hours=72) for it in names]
    assert named(look(market), "rate")
    again = [market.rents(it, chips=40, hours=72, on="2026-11-03") for it in names]
    assert [it.decision.outcome for it in again] == [it.decision.outcome for it in first]
