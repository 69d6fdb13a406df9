"""COSE Receipts: one encoding, of which no bit can be changed."""

from typing import Any

import cbor2
import pytest
from tests.ledger_cast import LOG, LOG_DSA, ORIGIN, STRANGER, entry, growth, head, path, signer
from tests.speaking import Asked, signed, voice

from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.receipt import (
    consistency_receipt,
    inclusion_receipt,
    sign_root,
    verify_consistency,
    verify_inclusion,
    with_receipt,
    without_receipt,
)
from comptrol.kernel.ledger.receipt_encoding import RECEIPT_BYTES_MAX, read_receipt, write_receipt
from comptrol.kernel.signature import verify

ENVELOPE = signed(Asked(word="hello"), voice("acme"), 1)


def inclusion(index: int, size: int) -> bytes:
    at = head(size)
    signature = sign_root(at, LOG.key, LOG.sign)
    return inclusion_receipt(at, LOG.key, signature, index=index, path=path(index, size))


def consistency(old: int, size: int) -> bytes:
    at = head(size)
    signature = sign_root(at, LOG.key, LOG.sign)
    return consistency_receipt(at, LOG.key, signature, old_size=old, path=growth(old, size))


RECEIPT, GROWTH = inclusion(4, 7), consistency(3, 7)


def fields(raw: bytes) -> Any:
    """Return what a general CBOR library makes of a receipt."""
    tag = cbor2.loads(raw)
    assert tag.tag == 18
    protected, unprotected, payload, signature = tag.value
    return cbor2.loads(protected), unprotected, payload, signature


def test_an_inclusion_is_laid_out_as_rfc_9942_has_it() -> None:
    protected, unprotected, payload, signature = fields(RECEIPT)
    assert protected == {1: -8, 4: LOG.key.public, 15: {1: ORIGIN, 2: "7"}, 395: 1}
    ((label, proofs),) = unprotected.items()
    ((kind, (proof,)),) = proofs.items()
    assert (label, kind, payload, len(signature)) == (396, -1, None, 64)
    size, index, hashes = cbor2.loads(proof)
    assert (size, index, list(hashes)) == (7, 4, path(4, 7))


def test_a_consistency_is_laid_out_as_rfc_9942_has_it() -> None:
    protected, unprotected, payload, _ = fields(GROWTH)
    assert protected == fields(RECEIPT)[0]
    ((label, proofs),) = unprotected.items()
    ((kind, (proof,)),) = proofs.items()
    assert (label, kind, payload) == (396, -2, head(7).root)
    old, new, hashes = cbor2.loads(proof)
    assert (old, new, list(hashes)) == (3, 7, growth(3, 7))


@pytest.mark.parametrize("raw", [RECEIPT, GROWTH])
def test_a_general_library_would_write_the_same_bytes(raw: bytes) -> None:
    protected, unprotected, payload, signature = cbor2.loads(raw).value
    header = cbor2.dumps(cbor2.loads(protected), canonical=True)
    ((label, proofs),) = unprotected.items()
    ((kind, (proof,)),) = proofs.items()
    proof = cbor2.dumps(cbor2.loads(proof), canonical=True)
    parts = [header, {label: {kind: [proof]}}, payload, signature]
    assert cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True) == raw


@pytest.mark.parametrize("size", [2, 3, 7, 8, 33])
def test_every_entry_has_a_receipt_that_holds(size: int) -> None:
    for index in range(size):
        raw = inclusion(index, size)
        assert write_receipt(read_receipt(raw)) == raw
        assert verify_inclusion(raw, entry(index), LOG.key) == (head(size), index)
        with pytest.raises(NotProvenError):
            verify_inclusion(raw, entry(size), LOG.key)


@pytest.mark.parametrize(("old", "size"), [(1, 2), (3, 7), (4, 7), (6, 7), (4, 8)])
def test_growth_has_a_receipt_that_holds(old: int, size: int) -> None:
    raw = consistency(old, size)
    assert write_receipt(read_receipt(raw)) == raw
    assert verify_consistency(raw, head(old), LOG.key) == head(size)
    for other in (head(old, fork=0), head(old - 1), head(old, origin="other.example")):
        with pytest.raises(NotProvenError):
            verify_consistency(raw, other, LOG.key)


