"""A case from its alarm to its end, by the command line: and a dossier that anybody can check."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests import hearing
from tests.scenario.gate_harness import Day, a_day, began, three_days_ago
from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap import new_log_keys, today, write_policy
from comptrol.domains.gate import GateView, Order, OrderId
from comptrol.domains.privacy import PrivacyView, looks_at
from comptrol.domains.registry import SiteId, SiteRegistered
from comptrol.entrypoints.pictures.case_page import page
from comptrol.flow.dossier import INDEX, as_read, index_of
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId

CASE = "case-1"
ORIGIN = "bureau.example/log"
ALARM = hearing.alarm_of("r-1")


class Hearing:
    """A log in which an order runs that an alarm was raised about, and a case of it."""

    def __init__(self, day: Day, folder: Path) -> None:
        self.day, self.folder = day, folder

    def say(self, command: str, body: dict[str, Any], by: str = "authority") -> Ran:
        """Say something with a command, out of a file."""
        file = self.folder / "body.json"
        file.write_bytes(msgspec.json.encode(body))
        return self.day.run("cases", command, file, "--as", by, "--json")

    def admitted(self, command: str, body: dict[str, Any], by: str = "authority") -> Any:
        ran = self.say(command, body, by)
        assert ran.code == 0, ran
        return ran.json

    def order(self) -> Order:
        with self.day.opened() as platform, platform.world() as world:
            found = world[GateView].orders.get(OrderId("r-1"))
        assert found is not None
        return found

    def until_decided(self, **other: Any) -> Any:
        self.admitted("open", hearing.opening(CASE, "zephyr", "r-1", alarms=[ALARM]))
        self.admitted("notice", hearing.notice(CASE, "zephyr", today()))
        self.admitted("answer", hearing.answer(CASE, "zephyr", admits=True), "zephyr")
        until = today().replace(year=today().year + 1)
        until = today() + (until - today()) // 6
        measures = [hearing.measure("suspend", until, parties=["zephyr"])]
        said = hearing.decision(CASE, today(), measures=measures, alarms=[ALARM], admission=True)
        return self.admitted("decide", {**said, **other}, "first")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "data"
    began(folder)
    day = Day(folder, three_days_ago())
    keys = new_log_keys(folder, ORIGIN)
    write_policy(folder, keys)
    added = {"kind": "ledger.key-added/1", "name": ORIGIN, "use": "log"}
    day.all("authority", *({**added, "key": it} for it in keys))
    day.seat("zephyr", "DE")
    day.all("authority", hearing.SIGNALS, hearing.POLICY)
    day.rents("r-1", chips=4)
    day.tell("nimbus", "gate.confirmed/1", order="r-1", job="c1/1")
    day.all("nimbus", hearing.signalled("r-1", day.clock.at.date()))
    return folder


@pytest.fixture
def court(begun: Path, tmp_path: Path) -> Hearing:
    day = a_day(begun, tmp_path / "data")
    day.clock.at = three_days_ago()
    return Hearing(day, tmp_path)


@pytest.fixture(scope="module")
def written(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the dossier of a case that was decided; nobody changes it, but copies of it."""
    folder = tmp_path_factory.mktemp("written")
    day = a_day(begun, folder / "data")
    day.clock.at = three_days_ago()
    court = Hearing(day, folder)
    court.until_decided()
    return dossier(court)


@pytest.fixture
def out(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "dossier"))


def kinds(said: Any) -> list[str]:
    return [it["statement"]["kind"] for it in said["consequences"]]


def test_from_an_alarm_to_an_appeal_that_is_granted_and_the_order_runs_again(
    court: Hearing,
) -> None:
    said = court.until_decided()
    assert kinds(said) == ["gate.restrained/1", "gate.ruled/1"]
    ruling = said["consequences"][1]["statement"]["decision"]
    assert (ruling["outcome"], ruling["policy"][0]["rule"]) == ("hold", f"case:{CASE}")
    assert "article 9" in ruling["policy"][0]["citation"]
    assert court.order().stop
    (told,) = court.day.run("gate", "stops", "--json").lines
    assert told["order"] == "r-1"
    court.admitted("appeal", hearing.appeal(CASE, "zephyr"), "zephyr")
    own = court.say("settle", hearing.appeal_decision(CASE, granted=True), "first")
    assert (own.code, own.json["findings"][0]["code"]) == (1, "cases.same-person")
    granted = court.admitted("settle", hearing.appeal_decision(CASE, granted=True), "third")
    assert kinds(granted) == ["gate.freed/1", "gate.ruled/1"]
    assert not court.order().stop
    court.admitted("close", hearing.end(CASE))
    (row,) = court.day.run("cases", "list", "--json").lines
    assert (row["case"], row["stage"], row["granted"]) == (CASE, "closed", True)
    shown = court.day.run("cases", "show", CASE)
    assert "measure 1: suspend zephyr" in shown.out
    assert "It decides nothing" in shown.out
    assert court.day.run("cases", "due").code == 0
    full = court.day.run("cases", "statistics", "--full", "--json").json
    (tally,) = full["detectors"]
    assert (tally["dismissed"], tally["undone"], tally["precision"]) == (1, 1, "0.000")
    public = court.day.run("cases", "statistics", "--json").json
    assert (public["cases"], public["detectors"]) == (0, [])
    assert court.day.run("cases", "statistics").out == "0 cases.\n"
    assert court.day.run("ledger", "rebuild", "--check").code == 0


