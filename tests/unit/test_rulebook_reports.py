"""A mistake in a duty to report is named by file, line and field."""

import shutil
from pathlib import Path

import pytest
from tests.scenario.harness import comptrol

from comptrol.adapters.rulebook_yaml import SHIPPED, read_rulebook
from comptrol.domains.law import duty_named
from comptrol.kernel.errors import UnreadableError

C_5, C_4 = "rules/c-5.yaml", "rules/c-4.yaml"
DATES = 'dates: ["01-15", "04-15", "07-15", "10-15"]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(Path(str(SHIPPED / "united-states")), tmp_path / "book")
    return tmp_path / "book"


MISTAKES = [
    (C_5, DATES, 'dates: ["13-15"]', "c-5.yaml, line 34, field reports.0.dates.0: "),
    (C_5, DATES, 'dates: ["02-30"]', "not every year has the day 02-30"),
    (C_5, DATES, 'dates: ["02-29"]', "not every year has the day 02-29"),
    (C_5, DATES, 'dates: ["04-15", "01-15"]', "expected the days of a year in order"),
    (C_5, DATES, 'dates: ["01-15", "01-15"]', "expected the days of a year in order"),
    (C_5, DATES, "dates: []", "expected one of dates, every_months"),
    (C_5, DATES, f"{DATES}\n    within_days: 3", "not 2 of them"),
    (C_5, "topic: training_run", "topic: training", "c-5.yaml, line 29, field reports.0.topic: "),
    (C_5, "duty: c-5-training", "duty: C-5", "c-5.yaml, line 28, field reports.0.duty: "),
    (C_5, "duty: c-5-cluster", "duty: c-5-training", "'c-5-training' is the name of something"),
    (C_5, "duty: c-5-cluster", "duty: policy", "'policy' is the name of something else"),
    (C_5, "duty: c-5-cluster", "duty: c-4-training", "'c-4-training' is the name of something"),
    (C_5, "threshold: reports.training-operations-above", "threshold: reports.none",
     "c-5.yaml, line 33, field reports.0.threshold: there is no parameter 'reports.none'"),
    (C_4, "within_days: 15", "within_days: 0", "c-4.yaml, line "),
    (C_4, "within_days: 15", "within_weeks: 2", "field reports.0.within_weeks: "),
    (C_4, "within_days: 15", "promptly: false", "not 0 of them"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES)
def test_a_mistake_in_a_duty_is_named(folder: Path, file: str, old: str, new: str, message: str):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UnreadableError) as error:
        read_rulebook(folder)
    assert message in str(error.value)
    assert ", line " in str(error.value)


def test_a_duty_needs_a_source(folder: Path):
    path = folder / C_5
    text = path.read_text(encoding="utf-8")
    source = '    source: {instrument: "89 FR 73612", section: "15 CFR 702.7, as proposed"}\n'
    assert source in text
    path.write_text(text.replace(source, ""), encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"line \d+, field reports\.0\.source: "):
        read_rulebook(folder)


def test_law_check_names_the_mistake(folder: Path):
    path = folder / C_4
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("within_days: 15", "within_days: soon"), encoding="utf-8")
    ran = comptrol("law", "check", folder)
    assert ran.code == 2
    assert "c-4.yaml, line " in ran.err
    assert "reports.0.within_days" in ran.err


def test_what_is_to_be_confirmed_of_a_duty_is_listed_with_the_rest():
    listed = comptrol("law", "uncertain", "--json").json
    assert {"duty c-4-training", "duty c-5-cluster", "duty b-1-diversion"} <= {
        it["what"] for it in listed
    }
    assert "duty eu-1-systemic" not in {it["what"] for it in listed}


def test_a_duty_is_found_by_its_name():
    book = read_rulebook()
    found = duty_named(book, "eu-1-systemic")
    assert found is not None
    assert found[0].id == "EU-1"
    assert duty_named(book, "none") is None
