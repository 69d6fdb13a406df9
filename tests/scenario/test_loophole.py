"""The cloud loophole: attacks on a gate of two doors, and their benign twins, down the one path.

Each is played as a sale and as a rental, with real parties, screening, law, tiers, licences and
caps. The attack is held or refused, by the rule that is named; its twin goes through.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from tests.trading import Market, because

from comptrol.domains.gate import Ruled
from comptrol.domains.law import Outcome

SCENARIOS: Final = Path(__file__).parents[3] / "shared/facts/methods/scenarios.json"
OF_THE_REGISTRY: Final = {"overorder-skim"}
"""It is found by counting chips: the registry's scenarios have attack and twin."""
K: Final = 5
"""So many accounts, affiliates, students and universities."""
ALLOW, HOLD, REFUSE = Outcome.ALLOW, Outcome.HOLD, Outcome.REFUSE
Told = Callable[[Market], list[Ruled]]


class Story(NamedTuple):
    """How an attack goes, what stands against its last order, and how its benign twin goes."""

    attack: Told
    outcome: Outcome
    rule: str
    twin: Told


# A blocked buyer rents the same chips abroad; and somebody asks an interface questions.


def blocked_buyer_buys(market: Market) -> list[Ruled]:
    return [market.buys(market.party("dragon", "CN"), "CN")]


def blocked_buyer_rents_abroad(market: Market) -> list[Ruled]:
    return [market.rents(market.party("dragon", "CN"))]


def institute_buys(market: Market) -> list[Ruled]:
    return [market.buys(market.party("institute", "DE"), "DE")]


def inference_without_chips(market: Market) -> list[Ruled]:
    """Let the same buyer ask a hosted model: no chip is handed to it, and hardly any time."""
    buyer = market.party("dragon", "CN")
    return [market.rents(buyer, chips=1, hours=2, service="managed-job")]


# Many accounts, each below what is looked at; and many students.


def accounts(market: Market, parent: str | None) -> list[str]:
    names = [f"account-{number}" for number in range(K)]
    if parent is not None:
        market.party(parent, "CN")
    return [market.party(name, "CN", parent=parent or "itself") for name in names]


def one_owner_rents_by_many_accounts(market: Market) -> list[Ruled]:
    return [market.rents(it, chips=2, hours=60) for it in accounts(market, "owner")]


def students_rent(market: Market) -> list[Ruled]:
    return [market.rents(it, chips=2, hours=60) for it in accounts(market, None)]


def one_owner_buys_by_many_accounts(market: Market) -> list[Ruled]:
    return [market.buys(it, "CN", chips=1) for it in accounts(market, "owner")]


def students_buy(market: Market) -> list[Ruled]:
    names = [market.party(f"student-{number}", "DE") for number in range(K)]
    return [market.buys(it, "DE", chips=1) for it in names]


# A reseller hides who uses the compute; and one that names its tenants.


def reseller_rents(market: Market) -> list[Ruled]:
    return [market.rents(market.party("neocloud", "SG"), passes_on=True)]


def reseller_buys(market: Market) -> list[Ruled]:
    return [market.buys(market.party("neocloud", "SG"), "SG", passes_on=True)]


def tenants(market: Market) -> Iterator[dict[str, Any]]:
    """Yield how a managed service orders for each of its tenants, who are all disclosed."""
    market.party("neocloud", "SG")
    for number in range(K):
        tenant = market.party(f"tenant-{number}", "DE")
        yield {"customer": "neocloud", "passes_on": True, "end_user": tenant}


def tenants_rent(market: Market) -> list[Ruled]:
    return [market.rents(**it) for it in tenants(market)]


def tenants_buy(market: Market) -> list[Ruled]:
    return [market.buys(**it, destination="DE") for it in tenants(market)]


# Affiliates split what one path allows; and universities that have nothing in common.


def affiliates_rent(market: Market) -> list[Ruled]:
    market.party("group", "AE")
    market.cap("path", "group", 1700)
    members = [market.party(f"affiliate-{number}", "DE", parent="group") for number in range(K)]
    return [market.rents(it, chips=1600, hours=1) for it in members]


def affiliates_buy(market: Market) -> list[Ruled]:
    market.party("group", "SA")
    members = [market.party(f"affiliate-{number}", "SA", parent="group") for number in range(K)]
    market.licence("d1", 1700, *members)
    return [market.buys(it, "SA", chips=1600, licence="D1") for it in members]


def universities(market: Market, country: str) -> list[str]:
    market.party("reseller", country)
    return [market.party(f"university-{number}", country) for number in range(K)]


def universities_rent(market: Market) -> list[Ruled]:
    served = []
    for it in universities(market, "DE"):
        market.cap(f"path-{it}", it, 1700)
        served.append(market.rents("reseller", chips=1600, hours=1, end_user=it, passes_on=True))
    return served


def universities_buy(market: Market) -> list[Ruled]:
    served = []
    for number, it in enumerate(universities(market, "SA")):
        market.licence(f"d{number}", 1700, it, "reseller")
        more = {"licence": f"D{number}", "end_user": it, "passes_on": True}
        served.append(market.buys("reseller", "SA", chips=1600, **more))
    return served


