"""A run that a file describes: what counts, what does not, and what is wrong with the file."""

from datetime import date
from typing import Any

import msgspec
import pytest
from tests.training import TODAY, asked

from comptrol.domains.training import Assessment, RunAsked, Verdict
from comptrol.kernel.errors import OutOfRangeError, UnreadableError

E24 = 10**24
BASE = {"run": "base", "by": "initialised", "flop": "2e24"}


def mid(found: Assessment) -> int:
    return int(found.counted.mid)


def threshold_of(found: Assessment, name: str) -> Any:
    return next(it for it in found.tests if it.name == name)


# The European Union.


@pytest.mark.parametrize(
    ("flop", "said"),
    [("7692307692307692307692307", "below"), ("7692307692307692307692308", "within_band"),
     ("14285714285714285714285714", "within_band"), ("14285714285714285714285715", "above")],
)  # fmt: skip
def test_the_presumption_is_told_with_its_band(flop: str, said: str):
    assert asked(flop=flop).verdict.value == said


def test_the_range_of_the_guidelines_has_their_margin_and_what_was_counted_has_not():
    found = asked(flop="1e24")
    assert found.flop.whole == (7 * 10**23, E24, 13 * 10**23)
    assert found.counted.whole == (E24, E24, E24)
    assert found.threshold == "1" + "0" * 25


def test_two_significant_figures_are_reported():
    assert asked(flop="12549999999999999999999999").reported == "1.3e25"


def test_cumulative_and_direct_compute_are_two_tests():
    found = asked(flop="5e22", lineage=[{**BASE, "flop": "2e25"}])
    assert threshold_of(found, "systemic risk").verdict is Verdict.ABOVE
    assert threshold_of(found, "general purpose").verdict is Verdict.BELOW


@pytest.mark.parametrize("by", ["initialised", "merged", "fine-tuned"])
def test_compute_of_weights_counts(by: str):
    assert mid(asked(flop="1e24", lineage=[{**BASE, "by": by}])) == 3 * E24


@pytest.mark.parametrize("by", ["distilled", "synthetic-public"])
def test_parents_of_a_distillation_and_public_data_do_not_count(by: str):
    found = asked(flop="1e24", lineage=[{**BASE, "by": by}])
    assert mid(found) == E24
    assert [it.run for it in found.left_out] == ["base"]


def test_passes_that_made_private_data_count_with_what_was_discarded():
    made = {"run": "maker", "by": "synthetic-private", "purpose": "synthetic-data"}
    passes = {"parameters": 10**11, "tokens": 10**12, "discarded_tokens": 10**12, "dense": True}
    found = asked(flop="1e24", lineage=[{**made, **passes}])
    assert mid(found) == E24 + 2 * 10**11 * 2 * 10**12


def test_the_training_of_who_made_private_data_does_not_count():
    whole = {**BASE, "by": "synthetic-private"}
    assert mid(asked(flop="1e24", lineage=[whole])) == E24
    made = {"run": "maker", "by": "synthetic-private", "purpose": "synthetic-data", "flop": "1e23"}
    found = asked(flop="1e24", lineage=[{**made, "lineage": [BASE]}])
    assert mid(found) == E24 + 10**23


@pytest.mark.parametrize(
    "purpose", ["experiment", "evaluation", "auxiliary-model", "other-computing", "search"]
)
def test_what_trains_no_part_of_the_model_does_not_count(purpose: str):
    assert mid(asked(flop="9e25", purpose=purpose)) == 0


def test_a_failed_run_does_not_count_and_counts_once_something_goes_on_from_it():
    assert mid(asked(flop="9e25", failed=True)) == 0
    assert mid(asked(flop="1e24", lineage=[{**BASE, "failed": True}])) == 3 * E24
    assert mid(asked(flop="1e24", lineage=[{**BASE, "purpose": "experiment"}])) == 3 * E24


