"""Accounts tied out against the tables they are made of (data sheet, sections 4 to 6).

The inputs lie beside the repository. Where they are missing the tests are skipped, never in CI.
"""

import os
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from comptrol.bootstrap.accounting import Tables, accounts_of, estimates_said, read_tables
from comptrol.domains.accounts import (
    SHEET,
    SHIPPED,
    SITES,
    SIXTEEN,
    STOCK,
    Account,
    AccountRow,
    Axis,
    certainly_more,
    comparisons,
    grid,
)

EPOCH = Path(__file__).parents[3] / "shared/data/epoch"
DAY = date(2025, 3, 31)
YEAR_END = date(2025, 12, 31)
STANDARD = {
    "": ("74.3", "15.5"),
    "only Include in Standard Analysis; ": ("77.9", "9.8"),
    "Confirmed and Likely": ("73.3", "16.1"),
    "only Confirmed": ("64.1", "21.1"),
    "duplicates kept": ("73.4", "16.7"),
    "superseded kept": ("75.7", "14.2"),
}
"""By what one switch is changed to: the shares of the United States and of China."""


@pytest.fixture(scope="module", autouse=True)
def _inputs() -> None:
    if not EPOCH.is_dir():
        reason = f"the input tables are not at {EPOCH}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)


@cache
def tables() -> Tables:
    return read_tables(EPOCH, lambda _: None)


@cache
def account(method: str, on: date | None = DAY) -> Account:
    clusters = (method, SHIPPED[method]) if method in SHIPPED else None
    (found,) = accounts_of(tables(), on, clusters, only=method)
    return found


def rows(found: Account, axis: Axis, country: str) -> list[AccountRow]:
    return [it for it in found.rows if (it.axis, it.country) == (axis, country)]


def share(found: Account, country: str) -> str:
    (row,) = rows(found, Axis.TERRITORY, country)
    assert row.share is not None
    return f"{row.share:.1%}"


# Clusters.


def test_the_united_states_have_74_3_percent_and_china_15_5_by_the_method_of_the_sheet():
    found = account(SHEET)
    assert (share(found, "US"), share(found, "CN")) == ("74.3%", "15.5%")
    baseline = found.sensitivity[0]
    assert baseline.rows == 469
    assert baseline.h100e is not None
    assert round(baseline.h100e, -3) == 1_313_000


def test_they_have_68_8_and_21_6_percent_by_16_bits_since_2019():
    found = account(SIXTEEN)
    assert (share(found, "US"), share(found, "CN")) == ("68.8%", "21.6%")


def test_what_was_published_stands_beside():
    for method in (SHEET, SIXTEEN):
        beside = {it.country: it.share for it in account(method).published}
        assert beside == {"US": Decimal("0.75"), "CN": Decimal("0.15")}
        assert all(it.confirm for it in account(method).published)


@pytest.mark.parametrize(("words", "expected"), STANDARD.items(), ids=str)
def test_every_row_of_the_sheet_is_a_line_of_the_sensitivity(
    words: str, expected: tuple[str, str]
):
    base = "H100 equivalents; all certainties; duplicates removed; superseded removed"
    changes = {
        "": base,
        "only Include in Standard Analysis; ": base.replace("all", f"{words}all", 1),
        "Confirmed and Likely": base.replace("all certainties", words),
        "only Confirmed": base.replace("all certainties", words),
        "duplicates kept": base.replace("duplicates removed", words),
        "superseded kept": base.replace("superseded removed", words),
    }
    (line,) = [it for it in account(SHEET).sensitivity if it.method == changes[words]]
    told = {name: f"{it:.1%}" for name, it in line.shares.items() if it is not None}
    assert (told["US"], told["CN"]) == tuple(f"{it}%" for it in expected)


def test_the_whole_grid_of_48_stands_with_every_account_of_clusters():
    assert len(list(grid())) == 48
    for method in (SHEET, SIXTEEN):
        words = [it.method for it in account(method).sensitivity]
        assert [it for it, _ in grid()] == words[:48]
        (china,) = [it for it in account(method).spread if it.country == "CN"]
        assert (f"{china.low:.1%}", f"{china.high:.1%}") == ("8.8%", "35.1%")


def test_the_column_of_8_bits_is_shown_to_be_wrong():
    (line,) = [it for it in account(SHEET).sensitivity if it.method.startswith("8-bit")]
    told = [f"{it:.1%}" for it in line.shares.values() if it is not None]
    assert told == ["82.6%", "6.2%"]
    assert line.rows - line.sized == 246


def test_no_country_has_a_rank_and_bounds_hold_whatever_was_not_observed():
    for axis in (Axis.TERRITORY, Axis.PROVIDER, Axis.VENDOR):
        found = [it for it in account(SHEET).rows if it.axis is axis]
        assert {it.rank for it in found} == {None}
        assert all(it.coverage is not None and it.coverage.high <= Decimal("0.2") for it in found)
    (american,) = rows(account(SHEET), Axis.TERRITORY, "US")
    assert american.share_low is not None
    assert american.share_high is not None
    assert american.share_low < Decimal("0.08")
    assert american.share_high > Decimal("0.97")


def test_a_cluster_without_interval_has_none_in_the_account():
    (china,) = rows(account(SHEET), Axis.TERRITORY, "CN")
    assert china.h100e.p5 is None
    assert china.h100e.p95 is None
    assert china.h100e.median == 203_231
    assert china.anonymised == 1


def test_a_later_day_is_stale_and_no_flat_line():
    found = account(SHEET, date(2026, 11, 1))
    assert found.stale
    assert any("STALE" in it for it in found.notes)
    assert not account(SHEET).stale


