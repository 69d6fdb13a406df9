"""A draft is what the provider's own meters come to, under the definitions of the period."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reporting import PROVIDER, Reporting, defined, line

from comptrol.domains.disclosure import (
    Draft,
    LargeCustomer,
    PeriodId,
    draft,
    large_customers,
)
from comptrol.domains.disclosure.formulas import ceiling_ppm, days_left_out, floor_ppm, weeks
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId

MWH = 3_600_000_000_000
PERIOD = PeriodId("late-november")


@pytest.fixture(scope="module")
def told() -> Reporting:
    """Return a provider that told of three days: two meters on one, one meter on the others."""
    provider = Reporting()
    provider.open(*("chip-seconds", "flop", "power-mwh", "large-customers"),
                  large_customer_chip_seconds=9_999)  # fmt: skip
    provider.used("a-1", "r-1", 16, 28_800)
    provider.used("p-1", "r-1", 16, 20_000, meter="power", energy_mj=2 * MWH + MWH // 2)
    provider.used("n-1", None, 17, 7_200)
    flop = {"low": "4000", "mid": "5000", "high": "6000"}
    provider.used("u-1", "r-2", 24, 10_000, meter="utilisation", flop=flop)
    return provider


def values(it: Draft, figure: str) -> list[tuple[str, str]]:
    return [(str(one.since), one.value) for one in it.lines if one.figure == figure]


def test_of_each_day_the_meter_counts_that_saw_most(told: Reporting):
    # 16 November: 28,800 by allocation, not 20,000 by power, nor both; and 7,200 on the 17th
    found = values(told.draft(), "chip-seconds")
    assert found == [("2026-11-16", "36000"), ("2026-11-23", "10000")]


def test_a_week_of_which_nothing_is_told_has_no_line(told: Reporting):
    it = told.draft()
    assert [(str(week.since), str(week.until), week.days_told) for week in it.weeks] == [
        ("2026-11-16", "2026-11-23", 2),
        ("2026-11-23", "2026-11-30", 1),
        ("2026-11-30", "2026-12-01", 0),
    ]
    assert "2026-11-30" not in {str(one.since) for one in it.lines}


def test_energy_is_in_whole_megawatt_hours_and_operations_are_the_middle_ones(told: Reporting):
    it = told.draft()
    assert values(it, "power-mwh") == [("2026-11-16", "2")]
    assert values(it, "flop") == [("2026-11-23", "5000")]


def test_coverage_and_what_is_nobodys_are_told(told: Reporting):
    it = told.draft()
    assert (it.days, it.days_told, it.coverage_ppm) == (15, 3, 200_000)
    assert it.unattributed_ppm == 156_522  # 7,200 of 46,000, rounded up
    assert it.operations_ppm == 217_391  # 10,000 of 46,000
    assert [week.unattributed_chip_seconds for week in it.weeks] == [7_200, 0, 0]


def test_rulings_of_the_period_are_counted_with_their_chips(told: Reporting):
    found = [(it.outcome, it.orders, it.chips) for it in told.draft().rulings]
    assert found == [("allow", 1, 8), ("hold", 1, 4)]


def test_a_customer_is_large_strictly_above_the_threshold(told: Reporting):
    it = told.draft()
    assert it.large_customers == 2
    assert values(it, "large-customers") == [("2026-11-16", "2")]
    with told.asked() as world:
        assert large_customers(world, PROVIDER, PERIOD) == (
            LargeCustomer(customer=PartyId("customer"), chip_seconds=28_800),
            LargeCustomer(customer=PartyId("person-7"), chip_seconds=10_000),
        )


@pytest.mark.parametrize(("threshold", "many"), [(28_799, 1), (28_800, 0), (28_801, 0)])
def test_what_equals_the_threshold_is_not_above_it(threshold: int, many: int):
    provider = Reporting()
    provider.open("chip-seconds", large_customer_chip_seconds=threshold)
    provider.used("a-1", "r-1", 16, 28_800)
    assert provider.draft().large_customers == many


def test_no_customer_is_named_in_a_draft(told: Reporting):
    words = repr(told.draft())
    assert "person-7" not in words
    assert "customer=" not in words


def test_a_figure_that_no_meter_tells_is_not_made_up():
    provider = Reporting()
    provider.tell("authority", **defined("h100e", "H100e-hours"))
    hours = defined("chip-seconds", "chip-hours", definition="hours-1")
    provider.tell("authority", **hours)
    provider.open(definitions=["hours-1", "h100e-1", "flop-1", "large-customers-1"])
    provider.used("a-1", "r-1", 16, 28_800)
    it = provider.draft()
    assert it.lines == ()
    assert {one.figure: one.why for one in it.undrafted} == {
        "chip-seconds": "meters tell chip-seconds, the definition has chip-hours",
        "h100e": "no meter tells it",
        "flop": "no meter told any of it on these days",
        "large-customers": "the period has no threshold above which a customer is large",
    }
    assert it.large_customers is None


def test_only_the_days_on_which_a_provider_reports_are_drafted():
    provider = Reporting()
    provider.open("chip-seconds")
    provider.used("a-1", "r-1", 16, 28_800)
    provider.used("a-2", "r-1", 17, 14_400)
    left = {"provider": "provider", "on": "2026-11-17", "reason": "the site was sold"}
    provider.tell("provider", kind="disclosure.scope-left/1", **left)
    it = provider.draft()
    assert values(it, "chip-seconds") == [("2026-11-16", "28800")]
    assert (it.days, it.coverage_ppm) == (1, 1_000_000)


def test_nothing_is_drafted_of_no_period_or_for_whoever_does_not_report(told: Reporting):
    with told.asked() as world:
        with pytest.raises(NotFoundError, match="no period none"):
            draft(world, provider=PROVIDER, period=PeriodId("none"))
        with pytest.raises(NotFoundError, match="maker does not report"):
            draft(world, provider=PartyId("maker"), period=PERIOD)


def test_a_run_is_named_from_above_a_threshold_on():
    provider = Reporting()
    provider.open("chip-seconds")
    for name, mid in (("at", 10**25), ("above", 10**25 + 1)):
        run = {"run": name, "developer": "provider", "purpose": "training", "sources": []}
        provider.tell("provider", kind="training.run-declared/1", began_on="2026-01-01", **run)
        stated = dict.fromkeys(("low", "mid", "high"), str(mid))
        use = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z", "stated": stated}
        said = {"run": name, "period": "p", "use": use}
        provider.tell("provider", kind="training.period-declared/1", **said)
    (found,) = provider.draft().runs
    assert (found.run, found.duty, found.binds) == ("above", "eu-1-systemic", True)
    assert found.verdict.value == "above"


RATE = {"property": "rate", "unit": "tera-ops/s", "basis": "dense", "precision": "FP16-tensor"}
READ = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}


def with_chips(units: int | None, *facts: dict[str, str]) -> Draft:
    """Return the draft of a provider with chips of a thousand TFLOP/s each at its one site."""
    provider = Reporting()
    provider.open("chip-seconds")
    model = {"model": "big", "name": "Big", "maker": "Acme", "facts": list(facts)}
    provider.tell("maker", kind="chips.described/1", **model)
    level = {"site": "frankfurt", "chip": "big", "on": "2026-11-01", "units": units}
    provider.tell(
        "provider", kind="registry.level/1", planned=False, source="own records", **level
    )
    return provider.draft()


@pytest.mark.parametrize(("units", "duties"), [(100_000, ()), (100_001, ("c-5-cluster",))])
def test_a_cluster_is_above_a_threshold_strictly(units: int, duties: tuple[str, ...]):
    memory = {"property": "memory", "unit": "GB", "value": "80", **READ}
    it = with_chips(units, {**RATE, "value": "1000", **READ}, memory)
    (found,) = it.clusters
    assert found.duties == duties  # 10^20 operations a second are 100,000 chips, and not above
    assert (found.sites, found.chips, found.coverage) == (("frankfurt",), units, "covered")


def test_a_cluster_of_which_too_little_is_known_is_named_as_that():
    eight_bits = {**RATE, "precision": "FP8", "value": "2000", **READ}
    (found,) = with_chips(100_001, eight_bits).clusters
    assert (found.coverage, found.duties) == ("indeterminate", ())
    assert found.needs == ("the FP16 peak of big", "the memory of big")


def test_a_provider_without_chips_has_no_cluster(told: Reporting):
    assert told.draft().clusters == ()


def test_shares_are_rounded_to_nobodys_advantage():
    assert [floor_ppm(1, 3), ceiling_ppm(1, 3), floor_ppm(0, 0)] == [333_333, 333_334, 0]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 120))
def test_weeks_are_the_whole_period_without_a_gap(since: date, days: int):
    until = since + timedelta(days)
    found = list(weeks(since, until))
    assert found[0][0] == since
    assert found[-1][1] == until
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(1 <= (b - a).days <= 7 for a, b in found)
    assert days_left_out(since, until, found) == 0
    assert days_left_out(since, until, found[1:]) == (found[0][1] - since).days


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6))
def test_days_left_out_are_those_that_no_line_has(spans: list[tuple[int, int]]):
    first = date(2026, 1, 1)
    told = [(first + timedelta(a), first + timedelta(a + n)) for a, n in spans]
    covered = {day for a, n in spans for day in range(a, a + n)}
    left = set(range(31)) - covered
    assert days_left_out(first, first + timedelta(31), told) == len(left)


def test_the_last_days_of_the_calendar_have_a_week_too():
    assert list(weeks(date(9999, 12, 29), date.max)) == [(date(9999, 12, 29), date.max)]


def test_a_quarter_of_weeks_of_six_figures_fits_into_one_envelope():
    provider = Reporting()
    figures = [f"figure-of-some-length-{number}" for number in range(6)]
    for figure in figures:
        provider.tell("authority", **defined(figure, "units"))
    days = {"since": "2026-08-03", "until": "2026-11-02", "due": "2026-12-15"}
    provider.open(*figures, **days)
    lines = [
        line(since, until, 10**20, figure)
        for figure in figures
        for since, until in weeks(date(2026, 8, 3), date(2026, 11, 2))
    ]
    assert len(lines) == 78
    provider.file("f-1", *lines)
