"""How the log is published: signed, laid out, witnessed; and what it can prove of any entry.

Every step here is a derivation of what is committed, and is repeated after a crash. Nothing is
handed out as final before the policy is met, and what is provisional says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Final

import msgspec

from comptrol.domains.ledger import LedgerView, Use, origin
from comptrol.flow.ports import Reading, Store
from comptrol.flow.publication import Shelf, Signer, Witnesses
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.guard import AskedHead, SignedHead
from comptrol.kernel.ledger.policy import Policy, judge
from comptrol.kernel.ledger.proving import Prover, TileCache
from comptrol.kernel.ledger.tile import ENTRIES, WIDTH, Place, bundle, places
from comptrol.kernel.ledger.tree import HASH_BYTES

CHECKPOINT: Final = "checkpoint"
SUBJECTS: Final = "subjects.json"


class PublishedHead(msgspec.Struct, frozen=True, kw_only=True):
    """A head as far as it has come. One that is not ``final`` is provisional: the log's alone."""

    head: Head
    note: bytes
    receipt_signature: bytes
    missing: str
    """What the policy still wants; empty once it is met."""

    @property
    def final(self) -> bool:
        """Tell whether the policy is met."""
        return not self.missing


@dataclass(kw_only=True)
class Publisher:
    """Publishes one log. One at a time; whoever asks meanwhile waits."""

    store: Store
    signer: Signer
    shelf: Shelf
    witnesses: Witnesses
    policy: Policy
    subjects: bytes
    """What ``subjects.json`` has."""
    references: References
    cache: TileCache = field(default_factory=TileCache)
    final: PublishedHead | None = None
    """The newest head for which the policy is met."""
    newest: PublishedHead | None = None
    """The newest head that the log signed."""
    _turn: Lock = field(default_factory=Lock)

    def publish(self, *, again: bool = False, renew: bool = False) -> PublishedHead:
        """Sign the log as it stands, lay it out, have it witnessed, and replace the head.

        1. The head of what is committed, and how it grew from the last one signed.
        2. Tiles and entries, durably, before anybody can be pointed to them.
        3. The log's signatures, from the signer, which remembers the head first.
        4. Cosignatures, of all witnesses at once.
        5. ``checkpoint``, if the policy is met. If it is not, the old one stays.

        ``again`` lays out every file, not only what is new since the head that is published.
        ``renew`` signs a head that is final once more, so that its cosignatures are not old.
        """
        with self._turn:
            with self.store.reading() as reading:
                size = reading.size()
                done = self._is_final(size) and not (again or renew)
                if done and self.final is not None:
                    return self.final
                asked, keys = self._asked(reading, self.signer.last())  # 1
                self._lay_out(reading, size, 0 if again else self._published_size())  # 2
            signed = self.signer.sign(asked, keys)  # 3
            note, missing = self._witnessed(signed.note)  # 4
            self.newest = PublishedHead(
                head=read_checkpoint(note).head,
                note=note,
                receipt_signature=signed.receipt_signature,
                missing=missing,
            )
            self._settle(self.newest)  # 5
            return self.newest

    def _settle(self, newest: PublishedHead) -> None:
        """Replace the head, if the policy is met; or sign receipts of the one that is final."""
        if newest.final:
            before = self._published_size()
            self.shelf.put(CHECKPOINT, newest.note)
            self.final = newest
            self._clear_partial(before, newest.head.size)
        elif self.final is not None and self.final.head == newest.head:
            signature = newest.receipt_signature
            self.final = msgspec.structs.replace(self.final, receipt_signature=signature)

    def load(self) -> None:
        """Take up the head that is published, if the policy is still met by it.

        If it is not, it counts for nothing: what may be signed next, only the signer says.
        """
        note = self.shelf.get(CHECKPOINT)
        if note is None:
            return
        try:
            judged = judge(self.policy, note)
        except UnreadableError:  # it was damaged, or is of keys that are not believed any more
            return
        if judged.met:
            head = judged.checkpoint.head
            self.final = PublishedHead(head=head, note=note, receipt_signature=b"", missing="")

    def _is_final(self, size: int) -> bool:
        """Tell whether nothing is left to do: not of a head whose receipts nobody can sign."""
        final = self.final
        return final is not None and final.head.size == size and bool(final.receipt_signature)

    def _asked(
        self, reading: Reading, last: SignedHead | None
    ) -> tuple[AskedHead, tuple[str, ...]]:
        """Return the head to sign, and the keys that are in force."""
        view = RowsWorld(reading, self.references)[LedgerView]
        named, size = origin(view), reading.size()
        if named is None or not size:
            raise UnavailableError(
                "this log has no key for its heads; name one: ledger.key-added/1"
            )
        prover = Prover(reading.tile, self.cache)
        grown = last is not None and last.size <= size
        proof = prover.consistency(last.size, size) if last and grown else []
        (newest,) = islice(reading.entries(size - 1), 1)
        asked = AskedHead(
            origin=named,
            size=size,
            root=Digest(prover.root(size).hex()),
            logged_at=newest.logged_at,
            proof=tuple(Digest(hash_.hex()) for hash_ in proof),
        )
        held = view.keys.where(use=Use.LOG)
        return asked, tuple(key.key for key in held if key.revoked_at is None)

    def _witnessed(self, note: bytes) -> tuple[bytes, str]:
        """Ask every witness of the policy; return the note with what came, and what is missing."""
        if not self.policy.witnesses:
            return note, judge(self.policy, note).missing
        size = read_checkpoint(note).head.size
        lines, silent = self.witnesses.cosigned(
            self.policy.witnesses,
            note,
            lambda old: self._consistency(old, size),
            lambda cosigned: judge(self.policy, cosigned).met,
        )
        note += b"".join(lines)
        missing = judge(self.policy, note).missing
        return note, "; ".join((missing, *silent)) if missing else ""

    def _consistency(self, old_size: int, size: int) -> Sequence[bytes]:
        with self.store.reading() as reading:
            return Prover(reading.tile, self.cache).consistency(old_size, size)

    def _lay_out(self, reading: Reading, size: int, since: int) -> None:
        if self.shelf.get(SUBJECTS) != self.subjects:
            self.shelf.put(SUBJECTS, self.subjects)
        self.shelf.put_all(
            (place.path, content_of(reading, place))
            for place in places(size, since if since <= size else 0)
        )

    def _published_size(self) -> int:
        """Return the size of the head that is published; what it needs is laid out."""
        note = self.shelf.get(CHECKPOINT)
        try:
            return read_checkpoint(note).head.size if note else 0
        except UnreadableError:
            return 0

    def _clear_partial(self, before: int, size: int) -> None:
        """Remove what was laid out of tiles that are full now."""
        for place in places(size, before):
            if place.width == WIDTH:
                self.shelf.clear(f"{place.path}.p")


def content_of(reading: Reading, place: Place) -> bytes:
    """Return what a tile or a bundle of entries has, up to its width."""
    if place.level == ENTRIES:
        start = place.number * WIDTH
        return bundle(logged.raw for logged in islice(reading.entries(start), place.width))
    tile = reading.tile(place.level, place.number)[: place.width * HASH_BYTES]
    if len(tile) != place.width * HASH_BYTES:
        raise NotFoundError(f"the log has no {place.path} yet")
    return tile


def pages(reading: Reading, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the log at a size but its head."""
    return ((place.path, content_of(reading, place)) for place in places(size))
