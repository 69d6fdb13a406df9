"""Runs that are declared: their lineage, what counts, and when a threshold is crossed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training import Laboratory

from comptrol.domains.training import (
    Bond,
    Regime,
    RunId,
    Source,
    Verdict,
    ancestors,
    known_run,
    periods,
    run,
    runs,
)
from comptrol.domains.training.formulas import ancestry
from comptrol.kernel.errors import NotFoundError

E24 = 10**24


@pytest.fixture
def lab() -> Laboratory:
    return Laboratory()


def test_a_run_is_shown_with_every_run_whose_weights_went_into_it(lab: Laboratory):
    lab.run("a")
    lab.run("b", ("a", "initialised"))
    lab.run("teacher")
    lab.run("c", ("b", "fine-tuned"), ("a", "merged"), ("teacher", "distilled"))
    with lab.world() as world:
        assert run(world, run=RunId("c")).ancestors == ("b", "a")
        assert ancestors(world, RunId("c")) == ("b", "a")
        assert ancestors(world, RunId("nobody")) == ()
        assert [it.run for it in runs(world)] == ["a", "b", "c", "teacher"]
        assert [it.run for it in runs(world, after=RunId("b"), limit=1)] == ["c"]


def test_an_unknown_run_is_not_found(lab: Laboratory):
    with lab.world() as world, pytest.raises(NotFoundError, match="'x'"):
        known_run(world, RunId("x"))


def test_a_lineage_is_a_set_and_a_shared_ancestor_counts_once(lab: Laboratory):
    lab.run("base")
    lab.used("base", E24)
    for name in ("left", "right"):
        lab.run(name, ("base", "initialised"))
        lab.used(name, E24)
    lab.run("merged", ("left", "merged"), ("right", "merged"))
    lab.used("merged", E24)
    found = lab.cumulative("merged")
    assert found.flop.mid == str(4 * E24)
    assert found.direct.mid == str(E24)
    assert {it.run for it in found.counts} == {"base", "left", "right", "merged"}


def test_what_ends_after_the_day_is_not_counted_on_it(lab: Laboratory):
    lab.run("a")
    lab.used("a", 5)
    assert lab.cumulative("a", on=date(2026, 10, 31)).flop.mid == "0"
    assert lab.cumulative("a", on=date(2026, 11, 1)).flop.mid == "5"


def test_a_correction_changes_the_sum_and_taking_back_empties_it(lab: Laboratory):
    lab.run("a")
    lab.used("a", 5)
    corrected = {"kind": "training.period-corrected/1", "run": "a", "period": "p"}
    use = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z",
           "stated": {"low": "7", "mid": "8", "high": "9"}}  # fmt: skip
    lab.tell("customer", **corrected, use=use, reason="read again")
    assert lab.cumulative("a").flop.whole == (7, 8, 9)
    lab.tell("customer", **corrected, use=None, reason="another run")
    assert lab.cumulative("a").flop.whole == (0, 0, 0)
    with lab.world() as world:
        assert [it.version for it in periods(world, run=RunId("a"))] == [3]


def test_an_ancestor_without_a_period_is_unknown_and_not_nothing(lab: Laboratory):
    lab.run("base")
    lab.run("next", ("base", "initialised"))
    lab.used("next", 5)
    found = lab.standing("next")
    assert (found.needs, found.verdict) == (("base",), Verdict.WITHIN_BAND)


def test_a_found_lineage_changes_the_verdict_and_the_days_before_stay(lab: Laboratory):
    lab.run("base")
    lab.used("base", 20 * E24)
    lab.run("next")
    lab.used("next", E24)
    assert lab.standing("next").verdict is Verdict.BELOW
    lineage = {"kind": "training.lineage-corrected/1", "run": "next", "reason": "found in a case"}
    lab.tell("authority", **lineage, sources=[{"run": "base", "by": "initialised"}])
    assert lab.standing("next").verdict is Verdict.ABOVE


def test_the_finding_of_an_impossible_period_has_the_arithmetic(lab: Laboratory):
    lab.run("a")
    use = {"since": "2026-10-01T00:00:00Z", "until": "2026-10-02T00:00:00Z",
           "chips": [{"model": "h100", "chips": 8}],
           "stated": {"low": "0", "mid": "0", "high": str(E24)}}  # fmt: skip
    refused = lab.refused(
        "customer", kind="training.period-declared/1", run="a", period="p", use=use
    )
    (finding,) = refused.findings
    assert "8 x H100 x 86,400 s x 1979e12/s = 1.368e21" in finding.detail
    assert finding.citation is not None


def test_chips_of_a_period_are_counted_by_each_regime(lab: Laboratory):
    lab.run("a")
    use = {"since": "2026-10-01T00:00:00Z", "until": "2026-10-02T00:00:00Z",
           "chips": [{"model": "h100", "chips": 8}], "utilisation": "0.5",
           "precision": "FP32"}  # fmt: skip
    lab.tell("customer", kind="training.period-declared/1", run="a", period="p", use=use)
    eu, miri = lab.cumulative("a"), lab.cumulative("a", Regime.MIRI)
    assert int(miri.flop.mid) == 2 * int(eu.flop.mid) == 8 * 86_400 * 67 * 10**12


# Where it leads.


def spend(lab: Laboratory, name: str, a_day: int, days: int) -> None:
    lab.used(
        name, a_day * days, since="2026-10-01T00:00:00Z", until=f"2026-10-{days + 1:02}T00:00:00Z"
    )


def test_a_run_that_goes_on_crosses_between_two_days(lab: Laboratory):
    lab.run("a")
    spend(lab, "a", 10**23, 20)
    found = lab.projection("a", on=date(2026, 10, 21))
    assert found.flop_per_day.mid == str(10**23)
    assert found.expected == date(2027, 1, 9)  # 8e24 are left, at 1e23 a day


def test_a_rate_that_varies_makes_an_interval(lab: Laboratory):
    lab.run("a")
    for day, flop in ((1, 10**23), (2, 3 * 10**23)):
        lab.used("a", flop, f"p{day}", since=f"2026-10-0{day}T00:00:00Z",
                 until=f"2026-10-0{day + 1}T00:00:00Z")  # fmt: skip
    found = lab.projection("a", on=date(2026, 10, 3))
    assert found.earliest is not None
    assert found.expected is not None
    assert found.latest is not None
    assert found.earliest < found.expected < found.latest


def test_a_run_that_is_over_crosses_nothing_more(lab: Laboratory):
    lab.run("a")
    spend(lab, "a", 10**23, 20)
    lab.tell("customer", kind="training.ended/1", run="a", on="2026-10-21", outcome="completed")
    assert lab.projection("a").expected is None


def test_what_is_no_training_crosses_nothing(lab: Laboratory):
    lab.run("a", purpose="other-computing")
    spend(lab, "a", 10**23, 20)
    assert lab.projection("a").earliest is None


def test_a_rate_is_measured_on_a_second_at_least(lab: Laboratory):
    lab.run("a")
    lab.used("a", 10**29, since="2026-10-01T00:00:00Z", until="2026-10-01T00:00:00.000001Z")
    assert int(lab.projection("a").flop_per_day.mid) == 10**29 * 86_400


def test_a_long_line_of_runs_is_walked_to_its_end():
    line = {
        RunId(f"r{number}"): (Source(run=RunId(f"r{number - 1}"), by=Bond.INITIALISED),)
        for number in range(1, 5000)
    }
    assert len(ancestry(line, RunId("r4999"))) == 4999


# Any lineage at all.


PARENTS = st.tuples(st.integers(0, 9), st.sampled_from(["initialised", "merged", "fine-tuned"]))
LINEAGES = st.lists(
    st.lists(PARENTS, max_size=3, unique_by=lambda it: it[0]), min_size=1, max_size=10
)


@settings(max_examples=25, deadline=None)
@given(LINEAGES)
def test_every_lineage_counts_each_run_behind_it_once_and_never_itself(
    parents: list[list[tuple[int, str]]],
):
    lab = Laboratory()
    behind: list[set[int]] = []
    for number, given_ in enumerate(parents):
        known = [(parent, by) for parent, by in given_ if parent < number]
        lab.run(f"r{number}", *((f"r{parent}", by) for parent, by in known))
        lab.used(f"r{number}", 2**number)
        behind.append({parent for parent, _ in known}.union(*(behind[it] for it, _ in known)))
    for number, expected in enumerate(behind):
        with lab.world() as world:
            found = ancestors(world, RunId(f"r{number}"))
        assert sorted(found) == sorted(f"r{it}" for it in expected)
        total = lab.cumulative(f"r{number}").flop.mid
        assert int(total) == 2**number + sum(2**it for it in expected)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_no_order_of_corrections_closes_a_circle(corrections: list[tuple[int, int]]):
    lab = Laboratory()
    for number in range(6):
        lab.run(f"r{number}")
    for run_, source in corrections:
        sources = [{"run": f"r{source}", "by": "initialised"}]
        body = {"run": f"r{run_}", "sources": sources, "reason": "found"}
        lab.say("authority", kind="training.lineage-corrected/1", **body)
    with lab.world() as world:
        for number in range(6):
            name = RunId(f"r{number}")
            assert name not in ancestors(world, name)
    assert lab.rebuilt() == ()
