from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from tests.tiny_awards import EXACT, TINY, TINY_PLAN, SolverHere

from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import (
    Award,
    Booking,
    Call,
    Decided,
    Plan,
    call_digest,
    plan_digest,
    seed_of,
)
from comptrol.flow.allocating import (
    Asked,
    ByPowers,
    Kept,
    Noise,
    audit,
    compared,
    curve,
    drawn,
    planned,
    priority_cost,
    replanned,
    tie_band,
    violations,
)
from comptrol.flow.allocating.tying import drawn_score
from comptrol.kernel.errors import NotFoundError, UnreadableError

SOLVER = SolverHere()
SEED = seed_of(call_digest(TINY), "5eed")
FIRM = Kept(change_penalty=Decimal(5))


def decided(name: str, *, awarded: bool) -> Call:
    return msgspec.structs.replace(TINY, decided=(Decided(proposal=name, awarded=awarded),))


def awarded(plan: Plan) -> set[str]:
    return {it.proposal for it in plan.awards}


# The plan.


def test_the_tiny_call_is_planned_exactly_with_reasons_and_how_it_was_made():
    plan = planned(TINY, SOLVER, EXACT)
    assert plan_digest(plan) == plan_digest(TINY_PLAN)
    assert (plan.objective, plan.bound) == (Decimal("179.383333"), Decimal("179.383334"))
    assert plan.input_digest == call_digest(TINY)
    assert [it.proposal for it in plan.reasons] == ["climate", "fusion", "materials", "protein"]
    assert plan.made is not None
    assert plan.prices


def test_solved_in_processes_of_its_own_the_plan_is_the_same():
    asked = Asked(changes=False)
    assert planned(TINY, award_solver(), EXACT, asked=asked) == planned(
        TINY, SOLVER, EXACT, asked=asked
    )


def test_a_plan_without_reasons_has_none_and_books_the_same():
    plan = planned(TINY, SOLVER, EXACT, reasons=False)
    assert plan.reasons == ()
    assert plan_digest(plan) == plan_digest(TINY_PLAN)


def test_what_cannot_be_is_said_and_is_no_plan():
    small_pools = tuple(
        msgspec.structs.replace(it, capacity_chip_hours=(1, 1)) for it in TINY.pools
    )
    call = msgspec.structs.replace(decided("fusion", awarded=True), pools=small_pools)
    with pytest.raises(UnreadableError, match="there is no plan"):
        planned(call, SOLVER, EXACT)


def test_a_call_of_nobody_has_an_empty_plan():
    empty = msgspec.structs.replace(TINY, proposals=(), groups=(), floors=())
    plan = planned(empty, SOLVER, EXACT)
    assert (plan.awards, plan.objective, plan.reasons) == ((), 0, ())


def test_the_checker_tells_what_is_wrong_with_a_plan_of_somebody_else():
    one_more = msgspec.structs.replace(TINY_PLAN, awards=(*TINY_PLAN.awards, award("fusion", 1)))
    assert violations(TINY, TINY_PLAN) == ()
    assert any("fusion" in it for it in violations(TINY, one_more))


def award(name: str, hours: int) -> Award:
    return Award(
        proposal=name, bookings=(Booking(pool="alder", month="2027-01", chip_hours=hours),)
    )


# Fairness.


def test_evenness_costs_more_the_more_of_it_is_asked():
    points = curve(TINY, SOLVER, effort=EXACT)
    assert [it.theta for it in points] == [
        Decimal(it) for it in ("0", "0.5", "0.8", "0.9", "0.95")
    ]
    costs = [it.cost for it in points]
    assert costs == sorted(costs)
    assert costs[0] == 0
    assert costs[-1] > 0


def test_the_worst_area_is_fuller_where_more_evenness_is_asked():
    points = curve(TINY, SOLVER, [Decimal(0), Decimal("0.95")], EXACT)
    assert points[0].worst == min(points[0].fills.values())
    assert points[1].worst > points[0].worst


# Changes.


