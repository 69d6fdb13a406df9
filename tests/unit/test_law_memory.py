"""What is remembered of the law is what it answers, and questions that are alike are one."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_law_decide import COUNTRIES, DAY, RULEBOOK, request

from comptrol.domains.law import AccessRequest, Decision, Policy, Stance, decide
from comptrol.domains.law.formulas import again
from comptrol.domains.law.formulas.again import Decided

MEMORY = Decided()
AMOUNTS = (None, 10, 1000)
LIMITED = Stance(policy=Policy.RENTAL_PARITY, small_use_chips=100, small_use_chip_hours=500)


def rental(chips: int, hours: int | None, **found: Any) -> AccessRequest:
    asked = request("rental", "CN", chip_hours=None if hours is None else str(hours))
    item = msgspec.structs.replace(asked.item, quantity=chips)
    return msgspec.structs.replace(asked, item=item, **found)


def remembered(memory: Decided, asked: AccessRequest, stance: Stance = LIMITED) -> Decision:
    return memory.decide(asked, RULEBOOK, COUNTRIES, as_of=DAY, known_at=DAY, stance=stance)


@pytest.mark.parametrize("stance", [LIMITED, Stance(), Stance(policy=Policy.RENTAL_PARITY)])
def test_memory_answers_as_the_law_does_whatever_came_before(stance: Stance) -> None:
    memory = Decided()
    for chips, hours, group, together in product((10, 1000), AMOUNTS, AMOUNTS, AMOUNTS):
        total = None if together is None else Decimal(together)
        asked = rental(chips, hours, group_chips=group, group_chip_hours=total)
        anew = decide(asked, RULEBOOK, COUNTRIES, as_of=DAY, known_at=DAY, stance=stance)
        assert remembered(memory, asked, stance) == anew, asked


def test_beyond_the_limits_how_much_exactly_is_no_other_question() -> None:
    memory = Decided()
    one = rental(10, 600, group_chips=1000, group_chip_hours=Decimal(600))
    other = rental(10, 700, group_chips=2000, group_chip_hours=Decimal(700))
    assert remembered(memory, one) is remembered(memory, other)


def test_within_the_limits_the_law_is_asked_once_and_how_much_it_was_is_told_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[AccessRequest] = []

    def noted(request: AccessRequest, *law: Any, **days: Any) -> Decision:
        asked.append(request)
        return decide(request, *law, **days)

    monkeypatch.setattr(again, "decide", noted)
    memory = Decided()
    told = [
        remembered(memory, rental(1, 2, group_chips=chips, group_chip_hours=Decimal(hours)))
        for chips, hours in ((1, 2), (7, 30), (100, 500), (101, 500))
    ]
    assert len(asked) == 2  # small, and not
    assert "Small use: 7 chips at once (affiliates counted in), at most 100; 30" in str(told[1])
    assert "Small use: 100 chips at once (affiliates counted in), at most 100" in str(told[2])
    assert "Small use" not in str(told[3])


def test_another_day_or_stance_or_rulebook_is_another_question() -> None:
    memory, asked = Decided(), rental(10, 600)
    first = remembered(memory, asked)
    assert remembered(memory, asked) is first
    assert remembered(memory, asked, Stance()) is not first
    days = {"as_of": date(2026, 9, 1), "known_at": DAY, "stance": LIMITED}
    assert memory.decide(asked, RULEBOOK, COUNTRIES, **days).as_of == date(2026, 9, 1)


def test_memory_forgets_all_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "KEPT_MAX", 2)
    memory, rentals = Decided(), [rental(chips, 10) for chips in (1, 2, 3)]
    first = remembered(memory, rentals[0])
    remembered(memory, rentals[1])
    assert remembered(memory, rentals[0]) is first
    remembered(memory, rentals[2])
    assert remembered(memory, rentals[0]) is not first


HINTS = sorted({word for use in RULEBOOK.end_uses for word in (use.code, *use.words)})
USES = (
    *("", "  ", "-", "crop forecasts", "Weather research (North Sea)", "training", "Pre-Training"),
    *("pre-training runs", "train the staff", "fine-tuning.", "TRAINING\tof models", "ﬁne-tuning"),
    *(f"{word} studies" for word in HINTS),
    *(f"({word.upper()})" for word in HINTS),
    *HINTS,
)


@pytest.mark.parametrize("seat", ["CN", "NL", "US", "KP"])
def test_memory_answers_every_end_use_as_the_law_does(seat: str) -> None:
    memory = Decided()
    for use, asked in product(USES, (request("rental", seat), request("sale", seat))):
        stated = msgspec.structs.replace(asked, end_use=use)
        anew = decide(stated, RULEBOOK, COUNTRIES, as_of=DAY, known_at=DAY, stance=LIMITED)
        assert remembered(memory, stated) == anew, stated


def test_end_uses_are_one_question_but_for_the_words_that_a_rule_asks_about() -> None:
    memory, asked = Decided(), rental(10, 600)
    one, other, trained, trained_again, unstated, blank = (
        remembered(memory, msgspec.structs.replace(asked, end_use=use))
        for use in (
            *("crop forecasts", "protein folding, run 17"),
            *("model training", "training of run 17", "", " "),
        )
    )
    assert one is other
    assert trained is trained_again
    assert unstated is blank
    assert len({id(it) for it in (one, trained, unstated)}) == len((one, trained, unstated))


@given(end_use=st.lists(st.sampled_from([*HINTS, "a", "-", ",", " ", "training"])).map("".join))
def test_memory_answers_any_end_use_as_the_law_does(end_use: str) -> None:
    asked = msgspec.structs.replace(request("rental", "CN"), end_use=end_use[:400])
    remembered(MEMORY, msgspec.structs.replace(asked, end_use="crop forecasts"))
    anew = decide(asked, RULEBOOK, COUNTRIES, as_of=DAY, known_at=DAY, stance=LIMITED)
    assert remembered(MEMORY, asked) == anew
