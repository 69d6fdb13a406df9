"""The labelled sheet through the command line, and the README's sale and rental."""

import csv
import json
import os
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.conftest import Told
from tests.scenario.harness import Ran, comptrol

SHEET = Path(__file__).parents[2] / "../shared/facts/law/classification_cases.csv"
CLASSES_2023 = {"3A090.a+NAC/ACA": "3A090.a", "human": "indeterminate"}
CLASSES_2022 = {"controlled": "3A090", "not-controlled": "none"}
FIELDS = [
    "chip",
    "class",
    "tpp",
    "performance_density",
    "limbs",
    "needs",
    "steps",
    "cites",
]
DECISION = {
    "outcome",
    "law",
    "policy",
    "pending",
    "conditions",
    "questions",
    "rulebook_digest",
    "as_of",
    "known_at",
}
FINDING = {"rule", "effect", "status", "citation", "detail"}
EFFECTS = {
    "licence_required",
    "presumption_of_denial",
    "case_by_case",
    "presumption_of_approval",
    "exception_available",
    "notify",
    "report",
    "red_flag",
    "none",
}
SALE = {
    "door": "sale",
    "item": {"chip": "H100 SXM", "quantity": 64},
    "from": "US",
    "to": "CN",
    "end_use": "servers",
    "recipient": {
        "name": "Inspur (Beijing) Electronic Information Industry Co., Ltd.",
        "country": "CN",
        "hq_country": "CN",
        "ultimate_parent_hq": "CN",
    },
}
RENTAL = {
    "door": "rental",
    "item": {"chip": "H100 SXM", "quantity": 64},
    "site_country": "MY",
    "end_use": "model training",
    "recipient": {
        "name": "Example Research",
        "country": "SG",
        "hq_country": "SG",
        "ultimate_parent_hq": "CN",
    },
}


def sheet() -> list[dict[str, str]]:
    if not SHEET.exists():
        return []
    with SHEET.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labelled(column: str) -> list[Any]:
    return [
        pytest.param(index, row[column], id=row["id"])
        for index, row in enumerate(sheet())
        if row[column]
    ]


@cache
def classified(*options: str) -> list[dict[str, Any]]:
    ran = comptrol("law", "classify", SHEET, "--json", *options)
    assert ran.code == 0, ran.err
    return [json.loads(line, parse_float=Decimal) for line in ran.out.splitlines()]


def row(chip: str, *options: str) -> dict[str, Any]:
    """Return what was said of one chip of the sheet, by its id."""
    if not SHEET.exists():
        pytest.skip("the labelled cases are not part of the package")
    index = [case["id"] for case in sheet()].index(chip)
    return classified(*options)[index]


# -- classify ---------------------------------------------------------------------------------


def test_the_labelled_sheet_is_here_and_every_row_is_answered_in_order() -> None:
    if not SHEET.exists():
        assert "CI" not in os.environ, f"{SHEET} is missing"  # noqa: TID251
        pytest.skip("the labelled cases are not part of the package")
    assert [answer["chip"] for answer in classified()] == [case["chip"] for case in sheet()]
    assert len(classified()) == 44


@pytest.mark.parametrize(("index", "label"), labelled("label_2023_11"))
@pytest.mark.parametrize("options", [(), ("--as-of", "2023-11-17")], ids=["today", "first day"])
def test_the_class_since_2023_is_the_label(
    index: int, label: str, options: tuple[str, ...]
) -> None:
    answer = classified(*options)[index]
    assert answer["class"] == CLASSES_2023.get(label, label)
    assert answer["note2"] is label.endswith("+NAC/ACA")
    assert bool(answer["needs"]) == (answer["class"] == "indeterminate")


@pytest.mark.parametrize(("index", "label"), labelled("label_2022_10"))
@pytest.mark.parametrize("day", ["2022-10-21", "2022-11-01", "2023-11-16"])
def test_the_class_of_2022_is_the_label(index: int, label: str, day: str) -> None:
    assert classified("--as-of", day)[index]["class"] == CLASSES_2022[label]


