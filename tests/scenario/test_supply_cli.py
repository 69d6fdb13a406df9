"""``comptrol supply`` as an outside program relies on it, and the graph in the log."""

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.scenario.harness import comptrol

CHIP = "installed-accelerators"
TABLE = [
    {"kind": "supply.input-described/1", "input": "chip", "title": "Chip", "is_a": "product",
     "source": "-"},
    {"kind": "supply.input-described/1", "input": "tool", "title": "Tool", "is_a": "tool",
     "goes_into": ["chip"], "source": "-"},
    {"kind": "supply.supplier-named/1", "supplier": "nl", "title": "Netherlands",
     "is_a": "country", "country": "NL", "source": "-"},
    {"kind": "supply.shares-reported/1", "input": "tool", "year": 2025, "by": "country",
     "shares": [{"supplier": "nl", "portion": {"low_ppm": 1000000, "high_ppm": 1000000}}],
     "definition": "By value", "source": "-"},
]  # fmt: skip
BUFFERS = (
    "input,on,stock_days_low,stock_days_high,ramp_days_low,ramp_days_high,source\n"
    "tool,2026-01-01,90,90,720,1080,-\nchip,2026-01-01,10,10,,,-\n"
)


OPENED = ("--name", "Bureau", "--country", "NL", "--by", "Director", "--reason", "test")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened") / "data"
    assert comptrol("init", *OPENED, "--data", folder).code == 0
    return folder


@pytest.fixture
def data(opened: Path, tmp_path: Path) -> str:
    """Return a new log of its own: each test has a copy."""
    return str(shutil.copytree(opened, tmp_path / "data"))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    path = tmp_path / "tables.json"
    path.write_text(json.dumps(TABLE))
    return path


@pytest.fixture
def buffers(tmp_path: Path) -> Path:
    path = tmp_path / "buffers.csv"
    path.write_text(BUFFERS)
    return path


def answer(*words: object) -> dict:
    done = comptrol("supply", *map(str, words), "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_shipped_table_answers_with_coverage_beside_every_index():
    found = answer("chokepoints")
    assert all("coverage_percent" in it and "hhi" in it for it in found["concentration"])
    assert found["uncovered"]
    (firms,) = [it for it in found["independence"] if it["at"] == "firm"]
    assert firms["certainly_at_most"] == 1
    assert firms["cuts"][0]["path"][-1]["input"] == CHIP


def test_what_is_not_known_is_open_in_the_shipped_table():
    assert answer("shock", "--remove", "TW")["products"][0]["state"] == "open"
    needed = answer("shock", "--remove", "US", "--every", "designs")
    assert needed["products"][0]["state"] == "cut"


def test_a_loss_has_a_path_and_days(tables, buffers):
    found = answer("shock", tables, "--remove", "NL", "--buffers", buffers)
    (product,) = found["products"]
    assert product["state"] == "cut"
    assert [it["input"] for it in product["path"]] == ["tool", "chip"]
    (chip,) = [it for it in found["cut_off"] if it["input"] == "chip"]
    assert chip["outage"]["stops_after_days"] == {"low": 100, "high": 100}
    assert chip["outage"]["out_for_days"] == {"low": 620, "high": 980}


def test_a_control_tells_who_else_supplies(tables):
    found = answer("whatif", tables, "--by", "NL", "--against", "CN")
    (one,) = found["inputs"]
    assert (one["state"], one["elsewhere_percent"]["high"], one["others"]) == ("cut", 0, [])


@pytest.mark.parametrize(
    "words",
    [
        ["chokepoints"],
        ["shock", "--remove", "NL", "--buffers", "BUFFERS"],
        ["whatif", "--by", "NL", "--against", "CN"],
    ],
)
def test_a_person_reads_sentences_and_tables(tables, buffers, words):
    words = [str(buffers) if it == "BUFFERS" else it for it in words]
    done = comptrol("supply", words[0], str(tables), *words[1:])
    assert done.code == 0, done.err
    assert "Tool" in done.out


def test_a_table_without_a_row_is_a_sentence():
    done = comptrol("supply", "shock", "--remove", "US", "--over", "100")
    assert done.code == 0, done.err
    assert "No input loses more than that." in done.out
    assert not re.search("^input +title +by", done.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["shock", "--remove", "atlantis"], "atlantis"),
        (["whatif", "--by", "FR", "--against", "CN"], "FR"),
        (["whatif", "--by", "NL", "--against", "NL"], "denies nothing to itself"),
        (["whatif", "--by", "NL", "--against", "CN", "--input", "magic"], "magic"),
        (["chokepoints", "--every", "magic"], "magic"),
        (["shock", "--remove", "NL", "--over", "101"], "percentage"),
        (["chokepoints", "--order", "9"], "--order"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_was_expected(tables, words, told):
    done = comptrol("supply", words[0], str(tables), *words[1:])
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_a_file_that_is_no_table_is_named(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[{]")
    done = comptrol("supply", "chokepoints", str(path), "--json")
    assert (done.code, done.out) == (2, "")
    assert "x.json" in done.err


def test_a_graph_is_said_into_the_log_once_and_asked_there(data, tables):
    assert comptrol("supply", "chokepoints", "--data", data).code == 2
    loaded = answer("load", tables, "--as", "authority", "--data", data)
    assert (loaded["said"], loaded["already"], loaded["refused"]) == (4, 0, [])
    again = answer("load", tables, "--as", "authority", "--data", data)
    assert (again["said"], again["already"]) == (0, 4)
    found = answer("shock", "--remove", "NL", "--data", data)
    assert found["products"][0]["state"] == "cut"
    rebuilt = comptrol("ledger", "rebuild", "--check", "--data", data)
    assert rebuilt.code == 0, rebuilt.out + rebuilt.err


def test_the_shipped_table_can_be_said(data):
    loaded = answer("load", "--as", "authority", "--data", data)
    assert loaded["refused"] == []
    asked = comptrol("ask", "supply/chokepoints-known", "--data", data)
    assert asked.code == 0, asked.err


def test_what_is_refused_is_told_and_the_rest_is_said(tmp_path, data, tables):
    other = tmp_path / "other.json"
    answer("load", tables, "--as", "authority", "--data", data)
    changed = [*TABLE[:1], TABLE[1] | {"is_a": "material"}, TABLE[2] | {"title": "Nederland"}]
    other.write_text(json.dumps(changed))
    done = comptrol("supply", "load", str(other), "--as", "authority", "--data", data, "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert (told["said"], told["already"]) == (1, 1)
    assert "tool" in told["refused"][0]
