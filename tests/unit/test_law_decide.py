"""What the law answers: outcomes, order, postures, dates, answers, and what it cannot read."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains import law
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    Effect,
    LawAsOf,
    Outcome,
    Policy,
    Stance,
    decide,
)
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.errors import OutOfRangeError, UnreadableError
from comptrol.kernel.identifiers import CountryCode

RULEBOOK, COUNTRIES = read_rulebook(), countries()
H100 = {"chip": "H100", "dense_Tops": 1979, "bits": 8, "die_mm2": 814, "market": "dc"}
L2 = {"chip": "L2", "dense_Tops": 193, "bits": 8, "market": "dc"}
DAY = date(2026, 10, 1)


def request(door: str = "sale", country: str = "FR", **more: Any) -> AccessRequest:
    recipient = {
        "name": "Acme",
        "country": country,
        "hq_country": country,
        "ultimate_parent_hq": country,
    }
    asked = {
        "door": door,
        "item": H100,
        "from": "US",
        "to": country,
        "site_country": "MY" if door == "rental" else None,
        "recipient": recipient,
        "end_use": "inference",
    }
    return msgspec.convert({**asked, **more}, AccessRequest)


def judged(asked: AccessRequest, day: date = DAY, **how: Any) -> Decision:
    return decide(asked, RULEBOOK, COUNTRIES, as_of=day, known_at=DAY, stance=Stance(**how))


def match(code: str) -> Match:
    return Match(
        entity_id="1",
        name="ACME",
        list=code,
        score=Decimal(1),
        why="the same name",
        effect="",
        citation="",
    )


def listed(code: str, verdict: Verdict, door: str = "sale", **more: Any) -> AccessRequest:
    asked = request(door, item=L2, **more)
    return msgspec.structs.replace(asked, listings=(match(code),), screening_verdict=verdict)


def law_of(day: date, known_at: date = DAY) -> LawAsOf:
    return LawAsOf(rulebook=RULEBOOK, day=day, known_at=known_at)


def test_the_scope_has_45_members_on_the_day_of_the_snapshot() -> None:
    known = law_of(date(2026, 7, 23))
    codes = {country.alpha2 for country in COUNTRIES.all}
    scope = {code for code in codes if known.in_scope(code)}
    assert len(scope) == 45
    assert "MO" in scope
    grouped = {c for c in codes if any(known.in_group(c, g) for g in ("D:1", "D:4", "D:5"))}
    assert grouped - scope == {"IL"}


@pytest.mark.parametrize(
    ("day", "in_scope"),
    [("2026-07-09", True), ("2026-07-10", False), ("2026-07-11", False)],
)
def test_the_united_arab_emirates_move_on_the_day(day: str, *, in_scope: bool) -> None:
    assert law_of(date.fromisoformat(day)).in_scope(CountryCode("AE")) is in_scope


@pytest.mark.parametrize(("day", "member"), [("2024-03-14", False), ("2024-03-15", True)])
def test_nicaragua_joins_on_the_day(day: str, *, member: bool) -> None:
    assert law_of(date.fromisoformat(day)).is_restricted(CountryCode("NI")) is member


def test_a_group_change_ahead_of_the_knowledge_is_not_applied() -> None:
    known = law_of(date(2026, 7, 20), known_at=date(2026, 7, 1))
    assert known.in_scope(CountryCode("AE"))


@pytest.mark.parametrize(
    ("code", "verdict", "door", "outcome"),
    [
        ("SDN", Verdict.MATCH, "sale", Outcome.REFUSE),
        ("SDN", Verdict.MATCH, "rental", Outcome.REFUSE),
        ("SDN", Verdict.REVIEW, "sale", Outcome.HOLD),
        ("SDN", Verdict.REVIEW, "rental", Outcome.HOLD),
        ("EL", Verdict.MATCH, "sale", Outcome.REFUSE),
        ("EL", Verdict.MATCH, "rental", Outcome.HOLD),
        ("DPL", Verdict.MATCH, "sale", Outcome.REFUSE),
        ("DPL", Verdict.MATCH, "rental", Outcome.HOLD),
        ("UVL", Verdict.MATCH, "sale", Outcome.HOLD),
        ("MEU", Verdict.MATCH, "sale", Outcome.HOLD),
        ("CMIC", Verdict.MATCH, "rental", Outcome.HOLD),
        ("XYZ", Verdict.MATCH, "rental", Outcome.HOLD),
    ],
)
def test_what_a_list_does_depends_on_the_list_and_the_door(
    code: str, verdict: Verdict, door: str, outcome: Outcome
) -> None:
    assert judged(listed(code, verdict, door)).outcome is outcome


def test_a_possible_match_that_is_somebody_else_proceeds() -> None:
    asked = listed("SDN", Verdict.REVIEW)
    for answer, outcome in (("different", Outcome.ALLOW), ("same", Outcome.REFUSE)):
        answered = msgspec.structs.replace(asked, answers={"listing.same": answer})
        assert judged(answered).outcome is outcome


def test_an_unverified_party_has_no_exception() -> None:
    l40 = {"tpp": 2896, "performance_density": "4.76", "market": "dc"}
    asked = request(country="VN", item=l40)
    assert any(f.effect is Effect.EXCEPTION_AVAILABLE for f in judged(asked).law)
    uvl = msgspec.structs.replace(asked, listings=(match("UVL"),), screening_verdict=Verdict.MATCH)
    found = judged(uvl)
    assert not any(f.effect is Effect.EXCEPTION_AVAILABLE for f in found.law)
    assert "No licence exception for a party on UVL." in found.conditions


def test_one_reason_never_hides_another_and_the_most_severe_comes_first() -> None:
    asked = listed("EL", Verdict.MATCH, country="IR")
    found = judged(msgspec.structs.replace(asked, item=request().item, end_use="wmd"))
    assert [f.rule for f in found.law if f.effect is Effect.LICENCE_REQUIRED] == [
        "US-20",
        "US-21",
        "US-2",
        "US-2",
        "US-22",
    ]
    effects = [list(Effect).index(f.effect) for f in found.law]
    assert effects == sorted(effects)


def test_small_use_is_never_exempt_from_law() -> None:
    asked = listed("SDN", Verdict.MATCH, "rental", chip_hours=1)
    how = {"policy": Policy.RENTAL_PARITY, "small_use_chip_hours": 1000}
    assert judged(asked, **how).outcome is Outcome.REFUSE


def test_the_other_posture_is_in_every_answer() -> None:
    for asked in (request(), request("rental"), request(country="CN")):
        assert any("Under the posture codified" in f.detail for f in judged(asked).pending)


def test_the_answer_names_what_it_was_made_by() -> None:
    found = judged(request())
    assert found.rulebook_digest == RULEBOOK.digest
    assert (found.as_of, found.known_at) == (DAY, DAY)
    assert found.steps[0] == "TPP = 1979 dense TOPS x 8 bits = 15832."


def test_every_finding_is_cited_and_nothing_is_ever_cleared() -> None:
    for asked in (request(), request("rental"), request(country="CN"), request(country="AE")):
        found = judged(asked, policy=Policy.RENTAL_PARITY)
        for finding in (*found.law, *found.policy, *found.pending):
            assert finding.citation
            assert finding.detail
        assert "cleared" not in msgspec.json.encode(found).decode().casefold()


def test_an_inference_of_the_rulebook_is_marked_for_confirmation() -> None:
    found = judged(request(country="AE"))
    assert [f.confirm for f in found.law if f.rule == "US-14"] == [True]
    assert "uae.supplement-8" in {question.id for question in found.questions}


def test_a_day_after_the_rulebook_was_checked_says_so() -> None:
    late = date(2027, 1, 5)
    found = decide(request(), RULEBOOK, COUNTRIES, as_of=late, known_at=late)
    assert any("last checked on 2026-11-22" in sentence for sentence in found.conditions)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"to": "XX"}, "to: 'XX' is no country"),
        ({"to": None}, "to: a sale needs this country code"),
        ({"site_country": "ZZ"}, "site_country"),
        ({"answers": {"no.such": "yes"}}, "'no.such' is no question"),
        ({"answers": {"item.datacenter": "perhaps"}}, "'perhaps' is not one of yes, no"),
        (
            {"answers": {"training.operations": "1e25"}},
            "none to choose from: it is settled by training_operations, stated in",
        ),
        ({"answers": {"item.tpp": "9"}}, "it is settled by the chip's own numbers"),
        ({"answers": {"law.date": "now"}}, "it is settled by its evidence: "),
    ],
)
def test_what_cannot_be_read_says_which_field(more: dict[str, Any], message: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(message)):
        judged(request(**more))


def test_a_class_of_another_time_is_no_answer() -> None:
    asked = request(item={"tpp": 2500, "market": "dc"}, answers={"item.class": "3A090"})
    with pytest.raises(UnreadableError, match="there was no 3A090"):
        judged(asked)


def test_before_anything_was_known_nothing_is_answered() -> None:
    as_of, known_at = date(2022, 10, 21), date(2022, 10, 6)
    told = "before 2022-10-07: ask what was known on that day or later, not on 2022-10-06"
    with pytest.raises(OutOfRangeError, match=f"compute-law knows nothing {told}"):
        decide(request(), RULEBOOK, COUNTRIES, as_of=as_of, known_at=known_at)


def test_a_day_before_the_law_begins_is_left_to_a_person() -> None:
    day = date(2022, 10, 20)
    found = decide(request(), RULEBOOK, COUNTRIES, as_of=day, known_at=date(2026, 10, 1))
    assert (found.outcome, found.law) == (Outcome.HOLD, ())
    assert [question.id for question in found.questions] == ["law.date"]


def test_an_unknown_word_in_a_request_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        request(enduse="typing error")


@pytest.mark.parametrize("specs", [{"market": "gaming"}, {"tpp": -1}, {"die_mm2": -814}])
def test_a_specification_that_cannot_be_is_refused(specs: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        request(item=specs)


def test_an_item_says_its_numbers_in_place_or_apart() -> None:
    apart = {"chip": "H100", "specs": {k: v for k, v in H100.items() if k != "chip"}}
    assert request(item=apart).chips == request().chips


def test_the_datacenter_fact_may_be_answered() -> None:
    item = {"tpp": 2500, "performance_density": 4}
    for answer, item_class in (("yes", "3A090.b"), ("no", "none")):
        found = judged(request(item=item, answers={"item.datacenter": answer}))
        assert found.classification.item_class == item_class


def test_the_affiliates_rule_is_law_then_stayed_then_unknown() -> None:
    for day, status in (("2025-09-28", None), ("2025-11-10", "stayed"), ("2026-11-10", "unknown")):
        as_of = date.fromisoformat(day)
        found = decide(request(), RULEBOOK, COUNTRIES, as_of=as_of, known_at=date(2026, 11, 22))
        assert next((f.status for f in found.pending if f.rule == "E-1"), None) == status
    asked = {q.id for q in judged(request(), date(2025, 11, 9)).questions}
    assert "party.listed-owners" in asked


def test_every_name_the_code_uses_is_in_the_rulebook() -> None:
    folder = Path(law.__file__).parent / "formulas"
    source = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    asked = set(re.findall(r'question="([^"]+)"', source))
    rules = set(re.findall(r'"((?:US|C|E)-\d+a?)"', source))
    numbers = set(re.findall(r'number\("([^"{]+)"\)', source))
    assert asked <= set(RULEBOOK.questions)
    assert rules <= set(RULEBOOK.rules)
    assert numbers <= set(RULEBOOK.parameters)


def test_a_name_that_the_rulebook_does_not_have_is_an_error() -> None:
    today = law_of(DAY)
    with pytest.raises(UnreadableError, match="no rule X-1"):
        today.rule("X-1")
    with pytest.raises(UnreadableError, match="no parameter x"):
        today.number("x")


def test_a_value_that_has_ended_goes_on_only_where_its_end_was_not_known() -> None:
    name, day = "3a090-2022.tpp", date(2023, 12, 1)
    assert law_of(day, known_at=date(2023, 9, 1)).number(name) == 4800
    with pytest.raises(OutOfRangeError, match="ended"):
        law_of(day).number(name)


def cited(day: str, chip: dict[str, Any], **more: Any) -> set[str]:
    found = judged(request(item=chip, **more), date.fromisoformat(day))
    return {it.citation for it in found.law}


def test_the_headquarters_limb_of_a_is_cited_where_it_stands_since_january_2025() -> None:
    recipient = {"name": "B", "country": "MY", "hq_country": "CN", "ultimate_parent_hq": "CN"}
    chip = {"tpp": 5000, "market": "dc", "performance_density": 6}
    where = {"to": "MY", "recipient": recipient}
    assert any("744.23(a)(3)" in it for it in cited("2025-01-12", chip, **where))
    since = cited("2025-01-13", chip, **where)
    assert any("742.6(a)(6)(iii)(A), headquarters" in it for it in since)
    assert not any("744.23(a)(3)" in it for it in since)


@pytest.mark.parametrize("code", ["CN-ECL", "CN-UEL", "CN-ATT", "JP-EUL"])
@pytest.mark.parametrize("verdict", [Verdict.MATCH, Verdict.REVIEW])
def test_a_list_of_another_state_blocks_nothing_that_does_not_leave_it(
    code: str, verdict: Verdict
) -> None:
    plain = judged(request("sale", item=L2, to="FR"))
    found = judged(listed(code, verdict, to="FR"))
    assert found.outcome is plain.outcome
    assert {finding.rule for finding in found.law} == {finding.rule for finding in plain.law}
    bound = judged(listed(code, verdict, to="FR", **{"from": code[:2]}))
    assert bound.outcome is Outcome.HOLD


def test_a_list_of_blocked_persons_stops_wherever_it_leaves() -> None:
    for place in ("US", "FR", "CN"):
        asked = listed("SDN", Verdict.MATCH, to="FR", **{"from": place})
        assert judged(asked).outcome is Outcome.REFUSE