def test_a_refusal_is_told_with_its_guardrail(court: Hearing) -> None:
    court.admitted("open", hearing.opening(CASE, "zephyr", "r-1", alarms=[ALARM]))
    bare = {"kind": "cases.noticed/1", "case": CASE, "to": ["zephyr"]}
    ran = court.say("notice", bare)
    (finding,) = ran.json["findings"]
    assert (ran.code, finding["code"]) == (1, "cases.incomplete-act")
    assert "remedy" in finding["detail"]
    assert "guardrail 1" in finding["citation"]


def dossier(court: Hearing, *options: object) -> Path:
    out = court.folder / "dossier"
    ran = court.day.run("cases", "dossier", CASE, "--out", out, *options)
    assert ran.code == 0, ran
    return out


def test_a_dossier_is_read_by_people_and_checked_by_programs(out: Path) -> None:
    text = (out / "dossier.html").read_text()
    for words in ("zephyr", "Head of Enforcement", "article 9", "An alarm is a signal", "suspend"):
        assert words in text
    ran = comptrol("cases", "verify", out, "--json")
    assert (ran.code, ran.json["verified"], ran.json["findings"]) == (0, True, [])
    made = msgspec.json.decode((out / "dossier.json").read_bytes())
    assert "gate.ruled/1" in {it["kind"] for it in made["entries"]}
    at = made["file"]["alarms"][0]["position"]
    policy = ("--policy", out / "policy")
    here = [sys.executable, out / "verify_ledger.py"]
    alone = [*here, "history", out / "history.json", *policy]
    assert subprocess.run(alone, check=False, capture_output=True).returncode == 0  # noqa: S603
    files = ("receipt", out / f"entries/{at}.proof", "--entry", out / f"entries/{at}.cose")
    one = [*here, *files, *policy]
    assert subprocess.run(one, check=False, capture_output=True).returncode == 0  # noqa: S603
    summed = shutil.which("sha256sum")
    if summed:
        check = [summed, "--check", "--quiet", "SHA256SUMS"]
        assert subprocess.run(check, cwd=out, check=False).returncode == 0  # noqa: S603


def changed(out: Path, name: str, before: bytes, after: bytes) -> None:
    path = out / name
    raw = path.read_bytes()
    assert before in raw
    path.write_bytes(raw.replace(before, after))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("dossier.html", b"Head of Enforcement", b"Head of Nothing"),
        ("dossier.json", b'"outcome": "upheld"', b'"outcome": "dismissed"'),
        ("dossier.json", b"until the training is declared", b"for ever"),
        ("verify_ledger.py", b"import", b"import "),
        ("history.json", b'"subject":"case:case-1"', b'"subject":"case:case-2"'),
    ],
)
def test_a_dossier_that_was_changed_does_not_verify(
    out: Path, name: str, before: bytes, after: bytes
) -> None:
    changed(out, name, before, after)
    assert comptrol("cases", "verify", out).code == 1


