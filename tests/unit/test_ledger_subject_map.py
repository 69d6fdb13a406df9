"""The subject map: records, buckets and their tree, by the words of ``docs/ledger.md``."""

from collections.abc import Iterable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger_making import Subjects, tree_path

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.growth import (
    Growth,
    Links,
    links_of,
    packed_links,
    standing_of,
)
from comptrol.kernel.ledger.subject_map import (
    CHAIN_START,
    RECORD_BYTES,
    Nodes,
    NodesDraft,
    Record,
    bucket_of,
    bucket_with,
    check_bucket,
    depth_for,
    key_of,
    rebucketed,
    record_in,
    root_by_path,
)
from comptrol.kernel.ledger.tree import leaf_hash

EMPTY = leaf_hash(b"")


def record(number: int, entries: int = 1) -> Record:
    """Return the record of a subject that has some entries."""
    found = Record(key_of(f"lot:{number}"))
    for position in range(number, number + entries):
        found = found.followed_by(position, leaf_hash(b"%d" % position))
    return found


def bucket(*records: Record) -> bytes:
    """Return a bucket that has records in the order in which they are given."""
    return b"".join(one.packed() for one in records)


def ordered(*numbers: int) -> list[Record]:
    return sorted(map(record, numbers))


# Records.


def test_a_record_is_key_count_last_and_chain():
    one, two = leaf_hash(b"one"), leaf_hash(b"two")
    found = Record(key_of("lot:a")).followed_by(3, one).followed_by(2**33, two)
    first = sha256(bytes(32) + b"\0\0\0\0\0\0\0\3" + one).digest()
    second = sha256(first + b"\0\0\0\2\0\0\0\0" + two).digest()
    assert found.packed() == (
        sha256(b"lot:a").digest() + b"\0" * 7 + b"\2" + b"\0\0\0\2\0\0\0\0" + second
    )
    assert (CHAIN_START, len(found.packed())) == (bytes(32), RECORD_BYTES)


def test_a_chain_tells_position_entry_and_order_apart():
    one, two, start = leaf_hash(b"one"), leaf_hash(b"two"), Record(key_of("lot:a"))
    chains = {
        start.followed_by(1, one).followed_by(2, two).chain,
        start.followed_by(2, two).followed_by(1, one).chain,
        start.followed_by(1, two).followed_by(2, one).chain,
        start.followed_by(1, one).followed_by(3, two).chain,
        start.followed_by(1, one).chain,
        start.chain,
    }
    assert len(chains) == 6


def test_a_key_is_the_digest_of_the_subject_in_utf_8():
    assert key_of("lot:é漢").hex() == sha256(b"lot:\xc3\xa9\xe6\xbc\xa2").hexdigest()


# Buckets.


@pytest.mark.parametrize(
    ("subjects", "depth"),
    [(0, 8), (1, 8), (1024, 8), (1025, 9), (2048, 9), (2049, 10), (4 * 2**20, 20), (10**9, 28)],
)
def test_the_depth_is_the_least_with_four_subjects_to_a_bucket(subjects: int, depth: int):
    assert depth_for(subjects) == depth
    assert subjects <= 4 * 2**depth
    assert depth == 8 or subjects > 4 * 2 ** (depth - 1)


@pytest.mark.parametrize(
    ("start", "depth", "number"),
    [
        ("00", 8, 0),
        ("ff", 8, 255),
        ("80ff", 8, 128),
        ("80ff", 9, 257),
        ("0180", 9, 3),
        ("ffffff", 20, 2**20 - 1),
    ],
)
def test_a_bucket_is_numbered_by_the_first_bits_of_its_keys(start: str, depth: int, number: int):
    key = bytes.fromhex(start).ljust(32, b"\0")
    assert bucket_of(key, depth) == number


def test_a_record_is_found_in_its_bucket_and_no_other_is():
    whole = bucket(*ordered(1, 2, 3))
    assert [record_in(whole, key_of(f"lot:{number}")) for number in (1, 2, 3, 4)] == [
        record(1),
        record(2),
        record(3),
        None,
    ]
    assert record_in(b"", key_of("lot:1")) is None


def test_a_key_within_a_record_is_no_record():
    """A chain is 32 bytes that whoever is patient can choose: it may look like a key."""
    key = key_of("lot:1")
    other = record(2)._replace(chain=key)
    assert record_in(other.packed(), key) is None
    assert record_in(bucket(other, record(1)), key) == record(1)
    across = record(2)._replace(chain=bytes(16) + key[:16]).packed() + key[16:] + bytes(64)
    assert record_in(across, key) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), max_size=25))
def test_a_bucket_is_in_the_order_of_its_keys_whatever_was_put_when(puts: list[tuple[int, int]]):
    found, known = b"", {}
    for number, entries in puts:
        known[number] = record(number, entries)
        found = bucket_with(found, known[number])
    assert found == bucket(*sorted(known.values()))


@pytest.mark.parametrize("depth", [9, 10])
def test_buckets_drawn_anew_have_the_same_records_where_they_belong(depth: int):
    subjects = Subjects({f"lot:{number}": [(number, EMPTY)] for number in range(900)})
    drawn = list(enumerate(subjects.buckets))
    for deeper in range(9, depth + 1):
        drawn = list(rebucketed(drawn, deeper))
    assert [number for number, _ in drawn] == list(range(2**depth))
    for number, found in drawn:
        check_bucket(found, number, depth)
    assert b"".join(found for _, found in drawn) == b"".join(subjects.buckets)


# The tree over the buckets.


def nodes(buckets: dict[int, bytes], depth: int = 8) -> Nodes:
    return Nodes(depth, buckets.items())