def test_nothing_changes_in_a_plan_when_nothing_has_changed():
    found = replanned(TINY, TINY_PLAN, SOLVER, FIRM, EXACT, None)
    assert found.compared.rows == ()
    assert found.compared.cost == 0
    assert found.compared.same == 4


def test_lost_capacity_moves_only_who_booked_it():
    birch = msgspec.structs.replace(TINY.pools[1], capacity_chip_hours=(400, 300))
    less = msgspec.structs.replace(TINY, pools=(TINY.pools[0], birch))
    found = replanned(less, TINY_PLAN, SOLVER, FIRM, EXACT, None)
    assert {it.proposal for it in found.compared.rows} <= {"climate", "protein"}
    assert violations(found.call, found.plan) == ()


def test_months_that_were_used_stay_booked():
    used = (award("materials", 500),)
    appeal = decided("fusion", awarded=True)
    kept = Kept(change_penalty=Decimal(1), booked=(award("language", 1),))
    with pytest.raises(UnreadableError, match="there is no plan"):
        replanned(appeal, TINY_PLAN, SOLVER, kept, EXACT, None)
    found = replanned(TINY, TINY_PLAN, SOLVER, Kept(change_penalty=Decimal(1), booked=used), EXACT)
    (materials,) = (it for it in found.plan.awards if it.proposal == "materials")
    assert sum(it.chip_hours for it in materials.bookings if it.month == "2027-01") >= 500


def test_an_appeal_that_is_granted_shows_what_it_costs_the_others():
    found = replanned(decided("fusion", awarded=True), TINY_PLAN, SOLVER, FIRM, EXACT, None)
    changes = {it.proposal: it.change for it in found.compared.rows}
    assert changes["fusion"] == "in"
    assert changes["materials"] == "out"
    assert found.compared.cost == Decimal("12.333333")
    assert found.compared.cost_to_others(["fusion"]) > found.compared.cost


def test_nobody_is_replanned_without_a_price_of_changes():
    with pytest.raises(UnreadableError, match="change_penalty"):
        replanned(TINY, TINY_PLAN, SOLVER)


def test_a_priority_is_the_difference_of_two_plans():
    cost = priority_cost(TINY, TINY_PLAN, decided("fusion", awarded=True), SOLVER, FIRM, EXACT)
    assert (cost.before, cost.after) == (Decimal("179.383333"), Decimal("167.05"))


def test_two_plans_differ_by_who_is_in_and_by_area():
    before = msgspec.structs.replace(TINY_PLAN, awards=TINY_PLAN.awards[1:])
    found = compared(before, TINY_PLAN, TINY)
    assert [(it.proposal, it.change) for it in found.rows] == [("climate", "in")]
    earth = next(it for it in found.areas if it.area == "earth")
    assert earth.hours_after - earth.hours_before == 600


def test_the_same_hours_elsewhere_have_moved():
    (language,) = (it for it in TINY_PLAN.awards if it.proposal == "language")
    moved = msgspec.structs.replace(language, bookings=award("language", 500).bookings)
    others = tuple(it for it in TINY_PLAN.awards if it.proposal != "language")
    after = msgspec.structs.replace(TINY_PLAN, awards=(*others, moved))
    assert [it.change for it in compared(TINY_PLAN, after, TINY).rows] == ["moved"]


# Ties and lots.


def test_a_score_is_drawn_the_same_by_anybody():
    fusion, noise = TINY.proposals[2], Noise(sigma=Decimal(5))
    scores = [drawn_score(fusion, noise, "seed", turn) for turn in range(400)]
    assert scores == [drawn_score(fusion, noise, "seed", turn) for turn in range(400)]
    mean = sum(scores) / len(scores)
    spread = (sum((it - mean) ** 2 for it in scores) / len(scores)).sqrt()
    assert abs(mean - 85) < Decimal("0.7")
    assert abs(spread - 5) < Decimal("0.6")


def test_without_noise_nobody_is_in_a_band_whom_the_relaxation_decides():
    band = tie_band(TINY, TINY_PLAN, Noise(sigma=Decimal(0)), SOLVER, seed="s", samples=2)
    assert set(band.inclusion) == {it.id for it in TINY.proposals}
    assert all(Decimal("0.2") <= band.inclusion[it] <= Decimal("0.8") for it in band.members)