# A subsidiary abroad hides where its group answers to; and a branch of an honest group.


def subsidiary(market: Market, country: str) -> str:
    market.party("group", country)
    return market.party("branch", "MY", parent="group")


def subsidiary_buys(market: Market) -> list[Ruled]:
    return [market.buys(subsidiary(market, "CN"), "MY")]


def subsidiary_rents(market: Market) -> list[Ruled]:
    return [market.rents(subsidiary(market, "CN"))]


def branch_buys(market: Market) -> list[Ruled]:
    return [market.buys(subsidiary(market, "DE"), "MY")]


def branch_rents(market: Market) -> list[Ruled]:
    return [market.rents(subsidiary(market, "DE"))]


# A part that is tuned to stay below one number and is above another; and a part for games.


def tuned(market: Market) -> str:
    """Describe a part of 4,798.4 TPP, a hair below 4,800, with a density of 5.998, above 5.92."""
    market.chip("tuned", "299.9", "800", "datacenter")
    return market.party("dragon", "CN")


def gamer(market: Market) -> str:
    market.chip("gaming", "99", "300", "consumer")
    return market.party("gamer", "CN")


def tuned_is_bought(market: Market) -> list[Ruled]:
    return [market.buys(tuned(market), "CN", model="tuned")]


def tuned_is_rented(market: Market) -> list[Ruled]:
    return [market.rents(tuned(market), model="tuned")]


def gaming_is_bought(market: Market) -> list[Ruled]:
    return [market.buys(gamer(market), "CN", model="gaming")]


def gaming_is_rented(market: Market) -> list[Ruled]:
    return [market.rents(gamer(market), model="gaming")]


PARITY: Final = "rental-parity licence_required"
LICENCE: Final = "US-2 licence_required"
STORIES: Final = {
    "cloud-loophole": {
        "sale": Story(blocked_buyer_buys, REFUSE, LICENCE, institute_buys),
        "rental": Story(blocked_buyer_rents_abroad, HOLD, PARITY, inference_without_chips),
    },
    "multi-account-one-provider": {
        "sale": Story(one_owner_buys_by_many_accounts, REFUSE, LICENCE, students_buy),
        "rental": Story(one_owner_rents_by_many_accounts, HOLD, PARITY, students_rent),
    },
    "reseller-opacity": {
        "sale": Story(reseller_buys, HOLD, "red-flag.resolved", tenants_buy),
        "rental": Story(reseller_rents, HOLD, "rental.end-user", tenants_rent),
    },
    "cap-split-subsidiaries": {
        "sale": Story(affiliates_buy, REFUSE, "licence:d1 limit_reached", universities_buy),
        "rental": Story(affiliates_rent, REFUSE, "cap:path limit_reached", universities_rent),
    },
    "hq-laundering": {
        "sale": Story(subsidiary_buys, REFUSE, LICENCE, branch_buys),
        "rental": Story(subsidiary_rents, HOLD, PARITY, branch_rents),
    },
    "just-under-chip": {
        "sale": Story(tuned_is_bought, REFUSE, LICENCE, gaming_is_bought),
        "rental": Story(tuned_is_rented, HOLD, PARITY, gaming_is_rented),
    },
}
DOORS: Final = [(name, door) for name, doors in STORIES.items() for door in doors]


@pytest.fixture
def market() -> Iterator[Market]:
    opened = Market()
    yield opened
    assert opened.stage.rebuilt().differences == ()


def test_every_scenario_that_passes_the_gate_is_here_at_both_doors() -> None:
    if not SCENARIOS.is_file():
        pytest.skip(f"the scenarios are not at {SCENARIOS}")
    listed = json.loads(SCENARIOS.read_text())
    named = {it["id"] for it in listed if {"2", "3"} & set(it["systems"].split(","))}
    assert named == STORIES.keys() | OF_THE_REGISTRY
    assert all(doors.keys() == {"sale", "rental"} for doors in STORIES.values())


@pytest.mark.parametrize(("scenario", "door"), DOORS)
def test_the_attack_is_stopped_by_the_rule_that_is_meant(
    market: Market, scenario: str, door: str
) -> None:
    story = STORIES[scenario][door]
    last = story.attack(market)[-1]
    assert last.decision.outcome is story.outcome
    assert story.rule in because(last)


@pytest.mark.parametrize(("scenario", "door"), DOORS)
def test_its_benign_twin_goes_through(market: Market, scenario: str, door: str) -> None:
    served = STORIES[scenario][door].twin(market)
    assert [it.decision.outcome for it in served] == [ALLOW] * len(served)


@pytest.mark.parametrize(
    ("attack", "outcomes"),
    [
        (one_owner_rents_by_many_accounts, [ALLOW, ALLOW, ALLOW, ALLOW, HOLD]),
        (affiliates_rent, [ALLOW, REFUSE, REFUSE, REFUSE, REFUSE]),
        (affiliates_buy, [ALLOW, REFUSE, REFUSE, REFUSE, REFUSE]),
    ],
)
def test_what_is_split_goes_through_as_far_as_the_whole_would(
    market: Market, attack: Told, outcomes: list[Outcome]
) -> None:
    assert [it.decision.outcome for it in attack(market)] == outcomes
