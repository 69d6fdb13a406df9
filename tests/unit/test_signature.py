"""Which keys and signatures count: the strict rule of the format, not what a library lets pass."""

from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tests.speaking import Asked, signed, voice

from comptrol.flow.opening import open_verified
from comptrol.kernel.envelope import Claims, Envelope, filled, open_envelope, seal
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.signature import is_weak, verify

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
WEAK = [
    "00" * 32,
    "00" * 31 + "80",
    "01" + "00" * 31,
    "01" + "00" * 30 + "80",
    "ec" + "ff" * 30 + "7f",
    "ec" + "ff" * 30 + "ff",
    "ed" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "ff",
    "ee" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "ff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
"""The 14 encodings of points of small order: ``facts`` and libsodium's own list agree."""
ACME, OTHER = voice("acme"), voice("other")
VALID = open_envelope(signed(Asked(word="hello"), ACME, 1))


def changed(**parts: Any) -> Envelope:
    return msgspec.structs.replace(VALID, **parts)


def under_key(key: bytes, signature: bytes) -> Envelope:
    claims = Claims(issuer="acme", subject="word:x", said_at=0, sequence=1, key=key)
    return open_envelope(seal(claims, b"{}", lambda _: signature))


def test_a_signature_that_holds_is_let_pass():
    verify(VALID)
    leaf, outline = open_verified(VALID.raw)
    assert (leaf, filled(VALID.raw, outline)) == (leaf_hash(VALID.raw), VALID)


def test_there_are_fourteen_weak_keys():
    assert len(set(WEAK)) == 14


@pytest.mark.parametrize("key", WEAK)
def test_a_key_of_small_order_is_refused_whatever_the_signature(key: str):
    assert is_weak(bytes.fromhex(key))
    with pytest.raises(EnvelopeError, match="weak"):
        verify(under_key(bytes.fromhex(key), VALID.signature))
    for signature in (bytes(64), bytes.fromhex(key) + bytes(32)):
        with pytest.raises(EnvelopeError, match="small order"):
            verify(under_key(bytes.fromhex(key), signature))


@pytest.mark.parametrize("point", WEAK)
def test_a_signature_whose_point_is_of_small_order_is_refused(point: str):
    for scalar in (bytes(32), VALID.signature[32:]):
        with pytest.raises(EnvelopeError, match="small order"):
            verify(changed(signature=bytes.fromhex(point) + scalar))


def test_the_library_alone_would_let_anyone_sign_under_a_weak_key():
    identity = b"\x01" + bytes(31)
    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), b"anything at all")


@pytest.mark.parametrize("sign_bit", [0, 1 << 255])
@pytest.mark.parametrize("above", range(19))
def test_a_key_that_is_not_reduced_is_refused(above: int, sign_bit: int):
    key = (PRIME + above | sign_bit).to_bytes(32, "little")
    assert is_weak(key)
    with pytest.raises(EnvelopeError, match="weak"):
        verify(under_key(key, VALID.signature))


def test_keys_in_use_are_not_weak():
    assert not any(is_weak(voice("acme", number).key) for number in range(200))
    assert not is_weak((PRIME - 2).to_bytes(32, "little"))


def test_a_key_that_is_no_point_is_refused():
    with pytest.raises(EnvelopeError, match="does not hold"):
        verify(under_key((2).to_bytes(32, "little"), VALID.signature))


@pytest.mark.parametrize("times", [1, 2, 15])
def test_a_scalar_that_is_not_reduced_is_refused(times: int):
    scalar = int.from_bytes(VALID.signature[32:], "little") + times * ORDER
    forged = VALID.signature[:32] + scalar.to_bytes(32, "little")
    with pytest.raises(EnvelopeError, match="not reduced"):
        verify(changed(signature=forged))


@pytest.mark.parametrize(
    "wrong",
    [
        {"payload": VALID.payload + b" "},
        {"payload": b""},
        {"protected": open_envelope(signed(Asked(word="hello"), ACME, 2)).protected},
        {"signature": VALID.signature[::-1]},
        {"signature": bytes(64)},
        {"claims": msgspec.structs.replace(VALID.claims, key=OTHER.key)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_was_changed_after_signing_is_refused(wrong: dict[str, Any]):
    with pytest.raises(EnvelopeError):
        verify(changed(**wrong))


def test_a_signature_by_another_key_is_refused():
    by_other = signed(Asked(word="hello"), OTHER, 1, key=ACME.key)
    assert "does not hold" in str(open_verified(by_other))


def test_the_same_words_are_signed_the_same_way():
    assert signed(Asked(word="a"), ACME, 1) == signed(Asked(word="a"), ACME, 1)


def test_the_library_agrees_with_the_first_vector_of_rfc_8032():
    """RFC 8032 §7.1, test 1: the empty message."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    private = Ed25519PrivateKey.from_private_bytes(seed)
    assert private.public_key().public_bytes_raw() == public
    assert private.sign(b"") == signature
    private.public_key().verify(signature, b"")
    with pytest.raises(InvalidSignature):
        private.public_key().verify(signature, b"x")
