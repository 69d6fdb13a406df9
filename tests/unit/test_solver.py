"""Award plans from HiGHS: exact on a call that is checked by hand, sound on invented ones."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from benches.allocation_calls import Shape, made, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.solver import HighsSolver
from comptrol.adapters.solver.engine import Limits, Live
from comptrol.adapters.solver.figures import figures
from comptrol.adapters.solver.messages import Asked
from comptrol.adapters.solver.program import program, whole
from comptrol.adapters.solver.proving import prices_in, proven_bound
from comptrol.adapters.solver.search import relaxed, solved
from comptrol.domains.allocation import (
    Award,
    Booking,
    Call,
    Decided,
    EvenFill,
    Floor,
    Group,
    Plan,
    Pool,
    Proposal,
    Reckoning,
    Rules,
    ordered,
    verify,
)
from comptrol.flow.allocating.solver import Effort, Progress, Solved
from comptrol.kernel.errors import UnreadableError

EXACT = Effort(gap=0.0)
SMALL = Shape(proposals=12, pools=4, months=4, institutions=4, ceiling="0.3")
MEDIUM = Shape(proposals=110, pools=8, months=12, institutions=20, ceiling="0.2")
OPTIMUM = Fraction(10763, 60)


def asking(name: str, need: int, least: str, months: tuple[int, int], **more: object) -> Proposal:
    return Proposal(
        id=name,
        score=Decimal(80),
        need_h100e_hours=Decimal(need),
        least_fraction=Decimal(least),
        first_month=months[0],
        last_month=months[1],
        **more,  # type: ignore[arg-type]
    )


def fits(**pools: str) -> dict[str, Decimal]:
    return {name: Decimal(fit) for name, fit in pools.items()}


def segments(*pairs: tuple[str, str]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(length), Decimal(slope)) for length, slope in pairs)


@pytest.fixture
def tiny() -> Call:
    """The call of the sheet, small enough to check by hand."""
    both = (0, 1)
    return Call(
        call="tiny",
        months=("2027-01", "2027-02"),
        pools=(
            Pool(id="alder", speed_h100e=Decimal(1), capacity_chip_hours=(600, 600)),
            Pool(id="birch", speed_h100e=Decimal(2), capacity_chip_hours=(400, 400)),
        ),
        proposals=(
            asking("climate", 1200, "0.5", both, area="earth", pools=fits(alder="1", birch="1"),
                   award_value=Decimal(40), segments=segments(("0.5", "40"))),
            asking("protein", 1600, "0.5", both, area="life", award_value=Decimal(60),
                   pools=fits(birch="1.25", alder="0.8"),
                   segments=segments(("0.25", "60"), ("0.25", "20"))),
            asking("fusion", 1000, "1", both, area="energy", pools=fits(alder="1"),
                   award_value=Decimal(38)),
            asking("language", 500, "0.4", (1, 1), area="earth", pools=fits(alder="1"),
                   award_value=Decimal(18), segments=segments(("0.6", "20"))),
            asking("materials", 900, "0.5", both, area="energy", pools=fits(alder="1"),
                   award_value=Decimal(30), segments=segments(("0.5", "30"))),
        ),
        groups=(
            Group(id="u1", members=("climate", "protein"), ceiling_h100e_hours=Decimal(1700)),
        ),
        floors=(
            Floor(id="earth", members=("climate", "language"), floor_h100e_hours=Decimal(800),
                  penalty_per_h100e_hour=Decimal("0.05")),
        ),
        rules=Rules(max_pools=1),
    )  # fmt: skip


def best(call: Call, effort: Effort = EXACT) -> Solved:
    return solved(call, effort, lambda _: None)


def with_(call: Call, **fields: object) -> Call:
    return msgspec.structs.replace(call, **fields)


def booked(proposal: str, pool: str, month: str, chip_hours: int) -> Award:
    booking = Booking(pool=pool, month=month, chip_hours=chip_hours)
    return Award(proposal=proposal, bookings=(booking,))


def hours(call: Call, found: Solved) -> dict[str, Fraction]:
    reckoning = Reckoning(call)
    return {it.proposal: reckoning.delivered(it) for it in found.awards}


def faults(call: Call, found: Solved) -> list[str]:
    plan = Plan(
        call=call.call,
        objective=found.objective,
        bound=found.bound,
        gap=found.gap,
        awards=found.awards,
    )
    both = (msgspec.to_builtins(it, builtin_types=(Decimal,)) for it in (call, plan))
    return [it.sentence for it in verify(*both).violations]


# The call that is checked by hand.


def test_the_call_of_the_sheet_has_its_exact_answer(tiny: Call):
    found = best(tiny)
    assert found.objective == Decimal("179.383333")
    assert found.bound == Decimal("179.383334")
    assert Reckoning(tiny).objective(found.awards) == OPTIMUM
    expected = {"climate": 600, "protein": 1100, "language": 500, "materials": 700}
    assert hours(tiny, found) == expected
    assert not faults(tiny, found)


def test_prices_are_those_of_the_sheet(tiny: Call):
    prices = best(tiny, Effort(gap=0.0, prices=True)).prices
    by_pool = {(it.pool, it.month): it.per_chip_hour for it in prices if it.pool}
    third = Decimal("0.033333333")
    assert by_pool["alder", "2027-01"] == by_pool["alder", "2027-02"] == third
    assert by_pool["birch", "2027-01"] == by_pool["birch", "2027-02"] == 0
    assert {it.group: it.per_h100e_hour for it in prices if it.group} == {"u1": Decimal("0.0375")}
    assert not [it for it in prices if it.floor]


def test_the_relaxation_is_between_the_optimum_and_that_of_the_sheet(tiny: Call):
    relaxation = relaxed(tiny)
    assert OPTIMUM < Fraction(relaxation.bound) < Fraction("180.60314")
    assert 0 < relaxation.included["fusion"] < 1
    assert relaxation.included["climate"] == pytest.approx(1)


def test_an_award_that_is_decided_is_made_and_costs_what_the_sheet_says(tiny: Call):
    decided = (Decided(proposal="fusion", awarded=True),)
    found = best(with_(tiny, decided=decided))
    assert found.objective == Decimal("167.05")
    assert "materials" not in hours(tiny, found)


def test_a_refusal_that_is_decided_is_kept(tiny: Call):
    found = best(with_(tiny, decided=(Decided(proposal="climate", awarded=False),)))
    assert "climate" not in hours(tiny, found)
    assert found.objective < OPTIMUM


def test_above_its_winning_value_a_refused_proposal_is_in(tiny: Call):
    worth = {it.id: it for it in tiny.proposals}
    worth["fusion"] = msgspec.structs.replace(worth["fusion"], award_value=Decimal(51))
    found = best(with_(tiny, proposals=tuple(worth.values())))
    assert found.objective == Decimal("180.05")
    assert {"fusion"} == set(hours(tiny, found)) - {"climate", "protein", "language"}


# What is settled beforehand.


def test_what_is_booked_is_in_the_plan(tiny: Call):
    call = with_(tiny, booked=(booked("climate", "alder", "2027-01", 450),))
    found = best(call)
    mine = next(it for it in found.awards if it.proposal == "climate")
    assert {it.pool for it in mine.bookings} == {"alder"}
    assert sum(it.chip_hours for it in mine.bookings if it.month == "2027-01") >= 450
    assert not faults(call, found)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"booked": (booked("fusion", "birch", "2027-01", 1),)}, "birch, which it may not use"),
        ({"booked": (booked("language", "alder", "2027-01", 1),)}, "none of its months"),
        ({"booked": (booked("climate", "alder", "2027-01", 601),)}, "more is booked than the 600"),
        (
            {
                "booked": (booked("climate", "alder", "2027-01", 1),),
                "decided": (Decided(proposal="climate", awarded=False),),
            },
            "must not be awarded",
        ),
        (
            {
                "decided": (
                    Decided(proposal="fusion", awarded=True),
                    Decided(proposal="fusion", awarded=False),
                )
            },
            "decided both ways",
        ),
        (
            {
                "decided": tuple(
                    Decided(proposal=it, awarded=True) for it in ("fusion", "materials")
                )
            },
            "leaves no plan",
        ),
    ],
)
def test_what_cannot_be_is_named(tiny: Call, fields: dict[str, object], sentence: str):
    found = best(with_(tiny, **fields))
    assert found.ended == "infeasible"
    assert found.awards == ()
    assert sentence in str(found.options["infeasible"])


def test_an_award_that_no_pool_can_serve_cannot_be_decided(tiny: Call):
    alone = msgspec.structs.replace(tiny.proposals[0], pools={})
    decided = (Decided(proposal="climate", awarded=True),)
    found = best(with_(tiny, proposals=(alone, *tiny.proposals[1:]), decided=decided))
    assert "no pool that it may use" in str(found.options["infeasible"])


# Even fills, and plans that replace others.


def test_the_worst_area_has_what_an_even_fill_asks(tiny: Call):
    plain = Reckoning(tiny).fills(best(tiny).awards)
    call = with_(tiny, even_fill=EvenFill(theta=Decimal("0.95")))
    found = best(call)
    fills = Reckoning(tiny).fills(found.awards)
    least = 0.95 * float(found.options["worst_fill"])
    assert float(min(fills.values())) >= least - 1e-3
    assert min(fills.values()) > min(plain.values())
    assert found.objective < OPTIMUM


def test_a_worst_fill_that_is_known_is_not_sought_again(tiny: Call):
    even = EvenFill(theta=Decimal(1), worst_fill=Decimal("0.5"))
    call = with_(tiny, even_fill=even)
    found = best(call)
    assert found.options["worst_fill"] == 0.5
    assert not faults(call, found)


def test_a_large_call_is_even_too():
    call = made(9, MEDIUM)
    effort = Effort(gap=0.05)
    even = best(with_(call, even_fill=EvenFill(theta=Decimal("0.9"))), effort)
    fills = Reckoning(call).fills(even.awards)
    least = 0.9 * float(even.options["worst_fill"])
    assert float(min(fills.values())) >= least - 1e-4
    assert min(fills.values()) > min(Reckoning(call).fills(best(call, effort).awards).values())


def test_a_dear_change_keeps_the_published_plan(tiny: Call):
    published = best(with_(tiny, decided=(Decided(proposal="fusion", awarded=True),))).awards
    again = with_(tiny, published=published, change_penalty=Decimal(1000))
    found = best(again)
    kept = {it.proposal: Reckoning(tiny).delivered(it) for it in published}
    assert all(hours(tiny, found)[name] >= least for name, least in kept.items())
    assert not faults(again, found)


def test_a_cheap_change_is_made_and_paid(tiny: Call):
    published = (booked("fusion", "alder", "2027-01", 600),)
    again = with_(tiny, published=published, change_penalty=Decimal(2))
    found = best(again)
    assert found.objective == Decimal("177.383333")
    assert not faults(again, found)


# Calls at the edge.


def test_a_call_without_proposals_has_an_empty_plan(tiny: Call):
    floors = (msgspec.structs.replace(tiny.floors[0], members=()),)
    found = best(with_(tiny, proposals=(), groups=(), floors=floors))
    assert found.awards == ()
    assert found.objective == Decimal(-40)
    assert 0 <= found.bound - found.objective < Decimal("0.00001")


def test_a_call_without_pools_or_capacity_has_an_empty_plan(tiny: Call):
    dry = tuple(msgspec.structs.replace(it, capacity_chip_hours=(0, 0)) for it in tiny.pools)
    assert best(with_(tiny, pools=dry)).awards == ()
    barred = tuple(msgspec.structs.replace(it, pools={}) for it in tiny.proposals)
    assert best(with_(tiny, proposals=barred)).awards == ()
    assert best(with_(tiny, proposals=barred, pools=())).awards == ()


def test_one_proposal_gets_all_it_needs(tiny: Call):
    alone = with_(tiny, proposals=tiny.proposals[4:], groups=(), floors=())
    assert hours(alone, best(alone)) == {"materials": 900}


def test_hours_that_no_chip_hour_divides_are_rounded_down():
    call = Call(
        call="odd",
        months=("2027-01",),
        pools=(Pool(id="a", speed_h100e=Decimal("0.7"), capacity_chip_hours=(1000,)),),
        proposals=(asking("p", 100, "1", (0, 0), pools=fits(a="1.1"), award_value=Decimal(5)),),
    )
    found = best(call)
    assert hours(call, found) == {"p": 129 * Fraction("0.77")}
    assert not faults(call, found)


@pytest.mark.parametrize(
    "proposal",
    [
        asking("p", 100, "0.5", (0, 1), pools=fits(oak="1"), award_value=Decimal(5)),
        asking("p", 100, "0.5", (0, 1), pools=fits(alder="0"), award_value=Decimal(5)),
        asking("p", 100, "0.5", (0, 1), pools=fits(alder="1"), award_value=Decimal(5),
               segments=segments(("0.2", "1"), ("0.3", "2"))),
    ],
)  # fmt: skip
def test_a_call_that_contradicts_itself_is_unreadable(tiny: Call, proposal: Proposal):
    call = with_(tiny, proposals=(proposal,), groups=(), floors=())
    with pytest.raises(UnreadableError, match=r"proposals\.p"):
        best(call)


def test_a_member_that_is_no_proposal_is_unreadable(tiny: Call):
    groups = (Group(id="g", members=("nobody",), ceiling_h100e_hours=Decimal(1)),)
    with pytest.raises(UnreadableError, match="nobody"):
        best(with_(tiny, groups=groups))


# Invented calls.


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.2, 2.5, 4.0]), st.sampled_from([1, 2, 3]))
def test_a_plan_passes_the_exact_check_and_no_bound(seed: int, scarcity: float, pools: int):
    call = made(seed, msgspec.structs.replace(SMALL, scarcity=scarcity))
    call = with_(call, rules=Rules(max_pools=pools))
    found = best(call, Effort(gap=0.001))
    assert not faults(call, found)
    assert found.objective <= found.bound
    assert found.gap <= Decimal("0.002")


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1, 2]))
def test_the_bound_that_rests_on_no_solver_lies_between(seed: int, pools: int):
    call = ordered(with_(made(seed, SMALL), rules=Rules(max_pools=pools)))
    of = figures(call)
    choice = whole(of, counted=False)
    relaxation = program(of, choice)
    outcome = Live(relaxation.sparse, Limits()).solve()
    bound = proven_bound(of, choice, prices_in(of, relaxation, outcome.duals))
    assert float(best(call).objective) <= bound + 1e-6
    assert bound <= -outcome.bound + 1e-6


def test_the_order_of_a_call_does_not_matter():
    call = made(5, MEDIUM)
    effort = Effort(gap=0.03)
    assert best(call, effort).awards == best(shuffled(call, 3), effort).awards


def test_a_descent_comes_near_what_the_whole_search_finds():
    call = made(6, MEDIUM)
    near = best(call, Effort(gap=0.05))
    found = best(call, Effort(gap=0.01))
    assert near.objective <= found.objective <= near.bound
    assert not faults(call, near) + faults(call, found)


def test_a_list_from_the_top_is_taken_where_it_is_better():
    """A pool so small that nothing of a month's share is a whole chip-hour of each."""
    call = Call(
        call="few",
        months=("2027-01", "2027-02", "2027-03", "2027-04"),
        pools=(Pool(id="a", speed_h100e=Decimal("2.3"), capacity_chip_hours=(1, 1, 1, 1)),),
        proposals=tuple(
            asking(name, 5, "0.5", (0, 3), pools=fits(a="1"), award_value=Decimal(5))
            for name in ("one", "other")
        ),
    )
    found = best(call)
    assert len(found.awards) == 2
    assert not faults(call, found)


# The process.


def test_the_process_answers_as_the_search_does_and_tells_how_far_it_is(tiny: Call):
    told: list[Progress] = []
    found = HighsSolver().solve(tiny, EXACT, told.append)
    assert found == best(tiny)
    assert told[0].stage == "relaxation"
    assert HighsSolver().relax(tiny) == relaxed(tiny)


def test_what_the_process_cannot_read_is_raised_here(tiny: Call):
    groups = (Group(id="g", members=("nobody",), ceiling_h100e_hours=Decimal(1)),)
    with pytest.raises(UnreadableError, match="nobody"):
        HighsSolver().solve(with_(tiny, groups=groups), EXACT)


def test_a_question_that_is_dropped_ends_the_process():
    class Stopped(Exception):  # noqa: N818
        pass

    def stop(_: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        HighsSolver().solve(made(5, MEDIUM), EXACT, stop)


def test_the_process_ends_when_whoever_asked_is_gone():
    asked = msgspec.json.encode(Asked(call=made(5, MEDIUM), effort=EXACT)) + b"\n"
    command = [sys.executable, "-P", "-m", "comptrol.adapters.solver.process"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # noqa: S603  (our own module)
        process.communicate(asked)
    assert process.returncode == 1
