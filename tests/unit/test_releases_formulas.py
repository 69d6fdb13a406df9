"""When a sum is sensitive, what is pooled, and what an earlier table of the same forbids."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.domains.releases import (
    Bounds,
    Fact,
    Quarter,
    Rule,
    Tabulated,
    Told,
    days_of,
    last_over,
    listed,
    primary_alone,
    quarter_of,
    tabulated,
)
from comptrol.domains.releases.formulas.contributions import (
    Cell,
    Sensitive,
    changed,
    gathered,
    sensitive,
)

RULE = Rule(contributors_min=5, dominance_ppm=600_000, protection_ppm=100_000)
MOST = Bounds(50, 16)
EVEN = {f"g{n}": 10 for n in range(6)}


def cell(*sides: dict[str, int]) -> Cell:
    return Cell(sides)


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ({}, None),
        (EVEN, None),
        ({f"g{n}": 10 for n in range(4)}, Sensitive.FEW),
        ({f"g{n}": 10 for n in range(5)}, None),
        ({**EVEN, "g0": 75}, None),
        ({**EVEN, "g0": 76}, Sensitive.DOMINATED),
        ({"g0": 100, "g1": 90, "g2": 4, "g3": 3, "g4": 3}, None),
        ({"g0": 101, "g1": 90, "g2": 4, "g3": 3, "g4": 3}, Sensitive.CLOSE),
    ],
)
def test_a_sum_is_sensitive_by_three_rules(amounts: dict[str, int], why: Sensitive | None) -> None:
    assert sensitive(cell(amounts), RULE) is why


def test_a_sum_is_sensitive_if_it_is_seen_from_any_side() -> None:
    assert sensitive(cell(EVEN, {"p0": 60}), RULE) is Sensitive.FEW
    assert sensitive(cell(EVEN, dict(EVEN)), RULE) is None


def test_the_parts_of_one_group_are_one_contributor() -> None:
    facts = [Fact("DE", "a", 10, ("parent",)) for _ in range(6)]
    assert gathered(facts, lambda it: it.row)["DE"].lonely
    assert sensitive(gathered(facts, lambda it: it.row)["DE"], RULE) is Sensitive.FEW


def test_a_width_is_never_less_than_one() -> None:
    assert [RULE.width(it) for it in (0, 1, 10, 11, 1000)] == [1, 1, 1, 2, 100]


def test_a_change_is_counted_either_way_and_by_contributor() -> None:
    before = [Fact("DE", "a", 10, ("g0",)), Fact("DE", "a", 10, ("g1",))]
    now = [Fact("DE", "a", 13, ("g0",)), Fact("DE", "a", 10, ("g1",)), Fact("DE", "a", 4, ("g2",))]
    assert changed(now, before, lambda it: it.row) == {"DE": cell({"g0": 3, "g2": 4})}
    assert changed(now, now, lambda it: it.row) == {}


def crowd(row: str, column: str, many: int = 8, first: int = 0, each: int = 100) -> list[Fact]:
    return [Fact(row, column, each + n, (f"g{first + n}",)) for n in range(many)]


def table_of(*parts: list[Fact], before: tuple[Told, ...] = ()) -> Tabulated | None:
    return tabulated(tuple(it for part in parts for it in part), RULE, MOST, before)


def some(*parts: list[Fact], before: tuple[Told, ...] = ()) -> Tabulated:
    found = table_of(*parts, before=before)
    assert found is not None
    return found


def test_a_country_with_too_few_is_pooled_with_others() -> None:
    found = some(crowd("DE", "a"), crowd("FR", "a"), crowd("LI", "a", 2), crowd("LU", "a", 3, 4))
    assert found.rows == ("DE", "FR", "other", "total")
    assert found.values[2] == (sum(100 + n for n in (0, 1, 0, 1, 2)),) * 2


def test_a_pool_that_is_too_small_takes_the_smallest_of_the_others() -> None:
    found = some(crowd("DE", "a", each=900), crowd("FR", "a"), crowd("LI", "a", 2))
    assert found.rows == ("DE", "other", "total")


def test_of_too_few_nothing_is_told() -> None:
    assert table_of(crowd("DE", "a", 4)) is None
    assert table_of([]) is None
    assert table_of(crowd("DE", "a"), [Fact("DE", "a", 10**6, ("giant",))]) is None


def test_a_table_has_no_more_rows_and_columns_than_an_envelope_takes() -> None:
    parts = [it for n in range(80) for it in crowd(f"c{n:02}", f"k{n % 20:02}", each=100 + n)]
    found = tabulated(tuple(parts), RULE, Bounds(50, 16))
    assert found is not None
    assert (len(found.rows), len(found.columns)) <= (51, 17)


def test_figures_without_totals_are_told_each_by_itself() -> None:
    found = listed((*crowd("flop", "sum"), *crowd("power", "sum", 4)), RULE, MOST)
    assert found is not None
    assert (found.rows, found.values) == (("flop", "power"), ((828,), (None,)))
    assert listed(tuple(crowd("power", "sum", 4)), RULE, MOST) is None


def told(table: Tabulated, *parts: list[Fact]) -> Told:
    facts = tuple(it for part in parts for it in part)
    return Told(table.rows, table.columns, table.values, facts)


FIRST = (crowd("DE", "a"), crowd("DE", "b", each=300), crowd("FR", "a", each=200),
         crowd("FR", "b", each=400))  # fmt: skip


def test_a_stock_in_which_one_has_changed_is_not_told_again() -> None:
    """Two tables of what stands: the difference would be what that one bought."""
    before = told(some(*FIRST), *FIRST)
    bought = [Fact("DE", "a", 77, ("g3",))]
    assert table_of(*FIRST, bought, before=(before,)) is None
    assert some(*FIRST, bought).rows == ("DE", "FR", "total"), "alone it could be told"


def test_a_stock_in_which_nothing_or_many_have_changed_is_told_again() -> None:
    before = told(some(*FIRST), *FIRST)
    assert some(*FIRST, before=(before,)) == some(*FIRST)
    assert some(*FIRST, crowd("DE", "a", 7, 1, 20), before=(before,)).rows[0] == "DE"


def test_a_country_in_which_few_have_changed_joins_the_pool() -> None:
    third = (crowd("US", "a", each=600), crowd("US", "b", each=700))
    before = told(some(*FIRST, *third), *FIRST, *third)
    moved = (
        crowd("FR", "a", 8, 0, 50),
        crowd("US", "b", 8, 0, 50),
        [Fact("DE", "b", 60, ("g1",))],
    )
    found = some(*FIRST, *third, *moved, before=(before,))
    assert "DE" not in found.rows
    assert found.rows[-2:] == ("other", "total")


def test_what_was_withheld_stays_withheld() -> None:
    few = (*FIRST, crowd("US", "a", each=150), [Fact("US", "b", 31, ("g1",))])
    before = some(*few)
    hidden = {(i, j) for i, line in enumerate(before.values) for j, it in enumerate(line)
              if it is None}  # fmt: skip
    assert hidden
    many = (*few, crowd("US", "b", 8, 0, 90), *(crowd(r, c, 8, 0, 40) for r in ("DE", "FR", "US")
                                                for c in ("a",)))  # fmt: skip
    after = some(*many, before=(told(before, *few),))
    if after.rows == before.rows:
        assert all(after.values[i][j] is None for i, j in hidden)
    assert some(*many).values != after.values, "alone, all of it could be told"


def test_a_naive_table_withholds_nothing_else() -> None:
    few = (*FIRST, crowd("US", "a", each=150), [Fact("US", "b", 31, ("g1",))])
    found = primary_alone(tuple(it for part in few for it in part), RULE)
    assert (found.primary, found.secondary) == (1, 0)


@given(st.dates(date(2000, 1, 1), date(2900, 12, 31)))
def test_every_day_is_in_one_quarter(day: date) -> None:
    since, until = days_of(quarter_of(day))
    assert since <= day < until
    assert days_of(last_over(day))[1] == since


some_facts = st.lists(
    st.builds(
        Fact,
        st.sampled_from(["r1", "r2", "r3"]),
        st.sampled_from(["c1", "c2", "c3"]),
        st.integers(1, 500),
        st.tuples(st.sampled_from([f"g{n}" for n in range(9)]),
                  st.sampled_from([f"p{n}" for n in range(7)])),
    ),
    max_size=60,
)  # fmt: skip


@given(facts=some_facts, seed=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_table_depends_on_no_order(facts: list[Fact], seed: object) -> None:
    turned = list(facts)
    seed.shuffle(turned)  # type: ignore[attr-defined]
    assert tabulated(tuple(facts), RULE, MOST) == tabulated(tuple(turned), RULE, MOST)


@given(facts=some_facts)
@settings(max_examples=60, deadline=None)
def test_no_line_withholds_one_cell_alone(facts: list[Fact]) -> None:
    found = tabulated(tuple(facts), RULE, MOST)
    for line in [] if found is None else [*found.values, *zip(*found.values, strict=True)]:
        assert line.count(None) != 1


def test_a_quarter_is_written_as_it_is_read() -> None:
    assert days_of(Quarter("2026-Q1")) == (date(2026, 1, 1), date(2026, 4, 1))
