"""A small round from the call to an appeal that changes the plan, replayed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.allocating import DAY, FIRST, Round, proposal, proposed

from comptrol.domains.allocation import (
    AppealGround,
    Awarded,
    CallId,
    Cause,
    Declined,
    Declining,
    EligibilityFound,
    Lawful,
    PlanId,
    ProposalId,
    adopted_plan,
    award,
    my_reasons,
    plan_document,
    proposals,
    round_sheet,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Receipt


def planned(
    played: Round, awards: Any, name: str, cause: Cause, as_of: date, replaces: str | None
) -> None:
    plan = played.plan(awards, as_of)
    for said in played.sentences(plan, name, cause, as_of, replaces):
        played.says("chair", said)


def adopted() -> tuple[Round, Receipt]:
    played = proposed()
    planned(played, FIRST, "plan-1", Cause.FIRST, DAY, None)
    return played, played.adopt("plan-1")


def appealed(played: Round) -> Round:
    """The review of ``rev-2`` is struck on appeal, another takes its place, and 97 is a lot."""
    said = {"kind": "allocation.appealed/1", "proposal": "p-north"}
    played.says("north", said | {"ground": "review", "grounds": "a" * 64})
    played.says(
        "judge",
        {
            "kind": "allocation.appeal-decided/1",
            "proposal": "p-north",
            "granted": True,
            "remedy": {"strikes": ["rev-2"]},
            "reason": "The reviewer had published with a rival of the applicant.",
            "by": "Ombudsperson",
        },
    )
    assigned = {"kind": "allocation.assigned/1", "proposal": "p-north", "reviewers": ["rev-3"]}
    played.says("chair", assigned)
    reviewed = {"kind": "allocation.reviewed/1", "proposal": "p-north", "score": "97"}
    played.says("rev-3", reviewed)
    return played


@pytest.fixture(scope="module")
def round_with_appeal() -> Round:
    played = appealed(adopted()[0])
    second = {
        "p-north": [("alder", "2027-01", 400), ("alder", "2027-02", 400)],
        "p-east": FIRST["p-east"],
    }
    planned(played, second, "plan-2", Cause.APPEAL, DAY, "plan-1")
    played.adopt("plan-2")
    return played


def test_the_law_says_who_is_eligible_as_soon_as_somebody_asks():
    receipt = Round().says("north", proposal("p-north", "north"))
    (found,) = [it.statement for it in receipt.consequences]
    assert isinstance(found, EligibilityFound)
    assert [it.lawful for it in found.pools] == [Lawful.ELIGIBLE]


def test_a_reserve_is_kept_out_of_the_call():
    (pool,) = proposed().call(DAY).pools
    assert pool.capacity_chip_hours == (900, 900)


def test_scores_are_told_once_a_plan_is_adopted():
    played = proposed()
    named = {"call": CallId("call-1")}
    assert {it.score for it in played.asked(proposals, **named)} == {None}
    own = {"proposal": ProposalId("p-north"), "party": "north"}
    assert played.asked(my_reasons, **own).reviews == ()
    planned(played, FIRST, "plan-1", Cause.FIRST, DAY, None)
    played.adopt("plan-1")
    told = {it.proposal: it.score for it in played.asked(proposals, **named)}
    assert told["p-north"] == Decimal("52.5")
    assert [it.score for it in played.asked(my_reasons, **own).reviews] == ["55", "50"]


def test_an_adopted_plan_tells_everybody_what_it_comes_to():
    played, receipt = adopted()
    awarded = [it.statement for it in receipt.consequences if isinstance(it.statement, Awarded)]
    declined = [it.statement for it in receipt.consequences if isinstance(it.statement, Declined)]
    assert [(it.proposal, it.programme) for it in awarded] == [
        ("p-east", "award-p-east"),
        ("p-south", "award-p-south"),
    ]
    (no,) = declined
    assert (no.proposal, no.reason, no.rule) == (
        "p-north",
        Declining.OUTBID,
        "policy merit-1, merit 1",
    )
    assert no.appeal_until == DAY + timedelta(days=30)
    others = {"p-south", "p-east", "south", "east", "52.5", "55", "rev-1"}
    assert not [it for it in others if it in no.sentence]
    assert played.asked(plan_document, plan=PlanId("plan-1")).awards


def test_reasons_are_told_to_nobody_else():
    played, _ = adopted()
    with pytest.raises(NotFoundError):
        played.asked(my_reasons, proposal=ProposalId("p-north"), party="south")


def test_a_plan_for_a_call_that_changed_since_is_not_adopted():
    played = proposed()
    planned(played, FIRST, "plan-1", Cause.FIRST, DAY, None)
    changed = {
        "kind": "allocation.capacity-changed/1",
        "call": "call-1",
        "pool": "alder",
        "month": "2027-02",
        "chip_hours": 2000,
        "reason": "A second row of racks is ready in time.",
    }
    played.says("provider", changed)
    said = {"kind": "allocation.plan-adopted/1", "plan": "plan-1", "reason": "It is the best one."}
    assert played.refused("chair", said | {"by": "Chair"}) == ["allocation.another-call"]


def test_a_review_that_is_missing_after_a_strike_is_given_even_later():
    played = adopted()[0]
    late = {"kind": "allocation.assigned/1", "proposal": "p-south", "reviewers": ["rev-3"]}
    played.says("chair", late)
    said = {"kind": "allocation.reviewed/1", "proposal": "p-south", "score": "10"}
    assert played.refused("rev-3", said) == ["allocation.too-late"]
    assert appealed(played).asked(round_sheet, call=CallId("call-1")).appeals_open == 0


def test_an_appeal_changes_the_plan(round_with_appeal: Round):
    played = round_with_appeal
    plan = played.asked(adopted_plan, call=CallId("call-1"))
    assert [it.proposal for it in plan.awards] == ["p-east", "p-north"]
    found = played.asked(my_reasons, proposal=ProposalId("p-south"), party="south")
    assert found.state.value == "declined"
    assert found.notice.plan == "plan-2"
    won = played.asked(my_reasons, proposal=ProposalId("p-north"), party="north")
    assert won.state.value == "awarded"
    (appeal,) = won.appeals
    assert (appeal.ground, appeal.granted, appeal.decided_by) == (AppealGround.REVIEW, True, None)


def test_what_an_award_that_was_dropped_had_used_is_gone(round_with_appeal: Round):
    row = round_with_appeal.asked(award, proposal=ProposalId("p-south"))
    assert row.freed_from == "2026-12"


def test_the_round_is_replayed_without_a_difference(round_with_appeal: Round):
    assert round_with_appeal.differences() == ()


def test_months_that_have_begun_stay_as_they_were_used():
    played, _ = adopted()
    played.on(datetime.fromisoformat("2027-01-20T00:00:00+00:00"))
    call = played.call(date(2027, 1, 20))
    (pool,) = call.pools
    assert pool.capacity_chip_hours == (900, 900)
    assert [(it.proposal, [b.month for b in it.bookings]) for it in call.booked] == [
        ("p-east", ["2027-01"]),
        ("p-south", ["2027-01"]),
    ]
    assert [it.proposal for it in call.published] == ["p-east", "p-south"]
    assert call.change_penalty == 1


def test_what_is_given_back_is_free_from_the_next_month_on():
    played, _ = adopted()
    played.on(datetime.fromisoformat("2027-01-20T00:00:00+00:00"))
    played.says("south", {"kind": "allocation.withdrawn/1", "proposal": "p-south"})
    call = played.call(date(2027, 1, 20))
    (pool,) = call.pools
    assert pool.capacity_chip_hours == (500, 900)
    assert [it.id for it in call.proposals] == ["p-east", "p-north"]
