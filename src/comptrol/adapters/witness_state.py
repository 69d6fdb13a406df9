"""A witness that keeps what it cosigned in files: a folder to a log, under the hash of its origin.

``checkpoint`` is the head cosigned last, with the log's lines and the witness's own: it is all the
witness has to remember, and it proves itself when it is read back. ``evidence`` has heads of one
size that the log signed with different roots: two such files convict it, whoever shows them.
"""

import fcntl
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from comptrol.adapters.durable_files import EVERYONE_READS, put, sync_folders
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import NotProvenError, UnavailableError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, read_checkpoint
from comptrol.kernel.ledger.cosignature import sign_checkpoint, signed_at
from comptrol.kernel.ledger.note import Algorithm, VerifierKey, known_lines
from comptrol.kernel.ledger.witnessing import Answer, Decision, Outcome, decide, read_request

CHECKPOINT: Final = "checkpoint"
EVIDENCE: Final = "evidence"
EVIDENCE_FILES_MAX: Final = 64
"""For each log. The first two prove as much as any number."""
_LOCK: Final = "lock"
_COSIGNS: Final = (Algorithm.ED25519_COSIGNATURE, Algorithm.ML_DSA_44)


class CosigningKey(Protocol):
    """A key of the witness, whose private half stays where it is."""

    @property
    def public(self) -> VerifierKey:
        """Return the key that its lines are verified with."""
        ...

    def sign(self, to_be_signed: bytes) -> bytes:
        """Sign."""
        ...


class Cosigned(NamedTuple):
    """The head that was cosigned last, and when."""

    checkpoint: Checkpoint
    time: int


class FileWitness:
    """Cosigns heads of the logs it knows; several processes may do so over one folder."""

    def __init__(
        self,
        folder: Path,
        logs: Mapping[str, Sequence[VerifierKey]],
        keys: Sequence[CosigningKey],
        clock: Clock,
    ) -> None:
        """Open a witness for logs by origin, each with the keys that are trusted for it."""
        if not keys or any(key.public.algorithm not in _COSIGNS for key in keys):
            raise UnavailableError("a witness has a key of 0x04 or 0x06, and no others")
        own = {key.public.public for key in keys}
        if any(key.public in own for trusted in logs.values() for key in trusted):
            raise UnavailableError("a key of this witness is listed as a key of a log")
        self._logs, self._keys, self._clock = logs, keys, clock
        self._folders = {sha256(origin.encode()).hexdigest(): origin for origin in logs}
        self._folder = folder
        try:
            for name in self._folders:
                (folder / name).mkdir(parents=True, exist_ok=True)
            sync_folders((folder.parent, folder))
        except OSError as error:
            raise UnavailableError(f"{folder} cannot be written: {error.strerror}") from error

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a log that asks for a cosignature. What is cosigned is kept before it is told.

        1. The request, and what was cosigned last, under the log's lock.
        2. The decision; two heads that contradict each other are kept as evidence.
        3. The cosignatures, at a time that is no earlier than the last.
        4. The new head, durably; the answer.
        """
        try:
            said = read_request(body)
        except UnreadableError as error:
            return Answer(outcome=Outcome.MALFORMED, why=str(error))
        origin = said.checkpoint.head.origin
        if origin not in self._logs:
            return _told(decide(said, self._logs, None))
        with self._locked(origin):
            last = self._last(origin)  # 1
            decision = decide(said, self._logs, last.checkpoint.head if last else None)  # 2
            if last is not None and decision.forked and decision.signed is not None:
                self._keep_evidence(origin, last.checkpoint, decision.signed)
            if decision.outcome is not Outcome.COSIGNED or decision.signed is None:
                return _told(decision)
            return self._cosign(origin, decision.signed, last)

    def checkpoint(self, origin_hash: str) -> bytes | None:
        """Return the head cosigned last of the log whose origin has this hash, if there is one."""
        origin = self._folders.get(origin_hash)
        last = self._last(origin) if origin is not None else None
        return last.checkpoint.raw if last else None

    def check(self) -> int:
        """Return of how many logs a head was cosigned, or raise UnavailableError."""
        return sum(self._last(origin) is not None for origin in self._logs)

    def _cosign(self, origin: str, signed: Checkpoint, last: Cosigned | None) -> Answer:
        time = int(self._clock.now().timestamp())  # 3
        if last is not None and time < last.time:
            raise UnavailableError(
                f"the clock says {time}, and a head of {origin} was cosigned at {last.time}: "
                "set the clock"
            )
        own = [sign_checkpoint(signed, k.public, k.sign, time=time) for k in self._keys]
        put(self._at(origin) / CHECKPOINT, signed.with_lines(*own).raw, mode=EVERYONE_READS)  # 4
        lines = "".join(line.text for line in own).encode()
        return Answer(outcome=Outcome.COSIGNED, size=signed.head.size, lines=lines)

    def _last(self, origin: str) -> Cosigned | None:
        """Read what was cosigned last: what bears no cosignature of this witness is not it."""
        path = self._at(origin) / CHECKPOINT
        try:
            checkpoint = read_checkpoint(path.read_bytes())
            own = known_lines(checkpoint.lines, [key.public for key in self._keys])
            times = [signed_at(checkpoint, key, line) or 0 for key, line in own]
            if not times or checkpoint.head.origin != origin:
                raise NotProvenError("this witness did not cosign it")
        except FileNotFoundError:
            return None
        except (UnreadableError, OSError) as error:
            raise UnavailableError(f"{path} is not what was cosigned last: {error}") from error
        return Cosigned(checkpoint, max(times))

    def _keep_evidence(self, origin: str, cosigned: Checkpoint, other: Checkpoint) -> None:
        folder = self._at(origin) / EVIDENCE
        for checkpoint in (cosigned, other):
            head = checkpoint.head
            path = folder / f"{head.size}-{head.root.hex()}.{CHECKPOINT}"
            if not path.exists() and len(list(folder.glob("*"))) < EVIDENCE_FILES_MAX:
                put(path, checkpoint.raw, mode=EVERYONE_READS)
        sync_folders((self._at(origin),))

    def _at(self, origin: str) -> Path:
        return self._folder / sha256(origin.encode()).hexdigest()

    @contextmanager
    def _locked(self, origin: str) -> Generator[None]:
        """Keep every other thread and process away from what was cosigned last."""
        try:
            file = os.open(self._at(origin) / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise UnavailableError(f"the witness's folder cannot be locked: {error}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)


def _told(decision: Decision) -> Answer:
    return Answer(outcome=decision.outcome, why=decision.why, size=decision.size)
