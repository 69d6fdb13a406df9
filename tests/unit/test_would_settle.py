"""What would settle many unresolved parties at once: the same as one by one, and bounded."""

from datetime import date
from itertools import pairwise

import pytest

from comptrol.domains.parties import (
    Cascade,
    Holding,
    Holdings,
    MissingShare,
    OwnershipVerdict,
    Settling,
    Threshold,
    cascade,
    would_settle,
)

DAY = date(2026, 1, 1)
MANY = 300
OFAC = Threshold()
UK = Threshold(strict=True, aggregate=False, control_counts=True)


def holding(owner: str, asset: str, low: int, high: int) -> Holding:
    return Holding(owner=owner, asset=asset, bp_min=low, bp_max=high)


def worked(held: list[Holding], *listed: str, rule: Threshold = OFAC) -> Cascade:
    return cascade(Holdings(held), listed, rule=rule, day=DAY)


def chain(length: int) -> list[Holding]:
    names = ["X", *(f"A{number:03}" for number in range(length))]
    return [holding(one, next_, 2500, 7500) for one, next_ in pairwise(names)]


def hub(owners: int) -> list[Holding]:
    """Return one party in which many listed ones may hold a little, above as many others."""
    held = [holding(f"X{number:03}", "A", 0, 40 + number % 2) for number in range(owners)]
    return [*held, *(holding("A", f"B{number:03}", 2500, 7500) for number in range(owners))]


@pytest.mark.parametrize("rule", [OFAC, UK])
@pytest.mark.parametrize("held", [chain(60), hub(MANY)], ids=["chain", "hub"])
def test_many_are_answered_as_each_alone(held: list[Holding], rule: Threshold) -> None:
    listed = {it.owner for it in held if it.owner.startswith("X")}
    found = worked(held, *listed, rule=rule)
    settling = Settling(found)
    for party in found.parties():
        assert settling.of(party) == would_settle(found, party)


def test_a_long_chain_is_looked_up_for_twenty_parties_and_that_is_told() -> None:
    settling = Settling(worked(chain(60), "X"))
    (nearest, *_) = facts = settling.of("A059")
    assert len(facts) == 20
    assert isinstance(nearest, MissingShare)
    assert nearest.clear_to == 4999
    assert settling.cut == {"A059"}
    settling.of("A010")
    assert settling.cut == {"A059"}


def test_of_very_many_owners_the_widest_shares_are_looked_at() -> None:
    settling = Settling(worked(hub(MANY), *(f"X{number:03}" for number in range(MANY))))
    for party in ("A", "B000"):
        shares = [it for it in settling.of(party) if isinstance(it, MissingShare)]
        assert len(shares) == 20
        assert {it.bp_max for it in shares if it.asset == "A"} == {41}
    assert settling.cut == {"A", "B000"}


def test_what_is_settled_has_nothing_missing_and_is_not_cut() -> None:
    settling = Settling(worked([holding("X", "A", 5000, 5000), holding("Z", "B", 0, 10_000)], "X"))
    assert [settling.of(it) for it in ("A", "B", "X", "Z")] == [(), (), (), ()]
    assert settling.cut == set()


def test_one_listed_party_at_a_time_many_unresolved_are_answered() -> None:
    held = [holding("X", f"A{number:03}", 2500, 7500) for number in range(MANY)]
    found = worked(held, "X", rule=UK)
    settling = Settling(found)
    for party in found.parties():
        assert found.verdict(party) is OwnershipVerdict.UNRESOLVED
        (fact,) = settling.of(party)
        assert isinstance(fact, MissingShare)
        assert (fact.blocked_from, fact.clear_to) == (5001, 5000)
    assert settling.cut == set()
