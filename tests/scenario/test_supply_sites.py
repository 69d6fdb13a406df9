"""Critical sites from the command line: criteria, an incident with its clock, and what fails."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.scenario.harness import Ran, comptrol
from tests.unit.test_supply_invest import CALL

from comptrol.bootstrap import today
from comptrol.bootstrap.platform import SystemClock

FACTORS = ("--factor-set", "epoch-2026-09-24")
SITES = ("colossus-2", "meta-prometheus")
DAY = today().isoformat()
CRITERIA = {
    "criteria": "critical",
    "since": "2026-01-01",
    "h100e_over": "500000",
    "factor_set": "epoch-2026-09-24",
    "reports": [{"report": "early", "what": "What happened", "within_hours": 24}],
    "remind_hours": 6,
    "source": "Made up for this test",
    "by": "Director of Resilience",
}


def run(folder: Path, *words: object) -> Ran:
    return comptrol("supply", *words, "--data", folder)


def say(folder: Path, kind: str, **body: object) -> Ran:
    path = folder.parent / "body.json"
    path.write_text(json.dumps(body))
    return comptrol("say", f"supply.{kind}", path, "--data", folder)


def known(hours: int) -> str:
    return (SystemClock().now() - timedelta(hours=hours)).isoformat()


@pytest.fixture
def critical(folder: Path) -> Path:
    assert say(folder, "criteria-set", **CRITERIA).code == 0
    designated = {"site": SITES[0], "criteria": "critical", "on": "2026-10-01", "by": "Director"}
    said = say(folder, "site-designated", **designated)
    assert said.code == 0, said.out
    return folder


def opened(folder: Path, hours: int) -> None:
    moment = known(hours)
    told = {"incident": "outage", "site": SITES[0], "what": "Dark", "things": ["west"]}
    said = say(folder, "incident-opened", began_at=moment, known_at=moment, **told)
    assert said.code == 0, said.out


def test_a_small_site_is_not_designated(critical: Path) -> None:
    small = {"site": "aws-berwick", "criteria": "critical", "on": "2026-10-01", "by": "Director"}
    said = say(critical, "site-designated", **small)
    assert (said.code, "supply.criteria-" in said.out + said.err) == (1, True)


def test_a_late_report_is_an_alarm_and_then_a_late_report(critical: Path) -> None:
    opened(critical, 30)
    due = run(critical, "incidents", "--json").json["due"]
    assert [(it["matter"], it["name"]) for it in due] == [("report", "outage/early")]
    assert "late" in run(critical, "incidents").out
    watched = comptrol("watch", "--data", critical, "--json")
    assert any(it["detector"] == "supply.overdue" for it in watched.lines), watched.err
    again = comptrol("watch", "--data", critical, "--json")
    assert not any(it["detector"] == "supply.overdue" for it in again.lines)
    report = {"incident": "outage", "report": "early", "facts": "It is back"}
    assert say(critical, "incident-reported", **report).code == 0
    found = run(critical, "incidents", "outage", "--json").json
    assert [(it["number"], it["late"]) for it in found["reports"]] == [(1, True)]
    assert found["missing"] == []
    assert "late" in run(critical, "incidents", "outage").out
    assert comptrol("ledger", "rebuild", "--check", "--data", critical).code == 0


def test_the_watch_reminds_once_before_a_report_is_due(critical: Path) -> None:
    opened(critical, 20)
    for _ in range(2):
        watched = comptrol("watch", "--data", critical, "--json")
        assert not any(it["detector"] == "supply.overdue" for it in watched.lines)
    asked = comptrol("ask", "supply/supply-reminders", f"site={SITES[0]}", "--data", critical)
    assert [it["name"] for it in json.loads(asked.out)] == ["outage/early"]


def test_what_fails_together_is_lost_together(critical: Path) -> None:
    before = run(critical, "contingency", *FACTORS, "--json").json
    assert before["by_thing"] == []
    assert len(before["nothing_said"]) == before["sites"]
    alone = {it["fails"][0]: it["h100e_low"] for it in before["by_site"]}
    hangs = {"depends_on": "grid", "things": ["west"], "needs": "every", "complete": True}
    for site in SITES:
        assert say(critical, "dependence-stated", site=site, source="A map", **hangs).code == 0
    found = run(critical, "contingency", *FACTORS, "--fails", "grid:west", "--json").json
    assert sorted(found["lost"]) == sorted(SITES)
    assert len(found["open"]) == before["sites"] - 2
    assert found["h100e_low"] == pytest.approx(sum(alone[it] for it in SITES))
    after = run(critical, "contingency", *FACTORS, "--pairs", "--on", DAY, "--country", "us")
    assert (after.code, "grid:west" in after.out) == (0, True), after.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("contingency", "--factor-set", "none"), 2),
        (("contingency", *FACTORS, "--fails", "weather:west"), 2),
        (("contingency", *FACTORS, "--fails", "grid:nobody-named"), 2),
        (("contingency", *FACTORS, "--fails", "no-such-site"), 2),
        (("incidents", "none"), 2),
        (("incidents", "--at", "yesterday"), 2),
    ],
)
def test_bad_input_is_told(folder: Path, words: tuple[str, ...], code: int) -> None:
    ran = run(folder, *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def written(folder: Path, content: object) -> Path:
    path = folder / "call.json"
    path.write_text(json.dumps(content))
    return path


def test_a_plan_is_written_as_json_csv_and_for_people(tmp_path: Path) -> None:
    path = written(tmp_path, CALL)
    told = comptrol("supply", "invest", path, "--json")
    assert told.json["plan"]["shortfall"] == 15
    rows = comptrol("supply", "invest", path, "--csv", "plan")
    found = list(csv.DictReader(io.StringIO(rows.out)))
    assert [(it["name"], Decimal(it["amount"])) for it in found] == [("home", 30)]
    assert "15.000000" in comptrol("supply", "invest", path).out


def test_a_call_that_makes_no_sense_is_bad_input(tmp_path: Path) -> None:
    ran = comptrol("supply", "invest", written(tmp_path, {**CALL, "demand": ["1"]}), "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "field demand" in ran.err
