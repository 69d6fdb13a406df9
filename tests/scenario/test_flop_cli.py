"""``comptrol flop`` as a program relies on it, as the page shows it, and with bad input."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol

PAGE = Path(__file__).parents[2] / "docs/flop.md"
EXAMPLES = re.findall(
    r"```json\n(.*?)```\n\n`comptrol flop run\.json(.*?)` says `(\w+)`, of `(\S+)` operations",
    PAGE.read_text(),
    re.DOTALL,
)
DENSE = {"parameters": 70e9, "tokens": 15e12, "dense": True}


def written(folder: Path, value: object) -> Path:
    path = folder / "run.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_every_example_of_the_page_is_tested() -> None:
    assert len(EXAMPLES) == PAGE.read_text().count("```json") == 3


@pytest.mark.parametrize(("example", "options", "said", "reported"), EXAMPLES)
def test_the_page_tells_what_the_command_answers(
    here: Path, example: str, options: str, said: str, reported: str
) -> None:
    ran = comptrol("flop", written(here, example), *options.split(), "--json")
    assert ran.code == 0
    (found,) = ran.lines
    assert (found["verdict"], found["reported"]) == (said, reported)


def test_the_answer_has_the_fields_of_the_contract_and_whole_numbers(here: Path) -> None:
    (found,) = comptrol("flop", written(here, DENSE), "--json", "--on", "2026-11-01").lines
    assert found["regime"] == "eu"
    assert found["flop"] == {
        "low": 441 * 10**22,
        "mid": 63 * 10**23,
        "high": 819 * 10**22,
    }
    assert found["threshold"] == 10**25
    assert found["verdict"] == "below"
    arithmetic = "6 x 70,000,000,000 parameters x 1.5e13 tokens = 6.3e24"
    assert any(arithmetic in it for it in found["steps"])


def test_a_person_reads_every_threshold_and_the_steps(here: Path) -> None:
    ran = comptrol("flop", written(here, DENSE))
    assert ran.out.startswith("below: 6.3e24 operations by eu/2025-07-18")
    assert "general purpose (EU-2, guidance): 4.41e24 to 8.19e24, above 1e23: above" in ran.out
    assert "in all 6.3e24" in ran.out


def test_the_command_line_goes_before_the_file(here: Path) -> None:
    path = written(here, {**DENSE, "regime": "miri", "on": "2026-01-15"})
    (of_the_file,) = comptrol("flop", path, "--json").lines
    assert (of_the_file["regime"], of_the_file["on"]) == ("miri", "2026-01-15")
    (told,) = comptrol("flop", path, "--regime", "us", "--on", "2026-02-01", "--json").lines
    assert (told["regime"], told["on"]) == ("us", "2026-02-01")


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "run.json"),
    "a list": ([], "expected named values"),
    "nothing": ({}, "expected periods, or chips and hours, or parameters and tokens"),
    "a word for a number": ({"parameters": "many", "tokens": 1}, "$.parameters"),
    "an unknown field": ({**DENSE, "dropout": 0.1}, "dropout"),
    "an unknown purpose": ({**DENSE, "purpose": "fun"}, "$.purpose"),
    "an unknown regime": ({**DENSE, "regime": "mars"}, "$.regime"),
    "a negative number": ({"parameters": -1, "tokens": 1}, "$.parameters"),
    "an endless number": ({"parameters": 1, "tokens": "1e999999999"}, "$.tokens"),
    "a share above one": (
        {"chips": 1, "model": "H100", "hours": 1, "utilisation": 1.01},
        "above 0 and at most 1 is expected - at `$.utilisation`",
    ),
    "an unknown chip": ({"chips": 1, "model": "abacus", "hours": 1}, "no chip 'abacus'"),
    "a circle": (
        {"run": "a", **DENSE, "lineage": [{"run": "a", "by": "merged"}]},
        "no run comes from itself",
    ),
    "more than the peak": (
        {"chips": 8, "model": "H100", "hours": 24, "flop": 1e24},
        "1e24 operations are more than 8 x NVIDIA H100 SXM5 80GB x 86,400 s x 1979e12/s",
    ),
    "a day before the method": ({**DENSE, "on": "2020-01-01"}, "begins on 2025-07-18"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_ends_with_two_and_says_what_was_expected_where(here: Path, wrong: str) -> None:
    body, told = BAD[wrong]
    ran = comptrol("flop", written(here, body), "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "run.json" in ran.err
    assert told in ran.err


def test_a_file_that_is_not_there_is_named(here: Path) -> None:
    ran = comptrol("flop", here / "none.json")
    assert ran.code == 2
    assert "none.json" in ran.err


def test_an_unknown_regime_on_the_command_line_is_bad_input(here: Path) -> None:
    assert comptrol("flop", written(here, DENSE), "--regime", "mars").code == 2
