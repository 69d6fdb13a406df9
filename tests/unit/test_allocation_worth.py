from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiny_awards import TINY, TINY_PLAN

from comptrol.domains.allocation import (
    Award,
    Booking,
    Call,
    Plan,
    Reckoning,
    at_least,
    at_most,
    least_hours,
    points,
    pool_prices,
    valued,
    verify,
)

numbers = st.fractions(min_value=-(10**6), max_value=10**6)


def plain(of: Call | Plan) -> object:
    return msgspec.to_builtins(of, builtin_types=(Decimal,))


def test_the_tiny_plan_is_worth_10763_sixtieths():
    assert Reckoning(TINY).objective(TINY_PLAN.awards) == Fraction(10763, 60)


def test_hours_are_chip_hours_times_speed_times_fit():
    reckoning = Reckoning(TINY)
    hours = {it.proposal: reckoning.delivered(it) for it in TINY_PLAN.awards}
    assert hours == {"climate": 600, "protein": 1100, "language": 500, "materials": 700}


def test_no_award_is_worth_nothing_and_misses_every_floor():
    assert Reckoning(TINY).objective(()) == -800 * Fraction("0.05")


def test_a_least_award_that_was_rounded_down_counts_in_full():
    climate = TINY.proposals[0]
    assert least_hours(climate) == 600
    assert valued(climate, Fraction(599)) == valued(climate, Fraction(600)) == 40
    assert valued(climate, Fraction(0)) == 0


def test_what_was_published_and_is_dropped_or_cut_costs_its_part():
    half = Award(
        proposal="language", bookings=(Booking(pool="alder", month="2027-02", chip_hours=250),)
    )
    changed = msgspec.structs.replace(TINY, published=TINY_PLAN.awards, change_penalty=Decimal(10))
    kept = [it for it in TINY_PLAN.awards if it.proposal not in {"language", "materials"}]
    lost = Reckoning(TINY).objective([*kept, half]) - Reckoning(changed).objective([*kept, half])
    assert lost == 10 * Fraction(3, 2)


def test_a_pool_or_a_proposal_that_is_gone_is_no_fault_of_what_was_published():
    gone = Award(proposal="gone", bookings=(Booking(pool="oak", month="2027-01", chip_hours=9),))
    moved = Award(
        proposal="fusion", bookings=(Booking(pool="oak", month="2027-01", chip_hours=9),)
    )
    changed = msgspec.structs.replace(TINY, published=(gone, moved), change_penalty=Decimal(10))
    assert Reckoning(changed).objective(()) == Reckoning(TINY).objective(())


@pytest.mark.parametrize("penalty", [None, Decimal(7)])
def test_the_checker_which_knows_nothing_of_this_comes_to_the_same(penalty: Decimal | None):
    changed = msgspec.structs.replace(TINY, published=TINY_PLAN.awards, change_penalty=penalty)
    plan = msgspec.structs.replace(TINY_PLAN, awards=TINY_PLAN.awards[:2])
    assert verify(plain(changed), plain(plan)).objective == Reckoning(changed).objective(
        plan.awards
    )


def test_fills_leave_out_what_may_use_no_pool():
    barred = msgspec.structs.replace(
        TINY,
        proposals=tuple(
            msgspec.structs.replace(it, pools={}) if it.id == "fusion" else it
            for it in TINY.proposals
        ),
    )
    fills = Reckoning(barred).fills(TINY_PLAN.awards)
    assert fills["energy"] == Fraction(700, 900)
    assert Reckoning(TINY).fills(TINY_PLAN.awards)["energy"] == Fraction(700, 1900)


@given(numbers)
def test_rounding_is_to_a_millionth_and_to_the_side_that_is_named(number: Fraction):
    step = Fraction(1, 10**6)
    below, near, above = (Fraction(round_(number)) for round_ in (at_least, points, at_most))
    assert below <= number <= above
    assert above - below <= step
    assert abs(near - number) <= step / 2


def test_prices_are_by_pool_and_month():
    assert pool_prices(TINY_PLAN)["alder", "2027-01"] == Fraction("0.033333")
    assert ("u1", "2027-01") not in pool_prices(TINY_PLAN)
