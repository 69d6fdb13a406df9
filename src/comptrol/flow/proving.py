"""What the log can prove to anybody: that it has an entry, and all that it has about a subject."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.ledger import LedgerView, Seal, latest_seal
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged, Reading
from comptrol.flow.publishing import PublishedHead, Publisher
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.ledger.note import Algorithm
from comptrol.kernel.ledger.policy import judge
from comptrol.kernel.ledger.proof import Proof, write_proof
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.receipt import inclusion_receipt
from comptrol.kernel.ledger.subject_map import bucket_of, key_of, record_in

HISTORY_MAX: Final = 10_000
"""Entries to one history proof over HTTP."""


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a history."""

    position: int
    entry: bytes


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the log has about a subject, and the proof that it is everything.

    The form is in ``docs/ledger.md``. Without entries it proves that the log has none.
    """

    format: str = "comptrol/history@v1"
    subject: str
    bucket: bytes
    path: tuple[bytes, ...]
    entries: tuple[HistoryEntry, ...]
    seal: bytes
    receipt: str = ""


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """A history that still wants the receipt of the seal at this position."""

    history: History
    seal_position: int


def receipt(publisher: Publisher, position: int) -> bytes:
    """Return the tlog-proof of an entry under the newest final head."""
    final = _covering(publisher, position)
    with publisher.store.reading() as reading:
        path = Prover(reading.tile, publisher.cache).inclusion(position, final.head.size)
    return write_proof(Proof(index=position, path=tuple(path), checkpoint=final.note))


def cose_receipt(publisher: Publisher, position: int) -> bytes:
    """Return the COSE Receipt (RFC 9942) of an entry under the newest final head."""
    final = _covering(publisher, position)
    keys = judge(publisher.policy, final.note).logs  # not those of heads before or after
    signers = [key for key in keys if key.algorithm is Algorithm.ED25519]
    if not final.receipt_signature or not signers:
        raise UnavailableError("the head is not signed for COSE receipts yet; try again")
    with publisher.store.reading() as reading:
        path = Prover(reading.tile, publisher.cache).inclusion(position, final.head.size)
    return inclusion_receipt(
        final.head, signers[0], final.receipt_signature, index=position, path=path
    )


def _covering(publisher: Publisher, position: int) -> PublishedHead:
    """Return the newest final head, if it has the entry."""
    size, final = publisher.store.size(), publisher.final
    if not 0 <= position < size:
        raise NotFoundError(f"the log has no entry {position}")
    if final is None or position >= final.head.size:
        missing = publisher.newest.missing if publisher.newest else ""
        raise UnavailableError(
            f"entry {position} is durable; no final head has it yet {missing}".rstrip()
        )
    return final


def gathered(
    reading: Reading,
    catalogue: Catalogue,
    references: References,
    subject: str,
    most: int | None = None,
) -> Gathered:
    """Return everything about a subject, up to the newest seal; at most so many entries."""
    check_subject(catalogue, subject)
    sealed = _newest_seal(reading, references)
    key = key_of(subject)
    number = bucket_of(key, sealed.depth)
    bucket = reading.bucket(number)
    record = record_in(bucket, key)
    if record is not None and most is not None and record.entries > most:
        raise UnreadableError(
            f"{subject} has {record.entries} entries, and an answer over HTTP at most {most}: "
            "comptrol ledger prove has no such bound"
        )
    entries = _chain(reading, catalogue, subject, record.last) if record else iter(())
    (seal,) = islice(reading.entries(sealed.position), 1)
    history = History(
        subject=subject,
        bucket=bucket,
        path=reading.map_path(number),
        entries=tuple(HistoryEntry(position=e.position, entry=e.raw) for e in entries)[::-1],
        seal=seal.raw,
    )
    return Gathered(history=history, seal_position=sealed.position)


def entries_about(
    reading: Reading, catalogue: Catalogue, references: References, subject: str
) -> list[Logged]:
    """Return the entries about a subject in order, up to the newest seal, without any proof."""
    return list(newest_about(reading, catalogue, references, subject))[::-1]


def newest_about(
    reading: Reading, catalogue: Catalogue, references: References, subject: str
) -> Iterator[Logged]:
    """Yield the entries about a subject, the newest first: each is looked up when it is asked."""
    key = key_of(subject)
    bucket = reading.bucket(bucket_of(key, _newest_seal(reading, references).depth))
    record = record_in(bucket, key)
    if record is not None:
        yield from _chain(reading, catalogue, subject, record.last)


def _newest_seal(reading: Reading, references: References) -> Seal:
    view = RowsWorld(reading, references)[LedgerView]
    latest = latest_seal(view)
    sealed = view.seals.get(latest.seal) if latest else None
    if sealed is None:
        raise NotFoundError("the log has no seal yet, so it can prove no history")
    return sealed


def check_subject(catalogue: Catalogue, subject: str) -> None:
    """Refuse what cannot be a subject: its absence would be proven, and say nothing."""
    words = catalogue.words
    word, _, value = subject.partition(":")
    if word not in words or not value:
        known = ", ".join(sorted(words))
        raise UnreadableError(f"{subject!r} is no subject: WORD:NAME, of the words {known}")


def proven(publisher: Publisher, found: Gathered) -> History:
    """Return a history with the receipt of its seal."""
    text = receipt(publisher, found.seal_position).decode()
    return msgspec.structs.replace(found.history, receipt=text)


def _chain(
    reading: Reading, catalogue: Catalogue, subject: str, last: int | None
) -> Iterator[Logged]:
    """Yield the entries about a subject, from the last back to the first."""
    while last is not None:
        logged, links = reading.linked(last)
        yield logged
        if len(links) == 1:  # it is about nothing else, so it needs no reading
            last = links[0]
            continue
        named = read_entry(catalogue, logged).statement.subjects_named()
        last = links[named.index(subject)]
