"""What is told of those who decide, in sums and of each; and what shows when it is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.stage import Stage
from tests.rules.test_rules import CHAPTERS, COMMON, say, spoken

from comptrol.domains.alarms import Raised
from comptrol.domains.oversight import (
    By,
    Matter,
    compared,
    each,
    equal_treatment,
    reviewers,
    reviews_due,
)
from comptrol.domains.oversight.formulas import (
    PPM,
    Z_SQUARED,
    gap,
    rate_range,
    suppressed,
    told,
    told_parts,
)
from comptrol.domains.oversight.queries import due_look
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.watch import Since

CHAPTER = CHAPTERS["gate_people"]
TODAY = date(2026, 11, 1)
POLICY = CHAPTERS["oversight"].scenery["the policy of oversight"]["authority"]  # type: ignore[call-overload]


def play(stage: Stage, *sentences: Any) -> Receipt:
    """Say sentences of the rules, and return the answer to the last."""
    for sentence in sentences:
        for said in spoken(sentence, CHAPTER):
            answer = say(stage, said)
            assert isinstance(answer, Receipt), (said, answer)
    return answer


@pytest.fixture
def stage() -> Stage:
    """A log with a law that holds the customer's rentals for a person, and two reviewers."""
    made = Stage()
    made.enter(COMMON.cast)
    play(made, *CHAPTER.beginning, "a second reviewer is let in", "the rental is held by policy")
    return made


@contextmanager
def known(stage: Stage) -> Iterator[RowsWorld]:
    with stage.store.reading() as rows:
        yield RowsWorld(rows, stage.references)


def policy(stage: Stage, **changed: Any) -> None:
    play(stage, {"authority": POLICY | changed})


def rentals(stage: Stage, many: int, customer: str = "customer", start: int = 2) -> list[str]:
    names = [f"order-{number}" for number in range(start, start + many)]
    for name in names:
        ordered = {"like": "a rental is ordered", "order": name, "customer": customer}
        play(stage, {"provider": ordered})
    return names


def looked(stage: Stage, name: str = "november") -> list[Any]:
    said = {"kind": "oversight.looked/1", "look": name, "on": "2026-11-01"}
    return [it.statement for it in play(stage, {"authority": said}).consequences]


def raised(stage: Stage, detector: str, name: str = "november") -> list[Raised]:
    return [it for it in looked(stage, name) if isinstance(it, Raised) and it.detector == detector]


# Who decides, in sums.


def test_without_a_policy_no_number_of_people_is_told(stage: Stage):
    play(stage, "the rental may proceed")
    with known(stage) as world:
        told_of = reviewers(world, on=TODAY)
    assert told_of.least is None
    assert (told_of.waiting, told_of.undeclared) == (None, None)
    assert [it.decided for it in told_of.months] == [None]


def test_what_few_decided_is_not_told_and_what_many_did_is(stage: Stage):
    policy(stage, least=3)
    for name in ["order-1", *rentals(stage, 3)]:
        play(stage, {"reviewer": {"like": "the rental may proceed", "order": name}})
    with known(stage) as world:
        (month,) = reviewers(world, on=TODAY).months
    assert (month.month, month.decided, month.appeals_decided) == (TODAY, 4, 0)
    play(stage, {"reviewer": {"like": "the rental may not proceed"}})
    play(stage, "the provider appeals", "a second person grants it")
    with known(stage) as world:
        (month,) = reviewers(world, on=TODAY).months
    assert (month.appeals_decided, month.appeals_granted, month.reversal) == (None, None, None)


def test_of_each_the_authority_sees_what_it_decided_and_how_often_that_was_undone(stage: Stage):
    play(stage, "the rental may not proceed", "the provider appeals", "a second person grants it")
    with known(stage) as world:
        by = {it.reviewer: it for it in each(world)}
    assert (by["reviewer"].appealed, by["reviewer"].reversed) == (0, 0), "its answer is replaced"
    assert (by["second"].appeals_decided, by["second"].appeals_granted) == (1, 1)
    assert not by["second"].declared


def test_nobody_agrees_to_what_it_asked_for_and_that_is_told(stage: Stage):
    play(stage, "an override is asked for", "a second person agrees")
    with known(stage) as world:
        told_of = reviewers(world, on=TODAY)
        by = {it.reviewer: it for it in each(world)}
    assert told_of.one_hand == 0
    assert (by["reviewer"].overrides_asked, by["second"].overrides_agreed) == (1, 1)


