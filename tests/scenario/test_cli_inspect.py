"""``comptrol inspect`` as an outside program relies on it, and with input that is none."""

import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import Ran, comptrol

SERIALS = [f"H{number:04}" for number in range(1, 51)]
TABLE = "serial,site\n" + "".join(f"{it},{'ab'[at % 2]}\n" for at, it in enumerate(SERIALS))
RUN = ("--run-flop", "9.9e24", "--chips", 10_000_000, "--chip-flop-per-day", "2.592e20")


def plan(*options: object) -> Ran:
    return comptrol("inspect", "plan", *options, "--json")


def written(folder: Path, text: str, name: str = "serials.txt") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.fixture
def serials(here: Path) -> Path:
    return written(here, "\n".join(SERIALS) + "\n")


# Plans.


def test_a_plan_has_samples_confidence_and_method() -> None:
    ran = plan("--population", 10_000, "--diverted", 100)
    assert ran.code == 0
    assert ran.json["samples"] == 294
    assert ran.json["achieved_confidence"] >= 0.95
    assert ran.json["method"]
    assert ran.json["assumptions"]
    assert ran.json["detects_from"] == 100


def test_a_plan_for_a_run_says_how_many_inspectors() -> None:
    found = plan(*RUN).json
    assert (found["samples"], found["inspectors"]) == (231_572, 232)


def test_a_run_that_is_not_possible_needs_no_sample() -> None:
    ran = plan("--run-flop", "1.27e26", "--chips", 1000, "--chip-flop-per-day", "8.64e19")
    assert (ran.code, ran.json["samples"]) == (0, None)
    assert "not possible" in ran.json["why_not"]


def test_where_no_sample_suffices_the_answer_is_no() -> None:
    ran = plan("--population", 100, "--diverted", 2, "--miss-rate", 0.5)
    assert (ran.code, ran.json["samples"]) == (1, None)
    assert "no sample size suffices" in ran.json["why_not"]


def test_a_sample_that_is_given_is_told_from_where_it_detects() -> None:
    found = plan("--population", 10_000, "--samples", 100).json
    assert (found["samples"], found["detects_from"]) == (100, 294)


def test_a_plan_over_strata_shares_the_sample_out(here: Path) -> None:
    path = written(here, "stratum,population,h100e\nold,500,0.5\nnew,500,2\n", "strata.csv")
    ran = plan("--strata", path, "--diverted", 40)
    assert ran.code == 0
    old, new = ran.json["strata"]
    assert old["samples"] + new["samples"] == ran.json["samples"]
    assert old["samples"] < new["samples"]


def test_a_person_reads_what_a_plan_assumes() -> None:
    ran = comptrol("inspect", "plan", "--population", 100, "--diverted", 5)
    assert ran.code == 0
    assert "assuming that" in ran.out


BAD_PLANS = [
    ((), "--population, --strata and --run-flop"),
    (("--population", 10, *RUN), "--population, --strata and --run-flop"),
    (("--population", 0, "--diverted", 1), "--population: is 0"),
    (("--population", -5, "--diverted", 1), "--population: is -5"),
    (("--population", "many", "--diverted", 1), "'many'"),
    (("--population", 10), "--diverted: is not given"),
    (("--population", 10, "--diverted", 0), "--diverted: is 0"),
    (("--population", 10, "--diverted", 11), "from 1 to 10"),
    (("--population", 10, "--diverted", 1.5), "--diverted: is 1.5"),
    (("--population", 10, "--diverted", "nan"), "--diverted: is nan"),
    (("--population", 10, "--diverted", 1, "--confidence", 0), "--confidence: is 0"),
    (("--population", 10, "--diverted", 1, "--confidence", 1), "--confidence: is 1"),
    (("--population", 10, "--diverted", 1, "--confidence", "nan"), "--confidence: is nan"),
    (("--population", 10, "--diverted", 1, "--miss-rate", 1), "--miss-rate: is 1"),
    (("--population", 10, "--diverted", 1, "--miss-rate", -0.1), "--miss-rate: is -0.1"),
    (("--population", 10, "--diverted", 1, "--samples", 11), "--samples: is 11"),
    (("--population", 10, "--samples", 0), "--samples: is 0"),
    (("--run-flop", "1e24", "--chips", 10), "--chip-flop-per-day: is not given"),
    (("--run-flop", "-1", "--chips", 10, "--chip-flop-per-day", 1), "--run-flop: is -1"),
    (("--run-flop", "inf", "--chips", 10, "--chip-flop-per-day", 1), "--run-flop: is inf"),
    ((*RUN, "--diverted", 1), "--diverted: a run"),
    ((*RUN, "--period-days", 0), "--period-days: is 0"),
]


