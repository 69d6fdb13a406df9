"""What exactly is signed with a head, and when, under which algorithm?

As C2SP tlog-cosignature has it. A log signs its own head with Ed25519 over the text (0x01), and
with ML-DSA-44 (0x06) as a cosigner whose name is the origin. A witness cosigns with Ed25519 (0x04)
or ML-DSA-44 (0x06), and gives a time.
"""

from collections.abc import Callable
from typing import Final, assert_never

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head
from comptrol.kernel.ledger.note import Algorithm, Line, VerifierKey, check_signature
from comptrol.kernel.ledger.spelling import NUMBER_MAX

Sign = Callable[[bytes], bytes]
"""Signs with a private key that stays where it is."""

_TIME_BYTES: Final = 8
_SUBTREE: Final = b"subtree/v1\n\0"
_NAME_BYTES_MAX: Final = 255


def sign_checkpoint(checkpoint: Checkpoint, key: VerifierKey, sign: Sign, *, time: int) -> Line:
    """Return the line of a key under a head; it is verified before anybody gets it.

    The time, in POSIX seconds, is part of every line but that of Ed25519 over the text (0x01).
    """
    if not 0 <= time <= NUMBER_MAX:
        raise UnreadableError(f"no head can be signed at the time {time}")
    signature = sign(_signed(checkpoint, key, time))
    timed = b"" if key.algorithm is Algorithm.ED25519 else time.to_bytes(_TIME_BYTES, "big")
    line = Line(name=key.name, id=key.id, signature=timed + signature)
    signed_at(checkpoint, key, line)
    return line


def signed_at(checkpoint: Checkpoint, key: VerifierKey, line: Line) -> int | None:
    """Return when a key signed, nothing if its lines have no time; NotProvenError if it did not.

    The line must be the key's, by name and id (``note.known_lines``).
    """
    if (line.name, line.id) != (key.name, key.id):
        raise NotProvenError(f"the line of {line.name} is not of the key {key.name}")
    if key.algorithm is Algorithm.ED25519:
        check_signature(key, line.signature, _signed(checkpoint, key, 0))
        return None
    time = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if time > NUMBER_MAX:
        raise NotProvenError(f"the signature of {key.name} has no time")
    check_signature(key, line.signature[_TIME_BYTES:], _signed(checkpoint, key, time))
    return time


def subtree_message(cosigner: str, time: int, head: Head) -> bytes:
    """Return the ``cosigned_message`` that ML-DSA-44 signs, of a whole tree."""
    return b"".join(
        (
            _SUBTREE,
            _short(cosigner),
            time.to_bytes(_TIME_BYTES, "big"),
            _short(head.origin),
            bytes(8),
            head.size.to_bytes(8, "big"),
            head.root,
        )
    )


def _signed(checkpoint: Checkpoint, key: VerifierKey, time: int) -> bytes:
    match key.algorithm:
        case Algorithm.ED25519:
            return checkpoint.text.encode()
        case Algorithm.ED25519_COSIGNATURE:
            return f"cosignature/v1\ntime {time}\n{checkpoint.text}".encode()
        case Algorithm.ML_DSA_44:
            return subtree_message(key.name, time, checkpoint.head)
        case Algorithm.OTHER:
            raise NotProvenError(f"key {key.name} signs in a way that is not known here")
        case never:
            assert_never(never)


def _short(name: str) -> bytes:
    raw = name.encode()
    if len(raw) > _NAME_BYTES_MAX:
        raise NotProvenError(f"ML-DSA-44 signs names of at most {_NAME_BYTES_MAX} bytes: {name}")
    return bytes((len(raw),)) + raw
