"""The command line as its callers see it: answers, exit codes, and what is left behind."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.scenario.conftest import Told
from tests.scenario.harness import comptrol, size

from comptrol.bootstrap import today
from comptrol.domains import DOMAINS
from comptrol.flow.questions import Questions
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.signature import verify
from comptrol.kernel.statement import kind

COMPTROL = Path(sys.executable).parent / "comptrol"
INIT = ("--name", "An authority", "--country", "nl", "--by", "Director", "--reason", "parity")
INSPUR = "Inspur (Beijing) Electronic Information Industry Co., Ltd."
MAKER = "northbridge-silicon"


def program(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command as a program of its own."""
    command = [str(COMPTROL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=30)  # noqa: S603


def made(lot: str, **other: object) -> dict[str, object]:
    """Return the body of a statement that a maker says."""
    serials = [{"prefix": f"{lot}-", "first": 1, "last": 8, "digits": 4}]
    said = {"lot": lot, "model": "nvidia-h100-sxm5-80gb", "serials": serials, "on": "2026-01-02"}
    return {**said, **other}


@pytest.fixture
def body(tmp_path: Path) -> Path:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(made("lot-a")))
    return path


def names(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "names.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


# -- a wrong question ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "near"),
    [("parties/paty", "parties/party"), ("order", "gate/order"), ("gate/ordr", "gate/order")],
)
def test_a_wrong_question_is_told_the_few_that_are_nearest(asked: str, near: str) -> None:
    ran = comptrol("ask", asked)
    assert (ran.code, near in ran.err, "comptrol ask lists all" in ran.err) == (2, True, True)
    assert ran.err.count("/") < 6


# -- days ------------------------------------------------------------------------------------


def test_how_a_day_is_written_is_told_in_letters_that_people_know() -> None:
    asked = ("law", "explain", "an-order", "--as-of")
    assert "--as-of YYYY-MM-DD" in comptrol("law", "explain", "--help").out
    for wrong in ("2026-13-01", "tomorrow", "\u0662\u0660\u0662\u0666-01-01"):
        ran = comptrol(*asked, wrong)
        assert (ran.code, "is no day: expected YYYY-MM-DD" in ran.err) == (2, True)


# -- nothing to tell ---------------------------------------------------------------------------


def test_where_nothing_is_found_a_sentence_says_so(tmp_path: Path) -> None:
    at = ("--data", tmp_path / "data")
    assert comptrol("init", *INIT, *at).code == 0
    for asked, told in (
        (("registry", "alarms"), "No alarm was raised."),
        (("registry", "alarms", "--detector", "registry.lost"), "No alarm of registry.lost was"),
        (("cases", "list"), "No case was found."),
        (("cases", "due"), "Nothing is due in any open case."),
        (("release", "feed"), "No release was published."),
        (("federation", "registry", "show"), "No other registry is known."),
        (("oversight", "looks"), "No look at hidden words was found."),
        (("registry", "balance", "--from", "2026-01-01"), "No chips were found to balance."),
        (("supply", "incidents"), "No incident is in the log."),
    ):
        ran = comptrol(*asked, *at)
        assert (ran.code, told in ran.out) == (0, True), ran.out + ran.err
    assert comptrol("registry", "alarms", "--json", *at).out == ""


# -- demo -------------------------------------------------------------------------------------


def test_the_demonstration_holds_and_says_so_in_json_alone(told: Told) -> None:
    assert told.ran.code == 0, told.ran.err
    assert told.ran.json == {
        "held": True,
        "entries": size(told.folder),
        "data": str(told.folder),
    }
    assert "NOT AS EXPECTED" not in told.ran.err
    assert "0 differences" in told.ran.err


