"""What publishing needs from outside: who signs, where it is laid, and who bears witness."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.guard import AskedHead, SignedHead
from comptrol.kernel.ledger.policy import KnownWitness
from comptrol.kernel.ledger.tile import WIDTH, Place

ProofFrom = Callable[[int], Sequence[bytes]]
"""Returns the proof that a head grew from a smaller size. It is called from several threads."""


class OutOfReachError(UnavailableError):
    """Whoever was asked did not answer to the end: ask again. It says nothing of what is there."""


class SignedNote(NamedTuple):
    """A signed head, and what signs the COSE receipts of that head."""

    note: bytes
    receipt_signature: bytes


class Signer(Protocol):
    """Signs heads, and remembers the last: a process of its own, which has the keys.

    It refuses a head that does not fit what it signed before (``kernel.ledger.guard``), and keeps
    what it signs durably before it gives the signature away.
    """

    def sign(self, head: AskedHead, keys: tuple[str, ...]) -> SignedNote:
        """Return the signatures of a head, or raise NotProvenError and say why there are none."""
        ...

    def last(self) -> SignedHead | None:
        """Return the head that was last signed."""
        ...

    def create(self, origin: str) -> tuple[str, ...]:
        """Make a new pair of keys for an origin; return their verifier keys."""
        ...

    def close(self) -> None:
        """Let go of everything held."""
        ...


class Shelf(Protocol):
    """Where the published log is laid out, path by path. What is put is durable."""

    def put(self, path: str, content: bytes) -> None:
        """Put one file, in the place of an earlier one, whole or not at all."""
        ...

    def put_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put many files."""
        ...

    def get(self, path: str) -> bytes | None:
        """Return a file's content; nothing where there is none."""
        ...

    def clear(self, path: str) -> None:
        """Remove a folder of files that nobody needs to find any more."""
        ...


class Witnesses(Protocol):
    """Asks witnesses to cosign. One that fails, is slow or lies adds nothing."""

    def cosigned(
        self,
        witnesses: Sequence[KnownWitness],
        note: bytes,
        proof_from: ProofFrom,
        enough: Callable[[bytes], bool],
    ) -> tuple[list[bytes], list[str]]:
        """Return the verified lines that came in time, and a sentence for each witness without.

        ``enough`` tells of the note with the lines so far whether the policy is met: then nobody
        waits much longer.
        """
        ...


class Source(Protocol):
    """Reads a published log by its paths."""

    def get(self, path: str) -> bytes | None:
        """Return a file's content; nothing where there is none."""
        ...


def bundle_at(source: Source, place: Place) -> bytes:
    """Return a bundle of entries; a partial one may have gone since the full one came."""
    for path in (place.path, place._replace(width=WIDTH).path):
        raw = source.get(path)
        if raw is not None:
            return raw
    raise UnavailableError(f"{place.path} is not published")
