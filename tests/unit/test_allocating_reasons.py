from decimal import Decimal

import msgspec
import pytest
from tests.tiny_awards import EXACT, TINY, TINY_PLAN, SolverHere, small

from comptrol.domains.allocation import Call, Decided, Group, Plan, Reason
from comptrol.flow.allocating import (
    Asked,
    Known,
    all_explained,
    at_theta,
    explained,
    near_ties,
    planned,
    winning_checked,
)
from comptrol.kernel.errors import NotFoundError

SOLVER = SolverHere()
SEEDS = (3, 5)


@pytest.fixture(scope="module", params=SEEDS)
def made(request: pytest.FixtureRequest) -> tuple[Call, Plan]:
    call = small(request.param)
    return call, planned(call, SOLVER, EXACT)


def refused(plan: Plan) -> list[Reason]:
    return [it for it in plan.reasons if it.outcome == "refused"]


def with_proposal(name: str, **changes: object) -> Call:
    return msgspec.structs.replace(
        TINY,
        proposals=tuple(
            msgspec.structs.replace(it, **changes) if it.id == name else it
            for it in TINY.proposals
        ),
    )


def why(call: Call, name: str, **asked: object) -> Reason:
    return explained(call, TINY_PLAN, name, SOLVER, asked=Asked(changes=False, **asked))


def test_fusion_wins_above_fifty_and_a_third_and_would_push_materials_out():
    reason = why(TINY, "fusion")
    assert reason.ground == "outbid"
    assert reason.value == 38
    assert reason.best_value_without_it == Decimal("179.383333")
    assert reason.best_value_with_it == Decimal("167.05")
    assert reason.award_value_that_wins == Decimal("50.333333")
    assert reason.confirmed_by_resolve
    assert reason.displaces == ("materials",)


def test_fusion_is_in_above_that_value_and_out_below_it():
    found = winning_checked(TINY, TINY_PLAN, why(TINY, "fusion"), SOLVER)
    assert (found.above, found.below) == (True, False)


def test_a_change_is_told_only_if_solving_again_confirms_it():
    (change,) = explained(TINY, TINY_PLAN, "fusion", SOLVER).changes
    assert (change.field, change.to) == ("least_fraction", "0.5")
    assert change.best_value > TINY_PLAN.objective


def test_another_pool_is_told_only_where_it_is_lawful():
    lawful = {"fusion": {"birch": Decimal(1)}}
    asked = Asked(lawful=lawful)
    call = msgspec.structs.replace(TINY, rules=msgspec.structs.replace(TINY.rules, max_pools=2))
    plan = msgspec.structs.replace(
        TINY_PLAN, awards=tuple(it for it in TINY_PLAN.awards if it.proposal != "protein")
    )
    reason = explained(call, plan, "fusion", SOLVER, asked=asked)
    assert ("pools", "birch") in [(it.field, it.to) for it in reason.changes]


def test_who_may_use_no_pool_is_not_eligible_and_even_alone_cannot_be_in():
    reason = why(with_proposal("fusion", pools={}), "fusion")
    assert (reason.ground, reason.confirmed_by_resolve) == ("not-eligible", True)


def test_rule_and_citation_come_from_whoever_knows_them():
    rule = Known(ground="not-eligible", detail="us-2 § 740.2, as of 2026-11-01")
    reason = why(with_proposal("fusion", pools={}), "fusion", known={"fusion": rule})
    assert reason.detail == "us-2 § 740.2, as of 2026-11-01"


def test_a_ceiling_below_the_least_is_a_reason_of_its_own():
    group = Group(id="u2", members=("fusion",), ceiling_h100e_hours=Decimal(999))
    reason = why(msgspec.structs.replace(TINY, groups=(*TINY.groups, group)), "fusion")
    assert (reason.ground, reason.confirmed_by_resolve) == ("group-ceiling", True)
    assert "u2" in reason.detail


def under_one_ceiling(call: Call) -> Call:
    group = Group(id="u5", members=("fusion", "materials"), ceiling_h100e_hours=Decimal(1_000))
    return msgspec.structs.replace(call, groups=(*call.groups, group))


def test_a_full_ceiling_is_no_reason_where_without_it_it_were_out_as_well():
    assert why(under_one_ceiling(TINY), "fusion").ground == "outbid"


