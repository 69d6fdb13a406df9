"""Is what is stored what the entries make it? All is derived anew, and differences named."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.ledger import LedgerView
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Reading
from comptrol.flow.publication import Shelf
from comptrol.flow.publishing import CHECKPOINT, SUBJECTS, content_of
from comptrol.flow.subjects import subjects_by_kind
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.envelope import Claims, open_envelope
from comptrol.kernel.errors import ComptrolError, EnvelopeError, NotFoundError
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.growth import Links
from comptrol.kernel.ledger.guard import SignedHead
from comptrol.kernel.ledger.policy import Policy, believe
from comptrol.kernel.ledger.subject_map import (
    Nodes,
    Record,
    bucket_of,
    depth_for,
    key_of,
)
from comptrol.kernel.ledger.tile import Place, places
from comptrol.kernel.ledger.tree import leaf_hash

AT_ONCE: Final = 256 * 64
DIFFERENCES_TOLD: Final = 100


class Fsck(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked, and what differs, as sentences that name the place."""

    entries: int
    tiles: int
    subjects: int
    files: int
    differences: tuple[str, ...]


class Checking:
    """One pass over a log as one step left it."""

    def __init__(self, reading: Reading, catalogue: Catalogue, references: References) -> None:
        self._reading, self._catalogue = reading, catalogue
        self._view = RowsWorld(reading, references)[LedgerView]
        self._edge = Edge()
        self._records: dict[bytes, Record] = {}
        self._tiles = self._files = 0

    def run(self, shelf: Shelf, policy: Policy | None, signed: SignedHead | None) -> Fsck:
        """Check entries, tiles, map, evidence, what is published, and what was signed last."""
        found = self._all(shelf, policy, signed)
        return Fsck(
            differences=tuple(islice(found, DIFFERENCES_TOLD)),
            entries=self._edge.size,
            tiles=self._tiles,
            subjects=len(self._records),
            files=self._files,
        )

    def _all(
        self, shelf: Shelf, policy: Policy | None, signed: SignedHead | None
    ) -> Iterator[str]:
        try:
            yield from self._check_entries()
            yield from self._check_edge()
            yield from self._check_map()
            yield from self._check_evidence()
            yield from self._check_published(shelf, policy)
            yield from self._check_signed(signed)
            if signed is not None and shelf.get(CHECKPOINT) is None:
                yield "a head was signed, and none is published: comptrol ledger publish"
        except ComptrolError as error:
            yield f"{error}; so nothing more can be checked"

    def _check_entries(self) -> Iterator[str]:
        entries, expected = self._reading.entries(), 0
        while batch := list(islice(entries, AT_ONCE)):
            leaves = []
            for logged in batch:
                if logged.position != expected:
                    yield f"entry {expected} is missing: the next is {logged.position}"
                    return
                expected += 1
                leaves.append(leaf_hash(logged.raw))
                yield from self._check_subjects(logged.position, leaves[-1])
            self._edge, written = self._edge.grown(leaves)
            yield from (
                f"tile {place.level}/{place.number} is not what its entries make it"
                for place, hashes in written
                if not self._stored(place).startswith(hashes)
            )

    def _check_subjects(self, position: int, leaf: bytes) -> Iterator[str]:
        """Bring the records up to an entry, and hold its links against them."""
        logged, links = self._reading.linked(position)
        try:
            yield from self._check_number(position, open_envelope(logged.raw).claims)
            named = read_entry(self._catalogue, logged).statement.subjects_named()
        except EnvelopeError as error:
            yield f"entry {position} cannot be read: {error}"
            return
        expected: Links = ()
        for subject in named:
            record = self._records.get(key := key_of(subject)) or Record(key)
            expected = (*expected, record.last if record.entries else None)
            self._records[key] = record.followed_by(position, leaf)
        if links != expected:
            yield f"entry {position} links to {links}; the entries before it make it {expected}"

    def _check_number(self, position: int, claims: Claims) -> Iterator[str]:
        found = self._reading.position_under(claims.key, claims.sequence)
        if found != position:
            number = f"number {claims.sequence} of {claims.key.hex()}"
            yield f"{number} is kept as entry {found}, and is entry {position}"

    def _stored(self, place: Place) -> bytes:
        self._tiles += 1
        return self._reading.tile(place.level, place.number)

    def _check_edge(self) -> Iterator[str]:
        """Hold the tiles at the edge, which are not full, against the entries."""
        for level, hashes in enumerate(self._edge.tiles):
            number = (self._edge.size >> (8 * level)) // 256
            if self._reading.tile(level, number) != hashes:
                yield f"tile {level}/{number}, at the edge, is not what its entries make it"

    def _check_map(self) -> Iterator[str]:
        depth = depth_for(len(self._records))
        buckets: dict[int, list[bytes]] = {}
        for key in sorted(self._records):
            buckets.setdefault(bucket_of(key, depth), []).append(self._records[key].packed())
        whole = {number: b"".join(records) for number, records in buckets.items()}
        for number in range(1 << depth):
            if self._reading.bucket(number) != whole.get(number, b""):
                yield f"bucket {number} of the subject map is not what the entries make it"
        if self._reading.map_path(0) != tuple(Nodes(depth, whole.items()).path(0)):
            yield "the nodes of the subject map are not those over its buckets"

    def _check_evidence(self) -> Iterator[str]:
        for noted in self._view.equivocations.where():
            raw = self._reading.evidence(noted.other)
            if raw is None or leaf_hash(raw).hex() != noted.other:
                yield f"the evidence {noted.other} of an equivocation is missing or changed"

    def _check_published(self, shelf: Shelf, policy: Policy | None) -> Iterator[str]:
        note = shelf.get(CHECKPOINT)
        if note is None:
            return
        try:
            head = read_checkpoint(note).head if policy is None else believe(policy, note)
        except ComptrolError as error:
            yield f"the published head does not hold: {error}"
            return
        at = head if isinstance(head, Head) else head.checkpoint.head
        if at.size > self._edge.size:
            yield f"the published head has {at.size} entries, the log {self._edge.size}"
            return
        self._files += 1
        if shelf.get(SUBJECTS) != msgspec.json.encode(subjects_by_kind(self._catalogue)):
            yield f"{SUBJECTS}, as published, is not what the kinds of this version make it"
        for place in places(at.size):
            self._files += 1
            try:
                expected = content_of(self._reading, place)
            except NotFoundError as error:
                yield str(error)
                continue
            if shelf.get(place.path) != expected:
                yield f"{place.path}, as published, is not what the log has"
        yield from self._check_root(at)

    def _check_root(self, at: Head) -> Iterator[str]:
        if self._root(at.size) != at.root:
            yield f"the published root of {at.size} entries is not the one they have"

    def _check_signed(self, signed: SignedHead | None) -> Iterator[str]:
        if signed is None:
            return
        if signed.size > self._edge.size:
            yield (
                f"the log has {self._edge.size} entries, and a head of {signed.size} was signed: "
                "it was restored from an old copy"
            )
        elif self._root(signed.size).hex() != signed.root:
            yield f"the log is not the one whose head of {signed.size} entries was signed"

    def _root(self, size: int) -> bytes:
        if size == self._edge.size:
            return self._edge.peaks().root()
        leaves = [leaf_hash(logged.raw) for logged in islice(self._reading.entries(), size)]
        return Edge().grown(leaves)[0].peaks().root()