# What shows when it is looked at.


def test_one_reviewer_of_one_customer_is_a_weak_signal_with_its_evidence(stage: Stage):
    policy(stage, decided_min=3)
    for name in ["order-1", *rentals(stage, 2)]:
        play(stage, {"reviewer": {"like": "the rental may proceed", "order": name}})
    (alarm,) = raised(stage, "oversight.one-reviewer")
    assert (alarm.strength.value, alarm.parties) == ("weak", ("customer", "reviewer"))
    assert len(alarm.evidence) == 3
    assert alarm.benign
    assert raised(stage, "oversight.one-reviewer", "again") == [], "it is raised once"


def test_two_who_decide_alike_often_are_no_signal(stage: Stage):
    policy(stage, decided_min=3)
    names = ["order-1", *rentals(stage, 3)]
    for number, name in enumerate(names):
        who = ("reviewer", "second")[number % 2]
        (said,) = spoken({"reviewer": {"like": "the rental may proceed", "order": name}}, CHAPTER)
        play(stage, {who: said["reviewer"]})
    assert raised(stage, "oversight.one-reviewer") == []


def test_whoever_decided_about_what_turns_out_to_be_its_own_group_is_told_of(stage: Stage):
    """The gate refuses what it knows of; a parent that is declared later shows here."""
    parent = {"kind": "parties.parent/1", "on": "2026-10-01", "source": "commercial register"}
    play(stage, "an override is asked for")
    play(stage, {"authority": parent | {"party": "reviewer", "parent": "customer"}})
    found = raised(stage, "oversight.conflict")
    assert [(it.parties, it.strength.value) for it in found] == [
        (("customer", "reviewer"), "fact")
    ]


def test_whoever_declared_an_interest_in_the_customer_is_told_of_when_it_decides(stage: Stage):
    declared = CHAPTERS["oversight"].scenery["a reviewer declares shares in the customer"]
    play(stage, declared)
    said = play(stage, "the rental may proceed").consequences
    (alarm,) = [it.statement for it in said if isinstance(it.statement, Raised)]
    assert (alarm.detector, alarm.parties) == ("oversight.interest", ("customer", "reviewer"))
    assert stage.rebuilt().differences == ()


def test_a_watch_looks_once_on_a_new_day(stage: Stage):
    with known(stage) as world:
        since = Since(today=TODAY, last=None, entries=None, size=stage.store.size())
        assert [it.on for it in due_look(world, since)] == [TODAY]
        again = Since(today=TODAY, last=TODAY, entries=(), size=stage.store.size())
        assert list(due_look(world, again)) == []


# Equal treatment.


def test_customers_of_few_are_kept_back_and_without_a_policy_all(stage: Stage):
    with known(stage) as world:
        told_of = compared(world, since=date(2026, 10, 1), until=date(2026, 12, 1))
    assert (told_of.groups, told_of.kept_back) == ((), 1)


def test_holds_are_compared_by_country_and_by_size(stage: Stage):
    policy(stage, least=2, sizes=[100])
    for number in range(8):
        name, country = f"c-{number}", "CN" if number < 4 else "DE"
        enrolled = {"kind": "parties.enrolled/1", "party": name, "name": f"Company {number}",
                    "country": country, "roles": ["customer"]}  # fmt: skip
        seat = {"on": "2026-10-01", "source": "commercial register", "party": name}
        play(
            stage,
            {"provider": enrolled},
            {"authority": {"kind": "parties.headquarters/1", "country": country, **seat}},
            {"authority": {"kind": "parties.parent/1", "parent": name, **seat}},
        )
        rentals(stage, 1, name, start=10 + number)
    days = {"since": date(2026, 10, 1), "until": date(2026, 12, 1)}
    with known(stage) as world:
        by_country = {it.group: it for it in compared(world, **days).groups}
        by_size = compared(world, **days, by=By.SIZE)
    chinese, german = by_country["CN"], by_country["DE"]
    assert chinese.held is not None
    assert chinese.held.rate.rate_ppm == PPM
    assert german.held is not None
    assert german.held.others is not None
    assert german.held.others.gap_ppm == -PPM
    assert german.held.apart
    assert sum(it.customers for it in by_size.groups) + by_size.kept_back >= 1