def test_a_tree_of_one_entry_has_no_receipt() -> None:
    with pytest.raises(UnreadableError, match="a tree of one entry"):
        inclusion(0, 1)
    with pytest.raises(UnreadableError, match="has not grown"):
        consistency(7, 7)


def test_no_bit_of_an_inclusion_can_be_changed() -> None:
    for index, size in ((0, 5), (4, 7), (6, 7)):
        raw = inclusion(index, size)
        for at in range(len(raw) * 8):
            changed = bytearray(raw)
            changed[at // 8] ^= 1 << at % 8
            with pytest.raises(UnreadableError):
                verify_inclusion(bytes(changed), entry(index), LOG.key)


def test_no_bit_of_a_consistency_can_be_changed() -> None:
    for at in range(len(GROWTH) * 8):
        changed = bytearray(GROWTH)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(UnreadableError):
            verify_consistency(bytes(changed), head(3), LOG.key)


def test_a_path_that_fits_into_another_size_is_refused_there() -> None:
    """RFC 9942 alone would let it pass: the root does not commit to the size."""
    forged = RECEIPT.replace(b"\x83\x07\x04", b"\x83\x08\x04")
    with pytest.raises(UnreadableError, match="tree of 8"):
        verify_inclusion(forged, entry(4), LOG.key)
    forged = forged.replace(b"\x02\x61\x37", b"\x02\x61\x38")
    with pytest.raises(NotProvenError, match="does not hold"):
        verify_inclusion(forged, entry(4), LOG.key)


def test_another_key_or_origin_or_kind_is_refused() -> None:
    renamed = signer("other.example").key
    for key in (STRANGER.key, LOG_DSA.key, renamed):
        with pytest.raises(NotProvenError):
            verify_inclusion(RECEIPT, entry(4), key)
    with pytest.raises(NotProvenError, match="of a consistency"):
        verify_inclusion(GROWTH, entry(4), LOG.key)
    with pytest.raises(NotProvenError, match="of an entry"):
        verify_consistency(RECEIPT, head(3), LOG.key)


def test_only_the_log_s_own_ed25519_key_signs_receipts() -> None:
    for one in (LOG_DSA, STRANGER):
        with pytest.raises(NotProvenError):
            sign_root(head(7), one.key, one.sign)
    with pytest.raises(NotProvenError):
        sign_root(head(7), LOG.key, STRANGER.sign)


def respelled(**parts: Any) -> bytes:
    """Return a receipt that a general library wrote, with something in it otherwise."""
    protected, _, payload, signature = fields(RECEIPT)
    proof = cbor2.dumps([7, 4, path(4, 7)])
    header = parts.get("protected", protected)
    values = [
        header if isinstance(header, bytes) else cbor2.dumps(header),
        parts.get("unprotected", {396: {-1: [parts.get("proof", proof)]}}),
        parts.get("payload", payload),
        parts.get("signature", signature),
    ]
    return cbor2.dumps(cbor2.CBORTag(parts.get("tag", 18), values))


CLAIMS = {1: ORIGIN, 2: "7"}
HEADER = {1: -8, 4: LOG.key.public, 15: CLAIMS, 395: 1}
PATH = path(4, 7)


def test_the_respelling_is_the_receipt_where_nothing_differs() -> None:
    assert respelled() == RECEIPT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        RECEIPT[:-1],
        RECEIPT + b"\0",
        bytes(RECEIPT_BYTES_MAX + 1),
        RECEIPT[1:],
        respelled(tag=17),
        respelled(protected={395: 1, 1: -8, 4: LOG.key.public, 15: CLAIMS}),
        respelled(protected={**HEADER, 1: -19}),
        respelled(protected={**HEADER, 395: 2}),
        respelled(protected={**HEADER, 4: LOG.key.id}),
        respelled(protected={**HEADER, 15: {1: ORIGIN}}),
        respelled(protected={**HEADER, 15: {**CLAIMS, 6: 1}}),
        respelled(protected={**HEADER, 15: {1: ORIGIN, 2: "07"}}),
        respelled(protected={**HEADER, 15: {1: ORIGIN, 2: 7}}),
        respelled(protected={**HEADER, 15: {1: ORIGIN, 3: "7"}}),
        respelled(protected={**HEADER, -65537: 1}),
        respelled(protected=b""),
        respelled(unprotected={}),
        respelled(unprotected={396: {-1: []}}),
        respelled(unprotected={396: {-3: [b""]}}),
        respelled(unprotected={396: {-1: [cbor2.dumps([7, 4, PATH])] * 2}}),
        respelled(unprotected={396: {-1: [cbor2.dumps([7, 4, PATH])]}, 4: b""}),
        respelled(payload=b""),
        respelled(payload=head(7).root),
        respelled(signature=bytes(63)),
        respelled(signature=bytes(65)),
        respelled(proof=b""),
        respelled(proof=cbor2.dumps([7, 4, []])),
        respelled(proof=cbor2.dumps([7, 4, [PATH[0], b""]])),
        respelled(proof=cbor2.dumps([7, 4, [bytes(31)]])),
        respelled(proof=cbor2.dumps([7, 4, [bytes(32)] * 64])),
        respelled(proof=cbor2.dumps([7, 4, PATH, 0])),
        respelled(proof=cbor2.dumps([7, 4, PATH]) + b"\0"),
        respelled(proof=cbor2.dumps([7, -1, PATH])),
        respelled(proof=cbor2.dumps([7, 2**63, PATH])),
        respelled(proof=cbor2.dumps([7.0, 4, PATH])),
        respelled(proof=b"\x83\x18\x07\x04" + cbor2.dumps(PATH)),
        respelled(proof=b"\x83\x07\x04\x98\x03" + cbor2.dumps(PATH)[1:]),
        respelled(proof=b"\x83\x07\x04\x9f" + cbor2.dumps(PATH)[1:] + b"\xff"),
        respelled(proof=b"\x9f\x07\x04" + cbor2.dumps(PATH) + b"\xff"),
    ],
)
def test_any_other_encoding_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_receipt(raw)


