"""Every point at which the law sheet says to ask a person is a question, and is reached."""

from datetime import date
from typing import Any

import msgspec
import pytest

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.law import AccessRequest, decide

RULEBOOK, COUNTRIES = read_rulebook(), countries()
H100 = {"dense_Tops": 1979, "bits": 8, "die_mm2": 814, "market": "dc", "nonplanar": True,
        "io_bidir_GBps": 900, "dram_GBps": 3350}  # fmt: skip
L2 = {"tpp": 1544, "market": "dc", "nonplanar": True}
SINGAPORE = {"name": "Buyer", "country": "SG", "hq_country": "SG", "ultimate_parent_hq": "SG"}
CHINA = {"name": "Buyer", "country": "CN", "hq_country": "CN", "ultimate_parent_hq": "CN"}
SALE: dict[str, Any] = {"door": "sale", "from": "US", "to": "SG", "recipient": SINGAPORE,
                        "item": H100, "end_use": "inference"}  # fmt: skip
RENTAL: dict[str, Any] = {"door": "rental", "site_country": "MY", "recipient": SINGAPORE,
                          "item": H100, "end_use": "inference"}  # fmt: skip
LISTED = {"entity_id": "1", "name": "A", "list": "EL", "score": "1", "why": "", "effect": "",
          "citation": "", "footnotes": [0]}  # fmt: skip
FOUNDRY = {"attested_by": "fabricator", "transistors": 34_000_000_000, "has_hbm": False,
           "packaged_in": "TW"}  # fmt: skip
POINTS = [
    (1, "party.listed-owners", SALE, "2026-11-10"),
    (2, "law.posture", SALE, "2026-08-01"),
    (3, "item.datacenter", SALE | {"item": {"tpp": 3000, "performance_density": 4}}, "2026-08-01"),
    (4, "item.die-area", SALE | {"to": "CN", "item": {"tpp": 3000, "market": "dc"}}, "2026-08-01"),
    (4, "item.planar", SALE | {"item": {"tpp": 3000, "market": "dc", "nonplanar": False}},
     "2026-08-01"),
    (5, "item.tpp", SALE | {"to": "CN", "item": {"market": "dc"}}, "2026-08-01"),
    (5, "item.figure", SALE | {"item": H100 | {"bits": 4}}, "2026-08-01"),
    (6, "item.integrated-circuit", SALE | {"item": H100 | {"form": "computer"}}, "2026-08-01"),
    (7, "item.io-bandwidth", SALE | {"to": "CN", "item": {"tpp": 5000}}, "2022-11-01"),
    (8, "party.ultimate-parent",
     SALE | {"recipient": {"name": "B", "country": "SG", "hq_country": "SG"}}, "2026-08-01"),
    (9, "party.blocked-owners", SALE | {"red_flags": ["control-without-ownership"]}, "2026-08-01"),
    (10, "red-flag.resolved", SALE | {"red_flags": ["purpose-masked"]}, "2026-08-01"),
    (11, "rental.possession", RENTAL | {"recipient": CHINA}, "2026-08-01"),
    (11, "rental.end-user", RENTAL | {"passes_on": True}, "2026-08-01"),
    (12, "end-use.prohibited", RENTAL | {"recipient": CHINA}, "2026-08-01"),
    (12, "training.operations", RENTAL | {"end_use": "model training"}, "2026-08-01"),
    (13, "review-2026.conditions", SALE | {"to": "CN", "recipient": CHINA}, "2026-08-01"),
    (14, "uae.supplement-8", SALE | {"to": "AE"}, "2026-08-01"),
    (14, "review.not-read", SALE | {"to": "AE"}, "2026-08-01"),
    (15, "destination.occupied-region", SALE | {"to": "UA"}, "2026-08-01"),
    (15, "destination.place", SALE | {"place": "leased-land"}, "2026-08-01"),
    (16, "listing.footnote", SALE | {"listings": [LISTED], "screening_verdict": "match"},
     "2026-08-01"),
    (17, "letter.received",
     SALE | {"to": "CN", "item": {"tpp": 1000, "market": "dc", "dram_GBps": 4000}}, "2026-08-01"),
    (18, "deemed-export.nationality", RENTAL | {"delivers": ["technology"]}, "2026-08-01"),
    (19, "item.subject-to-ear", SALE | {"from": "TW", "to": "VN"}, "2026-08-01"),
    (19, "item.gp10", RENTAL | {"item": H100 | {"designer_hq": "CN"}}, "2026-08-01"),
    (20, "training.accounting", RENTAL | {"training_operations": "1e25"}, "2026-08-01"),
    (21, "foundry.paragraph-d",
     SALE | {"item": L2 | {"fabrication": FOUNDRY | {"transistors": 60_000_000_000}}},
     "2026-08-01"),
    (21, "foundry.year-2028", SALE | {"item": L2 | {"fabrication": FOUNDRY}}, "2028-06-01"),
    (21, "foundry.trigger-day",
     SALE | {"item": L2 | {"fabrication": {"datasheet_of": "authorised"}}}, "2026-12-31"),
    (22, "foreign-law.conflict", SALE | {"to": "CN", "recipient": CHINA}, "2026-08-01"),
    (23, "law.date", SALE, "2022-10-20"),
    (23, "law.group-history", SALE | {"to": "NI"}, "2024-06-01"),
]  # fmt: skip


