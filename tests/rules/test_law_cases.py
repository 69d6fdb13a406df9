"""Cases that a lawyer can read: on this day, this request, that answer.

``law``, ``policy`` and ``pending`` list every finding as "RULE effect", most severe first;
``asks`` lists the questions that block, ``open`` some that do not, ``conditions`` parts of
sentences that must be there, ``entry`` and ``item_class`` what the item is. ``item`` says more of
it than its numbers; a case may name another shipped ``rulebook``.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from tests.rules.law_answers import kept, told

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import DEFAULT, SHIPPED, read_rulebook
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    Policy,
    Posture,
    Rulebook,
    Stance,
    decide,
)

FOLDER = Path(__file__).parent / "law"
CHIPS = yaml.safe_load((FOLDER / "chips.yaml").read_text())
COUNTRIES = countries()
ANSWERS = {"outcome", "law", "policy", "pending", "asks", "open", "conditions"}


@cache
def rulebook(name: str) -> Rulebook:
    return read_rulebook(SHIPPED / name)


def cases() -> list[Any]:
    files = sorted(file for file in FOLDER.glob("*.yaml") if file.name != "chips.yaml")
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in files
        for case in yaml.safe_load(file.read_text())
    ]


def judged(case: dict[str, Any]) -> Decision:
    asked = dict(case["request"])
    chip = asked.pop("chip")
    more = asked.pop("item", {})
    item = {"specs": CHIPS[chip], "chip": chip, "quantity": asked.pop("quantity", 1), **more}
    request = msgspec.convert({"item": item, "end_use": "inference", **asked}, AccessRequest)
    as_of = case["as_of"]
    stance = Stance(
        posture=Posture(case.get("posture", "enforced")),
        policy=Policy(case.get("policy", "statute-only")),
        small_use_chips=case.get("small_use_chips"),
        small_use_chip_hours=case.get("small_use_chip_hours"),
    )
    known_at = case.get("known_at", max(as_of, date(2026, 11, 22)))
    book = rulebook(case.get("rulebook", DEFAULT))
    return decide(request, book, COUNTRIES, as_of=as_of, known_at=known_at, stance=stance)


@pytest.mark.parametrize("case", cases())
def test_the_case_is_answered_as_the_law_says(case: dict[str, Any]) -> None:
    found, then = judged(case), case["then"]
    assert set(then) <= ANSWERS | {"entry", "item_class"}
    assert found.outcome.value == then["outcome"]
    for part in ("law", "policy", "pending"):
        if part in then:
            findings = [f"{it.rule} {it.effect.value}" for it in getattr(found, part)]
            assert findings == then[part], part
    assert [it.id for it in found.questions if it.blocking] == then.get("asks", [])
    assert set(then.get("open", [])) <= {it.id for it in found.questions if not it.blocking}
    for field in ("entry", "item_class"):
        assert getattr(found.classification, field) == then.get(
            field, getattr(found.classification, field)
        )
    for sentence in then.get("conditions", []):
        assert any(sentence in condition for condition in found.conditions), sentence


@pytest.mark.parametrize("case", cases())
def test_every_word_of_the_answer_is_as_it_is_kept(
    case: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    now, before = [*told(judged(case))], kept().get(name, [])
    assert now == before, "was it meant? python -m tests.rules.law_answers"


def test_no_answer_is_kept_of_a_case_that_is_no_more() -> None:
    assert kept().keys() == {it.id for it in cases()}, "python -m tests.rules.law_answers"


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 120
