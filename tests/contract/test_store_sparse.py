"""An index over what few rows have: it has those alone, and finds every one of them."""

from contextlib import closing
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.test_store import NOW

from comptrol.adapters.store_sql import Schema
from comptrol.adapters.store_sql.columns import Spelt
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


def _truths(layout: Layout[Any], index: tuple[str, ...]) -> Spelt:
    """Return what is spelt out of a search by an index for what is true."""
    truths = {it.name for it in msgspec.structs.fields(layout.row) if it.type is bool}
    return tuple((name, True) for name in index if name in truths)


@pytest.mark.parametrize(("layout", "index"), SPARSE)
def test_sqlite_searches_by_it(layout: Layout[Any], index: tuple[str, ...]):
    schema = Schema([layout], SQLITE)
    columns = schema.of(layout)
    spelt = _truths(layout, index)
    with closing(sqlite().connect(":memory:")) as connection:
        for statement in schema.statements():
            connection.execute(statement)
        for following in (False, True):
            sql = columns.find(index, spelt, following=following)
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", ["0"] * sql.count("?"))
            (step,) = [row[3] for row in plan]
            assert f"USING INDEX {layout.name}__{'_'.join(index)} (" in step


def test_postgresql_searches_by_each_whatever_is_asked_for(schema: str):
    """As it plans a query that it was asked often: for any value, not for the one that it has."""
    import psycopg  # noqa: PLC0415  (an extra)

    from comptrol.adapters.store_postgres.dialect import POSTGRES  # noqa: PLC0415  (as above)

    layouts = [layout for layout in Catalogue(DOMAINS).layouts if layout.sparse]
    tables = Schema(layouts, POSTGRES)
    with psycopg.connect(schema, autocommit=True) as connection:
        for statement in tables.statements():
            connection.execute(statement)
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        for number, (layout, index) in enumerate(it.values for it in SPARSE):
            columns = tables.of(layout)
            sql = columns.find(index, _truths(layout, index), following=False)
            parts = sql.split("ORDER BY")[0].split("?")  # of no rows the key's order is as cheap
            marked = "".join(f"${at}{part}" if at else part for at, part in enumerate(parts))
            connection.execute(f"PREPARE asked_{number} AS {marked}")
            given = ", ".join(["NULL"] * (len(parts) - 1))
            asked = f"asked_{number}({given})" if given else f"asked_{number}"
            plan = str(connection.execute(f"EXPLAIN EXECUTE {asked}").fetchall())
            sparse = [it for it in layout.indexes if layout.sparse & set(it) & set(index)]
            assert any(f"{layout.name}__{'_'.join(it)} " in plan for it in sparse), plan
