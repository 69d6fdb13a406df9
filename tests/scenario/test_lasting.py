"""What is remembered rests on no more than it says, and is forgotten when that changes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comptrol.bootstrap import AUTHORITY, in_memory
from comptrol.domains.gate import (
    GateView,
    Known,
    OrderId,
    Tier,
    TiersSet,
    order,
    ruling_on,
    startable,
)
from comptrol.entrypoints.demo.telling import tell_story
from comptrol.flow.world import RowsWorld
from comptrol.kernel.lasting import Lasting
from comptrol.kernel.view import Key, Layout, Rows, Tables

TODAY = date(2026, 11, 29)
EVERYTHING_KNOWN = TiersSet(
    policy="all-of-it",
    window_days=30,
    tiers=(
        Tier(
            name="any",
            known=Known(
                screened=True,
                headquarters=True,
                ultimate_parent=True,
                owners=True,
                file=True,
                verified_within_days=30,
            ),
        ),
    ),
    source="Operator policy",
    by="Head of policy",
)
"""So that every gap is looked for, in every table that it may be in."""


class Guarded:
    """Rows that let an answer read only the tables that it says it rests on."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._within: list[frozenset[str]] = []
        self.asked = 0

    def get(self, layout: Layout[Any], key: Key) -> Any:
        self._read(layout)
        return self._rows.get(layout, key)

    def find(
        self, layout: Layout[Any], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[Any]:
        self._read(layout)
        return self._rows.find(layout, equals, after=after, limit=limit)

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], Any]) -> Any:
        hash(asked)
        self.asked += 1
        self._within.append(frozenset(tables.names))
        try:
            return answer()
        finally:
            self._within.pop()

    def _read(self, layout: Layout[Any]) -> None:
        for allowed in self._within:
            assert layout.name in allowed, f"{layout.name} is read, and not said"


def test_an_answer_reads_only_what_it_says_that_it_rests_on() -> None:
    with closing(in_memory()) as platform:
        assert tell_story(platform, lambda _: None)
        platform.speaker(AUTHORITY).say(EVERYTHING_KNOWN)
        with platform.world() as world:
            rows = Guarded(world[GateView].orders.rows)
            guarded = RowsWorld(rows, platform.references)
            for it in tuple(world[GateView].orders.where()):
                name = OrderId(it.order)
                assert startable(guarded, order=name, on=TODAY) == startable(
                    world, order=name, on=TODAY
                )
                assert order(guarded, order=name) == order(world, order=name)
                assert ruling_on(guarded, it, known_at=TODAY) == ruling_on(
                    world, it, known_at=TODAY
                )
    assert rows.asked > 100


acts = st.lists(
    st.tuples(st.sampled_from(["ask", "change"]), st.sampled_from("abc"), st.integers(0, 2)),
    max_size=40,
)


@given(acts=acts)
def test_a_remembered_answer_is_the_one_that_would_be_given(
    acts: list[tuple[str, str, int]],
) -> None:
    tables, lasting = dict.fromkeys("abc", 0), Lasting()
    rests = {0: Tables(("a",)), 1: Tables(("a", "b")), 2: Tables(("b", "c"))}
    for act, name, number in acts:
        if act == "change":
            tables[name] += 1
            lasting.changed(name)
            continue
        on = rests[number]
        asked = lasting.ask(on, ("sum", name), lambda on=on: sum(tables[it] for it in on.names))
        assert asked == sum(tables[it] for it in on.names)


def test_an_answer_that_is_nothing_is_remembered_too() -> None:
    lasting, on, asked = Lasting(), Tables(("a",)), list[int]()

    def answer() -> None:
        asked.append(1)

    for _ in range(3):
        assert lasting.ask(on, ("nothing",), answer) is None
    assert len(asked) == len(lasting) == 1