def test_a_map_without_subjects_has_a_root_of_empty_buckets():
    root = EMPTY
    for _ in range(8):
        root = sha256(b"\x01" + root + root).digest()
    assert nodes({}).root() == root


@pytest.mark.parametrize("depth", [8, 9])
def test_root_and_paths_are_those_of_the_full_tree_over_the_buckets(depth: int):
    buckets = [b"%d" % number if number % 3 else b"" for number in range(2**depth)]
    tree, leaves = nodes(dict(enumerate(buckets)), depth), [leaf_hash(each) for each in buckets]
    for number in (0, 1, 100, 2**depth - 1):
        path = tree.path(number)
        assert path == tree_path(number, leaves)
        assert root_by_path(buckets[number], number, path) == tree.root()
        assert root_by_path(b"other", number, path) != tree.root()
        assert root_by_path(buckets[number], number ^ 1, path) != tree.root()


CHANGES = st.lists(
    st.dictionaries(st.integers(0, 255), st.binary(max_size=3), max_size=5), max_size=5
)


@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_a_draft_has_the_root_of_the_tree_made_anew(changes: list[dict[int, bytes]]):
    tree, buckets = nodes({7: b"seven"}), {7: b"seven"}
    before, draft = bytes(tree.hashes), NodesDraft(tree)
    for some in changes:
        buckets |= some
        assert draft.rooted(some) == nodes(buckets).root()
    assert bytes(tree.hashes) == before, "nothing is changed before it is kept"
    draft.keep()
    assert tree.hashes == nodes(buckets).hashes


def test_a_draft_that_is_given_up_leaves_no_trace_in_the_next():
    tree = nodes({7: b"seven"})
    NodesDraft(tree).rooted({7: b"lost", 8: b"lost"})
    following = NodesDraft(tree)
    assert following.rooted({9: b"nine"}) == nodes({7: b"seven", 9: b"nine"}).root()


# What a proof is held against.


@pytest.mark.parametrize("numbers", [(), (1,), (1, 2, 3, 4)])
def test_a_bucket_of_whole_records_in_order_is_well_formed(numbers: tuple[int, ...]):
    whole = ordered(*numbers)
    check_bucket(bucket(*whole), 0, 0)
    for one in whole:
        check_bucket(one.packed(), bucket_of(one.key, 8), 8)


@pytest.mark.parametrize(
    "wrong",
    [
        bucket(*reversed(ordered(1, 2, 3))),
        bucket(record(1), record(1)),
        bucket(record(1), record(1, entries=2)),
        bucket(*ordered(1, 2))[:-1],
        bucket(*ordered(1, 2)) + b"\xff",
        bucket(*ordered(1, 2)) + b"\xff" * 79,
        bucket(record(1)) + record(1).key,
        b"\0",
    ],
    ids=[
        "out of order",
        "twice",
        "twice otherwise",
        "cut",
        "longer",
        "much longer",
        "a key",
        "short",
    ],
)
def test_a_bucket_that_is_no_list_of_records_in_order_is_refused(wrong: bytes):
    with pytest.raises(NotProvenError, match="not a list of records"):
        check_bucket(wrong, 0, 0)


def test_a_record_that_belongs_elsewhere_is_refused():
    one = record(1)
    with pytest.raises(NotProvenError, match="belongs elsewhere"):
        check_bucket(one.packed(), bucket_of(one.key, 8) ^ 1, 8)


# How a batch adds to it.


class Kept:
    """Buckets in a dictionary: what a store reads them from."""

    def __init__(self, buckets: dict[int, bytes]) -> None:
        self.buckets = buckets

    def some(self, numbers: Iterable[int]) -> dict[int, bytes]:
        return {number: self.buckets[number] for number in numbers if number in self.buckets}

    def every(self) -> Iterable[tuple[int, bytes]]:
        return self.buckets.items()


SUBJECTS = st.lists(st.integers(0, 12), max_size=3, unique=True).map(
    lambda numbers: tuple(f"lot:{number}" for number in numbers)
)
BATCHES = st.lists(st.lists(SUBJECTS, max_size=4), max_size=6)


@settings(max_examples=60, deadline=None)
@given(BATCHES, st.booleans())
def test_a_map_grows_as_if_it_were_made_anew(batches: list[list[tuple[str, ...]]], again: bool):  # noqa: FBT001
    """Whether a batch is settled once, or again after each of its entries."""
    buckets, about, position = {}, {}, 0
    for batch in batches:
        growth = Growth(standing_of(Edge(), buckets.items()), Kept(buckets))
        links: list[Links] = []
        for subjects in batch:
            raw = b"%d" % position
            growth.add(position, raw, subjects)
            links += growth.settled() if again else []
            for subject in subjects:
                about.setdefault(subject, []).append((position, leaf_hash(raw)))
            position += 1
        links += growth.settled()
        assert growth.map_root() == Subjects(about).root
        assert growth.subjects == len(about)
        assert len(links) == len(batch)
        buckets |= growth.changed


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_links_come_back_as_they_were_packed(data: st.DataObject):
    position = data.draw(st.integers(1, 2**48))
    links = tuple(data.draw(st.lists(st.none() | st.integers(0, position - 1), max_size=5)))
    assert links_of(packed_links(links, position), position) == links


@pytest.mark.parametrize("back", [1, 127, 128, 129, 2**14 - 1, 2**14, 2**21])
def test_a_link_may_lead_any_way_back(back: int):
    position = 2**40
    packed = packed_links((position - back, None, position - 1), position)
    assert links_of(packed, position) == (position - back, None, position - 1)
