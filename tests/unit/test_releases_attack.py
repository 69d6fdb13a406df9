"""A reconstruction attack on released tables: it fails, and it succeeds on the naive ones."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacking import Attack, Cells, broken, cells_known, maximum, shape_of

from comptrol.domains.releases import Bounds, Fact, Rule, Tabulated, primary_alone, tabulated

RULE = Rule(contributors_min=3, dominance_ppm=600_000, protection_ppm=100_000)
FIVE = RULE._replace(contributors_min=5)
MOST = Bounds(50, 16)


def facts_of(*told: tuple[str, str, str, int]) -> tuple[Fact, ...]:
    return tuple(Fact(row, column, value, (group,)) for group, row, column, value in told)


def sensitive_cells(table: Tabulated, facts: Sequence[Fact], rule: Rule) -> list[Cells]:
    """Return the hidden cells that single somebody out, by the words of the policy alone."""
    shape = shape_of(table, facts)
    found = []
    for cell in shape.hidden:
        amounts = sorted(shape.parts.get(cell, {}).values(), reverse=True)
        total = sum(amounts)
        if amounts and (
            len(amounts) < rule.contributors_min
            or amounts[0] * 1_000_000 > total * rule.dominance_ppm
            or (total - sum(amounts[:2])) * 1_000_000 < amounts[0] * rule.protection_ppm
        ):
            found.append(cell)
    return found


CROWD = facts_of(
    *((f"g{n}", "DE", "a", 100 + n) for n in range(6)),
    *((f"g{n}", "DE", "b", 40 + n) for n in range(6)),
    *((f"g{n}", "DE", "c", 70 + n) for n in range(6)),
    *((f"g{n}", "FR", "a", 90 + n) for n in range(6)),
    *((f"g{n}", "FR", "b", 30 + n) for n in range(6)),
    *((f"g{n}", "FR", "c", 60 + n) for n in range(6)),
    *((f"g{n}", "US", "a", 80 + n) for n in range(6)),
    *((f"g{n}", "US", "c", 50 + n) for n in range(6)),
    ("small", "US", "b", 37),
)


def test_the_naive_table_gives_a_single_customer_away() -> None:
    table = primary_alone(CROWD, FIVE)
    shape = shape_of(table, CROWD)
    assert shape.hidden == [("US", "b")]
    assert Attack(shape).extremes([("US", "b")]) == (37, 37)
    assert list(broken(shape, FIVE, shape.hidden))


def test_the_released_table_gives_nobody_away() -> None:
    table = tabulated(CROWD, FIVE, MOST)
    assert table is not None
    shape = shape_of(table, CROWD)
    least, most = Attack(shape).extremes([("US", "b")])
    assert (least <= 33, most >= 41) == (True, True)
    assert list(broken(shape, FIVE, sensitive_cells(table, CROWD, FIVE))) == []


def test_two_alone_in_one_row_do_not_give_each_other_away() -> None:
    alone = (*CROWD[:-1], *facts_of(("one", "US", "b", 37), ("two", "US", "d", 41)))
    crowd = (*alone, *facts_of(*((f"g{n}", "DE", "d", 20 + n) for n in range(6))))
    naive = shape_of(primary_alone(crowd, FIVE), crowd)
    least, most = Attack(naive, "one").extremes([("US", "d")])
    assert least == most == 41, "without the other's own part the sum of both is told"
    table = tabulated(crowd, FIVE, MOST)
    assert table is not None
    assert list(broken(shape_of(table, crowd), FIVE, sensitive_cells(table, crowd, FIVE))) == []


def test_parts_of_one_contributor_in_two_cells_are_not_given_away_together() -> None:
    both = (*CROWD[:-1], *facts_of(("small", "US", "b", 37), ("small", "US", "d", 41)))
    crowd = (*both, *facts_of(*((f"g{n}", "DE", "d", 20 + n) for n in range(6))))
    naive = shape_of(primary_alone(crowd, FIVE), crowd)
    assert Attack(naive).extremes([("US", "b"), ("US", "d")]) == (78, 78)
    table = tabulated(crowd, FIVE, MOST)
    assert table is not None
    assert list(broken(shape_of(table, crowd), FIVE, sensitive_cells(table, crowd, FIVE))) == []


def test_a_row_with_all_in_one_column_says_nothing_of_those_in_it() -> None:
    lone = tuple(it for it in CROWD if it.row != "US" or it.column == "a")
    table = tabulated(lone, FIVE, MOST)
    assert table is not None
    for row, line in zip(table.rows[:-1], table.values, strict=False):
        assert [it for it in line[:-1] if it] != [line[-1]], f"{row} is all in one column"


amounts = st.integers(1, 150) | st.sampled_from([1, 2, 100, 400])
a_fact = st.tuples(
    st.sampled_from([f"g{n}" for n in range(8)]),
    st.sampled_from(["r1", "r1", "r2", "r3", "r4"]),
    st.sampled_from(["c1", "c1", "c2", "c3"]),
    amounts,
)
some_facts = st.lists(a_fact, min_size=30, max_size=60).map(lambda told: facts_of(*told))


@given(facts=some_facts)
@settings(max_examples=20, deadline=None)
def test_no_attacker_comes_closer_than_the_policy_says(facts: tuple[Fact, ...]) -> None:
    table = tabulated(facts, RULE, MOST)
    if table is None:
        return
    shape = shape_of(table, facts)
    assert list(broken(shape, RULE, sensitive_cells(table, facts, RULE))) == []


@given(facts=some_facts)
@settings(max_examples=40, deadline=None)
def test_all_that_is_told_is_true(facts: tuple[Fact, ...]) -> None:
    table = tabulated(facts, RULE, MOST)
    if table is None:
        return
    shape = shape_of(table, facts)
    for cell in shape.cells:
        assert shape.told(cell) in {None, shape.value(cell)}
    assert table.values[-1][-1] == sum(it.value for it in facts)
    for at, row in enumerate(table.rows[:-1]):
        line = [it for it in shape.cells if it[0] == row]
        assert table.values[at][-1] == sum(map(shape.value, line))


def test_the_attack_succeeds_on_most_naive_tables() -> None:
    """The same tables, the same attackers: so the property above is one that can fail."""
    found, hidden = 0, 0
    for seed in range(12):
        told = [
            (f"g{(7 * n + seed) % 7}", f"r{(3 * n + seed * n) % 4}", f"c{(n * n + seed) % 4}",
             1 + (97 * n + 31 * seed) % 400)
            for n in range(28)
        ]  # fmt: skip
        table = primary_alone(facts_of(*told), RULE)
        shape = shape_of(table, facts_of(*told))
        hidden += bool(shape.hidden)
        found += bool(list(cells_known(Attack(shape), RULE, shape.hidden)))
    assert hidden >= 10
    assert found * 2 > hidden


def test_the_solver_finds_what_is_known_by_hand() -> None:
    whole = Fraction(1)
    rows = [([whole, whole, 0 * whole], Fraction(7)), ([0 * whole, whole, whole], Fraction(4))]
    assert maximum(rows, [whole, 0 * whole, 0 * whole]) == 7
    assert maximum(rows, [-whole, 0 * whole, 0 * whole]) == -3
    assert maximum(rows, [whole, 0 * whole, whole]) == 11
