"""What a step finds when it has changed some of what it searches, and how much it reads for it."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.test_store import (
    LAYOUTS,
    NOW,
    PLACE,
    PLACES,
    THINGS,
    Colour,
    Place,
    Thing,
    names,
    put,
)

from comptrol.adapters.store_sql.rows import SqlRows
from comptrol.kernel.view import EVERY, Change

NUMBERS = st.integers(0, 30)
EXAMPLES = count()
FEW = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def layouts():
    return LAYOUTS


@settings(max_examples=60, deadline=None, suppress_health_check=FEW)
@given(
    written=st.sets(NUMBERS),
    changed=st.sets(NUMBERS, min_size=1),
    after=st.none() | NUMBERS,
    limit=st.sampled_from([0, 1, 2, 7, EVERY]),
)
def test_a_step_finds_what_is_written_and_what_it_changed_in_order(
    store, written, changed, after, limit
):
    name = f"example {next(EXAMPLES)}"  # rows of another example are none of this one's

    def rows(numbers):
        return {
            it: Place(name=name, number=it, on=date(2026, 1, 2), colour=Colour.RED)
            for it in numbers
        }

    put(store, *rows(written).values())
    with store.writing(NOW) as step:
        for row in rows(changed).values():
            step.store(Change(PLACES, row))
        start = None if after is None else PLACES.key_of(rows([after])[after])
        found = list(step.rows.find(PLACES, {"name": name}, after=start, limit=limit))
    wanted = [it for it in sorted(written | changed) if after is None or it > after]
    assert [row.number for row in found] == wanted[:limit]


@settings(max_examples=40, deadline=None, suppress_health_check=FEW)
@given(
    written=st.lists(PLACE, max_size=8), changed=st.lists(PLACE, min_size=1, max_size=8), at=PLACE
)
def test_a_step_finds_those_of_one_name(store, written, changed, at):
    put(store, *written)
    with store.writing(NOW) as step:
        every = {
            PLACES.key_of(it): it for it in step.rows.find(PLACES, {}, after=None, limit=EVERY)
        }
        for place in (*changed, at):
            step.store(Change(PLACES, place))
            every[PLACES.key_of(place)] = place
        after = PLACES.key_of(at)
        found = [
            list(step.rows.find(PLACES, {"name": at.name}, after=start, limit=limit))
            for start, limit in ((None, EVERY), (None, 2), (after, 2))
        ]
    keys = [key for key in sorted(every) if key[0] == at.name]
    following = [key for key in keys if key > after]
    assert found == [[every[key] for key in some] for some in (keys, keys[:2], following[:2])]


def test_a_row_that_changes_during_a_search_is_not_left_out(store):
    put(store, *(Thing(name=name) for name in "abcd"))
    with store.writing(NOW) as step:
        step.store(Change(THINGS, Thing(name="z")))
        found = []
        for row in step.rows.find(THINGS, {}, after=None, limit=EVERY):
            found.append(row)
            if row.name == "a":
                step.store(Change(THINGS, Thing(name="d", number=1)))
    assert names(found) == ["a", "b", "c", "d", "z"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_who_wants_the_next_row_does_not_read_all_that_changed(store, monkeypatch):
    """A step of thousands once read all its changed rows again, at every search for one."""
    real, wanted = SqlRows.find, []

    def counted(self, layout, equals, *, after, limit):
        wanted.append(limit)
        return real(self, layout, equals, after=after, limit=limit)

    monkeypatch.setattr(SqlRows, "find", counted)
    every = [f"{number:04}" for number in range(2_000)]
    put(store, *(Thing(name=name) for name in every))
    with store.writing(NOW) as step:
        for name in every[1_000:]:
            step.store(Change(THINGS, Thing(name=name, number=1)))
        for name in every[:-1]:
            (found,) = step.rows.find(THINGS, {}, after=(name,), limit=1)
            assert found.name == f"{int(name) + 1:04}"
    assert sum(wanted) <= 2 * len(every)