@pytest.mark.parametrize("options", [(), ("--as-of", "2022-11-01")], ids=["2023", "2022"])
def test_every_answer_has_the_fields_of_the_contract(options: tuple[str, ...]) -> None:
    if not SHEET.exists():
        pytest.skip("the labelled cases are not part of the package")
    for answer in classified(*options):
        assert list(answer)[: len(FIELDS)] == FIELDS
        assert answer["steps"]
        assert answer["cites"]
        assert all(type(answer[field]) is list for field in FIELDS[4:])
        assert answer["tpp"] is None or type(answer["tpp"]) in {int, Decimal}


def test_a_contested_label_is_decided_by_the_arithmetic_h20() -> None:
    answer = row("C10")
    assert (answer["class"], answer["tpp"], answer["limbs"]) == ("none", 2368, [])
    assert "TPP = 296 dense TOPS x 8 bits = 2368." in answer["steps"]
    assert "PD = 2368 / 814 mm2 = 2.9091." in answer["steps"]


def test_a_published_double_count_is_not_believed_rtx_4090() -> None:
    answer = row("C13")
    assert (answer["class"], answer["tpp"]) == ("3A090.a", Decimal("5284.8"))
    assert answer["note2"] is True
    assert "TPP = 660.6 dense TOPS x 8 bits = 5284.8." in answer["steps"]


def test_the_highest_tpp_counts_not_the_published_one_mi350x() -> None:
    answer = row("C16")
    assert (answer["class"], answer["tpp"]) == ("3A090.a", Decimal("36953.6"))
    assert "TPP = 2309.6 dense TOPS x 16 bits = 36953.6." in answer["steps"]


def test_exactly_the_threshold_is_enough() -> None:
    answer = row("C01")
    assert (answer["class"], answer["tpp"], answer["limbs"]) == ("3A090.a", 4800, ["a.1"])
    assert "TPP = 600 dense TOPS x 8 bits = 4800." in answer["steps"]
    assert any("TPP >= 4800" in step for step in answer["steps"])


def test_the_arithmetic_of_2022_is_another() -> None:
    answer = row("C05", "--as-of", "2022-11-01")
    assert answer["steps"] == [
        "bits x TOPS = 4992 >= 4800.",
        "aggregate bidirectional I/O in GB/s = 400 < 600.",
    ]
    assert any("87 FR 62186" in cite for cite in answer["cites"])


def test_what_would_settle_an_open_class_is_named() -> None:
    assert row("C31")["needs"] == ["item.die-area"]
    assert row("C34")["needs"] == ["item.planar"]


def test_a_person_reads_one_line_to_a_chip() -> None:
    if not SHEET.exists():
        pytest.skip("the labelled cases are not part of the package")
    ran = comptrol("law", "classify", SHEET)
    heading, *lines = ran.out.splitlines()
    assert heading.split() == ["chip", "class", "TPP", "density", "by", "needs"]
    assert len(lines) == 44
    (h100,) = [line for line in lines if line.startswith("H100 SXM ")]
    assert h100.split()[2:] == ["3A090.a", "15832", "19.45", "a.1", "a.2"]


def test_further_columns_and_a_byte_order_mark_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(
        b"\xef\xbb\xbfnote,chip,market,nonplanar,dense_Tops,bits,die_mm2,io_bidir_GBps,dram_GBps\r\n"
        b"mine,X,dc,1,600,8,,,\r\n"
    )
    assert comptrol("law", "classify", path, "--json").json["class"] == "3A090.a"


# -- decide -----------------------------------------------------------------------------------


@pytest.fixture
def decided(tmp_path: Path) -> Any:
    def decide(request: dict[str, Any], *options: object) -> dict[str, Any]:
        path = tmp_path / "request.json"
        path.write_text(json.dumps(request))
        ran: Ran = comptrol("law", "decide", path, "--json", *options)
        assert ran.err == ""
        answer: dict[str, Any] = ran.json
        assert answer.keys() >= DECISION
        for part in ("law", "policy", "pending"):
            assert all(finding.keys() >= FINDING for finding in answer[part])
            assert {finding["effect"] for finding in answer[part]} <= EFFECTS
        return answer

    return decide


def rules(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(finding["rule"], finding["effect"]) for finding in findings}


