"""A step in which what the platform says counts at once, and is signed by others meanwhile.

To sign is a tenth of what a ruling costs, and nothing in a step rests on a signature before its
seal: not what is known, nor what follows. So entries wait here in their order, for the signatures
of those before them, and go into the log when its root is wanted or somebody asks for their bytes.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from comptrol.flow.catalogue import Reads
from comptrol.flow.ports import Logged, Settled, Step, Workers
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.identifiers import Digest

AT_ONCE: Final = 96
"""Statements handed to the workers together: fewer, and handing them over costs more than it
saves; more, and the seal waits longer for the last of them."""
AWAY_MAX: Final = 8
"""How often so many are with the workers: what they have done for longer is taken back, since a
pipe that is full would keep them from going on."""


Unsigned = tuple[str, str, int, int, bytes, bytes]
"""Claims as plain values in their order, and the payload: to hand over a struct takes ten times as
long."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Puts what the platform says into envelopes, here or in another process."""

    sign: Callable[[bytes], bytes]
    reads: Reads

    def __call__(self, said: Unsigned) -> bytes:
        """Return the envelope of one statement that can be read again, or raise EnvelopeError."""
        issuer, subject, said_at, sequence, key, payload = said
        self.reads(payload)  # a log that cannot be read again would be worse than none
        claims = Claims(
            issuer=issuer, subject=subject, said_at=said_at, sequence=sequence, key=key
        )
        return seal(claims, payload, self.sign)


class _Waiting(NamedTuple):
    """An entry without its bytes, or with them where somebody else has signed it."""

    position: int
    raw: bytes | None
    key: bytes
    sequence: int
    subjects: tuple[str, ...]


class AwaitingStep:
    """A step as its turn sees it: an entry counts as soon as it is said."""

    def __init__(self, step: Step, workers: Workers, sealer: Sealer) -> None:
        self._step, self._workers, self._sealer = step, workers, sealer
        self._waiting: list[_Waiting] = []
        self._unsigned: list[Unsigned] = []
        self._begun: deque[Callable[[], list[bytes]]] = deque()
        self._signed: list[bytes] = []
        self._last: dict[bytes, int] = {}
        self.position, self.at = step.position, step.at
        self.store, self.keep_evidence = step.store, step.keep_evidence

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number said under a key."""
        last = self._last.get(key)
        return self._step.sequence(key) if last is None else last

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        if sequence <= self._last.get(key, 0):
            self.log()
        return self._step.said(key, sequence)

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position, this step's own included."""
        self.log()
        return self._step.after(position)

    def append(self, raw: bytes, claims: Claims, subjects: tuple[str, ...]) -> None:
        """Log what somebody has signed, at the next position."""
        self._append(raw, claims, subjects)

    def say(self, claims: Claims, payload: bytes, subjects: tuple[str, ...]) -> None:
        """Log what the platform says, at the next position, and have it signed."""
        self._append(None, claims, subjects)
        of = claims.issuer, claims.subject, claims.said_at, claims.sequence, claims.key
        self._unsigned.append((*of, payload))
        if len(self._unsigned) == AT_ONCE:
            self._begin()

    def digested(self, rows: Digest) -> Digest:
        """Return the running digest of the rows: what is said last is signed meanwhile."""
        self._begin()
        return self._step.digested(rows)

    def settle(self) -> Settled:
        """Bring the subject map up to the last entry."""
        self.log()
        return self._step.settle()

    def log(self) -> None:
        """Put what waits into the log, each as soon as it is signed."""
        self._begin()
        signed = self._each_signed()
        waiting, self._waiting = self._waiting, []
        self._last.clear()
        for position, raw, key, sequence, subjects in waiting:
            envelope = next(signed) if raw is None else raw
            logged = Logged(position=position, logged_at=self.at, raw=envelope)
            self._step.append(logged, key, sequence, subjects)
        assert next(signed, None) is None, "as many are signed as were said"

    def _append(self, raw: bytes | None, claims: Claims, subjects: tuple[str, ...]) -> None:
        key, sequence = claims.key, claims.sequence
        self._waiting.append(_Waiting(self.position, raw, key, sequence, subjects))
        self._last[key] = sequence
        self.position += 1

    def _begin(self) -> None:
        if self._unsigned:
            self._begun.append(self._workers.begin(self._sealer, self._unsigned, soon=True))
            self._unsigned = []
        while len(self._begun) > AWAY_MAX:
            self._signed += self._begun.popleft()()

    def _each_signed(self) -> Iterator[bytes]:
        signed, self._signed = self._signed, []
        yield from signed
        while self._begun:
            yield from self._begun.popleft()()
