"""Every store keeps the same promises: those of ``flow.ports.Store``, in memory and on disk."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import postgres
from tests.speaking import START as NOW

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_sql.blocks import as_kept, from_kept
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.store_sqlite import store as sqlite_store
from comptrol.flow.ports import Logged
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.view import EVERY, Change, Table, View

KEY, OTHER = b"k" * 32, b"o" * 32


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    share: Decimal
    on: date


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    number: int = 0
    flag: bool = False
    price: Decimal = Decimal("1.50")
    on: date = date(2026, 1, 2)
    at: datetime = NOW
    colour: Colour = Colour.RED
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    text: str | None = None
    count: int | None = None
    yes: bool | None = None
    cost: Decimal | None = None
    until: date | None = None
    seen: datetime | None = None
    shade: Colour | None = None
    part: Part | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    number: int
    on: date
    colour: Colour


class ThingsView(View):
    things: Table[str, Thing] = Table.of(
        "things",
        Thing,
        key="name",
        indexes=("number", "flag", "price", "on", "colour", "text", "colour number"),
    )
    places: Table[Any, Place] = Table.of("places", Place, key="name number on colour")


THINGS, PLACES = (table.layout for table in ThingsView.tables().values())
LAYOUTS = (THINGS, PLACES)
FULL = Thing(
    name="é\u0000漢🜁 'quoted'",
    number=-(2**63),
    flag=True,
    price=Decimal("12345678901234567890.0100"),
    on=date(1, 1, 1),
    at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-7))),
    colour=Colour.BLUE,
    words=("a", "", "漢"),
    parts=(Part(name="p", share=Decimal("0.10"), on=date(9999, 12, 31)),),
    text="",
    count=0,
    yes=False,
    cost=Decimal("-0.00"),
    until=date(2026, 1, 2),
    seen=NOW,
    shade=Colour.RED,
    part=Part(name="", share=Decimal(0), on=date(2026, 1, 2)),
)


@pytest.fixture
def layouts():
    return LAYOUTS


def entry(position, raw=b"said", at=NOW):
    return Logged(position=position, logged_at=at, raw=raw)


def say(store, *raws, key=KEY, now=NOW):
    """Log some bytes in one step under a key; return the positions they took."""
    positions = []
    with store.writing(now) as step:
        for raw in raws:
            positions.append(step.position)
            step.append(entry(step.position, raw, step.at), key, step.sequence(key) + 1)
    return positions


def put(store, *rows):
    with store.writing(NOW) as step:
        for row in rows:
            step.store(Change(THINGS if isinstance(row, Thing) else PLACES, row))


def found(store, layout=THINGS, *, after=None, limit=EVERY, **equals):
    with store.reading() as rows:
        return list(rows.find(layout, equals, after=after, limit=limit))


def names(rows):
    return [row.name for row in rows]


# The log.


def test_positions_count_from_zero_without_a_gap(store):
    assert store.size() == 0
    assert say(store, b"a", b"b") + say(store, b"c") == [0, 1, 2]
    assert store.size() == 3
    assert [logged.position for logged in store.entries()] == [0, 1, 2]


@pytest.mark.parametrize(("position", "sequence"), [(1, 1), (0, 2), (0, 0)])
def test_a_gap_is_a_bug_and_leaves_nothing(store, position, sequence):
    with pytest.raises(AssertionError), store.writing(NOW) as step:
        step.append(entry(position), KEY, sequence)
    assert (store.size(), store.sequence(KEY)) == (0, 0)


def test_an_entry_comes_back_byte_for_byte_and_to_the_microsecond(store):
    raw = bytes(range(256)) * 60
    say(store, b"", raw)
    assert list(store.entries()) == [entry(0, b""), entry(1, raw)]


def test_the_log_is_read_from_any_position_on(store):
    say(store, b"a", b"b", b"c")
    assert [[e.raw for e in store.entries(start)] for start in (0, 2, 3, 9)] == [
        [b"a", b"b", b"c"],
        [b"c"],
        [],
        [],
    ]


def test_a_reading_of_the_log_ends_where_the_log_ended_when_it_began(store):
    say(store, b"a", b"b")
    reading = store.entries()
    first = next(reading)
    say(store, b"c")
    assert [first.raw, *(e.raw for e in reading)] == [b"a", b"b"]


def test_every_key_has_its_own_sequence_numbers(store):
    say(store, b"a", b"b")
    say(store, b"c", key=OTHER)
    assert [store.sequence(key) for key in (KEY, OTHER, b"?" * 32)] == [2, 1, 0]
    with store.writing(NOW) as step:
        assert [step.sequence(key) for key in (KEY, OTHER, b"?" * 32)] == [2, 1, 0]


def test_a_step_knows_what_was_said_before_it_and_in_it(store):
    say(store, b"a")
    with store.writing(NOW) as step:
        step.append(entry(1, b"b"), KEY, 2)
        assert step.said(KEY, 1) == entry(0, b"a")
        assert step.said(KEY, 2) == entry(1, b"b")
        step.append(entry(2, b"c"), KEY, 3)
        assert step.said(KEY, 3) == entry(2, b"c")


@pytest.mark.parametrize("sequence", [-1, 0, 2, 2**63, 2**64])
def test_nothing_was_said_under_a_number_that_was_not_used(store, sequence):
    say(store, b"a")
    say(store, b"b", b"c", key=OTHER)
    with store.writing(NOW) as step:
        assert step.said(KEY, sequence) is None
        assert step.said(b"?" * 32, 1) is None


def test_a_step_reads_the_entries_after_a_position_its_own_included(store):
    say(store, b"a", b"b")
    with store.writing(NOW) as step:
        step.append(entry(2, b"c"), KEY, 3)
        assert [e.raw for e in step.after(0)] == [b"b", b"c"]
        assert list(step.after(2)) == []


def test_the_time_of_the_log_never_goes_back(store):
    moments = [timedelta(0), timedelta(microseconds=-1), timedelta(days=-9), timedelta(seconds=1)]
    for moment in moments:
        say(store, b"a", now=NOW + moment)
    times = [logged.logged_at for logged in store.entries()]
    assert times == [NOW, NOW, NOW, NOW + timedelta(seconds=1)]


def test_a_clock_in_another_zone_means_the_same_moment(store):
    say(store, b"a", now=NOW.astimezone(timezone(timedelta(hours=9))))
    (logged,) = store.entries()
    assert logged.logged_at == NOW


# A step is whole or nothing.


def half_a_step(store, failure):
    """Do everything a step can do, then fail."""
    with store.writing(NOW) as step:
        step.append(entry(step.position, b"lost"), KEY, step.sequence(KEY) + 1)
        step.append(entry(step.position, b"lost"), OTHER, 1)
        step.store(Change(THINGS, Thing(name="old", number=9)))
        assert len(list(step.rows.find(THINGS, {}, after=None, limit=EVERY))) == 1
        assert step.said(OTHER, 1)
        step.store(Change(THINGS, Thing(name="new")))
        step.store(Change(THINGS, Thing(name="new", number=2)))
        raise failure


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_a_failed_step_leaves_nothing(store, failure):
    say(store, b"kept")
    put(store, Thing(name="old", number=1))
    with pytest.raises(failure):
        half_a_step(store, failure)
    assert list(store.entries()) == [entry(0, b"kept")]
    assert found(store) == [Thing(name="old", number=1)]
    assert (store.sequence(KEY), store.sequence(OTHER)) == (1, 0)


def test_after_a_failed_step_the_next_one_works(store):
    with pytest.raises(RuntimeError):
        put_and_fail(store)
    assert say(store, b"a", key=OTHER) == [0]
    assert store.sequence(OTHER) == 1


def put_and_fail(store):
    with store.writing(NOW) as step:
        step.append(entry(0), OTHER, 1)
        raise RuntimeError


def test_a_large_step_is_one_step(store):
    with store.writing(NOW) as step:
        for number in range(3_000):
            step.append(entry(number), KEY, number + 1)
            step.store(Change(THINGS, Thing(name=f"{number:05}", number=number % 7)))
    assert (store.size(), store.sequence(KEY)) == (3_000, 3_000)
    assert len(found(store, number=3)) == 429


# Rows.


@pytest.mark.parametrize("row", [FULL, Thing(name="")], ids=["every field", "no option"])
def test_a_row_comes_back_as_it_was_stored(store, row):
    put(store, row)
    with store.reading() as rows:
        back = rows.get(THINGS, (row.name,))
    assert back == row
    assert repr(back) == repr(row)
    assert found(store) == [row]


def test_a_row_that_is_not_there_is_nothing(store):
    with store.reading() as rows:
        assert rows.get(THINGS, ("x",)) is None
    with store.writing(NOW) as step:
        assert step.rows.get(THINGS, ("x",)) is None


def test_a_row_stored_again_replaces_the_first(store):
    put(store, Thing(name="a", number=1, text="x"), Thing(name="a", number=2))
    put(store, Thing(name="b"), Thing(name="b", number=3))
    assert found(store) == [Thing(name="a", number=2), Thing(name="b", number=3)]


def test_a_row_that_is_all_key_may_be_stored_again(store):
    place = Place(name="a", number=1, on=date(2026, 1, 2), colour=Colour.RED)
    put(store, place)
    put(store, place, place)
    assert found(store, PLACES) == [place]


@pytest.mark.parametrize(
    "equals",
    [
        {"number": 7},
        {"flag": True},
        {"price": Decimal("2.00")},
        {"on": date(2026, 3, 4)},
        {"colour": Colour.BLUE},
        {"text": "ß"},
        {"number": 7, "colour": Colour.BLUE},
    ],
    ids=str,
)
def test_rows_are_found_by_a_value_of_any_type(store, equals):
    chosen = [Thing(name=name, **equals) for name in "ac"]
    put(store, *chosen, Thing(name="b"))
    assert found(store, **equals) == chosen


def test_rows_are_found_where_a_value_is_missing(store):
    put(store, Thing(name="a", text="x"), Thing(name="b"))
    assert names(found(store, text=None)) == ["b"]


def test_rows_come_in_key_order_whatever_the_filter(store):
    put(store, *(Thing(name=name, number=len(name)) for name in ("b", "aa", "a", "c", "bb")))
    assert names(found(store)) == ["a", "aa", "b", "bb", "c"]
    assert names(found(store, number=1)) == ["a", "b", "c"]


def test_a_page_begins_after_a_key_and_ends_at_its_limit(store):
    put(store, *(Thing(name=name) for name in "abcde"))
    assert names(found(store, after=("b",), limit=2)) == ["c", "d"]
    assert names(found(store, after=("bb",), limit=9)) == ["c", "d", "e"]
    assert names(found(store, after=("e",))) == []
    assert names(found(store, limit=0)) == []


def test_a_page_of_what_was_searched_begins_after_a_key(store):
    put(store, *(Thing(name=name, number=int(name in "bdf")) for name in "abcdef"))
    assert names(found(store, number=1, after=("b",))) == ["d", "f"]
    assert names(found(store, number=1, after=("c",), limit=1)) == ["d"]
    assert names(found(store, number=0, after=("e",))) == []


PLACES_HELD = [
    Place(name=name, number=number, on=on, colour=colour)
    for name in ("", "10", "9", "A", "a", "é", "漢", "🜁")
    for number in (-1, 2, 10)
    for on in (date(999, 1, 1), date(2026, 1, 2))
    for colour in (Colour.BLUE, Colour.RED)
]


def test_a_composite_key_orders_by_each_part_in_turn(store):
    put(store, *reversed(PLACES_HELD))
    assert found(store, PLACES) == PLACES_HELD


def test_a_page_by_the_beginning_of_a_key_stays_within_it(store):
    put(store, *PLACES_HELD)
    chosen = [place for place in PLACES_HELD if (place.name, place.number) == ("9", 2)]
    assert found(store, PLACES, name="9", number=2) == chosen
    after = PLACES.key_of(chosen[1])
    assert found(store, PLACES, name="9", number=2, after=after) == chosen[2:]


def test_pages_by_composite_key_miss_and_repeat_nothing(store):
    put(store, *PLACES_HELD)
    paged, after = [], None
    while page := found(store, PLACES, after=after, limit=7):
        paged += page
        after = PLACES.key_of(page[-1])
    assert paged == PLACES_HELD


def test_a_step_sees_its_own_changes(store):
    put(store, Thing(name="a", number=1), Thing(name="b", number=1))
    with store.writing(NOW) as step:
        step.store(Change(THINGS, Thing(name="a", number=2)))
        step.store(Change(THINGS, Thing(name="c", number=1)))
        assert step.rows.get(THINGS, ("a",)) == Thing(name="a", number=2)
        assert names(step.rows.find(THINGS, {"number": 1}, after=None, limit=9)) == ["b", "c"]
        step.store(Change(THINGS, Thing(name="b", number=2)))
        assert names(step.rows.find(THINGS, {"number": 2}, after=None, limit=9)) == ["a", "b"]


def test_a_key_looked_for_in_vain_is_found_once_it_is_stored(store):
    with store.writing(NOW) as step:
        assert step.rows.get(THINGS, ("a",)) is None
        step.store(Change(THINGS, Thing(name="a")))
        assert step.rows.get(THINGS, ("a",)) == Thing(name="a")


PLACE = st.builds(
    Place,
    name=st.text(max_size=3),
    number=st.integers(-(2**63), 2**63 - 1),
    on=st.dates(),
    colour=st.sampled_from(Colour),
)


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.lists(PLACE, max_size=6), max_size=3), after=PLACE)
def test_both_stores_order_and_page_alike(steps, after):
    with TemporaryDirectory() as folder:
        stores = (
            MemoryStore(),
            SqliteStore(
                Path(folder, "store.db"), LAYOUTS, lock=FolderLock(Path(folder, "in-use"))
            ),
        )
        for store in stores:
            for rows in steps:
                put(store, *rows)
        pages = [found(s, PLACES, after=PLACES.key_of(after), limit=4) for s in stores]
        everything = [found(s, PLACES) for s in stores]
        stores[1].close()
    assert pages[0] == pages[1]
    assert everything[0] == everything[1]


# Readers and writers beside each other.


def test_a_reader_does_not_see_an_unfinished_step(store):
    put(store, Thing(name="a"))
    with store.writing(NOW) as step, ThreadPoolExecutor(1) as pool:
        step.append(entry(0), KEY, 1)
        step.store(Change(THINGS, Thing(name="b")))
        step.rows.find(THINGS, {}, after=None, limit=9)
        assert names(pool.submit(found, store).result(5)) == ["a"]
        assert pool.submit(store.size).result(5) == 0


def test_a_reader_holds_what_it_saw_and_does_not_hold_up_a_step(store):
    put(store, Thing(name="a"))
    with store.reading() as rows, ThreadPoolExecutor(1) as pool:
        assert rows.get(THINGS, ("b",)) is None
        pool.submit(put, store, Thing(name="b")).result(5)
        assert rows.get(THINGS, ("b",)) is None
    assert names(found(store)) == ["a", "b"]


def test_a_reading_within_a_reading_sees_the_same(store):
    put(store, Thing(name="a"))
    with store.reading():
        assert names(found(store)) == ["a"]


def test_only_one_step_runs_at_a_time(store):
    began = threading.Event()

    def second():
        with store.writing(NOW) as step:
            began.set()
            step.append(entry(step.position), OTHER, 1)

    with ThreadPoolExecutor(1) as pool:
        with store.writing(NOW) as step:
            waiting = pool.submit(second)
            overtaken = began.wait(0.2)
            step.append(entry(0), KEY, 1)
        waiting.result(5)
    assert not overtaken
    assert store.size() == 2


# Faults: not in memory, which has no disk to fail.


def fail(_connection):
    raise OSError("the disk is gone")


class Faulty:
    """A connection to which something happens once, before or after a statement.

    The statement is the first that begins with some words; what happens is that the disk is gone,
    or whatever else is to be done to the database.
    """

    def __init__(self, inner):
        self.inner, self.words, self.late, self.happens = inner, None, False, fail
        self.ran = []

    def execute(self, sql, *values):
        return self._run(self.inner.execute, sql, *values)

    def executemany(self, sql, *values):
        return self._run(self.inner.executemany, sql, *values)

    def _run(self, run, sql, *values):
        ran = " ".join(sql.split()) + ";"
        self.ran.append(ran)
        if self.words is None or not ran.startswith(self.words):
            return run(sql, *values)
        self.words = None
        if not self.late:
            self.happens(self.inner)
        found = run(sql, *values)
        if self.late:
            self.happens(self.inner)
        return found

    def __getattr__(self, name):
        return getattr(self.inner, name)


@pytest.fixture(params=["sqlite", "postgres"])
def opening(request, tmp_path):
    """Return what opens a store again and again, and where it connects to write."""
    if request.param == "sqlite":
        return partial(SqliteStore, tmp_path / "store.db", LAYOUTS), sqlite_store, "connect"
    url = request.getfixturevalue("emptied")(LAYOUTS)
    from comptrol.adapters.store_postgres import store as postgres_store  # noqa: PLC0415

    return partial(postgres.store, url, LAYOUTS), postgres_store, "connected"


@pytest.fixture
def faulty(opening, monkeypatch):
    """Return a store with a row and an entry, and its writing connection."""
    opened, module, name = opening
    with closing(opened()) as first:
        put(first, Thing(name="old"))
        say(first, b"kept")
    real, made = getattr(module, name), []

    def connect(*where, **how):
        made.append(Faulty(real(*where, **how)))
        return made[-1]

    monkeypatch.setattr(module, name, connect)
    with closing(opened()) as store:
        store.claim()
        yield store, made[0]


def whole_step(store):
    """Do all that a step can do: finish a bundle, redraw the map."""
    with store.writing(NOW) as step:
        step.rows.get(THINGS, ("old",))
        step.said(KEY, 1)
        for number in range(1, 300):
            about = tuple(f"{word}:{number}" for word in ("a", "b", "c", "d"))
            step.append(entry(number, b"lost %d" % number), OTHER, number, about)
        step.store(Change(THINGS, Thing(name="old", number=9)))
        step.store(Change(THINGS, Thing(name="new")))
        step.keep_evidence(b"lost")
        step.digested(Digest("0" * 64))
        step.settle()


FAULTS = [
    (words, late)
    for words in (
        "BEGIN",
        "SELECT (SELECT max(position) FROM entries)",
        "SELECT hashes FROM tiles",
        "SELECT logged_at FROM moments ORDER BY",
        "SELECT issuer, sequence FROM issuers",
        "SELECT positions FROM numbers",
        "SELECT links, envelope FROM entries WHERE",
        "SELECT logged_at FROM moments WHERE",
        "SELECT things.name",
        "SELECT coalesce(max(issuer)",
        "INSERT INTO issuers",
        "INSERT INTO evidence",
        "SELECT number, records FROM subject_buckets WHERE number IN",
        "SELECT number, records FROM subject_buckets WHERE number >",
        "SELECT links, envelope FROM entries ORDER BY",
        "DELETE FROM entries",
        "INSERT INTO bundles",
        "INSERT INTO entries",
        "INSERT INTO moments",
        "INSERT INTO numbers",
        "UPDATE issuers",
        "INSERT INTO things",
        "INSERT INTO tiles",
        "DELETE FROM subject_buckets",
        "INSERT INTO subject_buckets",
        "SELECT number, entries FROM bundles",
        "SELECT position, envelope FROM entries",
        "COMMIT",
    )
    for late in (False, True)
]


def left(store):
    """Return all that there is: log, rows, numbers, tiles, map, links and evidence."""
    with store.reading() as reading:
        size = reading.size()
        return (
            list(reading.entries()),
            list(reading.find(THINGS, {}, after=None, limit=EVERY)),
            (store.sequence(KEY), store.sequence(OTHER)),
            [reading.tile(level, number) for level in range(3) for number in range(3)],
            [reading.bucket(number) for number in range(600)],
            reading.map_path(7),
            [reading.linked(position) for position in range(size)],
            reading.evidence(Digest(leaf_hash(b"lost").hex())),
        )


def test_the_table_of_faults_has_every_statement_of_a_step(faulty):
    store, connection = faulty
    connection.ran.clear()
    whole_step(store)
    known = {words for words, _ in FAULTS}
    assert {sql for sql in connection.ran if not sql.startswith(tuple(known))} == set()
    assert {
        words for words in known if not any(it.startswith(words) for it in connection.ran)
    } == set()


@pytest.mark.parametrize(
    ("words", "late"),
    [
        pytest.param(*fault, id=f"{'after' if fault[1] else 'before'} {fault[0]}")
        for fault in FAULTS
        if fault != ("COMMIT", True)
    ],
)
def test_a_step_that_fails_anywhere_leaves_nothing_and_the_store_works_on(faulty, words, late):
    store, connection = faulty
    before = left(store)
    connection.words, connection.late = words, late
    with pytest.raises(OSError, match="the disk is gone"):
        whole_step(store)
    assert left(store) == before
    whole_step(store)
    assert left(store) == after_a_whole_step()


@cache
def after_a_whole_step():
    """Return what a store that never failed has then."""
    store = MemoryStore()
    put(store, Thing(name="old"))
    say(store, b"kept")
    whole_step(store)
    return left(store)


def test_a_commit_that_fails_after_it_was_durable_leaves_the_whole_step(faulty):
    store, connection = faulty
    connection.words, connection.late = "COMMIT", True
    with pytest.raises(OSError, match="the disk is gone"):
        whole_step(store)
    assert left(store) == after_a_whole_step()
    assert say(store, b"next") == [300]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_whoever_is_stopped_while_it_commits_goes_on_from_what_is_durable(faulty, stop):
    store, connection = faulty

    def stopped(_connection):
        raise stop

    connection.words, connection.late, connection.happens = "COMMIT", True, stopped
    with pytest.raises(stop):
        whole_step(store)
    assert say(store, b"next") == [300]


def fill(store):
    with store.writing(NOW) as step:
        for number in range(200):
            step.append(entry(1 + number, bytes(4096)), OTHER, 1 + number, (f"lot:{number}",))


@pytest.mark.parametrize("opening", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing_and_the_store_works_on_when_there_is_room(faulty):
    store, connection = faulty
    before = left(store)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    for _ in range(2):
        with pytest.raises(UnavailableError, match="disk is full"):
            fill(store)
        assert left(store) == before
    connection.execute("PRAGMA max_page_count = 100000")
    whole_step(store)
    assert left(store) == after_a_whole_step()


# Two computations of one root, and a machine that is not sound.


def turned(raw):
    """Return bytes in which one bit has turned over."""
    return bytes([raw[0] ^ 1]) + raw[1:]


def turn_an_entry(connection):
    query = "SELECT position, envelope FROM entries ORDER BY position DESC LIMIT 1"
    position, raw = connection.execute(query).fetchone()
    update = "UPDATE entries SET envelope = ? WHERE position = ?"
    connection.execute(update, (turned(raw), position))


def turn_a_bundle(connection, at=17):
    ((raw,),) = connection.execute("SELECT entries FROM bundles")
    entries = from_kept(raw, 0)
    entries[at] = turned(entries[at])
    connection.execute("UPDATE bundles SET entries = ?", (as_kept(tuple(entries)),))


@pytest.mark.parametrize(
    ("words", "turn"),
    [
        ("INSERT INTO entries", turn_an_entry),
        ("INSERT INTO bundles", turn_a_bundle),
        ("INSERT INTO bundles", partial(turn_a_bundle, at=0)),
        ("SELECT links, envelope FROM entries ORDER BY", turn_an_entry),
    ],
    ids=["an entry", "a finished bundle", "an older entry that was moved", "one before it was"],
)
def test_a_bit_that_turns_between_hash_and_commit_is_refused_and_nothing_is_written_after(
    faulty, words, turn
):
    store, connection = faulty
    before = left(store)
    connection.words, connection.happens = words, turn
    connection.late = words.startswith("INSERT")
    with pytest.raises(UnavailableError, match="two computations of a root of 300 entries differ"):
        whole_step(store)
    assert left(store) == before
    for again in (whole_step, put_and_fail, lambda store: put(store, Thing(name="new"))):
        with pytest.raises(UnavailableError, match="two computations"):
            again(store)
    assert left(store) == before


def test_a_store_whose_machine_was_mended_goes_on(faulty, opening):
    store, connection = faulty
    connection.words, connection.late = "INSERT INTO bundles", True
    connection.happens = turn_a_bundle
    with pytest.raises(UnavailableError, match="two computations"):
        whole_step(store)
    store.close()
    with closing(opening[0]()) as again:
        whole_step(again)
        assert left(again) == after_a_whole_step()


def test_an_entry_that_has_rotted_is_not_taken_into_a_bundle(faulty):
    store, connection = faulty
    turn_an_entry(connection)
    with pytest.raises(UnavailableError, match="two computations"):
        whole_step(store)
    assert store.size() == 1


# The file.


def test_what_was_stored_is_there_when_the_file_is_opened_again(tmp_path):
    path = tmp_path / "store.db"
    with closing(SqliteStore(path, LAYOUTS)) as first:
        say(first, b"a", b"b")
        put(first, FULL)
    with closing(SqliteStore(path, LAYOUTS)) as again:
        assert [e.raw for e in again.entries()] == [b"a", b"b"]
        assert (again.sequence(KEY), found(again)) == (2, [FULL])
        assert say(again, b"c") == [2]


def test_a_file_with_other_tables_is_refused(tmp_path):
    path = tmp_path / "store.db"
    SqliteStore(path, LAYOUTS[:1]).close()
    with pytest.raises(UnavailableError, match="another version"):
        SqliteStore(path, LAYOUTS)


@pytest.mark.parametrize("folder", ["plain", "with space é", "number#1", "why?", "50%20"])
def test_the_file_lies_where_it_was_asked_for(tmp_path, folder):
    path = tmp_path / folder / "store.db"
    path.parent.mkdir()
    with closing(SqliteStore(path, LAYOUTS)) as store:
        say(store, b"a")
        assert store.size() == 1
    assert path.is_file()


@pytest.fixture
def two(tmp_path):
    """Return two stores on one file, each with a lock of its own."""
    path, lock = tmp_path / "store.db", tmp_path / "in-use"
    with (
        closing(SqliteStore(path, LAYOUTS, lock=FolderLock(lock))) as one,
        closing(SqliteStore(path, LAYOUTS, lock=FolderLock(lock))) as other,
    ):
        yield one, other


@pytest.mark.parametrize("claimed", [False, True], ids=["by writing", "before it writes"])
def test_of_two_writers_the_second_is_told_and_keeps_nothing(two, claimed):
    one, other = two
    for _ in range(2):
        one.claim() if claimed else say(one, b"one")
        with pytest.raises(UnavailableError, match="in use by another process"):
            say(other, b"other")
        with pytest.raises(UnavailableError, match="in use by another process"):
            other.claim()
    assert b"other" not in [logged.raw for logged in other.entries()]
    assert say(one, b"on") == [0 if claimed else 2]


def test_whoever_waits_for_a_writer_to_end_goes_on_from_where_it_ended(two):
    one, other = two
    whole = [b"%d" % number for number in range(300)]
    say(one, *whole[:200])
    one.close()
    assert say(other, *whole[200:]) == list(range(200, 300))
    assert [logged.raw for logged in other.entries()] == whole
    assert other.sequence(KEY) == 300


def test_a_reader_needs_no_lock(two):
    one, other = two
    put(one, Thing(name="a"))
    say(one, b"a")
    assert (names(found(other)), other.size(), other.sequence(KEY)) == (["a"], 1, 1)
    assert [logged.raw for logged in other.entries()] == [b"a"]


@pytest.mark.parametrize("others", [1, 255, 256, 300])
def test_a_writer_that_missed_what_another_wrote_without_a_lock_keeps_nothing(tmp_path, others):
    path = tmp_path / "store.db"
    with closing(SqliteStore(path, LAYOUTS)) as one, closing(SqliteStore(path, LAYOUTS)) as two:
        say(one, b"one")
        say(two, *(b"%d" % number for number in range(others)), key=OTHER)
        with pytest.raises(UnavailableError):
            say(one, b"lost")
        assert [e.raw for e in one.entries(1)] == [b"%d" % number for number in range(others)]
        assert one.sequence(KEY) == 1


WRITER = """
import sys
from pathlib import Path
from tests.contract.test_store import KEY, LAYOUTS, NOW, THINGS, Change, SqliteStore, Thing, entry