def test_a_sale_to_a_listed_company_is_refused_by_law(decided: Any) -> None:
    answer = decided(SALE)
    assert answer["outcome"] == "refuse"
    assert {("US-21", "licence_required"), ("US-2", "licence_required")} <= rules(answer["law"])
    assert answer["policy"] == []
    assert "TPP = 1979 dense TOPS x 8 bits = 15832, the highest of 6 rates." in answer["steps"]


def test_a_plain_rental_needs_no_licence_by_law(decided: Any) -> None:
    answer = decided(RENTAL)
    assert ("C-1", "none") in rules(answer["law"])
    assert not any(effect == "licence_required" for _, effect in rules(answer["law"]))
    assert answer["policy"] == []


def test_policy_beyond_the_law_stands_apart_from_it(decided: Any) -> None:
    plain, beyond = decided(RENTAL), decided(RENTAL, "--policy", "rental-parity")
    assert beyond["outcome"] == "hold"
    assert beyond["law"] == plain["law"]
    assert ("rental-parity", "licence_required") in rules(beyond["policy"])
    assert "policy.rental-parity" in {question["id"] for question in beyond["questions"]}


def test_the_law_of_a_day_is_that_of_the_day(decided: Any) -> None:
    answer = decided(SALE, "--as-of", "2022-10-21", "--known-at", "2024-06-01")
    assert (answer["as_of"], answer["known_at"]) == ("2022-10-21", "2024-06-01")
    assert ("US-1", "licence_required") in rules(answer["law"])
    assert ("US-2", "licence_required") not in rules(answer["law"])


def test_both_postures_are_judged_by_the_same_rulebook(decided: Any) -> None:
    enforced, codified = (decided(SALE, "--posture", name) for name in ("enforced", "codified"))
    assert enforced["rulebook_digest"] == codified["rulebook_digest"]
    assert len(enforced["rulebook_digest"]) == 64
    assert enforced["outcome"] == codified["outcome"] == "refuse"


def test_chips_may_be_given_by_their_numbers(decided: Any) -> None:
    numbers = {"dense_Tops": 600, "bits": 8, "market": "dc", "nonplanar": 1, "die_mm2": 814}
    answer = decided({**SALE, "item": {"specs": numbers, "quantity": 1}})
    assert "TPP = 600 dense TOPS x 8 bits = 4800." in answer["steps"]
    assert ("US-2", "licence_required") in rules(answer["law"])


def test_an_unknown_number_is_asked_for_never_guessed(decided: Any) -> None:
    answer = decided({**SALE, "item": {"quantity": 1}})
    assert answer["outcome"] != "allow"
    assert "item.tpp" in {question["id"] for question in answer["questions"]}


def test_a_log_of_ones_own_judges_by_what_it_adopted(decided: Any, told: Told) -> None:
    assert decided(RENTAL, "--data", told.folder)["outcome"] == "hold"
    assert decided(RENTAL, "--data", told.folder)["policy"] != []
    assert decided(RENTAL, "--data", told.folder, "--policy", "statute-only")["policy"] == []


def test_a_person_reads_the_ruling_in_sentences(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(SALE))
    ran = comptrol("law", "decide", path, "--as-of", "2026-01-20")
    assert "outcome: refuse, by the law of 2026-01-20" in ran.out
    assert "US-21: 15 CFR 744.16" in ran.out
    assert "arithmetic: PD = 15832 / 814 mm2" in ran.out


def test_a_chip_that_cannot_be_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(
        "chip,market,nonplanar,dense_Tops,bits,die_mm2,io_bidir_GBps,dram_GBps\n"
        "Wonder,dc,1,400000,8,814,,\n"
    )
    ran = comptrol("law", "classify", tmp_path / "cases.csv")
    assert ran.code == 2
    assert "line 2, field dense_Tops: cannot be: a TPP of 3,200,000 is more" in ran.err


@pytest.mark.parametrize("command", [("init",), ("law", "adopt")])
def test_a_default_is_told_as_it_is_given(command: tuple[str, ...]) -> None:
    told = " ".join(comptrol(*command, "--help").out.split())
    assert "[default: enforced]" in told
    assert "[default: rental-parity]" in told
