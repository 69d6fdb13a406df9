"""What is due when: the days of the rulebook, how they stand, and what was filed in time."""

from datetime import UTC, date, datetime

import pytest
from tests.reporting import DUE, SINCE, UNTIL, Reporting, line

from comptrol.adapters.rulebook_yaml import SHIPPED, read_rulebook
from comptrol.domains.disclosure import Calendar, Due, Standing, calendar
from comptrol.domains.law import DutyState, Posture, duties
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId

TODAY = date(2026, 11, 29)
BOOK = read_rulebook()
YEAR = (date(2026, 1, 1), date(2027, 1, 1))


def known(day: date = TODAY, posture: Posture = Posture.ENFORCED) -> dict[str, DutyState]:
    return {it.duty.duty: it for it in duties(BOOK, day, day, posture)}


# facts/law.md section 10, written out by hand: duty, state, codified, binds, threshold, when.
TABLE = [
    ("c-5-training", "proposed", False, False, "1E+26",
     "each year by 15 January, 15 April, 15 July, 15 October"),
    ("c-5-cluster", "proposed", False, False, "1E+8",
     "each year by 15 January, 15 April, 15 July, 15 October"),
    ("c-4-training", "proposed", False, False, "1E+26", "within 15 days"),
    ("eu-1-systemic", "enforced", True, True, "1E+25", "within 14 days"),
    ("ca-1-incident", "enforced", True, True, "1E+26", "within 15 days"),
    ("ca-1-danger", "enforced", True, True, "1E+26", "within 24 hours"),
    ("ca-1-summary", "enforced", True, True, "5E+8",
     "every 3 months; on which days was not read"),
    ("uveu-activity", "not_enforced", True, False, None,
     "every 6 months; on which days was not read"),
    ("nveu-activity", "not_enforced", True, False, None,
     "every 6 months; on which days was not read"),
    ("nac-notice", "enforced", True, True, None, "at least 25 days before"),
    ("b-1-diversion", "bill", False, False, None, "promptly"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row[0]))
def test_a_duty_is_as_the_facts_say(row: tuple[object, ...]):
    it = known()[str(row[0])]
    told = None if it.threshold is None else f"{it.threshold.normalize():E}"
    assert (it.duty.duty, it.state, it.codified, it.binds, told, it.duty.when) == row


def test_no_duty_is_known_that_the_facts_do_not_have():
    assert set(known()) == {duty for duty, *_ in TABLE}


def test_a_source_that_was_recalled_or_is_to_be_confirmed_stays_so():
    marked = {name for name, it in known().items() if it.duty.source.confirm}
    assert marked == {"c-4-training", "c-5-cluster", "nveu-activity", "b-1-diversion"}
    recalled = {name for name, it in known().items() if it.duty.source.quality == "recalled"}
    assert recalled == {"c-4-training"}


def test_a_duty_is_known_from_the_day_its_rule_begins():
    assert "eu-1-systemic" not in known(date(2025, 8, 1))
    assert known(date(2025, 8, 2))["eu-1-systemic"].binds
    assert "ca-1-incident" not in known(date(2025, 12, 31))
    assert known(date(2026, 1, 1))["ca-1-incident"].binds


def test_what_is_in_the_code_and_not_enforced_binds_whoever_judges_by_the_code():
    assert known(posture=Posture.CODIFIED)["uveu-activity"].binds
    assert not known(posture=Posture.CODIFIED)["c-5-training"].binds


def test_a_part_of_a_rulebook_has_the_duties_of_its_own_rules():
    book = read_rulebook(SHIPPED / "united-states")
    names = {it.duty.duty for it in duties(book, TODAY, TODAY)}
    assert "c-5-training" in names
    assert "eu-1-systemic" not in names


@pytest.fixture(scope="module")
def empty() -> Reporting:
    return Reporting()


def of(found: Calendar, duty: str) -> list[Due]:
    return [it for it in found.due if it.duty == duty]


def test_the_proposed_reports_are_shown_on_their_four_days_and_bind_nobody(empty: Reporting):
    found = of(empty.calendar(*YEAR, TODAY), "c-5-training")
    days = [date(2026, 1, 15), date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]
    assert [it.on for it in found] == days
    assert {(it.state, it.binds, it.standing) for it in found} == {
        ("proposed", False, Standing.NOT_BINDING)
    }
    assert {it.basis for it in found} == {"89 FR 73612, 15 CFR 702.7, as proposed"}


@pytest.mark.parametrize(
    ("since", "until", "many"),
    [
        (date(2026, 4, 14), date(2026, 4, 15), 0),
        (date(2026, 4, 15), date(2026, 4, 16), 1),
        (date(2026, 4, 16), date(2026, 4, 17), 0),
    ],
)
def test_a_day_is_in_the_calendar_from_itself_to_before_the_next(
    empty: Reporting, since: date, until: date, many: int
):
    assert len(of(empty.calendar(since, until, TODAY), "c-5-training")) == many


