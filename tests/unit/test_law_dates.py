"""The day before, the day itself and the day after every change, read from the YAML alone.

The files are read here by another way than the product reads them, so that a mistake in how it
reads or dates them shows.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from comptrol.adapters.rulebook_yaml import SHIPPED, read_rulebook
from comptrol.domains.law import LawAsOf, changes, doubts, in_force

BOOK = read_rulebook(SHIPPED / "treaty-draft")
ROOT = Path(str(SHIPPED))
DAY = timedelta(days=1)
ALL_KNOWN = date(2100, 1, 1)
SHEET = [
    *("2022-10-21", "2023-01-17", "2023-11-17", "2024-04-04", "2024-12-02", "2024-12-31"),
    *("2025-01-13", "2025-01-16", "2025-04-09", "2025-05-13", "2025-05-15", "2025-09-29"),
    *("2025-11-10", "2025-11-15", "2025-12-31", "2026-01-01", "2026-01-15", "2026-05-31"),
    *("2026-07-10", "2026-11-10", "2026-12-31", "2027-01-01", "2027-04-06", "2027-08-02"),
    *("2027-12-02", "2028-08-02", "2029-01-01", "2024-03-15", "2025-08-02", "2025-07-14"),
    *("2024-04-01", "2025-12-16", "2025-11-07", "2024-09-11", "2024-01-29", "2026-01-12"),
]
"""Every dated change of the law sheet that a rule, a group or a number rests on."""


def files(folder: str) -> list[dict[str, Any]]:
    found = sorted(ROOT.glob(f"*/{folder}/*.yaml"))
    return [yaml.safe_load(file.read_text()) for file in found]


def as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def parameter_days() -> list[Any]:
    return [
        pytest.param(it["name"], number, id=f"{it['name']} {it['values'][number]['from']}")
        for it in files("parameters")
        for number in range(len(it["values"]))
    ]


PARAMETERS = {it["name"]: it["values"] for it in files("parameters")}


@pytest.mark.parametrize(("name", "number"), parameter_days())
def test_a_number_holds_from_its_day_and_not_the_day_before(name: str, number: int) -> None:
    values = PARAMETERS[name]
    start = as_day(values[number]["from"])

    def on(day: date) -> Decimal | None:
        law = LawAsOf(rulebook=BOOK, day=day, known_at=ALL_KNOWN)
        return law.number_or_none(name)

    def written(index: int) -> Decimal | None:
        if index < 0 or values[index]["value"] is None:
            return None
        return Decimal(str(values[index]["value"]))

    assert on(start - DAY) == written(number - 1)
    assert on(start) == on(start + DAY) == written(number)


RULES = {it["id"]: it for it in files("rules")}


def turns(rule: dict[str, Any]) -> set[date]:
    records = [*rule["enforcement"], *rule.get("codified", [])]
    days = {as_day(it["from"]) for it in records}
    return days | {as_day(it["until"]) for it in records if it.get("until")}


def rule_days() -> list[Any]:
    return [
        pytest.param(name, turn + DAY * offset, id=f"{name} {turn} {offset:+d}")
        for name, rule in RULES.items()
        for turn in sorted(turns(rule))
        for offset in (-1, 0, 1)
    ]


def covers(record: dict[str, Any], day: date) -> bool:
    until = record.get("until")
    return as_day(record["from"]) <= day and (until is None or day < as_day(until))


@pytest.mark.parametrize(("name", "day"), rule_days())
def test_a_rule_has_the_state_that_is_written_for_the_day(name: str, day: date) -> None:
    rule = RULES[name]
    law = LawAsOf(rulebook=BOOK, day=day, known_at=ALL_KNOWN)
    written = [it["state"] for it in rule["enforcement"] if covers(it, day)]
    found = law.enforcement(name)
    assert (found.state.value if found else None) == (written[-1] if written else None)
    assert law.codified(name) == any(covers(it, day) for it in rule.get("codified", []))


@pytest.mark.parametrize("day", SHEET)
def test_every_dated_change_of_the_sheet_is_in_the_calendar(day: str) -> None:
    assert date.fromisoformat(day) in {it.on for it in changes(BOOK)}


@pytest.mark.parametrize(
    ("country", "group", "last", "first"),
    [("AE", "D:4", "2026-07-09", None), ("AE", "A:5", None, "2026-07-10")],
)
def test_a_group_changes_on_its_day(
    country: str, group: str, last: str | None, first: str | None
) -> None:
    turn = date.fromisoformat(last) + DAY if last else date.fromisoformat(str(first))
    found = [
        country in in_force(BOOK, turn + DAY * n, ALL_KNOWN).groups[group] for n in (-1, 0, 1)
    ]
    assert found == ([True, False, False] if last else [False, True, True])


def test_each_change_says_another_thing_after_than_before() -> None:
    assert [it for it in changes(BOOK) if it.before == it.after] == []


def test_whatever_is_to_be_confirmed_is_among_the_doubts() -> None:
    marked = sum(text.count("confirm: true") for text in map(Path.read_text, ROOT.rglob("*.yaml")))
    assert marked > 30
    assert len([it for it in doubts(BOOK) if it.confirm]) >= 30
