"""Awards from the grant to the last quarter: use by month, claw-back, other months, appeals."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.awarding import BY, YEAR, Round
from tests.ordering import HOUR, outcome

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards import award, drawable, due_acts, use
from comptrol.kernel.errors import UnreadableError

QUARTERLY = {it: 8_333 + (number % 3 == 2) for number, it in enumerate(YEAR)}
"""100,000 chip-hours, 25,000 in each quarter."""


@pytest.fixture
def round_() -> Round:
    made = Round()
    made.granted("storms", QUARTERLY)
    return made


def clawed(round_: Round) -> Round:
    """Use 9,000 of 25,000 in the first quarter, with notice, and have the rest taken back."""
    round_.uses("storms", "2027-01-02", 8_000)
    round_.uses("storms", "2027-02-02", 1_000)
    round_.at("2027-03-05")
    figures = round_.figures(25_000, 9_000, 13_750)
    round_.tell("allocator", **round_.notice("2027-Q1", "2027-03-20", figures))
    round_.at("2027-04-01")
    round_.tell("allocator", **round_.taking("2027-Q1", figures, "2027-05-05"))
    return round_


def worked(round_: Round) -> Round:
    """Use 9,000 and 20,000 in two quarters."""
    clawed(round_)
    for day, hours in (("2027-04-02", 8_000), ("2027-05-02", 8_000), ("2027-06-02", 4_000)):
        round_.uses("storms", day, hours)
    return round_


def left(round_: Round) -> int:
    """Return what is left of the whole award, in chip-hours."""
    cap = round_.account("storms")
    assert cap.ceiling is not None
    return (cap.ceiling - cap.used) // HOUR


def test_the_worked_example_comes_out_as_published(round_: Round):
    worked(round_)
    assert left(round_) == 100_000 - 13_750 - 29_000
    round_.at("2027-06-10")
    due = round_.figures(50_000, 29_000, 0)
    assert round_.refused("allocator", **round_.notice("2027-Q2", "2027-06-25", due)) == [
        "awards.nothing-due"
    ]
    for day, hours in (("2027-07-02", 8_333), ("2027-08-02", 8_333), ("2027-09-02", 8_334)):
        round_.uses("storms", day, hours)
    round_.at("2027-09-10")
    due = round_.figures(75_000, 54_000, 0)
    assert "awards.nothing-due" in round_.refused(
        "allocator", **round_.notice("2027-Q3", "2027-09-25", due)
    )
    assert left(round_) == 32_250
    assert round_.stage.rebuilt().differences == ()


def test_the_same_use_of_a_plan_that_was_moved_in_time_loses_nothing(round_: Round):
    round_.uses("storms", "2027-01-02", 8_000)
    round_.uses("storms", "2027-02-02", 1_000)
    round_.at("2027-03-05")
    later = [f"2027-{it:02}" for it in range(4, 13)]
    plan = [{"pool": "alder", "month": "2027-03", "chip_hours": 1_000}]
    plan += [{"pool": "alder", "month": it, "chip_hours": 9_777} for it in later]
    words = {"award": "storms", "request": "r-1", "reason": "The instrument came late."}
    round_.tell("customer", kind="awards.rephasing-asked/1", plan=plan, **words)
    words = {"award": "storms", "request": "r-1", "reason": "There is room.", "by": "Head"}
    round_.tell("allocator", kind="awards.rephasing-decided/1", accepted=True, **words)
    figures = round_.figures(9_000 + 3_000, 9_000, 0)
    refused = round_.refused("allocator", **round_.notice("2027-Q1", "2027-03-20", figures))
    assert "awards.nothing-due" in refused
    assert left(round_) + 9_000 == 100_000
    assert round_.stage.rebuilt().differences == ()


def test_what_is_not_used_in_its_month_is_not_used_in_another(round_: Round):
    round_.at("2027-02-02")
    words = {"on": "2027-02-02", "chips": 100, "programme": "award-storms"}
    assert outcome(round_.order("more", length_s=84 * HOUR, **words)) == "refuse"
    assert outcome(round_.order("all", length_s=83 * HOUR, **words)) == "allow"


def test_an_order_over_the_end_of_a_month_draws_on_both(round_: Round):
    round_.at("2027-01-31")
    words = {"on": "2027-01-31", "chips": 100, "length_s": 48 * HOUR}
    assert outcome(round_.order("r-1", programme="award-storms", **words)) == "allow"
    held = {it.month: it.held // HOUR for it in round_.use_of("storms").months if it.held}
    assert held == {"2027-01": 2_400, "2027-02": 2_400}


def test_what_stands_under_another_order_draws_on_the_award_that_it_names(round_: Round):
    round_.at("2027-01-02")
    words = {"on": "2027-01-02", "chips": 100, "length_s": 50 * HOUR}
    round_.order("lease", service="reserved-cluster", **words)
    part = {**words, "chips": 10, "length_s": 10 * HOUR, "under": "lease"}
    assert outcome(round_.order("job", programme="award-storms", **part)) == "allow"
    assert round_.use_of("storms").months[0].held == 100 * HOUR


def test_two_reviewers_can_let_a_stranger_go_and_it_still_draws_on_nothing(round_: Round):
    round_.at("2027-01-02")
    round_.seat("holder", "DE")
    words = {"on": "2027-01-02", "customer": "holder", "length_s": HOUR}
    receipt = round_.order("r-1", programme="award-storms", **words)
    assert outcome(receipt) == "refuse"
    assert "grant-" not in str(receipt.consequences[0].statement)


def test_each_pool_has_its_own_account(round_: Round):
    round_.granted("floods", {"2027-01": 100}, pool="birch")
    assert round_.open_in("floods", "birch") == {"2027-01": 100}
    assert round_.open_in("storms")["2027-01"] == 8_333


def test_a_claw_back_that_takes_what_is_to_come_leaves_it_to_others():
    round_ = Round(takes="coming-first")
    round_.granted("storms", QUARTERLY)
    round_.uses("storms", "2027-01-02", 8_000)
    round_.at("2027-03-05")
    figures = round_.figures(25_000, 8_000, 13_750)
    round_.tell("allocator", **round_.notice("2027-Q1", "2027-03-20", figures))
    round_.at("2027-04-01")
    round_.tell("allocator", **round_.taking("2027-Q1", figures, "2027-05-05"))
    open_to = round_.open_in("storms")
    assert (open_to.get("2027-12"), open_to["2027-11"]) == (None, 8_333 + 8_334 - 13_750)
    assert open_to["2027-01"] == 8_333


def test_an_appeal_that_is_granted_gives_back_to_the_last_second(round_: Round):
    before = round_.open_in("storms")
    assert clawed(round_).open_in("storms") != before
    words = {"award": "storms", "appeal": "a-1", "reason": "The pool was down in March."}
    round_.at("2027-05-05")
    round_.tell("customer", kind="awards.appealed/1", act="act-2027-q1", **words)
    round_.tell("authority", kind="awards.appeal-decided/1", granted=True, by="Ombudsman", **words)
    assert round_.open_in("storms") == before
    assert round_.stage.rebuilt().differences == ()


def test_an_outage_is_taken_out_of_what_was_planned(round_: Round):
    round_.at("2027-03-05")
    words = {"call": "autumn", "pool": "alder", "source": "Site log"}
    for month in ("2027-01", "2027-02"):
        told = {"month": month, "lost_ppm": 1_000_000, **words}
        round_.tell("provider", kind="awards.outage-told/1", **told)
    expected = [it.expected // HOUR for it in round_.use_of("storms").months[:3]]
    assert expected == [0, 0, 8_334]


def test_a_policy_said_later_on_the_day_counts_for_later_awards_alone(round_: Round):
    days = {"since": "2026-11-01", "notice_days": 1, "appeal_days": 1, "review_by": "2028-01-01"}
    words = {"policy": "keep-2", "source": "Terms, section 10", **BY, **days}
    round_.tell("authority", kind="awards.policy-set/1", **words)
    round_.granted("floods", {"2027-01": 100})
    with round_.world() as world:
        found = [award(world, award=ProposalId(it)).policy for it in ("storms", "floods")]
    assert [it and it.policy for it in found] == ["keep-1", "keep-2"]


@pytest.mark.parametrize("on", [date.min, date(2027, 2, 1), date(9999, 12, 1), date.max])
def test_what_is_due_is_answered_on_every_day_of_the_calendar(round_: Round, on: date):
    condition = {"condition": "report", "what": "A report", "source": "Terms"}
    when = {"due": "2027-01-31", "gates": "2027-02", "decider": "reviewer"}
    words = {"award": "storms", "milestone": "first", **condition, **when}
    round_.tell("allocator", kind="awards.milestone-set/1", **words)
    with round_.world() as world:
        assert [it.what for it in due_acts(world, on=on)][:1] == ["milestone"] * (on > date.min)
        over = use(world, award=ProposalId("storms"), on=on).expected_to_date
    assert (over > 0) == (on > date.min)


@pytest.mark.parametrize("month", ["2027-13", "0000-01", "9999-12", "2027-1", "2027-01\n", ""])
def test_what_is_no_month_is_drawn_on_by_nobody(round_: Round, month: str):
    with round_.world() as world, pytest.raises(UnreadableError, match=r"^month: "):
        drawable(world, month=month)


def test_a_look_names_a_hoarder_once_for_a_month_and_a_user_not_at_all(round_: Round):
    round_.granted("floods", dict.fromkeys(YEAR, 100))
    for month in ("01", "02", "03"):
        round_.uses("floods", f"2027-{month}-02", 50)
    round_.at("2027-04-01")
    words = {"kind": "awards.looked/1", "on": "2027-04-01"}
    (alarm,) = round_.tell("authority", look="look-1", **words).consequences
    assert "storms" in alarm.statement.alarm
    assert round_.tell("authority", look="look-2", **words).consequences == ()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 28), st.integers(1, 60)),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_that_is_let_through_goes_beyond_any_month(orders: list[Any]):
    round_ = Round(("2027-01", "2027-02", "2027-03"))
    round_.granted("storms", {"2027-01": 2_000, "2027-02": 500, "2027-03": 3_000})
    for number, (month, day, hours) in enumerate(sorted(orders)):
        on = f"2027-{month:02}-{day:02}"
        round_.at(on)
        words = {"on": on, "chips": 40, "length_s": hours * HOUR, "programme": "award-storms"}
        round_.order(f"r-{number}", **words)
    for it in round_.use_of("storms").months:
        assert it.held + it.used <= it.ceiling
