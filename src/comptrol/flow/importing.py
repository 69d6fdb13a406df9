"""How a log is taken back from where it is published: entries first, all its views after.

The published head is believed before anything is read, and the entries must lead to its root: so
their signatures were checked when they were logged, and are not checked again here. What the
entries add up to is made from them afterwards, by a replay, which derives every ruling again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from comptrol.domains import DOMAINS
from comptrol.domains.ledger import Sealed
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged, Store, Workers
from comptrol.flow.publication import Source, bundle_at
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.ledger.checkpoint import Head
from comptrol.kernel.ledger.policy import Policy, believe
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.tile import ENTRIES, WIDTH, Place, unbundled

BATCH: Final = WIDTH * 32


Indexed = tuple[bytes, int, tuple[str, ...], datetime | None]
"""Under what an entry is found: key, sequence number, subjects; of a seal, its batch's time."""


class Found(NamedTuple):
    """An entry, where it stands and when it was logged, and under what it is found."""

    logged: Logged
    key: bytes
    sequence: int
    subjects: tuple[str, ...]


def indexed(raw: bytes) -> Indexed:
    """Read under what an entry is found: all that storing it needs, and no state."""
    envelope = open_envelope(raw)
    said = _catalogue().read(envelope)
    at = said.at if isinstance(said, Sealed) else None
    return envelope.claims.key, envelope.claims.sequence, said.subjects_named(), at


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue(DOMAINS)


def take_back(
    source: Source,
    policy: Policy,
    into: Store,
    workers: Workers,
    tell: Callable[[int, int], None],
) -> Head:
    """Store every entry that a believed head has; return the head.

    1. The head, believed by the policy.   2. Entries, batch by batch, with the time of their seal.
    3. The root of what is stored is the head's, or NotProvenError: then nothing of it counts.
    ``tell`` hears how many of how many are stored.
    """
    note = source.get(CHECKPOINT)
    if note is None:
        raise UnavailableError("there is no published head to take the log back from")
    head = believe(policy, note).checkpoint.head  # 1
    take_on(source, head, into, workers, tell)  # 2, 3
    return head


def take_on(
    source: Source,
    head: Head,
    into: Store,
    workers: Workers,
    tell: Callable[[int, int], None],
) -> None:
    """Store every entry of a head that is believed after those that are there.

    The root of what is stored then is the head's, or NotProvenError: then nothing of it counts.
    """
    start = into.size()
    for batch in _batches(_read(source, start, head.size, workers), start):
        store_batch(into, batch)
        tell(batch[-1].logged.position + 1, head.size)
    with into.reading() as reading:
        if reading.size() != head.size or Prover(reading.tile).root(head.size) != head.root:
            raise NotProvenError(
                f"the entries that are published do not lead to the head of {head.size}"
            )


def store_batch(into: Store, batch: list[Found]) -> None:
    """Store entries whose signatures were checked before, in one durable step."""
    with into.writing(batch[-1].logged.logged_at) as step:
        for logged, key, sequence, subjects in batch:
            if step.sequence(key) + 1 != sequence:
                raise NotProvenError(f"entry {logged.position} is out of its signer's sequence")
            step.append(logged, key, sequence, subjects)


def _read(
    source: Source, start: int, size: int, workers: Workers
) -> Iterator[tuple[bytes, Indexed]]:
    """Yield entries from one on; the next batch is read by others while one is stored."""
    raws, before = _raws(source, start, size), list[bytes]()
    reading: Callable[[], list[Indexed]] | None = None
    while part := list(islice(raws, BATCH)):
        begun = workers.begin(indexed, part)
        if reading is not None:
            yield from zip(before, reading(), strict=True)
        before, reading = part, begun
    if reading is not None:
        yield from zip(before, reading(), strict=True)


def _raws(source: Source, start: int, size: int) -> Iterator[bytes]:
    for first in range(start // WIDTH * WIDTH, size, WIDTH):
        place = Place(ENTRIES, first // WIDTH, min(WIDTH, size - first))
        yield from unbundled(bundle_at(source, place))[max(start - first, 0) : place.width]


def _batches(entries: Iterator[tuple[bytes, Indexed]], position: int) -> Iterator[list[Found]]:
    """Yield entries with their time, a whole number of sealed batches at once."""
    done: list[Found] = []
    waiting: list[tuple[bytes, Indexed]] = []
    for entry in entries:
        waiting.append(entry)
        at = entry[1][3]
        if at is None:
            continue
        for raw, (key, sequence, subjects, _) in waiting:
            logged = Logged(position=position, logged_at=at, raw=raw)
            done.append(Found(logged, key, sequence, subjects))
            position += 1
        waiting = []
        if len(done) >= BATCH:
            yield done
            done = []
    if waiting:
        raise NotProvenError(f"{len(waiting)} entries at the end are in no sealed batch")
    if done:
        yield done
