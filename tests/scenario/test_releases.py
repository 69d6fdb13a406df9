"""What the public sees, from meters to a page: drafted, published, laid out, served, checked."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.scenario.gate_harness import Day
from tests.scenario.harness import comptrol, problem
from tests.scenario.ledger_harness import Publishing, publishing
from tests.scenario.releasing_harness import NOON, QUARTER, RULE, began, publish_all
from typing_extensions import override

from comptrol.bootstrap import created, found
from comptrol.domains.gate import GateView
from comptrol.kernel.identifiers import CountryCode

NAME = f"chip-hours-{QUARTER.lower()}"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / "data"
    publish_all(began(folder))
    return folder


@pytest.fixture(scope="module")
def log(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    folder = shutil.copytree(begun, tmp_path_factory.mktemp("released") / "data")
    with publishing(folder) as served:
        yield served


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Day:
    return Day(shutil.copytree(begun, tmp_path / "data"), NOON)


def numbers(row: dict[str, Any]) -> list[int]:
    return [int(it) for line in row["values"] for it in line if it is not None]


def test_what_is_published_adds_up_and_withholds(day: Day) -> None:
    row = day.run("release", "show", NAME, "--json").json
    assert (row["rows"][-1], row["columns"][-1]) == ("total", "total")
    withheld = [it for line in row["values"] for it in line].count(None)
    assert withheld >= 4, "one that singles somebody out, and what would give it away"
    assert "JP" not in row["rows"], "one provider alone is there"
    totals = [int(line[-1]) for line in row["values"]]
    assert sum(totals[:-1]) == totals[-1]


def test_a_person_and_a_group_are_not_told_apart_in_what_is_published(day: Day) -> None:
    row = day.run("release", "show", f"rentals-{QUARTER.lower()}", "--json").json
    with day.opened() as platform, platform.world() as world:
        orders = list(world[GateView].orders.where())
    of_persons = [it for it in orders if it.customer == "ada"]
    assert of_persons
    assert int(row["values"][-1][-1]) == len(orders) - len(of_persons)


def test_a_replay_derives_every_release_again(day: Day) -> None:
    assert day.run("ledger", "rebuild", "--check").code == 0


def test_a_second_edition_is_refused(day: Day) -> None:
    ran = day.run("release", "publish", "chip-hours", "--name", "again", "--json")
    assert ran.code == 1
    assert [it["code"] for it in ran.json["findings"]] == ["releases.released-already"]


def test_a_table_of_nobody_is_not_drafted_or_published(day: Day) -> None:
    assert day.run("release", "draft", "sales").code == 1
    assert "releases.nothing-safe" in day.run("release", "publish", "sales").err


def test_a_draft_says_how_much_is_withheld_and_publishes_nothing(day: Day) -> None:
    before = len(day.run("release", "feed", "--json").lines)
    told = day.run("release", "draft", "alarms", "--json").json
    assert {"statement", "primary", "secondary"} == set(told)
    assert len(day.run("release", "feed", "--json").lines) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("draft", "rentals", "--quarter", "2026-Q5"), "expected YYYY-QN"),
        (("publish", "alarms", "--name", "Not A Name"), "--name"),
        (("draft", "nonsense"), "nonsense"),
        (("show", "none"), "nothing was released as none"),
    ],
)
def test_bad_input_is_told(day: Day, arguments: tuple[str, ...], told: str) -> None:
    ran = day.run("release", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_nothing_is_drafted_without_a_policy(tmp_path: Path) -> None:
    with created(tmp_path / "data", processes=0) as platform:
        found(platform, name="The authority", country=CountryCode("DE"))
    ran = comptrol("release", "draft", "rentals", "--data", tmp_path / "data")
    assert ran.code == 2
    assert "no policy was set" in ran.err


# -- checking a file --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def downloaded(log: Publishing, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a release as anybody downloads it, and the policy of whom to believe."""
    folder = tmp_path_factory.mktemp("downloaded")
    got = log.client.get(f"/releases/proven/{NAME}")
    assert got.status_code == 200, got.text
    (folder / "release.json").write_bytes(got.content)
    shutil.copy(log.folder / "policy", folder / "policy")
    return folder / "release.json", folder / "policy"


def checked(path: Path, policy: Path, *more: str) -> Any:
    return comptrol("release", "check", path, "--policy", policy, "--json", *more)


