"""docs/threats.md is so: every threat names tests that there are, or says that it is open."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/threats.md"
ROW = re.compile(r"^\| T\d+ \|")
TEST = re.compile(r"`(?P<path>tests/[\w/]+\.(?:py|yaml))::(?P<name>[^`]+)`")
ACTORS = (
    *("a provider that cheats", "a customer that evades", "a stolen party key"),
    *("an insider at the authority", "a reviewer in collusion", "a witness that lies"),
    *("a network attacker", "a malicious browser page", "a malicious file"),
    *("a supply-chain attacker", "a curious reader"),
)


def rows() -> list[list[str]]:
    """Return every threat: its number, what it is, what stands against it, tests, what remains."""
    lines = [it for it in PAGE.read_text().splitlines() if ROW.match(it)]
    return [[cell.strip() for cell in it.strip("|").split(" | ")] for it in lines]


def names(path: str) -> set[str]:
    """Return the tests of a file: functions, or the stories of a file of rules."""
    text = (ROOT / path).read_text()
    if path.endswith(".yaml"):
        return {it["name"] for it in yaml.safe_load(text)["cases"]}
    return {it.name for it in ast.walk(ast.parse(text)) if isinstance(it, ast.FunctionDef)}


def test_every_threat_is_whole_and_has_a_number_of_its_own() -> None:
    found = rows()
    assert [it for it in found if len(it) != 5 or not all(it)] == []
    assert [it[0] for it in found] == [f"T{number}" for number in range(1, len(found) + 1)]


@pytest.mark.parametrize("row", rows(), ids=lambda it: it[0])
def test_a_threat_names_tests_that_there_are_or_says_that_it_is_open(row: list[str]) -> None:
    named = [(it["path"], it["name"]) for it in TEST.finditer(row[3])]
    assert named or row[3].startswith("open:"), "name a test, or say `open: ` and the limit"
    missing = [f"{path}::{name}" for path, name in named if name not in names(path)]
    assert missing == []


@pytest.mark.parametrize("actor", ACTORS)
def test_every_actor_has_a_threat(actor: str) -> None:
    """The headings of the table are the actors, each with at least one threat below it."""
    parts = re.split(r"^### ", PAGE.read_text(), flags=re.MULTILINE)[1:]
    below = {it.partition("\n")[0].strip().lower(): it for it in parts}
    assert ROW.search(below[actor].split("\n", 1)[1].strip().splitlines()[2]), below[actor]
