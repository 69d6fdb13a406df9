"""What the operator asks beyond the law, and what is found beside the rulebook."""

from datetime import date
from typing import Any

import msgspec
import pytest

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.law import (
    SEVERITY,
    AccessRequest,
    Decision,
    Effect,
    Outcome,
    Policy,
    RuleFinding,
    Stance,
    decide,
    with_findings,
)

RULEBOOK, COUNTRIES = read_rulebook(), countries()
DAY = date(2026, 10, 1)
H100 = {"dense_Tops": 1979, "bits": 8, "die_mm2": 814, "market": "dc"}
RENTAL: dict[str, Any] = {
    "door": "rental",
    "item": H100 | {"quantity": 8},
    "site_country": "MY",
    "recipient": {"name": "A", "country": "CN", "hq_country": "CN", "ultimate_parent_hq": "CN"},
    "end_use": "inference",
}
FULL = RuleFinding(
    rule="cap:world",
    effect=Effect.LIMIT_REACHED,
    status="enforced",
    citation="Agreement of 2026-09-01",
    detail="Of 100 chips 95 are held and 8 are asked for.",
)
STATED_WITH_AN_ORDER: dict[str, dict[str, Any]] = {
    "red_flags": {"red_flags": ["purpose-masked"]},
    "delivers": {"delivers": ["weights"]},
    "passes_on": {"passes_on": True},
    "training_operations": {"training_operations": "1e25"},
    "end_use": {"end_use": "a navy simulation"},
    "not_known": {"not_known": ["Nobody has verified it."]},
}


def rental(**more: Any) -> AccessRequest:
    return msgspec.convert(RENTAL | more, AccessRequest, strict=False)


def judged(asked: AccessRequest, **how: Any) -> Decision:
    return decide(asked, RULEBOOK, COUNTRIES, as_of=DAY, known_at=DAY, stance=Stance(**how))


def small(asked: AccessRequest, **limits: int) -> Decision:
    return judged(asked, policy=Policy.RENTAL_PARITY, **limits)


@pytest.mark.parametrize(
    ("group", "limits", "said"),
    [
        ({}, {"small_use_chips": 8}, "8 chips at once (this order alone), at most 8"),
        (
            {"group_chips": 9, "group_chip_hours": "70.500000"},
            {"small_use_chips": 9, "small_use_chip_hours": 71},
            (
                "9 chips at once (affiliates counted in), at most 9; "
                "70.5 chip-hours (affiliates counted in), at most 71"
            ),
        ),
    ],
)
def test_a_small_use_shows_the_numbers_that_were_compared(
    group: dict[str, Any], limits: dict[str, int], said: str
) -> None:
    (found,) = small(rental(chip_hours=40, **group), **limits).policy
    assert found.detail == f"Small use: {said}. Operator policy does not look at it."


def test_a_limit_of_nothing_exempts_nobody() -> None:
    for limits in ({"small_use_chips": 0}, {"small_use_chip_hours": 0}):
        assert small(rental(chip_hours=1), **limits).outcome is Outcome.HOLD


def test_a_request_without_what_the_platform_found_stays_as_short_as_before() -> None:
    said = msgspec.json.encode(rental()).decode()
    for name in ("group_chips", "group_chip_hours", "not_known", "end_user_named"):
        assert name not in said


@pytest.mark.parametrize("policy", Policy)
def test_what_is_not_known_is_said_word_for_word_and_never_as_law(policy: Policy) -> None:
    missing = ("Its ultimate parent is not known.", "Nobody has verified it.")
    asked = rental(not_known=missing)
    (question,) = [it for it in judged(asked, policy=policy).questions if it.id == "policy.known"]
    assert question.blocking
    assert question.why == " ".join(missing)
    assert "Operator policy" in question.citation
    refused = judged(rental(not_known=missing, answers={"policy.known": "refuse"}), policy=policy)
    assert refused.outcome is Outcome.REFUSE
    assert "customer-tiers" in {it.rule for it in refused.policy}
    assert "customer-tiers" not in {it.rule for it in refused.law}


@pytest.mark.parametrize("stated", STATED_WITH_AN_ORDER)
def test_whatever_an_order_states_is_asked_about_with_named_answers(stated: str) -> None:
    plain = {it.id for it in judged(rental()).questions}
    found = judged(rental(**STATED_WITH_AN_ORDER[stated])).questions
    more = [it for it in found if it.id not in plain or it.blocking]
    assert more
    for question in more:
        assert len(question.answers) > 1, question.id
        assert any(it.then.value == "refuses" for it in question.answers), question.id


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"passes_on": True}, Outcome.HOLD),
        ({"passes_on": True, "end_user_named": True}, Outcome.ALLOW),
        ({"passes_on": False}, Outcome.ALLOW),
        ({"passes_on": True, "answers": {"red-flag.resolved": "resolved"}}, Outcome.ALLOW),
        ({"passes_on": True, "answers": {"red-flag.resolved": "unresolved"}}, Outcome.REFUSE),
    ],
)
def test_a_buyer_that_sells_on_and_does_not_say_to_whom_is_a_red_flag(
    more: dict[str, Any], outcome: Outcome
) -> None:
    home = {"name": "A", "country": "SG", "hq_country": "SG", "ultimate_parent_hq": "SG"}
    found = judged(rental(**{"door": "sale", "from": "US", "to": "SG", "recipient": home}, **more))
    assert found.outcome is outcome
    flagged = bool(more["passes_on"]) and "end_user_named" not in more
    assert ("C-3" in {it.rule for it in found.law}) is flagged


def test_every_question_that_blocks_a_rental_can_be_answered_by_name_or_by_a_fact() -> None:
    unnamed = {it.id for it in RULEBOOK.questions.values() if not it.answers}
    assert {it.partition(".")[0] for it in unnamed} <= {"item", "law", "review", "training"}


def test_a_limit_that_is_reached_stands_right_after_a_licence_that_is_required() -> None:
    assert SEVERITY[Effect.LICENCE_REQUIRED] + 1 == SEVERITY[Effect.LIMIT_REACHED]
    assert SEVERITY[Effect.LIMIT_REACHED] < SEVERITY[Effect.PRESUMPTION_OF_DENIAL]


def test_a_limit_that_is_reached_refuses_and_is_shown_in_its_place() -> None:
    before = small(rental())
    assert before.outcome is Outcome.HOLD
    after = with_findings(before, policy=(FULL,))
    assert after.outcome is Outcome.REFUSE
    assert [it.effect for it in after.policy] == [Effect.LICENCE_REQUIRED, Effect.LIMIT_REACHED]
    assert after.law == before.law


def test_a_licence_that_has_run_out_refuses_by_law() -> None:
    after = with_findings(judged(rental()), law=(FULL,))
    assert after.outcome is Outcome.REFUSE
    assert [it.effect for it in after.law] == [Effect.LIMIT_REACHED, Effect.NONE]


@pytest.mark.parametrize("effect", [it for it in Effect if it is not Effect.LIMIT_REACHED])
def test_what_is_found_beside_the_rulebook_else_changes_no_outcome(effect: Effect) -> None:
    found = msgspec.structs.replace(FULL, effect=effect)
    for before in (judged(rental()), small(rental())):
        assert with_findings(before, policy=(found,)).outcome is before.outcome