def test_what_has_no_day_comes_last_and_says_when(empty: Reporting):
    found = empty.calendar(*YEAR, TODAY).due
    assert found[-1].on is None
    (eu,) = of(empty.calendar(*YEAR, TODAY), "eu-1-systemic")
    assert (eu.on, eu.when, eu.standing) == (None, "within 14 days", Standing.BY_EVENT)
    (bill,) = of(empty.calendar(*YEAR, TODAY), "b-1-diversion")
    assert bill.standing is Standing.NOT_BINDING


def test_what_was_not_known_yet_is_not_in_the_calendar(empty: Reporting):
    early = empty.calendar(date(2025, 1, 1), date(2025, 6, 1), date(2025, 6, 1))
    assert of(early, "eu-1-systemic") == []
    assert of(early, "ca-1-incident") == []


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2025, 1, 1), date(2040, 1, 1)])
def test_days_that_no_calendar_has_are_bad_input(empty: Reporting, until: date):
    with pytest.raises(UnreadableError, match="expected until 1 to 3660 days after since"):
        empty.calendar(date(2026, 1, 1), until, TODAY)


# -- what was filed ---------------------------------------------------------------------------


@pytest.fixture
def owing() -> Reporting:
    provider = Reporting()
    provider.open("chip-seconds")
    return provider


@pytest.mark.parametrize(
    ("on", "standing", "late"),
    [
        (date(2026, 12, 14), Standing.WAITING, 0),
        (date(2026, 12, 15), Standing.WAITING, 0),
        (date(2026, 12, 16), Standing.OVERDUE, 1),
    ],
)
def test_what_is_not_filed_is_overdue_from_the_day_after(
    owing: Reporting, on: date, standing: Standing, late: int
):
    it = owing.due(on)
    assert (it.standing, it.days_late, it.filings) == (standing, late, ())
    assert [(gap.figure, gap.days) for gap in it.missing] == [("chip-seconds", 15)]
    assert (it.duty, it.state, it.binds) == ("policy", "policy", True)
    assert it.basis == "Reporting Manual section 3"


@pytest.mark.parametrize(
    ("day", "standing", "late"),
    [(14, Standing.IN_TIME, 0), (15, Standing.IN_TIME, 0), (16, Standing.LATE, 1)],
)
def test_a_filing_is_in_time_until_the_end_of_the_day_it_is_due(
    owing: Reporting, day: int, standing: Standing, late: int
):
    owing.stage.clock.at = datetime(2026, 12, day, 23, 59, 59, tzinfo=UTC)
    owing.file("f-1", line(SINCE, UNTIL, 5))
    it = owing.due(date(2026, 12, 31))
    assert (it.standing, it.days_late, it.filings) == (standing, late, ("f-1",))


def test_it_is_complete_when_the_last_day_of_the_last_figure_is_filed(owing: Reporting):
    owing.file("f-1", line(SINCE, date(2026, 11, 23), 5))
    it = owing.due(DUE)
    assert (it.standing, it.complete_on) == (Standing.WAITING, None)
    assert [gap.days for gap in it.missing] == [8]
    owing.stage.clock.at = datetime(2026, 12, 20, tzinfo=UTC)
    owing.file("f-2", line(date(2026, 11, 23), UNTIL, 5))
    it = owing.due(date(2026, 12, 31))
    assert (it.standing, it.complete_on) == (Standing.LATE, date(2026, 12, 20))
    before = owing.due(date(2026, 12, 19))
    assert (before.standing, before.filings) == (Standing.OVERDUE, ("f-1",))


def test_a_period_that_asks_for_large_customers_is_not_complete_without_them():
    provider = Reporting()
    provider.open("chip-seconds", large_customer_chip_seconds=10)
    provider.file("f-1", line(SINCE, UNTIL, 5))
    it = provider.due(DUE)
    assert (it.standing, it.customers_filed, it.missing) == (Standing.WAITING, False, ())


def test_whoever_left_owes_the_days_before_alone(owing: Reporting):
    left = {"provider": "provider", "on": "2026-11-20", "reason": "the site was sold"}
    owing.tell("provider", kind="disclosure.scope-left/1", **left)
    assert [gap.days for gap in owing.due(DUE).missing] == [4]


def test_one_provider_can_be_asked_for_alone(owing: Reporting):

    with owing.asked() as world:
        other = calendar(world, since=SINCE, until=date(2027, 1, 1), on=DUE,
                         provider=PartyId("maker"))  # fmt: skip
    assert [it for it in other.due if it.period] == []
    assert other.due != ()


def test_a_period_of_a_duty_of_law_is_shown_with_the_law_behind_it(owing: Reporting):
    owing.open("chip-seconds", period="by-law", duty="eu-1-systemic")
    (it,) = [it for it in owing.calendar(*YEAR, DUE).due if it.period == "by-law"]
    assert (it.rule, it.state, it.binds) == ("EU-1", "enforced", True)
    assert it.basis.startswith("Regulation (EU) 2024/1689")
