"""What a step finds when it has changed some of what it searches, and how much it reads for it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.test_store import LAYOUTS, NOW, PLACE, PLACES, THINGS, Thing, put

from comptrol.adapters.store_sql.rows import SqlRows
from comptrol.kernel.view import EVERY, Change

NAMES = st.sampled_from([f"{number:02}" for number in range(30)])
FEW = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def layouts():
    return LAYOUTS


@settings(max_examples=40, deadline=None, suppress_health_check=FEW)
@given(
    written=st.dictionaries(NAMES, st.integers(0, 3)),
    changed=st.dictionaries(NAMES, st.integers(4, 9), min_size=1),
    after=st.none() | NAMES,
    limit=st.sampled_from([0, 1, 2, 7, EVERY]),
)
def test_a_step_finds_what_is_written_and_what_it_changed_in_order(
    store, written, changed, after, limit
):
    put(store, *(Thing(name=name, number=number) for name, number in written.items()))
    with store.writing(NOW) as step:
        before = {it.name: it for it in step.rows.find(THINGS, {}, after=None, limit=EVERY)}
        for name, number in changed.items():
            step.store(Change(THINGS, Thing(name=name, number=number)))
        start = None if after is None else (after,)
        found = list(step.rows.find(THINGS, {}, after=start, limit=limit))
    now = before | {name: Thing(name=name, number=number) for name, number in changed.items()}
    wanted = [now[name] for name in sorted(now) if after is None or name > after]
    assert found == wanted[:limit]


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


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_who_wants_the_next_row_does_not_read_all_that_changed(store, monkeypatch):
    """A step of thousands once read all its changed rows again, at every search for one."""
    real, read = SqlRows.find, []

    def counted(self, layout, equals, *, after, limit):
        for row in real(self, layout, equals, after=after, limit=limit):
            read.append(row)
            yield row

    monkeypatch.setattr(SqlRows, "find", counted)
    names = [f"{number:04}" for number in range(2_000)]
    put(store, *(Thing(name=name) for name in names))
    with store.writing(NOW) as step:
        for name in names[1_000:]:
            step.store(Change(THINGS, Thing(name=name, number=1)))
        for name in names[:-1]:
            (found,) = step.rows.find(THINGS, {}, after=(name,), limit=1)
            assert found.name == f"{int(name) + 1:04}"
    assert len(read) <= 3 * len(names)