def test_nothing_is_laid_beside_a_dossier(out: Path) -> None:
    (out / "more.txt").write_text("somebody's own words")
    assert comptrol("cases", "verify", out).code == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"This may be wrong.", b"This is certain."),
        (b'"outcome": "upheld"', b'"outcome": "dismissed"'),
        (b"until the training is declared", b"for ever"),
        (b'"granted": null', b'"granted": true'),
        (b'"stage": "decided"', b'"stage": "closed"'),
        (b'"strength": "weak"', b'"strength": "fact"'),
        (b"It renders films", b"It trains models"),
        (b'"reviewer": "first"', b'"reviewer": "third"'),
        (b"The telemetry of the order", b"The confession of the seller"),
    ],
)
def test_a_forger_who_mends_page_and_digests_is_found_by_the_entries(
    out: Path, before: bytes, after: bytes
) -> None:
    changed(out, "dossier.json", before, after)
    (out / "dossier.html").write_bytes(page(as_read((out / "dossier.json").read_bytes())))
    files = {
        str(it.relative_to(out)): it.read_bytes()
        for it in out.rglob("*")
        if it.is_file() and it.name != INDEX
    }
    (out / INDEX).write_bytes(index_of(files))
    ran = comptrol("cases", "verify", out, "--json")
    assert ran.code == 1
    assert {it["where"] for it in ran.json["findings"]} == {"dossier.json"}


def test_what_is_no_dossier_is_bad_input(tmp_path: Path) -> None:
    assert comptrol("cases", "verify", tmp_path).code == 2
    (tmp_path / "dossier.json").write_text("{}")
    assert comptrol("cases", "verify", tmp_path).code == 2


def test_a_case_that_nobody_opened_is_not_shown(court: Hearing) -> None:
    assert court.day.run("cases", "show", "none").code == 2
    assert court.day.run("cases", "dossier", "none", "--out", court.folder / "none").code == 2


def test_what_is_sealed_stays_sealed_unless_it_is_opened_with_a_purpose(court: Hearing) -> None:
    with court.day.opened() as platform:
        told = SiteRegistered(
            site=SiteId("cellar"),
            name="A cellar",
            country=CountryCode("DE"),
            source="seen",
            operator=PartyId("nimbus"),
        )
        nimbus = platform.keyring.of(PartyId("nimbus"))
        cited = platform.vault.seal(nimbus, told, "person-1")
        other_words = msgspec.structs.replace(told, site=SiteId("attic"))
        besides = platform.vault.seal(nimbus, other_words, "person-2")
    assert isinstance(cited, Receipt)
    assert isinstance(besides, Receipt)
    position, uncited = cited.position, besides.position
    court.admitted("open", hearing.opening(CASE, "zephyr", "r-1", alarms=[ALARM]))
    shown = {"channel": "inspection", "shows": "What was found on site.", "statistical": False}
    evidence = {"evidence": "e-1", "supports": True, "positions": [position], **shown}
    court.admitted("evidence", {"kind": "cases.evidence-added/1", "case": CASE, **evidence})
    out = dossier(court)
    assert b"A cellar" not in b"".join(it.read_bytes() for it in out.rglob("*") if it.is_file())
    assert msgspec.json.decode((out / "dossier.json").read_bytes())["left_sealed"] == [position]
    shutil.rmtree(out)
    without = court.day.run("cases", "dossier", CASE, "--out", out, "--open", position)
    assert without.code == 2
    for_it = ("--purpose", "investigation", "--citation", "article 12")
    for name, place in (("none", position), (CASE, uncited)):
        other = ("cases", "dossier", name, "--out", out, "--open", place, *for_it)
        assert court.day.run(*other).code == 2
    with court.day.opened() as platform, platform.world() as world:
        looked = [looks_at(world[PrivacyView], it) for it in (position, uncited)]
    assert looked == [(), ()]
    dossier(court, "--open", position, *for_it)
    assert b"A cellar" in (out / f"opened/{position}.json").read_bytes()
    assert comptrol("cases", "verify", out).code == 0
    changed(out, f"opened/{position}.json", b"A cellar", b"A palace")
    assert comptrol("cases", "verify", out).code == 1


def test_a_ratio_is_that_of_the_published_formula_and_of_the_whole_one() -> None:
    given = ("--reported", 900_000, "--alternative", 1_000_000, "--estimate", 1_000_000)
    ran = comptrol("cases", "ratio", *given, "--median-error", "0.07", "--json")
    assert ran.json["stock-ratio/published"]["ratio"] == "3.005"
    assert ran.json["stock-ratio/with-density"]["ratio"] == "2.704"
    assert comptrol("cases", "ratio", *given, "--median-error", "0").code == 2
    assert comptrol("cases", "ratio", *given, "--median-error", "much").code == 2


def test_what_expired_ends_with_a_review(court: Hearing) -> None:
    court.until_decided()
    ran = court.day.run("cases", "review", "--json")
    assert kinds(ran.json) == ["cases.looked-over/1"]
    again = court.day.run("cases", "due", "--on", "2099-01-01", "--overdue", "--json")
    assert again.code == 1
    assert {it["step"] for it in again.lines} == {"end-or-renew"}
