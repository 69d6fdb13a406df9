"""Tables are read by key and by what they are indexed by, and are changed only by a fold."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import msgspec
import pytest
from tests.speaking import START

from comptrol.adapters.store_memory import MemoryStore
from comptrol.kernel.view import Change, Layout, Table, View, plain_key


class Part(Enum):
    EAST = "east"
    WEST = "west"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    part: Part
    on: date
    number: int
    note: str = ""


class ReadingsView(View):
    readings: Table[Any, Reading] = Table.of(
        "readings", Reading, key="part on number", indexes=("note", "on note")
    )
    notes: Table[str, Reading] = Table.of("notes", Reading, key="note")
    untabled = 7


DAYS = [date(2026, 1, 9), date(2026, 1, 10)]
READINGS = [
    Reading(part=part, on=on, number=number, note=f"n{number}")
    for part in Part
    for on in DAYS
    for number in (2, 10)
]


@pytest.fixture
def view() -> ReadingsView:
    store = MemoryStore()
    with store.writing(START) as step:
        for row in reversed(READINGS):
            step.store(Change(ReadingsView.readings.layout, row))
        for row in READINGS:
            step.store(Change(ReadingsView.notes.layout, row))
    return ReadingsView(store.rows)


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (("a",), ("a",)),
        ((7,), (7,)),
        ((date(2026, 1, 2),), ("2026-01-02",)),
        ((START,), (START.isoformat(),)),
        ((Part.EAST, 1), ("east", 1)),
        (("a", 1, Part.WEST, date(999, 1, 1)), ("a", 1, "west", "0999-01-01")),
    ],
)
def test_a_key_is_kept_as_text_and_whole_numbers(key: Any, kept: Any):
    assert plain_key(key) == kept
    assert plain_key(kept) == kept


def test_the_key_of_a_row_is_its_fields_in_the_order_of_the_layout():
    assert ReadingsView.readings.layout.key_of(READINGS[0]) == ("east", "2026-01-09", 2)


def test_a_table_declares_key_and_indexes_in_words():
    assert ReadingsView.readings.layout == Layout(
        name="readings",
        row=Reading,
        key=("part", "on", "number"),
        indexes=(("note",), ("on", "note")),
    )


def test_a_table_may_have_one_field_for_a_key_and_no_index():
    kept = Table.of("kept", Reading, key="note", indexes=("on note", "part"), of_seals=True).layout
    assert (kept.key, kept.indexes, kept.of_seals) == (
        ("note",),
        (("on", "note"), ("part",)),
        True,
    )
    plain = Table.of("plain", Reading, key="note").layout
    assert (plain.name, plain.row, plain.indexes, plain.of_seals) == ("plain", Reading, (), False)


def test_a_view_has_the_tables_it_declares_and_nothing_else():
    assert list(ReadingsView.tables()) == ["readings", "notes"]


def test_a_declared_table_cannot_be_read():
    with pytest.raises(AttributeError, match="rows"):
        ReadingsView.notes.get("n2")


def test_two_views_over_two_sets_of_rows_do_not_mix(view: ReadingsView):
    assert ReadingsView(MemoryStore().rows).notes.get("n2") is None
    assert view.notes.get("n2") is not None


def test_a_row_is_read_by_its_key(view: ReadingsView):
    assert view.readings.get((Part.WEST, DAYS[1], 10)) == READINGS[-1]
    assert view.readings.get((Part.WEST, DAYS[1], 11)) is None
    assert view.notes.get("n10") == READINGS[-1]


def test_rows_are_searched_by_key_by_its_beginning_and_by_index(view: ReadingsView):
    assert list(view.readings.where()) == READINGS
    assert list(view.readings.where(part=Part.WEST)) == READINGS[4:]
    assert list(view.readings.where(part=Part.EAST, on=DAYS[1])) == READINGS[2:4]
    assert list(view.readings.where(note="n2")) == READINGS[::2]
    assert list(view.readings.where(note="n2", on=DAYS[0])) == READINGS[:5:4]


@pytest.mark.parametrize("fields", [{"number": 1}, {"on": DAYS[0]}, {"part": 1, "number": 1}])
def test_a_search_that_no_index_leads_is_a_bug(view: ReadingsView, fields: dict[str, Any]):
    with pytest.raises(AssertionError, match="no index"):
        view.readings.where(**fields)


def test_a_page_follows_a_key_as_it_is_kept(view: ReadingsView):
    after = ReadingsView.readings.layout.key_of(READINGS[2])
    assert list(view.readings.where(after=after, limit=3)) == READINGS[3:6]
    assert list(view.readings.where(after=after, part=Part.EAST)) == READINGS[3:4]


def test_a_page_follows_a_key_as_it_is_written(view: ReadingsView):
    after = (Part.EAST, DAYS[1], 2)
    assert list(view.readings.where(after=after, limit=3)) == READINGS[3:6]


def test_to_put_a_row_changes_nothing_yet(view: ReadingsView):
    row = Reading(part=Part.EAST, on=DAYS[0], number=3)
    assert view.readings.put(row) == Change(ReadingsView.readings.layout, row)
    assert view.readings.get((Part.EAST, DAYS[0], 3)) is None


def test_moments_sort_as_they_read():
    moments = [START.replace(microsecond=0), START, START.replace(second=59)]
    keys = [plain_key((moment,)) for moment in moments]
    assert keys == sorted(keys)
    assert isinstance(moments[0], datetime)