@pytest.mark.parametrize(("options", "message"), BAD_PLANS)
def test_a_plan_of_what_cannot_be_says_what_was_expected(
    options: tuple[object, ...], message: str
) -> None:
    ran = plan(*options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


BAD_STRATA = [
    ("", "missing column"),
    ("stratum,population\n", "0 strata"),
    ("stratum,population\na,0\n", "line 2, field population"),
    ("stratum,population\na,1.5\n", "line 2, field population"),
    ("stratum,population\na,5\na,5\n", "line 3, field stratum: 'a' stands twice"),
    ("stratum,population\n,5\n", "line 2, field stratum: is empty"),
    ("stratum,population,h100e\na,5,-1\n", "line 2, field h100e"),
    ("stratum,population\na,5\n", "--diverted: is 40"),
    ("stratum,population\n" + "".join(f"s{n},5\n" for n in range(51)), "51 strata"),
]


@pytest.mark.parametrize(("text", "message"), BAD_STRATA)
def test_strata_that_are_none_are_refused_by_line_and_field(
    here: Path, text: str, message: str
) -> None:
    ran = plan("--strata", written(here, text, "strata.csv"), "--diverted", 40)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


# Audits.


def test_the_least_rate_of_audits_is_told_with_its_budget() -> None:
    wanted = ("--gain", 10, "--penalty", 100, "--detection", 0.5, "--population", 1000)
    ran = comptrol("inspect", "deter", *wanted, "--cost-per-audit", 3, "--json")
    assert (ran.code, ran.json["least_rate"], ran.json["budget"]) == (0, 0.2, 600)
    assert "gain x 2" in comptrol("inspect", "deter", *wanted).out


def test_what_audits_do_not_deter_is_a_no() -> None:
    ran = comptrol("inspect", "deter", "--gain", 9, "--penalty", 9, "--detection", 0.5, "--json")
    assert (ran.code, ran.json["deterrable"]) == (1, False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "--gain: is not given"),
        (("--gain", 0), "--gain: is 0"),
        (("--gain", 1, "--penalty", 1), "--detection: is not given"),
        (("--gain", 1, "--penalty", 1, "--detection", 1.1), "--detection: is 1.1"),
        (("--gain", 1, "--penalty", 1, "--detection", 1, "--splitting-cost", 1), "together"),
        (("--gain", 1, "--penalty", 1, "--detection", 1, "--population", 0), "--population: is 0"),
    ],
)
def test_stakes_that_cannot_be_say_what_was_expected(
    options: tuple[object, ...], message: str
) -> None:
    ran = comptrol("inspect", "deter", *options, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


# Draws.


def test_a_draw_can_be_drawn_by_hand(serials: Path) -> None:
    ran = comptrol("inspect", "draw", serials, "--beacon", "7d3b1c", "--samples", 5, "--json")
    assert ran.code == 0
    frame = sha256(("\n".join(SERIALS) + "\n").encode()).digest()
    seed = sha256(frame + b"7d3b1c").digest()
    orders = {it: hmac.digest(seed, it.encode(), "sha256").hex() for it in SERIALS}
    assert (ran.json["frame"], ran.json["seed"]) == (frame.hex(), seed.hex())
    assert [it["serial"] for it in ran.json["drawn"]] == sorted(SERIALS, key=orders.get)[:5]
    assert [it["order"] for it in ran.json["drawn"]] == sorted(orders.values())[:5]
    assert ran.json["check"]


def test_the_frame_is_known_before_the_seed(serials: Path) -> None:
    frame = comptrol("inspect", "frame", serials, "--json").json
    drawn = comptrol("inspect", "draw", serials, "--seed", "ab" * 32, "--samples", 1, "--json")
    assert frame["population"] == 50
    assert (drawn.json["frame"], drawn.json["seed"]) == (frame["frame"], "ab" * 32)


def test_each_stratum_is_drawn_from_on_its_own(here: Path) -> None:
    path = written(here, TABLE, "serials.csv")
    wanted = ("--stratum", "site", "--samples", 2, "--samples", "b=3", "--beacon", "x")
    found = comptrol("inspect", "draw", path, *wanted, "--json").json
    assert [it["samples"] for it in found["strata"]] == [2, 3]
    assert [it["stratum"] for it in found["drawn"]] == ["a", "a", "b", "b", "b"]


def test_a_draw_that_was_kept_is_checked(serials: Path, here: Path) -> None:
    drawn = comptrol("inspect", "draw", serials, "--beacon", "x", "--samples", 9, "--json")
    kept = written(here, drawn.out, "draw.json")
    ran = comptrol("inspect", "check", kept, serials, "--json")
    assert (ran.code, ran.json["verified"]) == (0, True)


def changed(drawn: dict[str, Any], what: str) -> dict[str, Any]:
    first, second, *rest = drawn["drawn"]
    return {
        "another serial": drawn | {"drawn": [first | {"serial": "H9999"}, second, *rest]},
        "one left out": drawn | {"drawn": [second, *rest]},
        "another order": drawn | {"drawn": [second, first, *rest]},
        "another seed": drawn | {"seed": "ab" * 32},
        "another frame": drawn | {"frame": "ab" * 32},
        "another beacon": drawn | {"beacon": "y"},
        "a seed without a beacon": drawn | {"beacon": None, "seed": "ab" * 32},
        "fewer samples": drawn | {"strata": [drawn["strata"][0] | {"samples": 1}]},
    }[what]


@pytest.mark.parametrize(
    "what",
    [
        "another serial",
        "one left out",
        "another order",
        "another seed",
        "another frame",
        "another beacon",
        "a seed without a beacon",
        "fewer samples",
    ],
)
def test_a_draw_that_was_changed_is_not_the_draw(serials: Path, here: Path, what: str) -> None:
    drawn = comptrol("inspect", "draw", serials, "--beacon", "x", "--samples", 9, "--json").json
    kept = written(here, json.dumps(changed(drawn, what)), "draw.json")
    ran = comptrol("inspect", "check", kept, serials, "--json")
    assert (ran.code, ran.json["verified"]) == (1, False)
    assert ran.json["differs"]


def test_a_draw_of_other_serials_is_not_the_draw(serials: Path, here: Path) -> None:
    drawn = comptrol("inspect", "draw", serials, "--beacon", "x", "--samples", 9, "--json")
    kept, fewer = written(here, drawn.out, "draw.json"), written(here, "H0001\n", "fewer.txt")
    ran = comptrol("inspect", "check", kept, fewer, "--json")
    assert ran.code == 1
    assert any(it.startswith("frame") for it in ran.json["differs"])


BAD_DRAWS = [
    (("--samples", 1), "--beacon or --seed"),
    (("--samples", 1, "--beacon", "x", "--seed", "ab" * 32), "--beacon or --seed"),
    (("--samples", 1, "--beacon", " "), "--beacon: 1 to"),
    (("--samples", 1, "--seed", "abc"), "--seed: is 'abc'"),
    (("--beacon", "x"), "--samples: how many"),
    (("--samples", 0, "--beacon", "x"), "--samples: is '0'"),
    (("--samples", -1, "--beacon", "x"), "--samples: is '-1'"),
    (("--samples", "two", "--beacon", "x"), "--samples: is 'two'"),
    (("--samples", 1, "--samples", 2, "--beacon", "x"), "--samples: is '2'"),
    (("--samples", "east=1", "--beacon", "x"), "no stratum 'east'"),
]


@pytest.mark.parametrize(("options", "message"), BAD_DRAWS)
def test_a_draw_that_cannot_be_made_says_what_was_expected(
    serials: Path, options: tuple[object, ...], message: str
) -> None:
    ran = comptrol("inspect", "draw", serials, *options, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


BAD_SERIALS = [
    ("", "there are no serials"),
    ("\n\n", "there are no serials"),
    ("A\nB\nA\n", "lines 1 and 3: serial 'A' stands twice"),
    ("A\n\nB\n", "line 2: there is no serial"),
    ("A\tB\n", "line 1: a tab"),
    ("A\nB\rC\n", "line 2: a tab or another control character"),
    ("A\n" + "x" * 201 + "\n", "more than 200 bytes"),
]
BAD_TABLES = [
    ("", "column 'serial' was expected once"),
    ("number\nA\n", "column 'serial' was expected once; the columns are: number"),
    ("serial,serial\nA,B\n", "column 'serial' was expected once"),
    ("serial,site\nA\n", "line 2: 1 fields"),
    ("serial,site\nA,a\nA,b\n", "lines 2 and 3: serial 'A' stands twice"),
    ("serial,site\n,a\n", "line 2, field serial: is empty"),
    ("serial,site\nA,\n", "line 2, field site: is empty"),
    ('serial,site\n"A,a\n', "not CSV"),
    ('serial,site\n"A\nB",a\n', "line 3: a cell of two lines"),
]


@pytest.mark.parametrize(("text", "message"), BAD_SERIALS)
def test_serials_that_are_none_are_refused_by_line(here: Path, text: str, message: str) -> None:
    ran = comptrol("inspect", "frame", written(here, text), "--json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize(("text", "message"), BAD_TABLES)
def test_a_table_that_is_none_is_refused_by_line(here: Path, text: str, message: str) -> None:
    path = written(here, text, "serials.csv")
    ran = comptrol("inspect", "frame", path, "--stratum", "site", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_what_is_no_text_is_refused(here: Path) -> None:
    path = here / "serials.txt"
    path.write_bytes(b"A\n\xff\n")
    assert comptrol("inspect", "frame", path).code == 2
    assert comptrol("inspect", "frame", here / "missing.txt").code == 2


def test_a_draw_of_fewer_than_none_is_refused(serials: Path, here: Path) -> None:
    drawn = comptrol("inspect", "draw", serials, "--beacon", "x", "--samples", 9, "--json").json
    fewer = drawn | {"strata": [drawn["strata"][0] | {"samples": -1}]}
    ran = comptrol("inspect", "check", written(here, json.dumps(fewer), "draw.json"), serials)
    assert (ran.code, ran.out) == (2, "")
    assert "$.strata[0].samples" in ran.err


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"method": 1}', "[" * 100_000])
def test_a_draw_that_is_none_is_refused(serials: Path, here: Path, text: str) -> None:
    ran = comptrol("inspect", "check", written(here, text, "draw.json"), serials, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "draw.json" in ran.err


def test_nothing_is_covered_by_an_inspection_that_nobody_planned(folder: Path) -> None:
    ran = comptrol("inspect", "coverage", "i-1", "--data", folder, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "no inspection 'i-1' is planned" in ran.err
