"""Is this entry in the log, as a COSE Receipt shows it? For readers of COSE (RFC 9942).

A receipt bears the log's own Ed25519 signature and no witness: prefer ``proof`` where you can.

RFC 9942 leaves the size of the tree unsigned, and with it the index: one path fits into trees of
several sizes. Here the size is the subject (``sub``) that the log signs. So nothing of a receipt
can be changed, and one signature serves every receipt of a head, as none names a statement.
"""

from collections.abc import Callable, Sequence
from typing import Final

from comptrol.kernel.cbor import BYTES, Reading, head
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, open_envelope
from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Head
from comptrol.kernel.ledger.note import Algorithm, VerifierKey, check_signature
from comptrol.kernel.ledger.receipt_encoding import (
    RECEIPT_BYTES_MAX,
    Receipt,
    protected_header,
    read_receipt,
    write_receipt,
)
from comptrol.kernel.ledger.tree import check_consistency, leaf_hash, root_by_inclusion

_SIGNED_START: Final = b"\x84\x6aSignature1"
_START: Final = b"\xd2\x84"
_NO_UNPROTECTED: Final = b"\xa0"
_RECEIPTS: Final = b"\xa1\x19\x01\x8a\x81"
"""An unprotected header of 394 receipts, an array of one (RFC 9942 §4)."""


def sign_root(at: Head, key: VerifierKey, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the signature that every receipt of a head bears, verified under the key."""
    if key.algorithm is not Algorithm.ED25519 or key.name != at.origin:
        raise NotProvenError(f"receipts of {at.origin} are signed with its own Ed25519 key")
    signed = _to_be_signed(at, key)
    signature = sign(signed)
    check_signature(key, signature, signed)
    return signature


def inclusion_receipt(
    at: Head, key: VerifierKey, signature: bytes, *, index: int, path: Sequence[bytes]
) -> bytes:
    """Return the receipt of an entry; UnreadableError in a tree of one, whose entry has none.

    RFC 9942 wants a path of one hash or more.
    """
    return write_receipt(
        Receipt(
            origin=at.origin,
            key=key.public,
            size=at.size,
            other=index,
            path=tuple(path),
            signature=signature,
        )
    )


def consistency_receipt(
    at: Head, key: VerifierKey, signature: bytes, *, old_size: int, path: Sequence[bytes]
) -> bytes:
    """Return the receipt that the log grew from a size; UnreadableError where there is no path."""
    return write_receipt(
        Receipt(
            origin=at.origin,
            key=key.public,
            size=at.size,
            other=old_size,
            path=tuple(path),
            root=at.root,
            signature=signature,
        )
    )


def verify_inclusion(raw: bytes, entry: bytes, key: VerifierKey) -> tuple[Head, int]:
    """Return the head and the index at which a receipt shows an entry, or raise NotProvenError.

    The caller still owes whether anybody else saw that head: a receipt has no witnesses.
    """
    receipt = read_receipt(raw)
    if receipt.root is not None:
        raise NotProvenError("this receipt is of a consistency, not of an entry")
    root = root_by_inclusion(leaf_hash(entry), receipt.other, receipt.size, receipt.path)
    return _signed_head(receipt, key, root), receipt.other


def verify_consistency(raw: bytes, old: Head, key: VerifierKey) -> Head:
    """Return the head that a receipt shows to have grown from an old one, or NotProvenError."""
    receipt = read_receipt(raw)
    if receipt.root is None:
        raise NotProvenError("this receipt is of an entry, not of a consistency")
    if (receipt.other, receipt.origin) != (old.size, old.origin):
        raise NotProvenError(f"the receipt starts from {receipt.origin} at {receipt.other}")
    check_consistency(old.size, old.root, receipt.size, receipt.root, receipt.path)
    return _signed_head(receipt, key, receipt.root)


def with_receipt(envelope: bytes, receipt: bytes) -> bytes:
    """Return a copy of a statement for a third party, with a receipt in its unprotected header.

    It is no entry of a log: ours have nothing unprotected. ``without_receipt`` takes it out again.
    """
    opened = open_envelope(envelope)
    read_receipt(receipt)
    at = len(_START) + len(head(BYTES, len(opened.protected))) + len(opened.protected)
    rest = envelope[at + len(_NO_UNPROTECTED) :]
    return envelope[:at] + _RECEIPTS + head(BYTES, len(receipt)) + receipt + rest


def without_receipt(raw: bytes) -> tuple[bytes, bytes]:
    """Return the envelope as it was logged, and the receipt that was put into this copy of it."""
    if len(raw) > ENVELOPE_BYTES_MAX + RECEIPT_BYTES_MAX + len(_RECEIPTS) + 3:
        raise UnreadableError(f"{len(raw)} bytes are no statement with a receipt")
    reading = Reading(raw)
    reading.constant(_START, "a COSE_Sign1 (CBOR tag 18, four parts)")
    reading.byte_string("the protected header")
    at = reading.at
    reading.constant(_RECEIPTS, "one receipt in the unprotected header, and nothing else")
    receipt = reading.byte_string("the receipt")
    envelope = raw[:at] + _NO_UNPROTECTED + raw[reading.at :]
    open_envelope(envelope)
    read_receipt(receipt)
    return envelope, receipt


def _signed_head(receipt: Receipt, key: VerifierKey, root: bytes) -> Head:
    if key.algorithm is not Algorithm.ED25519 or key.public != receipt.key:
        raise NotProvenError(f"the receipt is signed with another key than {key.name}'s")
    if key.name != receipt.origin:
        raise NotProvenError(f"the receipt is of {receipt.origin}, not of {key.name}")
    at = Head(origin=receipt.origin, size=receipt.size, root=root)
    check_signature(key, receipt.signature, _to_be_signed(at, key))
    return at


def _to_be_signed(at: Head, key: VerifierKey) -> bytes:
    """Return the Sig_structure over the root (RFC 9052 §4.4)."""
    protected = protected_header(at.origin, key.public, at.size)
    parts = (protected, b"", at.root)
    return _SIGNED_START + b"".join(head(BYTES, len(part)) + part for part in parts)
