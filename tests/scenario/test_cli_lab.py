"""The law and the lab on the command line, by whoever uses them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.conftest import Told
from tests.scenario.harness import Ran, comptrol

from comptrol.adapters.rulebook_yaml import SHIPPED

ADOPTED = ("--by", "Head of compliance", "--reason", "to try it")
STRICT = """\
name: strict
title: a lower first threshold
first_day: 2022-10-21
known_from: 2022-10-07
checked_on: 2026-11-22
extends: [compute-law]
"""
THRESHOLD = """\
name: 3a090.a.1.tpp
title: tried
unit: TPP
values:
  - from: 2023-11-17
    value: 1600
    source: {instrument: A proposal, section: "1"}
"""
SALE = {
    "door": "sale",
    "item": {"chip": "H100 SXM", "quantity": 64},
    "from": "US",
    "to": "TW",
    "end_use": "inference",
    "recipient": {
        "name": "Example Taipei",
        "country": "TW",
        "hq_country": "TW",
        "ultimate_parent_hq": "TW",
    },
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which the story of the demonstration was told."""
    data = tmp_path_factory.mktemp("story") / "data"
    assert comptrol("demo", "--data", data).code == 0
    return data


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    folder = tmp_path / "strict"
    (folder / "parameters").mkdir(parents=True)
    (folder / "rulebook.yaml").write_text(STRICT)
    (folder / "parameters" / "3a090.a.1.tpp.yaml").write_text(THRESHOLD)
    return folder


def answer(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def replayed(folder: Path, **asked: Any) -> Any:
    (folder / "replay.json").write_text(json.dumps(asked))
    return answer(comptrol("lab", folder / "replay.json", "--json"))


def test_a_ruling_comes_out_as_logged_when_it_is_asked_again(story: Path) -> None:
    found = answer(comptrol("law", "explain", "rental-1", "--data", story, "--json"))
    assert found["again"] == found["logged"]
    assert found["facts_changed"] == []


def test_a_ruling_is_asked_again_for_another_day_and_stands_in_the_log(story: Path) -> None:
    days = ("--as-of", "2022-12-01", "--known-at", "2022-12-01")
    found = answer(comptrol("law", "explain", "rental-1", *days, "--data", story, "--json"))
    assert found["again"]["classification"]["item_class"] == "3A090"
    assert found["logged"]["classification"]["item_class"] == "3A090.a"
    assert any("the class is 3A090, not 3A090.a" in it for it in found["differences"])
    again = answer(comptrol("law", "explain", "rental-1", "--data", story, "--json"))
    assert again["logged"] == found["logged"]
    told = comptrol("law", "explain", "rental-1", *days, "--data", story).out
    assert told.index("the class is 3A090, not 3A090.a") < told.index("As logged:")


def test_a_limit_is_told_once_and_as_it_is_now(told: Told, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(told.folder, tmp_path / "data"))
    before = answer(comptrol("law", "explain", "rental-8", "--data", folder, "--json"))
    limits = [it for it in before["now"]["policy"] if it["effect"] == "limit_reached"]
    assert (before["now"]["outcome"], len(limits)) == ("refuse", 1)
    assert "rio-claro" not in str(before["differences"])
    raised = {
        "cap": "rio-claro",
        "bearer": "party",
        "whose": "rio-claro-analytics",
        "unit": "chip-seconds",
        "ceiling": 10**7,
        "since": "2026-01-01",
        "source": "raised",
    }
    (tmp_path / "cap.json").write_text(json.dumps(raised))
    said = ("say", "caps.set/1", tmp_path / "cap.json", "--as", "authority", "--data", folder)
    assert comptrol(*said).code == 0
    after = answer(comptrol("law", "explain", "rental-8", "--data", folder, "--json"))
    assert (after["again"]["outcome"], after["now"]["outcome"]) == ("refuse", "hold")
    assert any("policy: no longer cap:rio-claro" in it for it in after["differences"])


def test_an_order_that_was_never_made_cannot_be_explained(story: Path) -> None:
    ran = comptrol("law", "explain", "no-order", "--data", story)
    assert (ran.code, "no order" in ran.err) == (2, True)


def test_a_log_is_judged_by_another_policy_and_what_flips_is_told(
    story: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").symlink_to(story)
    found = replayed(tmp_path, log="data", against={"policy": "statute-only"})
    assert found["flips"] == len(found["explained"]) > 0
    assert {it["by"] for it in found["totals"]} == {"country", "party", "chip"}
    first = found["explained"][0]
    assert first["before"]["outcome"] != first["after"]["outcome"]


def test_a_file_of_requests_is_judged_by_a_rulebook_of_ones_own(
    strict: Path, tmp_path: Path
) -> None:
    (tmp_path / "requests.csv").write_text(
        "id,on,door,tpp,market,performance_density,from,to,country,hq_country,ultimate_parent_hq\n"
        "a,2024-06-01,sale,1700,dc,1.0,US,CN,CN,CN,CN\n"
        "b,2024-06-01,sale,1500,dc,1.0,US,CN,CN,CN,CN\n"
        "c,2024-06-01,sale,1700,dc,1.0,US,XX,CN,CN,CN\n"
        "d,soon,sale,1700,dc,1.0,US,CN,CN,CN,CN\n"
        "e,2024-06-01,sale,99000000,dc,1.0,US,CN,CN,CN,CN\n"
    )
    against = {"rulebook": strict.name}
    found = replayed(tmp_path, requests="requests.csv", against=against)
    assert (found["requests"], found["rejected"], found["flips"]) == (2, 3, 1)
    flip = found["explained"][0]
    assert (flip["id"], flip["before"]["outcome"], flip["after"]["outcome"]) == (
        "a",
        "allow",
        "refuse",
    )
    rejected = (tmp_path / "requests.csv.rejected.csv").read_text()
    assert "4,to: no country" in rejected
    assert "5,on: not a day" in rejected
    assert "ten times that of any known part" in rejected


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"against": {}}, "one of the two"),
        ({"log": "x", "requests": "y", "against": {}}, "one of the two"),
        ({"log": "x", "from": 5, "to": 5, "against": {}}, "is not after"),
        ({"requests": "x.csv", "against": {"posture": "strict"}}, "posture"),
        ({"requests": "x.csv", "against": {"known_at": "2999-01-01"}}, "nobody knows that yet"),
        ({"requests": "x.csv", "against": {"known_at": "0001-01-01"}}, "knows nothing before"),
        ({"requests": "", "against": {}}, "requests"),
        ({"requests": "x.csv", "against": {"small_use_chip_hours": -5}}, "small_use_chip_hours"),
        ({"log": "x", "from": -5, "against": {}}, "from"),
        ({"requests": "x.csv", "against": {"rulebook": "moon"}}, "no shipped rulebook"),
        ({"requests": "x.csv", "against": {}}, "x.csv"),
        ({"requests": "bad.csv", "against": {}}, "unknown ['weather'], missing ['door']"),
    ],
)
def test_a_replay_that_cannot_be_is_refused(
    tmp_path: Path, asked: dict[str, Any], message: str
) -> None:
    (tmp_path / "bad.csv").write_text("on,country,weather\n2024-01-01,US,fine\n")
    (tmp_path / "replay.json").write_text(json.dumps(asked))
    ran = comptrol("lab", tmp_path / "replay.json")
    assert (ran.code, message in ran.err) == (2, True), ran.err