def test_an_end_known_to_the_month_is_named():
    assert any("Preferred Networks MN-1b" in it for it in account(SHEET).notes)
    (line,) = [it for it in account(SHEET).sensitivity if "month" in it.method]
    assert line.rows == 468


# Stocks.


def china(on: date = YEAR_END) -> AccountRow:
    (row,) = rows(account(STOCK, on), Axis.PROVIDER, "CN")
    return row


def test_the_smuggling_interval_is_carried_through_to_the_account_of_china():
    (smuggled,) = [it for it in china().parts if "smuggled" in it.part]
    told = smuggled.h100e
    assert (told.p5, told.median, told.p95) == (294_087, 662_048, 1_592_327)
    known = china().interval_known
    assert known is not None
    assert known.p5 is not None
    assert known.p95 is not None
    assert known.p95 - known.p5 >= told.p95 - told.p5  # type: ignore[operator]


def test_the_account_of_china_is_no_point_and_has_no_median():
    told = china().h100e
    assert told.median is None
    assert told.p5 == 294_087 + 324_872 + 32_079 + 8_605
    assert told.p95 is None  # nobody gives an interval for Huawei
    assert china().share is None
    assert china().rank is None


def test_on_the_medians_more_was_diverted_than_lawful_and_on_the_intervals_that_is_not_certain():
    table = tables().stock
    assert table is not None
    (found,) = comparisons(table.stocks, YEAR_END)
    assert found.one == "China: Nvidia, smuggled"
    assert found.on_the_medians is True
    assert found.certain is False
    assert any("not certain" in it for it in account(STOCK, YEAR_END).notes)


def test_without_smuggled_chips_the_account_of_china_is_narrower():
    lines = {it.method: it.intervals["CN"] for it in account(STOCK, YEAR_END).sensitivity}
    every, without = lines["all parts"], lines["without smuggled chips"]
    assert every.p5 is not None
    assert without.p5 is not None
    assert every.p5 - without.p5 == 294_087


def test_a_stock_that_two_tables_have_counts_once():
    parts = [it.part for it in china(date(2026, 3, 31)).parts]
    assert parts.count("China: Nvidia") == 1
    assert len(set(parts)) == len(parts)


def test_stocks_of_the_sheet_are_read_with_their_intervals():
    table = tables().stock
    assert table is not None
    (microsoft,) = [
        it
        for it in table.stocks
        if (it.owner, it.designer, it.on) == ("Microsoft", "Nvidia", date(2026, 3, 31))
    ]
    told = microsoft.h100e
    assert [round(it or 0, -4) for it in (told.low, told.middle, told.high)] == [
        2_560_000,
        3_320_000,
        4_300_000,
    ]
    assert microsoft.incomplete
    assert not certainly_more(microsoft.h100e, microsoft.h100e)


def test_what_the_tables_say_can_be_said_as_estimates():
    table = tables().stock
    assert table is not None
    said = list(estimates_said(table))
    assert len({it.estimate for it in said if "smuggled" in it.estimate}) == 8
    assert {it.axis for it in said} == {Axis.PROVIDER}


# Sites.


def test_46_of_50_sites_tie_out_and_the_four_others_are_named():
    notes = [it for it in account(SITES, None).notes if it.startswith("46 of 50 sites")]
    assert len(notes) == 1
    for site in ("Columbus", "Council Bluffs (East)", "Omaha", "Papillion"):
        assert f"Google {site}" in notes[0]


@pytest.mark.parametrize(
    ("whose", "located", "low", "high"),
    [
        ("CN", "MY", "0", "281671.393230"),
        ("US", "MY", "0", "281671.393230"),
        ("US", "ID", "84375.962484", "84375.962484"),
        ("CN", "unknown", "358909.073766", "358909.073766"),
    ],
)
def test_malaysia_and_indonesia_are_accessible_with_the_labels_of_the_source(
    whose: str, located: str, low: str, high: str
):
    found = rows(account(SITES, None), Axis.ACCESS, whose)
    (row,) = [it for it in found if it.located == located]
    assert row.confidence == "likely"
    assert (row.h100e.p5, row.h100e.p95) == (Decimal(low), Decimal(high))
    assert row.h100e.median is None
    assert all("#likely" in it.confidence for it in row.parts)


def test_labels_of_owners_are_handed_on_on_the_axis_of_the_provider():
    (row,) = rows(account(SITES, None), Axis.PROVIDER, "CN")
    assert row.confidence == "likely"
    labels = {it.part: it.confidence for it in row.parts}
    assert labels["Huawei Horinger: Ascend 910C"] == "Huawei #confident"
    assert labels["Bridge Data Centres Kulai: H100"] == "ByteDance #likely"


def test_what_is_accessible_from_china_is_not_in_its_territory():
    found = account(SITES, None)
    (territory,) = rows(found, Axis.TERRITORY, "MY")
    assert territory.h100e.median == Decimal("281671.393230")
    assert rows(found, Axis.PROVIDER, "MY") == []


def test_a_plan_whose_day_has_passed_is_no_stock():
    before, after = account(SITES, date(2026, 7, 17)), account(SITES, date(2026, 11, 1))
    assert rows(before, Axis.TERRITORY, "MY")[0].h100e == (
        rows(after, Axis.TERRITORY, "MY")[0].h100e
    )
    assert after.stale


def test_another_factor_set_moves_the_account_of_sites():
    lines = account(SITES, None).sensitivity
    assert lines[0].method == "epoch-2026-09-24"
    assert len({it.h100e for it in lines}) == len(lines) == 2
