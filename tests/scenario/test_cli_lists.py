"""Lists on the command line: read, made into an edition, compared, adopted, screened against."""

import io
import json
import lzma
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap import today

OWN = """id,name,aliases,country
1,Northern Star Computing LLC,NSC Systems,RU
2,Acme Widgets Ltd,,CN
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own(folder: Path, text: str = OWN, name: str = "own.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def built(folder: Path, text: str = OWN, *, day: str = "2026-11-20", name: str = "one") -> Path:
    out = folder / f"{name}.jsonl.xz"
    source = own(folder, text, f"{name}/own.csv")
    ran = comptrol("lists", "build", source, "--out", out, "--published", day, "--edition", name)
    assert ran.code == 0, ran.err
    return out


def refused(*arguments: object) -> str:
    ran = comptrol(*arguments)
    assert (ran.code, ran.out) == (2, "")
    return ran.err


def opened(folder: Path) -> Path:
    data = folder / "data"
    ran = comptrol(
        *("init", "--data", data, "--name", "Office", "--country", "NL"),
        *("--by", "Head", "--reason", "a test"),
    )
    assert ran.code == 0, ran.err
    return data


def test_every_row_of_a_list_is_accounted_for(here: Path) -> None:
    path = own(here, OWN + "3,,,DE\n4,Beta Oy,,ZZ\n")
    ran = comptrol("lists", "read", path, "--json")
    (line,) = ran.lines
    assert ran.code == 1, "two are no entity"
    assert line["rows"] == 4 == line["entities"] + line["refused"] + line["merged"]
    ran = comptrol("lists", "read", path, "--refused")
    assert ran.out.splitlines()[0] == "file,where,what,why"
    assert len(ran.out.splitlines()) == 1 + line["refused"]
    assert ran.code == 1
    assert "own.csv" in comptrol("lists", "read", path).out
    assert comptrol("lists", "read", own(here)).code == 0


def test_aliases_that_are_taken_for_one_are_noted(here: Path) -> None:
    path = own(here, OWN.replace("NSC Systems", "NSC Systems;NSC"))
    out = ("--out", here / "x.jsonl.xz", "--published", "2026-11-25")
    for command in (("lists", "read", path), ("lists", "build", path, *out)):
        ran = comptrol(*command)
        assert ran.code == 0, ran.err
        assert "note: own.csv, line 2: ';' in aliases parts none" in ran.err


def test_what_is_no_list_is_refused_with_what_is_known(here: Path) -> None:
    path = own(here, "hello", "x.txt")
    assert "is no list that we can read" in refused("lists", "read", path)
    assert "check the path" in comptrol("lists", "read", here / "none").err
    (here / "empty").mkdir()
    assert "holds no list" in refused("lists", "read", here / "empty")


def test_an_edition_is_made_once_and_holds_what_the_lists_do(here: Path) -> None:
    out = built(here)
    told = comptrol(
        "screen", own(here, "id,name\n1,NSC Systems\n", "n.csv"), "--lists", out, "--json"
    )
    (line,) = told.lines
    assert line["verdict"] in {"match", "review"}
    assert line["matches"][0]["list"] == "OWN"
    again = ("lists", "build", here / "one" / "own.csv", "--out", out, "--published", "2026-11-20")
    assert "exists" in refused(*again)
    day = ("lists", "build", here / "one" / "own.csv", "--out", here / "b.jsonl.xz")
    assert "--published" in refused(*day)


def test_a_list_of_ones_own_stands_beside_an_edition(here: Path) -> None:
    before, both = built(here), here / "both.jsonl.xz"
    mine = own(here, "id,name,list\n7,Delta Foundry,MINE\n", "mine.csv")
    beside = ("lists", "build", before, mine, "--out", both)
    ran = comptrol(*beside, "--published", "2026-11-25", "--json")
    assert ran.code == 0, ran.err
    days = {it["code"]: it.get("published") for it in ran.json["lists"]}
    assert days == {"OWN": "2026-11-20", "MINE": None}
    ran = comptrol("lists", "diff", before, both, "--json")
    assert (ran.json["added"], ran.json["removed"]) == (["mine-7"], [])
    assert ran.json["changed"] == []
    again = here / "again.jsonl.xz"
    ran = comptrol("lists", "build", both, "--out", again, "--published", "2026-11-26", "--json")
    assert {it["code"]: it["published"] for it in ran.json["lists"]} == {
        "OWN": "2026-11-20",
        "MINE": "2026-11-25",
    }


def test_a_list_that_an_edition_has_already_is_refused_beside_it(here: Path) -> None:
    more = ("--out", here / "x.jsonl.xz", "--published", "2026-11-25")
    told = refused("lists", "build", built(here), own(here, "id,name\n7,Delta\n"), *more)
    assert "OWN is a list of one.jsonl.xz and of own.csv" in told


def test_an_edition_that_was_changed_is_no_part_of_another(here: Path) -> None:
    whole = lzma.decompress(built(here).read_bytes())
    (here / "bad.jsonl.xz").write_bytes(lzma.compress(whole.replace(b"Acme", b"Acne")))
    told = refused("lists", "read", here / "bad.jsonl.xz")
    assert "bad.jsonl.xz, as comptrol.screening-list/1: line 1: it states digest" in told


def test_a_folder_of_published_lists_is_screened_against(here: Path) -> None:
    names = own(here, "id,name,country\n1,Acme Widgets Ltd,CN\n", "n.csv")
    folder = here / "lists"
    own(folder)
    (folder / "day.txt").unlink(missing_ok=True)
    ran = comptrol("screen", names, "--lists", folder, "--json")
    assert ran.code == 2
    assert "--published" in ran.err


def test_a_difference_says_who_came_who_went_and_what_changed(here: Path) -> None:
    before = built(here)
    after = built(
        here, OWN.replace(",CN", ",HK") + "3,Gamma Optics,,DE\n", day="2026-11-21", name="two"
    )
    ran = comptrol("lists", "diff", before, after, "--json")
    assert ran.code == 1
    assert (len(ran.json["added"]), ran.json["removed"]) == (1, [])
    (changed,) = ran.json["changed"]
    assert changed["fields"] == ["countries"]
    assert "Gamma Optics" in comptrol("lists", "diff", before, after).out
    assert comptrol("lists", "diff", before, before).code == 0


def test_adopting_an_edition_screens_every_party_and_is_shown(here: Path) -> None:
    data, edition = opened(here), built(here)
    enrol(data, "acme", "Acme Widgets Ltd", "CN")
    ran = comptrol("lists", "adopt", edition, "--data", data, "--yes", "--json")
    assert ran.code == 0, ran.err
    kinds = [it["statement"]["kind"] for it in ran.json["consequences"]]
    assert kinds[-1] == "screening.rescreened/1"
    assert "screening.screened/1" in kinds
    shown = comptrol("lists", "show", "--data", data, "--json")
    assert shown.json["edition"]["edition"] == "one"
    standing = comptrol("ask", "screening/party-standing", "party=acme", "--data", data, "--json")
    assert standing.json["verdict"] == "match"
    checked = comptrol("ledger", "rebuild", "--check", "--data", data)
    assert checked.code == 0, checked.err


def test_an_edition_of_a_day_to_come_is_never_adopted(here: Path) -> None:
    data, edition = opened(here), built(here, day="2199-11-30")
    assert "a day to come" in refused("lists", "adopt", edition, "--data", data, "--yes")


def test_an_edition_that_takes_lists_away_is_shown_and_asked_about(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, edition = opened(here), built(here)
    for said, code in (("n\n", 1), ("y\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        ran = comptrol("lists", "adopt", edition, "--data", data)
        assert ran.code == code, ran.err
        assert "it may be cut short or missing" in ran.err
        assert "2 added" in ran.err
    assert "one" in comptrol("lists", "show", "--data", data).out


def test_an_edition_that_adds_to_lists_is_adopted_and_an_older_one_asked_about(here: Path) -> None:
    data, older = opened(here), built(here)
    assert comptrol("lists", "adopt", older, "--data", data, "--yes").code == 0
    enrol(data, "acme", "Acme Widgets Ltd", "CN")
    newer = built(here, OWN + "3,Gamma Optics,,DE\n", day="2026-11-27", name="two")
    ran = comptrol("lists", "adopt", newer, "--data", data)
    assert ran.code == 0, ran.err
    ran = comptrol("lists", "adopt", older, "--data", data, "--yes")
    assert ran.code == 0, ran.err
    assert "older than two in force" in ran.err


def test_a_name_is_held_against_the_edition_in_force_where_there_is_a_log(here: Path) -> None:
    data, edition = opened(here), built(here)
    asked = ("screen", "--name", "Acme Widgets Ltd")
    ran = comptrol(*asked, "--data", here / "none", "--json")
    assert f"shipped: there is no log in {here / 'none'}" in ran.err
    assert comptrol("lists", "adopt", edition, "--data", data, "--yes").code == 0
    for before, after in (((), ("--data", data)), (("--data", data), ())):
        ran = comptrol(*before, *asked, *after, "--json")
        assert ran.json["matches"][0]["list"] == "OWN"
        assert "list one, " in ran.err
        assert f"in force in {data}" in ran.err
    ran = comptrol(*asked, "--data", data, "--lists", edition)
    assert "named with --lists" in ran.err


def test_what_is_told_of_a_screening_names_the_party(here: Path) -> None:
    data = opened(here)
    ran = comptrol("enrol", "beta", "--name", "Beta BV", "--country", "NL", "--data", data)
    assert "    screened beta: clear\n" in ran.out


def test_a_rescreening_shows_whose_verdict_would_change_and_says_nothing(here: Path) -> None:
    data, edition = opened(here), built(here)
    enrol(data, "acme", "Acme Widgets Ltd", "CN")
    before = comptrol("ask", "log", "--data", data).out
    (line,) = comptrol("lists", "rescreen", edition, "--data", data, "--json").lines
    assert (line["party"], line["verdict"]) == ("acme", "match")
    assert "parties held against one" in comptrol("lists", "rescreen", edition, "--data", data).out
    assert comptrol("ask", "log", "--data", data).out == before


@pytest.mark.parametrize(("kind", "verdict"), [("confirmed", "match"), ("cleared", "clear")])
def test_a_rescreening_counts_decisions_before_and_now_alike(
    here: Path, kind: str, verdict: str
) -> None:
    data, edition = opened(here), built(here)
    assert comptrol("lists", "adopt", edition, "--data", data, "--yes").code == 0
    enrol(data, "star", "Northern Star Computing", "NL")
    enrol(data, "reviewer", "Review Office", "NL", "--role", "reviewer")
    asked = ("ask", "screening/party-standing", "party=star", "--data", data, "--json")
    before = comptrol(*asked).json
    (match,) = before["open"]
    assert before["verdict"] == "review"
    said = {"party": "star", "entity_id": match["entity_id"], "entry": match["entry"]}
    said |= {"record": before["standing"]["record"], "reason": "looked"}
    body = own(here, json.dumps(said | {"until": f"{today() + timedelta(days=30)}"}), "said.json")
    ran = comptrol("say", f"screening.{kind}/1", body, "--as", "reviewer", "--data", data)
    assert ran.code == 0, ran.err + ran.out
    assert comptrol(*asked).json["verdict"] == verdict, "without a day it is today"
    assert comptrol("lists", "rescreen", "--data", data, "--json").out == ""
    lines = comptrol("lists", "rescreen", "--all", "--data", data, "--json").lines
    told = {it["party"]: (it["before"], it["verdict"]) for it in lines}
    assert told["star"] == (verdict, verdict)


def test_an_update_from_a_folder_asks_first_and_adopts_then(here: Path) -> None:
    data = opened(here)
    adopted = comptrol("lists", "adopt", built(here), "--data", data, "--yes")
    assert adopted.code == 0, adopted.err
    built(here, OWN + "3,Gamma Optics,,DE\n", day="2026-11-27", name="two")
    folder = here / "published"
    folder.mkdir()
    (here / "two.jsonl.xz").rename(folder / "two.jsonl.xz")
    ran = update(data, folder, "--yes")
    assert ran.code == 0, ran.err
    assert "1 added" in ran.err
    own(folder.parent / "csv", OWN + "3,Gamma Optics,,DE\n")
    ran = update(data, here / "csv", "--yes")
    assert ran.code == 2
    assert "--published" in ran.err


def update(data: Path, folder: Path, *more: object) -> Ran:
    return comptrol("lists", "update", "--from", folder, "--data", data, *more)


def enrol(data: Path, party: str, name: str, country: str, *more: object) -> None:
    ran = comptrol("enrol", party, "--name", name, "--country", country, "--data", data, *more)
    assert ran.code == 0, ran.err


@pytest.fixture
def publisher() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Serve lists on loopback."""
    files: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path.lstrip("/"))
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", files
    server.shutdown()
    server.server_close()
    thread.join()


