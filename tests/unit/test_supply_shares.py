"""What tables of shares say for certain, what may be, and how concentrated a supply is."""

from decimal import Decimal

import pytest
from tests.supplying import by_country, counted, country, described, graph, named, shares

from comptrol.domains.supply import (
    Axis,
    Bounds,
    Graph,
    Range,
    SupplierKind,
    circles,
    concentration,
    grouped,
    read,
    sums,
)

MIXED = named("various", is_a=SupplierKind.UNALLOCATED)
LANDS = (country("US"), country("CN"), country("NL"), MIXED)


def hhi(*said, by="country"):
    return concentration(graph(described("tool"), *LANDS, *said), "tool", by).hhi


def of(said, *supplier):
    return read(said, graph(described("tool"), *LANDS, said)).together(frozenset(supplier))


def test_one_country_that_supplies_all_is_an_index_of_ten_thousand():
    assert hhi(by_country("tool", nl=100)) == Bounds(low=Decimal(10_000), high=Decimal(10_000))


def test_the_published_example_of_a_tenth_of_the_world():
    """Methods 3.11: 75 and 15 percent of a sample of a tenth are 7.5 to 97.5 and 1.5 to 91.5."""
    said = by_country("tool", us=75, cn=15, nl=10, coverage_ppm=100_000)
    assert of(said, "us") == Range(75_000, 975_000)
    assert of(said, "cn") == Range(15_000, 915_000)
    found = concentration(graph(described("tool"), *LANDS, said), "tool", "country")
    assert found.leader is None
    assert found.coverage_percent == 10


@pytest.mark.parametrize(("coverage", "certain"), [(625_000, False), (626_000, True)])
def test_a_rank_is_certain_above_a_coverage_of_five_eighths(coverage, certain):
    """Methods 3.11: 75 percent is ahead of 15 for certain where c > 0.625."""
    said = by_country("tool", us=75, cn=15, nl=10, coverage_ppm=coverage)
    found = concentration(graph(described("tool"), *LANDS, said), "tool", "country")
    assert (found.leader is not None) == certain


def test_the_bounds_of_the_index_are_those_of_the_formula():
    """HHI_min = 1e4 c^2 sum s^2; HHI_max = 1e4 ((c s_max + 1 - c)^2 + sum of the others)."""
    c, s = Decimal("0.4"), (Decimal("0.75"), Decimal("0.15"), Decimal("0.10"))
    found = hhi(by_country("tool", us=75, cn=15, nl=10, coverage_ppm=400_000))
    low = 10_000 * c**2 * sum(it**2 for it in s)
    high = 10_000 * ((c * s[0] + 1 - c) ** 2 + sum((c * it) ** 2 for it in s[1:]))
    assert found.low <= low <= found.low + Decimal("0.1")
    assert found.high - Decimal("0.1") <= high <= found.high


def test_a_supplier_without_a_number_is_not_nought():
    assert of(by_country("tool", us=60, cn=None), "cn") == Range(0, 400_000)


def test_a_remainder_may_be_anybodys():
    said = by_country("tool", us=60, cn=30, various=10)
    assert of(said, "us") == Range(600_000, 700_000)
    assert of(said, "us", "cn") == Range(900_000, 1_000_000)
    assert of(said, "nl") == Range(0, 100_000)


def test_a_remainder_is_no_supplier_in_a_concentration():
    said = by_country("tool", us=60, cn=30, various=10)
    found = concentration(graph(described("tool"), *LANDS, said), "tool", "country")
    assert (found.suppliers, found.coverage_percent) == (2, 90)
    assert found.hhi == Bounds(low=Decimal(4500), high=Decimal(5800))


def test_shares_that_come_to_a_little_more_than_all_are_scaled():
    found = of(by_country("tool", us=60, cn=42), "us")
    assert found.low <= 1_000_000 * 60 // 102 <= found.high
    assert found.high - found.low <= 2


def test_intervals_that_close_a_table_leave_nothing_to_strangers():
    said = by_country("tool", us=(30, 70), cn=(20, 60))
    assert of(said, "nl") == Range(0, 0)
    assert of(said, "us", "cn") == Range(1_000_000, 1_000_000)
    assert of(said, "us") == Range(400_000, 700_000)


def test_suppliers_that_were_counted_bound_the_index_without_a_share():
    found = concentration(graph(described("tool"), counted("tool", 2, 3)), "tool", "firm")
    assert found.hhi == Bounds(low=Decimal("3333.3"), high=Decimal(10_000))
    assert found.coverage_percent == 0


def test_a_sole_supplier_that_nobody_names_is_still_one():
    found = concentration(graph(described("tool"), counted("tool", 1, 1)), "tool", "firm")
    assert found.hhi.low == found.hhi.high == 10_000


def test_two_firms_of_one_owner_are_one_by_control():
    said = (named("group"), named("a", controlled_by="group"), named("b", controlled_by="a"),
            named("c"), shares("tool", a=40, b=20, c=40))  # fmt: skip
    built = graph(described("tool"), *said)
    assert concentration(built, "tool", "firm").suppliers == 3
    united = concentration(built, "tool", "control")
    assert united.suppliers == 2
    assert united.leader.supplier == "group"
    assert united.hhi.low == Decimal(5200)


def test_control_is_told_only_where_it_differs():
    built = graph(described("tool"), named("a"), shares("tool", a=100))
    assert concentration(built, "tool", "control") is None


def test_grouping_adds_what_is_certain_and_what_may_be():
    said = shares("tool", a=(10, 20), b=(30, 40), c=(40, 60))
    found = read(said, graph(described("tool"), named("a"), named("b"), named("c"), said))
    both = grouped(found, lambda it: "ab" if it in "ab" else it).of("ab")
    assert both == Range(400_000, 600_000)


def test_the_latest_year_counts_and_none_after_the_one_that_is_asked():
    older, newer = by_country("tool", us=100, year=2019), by_country("tool", nl=100, year=2025)
    said = (described("tool"), *LANDS, newer, older)
    assert concentration(Graph(said), "tool", "country").leader.supplier == "nl"
    assert concentration(Graph(said, year_max=2024), "tool", "country").leader.supplier == "us"
    assert concentration(Graph(said, year_max=2018), "tool", "country") is None


def test_a_table_far_from_the_whole_is_told_apart():
    near, far = by_country("tool", us=96), by_country("other", us=50, cn=None)
    (found,) = sums((near, far, by_country("third", us=None)))
    assert (found.tables, found.with_numbers, found.near_the_whole) == (3, 2, 1)
    assert [(it.input, it.percent, it.without_number) for it in found.apart] == [("other", 50, 1)]


def test_axes_are_views_that_are_never_added():
    """A hundred percent by country and by firm are one supply."""
    found = sums((by_country("tool", us=100), shares("tool", a=100)))
    assert [(it.by, it.near_the_whole) for it in found] == [("country", 1), ("firm", 1)]


def test_circles_are_found_and_named():
    assert circles({"a": ("b",), "b": ("c",), "c": ("a",), "d": ("a",)}) == (("a", "b", "c", "a"),)
    assert circles({"a": ("a",)}) == (("a", "a"),)
    assert circles({"a": ("b", "c"), "b": ("c",)}) == ()


def test_an_input_without_a_table_has_no_index():
    assert concentration(graph(described("tool")), "tool", Axis.COUNTRY.value) is None