def test_a_shared_ancestor_counts_once():
    one = {"run": "one", "by": "merged", "flop": "1e24", "lineage": [BASE]}
    two = {"run": "two", "by": "merged", "flop": "1e24",
           "lineage": [{"run": "base", "by": "initialised"}]}  # fmt: skip
    found = asked(flop="1e24", lineage=[one, two])
    assert mid(found) == 5 * E24
    assert [it.run for it in found.counts].count("base") == 1


def test_an_ancestor_of_which_nobody_knows_leaves_it_to_a_person():
    found = asked(flop="1e20", lineage=[{"run": "base", "by": "fine-tuned"}])
    assert (found.verdict, found.needs) == (Verdict.WITHIN_BAND, ("base",))


# One third.


@pytest.mark.parametrize(
    ("flop", "said"), [("5e23", "below"), ("6e23", "within_band"), ("1e24", "above")]
)
def test_a_third_of_the_original_makes_a_provider(flop: str, said: str):
    found = asked(flop=flop, purpose="fine-tuning", lineage=[{**BASE, "by": "fine-tuned"}])
    assert threshold_of(found, "modification").verdict.value == said


@pytest.mark.parametrize(
    ("systemic", "low", "high"),
    [(True, 10**25, 10**25), (False, 10**23, 10**23), (None, 10**23, 10**25)],
)
def test_a_third_of_a_threshold_stands_in_where_the_original_is_not_known(
    *, systemic: bool | None, low: int, high: int
):
    base = {"run": "base", "by": "fine-tuned", "systemic": systemic}
    limit = threshold_of(asked(flop="1e20", lineage=[base]), "modification").threshold
    assert (limit.whole[0], limit.whole[2]) == (low // 3, high // 3 + 1)


def test_what_modifies_nothing_is_no_modification():
    assert [it.name for it in asked(flop="1e24").tests] == ["systemic risk", "general purpose"]


# The draft treaty.


@pytest.mark.parametrize(("more", "said"), [(0, "below"), (1, "above")])
def test_the_strict_threshold_of_the_draft_is_exact(more: int, said: str):
    assert asked("miri", flop=str(E24 + more), precision="BF16").verdict.value == said


def test_post_training_has_a_threshold_of_its_own_and_slices_add_up():
    slices = {"run": "s1", "by": "fine-tuned", "purpose": "fine-tuning", "precision": "BF16"}
    behind = {**slices, "flop": "9e22", "lineage": [{**BASE, "flop": "1e23", "precision": "BF16"}]}
    described = {"flop": "9e22", "purpose": "reinforcement-learning", "precision": "BF16"}
    alone = asked("miri", **described)
    assert (alone.verdict, alone.threshold) == (Verdict.BELOW, "1" + "0" * 24)
    found = asked("miri", **described, lineage=[behind])
    assert (found.verdict, found.threshold) == (Verdict.ABOVE, "1" + "0" * 23)


def test_of_what_the_draft_says_nothing_a_person_is_told():
    found = asked("miri", flop="1e22", precision="FP8", lineage=[{**BASE, "by": "distilled"}])
    assert "a person must say" in found.left_out[0].why
    assert any("says nothing" in it for it in found.doubts)


def test_searches_and_experiments_count_in_the_draft():
    for purpose in ("search", "experiment"):
        assert mid(asked("miri", flop="1e23", purpose=purpose, precision="BF16")) == 10**23


# The United States and California.


@pytest.mark.parametrize(("flop", "said"), [(10**26, "above"), (10**26 - 1, "below")])
def test_eccn_4e091_is_reached_by_what_equals_it(flop: int, said: str):
    assert asked("us", flop=str(flop)).verdict.value == said


@pytest.mark.parametrize(("added", "said"), [("3e25", "below"), ("4e25", "above")])
def test_what_derives_from_published_weights_counts_by_what_was_added(added: str, said: str):
    """A quarter of about 1.3e26 is more than 2.5e25, so that it is what must be exceeded."""
    base = {**BASE, "flop": "1e26", "published": True}
    assert asked("us", flop=added, lineage=[base]).verdict.value == said


def test_published_weights_are_told_to_be_free():
    assert any("not 4E091" in it for it in asked("us", flop="1e26", published=True).doubts)


@pytest.mark.parametrize(("share", "low", "high"), [("0.11", 3, 3), ("0.10", 1, 1), (None, 1, 3)])
def test_making_data_counts_from_a_share_on(share: str | None, low: int, high: int):
    made = {"run": "maker", "by": "synthetic-private", "purpose": "synthetic-data",
            "flop": "2e24", "share": share}  # fmt: skip
    found = asked("us", flop="1e24", lineage=[made]).counted.whole
    assert (found[0], found[2]) == (low * E24, high * E24)


@pytest.mark.parametrize(("published", "low", "high"), [(True, 3, 3), (False, 5, 5), (None, 3, 5)])
def test_training_who_made_data_counts_unless_its_weights_are_published(
    *, published: bool | None, low: int, high: int
):
    made = {"run": "maker", "by": "synthetic-private", "purpose": "synthetic-data",
            "flop": "2e24", "share": "0.5"}  # fmt: skip
    behind = {**made, "lineage": [{**BASE, "published": published}]}
    found = asked("us", flop="1e24", lineage=[behind]).counted.whole
    assert (found[0], found[2]) == (low * E24, high * E24)


def test_california_counts_fine_tuning_and_begins_on_its_day():
    found = asked(
        "california", flop="9e25", purpose="fine-tuning", lineage=[{**BASE, "flop": "2e25"}]
    )
    assert found.verdict is Verdict.ABOVE
    with pytest.raises(OutOfRangeError, match="2026-01-01"):
        asked("california", on=date(2025, 12, 31), flop="1e26")


def test_a_day_without_the_deciding_threshold_is_out_of_range():
    with pytest.raises(OutOfRangeError, match=r"eu\.systemic"):
        asked(on=date(2025, 7, 20), flop="1e24")


# What a file may say.


def test_hours_seconds_and_an_interval_say_the_same():
    chips = {"chips": 100, "model": "H100", "utilisation": "0.4", "precision": "FP16"}
    hours = asked(**chips, hours=24)
    assert hours.counted == asked(**chips, seconds=86_400).counted
    interval = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    assert hours.counted == asked(**chips, **interval).counted


def test_a_mix_is_the_sum_of_its_models():
    use = {"hours": 10, "utilisation": "0.5"}
    one, two = {"chips": 8, "peak_flop_per_s": "989e12"}, {"chips": 4, "peak_flop_per_s": "312e12"}
    found = mid(asked(mix=[one, two], **use))
    assert found == mid(asked(**one, **use)) + mid(asked(**two, **use))


def test_a_precision_of_the_whole_run_stands_for_every_period():
    periods = [{"chips": 8, "model": "H100", "hours": 1, "utilisation": "0.5"}] * 2
    found = asked(periods=periods, precision="bf16").counted
    assert found.low == found.high


def test_every_step_has_its_numbers():
    steps = asked(chips=8, model="H100", hours=1, utilisation="0.5", precision="BF16").steps
    assert any("8 x NVIDIA H100 SXM5 80GB at 989.4e12/s" in it for it in steps)
    assert any("3,600 s x utilisation 0.5" in it for it in steps)


WRONG = {
    "$.utilisation": {"chips": 1, "model": "H100", "hours": 1, "utilisation": "1.5"},
    "$.periods[1].precision": {"periods": [{"flop": 1}, {"flop": 1, "precision": "FP7"}]},
    "$.precision": {"chips": 1, "model": "H100", "hours": 1, "precision": "FP4"},
    "$.model": {"chips": 1, "model": "no such chip", "hours": 1},
    "$.chips": {"model": "H100", "hours": 1},
    "$.hours": {"chips": 1, "model": "H100", "hours": 0},
    "$.until": {"chips": 1, "model": "H100", "since": "2026-01-02T00:00:00Z",
                "until": "2026-01-01T00:00:00Z"},
    "$.flop": {"flop": "1.5"},
    "$.parameters": {"parameters": "1e9999999", "tokens": 1},
    "$.tokens": {"parameters": 1, "tokens": "NaN"},
    "$.dense": {"parameters": "1e9", "tokens": "1e9", "dense": False},
    "$.context_length": {"parameters": 1000, "tokens": "1e9", "context_length": 12_000},
    "$.peak_flop_per_s": {"chips": 1, "peak_flop_per_s": "-1", "hours": 1},
    "$.lineage[0].run": {"run": "x", "flop": 1, "lineage": [{"run": "x", "by": "merged"}]},
    "$.lineage[0].share": {"flop": 1, "lineage": [{"run": "x", "by": "distilled", "share": 2}]},
    "$.lineage[1]": {"flop": 1, "lineage": [{"run": "x", "by": "merged", "flop": 1},
                                            {"run": "x", "by": "merged", "flop": 2}]},
    "$.lineage": {"flop": 1, "lineage": [{"run": "x", "by": "merged", "lineage": [
        {"run": "y", "by": "merged", "lineage": [{"run": "x", "by": "merged"}]}]}]},
}  # fmt: skip


@pytest.mark.parametrize("place", WRONG)
def test_what_is_wrong_is_named_by_its_place(place: str):
    with pytest.raises(UnreadableError) as told:
        asked(**WRONG[place])
    assert f"`{place}`" in str(told.value)


@pytest.mark.parametrize(
    ("described", "told"),
    [
        ({}, "expected periods, or chips and hours, or parameters and tokens"),
        ({"chips": 1, "model": "H100"}, "how long"),
        ({"hours": 1, "flop": 1}, "chips and how long"),
        ({"chips": 1, "hours": 1}, "a model or peak_flop_per_s"),
        ({"chips": 1, "model": "H100", "peak_flop_per_s": 1, "hours": 1}, "not both"),
        ({"chips": 1, "mix": [{"chips": 1, "model": "H100"}], "hours": 1}, "not both"),
        ({"chips": 1, "model": "H100", "hours": 1, "seconds": 3600}, "one of them"),
        ({"chips": 1, "model": "H100", "since": "2026-01-01T00:00:00Z"}, "together"),
        ({"parameters": 1}, "parameters and tokens are expected together"),
        ({"parameters": 1, "tokens": 1, "passes": 1, "operations_per_pass": 1}, "one is expected"),
        ({"flop": 1, "periods": [{"flop": 1}]}, "expected in each of the periods"),
        ({"periods": [{"utilisation": "0.5"}]}, "are expected"),
    ],
)
def test_what_is_wrong_is_told_with_what_was_expected(described: dict[str, Any], told: str):
    with pytest.raises(UnreadableError, match=told):
        asked(**described)


def test_more_than_the_chips_can_do_is_refused_with_the_arithmetic():
    with pytest.raises(UnreadableError, match=r"1e24 operations are more than 8 x NVIDIA H100"):
        asked(chips=8, model="H100", hours=24, flop="1e24")


def test_more_than_any_sum_could_hold_is_refused():
    with pytest.raises(UnreadableError, match=r"fewer than 10\^30"):
        asked(parameters="1e39", tokens="1e39")


@pytest.mark.parametrize(("depth", "told"), [(100, ""), (101, "runs within more than 100 runs")])
def test_runs_within_runs_have_an_end(depth: int, told: str):
    described: dict[str, Any] = {"run": "r", "by": "merged", "flop": 1}
    for number in range(depth):
        described = {"run": f"r{number}", "by": "merged", "flop": 1, "lineage": [described]}
    body = {"flop": 1, "lineage": described["lineage"]}
    if not told:
        assert mid(asked(**body)) == depth + 1
        return
    with pytest.raises(UnreadableError, match=told):
        asked(**body)


@pytest.mark.parametrize("field", ["code", "data", "weights", "prompts", "learning_rate"])
def test_there_is_no_field_for_what_must_never_be_collected(field: str):
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(msgspec.json.encode({field: "x"}), type=RunAsked)


def test_a_small_run_is_above_no_threshold_of_anybody():
    for regime in ("eu", "miri", "us", "california"):
        assert asked(regime, on=TODAY, flop="1e20").verdict is Verdict.BELOW