UN = b"""<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-27T00:00:09.554Z"><INDIVIDUALS></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>NORTHERN STAR COMPUTING</FIRST_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER>
<LISTED_ON>2026-11-01</LISTED_ON></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""


def test_an_update_fetches_verifies_shows_and_adopts(
    here: Path, publisher: tuple[str, dict[str, bytes]]
) -> None:
    url, files = publisher
    files["un.xml"] = UN
    data = opened(here)
    enrol(data, "star", "Northern Star Computing", "RU")
    wanted = ("--address", f"consolidated.json={url}/un.xml", "--data", data)
    ran = comptrol("lists", "update", *wanted)
    assert ran.code == 2
    assert "it may be cut short or missing" in ran.err, "the lists of the shipped edition"
    ran = comptrol("lists", "update", *wanted, "--allow-shrinking", "--yes", "--json")
    assert ran.code == 0, ran.err
    assert "added" in ran.err
    assert "screening.screened/1" in {it["statement"]["kind"] for it in ran.json["consequences"]}
    ran = comptrol("lists", "update", *wanted, "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing changes" in ran.err


@pytest.mark.parametrize(
    ("address", "why", "code"),
    [
        ("ftp", "expected NAME=URL", 2),
        ("a.json=http://list.example/a", "over TLS only", 2),
        ("a.json=https://127.0.0.1:1/a", "cannot be fetched now", 3),
        ("../a.json=https://list.example/a", "expected NAME=URL", 2),
        ("a.json=http://[::1", "is no address of the web", 2),
        ("a.json=http://127.0.0.1:abc/x", "is no address of the web", 2),
    ],
)
def test_an_address_that_cannot_be_trusted_or_reached_is_refused(
    here: Path, address: str, why: str, code: int
) -> None:
    data = opened(here)
    ran = comptrol(
        *("lists", "update", "--address", "consolidated.json=https://127.0.0.1:1/x"),
        *("--address", address, "--data", data, "--yes"),
    )
    assert ran.code in {code, 3}
    assert why in ran.err or "cannot be fetched now" in ran.err


def test_a_list_that_came_in_part_or_from_elsewhere_is_not_kept(here: Path) -> None:
    class Half(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("location", "http://list.example/a")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("content-length", "100")
            self.end_headers()
            self.wfile.write(b"half")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Half)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    data = opened(here)
    for path, why, code in (("/half", "4 of 100 bytes", 3), ("/moved", "over TLS only", 2)):
        ran = comptrol(
            "lists", "update", "--address", f"consolidated.json={url}{path}", "--data", data
        )
        assert ran.code == code, ran.err
        assert why in ran.err
    assert not (data / "lists" / "fetched" / "consolidated.json").exists()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_second_stream_is_read_and_a_stranger_in_a_folder_is_named(here: Path) -> None:
    two = b"id,name\n1,Acme Widgets\n", b"2,Beta Systems\n"
    (here / "two.csv.xz").write_bytes(b"".join(map(lzma.compress, two)))
    (line,) = comptrol("lists", "read", here / "two.csv.xz", "--json").lines
    assert line["rows"] == 2
    own(here, name="lists/own.csv")
    (here / "lists" / "notes.zip").write_bytes(b"PK")
    assert "'notes.zip', which is none" in refused("lists", "read", here / "lists")
    empty = own(here, "id,name\n", "empty.csv")
    made = ("lists", "build", empty, "--out", here / "e.jsonl.xz", "--published", "2026-11-20")
    assert "no entity" in refused(*made)


def test_neither_a_terminal_nor_a_spreadsheet_takes_a_row_for_a_command(here: Path) -> None:
    path = own(here, "id,name\n=1+1,\n", "=a.csv")
    lines = comptrol("lists", "read", path, "--refused").out.splitlines()
    assert lines[1].startswith("'=a.csv")
    edition = here / "e.jsonl.xz"
    made = comptrol(
        *("lists", "build", own(here), "--out", edition, "--published", "2026-11-20"),
        *("--edition", "x\x1b[31m"),
    )
    assert made.code == 0, made.err
    ran = comptrol("screen", own(here, "id,name\n1,Somebody\n", "n.csv"), "--lists", edition)
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("name", ["---", "\u200b", "!!!"])
def test_a_name_with_nothing_in_it_is_refused_and_never_clear(here: Path, name: str) -> None:
    path = own(here, f"id,name\n1,{name}\n", "n.csv")
    assert "has nothing in it that could be compared" in refused("screen", path)
