"""An index over what few rows have: it has those alone, and finds every one of them."""

from contextlib import closing
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.test_store import NOW

from comptrol.adapters.store_sql import Schema
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.domains import DOMAINS
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.view import Layout, Table, View


class Rental(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    seller: str
    stop: bool = False
    until: int | None = None
    under: str | None = None
    going: bool = True


class RentalsView(View):
    rentals: Table[str, Rental] = Table.of(
        "rentals",
        Rental,
        key="name",
        indexes=("stop", "seller stop", "until", "under going"),
        sparse="stop until under",
    )


RENTALS = st.lists(
    st.builds(
        Rental,
        name=st.sampled_from("abcdefgh"),
        seller=st.sampled_from("xy"),
        stop=st.booleans(),
        until=st.none() | st.integers(0, 2),
        under=st.none() | st.sampled_from("ab"),
        going=st.booleans(),
    ),
    max_size=12,
)
ASKED: tuple[dict[str, Any], ...] = (
    {"stop": True},
    {"seller": "x", "stop": True},
    {"until": 0},
    {"under": "a", "going": True},
    {"under": "a", "going": False},
)
SPARSE = [
    pytest.param(layout, index, id=f"{layout.name} {' '.join(index)}")
    for layout in Catalogue(DOMAINS).layouts
    for index in layout.indexes
    if layout.sparse & set(index)
]


@pytest.fixture
def layouts():
    return (RentalsView.rentals.layout,)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    written=RENTALS, changed=RENTALS, asked=st.sampled_from(ASKED), after=st.none() | st.just("c")
)
def test_what_has_something_is_found_by_it_before_and_after_it_changes(
    store, written, changed, asked, after
):
    with store.writing(NOW) as step:
        table = RentalsView(step.rows).rentals
        for row in tuple(table.where()):
            step.store(table.put(Rental(name=row.name, seller="nobody", going=False)))
        for row in written:
            step.store(table.put(row))
    with store.writing(NOW) as step:
        table, last = RentalsView(step.rows).rentals, None if after is None else (after,)
        for row in changed:
            step.store(table.put(row))
        found = list(table.where(after=last, **asked))
        wanted = [
            row
            for row in table.where()
            if all(getattr(row, name) == value for name, value in asked.items())
            and (after is None or row.name > after)
        ]
    assert found == wanted


@pytest.mark.parametrize(
    "asked", [{"stop": False}, {"until": None}, {"under": None, "going": True}]
)
def test_nobody_searches_for_those_without(store, asked):
    with store.reading() as rows, pytest.raises(AssertionError, match="no index has the rows"):
        RentalsView(rows).rentals.where(**asked)


@pytest.mark.parametrize(("layout", "index"), SPARSE)
def test_sqlite_searches_by_it(layout: Layout[Any], index: tuple[str, ...]):
    schema = Schema([layout], SQLITE)
    columns = schema.of(layout)
    truths = {it.name for it in msgspec.structs.fields(layout.row) if it.type is bool}
    spelt = [(name, True) for name in index if name in truths]
    with closing(sqlite().connect(":memory:")) as connection:
        for statement in schema.statements():
            connection.execute(statement)
        for following in (False, True):
            sql = columns.find(index, spelt, following=following)
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", ["0"] * sql.count("?"))
            (step,) = [row[3] for row in plan]
            assert f"USING INDEX {layout.name}__{'_'.join(index)} (" in step
