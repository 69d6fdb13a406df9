"""What a store keeps beside its entries: tiles, the subject map, evidence, the digest of rows.

All of it is held against a slow and obvious computation from the entries (``ledger_making``).
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from tests.contract.test_store import KEY, LAYOUTS, NOW, OTHER, PLACES, THINGS, Thing, entry
from tests.ledger_making import Subjects, files, tree_path, tree_root

from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.flow.ports import Reading, Settled, Store
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.subject_map import bucket_of, key_of, record_in, root_by_path
from comptrol.kernel.ledger.tile import Place, places
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.view import Change, Layout

START = Digest("0" * 64)


@pytest.fixture
def layouts() -> tuple[Layout[Any], ...]:
    return LAYOUTS


class Said(NamedTuple):
    """An entry, and what it is about."""

    raw: bytes
    subjects: tuple[str, ...]


def said(number: int) -> Said:
    """Return an entry that is about nothing, or about one, two or three things."""
    subjects = f"lot:{number % 97}", f"site:{number % 5}", f"party:{number}"
    return Said(b"entry %d" % number, subjects[: number % 4])


LOG = [said(number) for number in range(600)]


def log(store: Store, entries: Iterable[Said], key: bytes = KEY) -> Settled:
    """Log entries in one step; return what they add up to."""
    with store.writing(NOW) as step:
        for raw, subjects in entries:
            position, number = step.position, step.sequence(key) + 1
            step.append(entry(position, raw, step.at), key, number, subjects)
        return step.settle()


def in_steps(store: Store, entries: Sequence[Said], sizes: Sequence[int]) -> None:
    """Log entries in steps of some sizes, over and over."""
    at, size = 0, cycle(sizes)
    while at < len(entries):
        following = at + next(size)
        log(store, entries[at:following])
        at = following


# Tiles.


def check_tiles(reading: Reading, entries: Sequence[Said]) -> None:
    leaves = [leaf_hash(raw) for raw, _ in entries]
    obvious = dict(files([raw for raw, _ in entries], leaves))
    for place in places(len(entries)):
        if place.level >= 0:
            assert reading.tile(place.level, place.number) == obvious[place.path], place
    levels = range(5)
    assert all(reading.tile(level, len(entries)) == b"" for level in levels[1:])
    assert reading.tile(0, len(entries) // 256 + 1) == b""
    assert reading.size() == len(entries)
    assert Prover(reading.tile).root(len(entries)) == tree_root(leaves)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513])
@pytest.mark.parametrize("steps", [(1,), (3, 1, 97), (255, 2), (600,)], ids=str)
def test_tiles_are_those_of_an_obvious_computation(
    store: Store, size: int, steps: tuple[int, ...]
) -> None:
    in_steps(store, LOG[:size], steps)
    with store.reading() as reading:
        check_tiles(reading, LOG[:size])
        assert [logged.raw for logged in reading.entries()] == [raw for raw, _ in LOG[:size]]


def test_an_empty_log_has_no_tile_and_no_bucket(store: Store) -> None:
    with store.reading() as reading:
        assert (reading.size(), reading.tile(0, 0), reading.bucket(0)) == (0, b"", b"")
        assert list(reading.map_path(0)) == tree_path(0, Subjects({}).leaves)


# The subject map.


def about(entries: Sequence[Said]) -> dict[str, list[tuple[int, bytes]]]:
    found: dict[str, list[tuple[int, bytes]]] = {}
    for position, (raw, subjects) in enumerate(entries):
        for subject in subjects:
            found.setdefault(subject, []).append((position, leaf_hash(raw)))
    return found


def check_map(reading: Reading, entries: Sequence[Said], settled: Settled | None = None) -> None:
    known = about(entries)
    subjects = Subjects(known)
    buckets = [reading.bucket(number) for number in range(2**subjects.depth)]
    assert buckets == subjects.buckets
    assert reading.bucket(2**subjects.depth) == b""
    for number in (0, 1, 2**subjects.depth // 3, 2**subjects.depth - 1):
        assert list(reading.map_path(number)) == tree_path(number, subjects.leaves)
    if settled is not None:
        found = settled.subjects, settled.depth, settled.map_root
        assert found == (len(known), subjects.depth, subjects.root.hex())


def check_links(reading: Reading, entries: Sequence[Said]) -> None:
    last: dict[str, int] = {}
    for position, (raw, subjects) in enumerate(entries):
        logged, links = reading.linked(position)
        assert (logged.position, logged.raw, logged.logged_at) == (position, raw, NOW)
        assert links == tuple(last.get(subject) for subject in subjects)
        last.update(dict.fromkeys(subjects, position))


@pytest.mark.parametrize("steps", [(1, 7, 2), (255, 3), (600,)], ids=str)
def test_the_map_is_that_of_an_obvious_computation(store: Store, steps: tuple[int, ...]) -> None:
    in_steps(store, LOG[:-3], steps)
    settled = log(store, LOG[-3:])
    with store.reading() as reading:
        check_map(reading, LOG, settled)
        check_links(reading, LOG)


MANY = [Said(b"%d" % n, (f"a:{n}", f"b:{n}", f"c:{n % 50}", f"d:{n}")) for n in range(700)]


@pytest.mark.parametrize("steps", [(50,), (341, 1, 1), (690,)], ids=str)
def test_the_map_grows_as_its_subjects_do(store: Store, steps: tuple[int, ...]) -> None:
    """341 entries are about 1,073 subjects and 700 about 2,150: the map is redrawn twice."""
    in_steps(store, MANY[:-1], steps)
    settled = log(store, MANY[-1:])
    assert (settled.subjects, settled.depth) == (2_150, 10)
    with store.reading() as reading:
        check_map(reading, MANY, settled)
        check_links(reading, MANY)


@pytest.mark.parametrize(("subjects", "depth"), [(1024, 8), (1025, 9), (2048, 9), (2049, 10)])
def test_the_map_has_four_subjects_to_a_bucket_at_most(
    store: Store, subjects: int, depth: int
) -> None:
    entries = [Said(b"%d" % number, (f"lot:{number}",)) for number in range(subjects)]
    settled = log(store, entries)
    assert (settled.subjects, settled.depth) == (subjects, depth)
    with store.reading() as reading:
        check_map(reading, entries, settled)


def test_entries_after_a_settling_are_in_the_next_one(store: Store) -> None:
    """A store is settled at a seal; the seal itself is about nothing."""
    with store.writing(NOW) as step:
        step.append(entry(0, LOG[3].raw), KEY, 1, LOG[3].subjects)
        first = step.settle()
        step.append(entry(1, b"a seal"), OTHER, 1)
        step.append(entry(2, LOG[7].raw), KEY, 2, LOG[7].subjects)
        second = step.settle()
    entries = [LOG[3], Said(b"a seal", ()), LOG[7]]
    with store.reading() as reading:
        check_map(reading, entries, second)
        check_links(reading, entries)
    assert first.map_root == Subjects(about(entries[:1])).root.hex()


def test_a_subject_that_nobody_spoke_of_is_proven_absent(store: Store) -> None:
    settled = log(store, LOG)
    with store.reading() as reading:
        for subject in ("lot:97", "party:1", "site:", ""):
            key = key_of(subject)
            number = bucket_of(key, settled.depth)
            bucket, path = reading.bucket(number), reading.map_path(number)
            assert record_in(bucket, key) is None
            assert root_by_path(bucket, number, path).hex() == settled.map_root


@pytest.mark.parametrize("position", [-1, 3, 2**40])
def test_an_entry_that_is_not_there_has_no_links(store: Store, position: int) -> None:
    log(store, LOG[:3])
    with store.reading() as reading, pytest.raises(NotFoundError, match=str(position)):
        reading.linked(position)


# Which numbers were used.


def test_every_number_that_was_used_leads_to_what_was_said(store: Store) -> None:
    positions: dict[bytes, list[int]] = {KEY: [], OTHER: []}
    for at in range(0, 700, 35):
        with store.writing(NOW) as step:
            for position in range(at, at + 35):
                key = OTHER if position % 7 == 3 else KEY
                positions[key].append(position)
                step.append(entry(position, b"%d" % position), key, len(positions[key]))
    with store.writing(NOW) as step:
        for key, used in positions.items():
            found = [step.said(key, number) for number in range(1, len(used) + 1)]
            assert found == [entry(position, b"%d" % position) for position in used]
            assert (step.sequence(key), step.said(key, len(used) + 1)) == (len(used), None)


# Evidence, and the digest of rows.


def test_evidence_is_found_by_its_leaf_hash_and_is_no_entry(store: Store) -> None:
    with store.writing(NOW) as step:
        for raw in (b"one", b"two", b"one"):
            step.keep_evidence(raw)
    with store.reading() as reading:
        for raw in (b"one", b"two"):
            assert reading.evidence(Digest(leaf_hash(raw).hex())) == raw
        assert reading.evidence(Digest(leaf_hash(b"three").hex())) is None
        assert (reading.size(), list(reading.entries())) == (0, [])


def obvious_digest(before: str, *tables: tuple[str, Sequence[msgspec.Struct]]) -> str:
    lines = bytes.fromhex(before)
    for name, rows in tables:
        lines += b"".join(
            line + b"\n" for line in (name.encode(), *map(msgspec.json.encode, rows))
        )
    return sha256(lines).hexdigest()


def test_a_step_digests_the_rows_that_were_changed_since_the_last(store: Store) -> None:
    one, two, again = Thing(name="a"), Thing(name="b", number=2), Thing(name="a", number=3)
    place = PLACES.row(name="a", number=1, on=NOW.date(), colour=one.colour)
    with store.writing(NOW) as step:
        for row in (two, one, again):
            step.store(Change(THINGS, row))
        step.store(Change(PLACES, place))
        first = step.digested(START)
        list(step.rows.find(THINGS, {"number": 2}, after=None, limit=9))
        nothing = step.digested(first)
        step.store(Change(THINGS, two))
        second = step.digested(first)
    assert first == obvious_digest(START, ("places", [place]), ("things", [again, two]))
    assert nothing == obvious_digest(first)
    assert second == obvious_digest(first, ("things", [two]))


def test_what_a_seal_writes_is_in_no_digest(store: Store) -> None:
    of_seals = msgspec.structs.replace(PLACES, of_seals=True)
    place = PLACES.row(name="a", number=1, on=NOW.date(), colour=Thing(name="").colour)
    with store.writing(NOW) as step:
        step.store(Change(of_seals, place))
        assert step.digested(START) == obvious_digest(START)
        step.store(Change(PLACES, place))
        assert step.digested(START) == obvious_digest(START, ("places", [place]))


def lose_a_row(store: Store) -> None:
    with store.writing(NOW) as step:
        step.store(Change(THINGS, Thing(name="lost")))
        raise RuntimeError


def test_rows_of_a_step_that_failed_are_in_no_digest(store: Store) -> None:
    with pytest.raises(RuntimeError):
        lose_a_row(store)
    with store.writing(NOW) as step:
        assert step.digested(START) == obvious_digest(START)


# A step is whole or nothing, and a reading sees whole steps.


def check(reading: Reading, entries: Sequence[Said]) -> None:
    check_tiles(reading, entries)
    check_map(reading, entries)
    check_links(reading, entries)
    assert [logged.raw for logged in reading.entries()] == [raw for raw, _ in entries]


def fail(store: Store, entries: Sequence[Said]) -> None:
    """Do all that a step can do, and fail."""
    with store.writing(NOW) as step:
        for number, (raw, subjects) in enumerate(entries):
            step.append(entry(step.position, raw, step.at), OTHER, number + 1, subjects)
        step.keep_evidence(b"evidence")
        step.settle()
        raise RuntimeError


@pytest.mark.parametrize("before", [0, 3, 250, 300])
def test_a_step_that_fails_leaves_tiles_map_and_evidence_as_they_were(
    store: Store, before: int
) -> None:
    """The lost step would have filled a tile, and redrawn the map."""
    in_steps(store, MANY[:before], (97, 3))
    with pytest.raises(RuntimeError):
        fail(store, MANY[400:])
    with store.reading() as reading:
        check(reading, MANY[:before])
        assert reading.evidence(Digest(leaf_hash(b"evidence").hex())) is None
    settled = log(store, MANY[before:])
    with store.reading() as reading:
        check(reading, MANY)
        check_map(reading, MANY, settled)


@pytest.mark.parametrize("before", [3, 256, 300])
def test_a_reading_sees_one_whole_step_whatever_is_written(store: Store, before: int) -> None:
    log(store, MANY[:before])
    with store.reading() as reading:
        assert reading.size() == before
        in_steps(store, MANY[before:], (200, 1))
        check(reading, MANY[:before])
    with store.reading() as reading:
        check(reading, MANY)


def seen(store: Store, entries: Sequence[Said]) -> bool:
    """Tell whether a reading sees these entries, and no evidence."""
    with store.reading() as reading:
        check(reading, entries)
        return reading.evidence(Digest(leaf_hash(b"evidence").hex())) is None


def test_a_reading_sees_nothing_of_a_step_that_is_being_written(store: Store) -> None:
    in_steps(store, MANY[:250], (200, 50))
    with store.writing(NOW) as step, ThreadPoolExecutor(1) as pool:
        for number, (raw, subjects) in enumerate(MANY[250:], 1):
            step.append(entry(step.position, raw, step.at), OTHER, number, subjects)
        step.keep_evidence(b"evidence")
        step.settle()
        assert pool.submit(seen, store, MANY[:250]).result(20)
    assert not seen(store, MANY)


@pytest.mark.parametrize("before", [1, 255, 256, 300, 512])
def test_a_log_that_is_being_read_ends_where_it_ended_when_the_reading_began(
    store: Store, before: int
) -> None:
    log(store, LOG[:before])
    reading, read = store.entries(), []
    for logged in reading:
        read.append(logged.raw)
        if len(read) in {1, 256}:
            log(store, LOG[:256])
    assert read == [raw for raw, _ in LOG[:before]]


def test_what_was_stored_is_gone_on_from_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    for start in range(0, len(MANY), 140):
        with closing(SqliteStore(path, LAYOUTS)) as store:
            log(store, MANY[start : start + 140])
    with closing(SqliteStore(path, LAYOUTS)) as store, store.reading() as reading:
        check(reading, MANY)
        assert reading.tile(*Place(1, 0)[:2])
