"""What the flow needs from outside, named by what the flow needs it for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.ledger.growth import Links
from comptrol.kernel.view import Change, Rows

A = TypeVar("A")
B = TypeVar("B")


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as the log keeps it: the signer's bytes, where, and when."""

    position: int
    logged_at: datetime
    raw: bytes


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What the entries of a step so far add up to, by subject: what its seal says."""

    subjects: int
    depth: int
    map_root: Digest


class OvertakenError(UnavailableError):
    """A step left nothing, for no reason of its own: take all of it again."""


class Clock(Protocol):
    """Tells the time the log stamps on entries."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


class Voice(Protocol):
    """How somebody speaks: a name and a key. The platform speaks in the authority's name."""

    @property
    def party(self) -> PartyId:
        """Return the name of the party."""
        ...

    @property
    def key(self) -> bytes:
        """Return the Ed25519 public key."""
        ...

    def sign(self, to_be_signed: bytes) -> bytes:
        """Sign; the same bytes always give the same signature."""
        ...

    def apart(self) -> Callable[[bytes], bytes]:
        """Return what signs as this voice does, here and in processes of ours that get it."""
        ...


class Workers(Protocol):
    """Do the same to many things, several at a time."""

    def begin(
        self, function: Callable[[A], B], items: Sequence[A], *, soon: bool = False
    ) -> Callable[[], list[B]]:
        """Begin; what is returned waits for the results, in order, or raises the first failure.

        Nothing that is wanted ``soon`` waits for all that others have begun before it.
        """
        ...


class Step(Protocol):
    """One atomic step: entries and all they change, or nothing."""

    @property
    def at(self) -> datetime:
        """Return the time of the log: one for the whole step, never before an earlier step's."""
        ...

    @property
    def position(self) -> int:
        """Return the position the next entry takes. Positions count from 0 without a gap."""
        ...

    @property
    def rows(self) -> Rows:
        """Read what is known, this step's own changes included."""
        ...

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key; 0 where there is none."""
        ...

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        ...

    def foresee(self, table: str, keys: Sequence[str]) -> None:
        """Be told which rows will be asked for one by one, to read them at once where it helps."""
        ...

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position, this step's own included."""
        ...

    def append(
        self, logged: Logged, key: bytes, sequence: int, subjects: tuple[str, ...] = ()
    ) -> None:
        """Log an entry at the next position, said under a key with a number, about subjects."""
        ...

    def digested(self, rows: Digest) -> Digest:
        """Return the running digest after that of the last seal: each row changed since is in it.

        Asked again, it digests what has changed since it was asked.
        """
        ...

    def settle(self) -> Settled:
        """Bring the subject map up to the last entry."""
        ...

    def keep_evidence(self, raw: bytes) -> None:
        """Keep bytes that prove something and are no entry, under their leaf hash."""
        ...

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        ...


class Reading(Rows, Protocol):
    """The views and the log as one whole step left them, whatever is written meanwhile."""

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        ...

    def size(self) -> int:
        """Return how many entries the log has."""
        ...

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile as far as it is filled; empty where there is none."""
        ...

    def bucket(self, number: int) -> bytes:
        """Return a bucket of the subject map."""
        ...

    def map_path(self, number: int) -> tuple[bytes, ...]:
        """Return the siblings from a bucket of the subject map up to its root."""
        ...

    def linked(self, position: int) -> tuple[Logged, Links]:
        """Return an entry, and where the entries before it about its subjects are."""
        ...

    def position_under(self, key: bytes, sequence: int) -> int | None:
        """Return where the statement of a key under a number is; nothing if it was not used."""
        ...

    def evidence(self, leaf: Digest) -> bytes | None:
        """Return bytes that were kept as evidence."""
        ...


class Store(Protocol):
    """The log and the views folded from it, changed together or not at all.

    A step is durable when ``writing`` ends without an exception; one that ends with an exception
    leaves nothing. Only one step runs at a time, and only one process writes: the first to write
    keeps the store to itself until it closes, and another that tries is told so. Readers see whole
    steps and never wait for one.

    A step that ends with OvertakenError left nothing because of others, at its commit at the
    latest, and may be taken again as a whole. What any other exception out of a commit has left
    is read when the next step begins.

    Before a step is durable, the root of the tree is worked out a second time, by other code from
    the bytes as they are stored: if the two differ the step is undone, and no more is written.
    """

    def claim(self) -> None:
        """Keep the store to this process now, and not only from the first step on."""
        ...

    def writing(self, now: datetime) -> AbstractContextManager[Step]:
        """Begin one atomic step."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """Read views and log as the last whole step left them."""
        ...

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on, as it was when the reading began."""
        ...

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key; 0 where there is none."""
        ...

    def size(self) -> int:
        """Return how many entries the log has."""
        ...

    def close(self) -> None:
        """Let go of everything held."""
        ...
