"""What the harness was told, on its own disk before it counts: digests, and their positions."""

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

_encode = msgspec.json.Encoder().encode


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """One statement that a server said is in the log, and what it said followed from it."""

    digest: str
    """SHA-256 of the envelope's bytes, as they were sent."""
    position: int
    repeated: bool = False
    holds: dict[str, int] = {}
    """Each hold that followed, and the position of its posting."""


class Let(msgspec.Struct, frozen=True, kw_only=True):
    """One job that a provider's own gate let through."""

    order: str
    here: bool
    """By itself, within its lease."""


class Journal:
    """A file that is synced after each stretch of lines."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("ab")

    def keep(self, rows: Sequence[Acknowledged | Let]) -> None:
        """Write rows and wait until they are on the disk."""
        self._file.write(b"".join(_encode(row) + b"\n" for row in rows))
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def digest(raw: bytes) -> str:
    """Return what an envelope is known by here."""
    return sha256(raw).hexdigest()


def acknowledged(folder: Path) -> Iterator[Acknowledged]:
    """Yield every acknowledgement of every writer."""
    decoder = msgspec.json.Decoder(Acknowledged)
    for path in sorted(folder.glob("said-*.jsonl")):
        with path.open("rb") as file:
            yield from map(decoder.decode, file)


def let(folder: Path) -> Iterator[Let]:
    """Yield every job that a gate let through."""
    decoder = msgspec.json.Decoder(Let)
    for path in sorted(folder.glob("let-*.jsonl")):
        with path.open("rb") as file:
            yield from map(decoder.decode, file)
