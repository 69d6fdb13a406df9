"""What does a COSE Receipt look like? One encoding, written and read (RFC 9942).

- protected: 1 alg (-8, EdDSA), 4 kid (the log's Ed25519 public key), 15 CWT claims {1 iss: the
  log's origin, 2 sub: the size of the tree, in decimal}, 395 vds: 1 (RFC9162_SHA256);
- unprotected: 396 vdp {-1: [inclusion]} or {-2: [consistency]}, each one proof;
- payload: nil for an inclusion, so that the root is computed; the newer root for a consistency.
"""

from typing import Final

import msgspec

from comptrol.kernel.cbor import BYTES, TEXT, UNSIGNED, Reading, head
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.proof import PATH_MAX
from comptrol.kernel.ledger.spelling import NUMBER_MAX, number
from comptrol.kernel.ledger.tree import HASH_BYTES

RECEIPT_BYTES_MAX: Final = 4096
SIGNATURE_BYTES: Final = 64
KEY_BYTES: Final = 32

_ARRAY: Final = 0x80
_START: Final = b"\xd2\x84"
"""Tag 18, COSE_Sign1: an array of four (RFC 9052 §4.2)."""
_HEADER_START: Final = b"\xa4\x01\x27\x04" + head(BYTES, KEY_BYTES)
"""A map of four: 1 alg is -8 (EdDSA), and then 4 kid."""
_CLAIMS: Final = b"\x0f\xa2\x01"
"""15 CWT claims, a map of two, beginning with 1 iss (RFC 9597, RFC 8392)."""
_SUB: Final = b"\x02"
_STRUCTURE: Final = b"\x19\x01\x8b\x01"
"""395 vds is 1, RFC9162_SHA256."""
_PROOFS: Final = b"\xa1\x19\x01\x8c\xa1"
"""396 vdp, a map of one."""
_INCLUSION: Final = b"\x20\x81"
_CONSISTENCY: Final = b"\x21\x81"
"""-1 inclusion proofs, -2 consistency proofs: an array of one."""
_THREE: Final = b"\x83"
_NIL: Final = b"\xf6"
_HASH: Final = head(BYTES, HASH_BYTES)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt says. What is read is not verified yet."""

    origin: str
    key: bytes
    """The log's Ed25519 public key."""
    size: int
    """The size of the tree whose root is signed."""
    other: int
    """The entry's index, or the size that the tree grew from."""
    path: tuple[bytes, ...]
    root: bytes | None = None
    """The newer root of a consistency; nothing for an inclusion."""
    signature: bytes

    def __post_init__(self) -> None:
        """Refuse what has no receipt, or could not be read again."""
        if not self.path:
            raise UnreadableError("a tree of one entry, or one that has not grown, has no receipt")
        if len(self.path) > PATH_MAX or any(len(hash_) != HASH_BYTES for hash_ in self.path):
            raise UnreadableError(f"a path has 1 to {PATH_MAX} hashes of {HASH_BYTES} bytes")
        if not (0 <= self.other <= NUMBER_MAX and 0 <= self.size <= NUMBER_MAX):
            raise UnreadableError(f"positions and sizes go from 0 to {NUMBER_MAX}")
        if (len(self.key), len(self.signature)) != (KEY_BYTES, SIGNATURE_BYTES):
            raise UnreadableError("a key has 32 bytes, and a signature 64")
        if self.root is not None and len(self.root) != HASH_BYTES:
            raise UnreadableError(f"a root has {HASH_BYTES} bytes")


def write_receipt(receipt: Receipt) -> bytes:
    """Return the one encoding of a receipt."""
    inclusion = receipt.root is None
    numbers = (receipt.size, receipt.other) if inclusion else (receipt.other, receipt.size)
    proof = b"".join(
        (
            _THREE,
            *(head(UNSIGNED, number_) for number_ in numbers),
            head(_ARRAY, len(receipt.path)),
            *(_HASH + hash_ for hash_ in receipt.path),
        )
    )
    raw = b"".join(
        (
            _START,
            _cbor_bytes(protected_header(receipt.origin, receipt.key, receipt.size)),
            _PROOFS + (_INCLUSION if inclusion else _CONSISTENCY),
            _cbor_bytes(proof),
            _NIL if receipt.root is None else _HASH + receipt.root,
            _cbor_bytes(receipt.signature),
        )
    )
    if len(raw) > RECEIPT_BYTES_MAX:
        raise UnreadableError(f"the origin is too long for a receipt: {len(raw)} bytes")
    return raw


def read_receipt(raw: bytes) -> Receipt:
    """Read untrusted bytes as a receipt, or raise UnreadableError; nothing is verified yet."""
    if len(raw) > RECEIPT_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a receipt has at most {RECEIPT_BYTES_MAX}")
    reading = Reading(raw)
    reading.constant(_START, "a COSE_Sign1 (CBOR tag 18, four parts)")
    origin, key, size = _read_header(reading.byte_string("the protected header"))
    reading.constant(_PROOFS, "vdp, one kind of proof, and nothing else")
    inclusion = raw[reading.at : reading.at + len(_INCLUSION)] == _INCLUSION
    reading.constant(_INCLUSION if inclusion else _CONSISTENCY, "one proof")
    numbers, path = _read_proof(reading.byte_string("the proof"))
    root = None
    if inclusion:
        reading.constant(_NIL, "no payload")
    else:
        root = reading.byte_string("the newer root")
    signature = reading.byte_string("the signature")
    reading.end("the receipt")
    stated, other = numbers if inclusion else numbers[::-1]
    if stated != size:
        raise UnreadableError(f"the proof is of a tree of {stated}, and signed for one of {size}")
    return Receipt(
        origin=origin,
        key=key,
        size=size,
        other=other,
        path=path,
        root=root,
        signature=signature,
    )


def _read_header(protected: bytes) -> tuple[str, bytes, int]:
    reading = Reading(protected)
    reading.constant(_HEADER_START, "alg -8, then a kid of 32 bytes")
    key = protected[reading.at : reading.at + KEY_BYTES]
    reading.at += KEY_BYTES
    reading.constant(_CLAIMS, "the two CWT claims, from iss on")
    origin = reading.text("iss")
    reading.constant(_SUB, "sub")
    size = number(reading.text("sub"), "sub, the size of the tree,")
    reading.constant(_STRUCTURE, "vds 1, RFC9162_SHA256")
    reading.end("the protected header")
    return origin, key, size


def _read_proof(raw: bytes) -> tuple[tuple[int, int], tuple[bytes, ...]]:
    """Read a proof; how many hashes there are follows from the bytes that are left."""
    reading = Reading(raw)
    reading.constant(_THREE, "an array of three")
    numbers = reading.number("the first number"), reading.number("the second number")
    count = (len(raw) - reading.at) // (len(_HASH) + HASH_BYTES)
    reading.constant(head(_ARRAY, count), "an array of hashes")
    path = tuple(reading.byte_string("a hash") for _ in range(count))
    reading.end("the proof")
    return numbers, path


def protected_header(origin: str, key: bytes, size: int) -> bytes:
    """Return what is signed besides the root: the same for all receipts of a head."""
    issuer, subject = origin.encode(), str(size).encode()
    return b"".join(
        (
            _HEADER_START + key,
            _CLAIMS + head(TEXT, len(issuer)) + issuer,
            _SUB + head(TEXT, len(subject)) + subject,
            _STRUCTURE,
        )
    )


def _cbor_bytes(content: bytes) -> bytes:
    return head(BYTES, len(content)) + content