def test_long_paths_are_read_as_they_are_written() -> None:
    at, signature = head(7), bytes(64)
    for length in (1, 23, 24, 63):
        raw = inclusion_receipt(at, LOG.key, signature, index=0, path=[bytes(32)] * length)
        assert len(read_receipt(raw).path) == length
    with pytest.raises(UnreadableError):
        inclusion_receipt(at, LOG.key, signature, index=0, path=[bytes(32)] * 64)


def test_an_origin_that_fills_the_receipt_is_refused() -> None:
    long = signer("x" * 5000)
    at = head(7, origin="x" * 5000)
    signature = sign_root(at, long.key, long.sign)
    with pytest.raises(UnreadableError, match="too long"):
        inclusion_receipt(at, long.key, signature, index=0, path=path(0, 7))


# In a statement, for third parties.


def test_a_receipt_travels_in_a_statement_and_comes_out_again() -> None:
    copy = with_receipt(ENVELOPE, RECEIPT)
    ((label, receipts),) = cbor2.loads(copy).value[1].items()
    assert (label, list(receipts)) == (394, [RECEIPT])
    assert without_receipt(copy) == (ENVELOPE, RECEIPT)
    verify(open_envelope(without_receipt(copy)[0]))
    with pytest.raises(UnreadableError):
        open_envelope(copy)


def test_nothing_else_travels_in_a_statement() -> None:
    copy = with_receipt(ENVELOPE, RECEIPT)
    for envelope, receipt in ((copy, RECEIPT), (ENVELOPE, ENVELOPE), (b"", RECEIPT)):
        with pytest.raises(UnreadableError):
            with_receipt(envelope, receipt)
    for raw in (ENVELOPE, copy + b"\0", copy[:-1], b"", bytes(30_000)):
        with pytest.raises(UnreadableError):
            without_receipt(raw)