def asked(request: dict[str, Any], day: str) -> set[str]:
    read = msgspec.convert(request, AccessRequest, strict=False)
    as_of = date.fromisoformat(day)
    found = decide(read, RULEBOOK, COUNTRIES, as_of=as_of, known_at=date(2029, 1, 1))
    return {question.id for question in found.questions}


@pytest.mark.parametrize(("point", "question", "request_", "day"), POINTS)
def test_the_point_asks_its_question(
    point: int, question: str, request_: dict[str, Any], day: str
) -> None:
    assert question in asked(request_, day), point


def test_all_twenty_three_points_are_asked() -> None:
    assert {point for point, *_ in POINTS} == set(range(1, 24))


def test_every_question_of_the_rulebook_says_who_answers_and_by_what() -> None:
    for question in RULEBOOK.questions.values():
        assert question.answered_by
        assert question.evidence
        assert question.source.instrument


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"tpp": 1_200_001}, "ten times that of any known part"),
        ({"dense_Tops": 400_000, "bits": 8}, "ten times that of any known part"),
        ({"die_mm2": -1}, "above zero"),
        ({"nonplanar": False, "performance_density": 2}, "no performance density"),
        ({"fabrication": {"node_nm": "NaN"}}, "node_nm is above zero"),
        ({"fabrication": {"node_nm": "-5"}}, "node_nm is above zero"),
        ({"tpp": 5000, "specs": {"tpp": 1}}, "not in both"),
        ({"weights": {"operations": "0", "published": False}}, "operations are whole"),
        ({"weights": {"operations": "10", "published": False, "additional_operations": "11"}},
         "a part of operations"),
    ],
)  # fmt: skip
def test_a_chip_that_cannot_be_is_an_error_that_says_so(
    item: dict[str, Any], message: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(SALE | {"item": item}, AccessRequest, strict=False)


@pytest.mark.parametrize(
    ("until", "message"), [("2025-04-09", "is not after"), ("2025-04-08", "is not after")]
)
def test_a_letter_with_contradictory_dates_is_an_error(until: str, message: str) -> None:
    letter = {"letter": "l", "party": "p", "instrument": "i", "on": "2025-04-09", "until": until,
              "models": ["H20"], "reach": "china"}  # fmt: skip
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(SALE | {"letters": [letter]}, AccessRequest, strict=False)


@pytest.mark.parametrize("licence", ["", " ", "\t\n"])
def test_a_licence_of_nothing_is_no_licence(licence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="licence"):
        msgspec.convert(SALE | {"licence": licence}, AccessRequest, strict=False)


@pytest.mark.parametrize("model", ["---", " ", "()"])
def test_a_letter_that_names_no_chip_catches_none(model: str) -> None:
    letter = {"letter": "l", "party": "p", "instrument": "i", "on": "2025-04-09",
              "models": [model], "reach": "china"}  # fmt: skip
    with pytest.raises(msgspec.ValidationError, match="letters or digits"):
        msgspec.convert(SALE | {"letters": [letter]}, AccessRequest, strict=False)