def test_who_is_settled_is_in_no_band():
    call = decided("fusion", awarded=False)
    band = tie_band(call, TINY_PLAN, Noise(sigma=Decimal(9)), SOLVER, seed="s", samples=3)
    assert "fusion" not in band.inclusion


def test_outside_the_band_the_plan_stands_to_the_hour():
    found = drawn(TINY, TINY_PLAN, ("fusion", "materials"), SEED, SOLVER)
    outside = {it.proposal: it for it in TINY_PLAN.awards if it.proposal != "materials"}
    assert {it.proposal: it for it in found.plan.awards if it.proposal in outside} == outside
    assert set(found.order) == {"fusion", "materials"}
    assert violations(TINY, found.plan) == ()


def test_who_does_not_fit_any_more_is_told_that_lots_decided():
    band = ("fusion", "materials", "language")
    found = drawn(TINY, TINY_PLAN, band, SEED, SOLVER)
    assert set(found.awarded) | set(found.left_out) == set(band)
    assert found.left_out
    told = {it.proposal: it.ground for it in found.plan.reasons}
    assert all(told[it] == "lottery" for it in found.left_out)


def test_the_same_seed_draws_the_same_and_the_order_of_names_is_no_matter():
    band = ("materials", "language", "fusion")
    first = drawn(TINY, TINY_PLAN, band, SEED, SOLVER)
    again = drawn(TINY, TINY_PLAN, band[::-1], SEED, SOLVER)
    assert first == again


@pytest.mark.parametrize("band", [(), ("language",)])
def test_a_band_of_one_or_nobody_leaves_the_awards(band: tuple[str, ...]):
    found = drawn(TINY, TINY_PLAN, band, SEED, SOLVER)
    assert awarded(found.plan) == awarded(TINY_PLAN)


def test_where_nothing_fits_nobody_is_awarded():
    found = drawn(TINY, TINY_PLAN, ("fusion",), SEED, SOLVER)
    assert (found.awarded, found.left_out) == ((), ("fusion",))


def test_a_stranger_is_in_no_band():
    with pytest.raises(NotFoundError, match="oak"):
        drawn(TINY, TINY_PLAN, ("oak",), SEED, SOLVER)


# Honesty.


def test_false_reports_are_valued_by_the_truth():
    found = audit(TINY, TINY_PLAN, SOLVER)
    assert len(found.attempts) == 3 * len(TINY.proposals)
    for it in found.attempts:
        assert it.gain == it.false - it.honest
    assert {it.report for it in found.spreads} == {"need", "all-or-nothing", "split"}
    assert all(it.gained + it.lost <= it.attempts for it in found.spreads)


def test_a_sample_is_the_same_however_the_call_is_ordered():
    turned = msgspec.structs.replace(TINY, proposals=TINY.proposals[::-1])
    assert audit(TINY, TINY_PLAN, SOLVER, 2) == audit(turned, TINY_PLAN, SOLVER, 2)


def test_a_value_rises_with_the_square_of_the_score_and_the_root_of_the_need():
    climate = TINY.proposals[0]
    told = ByPowers().scored(climate, Decimal(45))
    assert told.award_value == climate.award_value / 4
    assert ByPowers().needing(climate, Decimal(4_800)).award_value == 2 * climate.award_value


@pytest.mark.parametrize("fraction", ["0.25", "0.5", "0.75", "1"])
def test_another_least_fraction_is_on_no_better_curve(fraction: str):
    climate = TINY.proposals[0]
    told = ByPowers().content_with(climate, Decimal(fraction))
    top = Fraction(told.award_value) + sum(Fraction(a) * Fraction(b) for a, b in told.segments)
    assert top == 60
    assert told.award_value <= 80 * Decimal(fraction)
    slopes = [slope for _, slope in told.segments]
    assert slopes == sorted(slopes, reverse=True)
