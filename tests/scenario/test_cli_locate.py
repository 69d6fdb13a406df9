"""``comptrol locate``: its answers in JSON and in words, its picture, and bad input."""

import json
import xml.etree.ElementTree as ET  # of our own writing
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol

SHENZHEN = {"id": "szx", "group": "a", "lat": 22.5431, "lon": 114.0579, "signed": True}
HONG_KONG = {"id": "hkg", "group": "b", "lat": 22.3, "lon": 114.17, "signed": True}
SINGAPORE = {"lat": 1.3521, "lon": 103.8198, "radius_km": 50}
EVIDENCE: dict[str, Any] = {
    "claim": SINGAPORE,
    "landmarks": [{**SHENZHEN, "rtt_ms": 10}, {**HONG_KONG, "rtt_ms": 12}],
    "tolerate": 0,
    "speed_km_per_ms": 200,
}
NAMES = {"verdict", "radius_km", "margin_ms", "excluding", "contradiction", "notes"}


def written(folder: Path, **fields: Any) -> Path:
    path = folder / "evidence.json"
    path.write_text(json.dumps({**EVIDENCE, **fields}))
    return path


def test_an_impossible_claim_is_refuted_as_the_contract_has_it(here: Path) -> None:
    ran = comptrol("locate", written(here), "--json")
    assert ran.code == 1
    found = ran.json
    assert found.keys() >= NAMES
    assert (found["verdict"], found["excluding"]) == ("impossible", ["szx", "hkg"])
    assert found["margin_ms"] == pytest.approx(2 * (2_603.2 - 50) / 200 - 10, abs=0.01)
    assert found["radius_km"] == pytest.approx(1_000, abs=1e-3)
    assert found["contradiction"] is False
    assert found["under_light"]["verdict"] == "impossible"


def test_a_consistent_claim_is_a_yes(here: Path) -> None:
    claim = {"lat": 22.5, "lon": 114, "radius_km": 1_100}
    ran = comptrol("locate", written(here, claim=claim), "--json")
    assert (ran.code, ran.json["verdict"], ran.json["margin_ms"]) == (0, "consistent", 0)


def test_an_inconclusive_claim_is_no_yes(here: Path) -> None:
    claim = {"lat": 22.5, "lon": 114, "radius_km": 500}
    ran = comptrol("locate", written(here, claim=claim), "--json")
    assert (ran.code, ran.json["verdict"]) == (1, "inconclusive")
    assert "Not refuted is not verified." in ran.json["notes"][0]


def test_a_country_is_a_claim(here: Path) -> None:
    ran = comptrol("locate", written(here, claim={"country": "SG"}), "--json")
    assert (ran.code, ran.json["verdict"]) == (1, "impossible")
    ran = comptrol("locate", written(here, claim={"country": "GI"}), "--json")
    assert (ran.code, ran.json["verdict"]) == (1, "inconclusive")
    assert "cannot be decided by border" in ran.json["notes"][0]


def test_a_person_reads_sentences(here: Path) -> None:
    ran = comptrol("locate", written(here))
    assert ran.out.startswith("impossible under 200 km/ms\n")
    assert "refuted by up to" in ran.out
    assert ran.err == ""


def test_names_in_evidence_are_no_commands_to_a_terminal(here: Path) -> None:
    row = {**SHENZHEN, "id": "\x1b[2J", "rtt_ms": 10}
    ran = comptrol("locate", written(here, landmarks=[row]))
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"claim": {"country": "CN"}},
        {"claim": {"country": "GI"}},
        {"landmarks": []},
        {"landmarks": [{**SHENZHEN, "rtt_ms": 180}]},
        {"landmarks": [{**SHENZHEN, "rtt_ms": 1}, {**HONG_KONG, "lat": -22.0, "rtt_ms": 1}]},
        {"landmarks": [{**SHENZHEN, "id": "<b>&", "rtt_ms": 10, "signed": False}]},
        {"tolerate": 1, "claim": {"lat": -17, "lon": 180, "radius_km": 100}},
    ],
)
def test_a_picture_is_drawn_of_any_verdict(here: Path, fields: dict[str, Any]) -> None:
    picture = here / "discs.svg"
    path = written(here, **fields)
    assert comptrol("locate", path, "--svg", picture).code == 1
    first = picture.read_bytes()
    root = ET.fromstring(first)  # noqa: S314
    assert root.tag.endswith("svg")
    assert comptrol("locate", path, "--svg", picture).code == 1
    assert picture.read_bytes() == first


def test_a_picture_shows_the_claim_the_region_and_what_excludes(here: Path) -> None:
    picture = here / "discs.svg"
    comptrol("locate", written(here), "--svg", picture)
    drawn = picture.read_text()
    for word in ("possible places", "the claim", "szx: within 1,000 km, excludes the claim"):
        assert word in drawn
    assert "Natural Earth" in drawn


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "truncated"),
        ("[]", "named values"),
        (json.dumps({**EVIDENCE, "tolerate": -1}), "$.tolerate"),
        (json.dumps({**EVIDENCE, "claim": {"country": "Atlantis"}}), "$.claim.country"),
        (json.dumps({**EVIDENCE, "landmarks": [{**SHENZHEN, "rtt_ms": 0}]}), "[0].rtt_ms"),
        (json.dumps({**EVIDENCE, "landmarks": [SHENZHEN]}), "rtt_ms"),
    ],
)
def test_bad_evidence_is_refused_by_its_file_and_field(
    here: Path, content: str, message: str
) -> None:
    path = here / "evidence.json"
    path.write_text(content)
    ran = comptrol("locate", path, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert str(path) in ran.err
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there_or_cannot_be_written_is_named(here: Path) -> None:
    missing = comptrol("locate", here / "missing.json")
    assert (missing.code, missing.out) == (2, "")
    assert "missing.json" in missing.err
    ran = comptrol("locate", written(here), "--svg", here)
    assert (ran.code, ran.out) == (3, "")
    assert str(here) in ran.err