def test_a_ceiling_that_others_fill_is_the_reason_if_without_it_it_were_in():
    dear = with_proposal("materials", award_value=Decimal(90))
    roomy = tuple(
        msgspec.structs.replace(it, capacity_chip_hours=(1_200, 1_200)) for it in dear.pools
    )
    reason = why(under_one_ceiling(msgspec.structs.replace(dear, pools=roomy)), "fusion")
    assert reason.ground == "group-ceiling"
    assert reason.confirmed_by_resolve
    assert reason.displaces == ("materials",)


def test_no_room_in_its_months_names_pools_and_months():
    reason = why(with_proposal("fusion", first_month=1, pools={"alder": 1}), "fusion")
    assert (reason.ground, reason.confirmed_by_resolve) == ("no-capacity", True)
    assert "alder" in reason.detail
    assert "2027-02" in reason.detail


@pytest.mark.parametrize(("said", "ground"), [("lottery: 3rd of 4", "lottery"), ("", "panel")])
def test_what_was_decided_is_no_matter_of_value(said: str, ground: str):
    decided = (Decided(proposal="fusion", awarded=False, why=said),)
    assert why(msgspec.structs.replace(TINY, decided=decided), "fusion").ground == ground


def test_below_the_threshold_comes_before_all_that_is_solved():
    known = {"fusion": Known(ground="below-threshold", detail="55 of 60")}
    reason = why(TINY, "fusion", known=known)
    assert (reason.ground, reason.best_value_with_it) == ("below-threshold", None)


def test_an_award_that_is_cut_is_told_what_bounds_it():
    assert why(TINY, "climate").ground == "group-ceiling"
    assert why(TINY, "materials").ground == "outbid"
    assert why(TINY, "climate").outcome == "cut"


def test_who_got_everything_or_is_unknown_has_no_reason():
    for name in ("language", "nobody"):
        with pytest.raises(NotFoundError):
            why(TINY, name)


def test_everybody_who_got_nothing_or_less_is_told_why():
    reasons = all_explained(TINY, TINY_PLAN, SOLVER, asked=Asked(changes=False))
    assert [it.proposal for it in reasons] == ["climate", "fusion", "materials", "protein"]


def test_every_refusal_of_a_plan_has_a_confirmed_reason(made: tuple[Call, Plan]):
    call, plan = made
    assert {it.proposal for it in refused(plan)} == {it.id for it in call.proposals} - {
        it.proposal for it in plan.awards
    }
    assert all(it.confirmed_by_resolve for it in refused(plan))
    assert near_ties(plan) == ()


def test_half_a_per_cent_above_the_stated_value_wins_and_below_it_loses(made: tuple[Call, Plan]):
    call, plan = made
    stated = [it for it in refused(plan) if it.award_value_that_wins is not None]
    assert stated
    for reason in stated:
        found = winning_checked(call, plan, reason, SOLVER)
        assert (found.above, found.below) == (True, False), reason.proposal


def test_nobody_lost_who_would_have_made_the_plan_better(made: tuple[Call, Plan]):
    _, plan = made
    for reason in refused(plan):
        if reason.award_value_that_wins is not None:
            assert reason.award_value_that_wins > reason.value


def test_a_plan_that_could_be_better_is_mended_before_anybody_is_told():
    poor = tuple(it for it in TINY_PLAN.awards if it.proposal != "language")
    reason = explained(TINY, msgspec.structs.replace(TINY_PLAN, awards=poor), "language", SOLVER)
    assert not reason.confirmed_by_resolve
    assert planned(TINY, SOLVER, EXACT).objective == Decimal("179.383333")


def test_reasons_under_a_floor_keep_every_area_above_it():
    call = at_theta(small(5), Decimal("0.9"))
    plan = planned(call, SOLVER, EXACT, asked=Asked(changes=False))
    weighed = [it for it in refused(plan) if it.within]
    assert weighed
    assert all("no area falls below the floor of the worst" in it.within for it in weighed)
    assert all(it.confirmed_by_resolve for it in refused(plan))
    again = explained(call, plan, weighed[0].proposal, SOLVER, asked=Asked(changes=False))
    assert again == weighed[0]


def test_a_call_in_another_order_has_the_same_plan_and_the_same_reasons():
    turned = msgspec.structs.replace(
        TINY, proposals=TINY.proposals[::-1], pools=TINY.pools[::-1], groups=TINY.groups[::-1]
    )
    first, second = planned(TINY, SOLVER, EXACT), planned(turned, SOLVER, EXACT)
    assert msgspec.structs.replace(second, made=first.made) == first