def test_a_rulebook_of_ones_own_is_adopted_kept_and_audited(strict: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = ("--name", "Authority", "--country", "NL", *ADOPTED, "--data", data)
    assert comptrol("init", *made).code == 0
    found = answer(comptrol("law", "adopt", strict, *ADOPTED, "--data", data, "--json"))
    assert (found["accepted"], found["rulebook"]) == (True, "strict")
    assert (data / "rulebooks" / f"{found['digest']}.json").is_file()
    assert comptrol("ledger", "rebuild", "--check", "--data", data).code == 0


def test_a_kept_rulebook_that_was_changed_is_found_out(strict: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = ("--name", "Authority", "--country", "NL", *ADOPTED, "--data", data)
    assert comptrol("init", *made).code == 0
    found = answer(comptrol("law", "adopt", strict, *ADOPTED, "--data", data, "--json"))
    kept = data / "rulebooks" / f"{found['digest']}.json"
    kept.write_bytes(kept.read_bytes().replace(b"1600", b"1601"))
    ran = comptrol("ledger", "rebuild", "--check", "--data", data)
    assert (ran.code, "it was changed" in ran.err) == (3, True), ran.err


def test_a_part_of_a_rulebook_cannot_be_judged_by() -> None:
    ran = comptrol("law", "check", Path(str(SHIPPED / "california")))
    assert (ran.code, "records that judging needs" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("rulebook.yaml", STRICT.replace("[compute-law]", "[moon]"), "no rulebook 'moon'"),
        ("rulebook.yaml", STRICT.replace("[compute-law]", "[strict]"), "extends itself"),
        ("rulebook.yaml", STRICT.replace("[compute-law]", "[../secret]"), "extends.0"),
        ("rulebook.yaml", STRICT.replace("strict", "Ü/../x"), "field name"),
        ("rulebook.yaml", STRICT.replace("first_day: 2022", "first_day: 9999"), "follow"),
        ("rulebook.yaml", STRICT.replace("known_from: 2022", "known_from: 2030"), "follow"),
        ("weather.yaml", "[]", "is no part of a rulebook"),
        ("parameters/3a090.a.1.tpp.yaml", THRESHOLD + "why: so\n", "line 8, field why"),
        (
            "parameters/3a090.a.1.tpp.yaml",
            THRESHOLD.replace("2023-11-17", "2025-01-01"),
            "a sale on 2023-11-17 cannot be judged by it: 3a090.a.1.tpp begins on 2025-01-01",
        ),
    ],
)
def test_a_mistake_in_ones_own_rulebook_is_named(
    strict: Path, file: str, text: str, message: str
) -> None:
    (strict / file).write_text(text)
    ran = comptrol("law", "check", strict)
    assert (ran.code, message in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("value", ['"Infinity"', '"NaN"', '"sNaN"', "-5", "0", '"1e999999"'])
def test_a_threshold_that_nothing_can_be_held_against_is_refused(strict: Path, value: str) -> None:
    file = strict / "parameters" / "3a090.a.1.tpp.yaml"
    file.write_text(THRESHOLD.replace("1600", value))
    ran = comptrol("law", "check", strict)
    assert ran.code == 2
    assert "3a090.a.1.tpp.yaml, line 6, field values.0.value: a limit is above zero" in ran.err


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
STRANGE = [
    ("listings.yaml", BOMB, "listings.yaml"),
    ("end_uses.yaml", "&a [*a]", "end_uses.yaml"),
    ("parameters/x.yaml", "name: &a {x: *a}", "x.yaml"),
    ("listings.yaml", "[" * 20_000, "nested more than"),
    ("questions.yaml", "? [a]\n: b\n", "questions.yaml"),
    ("parameters/x.yaml", "values: [{from: [a]}, {from: 2022-01-01}]", "x.yaml"),
    ("parameters/3a090.a.1.tpp.yml", THRESHOLD, "ends in .yaml"),
    ("parameters/3a090.a.1.tppp.yaml", THRESHOLD.replace("a.1.tpp", "a.1.tppp"), "nothing reads"),
    ("destinations.yaml", ("- {name: aia, from: 2025-01-13, members: [ZZ], "
     "source: {instrument: x, section: y}}"), "no country"),
    ("groups.yaml", ("- {group: NOPE, country: FR, from: 2025-01-13, "
     "source: {instrument: x, section: y}}"), "there is no group"),
    ("rules/x.yaml", ("id: X\ntitle: t\njurisdiction: US\neffect: e\nannounced: 2025-01-01\n"
     "source: {instrument: x, section: y}\nenforcement: []\n"), "enforcement"),
    ("named_chips.yaml", "- {name: '---', rule: US-8, source: {instrument: x, section: y}}",
     "letters or digits"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "message"), STRANGE)
def test_a_strange_file_of_a_rulebook_is_refused_at_once(
    strict: Path, file: str, text: str, message: str
) -> None:
    (strict / file).parent.mkdir(exist_ok=True)
    (strict / file).write_text(text)
    ran = comptrol("law", "check", strict)
    assert (ran.code, message in ran.err) == (2, True), ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", ["listings.yaml", "rules", "parameters/x.yaml"])
def test_a_folder_stands_where_a_folder_belongs_and_a_file_where_a_file_does(
    strict: Path, name: str
) -> None:
    if name == "rules":
        (strict / name).write_text("[]")
    else:
        (strict / name).mkdir()
    ran = comptrol("law", "check", strict)
    assert (ran.code, "line 1, field (file)" in ran.err) == (2, True), ran.err


@pytest.mark.usefixtures("strict")
def test_two_rulebooks_do_not_go_by_one_name(tmp_path: Path) -> None:
    twin = tmp_path / "twin"
    (twin / "parameters").mkdir(parents=True)
    (twin / "rulebook.yaml").write_text(STRICT)
    both = tmp_path / "both"
    both.mkdir()
    cover = STRICT.replace("name: strict", "name: both").replace("[compute-law]", "[strict, twin]")
    (both / "rulebook.yaml").write_text(cover)
    ran = comptrol("law", "check", both)
    assert (ran.code, "its folder is 'twin'" in ran.err) == (2, True), ran.err


def test_no_small_use_at_all_is_another_thing_than_the_adopted_one(
    story: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(story, tmp_path / "data")
    order = {
        "order": "tiny",
        "door": "rental",
        "customer": "lioncrest-research",
        "model": "nvidia-h100-sxm5-80gb",
        "chips": 1,
        "on": datetime.now(UTC).date().isoformat(),  # noqa: TID251  (the demo's day is today)
        "end_use": "inference",
        "site": "dayone-nusajaya",
        "length_s": 180_000,
        "possession_passes": False,
    }
    (tmp_path / "tiny.json").write_text(json.dumps(order))
    told = ("say", "gate.ordered/1", tmp_path / "tiny.json", "--as", "straits-compute")
    assert comptrol(*told, "--data", data).code == 0
    same = replayed(tmp_path, log="data", against={})
    none = replayed(tmp_path, log="data", against={"small_use_chip_hours": 0})
    assert same["flips"] == 0
    assert any(it["id"].startswith("tiny at") for it in none["explained"])


def test_a_position_beyond_every_log_is_no_number_of_a_ruling(story: Path) -> None:
    ran = comptrol("law", "explain", "rental-1", "--ruling", str(10**23), "--data", story)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_one_request_is_answered_on_many_days_under_both_postures(tmp_path: Path) -> None:
    (tmp_path / "sale.json").write_text(json.dumps(SALE))
    days = ("--on", "2025-02-01", "--on", "2026-02-01")
    found = answer(comptrol("law", "dates", tmp_path / "sale.json", *days, "--json"))
    outcomes = [(it["enforced"]["outcome"], it["codified"]["outcome"]) for it in found]
    assert outcomes == [("allow", "allow"), ("allow", "refuse")]
    page = comptrol("law", "dates", tmp_path / "sale.json", *days).out
    assert "| 2026-02-01 | 3A090.a | **allow**: US-2 none |" in page


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("rules", "--on", "2023-12-01"), "| 3a090.a.1.tpp | 4800 | TPP |"),
        (("rules", "--on", "2022-12-01"), "| 3a090.a.1.tpp | – | TPP |"),
        (("timeline",), "| 2023-11-17 | rule US-2:"),
        (("ahead", "--on", "2026-11-25"), "| 2026-12-31 | deadline US-6:"),
        (("uncertain",), "⚑"),
        (("timeline", "--rulebook", "treaty-draft"), "15824"),
    ],
)
def test_the_law_is_read_as_pages(command: tuple[str, ...], told: str) -> None:
    ran = comptrol("law", *command)
    assert (ran.code, told in ran.out) == (0, True), ran.out[:500]
    assert answer(comptrol("law", *command, "--json"))


