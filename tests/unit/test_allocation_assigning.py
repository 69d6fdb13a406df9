"""Who reviews what: enough, nobody with a part in it, even loads."""

from hypothesis import given, settings
from hypothesis import strategies as some

from comptrol.flow.allocating.assigning import Assignment, Pair, Panel, assigned


def panel(
    proposals: int, reviewers: int, *, each: int = 2, most: int = 3, **more: object
) -> Panel:
    return Panel(
        needed={f"p{n}": each for n in range(proposals)},
        loads={f"r{n}": 0 for n in range(reviewers)},
        load_max=most,
        **{"apart": (), **more},  # type: ignore[arg-type]
    )


def pairs(found: Assignment) -> set[Pair]:
    return {(name, it) for name, its in found.reviewers.items() for it in its}


def test_everybody_has_the_same_to_do():
    found = assigned(panel(6, 4))
    assert found.missing == {}
    assert set(found.loads.values()) == {3}


def test_whoever_has_less_to_do_already_is_asked_first():
    found = assigned(Panel(needed={"p": 1}, loads={"busy": 2, "free": 0}, load_max=3, apart=()))
    assert found.reviewers == {"p": ("free",)}


def test_nobody_reviews_what_it_has_a_part_in():
    found = assigned(panel(2, 3, apart={("p0", "r0"), ("p1", "r1")}))
    assert found.reviewers == {"p0": ("r1", "r2"), "p1": ("r0", "r2")}


def test_others_are_moved_where_only_one_is_left():
    """R0 alone may review p1; it is asked for p0 first, and moved."""
    apart = {("p1", "r1"), ("p1", "r2")}
    found = assigned(panel(2, 3, each=1, most=1, apart=apart, bids={("p0", "r0")}))
    assert found.reviewers["p1"] == ("r0",)
    assert found.missing == {}


def test_a_bid_is_heard_where_it_costs_nobody():
    found = assigned(panel(1, 5, each=1, bids={("p0", "r4")}))
    assert found.reviewers == {"p0": ("r4",)}


def test_what_cannot_be_reviewed_is_told_with_whom_it_competes_for():
    apart = {(f"p{p}", f"r{r}") for p in range(2) for r in range(1, 4)}
    found = assigned(panel(3, 4, each=1, most=1, apart=apart))
    assert sum(found.missing.values()) == 1
    assert found.between == ("p0", "p1")
    assert found.few == ("r0",)


def test_without_reviewers_all_is_missing():
    assert assigned(panel(2, 0)).missing == {"p0": 2, "p1": 2}


@settings(max_examples=60, deadline=None)
@given(
    some.integers(0, 6),
    some.integers(0, 5),
    some.sets(some.tuples(some.integers(0, 5), some.integers(0, 4)), max_size=15),
)
def test_no_review_is_missing_that_could_be_had(many: int, few: int, apart: set[tuple[int, int]]):
    """Against the theorem of the largest flow and the smallest cut: what limits it is named."""
    named = {(f"p{p}", f"r{r}") for p, r in apart}
    asked = panel(many, few, apart=named)
    found = assigned(asked)
    assert not pairs(found) & named
    assert all(load <= 3 for load in found.loads.values())
    assert sum(found.loads.values()) == len(pairs(found))
    short = sum(found.missing.values())
    if short:
        assert all(found.loads[it] == 3 for it in found.few)
        outside = sum(
            (name, it) not in named and it not in found.few
            for name in found.between
            for it in asked.loads
        )
        assert short == 2 * len(found.between) - 3 * len(found.few) - outside


@given(some.permutations(range(5)), some.permutations(range(4)))
def test_the_order_of_names_changes_nothing(proposals: list[int], reviewers: list[int]):
    apart = {("p0", "r0"), ("p1", "r1"), ("p1", "r2")}
    asked = Panel(
        needed={f"p{n}": 2 for n in proposals},
        loads={f"r{n}": 0 for n in reviewers},
        load_max=3,
        apart=apart,
    )
    assert assigned(asked) == assigned(panel(5, 4, apart=apart))
