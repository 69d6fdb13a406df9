"""Long work on rounds: a plan is checked again, one thing is changed, the curve is solved."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec
import pytest
from tests.allocating import DAY, proposed
from tests.console.at_work import AtWork, working_as
from tests.console.rounds import adopted
from tests.console.staged import platform_of
from tests.console.standing_in import seen_by, visitor_of

from comptrol.bootstrap import Platform
from comptrol.bootstrap.past_calls import call_planned
from comptrol.domains.allocation import AllocationView, CallId, PlanId, call_digest, call_document
from comptrol.entrypoints.console.kept import Kept
from comptrol.entrypoints.console.progress import State
from comptrol.entrypoints.console.rounds.supposed import Change, changed
from comptrol.entrypoints.console.works.plan_checking import checked
from comptrol.kernel.errors import UnreadableError

CALL = "/console/calls/call-1"
OF_CALL = {"call": "call-1"}


@pytest.fixture(scope="module")
def over() -> Platform:
    return platform_of(adopted().stage)


@pytest.fixture
def chair(over: Platform) -> Iterator[AtWork]:
    with working_as(over, "chair") as client:
        yield client


def test_a_plan_is_checked_again_against_the_call_as_it_was(over: Platform, chair: AtWork):
    state, told, href = chair.work("plan-check", {**OF_CALL, "plan": "plan-1"})
    assert (state, href) == (State.DONE, "/calls/call-1/plans/plan-1#check")
    assert told.startswith("The plan holds")
    page = chair.get(f"{CALL}/plan").text
    assert "The plan holds." in page
    assert "is the one that the plan names" in page
    applicant = seen_by(over, visitor_of(over, "north")).get(f"{CALL}/plan").text
    assert "The plan holds." in applicant
    assert "Run the check" not in applicant


def test_the_call_of_today_is_another_than_that_which_was_planned(over: Platform):
    with over.world() as world:
        row = world[AllocationView].plans.get(PlanId("plan-1"))
        assert row is not None
        now = call_document(world, call=row.call, as_of=row.said.as_of)
    assert call_digest(now) != row.said.input_digest
    assert call_digest(call_planned(over, row)) == row.said.input_digest


def test_a_plan_that_breaks_a_rule_does_not_hold(over: Platform):
    with over.world() as world:
        row = world[AllocationView].plans.get(PlanId("plan-1"))
        assert row is not None
    call = call_planned(over, row)
    pool = msgspec.structs.replace(call.pools[0], capacity_chip_hours=(10, 10))
    smaller = msgspec.structs.replace(call, pools=(pool,))
    played = adopted()
    found = checked(smaller, played.plan({}, DAY), row)
    assert not found.holds
    assert not found.same_call


@pytest.mark.parametrize("form", [{"plan": "nope"}, {"plan": "plan-1", "call": "other"}])
def test_nothing_is_begun_for_what_is_not_there(chair: AtWork, form: dict[str, str]):
    assert chair.post("/console/begin/plan-check", {**OF_CALL, **form}).status_code == 404


def test_a_pool_with_more_room_lets_another_in(over: Platform, chair: AtWork):
    size = over.store.size()
    form = {"change": "pool", "name": "alder", "percent": "200", "gap": "0"}
    state, told, href = chair.work("what-if", {**OF_CALL, **form})
    assert state is State.DONE, told
    assert "pool alder has 200 %" in told
    page = chair.get(f"/console{href}").text
    assert "p-north" in page
    assert "<td>In</td>" in page
    assert over.store.size() == size


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"change": "out", "name": "p-south"}, "proposal p-south gets nothing"),
        ({"change": "theta", "percent": "50"}, "every area gets 50 %"),
        ({"change": "pool", "name": "alder", "month": "2027-01", "percent": "150"}, "in 2027-01"),
    ],
)
def test_one_thing_is_changed_at_a_time(chair: AtWork, form: dict[str, str], told: str):
    state, said, _ = chair.work("what-if", {**OF_CALL, **form})
    assert state is State.DONE, said
    assert told in said


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"change": "pool", "name": "birch", "percent": "120"}, "the call has no pool"),
        ({"change": "pool", "name": "alder", "percent": "lots"}, "a number from 0 to 1000"),
        ({"change": "pool", "name": "alder", "percent": "NaN"}, "a number from 0 to 1000"),
        ({"change": "pool", "name": "alder", "percent": "1", "month": "2031-01"}, "no month"),
        ({"change": "in", "name": "<b>"}, "the call has no proposal"),
        ({"change": "everything"}, "was expected"),
        ({"change": "theta", "percent": "80", "as_of": "soon"}, "is not a day"),
        ({"change": "theta", "percent": "80", "gap": "-1"}, "a number from 0 to 100"),
    ],
)
def test_a_change_that_cannot_be_is_told_before_anything_begins(
    chair: AtWork, form: dict[str, str], told: str
):
    answer = chair.post("/console/begin/what-if", {**OF_CALL, **form})
    assert answer.status_code == 400
    assert told in answer.text
    assert "<b>" not in answer.text.partition("<main")[2]


def test_who_does_not_compete_cannot_be_let_in():
    played = proposed(merit_threshold="60")
    with working_as(platform_of(played.stage), "chair") as client:
        state, told, _ = client.work("what-if", {**OF_CALL, "change": "in", "name": "p-north"})
    assert state is State.FAILED
    assert "does not compete in this call" in told


def test_what_is_forgotten_is_told(chair: AtWork):
    page = chair.get(f"{CALL}/what-if", params={"of": "gone"}).text
    assert "What came of that is no longer kept." in page


@pytest.mark.parametrize("start", ["what-if", "fairness"])
def test_nobody_else_begins_it(over: Platform, start: str):
    with working_as(over, "north") as client:
        assert client.post(f"/console/begin/{start}", OF_CALL).status_code == 404


def test_the_panel_chooses_by_the_curve_that_it_was_shown():
    played = proposed(theta_ppm=None)
    platform = platform_of(played.stage)
    with working_as(platform, "chair") as client:
        assert "has not been solved" in client.get(f"{CALL}/fairness").text
        assert client.get(f"{CALL}/fairness/charts/fairness.svg").status_code == 404
        state, told, href = client.work("fairness", OF_CALL)
        assert (state, href) == (State.DONE, "/calls/call-1/fairness"), told
        page = client.get(f"{CALL}/fairness").text
        assert "p-north" not in page
        assert 'id="act-choose"' in page
        assert client.get(f"{CALL}/fairness/charts/fairness.svg").status_code == 200
        form = {"theta_ppm": "800000", "reason": "The worst comes out better.", "by": "Chair"}
        assert client.post(f"{CALL}/fairness/acts/choose", form).status_code == 303
        page = client.get(f"{CALL}/fairness").text
        assert "Chosen was theta 0.8." in page
        assert "The log goes further now" in page
        assert 'id="act-choose"' not in page
    said = played.stage.said(platform.store.size() - 2)
    assert [len(it["curve"]) for it in said if it["kind"] == "allocation.theta-chosen/1"] == [5]


def test_a_month_that_is_named_alone_is_changed():
    played = proposed()
    with platform_of(played.stage).world() as world:
        call = call_document(world, call=CallId("call-1"), as_of=DAY)
    one = changed(call, Change("pool", "alder", "2027-02", Decimal("0.5")))
    assert one.pools[0].capacity_chip_hours == (900, 450)
    with pytest.raises(UnreadableError):
        changed(call, Change("in", "nobody"))


def test_what_was_not_asked_for_longest_is_forgotten_first():
    kept = Kept[str](2)
    for key in ("a", "b"):
        kept.put(key, key)
    assert kept.get("a") == "a"
    kept.put("c", "c")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("a", None, "c")
    assert kept.of("a", lambda: "again") == "a"