@pytest.mark.parametrize("until", [date(2026, 10, 1), date(2028, 10, 1)])
def test_days_that_nobody_can_compare_are_refused(stage: Stage, until: date):
    with known(stage) as world, pytest.raises(UnreadableError, match="at most"):
        compared(world, since=date(2026, 10, 1), until=until)


@pytest.mark.parametrize(
    "quarter", [date(2026, 10, 1), date(2026, 8, 1), date(2026, 7, 2), date(9999, 10, 1)]
)
def test_in_public_there_are_only_quarters_that_are_over(stage: Stage, quarter: date):
    with known(stage) as world:
        assert equal_treatment(world, quarter=date(2026, 7, 1)).until == date(2026, 10, 1)
        assert equal_treatment(world, quarter=date(2025, 10, 1)).until == date(2026, 1, 1)
        with pytest.raises(UnreadableError, match="quarter"):
            equal_treatment(world, quarter=quarter)


# What is to be reviewed.


def test_whatever_has_no_day_is_listed_and_numbers_of_the_law_are_too(stage: Stage):
    with known(stage) as world:
        states = reviews_due(world, on=TODAY, limit=1000)
        of_law = reviews_due(world, on=TODAY, matter=Matter.LAW_VALUE, limit=1000)
        page = reviews_due(world, on=TODAY, undated=True, after=3, limit=2)
    kinds = {it.matter for it in states}
    assert {Matter.LIST, Matter.RULEBOOK, Matter.LAW_VALUE} <= kinds
    assert of_law
    assert all(it.review_by is None for it in of_law)
    assert page == tuple(it for it in states if it.review_by is None)[3:5]


# Formulas.

counts = st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counts)
def test_the_bounds_of_a_rate_solve_the_equation_that_defines_them(count: tuple[int, int]):
    """Wilson: the rates r whose score (p - r)² n / (r (1 - r)) is at most the square of z."""
    part, of = count
    told_of = rate_range(part, of)
    assert 0 <= told_of.low_ppm <= told_of.rate_ppm <= told_of.high_ppm <= PPM
    for bound in (told_of.low_ppm, told_of.high_ppm):
        rate, seen = Decimal(bound) / PPM, Decimal(part) / of
        slack = Decimal(2) / PPM
        far = abs(seen - rate) - slack
        if far > 0:
            spread = max(rate * (1 - rate), slack * (1 - slack))
            assert far**2 * of <= Z_SQUARED * (spread + slack)


def test_bounds_of_a_share_are_those_of_wilson() -> None:
    told_of = rate_range(9, 10)  # Wilson 1927; Newcombe 1998, Statistics in Medicine 17
    assert [round(it / PPM, 3) for it in (told_of.low_ppm, told_of.high_ppm)] == [0.596, 0.982]


@given(counts, counts)
def test_a_gap_lies_within_its_interval_and_turns_round_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
):
    there, back = gap(*one, *other), gap(*other, *one)
    assert there.low_ppm <= there.gap_ppm <= there.high_ppm
    assert (back.gap_ppm, back.low_ppm, back.high_ppm) == (
        -there.gap_ppm,
        -there.high_ppm,
        -there.low_ppm,
    )


def test_the_published_example_of_a_gap_comes_out():
    """56 of 70 beside 48 of 80: 0.2000, from 0.0524 to 0.3339 (Newcombe 1998, table II, (a))."""
    told_of = gap(56, 70, 48, 80)
    assert [round(it, -2) for it in (told_of.gap_ppm, told_of.low_ppm, told_of.high_ppm)] == [
        200_000,
        52_400,
        333_900,
    ]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30)), st.integers(2, 10))
def test_what_is_kept_back_is_never_one_small_row_alone(sizes: dict[str, int], least: int):
    kept = suppressed(sizes, least)
    assert all(name in kept for name, size in sizes.items() if 0 < size < least)
    filled = [size for size in sizes.values() if size]
    if kept and len(filled) > 1 and sum(filled) >= least:
        assert len(kept) > 1
        assert sum(sizes[name] for name in kept) >= least


@given(st.integers(0, 40), st.integers(0, 40), st.integers(2, 10))
def test_neither_a_part_nor_the_rest_is_told_where_one_of_them_is_of_few(
    part: int, rest: int, least: int
):
    if told_parts(part, part + rest, least):
        assert told(part, least) == part
        assert told(rest, least) == rest