def test_a_downloaded_release_is_checked_without_the_log(
    downloaded: tuple[Path, Path], tmp_path: Path
) -> None:
    rule = tmp_path / "rule.json"
    rule.write_bytes(msgspec.json.encode({"kind": "releases.policy-set/1", **RULE}))
    ran = checked(*downloaded, "--rule", str(rule))
    assert ran.code == 0, ran.err
    assert ran.json["verified"] is True
    assert (ran.json["signed_by"], ran.json["release"]) == ("authority", NAME)
    other = checked(*downloaded, "--key", "0" * 64)
    assert other.code == 1
    assert other.json["faults"][0].startswith("it is signed under")


def changed(path: Path, to: Path, **fields: Any) -> Path:
    to.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), **fields}))
    return to


def test_a_release_that_was_changed_is_not_verified(
    downloaded: tuple[Path, Path], tmp_path: Path
) -> None:
    path, policy = downloaded
    told = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    entry = msgspec.convert(told["entry"], bytes, strict=False)
    forged = entry.replace(b"chip-hours", b"chip-weeks", 1)
    for fields in ({"entry": forged}, {"leaf": "0" * 64}, {"position": told["position"] - 1},
                   {"release": "another"}):  # fmt: skip
        assert checked(changed(path, tmp_path / "x.json", **fields), policy).code == 1
    for fields in ({"format": "other"}, {"more": 1}, {"receipt": 7}):
        assert checked(changed(path, tmp_path / "x.json", **fields), policy).code == 2
    assert checked(tmp_path / "missing.json", policy).code == 2


# -- the feed and the page --------------------------------------------------------------------


def test_the_feed_says_where_every_release_stands_and_how_it_is_checked(log: Publishing) -> None:
    told = log.client.get("/releases/feed.json").json()
    assert told["format"] == "comptrol/releases@v1"
    assert {it["release"] for it in told["releases"]} == {NAME, f"rentals-{QUARTER.lower()}"}
    for item in told["releases"]:
        proven = log.client.get(item["proven"]).json()
        assert (proven["position"], proven["leaf"]) == (item["position"], item["leaf"])
        assert log.client.get(item["receipt"]).text == proven["receipt"]
        entry = log.client.get(item["entry"]).json()
        assert entry["leaf"] == item["leaf"]
        assert entry["statement"]["values"] == item["values"]
    asked = log.client.get("/releases/feed").json()
    assert [it["release"] for it in asked["releases"]] == [
        it["release"] for it in told["releases"]
    ]


def test_what_is_not_there_is_not_found(log: Publishing) -> None:
    problem(log.client.get("/releases/proven/none"), 404)
    problem(log.client.get("/releases/proven/%20"), 404)
    problem(log.client.get("/releases/page", params={"after": "<script>"}), 400)
    problem(log.client.get("/releases/feed.json", params={"colour": "red"}), 400)
    assert log.client.get("/releases/page", params={"after": "zzz"}).status_code == 200


class Read(HTMLParser):
    """What stands in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.scopes = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.scopes += tag == "th" and any(name == "scope" for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_without_scripts_and_says_what_is_withheld(
    log: Publishing,
) -> None:
    got = log.client.get("/releases/page")
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in got.headers["content-security-policy"]
    read = Read()
    read.feed(got.text)
    assert read.open == []
    assert not {"script", "img", "iframe", "link", "form"} & set(read.tags)
    assert read.scopes == read.tags.count("th") > 8
    assert '<td class="withheld">withheld</td>' in got.text
    assert not re.search(r"customer-\d|nimbus|stratus|ada\b", got.text)


def test_a_withdrawn_release_says_so_and_its_words_are_escaped(day: Day, tmp_path: Path) -> None:
    reason = "<script>alert(1)</script> & more"
    day.clock.at = day.clock.at.replace(year=NOON.year + 1)
    body = tmp_path / "body.json"
    body.write_bytes(msgspec.json.encode({"release": NAME, "reason": reason}))
    assert day.run("say", "releases.withdrawn/1", body).code == 0
    out = tmp_path / "web"
    assert day.run("release", "feed", "--out", out).code == 0
    page = (out / "page.html").read_text()
    assert "<strong>Withdrawn</strong>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<script" not in page
    assert comptrol("release", "check", out / "proven" / NAME, "--data", day.folder).code == 0