store = SqliteStore(Path(sys.argv[1]), LAYOUTS)
while True:
    with store.writing(NOW) as step:
        position = step.position
        step.append(entry(position, b"%d" % position), KEY, position + 1)
        step.store(Change(THINGS, Thing(name=str(position), number=position)))
    print(position, flush=True)
"""


def killed_after(path, steps):
    """Start a writer in a process of its own, kill it after some steps; return the last told."""
    root = Path(__file__).parents[2]
    writer = subprocess.Popen(  # noqa: S603  (our own interpreter, our own text)
        [sys.executable, "-c", WRITER, str(path)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        told = [int(writer.stdout.readline()) for _ in range(steps)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().splitlines() if line.isdigit()]
    return told


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path):
    path, told = tmp_path / "store.db", []
    for steps in (7, 40):
        told += killed_after(path, steps)
        with closing(SqliteStore(path, LAYOUTS)) as store:
            raws = [logged.raw for logged in store.entries()]
            assert raws == [b"%d" % position for position in range(len(raws))]
            assert len(told) <= len(raws) <= len(told) + 2
            assert len(found(store)) == store.sequence(KEY) == len(raws)
    assert all(later > earlier for earlier, later in pairwise(told))


def test_a_naive_clock_is_a_bug_that_leaves_nothing(store):
    say(store, b"a")
    with pytest.raises(TypeError):
        say(store, b"b", now=datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None))
    assert store.size() == 1
