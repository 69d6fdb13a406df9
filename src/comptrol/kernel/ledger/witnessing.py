"""What does a witness answer to a log that asks it to cosign a head? (C2SP tlog-witness)."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

import msgspec

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import NOTE_BYTES_MAX, Line, VerifierKey, known_lines
from comptrol.kernel.ledger.spelling import base64, number, shown, unbase64, unicode
from comptrol.kernel.ledger.tree import EMPTY_ROOT, HASH_BYTES, check_consistency

PROOF_MAX: Final = 63
REQUEST_BYTES_MAX: Final = NOTE_BYTES_MAX + 4096
"""A signed head, and before it the old size and 63 hashes."""

_OLD: Final = "old "


class Outcome(Enum):
    """How a witness answers."""

    COSIGNED = "cosigned"
    MALFORMED = "malformed"
    """The request cannot be read."""
    UNKNOWN_LOG = "unknown log"
    NOT_SIGNED = "not signed"
    """By no key that the witness has of the log; or one of them signed something else."""
    OLD_SIZE_LARGER = "old size larger"
    """Than the size of the head."""
    OLD_SIZE_DIFFERS = "old size differs"
    """From the size that the witness cosigned last: the answer tells it."""
    INCONSISTENT = "inconsistent"
    """The head does not begin with what the witness cosigned last, as far as is shown."""


class AddRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request to cosign a head: from which size it grew, and how."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a witness decides, before it keeps or signs anything."""

    outcome: Outcome
    why: str = ""
    size: int = 0
    """What the witness cosigned last, of this log; 0 if nothing."""
    signed: Checkpoint | None = None
    """The head with the log's own verified lines, and no others; only once these are verified."""
    forked: bool = False
    """The log signed another root of the size that was cosigned last: the two heads prove it."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a witness answers, once what it decided is kept."""

    outcome: Outcome
    why: str = ""
    size: int = 0
    lines: bytes = b""
    """The cosignatures, if the head was cosigned."""


def read_request(raw: bytes) -> AddRequest:
    """Read the body of an ``add-checkpoint``, or raise UnreadableError."""
    if len(raw) > REQUEST_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a request has at most {REQUEST_BYTES_MAX}")
    above, _, checkpoint = raw.partition(b"\n\n")
    old, *hashes = unicode(above, "the request").split("\n")
    if not old.startswith(_OLD):
        raise UnreadableError("a request begins with the old size")
    if len(hashes) > PROOF_MAX:
        raise UnreadableError(f"{len(hashes)} hashes; a proof has at most {PROOF_MAX}")
    return AddRequest(
        old_size=number(old.removeprefix(_OLD), "the old size"),
        proof=tuple(unbase64(line, "a hash of the proof", HASH_BYTES) for line in hashes),
        checkpoint=read_checkpoint(checkpoint),
    )


def write_request(old_size: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """Return the body of an ``add-checkpoint``."""
    lines = [f"{_OLD}{old_size}", *map(base64, proof)]
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def decide(
    said: AddRequest, logs: Mapping[str, Sequence[VerifierKey]], last: Head | None
) -> Decision:
    """Decide on a request, by the keys trusted for each origin and what was cosigned last.

    The reasons to refuse stand in the order of the protocol: origin, signatures, sizes, growth.
    Whoever acts on it must have read ``last`` and must keep the new head in one step.
    """
    head, size = said.checkpoint.head, last.size if last else 0
    keys = logs.get(head.origin)
    if keys is None:
        return Decision(outcome=Outcome.UNKNOWN_LOG, why=f"no log {shown(head.origin)} is known")
    try:
        lines = tuple(_verified(said.checkpoint, keys))
    except NotProvenError as error:
        return Decision(outcome=Outcome.NOT_SIGNED, why=str(error), size=size)
    signed = msgspec.structs.replace(said.checkpoint, lines=lines)
    outcome, why = _growth(said, last, size)
    forked = last is not None and head.size == last.size and head.root != last.root
    return Decision(outcome=outcome, why=why, size=size, signed=signed, forked=forked)


def _verified(checkpoint: Checkpoint, keys: Sequence[VerifierKey]) -> Iterator[Line]:
    known = known_lines(checkpoint.lines, keys)
    if not known:
        raise NotProvenError("no key that is trusted for this log signed the head")
    for key, line in known:
        signed_at(checkpoint, key, line)
        yield line


def _growth(said: AddRequest, last: Head | None, size: int) -> tuple[Outcome, str]:
    head = said.checkpoint.head
    if said.old_size > head.size:
        return Outcome.OLD_SIZE_LARGER, f"old size {said.old_size}, of a head of {head.size}"
    if said.old_size != size:
        return Outcome.OLD_SIZE_DIFFERS, f"the head that was cosigned last has {size} entries"
    try:
        check_consistency(
            size, last.root if last else EMPTY_ROOT, head.size, head.root, said.proof
        )
    except NotProvenError as error:
        return Outcome.INCONSISTENT, str(error)
    return Outcome.COSIGNED, ""