def test_a_demonstration_leaves_a_folder_alone_that_it_did_not_make(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    ran = comptrol("demo", "--data", mine, "--fresh", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert str(mine) in ran.err
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


def test_a_demonstration_is_not_told_over_another_unless_asked(folder: Path) -> None:
    ran = comptrol("demo", "--data", folder)
    assert ran.code == 3
    assert "holds a log already" in ran.err


def test_a_fresh_demonstration_replaces_an_earlier_one(folder: Path) -> None:
    entries = size(folder)
    (folder / "left over").write_text("from before")
    ran = comptrol("demo", "--data", folder, "--fresh")
    assert ran.code == 0, ran.err
    assert ran.out.rstrip().endswith(f"The story held. Data: {folder}")
    assert size(folder) == entries
    assert not (folder / "left over").exists()


# -- init, enrol, say, sign -------------------------------------------------------------------


def test_a_log_is_opened_and_spoken_into_with_three_commands(tmp_path: Path, body: Path) -> None:
    data = ("--data", tmp_path / "log", "--json")
    opened = comptrol("init", *INIT, *data)
    assert opened.code == 0, opened.err
    assert opened.json["accepted"]
    assert opened.json["entries"] == size(tmp_path / "log")

    enrolled = comptrol(
        "enrol", "acme", "--name", "Acme", "--country", "nl", "--role", "maker", *data
    )
    assert enrolled.code == 0, enrolled.err
    assert [said["statement"]["kind"] for said in enrolled.json["consequences"]] == [
        "screening.screened/1"
    ]

    said = comptrol("say", "registry.made/1", body, "--as", "acme", *data)
    assert said.code == 0, said.err
    assert said.json["accepted"] is True
    assert said.json["position"] == enrolled.json["position"] + 3, "it was screened, and sealed"
    assert set(said.json["receipt"]) == {"leaf", "logged_at", "repeated"}
    assert size(tmp_path / "log") == said.json["position"] + 2, "itself and its seal"

    assert comptrol("ledger", "rebuild", "--check", *data).json["agrees"] is True


def test_private_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    comptrol("init", *INIT, "--data", tmp_path / "log")
    keys = tmp_path / "log" / "keys"
    assert keys.stat().st_mode & 0o077 == 0
    assert {path.name for path in keys.iterdir()} == {"authority.key", "platform.key"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.iterdir())


def test_a_log_is_not_opened_over_another(folder: Path) -> None:
    entries = size(folder)
    ran = comptrol("init", *INIT, "--data", folder, "--json")
    assert (ran.code, ran.out) == (3, "")
    assert size(folder) == entries


def test_a_kind_may_be_named_without_its_version(folder: Path, body: Path) -> None:
    ran = comptrol("say", "registry.made", body, "--as", MAKER, "--data", folder, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["accepted"]


def test_a_body_may_name_its_kind_but_no_other(folder: Path, body: Path) -> None:
    say = ("say", "registry.made/1", body, "--as", MAKER, "--data", folder)
    body.write_text(json.dumps(made("lot-b", kind="registry.shipped/1")))
    assert comptrol(*say).code == 2
    body.write_text(json.dumps(made("lot-b", kind="registry.made/1")))
    assert comptrol(*say).code == 0


def test_a_refusal_exits_with_1_and_every_reason(folder: Path, body: Path) -> None:
    say = ("say", "registry.made/1", body, "--as", MAKER, "--data", folder)
    assert comptrol(*say).code == 0
    entries = size(folder)
    ran = comptrol(*say, "--json")
    assert ran.code == 1
    assert ran.json["accepted"] is False
    codes = [finding["code"] for finding in ran.json["findings"]]
    assert codes == ["registry.lot-exists", "registry.serial-taken"]
    assert all(
        set(finding) == {"code", "title", "detail", "citation"} for finding in ran.json["findings"]
    )
    told = comptrol(*say)
    assert (told.code, told.out.splitlines()[0]) == (1, "Refused:")
    assert all(code in told.out for code in codes)
    assert size(folder) == entries


def test_an_unknown_country_is_refused_when_a_party_is_enrolled(folder: Path) -> None:
    entries = size(folder)
    enrol = ("enrol", "nowhere-ltd", "--name", "Nowhere", "--country", "zz", "--data", folder)
    ran = comptrol(*enrol, "--json")
    assert ran.code == 1
    assert [f["code"] for f in ran.json["findings"]] == ["parties.unknown-country"]
    assert size(folder) == entries


def test_a_ruling_is_told_with_its_reasons(folder: Path, body: Path) -> None:
    body.write_text(
        json.dumps(
            {
                "order": "a-rental",
                "door": "rental",
                "customer": "lioncrest-research",
                "model": "nvidia-h100-sxm5-80gb",
                "chips": 64,
                "on": today().isoformat(),
                "end_use": "model training",
                "site": "dayone-nusajaya",
                "length_s": 2_592_000,
                "possession_passes": False,
            }
        )
    )
    ran = comptrol("say", "gate.ordered", body, "--as", "straits-compute", "--data", folder)
    assert ran.code == 0, ran.err
    assert "then gate.ruled/1" in ran.out
    assert "outcome: hold" in ran.out
    assert "policy.rental-parity" in ran.out
    assert "arithmetic: TPP = 1979 dense TOPS x 8 bits = 15832" in ran.out


def test_signing_logs_nothing_and_gives_what_the_api_takes(folder: Path, body: Path) -> None:
    entries, out = size(folder), body.with_name("made.cose")
    ran = comptrol("sign", "registry.made/1", body, "--as", MAKER, "--out", out, "--data", folder)
    assert (ran.code, ran.out) == (0, "")
    envelope = open_envelope(out.read_bytes())
    verify(envelope)
    assert envelope.claims.issuer == MAKER
    assert json.loads(envelope.payload)["lot"] == "lot-a"
    assert size(folder) == entries


def test_an_envelope_may_go_to_standard_output(folder: Path, body: Path) -> None:
    ran = program("sign", "registry.made/1", body, "--as", MAKER, "--data", folder)
    assert ran.returncode == 0
    assert open_envelope(ran.stdout).claims.issuer == MAKER
    assert ran.stderr == b""


# -- ledger -----------------------------------------------------------------------------------


def test_a_replay_agrees_and_says_what_it_did(told: Told) -> None:
    ran = comptrol("ledger", "rebuild", "--check", "--data", told.folder, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["agrees"] is True
    assert ran.json["entries"] == size(told.folder)
    assert ran.json["differences"] == []
    assert ran.json["derived"] > 0
    assert ran.json["rows"] > 0
    words = comptrol("--data", told.folder, "ledger", "rebuild", "--check")
    assert (words.code, words.out.splitlines()[-1]) == (0, "Everything agrees.")


# -- kinds, ask -------------------------------------------------------------------------------


def test_every_kind_is_listed_and_shown(tmp_path: Path) -> None:
    kinds = {kind(said): said for domain in DOMAINS for said in domain.statements}
    listed = comptrol("kinds", "--json").json
    assert [row["kind"] for row in listed] == list(kinds)
    assert all(row["said_by"] for row in listed)
    for name, said in kinds.items():
        shown = comptrol("kinds", name, "--json")
        assert shown.code == 0, shown.err
        assert name in shown.out
        told = comptrol("kinds", name)
        assert told.code == 0, told.err
        assert all(field in told.out for field in said.__struct_fields__)
        assert not re.search(r"[a-z]Type\b|Metadata", told.out), "a name out of the program"
    assert list(tmp_path.iterdir()) == []


def test_what_a_field_is_made_of_is_spelled_out() -> None:
    told = [" ".join(it.split()) for it in comptrol("kinds", "gate.amended/1").out.splitlines()]
    assert "change its parts yes" in told
    assert "change.on day (2026-01-31) or null" in told
    assert "change.cluster.memory_gb number or null" in told
    lists = comptrol("kinds", "identification.file/1").out
    assert "\nbeneficial_owners[].ip_addresses[].first_at  moment (2026-01-31T" in re.sub(
        r"(first_at) +", r"\1  ", lists
    )


def test_every_question_is_listed() -> None:
    listed = comptrol("ask", "--json").json
    assert [row["question"] for row in listed] == [
        f"{question.domain}/{question.name}" for question in Questions(DOMAINS).all
    ]
    table = comptrol("ask").out
    assert all(row["question"] in table for row in listed)


def test_a_question_is_answered_in_json(told: Told) -> None:
    ask = ("ask", "parties/party", "party=lioncrest-research", "--data", told.folder)
    ran = comptrol(*ask, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["party"]["party"] == "lioncrest-research"
    assert json.loads(comptrol(*ask).out) == ran.json


def test_a_question_takes_its_parameters_from_a_file(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    path.write_text('{"order": "rental-1"}')
    by_file = comptrol("ask", "gate/order", "--body", path, "--data", told.folder, "--json")
    by_word = comptrol("ask", "gate/order", "order=rental-1", "--data", told.folder, "--json")
    assert by_file.code == 0, by_file.err
    assert by_file.json == by_word.json
    assert [ruling["outcome"] for ruling in by_file.json["rulings"]] == ["hold", "refuse"]


# -- screen -----------------------------------------------------------------------------------


def test_names_are_found_as_listed_and_as_normalised(tmp_path: Path) -> None:
    path = names(
        tmp_path, "id,name", f'1,"{INSPUR}"', f'2,"{INSPUR.upper()}"', "3,Rio Claro Analytics"
    )
    ran = comptrol("screen", path, "--json")
    assert ran.code == 0, ran.err
    exact, upper, clear = ran.lines
    assert [exact["id"], upper["id"], clear["id"]] == ["1", "2", "3"]
    assert exact["verdict"] == "match"
    assert upper["verdict"] in {"match", "review"}
    assert (clear["verdict"], clear["matches"]) == ("clear", [])
    wanted = {"entity_id", "name", "list", "score", "why", "effect"}
    assert all(wanted <= set(match) for row in (exact, upper) for match in row["matches"])
    assert exact["matches"][0]["name"] == INSPUR
    assert upper["matches"][0]["entity_id"] == exact["matches"][0]["entity_id"]


def test_matches_come_best_first_and_at_most_as_many_as_asked(tmp_path: Path) -> None:
    path = names(tmp_path, "id,name", "1,Huawei Technologies Co. Ltd.")
    (all_of_them,) = comptrol("screen", path, "--json").lines
    scores = [float(match["score"]) for match in all_of_them["matches"]]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    (one,) = comptrol("screen", path, "--limit", 1, "--json").lines
    assert one["matches"] == all_of_them["matches"][:1]


def test_a_name_is_asked_for_without_a_file() -> None:
    listed, clear = comptrol("screen", "--name", INSPUR, "--name", "Rio Claro", "--json").lines
    assert (listed["id"], listed["verdict"]) == ("1", "match")
    assert (clear["id"], clear["verdict"]) == ("2", "clear")


def test_a_person_is_shown_the_name_that_was_asked_for(tmp_path: Path) -> None:
    heading, listed, *_ = comptrol("screen", "--name", INSPUR).out.splitlines()
    assert (heading.split()[0], listed.startswith(f"{INSPUR}  match")) == ("name", True)
    ran = comptrol("screen", names(tmp_path, "id,name", "7,Rio Claro Analytics"))
    heading, clear = ran.out.splitlines()
    assert heading.split()[:2] == ["id", "name"]
    assert clear.split("  ")[0] == "7"
    assert "Rio Claro Analytics  clear" in clear


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "name a file of NAMES, or names with --name"),
        (("names.csv", "--name", INSPUR), "name a file of NAMES, or names with --name"),
        ((INSPUR,), "No such file; a name is asked for with --name"),
        (("--name", "..."), "field name: has nothing in it that could be compared"),
        (("--name", ""), "field name: is empty"),
    ],
)
def test_a_name_that_is_no_file_is_told_how_to_be_asked_for(
    given: tuple[str, ...], told: str
) -> None:
    ran = comptrol("screen", *given)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""


def test_a_person_reads_a_table_of_names(tmp_path: Path) -> None:
    ran = comptrol("screen", names(tmp_path, "id,name", f'1,"{INSPUR}"', "2,Rio Claro"))
    assert ran.code == 0, ran.err
    heading, listed, *_, clear = ran.out.splitlines()
    assert heading.split()[:3] == ["id", "name", "verdict"]
    assert listed.startswith(f"1   {INSPUR}  match")
    assert clear.split() == ["2", "Rio", "Claro", "clear"]


def test_every_entry_has_its_own_verdict_and_the_party_one(tmp_path: Path) -> None:
    path = names(tmp_path, "id,name", "1,Huawei Technologies Co. Ltd.")
    (answer,) = comptrol("screen", path, "--limit", 100, "--json").lines
    of_entries = [match["verdict"] for match in answer["matches"]]
    assert len(set(of_entries)) > 1, "or this shows nothing"
    heading, *lines = comptrol("screen", path, "--limit", 100).out.splitlines()
    at, after = heading.index("verdict"), heading.index("entry")
    assert [line[at:after].strip() for line in lines] == ["match", *[""] * (len(lines) - 1)]
    assert [line[after : heading.index("score")].strip() for line in lines] == of_entries


# -- the whole program ------------------------------------------------------------------------


def test_the_installed_command_keeps_json_and_messages_apart(tmp_path: Path) -> None:
    path = names(tmp_path, "id,name", f'1,"{INSPUR}"')
    ran = program("screen", path, "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["verdict"] == "match"
    assert b"list us-csl" in ran.stderr
    bad = program("screen", tmp_path, "--json")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"Traceback" not in bad.stderr


def test_the_version_is_told() -> None:
    ran = comptrol("--version")
    assert ran.code == 0
    assert "0.1.0" in ran.out
