"""Does a published log keep its promise? Whoever watches it reads every new entry, and remembers.

A monitor needs nothing of the log's but what it publishes. What two signed heads show of a fork it
keeps: they prove it, whoever shows them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from comptrol.flow.publication import OutOfReachError, Source, bundle_at
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import ComptrolError, EnvelopeError, UnavailableError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Head
from comptrol.kernel.ledger.policy import Judged, Policy, believe
from comptrol.kernel.ledger.tile import ENTRIES, WIDTH, Place, unbundled
from comptrol.kernel.ledger.tree import HASH_BYTES, Peaks, leaf_hash
from comptrol.kernel.signature import verify

UNSIGNED_TOLD: Final = 20
AHEAD_MAX_S: Final = 300
"""How far the clock of a witness may be ahead of ours."""


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What a monitor remembers of a log: how far it has read it, and the head that it believed."""

    origin: str
    size: int = 0
    """Entries that were read, all of them under a head that was believed."""
    peaks: tuple[bytes, ...] = ()
    note: bytes = b""
    """The newest head that was believed."""

    def __post_init__(self) -> None:
        """Refuse what was not remembered by a monitor."""
        lengths = [len(peak) for peak in self.peaks]
        if self.size < 0 or lengths != [HASH_BYTES] * self.size.bit_count():
            raise ValueError("one peak to each bit of the size")


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """What does not look as it must. ``strength`` tells proof from a thing to look into."""

    detector: str
    subjects: tuple[str, ...]
    evidence: tuple[int, ...] = ()
    strength: str
    explanation: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a log."""

    watched: Watched
    head: Head | None
    read: int
    alarms: tuple[Alarm, ...]
    proofs: tuple[bytes, ...] = ()
    """Signed heads that do not fit together."""


def look(
    source: Source,
    policy: Policy,
    watched: Watched | None,
    now: datetime,
    *,
    stale_after: timedelta,
    signatures: bool = True,
) -> Seen:
    """Read what a log has published since it was last looked at, and hold it against its head.

    1. The head is believed by the policy.   2. It is no smaller, and of the same size the same.
    3. All new entries, on top of those read before, lead to its root: so it has grown, and forked
    from nothing that was read. If they do not, it has forked if what it publishes leads to its
    root from the first entry on, and else was damaged.   4. Every new entry is signed.
    5. The head is not stale.

    Where the log hangs up in the midst, nothing was seen: OutOfReachError, and what is remembered
    stays as it was. One that always does is never seen at all, and so is not believed further.
    """
    note = source.get(CHECKPOINT)
    if note is None:
        raise UnavailableError("the log publishes no head")
    try:
        judged = believe(policy, note)  # 1
    except UnreadableError as error:
        alarm = _alarm("ledger.head-not-believed", "?", str(error), proof=False)
        watched = watched or Watched(origin="?")
        return Seen(watched=watched, head=None, read=0, alarms=(alarm,))
    return _Look(source, watched, judged, note, signatures=signatures).seen(now, stale_after)


class _Look:
    """One look at one head that is believed."""

    def __init__(
        self,
        source: Source,
        watched: Watched | None,
        judged: Judged,
        note: bytes,
        *,
        signatures: bool,
    ) -> None:
        self._source, self._judged, self._note = source, judged, note
        self._head = judged.checkpoint.head
        self._before = watched or Watched(origin=self._head.origin)
        self._signatures = signatures
        self._alarms: list[Alarm] = []
        self._unsigned: list[tuple[int, str]] = []
        self._proofs: tuple[bytes, ...] = ()

    def seen(self, now: datetime, stale_after: timedelta) -> Seen:
        """Return what this look has found."""
        before, after = self._before, self._read()
        self._check_age(now, stale_after)
        return Seen(
            watched=after or before,
            head=self._head,
            read=after.size - before.size if after else 0,
            alarms=tuple(self._alarms),
            proofs=self._proofs,
        )

    def _read(self) -> Watched | None:
        """Return what is to be remembered; nothing where what was before is to stay."""
        before, head = self._before, self._head
        if head.origin != before.origin:
            self._tell("ledger.another-origin", f"it was {before.origin!r} before")
            return None
        if head.size < before.size:
            self._convict(
                "ledger.went-back", f"its head has {head.size} entries, and had {before.size}"
            )
            return None
        try:
            grown = self._grown(Peaks(before.size, before.peaks), signatures=self._signatures)
            if grown.root() != head.root:
                self._differs()
                return None
        except OutOfReachError:
            raise  # a server that ends in an answer has withheld nothing: whoever asks, asks again
        except ComptrolError as error:
            self._tell("ledger.unreadable", str(error), proof=False)
            return None
        for position, what in self._unsigned:
            self._tell("ledger.entry-not-signed", what, position)
        hashes = tuple(grown.hashes)
        return Watched(origin=head.origin, size=grown.size, peaks=hashes, note=self._note)

    def _differs(self) -> None:
        """Tell a fork from entries that were damaged: those of a fork lead to its head."""
        before, head = self._before.size, self._head
        if head.size == before:
            what = "of the same size has another root"
        elif before and self._grown(Peaks(), signatures=False).root() == head.root:
            what = "did not grow"
        else:
            raise UnavailableError(f"what it publishes does not lead to its head of {head.size}")
        self._convict("ledger.forked", f"its head of {head.size} {what} from the {before} read")

    def _convict(self, detector: str, told: str) -> None:
        """Raise an alarm over two signed heads, and keep both."""
        self._tell(detector, told)
        self._proofs = (self._before.note, self._note)

    def _grown(self, peaks: Peaks, *, signatures: bool) -> Peaks:
        for position, entries in self._new(peaks.size):
            peaks = peaks.grown(map(leaf_hash, entries))
            if signatures:
                self._check_signed(position, entries)
        return peaks

    def _new(self, start: int) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the entries from a position on, bundle by bundle."""
        size = self._head.size
        while start < size:
            number = start // WIDTH
            width = min(WIDTH, size - number * WIDTH)
            raw = bundle_at(self._source, Place(ENTRIES, number, width))
            entries = unbundled(raw)[:width]
            if len(entries) < width:
                raise UnavailableError(f"bundle {number} has {len(entries)} of {width} entries")
            yield start, entries[start % WIDTH :]
            start = number * WIDTH + width

    def _check_signed(self, position: int, entries: list[bytes]) -> None:
        for at, raw in enumerate(entries, position):
            try:
                verify(open_envelope(raw))
            except EnvelopeError as error:
                if len(self._unsigned) < UNSIGNED_TOLD:
                    self._unsigned.append((at, str(error)))

    def _check_age(self, now: datetime, stale_after: timedelta) -> None:
        if not self._judged.cosigned:
            return
        at, newest = int(now.timestamp()), max(self._judged.cosigned.values())
        if at - newest > stale_after.total_seconds():
            since = datetime.fromtimestamp(newest, UTC).isoformat()
            told = f"no witness has cosigned its head since {since}"
            self._tell("ledger.head-stale", told, proof=False)
        if newest - at > AHEAD_MAX_S:
            told = f"a witness says that it cosigned at {newest}, and it is {at} (POSIX seconds)"
            self._tell("ledger.cosigned-ahead", told, proof=False)

    def _tell(self, detector: str, explanation: str, *positions: int, proof: bool = True) -> None:
        alarm = _alarm(detector, self._head.origin, explanation, proof=proof)
        self._alarms.append(msgspec.structs.replace(alarm, evidence=positions))


def _alarm(detector: str, origin: str, explanation: str, *, proof: bool = True) -> Alarm:
    return Alarm(
        detector=detector,
        subjects=(f"log:{origin}",),
        strength="proof" if proof else "look",
        explanation=explanation,
    )
