"""What an award is worth, what reviews come to, how a plan is said, and what a call is made of."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.allocating import CLOSED, Round, proposal

from comptrol.domains.allocation import (
    Award,
    Booking,
    ByCurve,
    Call,
    CallId,
    Cause,
    Change,
    CurveForm,
    Declining,
    Made,
    Plan,
    PlanId,
    Price,
    Proposal,
    Reason,
    ValueCurve,
    award_worth,
    awards_ordered,
    call_digest,
    conflicts,
    lacking,
    merits_of,
    said_of,
)
from comptrol.domains.allocation.formulas.assembling import group_name, kept_back, next_month
from comptrol.domains.allocation.formulas.parting import plan_of
from comptrol.domains.allocation.formulas.scoring import Given, biases, merits
from comptrol.domains.allocation.formulas.sentences import told
from comptrol.domains.allocation.statements import Confirmed, PlannedReason, ProposalId

DAY = CLOSED.date()
SHARE = ValueCurve(version="1", form=CurveForm.SHARE, slopes_ppm=(900_000, 600_000, 300_000))
CONCAVE = ValueCurve(version="1", form=CurveForm.CONCAVE, slopes_ppm=(1_500_000, 500_000))
ONE = Decimal(1)
leasts = st.integers(min_value=1, max_value=1_000_000)
slopes = st.lists(st.integers(1, 3_000_000), min_size=1, max_size=12).map(
    lambda them: tuple(sorted(them, reverse=True))
)


# What an award is worth.


def test_the_curve_of_the_sheet():
    what = award_worth(SHARE, ONE, Decimal(80), 4000, 400_000)
    assert what.award_value == Decimal("5.12")  # 0.4 x 0.64 x 2 x 10
    assert [slope for _, slope in what.segments] == [
        Decimal("11.52"),
        Decimal("7.68"),
        Decimal("3.84"),
    ]
    assert [length for length, _ in what.segments] == [Decimal("0.2")] * 3


def test_all_or_nothing_earns_the_share_alone_and_all_of_a_concave_curve():
    assert award_worth(SHARE, ONE, Decimal(80), 4000, 1_000_000) == (Decimal("5.12"), ())
    assert award_worth(CONCAVE, ONE, Decimal(80), 4000, 1_000_000) == (Decimal("12.8"), ())


def test_a_concave_curve_gives_the_same_whole_whatever_the_least_part():
    what = award_worth(CONCAVE, ONE, Decimal(80), 4000, 250_000)
    assert what.award_value == Decimal("4.8")
    assert what.segments == (
        (Decimal("0.25"), Decimal("19.2")),
        (Decimal("0.5"), Decimal("6.4")),
    )


@given(leasts, slopes, st.sampled_from(CurveForm))
def test_the_segments_fill_what_is_above_the_least_and_fall(
    least: int, falling: tuple[int, ...], form: CurveForm
):
    curve = ValueCurve(version="1", form=form, slopes_ppm=falling)
    what = award_worth(curve, ONE, Decimal("71.3"), 12_345, least)
    lengths = sum((Fraction(length) for length, _ in what.segments), Fraction(0))
    assert lengths == 1 - Fraction(least, 10**6)
    assert all(first >= second for (_, first), (_, second) in pairwise(what.segments))


@given(leasts, slopes)
def test_a_concave_curve_adds_up_to_the_full_worth(least: int, falling: tuple[int, ...]):
    curve = ValueCurve(version="1", form=CurveForm.CONCAVE, slopes_ppm=falling)
    what = award_worth(curve, ONE, Decimal(100), 1000, least)
    whole = what.award_value + sum((length * slope for length, slope in what.segments), Decimal(0))
    assert abs(whole - 10) < Decimal("0.00002")


@given(leasts, slopes, st.sampled_from(CurveForm))
def test_a_proposal_that_is_told_again_with_what_it_has_is_the_same(
    least: int, falling: tuple[int, ...], form: CurveForm
):
    curve = ValueCurve(version="1", form=form, slopes_ppm=falling)
    what = award_worth(curve, ONE, Decimal("71.3"), 12_345, least)
    it = Proposal(
        id="p",
        score=Decimal("71.3"),
        need_h100e_hours=Decimal(12_345),
        least_fraction=Decimal(least) / 10**6,
        first_month=0,
        last_month=0,
        pools={},
        award_value=what.award_value,
        segments=what.segments,
    )
    told_again = ByCurve(curve=curve)
    assert told_again.scored(it, it.score) == it
    assert told_again.needing(it, it.need_h100e_hours) == it
    assert told_again.content_with(it, it.least_fraction) == it
    assert told_again.scored(it, Decimal(90)).award_value >= it.award_value


# What reviews come to.


def of(scores: dict[str, dict[str, str]]) -> list[Given]:
    return [
        Given(name, reviewer, Decimal(score))
        for name, those in scores.items()
        for reviewer, score in those.items()
    ]


def test_without_a_prior_a_score_is_the_mean():
    found = merits(of({"a": {"x": "70", "y": "73"}}), None, Decimal(6))
    assert found["a"] == (Decimal("71.5"), Decimal("4.24"), 2)


def test_three_scores_tell_their_noise_themselves():
    found = merits(of({"a": {"x": "70", "y": "70", "z": "70"}}), None, Decimal(6))
    assert found["a"].standard_error == 0


def test_a_strict_reviewer_costs_nobody_a_place():
    scores = {f"p{n}": {"strict": "60", "mild": "80"} for n in range(8)}
    scores |= {"q": {"strict": "60", "other": "60"}, "r": {"mild": "80", "other": "80"}}
    plain, calibrated = (merits(of(scores), prior, Decimal(6)) for prior in (None, 2))
    assert plain["r"].score - plain["q"].score == 20
    assert calibrated["r"].score - calibrated["q"].score < 8


@given(st.integers(0, 50))
def test_one_who_shares_no_proposal_is_moved_nowhere(prior: int):
    found = merits(of({"a": {"x": "70"}, "b": {"y": "30"}}), prior, Decimal(6))
    assert (found["a"].score, found["b"].score) == (70, 30)


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.dictionaries(
            st.sampled_from("xyz"), st.integers(0, 100).map(str), min_size=1, max_size=3
        ),
        min_size=1,
    ),
    st.integers(0, 20),
)
def test_merits_stay_within_the_scale_in_any_order(scores: dict[str, dict[str, str]], prior: int):
    given_ = of(scores)
    found = merits(given_, prior, Decimal(6))
    assert found == merits(list(reversed(given_)), prior, Decimal(6))
    assert all(0 <= it.score <= 100 for it in found.values())


def test_biases_shrink_with_the_prior():
    by_proposal = {"a": of({"a": {"x": "60", "y": "80"}})}
    assert biases(by_proposal, 0) == {"x": -20, "y": 20}
    assert biases(by_proposal, 1) == {"x": -10, "y": 10}


# How a plan is said.


def large_plan() -> Plan:
    months = [f"2027-{month:02d}" for month in range(1, 13)]
    awards = tuple(
        Award(
            proposal=f"proposal-{number:04d}",
            bookings=tuple(Booking(pool="alder", month=it, chip_hours=10**6) for it in months),
        )
        for number in range(200)
    )
    reason = Reason(
        proposal="proposal-9999",
        outcome="refused",
        value=Decimal(38),
        best_value_with_it=Decimal("-167.05"),
        award_value_that_wins=Decimal("50.333333"),
        confirmed_by_resolve=True,
        displaces=("proposal-0001",),
        changes=(Change(field="pools", to="birch", best_value=Decimal("180.05")),),
    )
    return Plan(
        call="call-1",
        objective=Decimal("179.383333"),
        bound=Decimal("179.383334"),
        gap=Decimal("0.000001"),
        awards=awards,
        prices=(
            Price(pool="alder", month="2027-01", per_chip_hour=Decimal("0.033333")),
            Price(group="track.fast", per_h100e_hour=Decimal("0.0375")),
        ),
        reasons=(reason,),
        input_digest="a" * 64,
        made=Made(solver="by hand", version="1", options={"gap": "0"}, seed=7),
    )


def test_parts_of_a_large_plan_fit_into_envelopes():
    parts, planned = said_of(large_plan(), PlanId("p"), cause=Cause.FIRST, as_of=DAY)
    assert planned.parts == len(parts) > 5
    assert max(len(msgspec.json.encode(it)) for it in parts) < 14_000
    assert [it.part for it in parts] == list(range(len(parts)))


def test_a_plan_that_was_said_reads_as_it_was_made():
    plan = large_plan()
    parts, planned = said_of(plan, PlanId("p"), cause=Cause.FIRST, as_of=DAY)
    again = plan_of(planned, parts)
    assert again == msgspec.structs.replace(plan, awards=awards_ordered(plan.awards))


def test_a_plan_without_awards_has_no_parts():
    plan = msgspec.structs.replace(large_plan(), awards=(), prices=(), reasons=())
    assert said_of(plan, PlanId("p"), cause=Cause.FIRST, as_of=DAY)[0] == ()


# What an applicant is told.


@pytest.mark.parametrize("reason", [it for it in Declining if it is not Declining.NOT_ELIGIBLE])
def test_a_reason_names_nobody_else(reason: Declining):
    planned = PlannedReason(
        proposal=ProposalId("p-mine"),
        outcome="refused",
        reason=reason,
        value="38",
        award_value_that_wins="50.333333",
        confirmed_by_resolve=True,
        within="all but p-secret as published",
        displaces=(ProposalId("p-secret"),),
        changes=(Confirmed(field="pools", to="birch", best_value="180.05"),),
        detail="p-secret is worth more",
    )
    assert "secret" not in told(reason, planned)
    assert ("50.333333" in told(reason, planned)) is (reason is Declining.OUTBID)


def test_what_nobody_confirmed_is_not_told():
    planned = PlannedReason(
        proposal=ProposalId("p-mine"),
        outcome="refused",
        reason=Declining.OUTBID,
        value="38",
        award_value_that_wins="50.333333",
    )
    assert "50" not in told(Declining.OUTBID, planned)


# What a call is made of.


def test_a_reserve_is_rounded_up_and_a_year_turns():
    assert (kept_back(999, 100_000), next_month("2026-12")) == (100, "2027-01")
    assert len(group_name("institution", "x" * 63)) <= 63


def asked(played: Round, *names: str, **changed: Any) -> None:
    for name in names:
        played.says(name, proposal(f"p-{name}", name, need_h100e_hours=800, **changed))


def reviewed(policy: dict[str, Any], priority: dict[str, Any] | None = None, **call: Any) -> Call:
    played = Round(policy, **call)
    asked(played, "north", "south", investigator="b" * 64)
    asked(played, "east", area="health")
    if priority is not None:
        played.says("chair", {"kind": "allocation.priority-set/1", "call": "call-1"} | priority)
    played.on(CLOSED)
    played.declare("rev-1", "rev-2")
    for name in ("north", "south", "east"):
        played.review(f"p-{name}", "80", "80")
    assert played.asked(lacking, call=CallId("call-1")) == ()
    assert played.asked(merits_of, call=CallId("call-1"))["p-east"].score == 80
    return played.call(DAY)


def test_a_national_call_has_priorities():
    flood = {
        "priority": "flood",
        "area": "health",
        "weight": "2",
        "floor_h100e_hours": 500,
        "penalty_per_h100e_hour": "0.01",
        "source": "Decree 12 of 2026",
        "by": "Minister",
    }
    call = reviewed(
        {"weights": [{"area": "health", "weight": "1.5"}]}, flood, programme="national"
    )
    assert {it.id: it.weight for it in call.proposals} == {
        "p-east": 3,
        "p-north": 1,
        "p-south": 1,
    }
    (floor,) = call.floors
    assert (floor.id, floor.members) == ("priority.flood", ("p-east",))


def test_linked_applicants_tracks_and_areas_are_groups_and_floors():
    tracks = [{"track": "regular", "ceiling_ppm": 500_000}]
    areas = [{"area": "climate", "floor_h100e_hours": 300}, {"area": "health"}]
    call = reviewed(
        {"theta_ppm": 800_000}, institution_ceiling_ppm=250_000, tracks=tracks, areas=areas
    )
    groups = {it.id: (it.members, it.ceiling_h100e_hours) for it in call.groups}
    assert groups == {
        "institution.east": (("p-east",), 450),
        "institution.north": (("p-north",), 450),
        "institution.south": (("p-south",), 450),
        f"investigator.{'b' * 16}": (("p-north", "p-south"), 450),
        "track.regular": (("p-east", "p-north", "p-south"), 900),
    }
    assert [(it.id, it.members) for it in call.floors] == [
        ("area.climate", ("p-north", "p-south"))
    ]
    assert call.even_fill is not None
    assert call.even_fill.theta == Decimal("0.8")


def test_who_is_below_the_threshold_does_not_compete():
    assert reviewed({"merit_threshold": "81"}).proposals == ()


def test_the_same_log_gives_the_same_call():
    assert call_digest(reviewed({})) == call_digest(reviewed({}))


def test_a_reviewer_has_a_part_by_parent_by_competing_and_by_its_word():
    played = Round()
    asked(played, "north", "south")
    asked(played, "east", area="health")
    parent = {"kind": "parties.parent/1", "party": "rev-1", "parent": "north"}
    played.says("authority", parent | {"on": "2026-10-01", "source": "commercial register"})
    link = {"institution": "east", "ground": "personal"}
    declared = {"kind": "allocation.reviewer-declared/1", "call": "call-1", "reviewer": "rev-2"}
    played.declare("rev-1", "rev-3")
    played.says("rev-2", declared | {"links": [link]})
    found = played.asked(conflicts, call=CallId("call-1"))
    assert [(it.reviewer, it.proposal, [g.value for g in it.grounds]) for it in found] == [
        ("rev-1", "p-north", ["institution"]),
        ("rev-2", "p-east", ["personal"]),
    ]


def test_a_call_of_no_proposals_is_a_call():
    call = Round().call(date(2026, 11, 1))
    assert (call.proposals, call.groups, call.booked, call.decided) == ((), (), (), ())
