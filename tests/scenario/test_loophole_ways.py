"""Other ways through the cloud loophole: an attack a little changed, that must come to nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.trading import HOUR_S, Market, because, ruling

from comptrol.domains.law import Outcome
from comptrol.kernel.finding import Refused

ALLOW, HOLD, REFUSE = Outcome.ALLOW, Outcome.HOLD, Outcome.REFUSE
PARITY = "rental-parity licence_required"


@pytest.fixture
def market() -> Iterator[Market]:
    opened = Market()
    yield opened
    assert opened.stage.rebuilt().differences == ()


def test_under_the_statute_alone_the_loophole_is_open() -> None:
    market = Market(policy="statute-only")
    found = market.rents(market.party("dragon", "CN"))
    assert (found.decision.outcome, because(found)) == (ALLOW, set())


@pytest.mark.parametrize(
    "more",
    [
        {"possession_passes": True},
        {"bought_for_customer": True},
    ],
)
def test_what_calls_itself_a_rental_and_hands_the_chips_over_is_a_sale(
    market: Market, more: dict[str, Any]
) -> None:
    found = market.rents(market.party("dragon", "CN"), chips=1, hours=1, **more)
    assert found.decision.outcome is REFUSE
    assert "US-2 licence_required" in because(found)


def test_a_buyer_on_the_entity_list_is_refused_chips_and_held_for_compute(market: Market) -> None:
    buyer = market.party("dealer", "DE", name="Rhine Valley Trading GmbH")
    bought, rented = market.buys(buyer, "DE"), market.rents(buyer, chips=1, hours=1)
    assert (bought.decision.outcome, rented.decision.outcome) == (REFUSE, HOLD)
    assert "US-21 licence_required" in because(bought)
    assert "listing.rental" in because(rented)


def test_an_honest_customer_does_not_hide_its_end_user(market: Market) -> None:
    market.party("front", "DE")
    hidden = {"customer": "front", "end_user": market.party("dragon", "CN"), "passes_on": True}
    bought, rented = market.buys(**hidden, destination="DE"), market.rents(**hidden)
    assert (bought.decision.outcome, rented.decision.outcome) == (REFUSE, HOLD)
    assert "US-2 licence_required" in because(bought)
    assert PARITY in because(rented)


@pytest.mark.parametrize("place", ["customer", "reseller", "end_user"])
def test_whoever_in_the_chain_answers_to_china_is_judged(market: Market, place: str) -> None:
    for name in ("customer", "reseller", "end_user"):
        market.party(f"the-{name}".replace("_", "-"), "CN" if name == place else "DE")
    chain = {"customer": "the-customer", "resellers": ["the-reseller"], "end_user": "the-end-user"}
    found = market.rents(**chain, passes_on=True)
    assert found.decision.outcome is HOLD
    assert PARITY in because(found)


def test_what_is_resold_names_its_end_user(market: Market) -> None:
    market.party("neocloud", "SG")
    market.party("broker", "SG")
    said = {"order": "o", "door": "rental", "customer": "neocloud", "model": "h100", "chips": 8,
            "on": "2026-11-01", "end_use": "inference", "site": "penang",
            "length_s": 3600}  # fmt: skip
    answer = market.say("provider", kind="gate.ordered/1", resellers=["broker"], **said)
    assert isinstance(answer, Refused)
    assert [it.code for it in answer.findings] == ["gate.chain"]


def test_accounts_that_turn_out_to_have_one_owner_must_stop(market: Market) -> None:
    names = [market.party(f"account-{number}", "CN") for number in range(5)]
    served = [market.rents(it, chips=2, hours=60) for it in names]
    assert {it.decision.outcome for it in served} == {ALLOW}
    market.party("owner", "CN")
    for it in names[:4]:
        market.under(it, "owner")
        assert market.stopping() == {}
    market.under(names[4], "owner")
    assert served[4].order in market.stopping()
    market.tell("authority", kind="gate.recheck-asked/1", rulebook="compute-law")
    assert market.stopping().keys() == {it.order for it in served}


def test_a_subsidiary_whose_group_moves_to_china_must_stop(market: Market) -> None:
    market.party("group", "DE")
    found = market.rents(market.party("branch", "MY", parent="group"))
    assert found.decision.outcome is ALLOW
    market.seated("group", "CN")
    assert market.stopping().keys() == {found.order}


def test_a_subsidiary_that_does_not_say_whose_it_is_waits(market: Market) -> None:
    branch = market.party("branch", "MY", parent=None)
    bought, rented = market.buys(branch, "MY"), market.rents(branch)
    assert (bought.decision.outcome, rented.decision.outcome) == (HOLD, HOLD)
    assert "party.ultimate-parent" in because(bought)
    assert {"party.ultimate-parent", "policy.known"} <= because(rented)


@pytest.mark.parametrize(("answer", "outcome"), [("proceed", ALLOW), ("refuse", REFUSE)])
def test_a_person_answers_for_what_the_policy_holds(
    market: Market, answer: str, outcome: Outcome
) -> None:
    held = market.rents(market.party("dragon", "CN"))
    found = market.answers(held.order, "policy.rental-parity", answer)
    assert found.decision.outcome is outcome
    assert [it.rule for it in found.decision.law] == ["C-1"]


@pytest.mark.parametrize("change", [{"chips": 17}, {"length_s": 300 * HOUR_S}])
def test_a_small_use_that_grows_is_small_no_longer(market: Market, change: dict[str, int]) -> None:
    small = market.rents(market.party("dragon", "CN"), chips=2, hours=1)
    assert small.decision.outcome is ALLOW
    said = {"order": small.order, "change": change, "reason": "more is needed"}
    found = ruling(market.tell("provider", kind="gate.amended/1", **said))
    assert found.amendment is not None
    assert found.decision.outcome is HOLD
    assert market.stopping() == {}


def test_many_small_changes_are_one_big_one(market: Market) -> None:
    order = market.rents(market.party("dragon", "CN"), chips=1, hours=1).order
    outcomes = []
    for chips in range(2, 19):
        said = {"order": order, "change": {"chips": chips}, "reason": "a little more"}
        outcomes.append(ruling(market.tell("provider", kind="gate.amended/1", **said)))
        if outcomes[-1].decision.outcome is not ALLOW:
            break
    assert [it.decision.outcome for it in outcomes] == [*[ALLOW] * 15, HOLD]
    assert outcomes[-1].asked.group_chips == 17


def split(market: Market, *more: dict[str, Any], hours: int = 120) -> list[Outcome]:
    """Rent five times the same, each small, with what differs; together they are not."""
    return [market.rents(chips=1, hours=hours, **it).decision.outcome for it in more]


ONE_TOO_MANY = [ALLOW, ALLOW, ALLOW, ALLOW, HOLD]


def test_one_customer_that_orders_again_and_again_is_counted_together(market: Market) -> None:
    market.party("dragon", "CN")
    assert split(market, *[{"customer": "dragon"}] * 5) == ONE_TOO_MANY


def test_what_was_used_and_is_over_counts_within_the_window(market: Market) -> None:
    market.party("dragon", "CN")
    for _ in range(4):
        found = market.rents("dragon", chips=1, hours=120)
        over = {"at": "2026-11-01T00:00:00Z", "used_chip_seconds": 120 * HOUR_S}
        market.tell("provider", kind="gate.ended/1", order=found.order, **over)
    assert market.rents("dragon", chips=1, hours=120).decision.outcome is HOLD


def test_what_begins_later_counts_with_what_was_ordered_before(market: Market) -> None:
    market.party("dragon", "CN")
    later = [{"customer": "dragon", "on": f"2027-0{month}-01"} for month in range(1, 6)]
    assert split(market, *later) == ONE_TOO_MANY


def test_one_end_user_behind_many_customers_is_counted_together(market: Market) -> None:
    market.party("dragon", "CN")
    fronts = [market.party(f"front-{number}", "DE") for number in range(5)]
    behind = [{"customer": it, "end_user": "dragon", "passes_on": True} for it in fronts]
    assert split(market, *behind) == ONE_TOO_MANY


def test_many_end_users_of_one_owner_behind_many_customers_are_too(market: Market) -> None:
    market.party("owner", "CN")
    behind = []
    for number in range(5):
        user = market.party(f"user-{number}", "CN", parent="owner")
        front = market.party(f"front-{number}", "DE")
        behind.append({"customer": front, "end_user": user, "passes_on": True})
    assert split(market, *behind) == ONE_TOO_MANY


def test_many_tenants_behind_one_reseller_are_not_one_of_them(market: Market) -> None:
    market.party("neocloud", "SG")
    tenants = [market.party(f"tenant-{number}", "CN") for number in range(5)]
    behind = [{"customer": "neocloud", "end_user": it, "passes_on": True} for it in tenants]
    assert split(market, *behind) == [ALLOW] * 5


def test_accounts_at_two_providers_are_counted_together(market: Market) -> None:
    market.tell("authority", kind="parties.enrolled/1", party="rival-cloud", name="Rival Cloud",
                country="GB", roles=["provider"], key="key of rival-cloud")  # fmt: skip
    market.party("dragon", "CN")
    outcomes = []
    for number in range(5):
        seller = ("provider", "rival-cloud")[number % 2]
        said = {"door": "rental", "customer": "dragon", "model": "h100", "chips": 1,
                "site": "penang", "length_s": 120 * HOUR_S}  # fmt: skip
        outcomes.append(market.orders_from(seller, **said).decision.outcome)
    assert outcomes == ONE_TOO_MANY


def shells(market: Market) -> list[str]:
    """Enrol five accounts under two shells, above which one owner stands."""
    market.party("owner", "CN")
    for shell in ("shell-a", "shell-b"):
        market.party(shell, "CN", parent="owner")
    places = ["shell-a", "shell-b", "shell-a", "shell-b", "owner"]
    return [market.party(f"account-{n}", "CN", parent=it) for n, it in enumerate(places)]


def test_accounts_under_several_shells_of_one_owner_are_counted_together(market: Market) -> None:
    assert split(market, *({"customer": it} for it in shells(market))) == ONE_TOO_MANY


def test_a_cap_on_an_owner_binds_what_stands_below_its_shells(market: Market) -> None:
    accounts = shells(market)
    market.cap("path", "owner", 4)
    outcomes = split(market, *({"customer": it} for it in accounts), hours=1)
    assert outcomes == [*[ALLOW] * 4, REFUSE]


def test_a_subsidiary_does_not_hide_its_group_behind_a_shell(market: Market) -> None:
    market.party("group", "CN")
    market.party("shell", "SG", parent="group")
    branch = market.party("branch", "MY", parent="shell")
    bought, rented = market.buys(branch, "MY"), market.rents(branch)
    assert (bought.decision.outcome, rented.decision.outcome) == (REFUSE, HOLD)
