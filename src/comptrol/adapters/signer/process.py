"""The signer's own process: it is asked on its standard input, and answers on its output.

One line of JSON each way. It is never given bytes to sign: it is given a head and how that grew
from the last one, which it knows itself, and says what the head's signatures are. It remembers the
head durably before it answers. Run as ``python -m comptrol.adapters.signer.process FOLDER``.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RLIMIT_CORE, setrlimit
from time import monotonic
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
from msgspec import Meta

from comptrol.adapters.durable_files import make_folder
from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.signer.head_store import HeadStore
from comptrol.adapters.signing_keys import SigningKey
from comptrol.kernel.errors import (
    ComptrolError,
    NotProvenError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head
from comptrol.kernel.ledger.cosignature import sign_checkpoint
from comptrol.kernel.ledger.guard import AskedHead, SignedHead, check_steady, signed_next
from comptrol.kernel.ledger.note import Algorithm
from comptrol.kernel.ledger.receipt import sign_root

JUMP_MAX: Final = timedelta(seconds=30)
"""How far the wall clock may move otherwise than the clock that only runs on."""
LINE_BYTES_MAX: Final = 64 * 1024
ORIGIN_BYTES_MAX: Final = 255
"""As many as ML-DSA-44 signs of a name (C2SP tlog-cosignature)."""

How = Literal["refused", "unreadable", "unavailable"]
"""It must not be done; it cannot be asked so; or something is out of reach, and may come back."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked: to sign a head with some keys, to make a pair, or for the last head."""

    head: AskedHead | None = None
    keys: tuple[str, ...] = ()
    """The verifier keys that are in force: those of them that are here sign."""
    create: Annotated[str, Meta(max_length=255)] | None = None


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is answered; ``failed`` says why there is nothing else, and ``how`` of what kind."""

    note: bytes = b""
    receipt: bytes = b""
    """What signs the COSE receipts of the head (RFC 9942); empty without an Ed25519 key."""
    keys: tuple[str, ...] = ()
    last: SignedHead | None = None
    failed: str = ""
    how: How = "refused"


class Signer:
    """Answers one question at a time."""

    def __init__(self, store: HeadStore) -> None:
        self._store = store
        self._wall, self._running = datetime.now(UTC), monotonic()  # noqa: TID251  (the edge)

    def answer(self, asked: Asked) -> Signed:
        """Sign a head, make keys, or tell the last head."""
        if asked.create is not None:
            if len(asked.create.encode()) > ORIGIN_BYTES_MAX:
                raise UnreadableError(f"an origin has at most {ORIGIN_BYTES_MAX} bytes")
            made = self._store.create(asked.create)
            return Signed(keys=tuple(key.public.text for key in made))
        if asked.head is None:
            return Signed(last=self._store.last())
        return self._sign(asked.head, asked.keys)

    def _sign(self, asked: AskedHead, texts: tuple[str, ...]) -> Signed:
        here = self._store.keys()
        keys = [key for key in here if key.public.text in texts]
        if not keys:
            raise NotProvenError(
                f"none of the {len(texts)} keys in force is in this signer's folder"
            )
        for key in keys:
            if key.public.name != asked.origin:
                raise NotProvenError(f"key {key.public.name!r} does not sign for {asked.origin!r}")
        remembered = signed_next(self._store.last(), asked, self._now())
        self._store.remember(remembered)
        return self._signed(asked, keys, int(remembered.signed_at.timestamp()))

    def _signed(self, asked: AskedHead, keys: list[SigningKey], time: int) -> Signed:
        at = Head(origin=asked.origin, size=asked.size, root=bytes.fromhex(asked.root))
        checkpoint, receipt = Checkpoint(head=at), b""
        for key in keys:
            line = sign_checkpoint(checkpoint, key.public, key.sign, time=time)
            checkpoint = checkpoint.with_lines(line)
            if key.public.algorithm is Algorithm.ED25519 and not receipt:
                receipt = sign_root(at, key.public, key.sign)
        return Signed(note=checkpoint.raw, receipt=receipt)

    def _now(self) -> datetime:
        """Return the time, unless the clock was set while this process ran."""
        now, running = datetime.now(UTC), monotonic()  # noqa: TID251  (the edge)
        passed = timedelta(seconds=running - self._running)
        check_steady(now - self._wall, passed, JUMP_MAX)
        return now


def main(folder: Path) -> None:
    """Answer line by line until the input ends.

    Where it breaks it leaves no picture of its memory, in which the keys would be (RLIMIT_CORE).
    """
    setrlimit(RLIMIT_CORE, (0, 0))
    make_folder(folder, 0o700)
    encode, decoder = msgspec.json.Encoder().encode, msgspec.json.Decoder(Asked)
    signer, source, out = Signer(HeadStore(folder)), sys.stdin.buffer, sys.stdout.buffer
    lock = FolderLock(folder / "in-use")
    for line in _lines(source):
        try:
            lock.take()
            answer = signer.answer(decoder.decode(line))
        except (ComptrolError, msgspec.MsgspecError) as error:
            answer = Signed(failed=str(error), how=_how(error))
        out.write(encode(answer) + b"\n")
        out.flush()


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Yield each line; of one that is too long nothing: each question has one answer."""
    while line := source.readline(LINE_BYTES_MAX):
        whole = line
        while line and not line.endswith(b"\n"):
            whole, line = b"", source.readline(LINE_BYTES_MAX)
        yield whole


def _how(error: Exception) -> How:
    if isinstance(error, NotProvenError):
        return "refused"
    return "unavailable" if isinstance(error, UnavailableError) else "unreadable"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