CELLS = [
    ("quantity", "1e3", "no number"),
    ("quantity", "-3", "no number"),
    ("quantity", "\uff11\uff12", "no number"),
    ("licence", " ", "nothing but blanks"),
    ("quantity", "NaN", "no number"),
    ("quantity", "2.5", "no number"),
    ("chip_hours", "soon", "no number"),
    ("chip_hours", "1e400", "no number"),
    ("training_operations", "1e40", "no number"),
    ("chip", "No Such Chip", "the catalogue has no chip"),
    ("bits", "eight", "item: "),
    ("market", "gaming", "market is dc or consumer"),
    ("hq_country", "=cmd()", "no country"),
    ("possession_passes", "perhaps", "1, 0 or empty"),
    ("end_use", "x" * 401, "too many letters"),
    ("licence", "x" * 401, "too many letters"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), CELLS)
def test_a_cell_that_cannot_be_sets_its_row_aside(
    tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    head = f"on,door,country,site_country,{column}\n"
    good, bad = "2024-06-01,rental,SG,MY,\n", f"2024-06-01,rental,SG,MY,{cell}\n"
    (tmp_path / "requests.csv").write_text(head + good + bad)
    found = replayed(tmp_path, requests="requests.csv", against={})
    assert (found["requests"], found["rejected"]) == (1, 1)
    assert reason in (tmp_path / "requests.csv.rejected.csv").read_text()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"on,door,country\n\xff\xfe,sale,US\n", "utf-8"),
        ("b.csv", b"", "empty"),
        ("c.csv", b"on,door,country,on\n2024-01-01,sale,US,x\n", "duplicated"),
        ("d.parquet", b"junk", "parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "replay.json").write_text(json.dumps({"requests": name, "against": {}}))
    ran = comptrol("lab", tmp_path / "replay.json")
    assert (ran.code, message in ran.err) == (2, True), ran.err


def test_a_file_with_nothing_but_its_head_has_no_requests(tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text("on,door,country\n")
    found = replayed(tmp_path, requests="requests.csv", against={})
    assert (found["requests"], found["rejected"]) == (0, 0)


def test_a_chip_by_name_and_by_numbers_at_once_is_refused(tmp_path: Path) -> None:
    item = {"chip": "H100 SXM", "tpp": 1, "market": "consumer"}
    (tmp_path / "sale.json").write_text(json.dumps(SALE | {"item": item}))
    ran = comptrol("law", "decide", tmp_path / "sale.json")
    assert (ran.code, "not by both" in ran.err) == (2, True), ran.err
