"""Orders that one hand might have written: what is a template, and what everybody orders."""

from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.structuring.formulas import Asked, Shape, templates
from comptrol.domains.structuring.statements import Alike

HOW = Alike(
    within_days=3, accounts_min=3, observations_min=20, times_min=5, false_discovery_ppm=10_000
)
USUAL, RARE = (Shape("managed-job", "h100", chips, 24) for chips in (8, 50))
OTHERS = [Asked(day, f"other-{day % 7}", f"o-{day}", USUAL) for day in range(60)]
SINCE, UNTIL = 56, 63
ORDERS = st.lists(
    st.builds(
        Asked,
        day=st.integers(0, 62),
        account=st.sampled_from("abcdefgh"),
        order=st.uuids().map(str),
        shape=st.sampled_from([USUAL, RARE, Shape("", "a100", 1, 3)]),
    ),
    max_size=60,
)


def same(many: int, shape: Shape = RARE, day: int = 58, apart: int = 0) -> list[Asked]:
    return [Asked(day + it * apart, f"same-{it}", f"s-{it}", shape) for it in range(many)]


def test_a_rare_shape_of_several_accounts_in_days_is_a_template() -> None:
    (found,) = templates([*OTHERS, *same(4)], HOW, SINCE, UNTIL)
    assert (found.shape, found.accounts) == (RARE, 4)
    assert {it.account for it in found.orders} == {f"same-{it}" for it in range(4)}


def test_what_everybody_orders_is_none_however_many_order_it() -> None:
    assert templates([*OTHERS, *same(12, USUAL)], HOW, SINCE, UNTIL) == []


def test_what_the_same_accounts_have_always_ordered_is_none() -> None:
    habit = [it for day in range(2, 60, 4) for it in same(4, day=day)]
    assert templates([*OTHERS, *habit], HOW, SINCE, UNTIL) == []


def test_two_accounts_are_none_and_one_that_orders_often_is_none() -> None:
    often = [it._replace(account="same-0") for it in same(9)]
    assert templates([*OTHERS, *same(2), *often], HOW, SINCE, UNTIL) == []


def test_orders_that_are_days_apart_are_not_held_together() -> None:
    assert templates([*OTHERS, *same(3, day=54, apart=4)], HOW, SINCE, UNTIL) == []
    assert len(templates([*OTHERS, *same(3, day=54, apart=1)], HOW, SINCE, UNTIL)) == 1


def test_only_what_ends_in_the_days_that_are_looked_at_is_named() -> None:
    assert templates([*OTHERS, *same(4, day=50)], HOW, SINCE, UNTIL) == []


def test_where_little_is_known_of_others_nothing_is_said() -> None:
    assert templates([*OTHERS[:15], *same(6, day=12)], HOW, 8, 16) == []


@given(ORDERS)
def test_every_template_is_of_one_shape_within_days_and_of_enough_accounts(
    asked: list[Asked],
) -> None:
    for found in templates(asked, HOW, SINCE, UNTIL):
        days = [it.day for it in found.orders]
        assert {it.shape for it in found.orders} == {found.shape}
        assert max(days) - min(days) <= HOW.within_days
        assert SINCE <= max(days) < UNTIL
        assert len({it.account for it in found.orders}) == found.accounts >= HOW.accounts_min
        assert found.accounts <= found.among
        assert 0 <= found.p_value <= 1


@given(ORDERS)
def test_the_order_in_which_orders_come_changes_nothing(asked: list[Asked]) -> None:
    mixed = asked[::-1]
    assert templates(mixed, HOW, SINCE, UNTIL) == templates(asked, HOW, SINCE, UNTIL)
