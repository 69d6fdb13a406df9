"""A sealed statement has one encoding too, and says nothing but who, when, and of which kind."""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.envelopes import CLAIMED, encoded_map, every_flip
from tests.hiding import CATALOGUE, ECHO, SALT, hiding_into, sealed
from tests.speaking import CATALOGUE as PLAIN
from tests.speaking import Asked, FixedClock, signed, voice

from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains.privacy import Sealed, commitment_to
from comptrol.flow.opening import open_verified
from comptrol.kernel.envelope import (
    CONTENT_TYPE,
    SEQUENCE_LABEL,
    Claims,
    Envelope,
    cut,
    filled,
    open_envelope,
    seal,
)
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.signature import verify

VECTORS = json.loads(
    Path(__file__).parents[1].joinpath("vectors/envelope_sealed_1.json").read_text()
)
KEY, COMMITMENT = bytes(range(32)), bytes(range(32, 64))
CLAIMS = {1: "acme", 2: f"commitment:{COMMITMENT.hex()}", 6: 1_790_000_000}
TYPE = f'{CONTENT_TYPE}; kind="{ECHO}"'
HEADER: dict[Any, Any] = {1: -8, 4: KEY, 15: CLAIMS, 258: -16, 259: TYPE, SEQUENCE_LABEL: 7}
VALID = sealed(voice("acme"), 1)


def with_header(*pairs: tuple[Any, Any], payload: bytes = COMMITMENT) -> bytes:
    header = cbor2.dumps(encoded_map(list(pairs)))
    return b"\xd2\x84" + header + b"\xa0" + cbor2.dumps(payload) + b"\x58\x40" + bytes(64)


def changed(label: Any, value: Any) -> list[tuple[Any, Any]]:
    return [(k, value if k == label else v) for k, v in HEADER.items()]


def without(*labels: Any) -> list[tuple[Any, Any]]:
    return [(k, v) for k, v in HEADER.items() if k not in labels]


def test_the_header_that_the_malformed_ones_are_made_of_is_well_formed():
    opened = open_envelope(with_header(*HEADER.items()))
    assert opened.claims == Claims(
        issuer="acme", subject=CLAIMS[2], said_at=CLAIMS[6], sequence=7, key=KEY
    )
    assert (opened.payload, opened.preimage_kind) == (COMMITMENT, ECHO)


def test_an_open_statement_is_opened_as_one():
    assert open_envelope(signed(Asked(word="w"), voice("acme"), 1)).preimage_kind is None


KINDS = (
    *("", "echo", "echo.asked", "echo.asked/0", "echo.asked/01", "echo.asked/1\n", "Echo.asked/1"),
    *("echo.asked/1 ", " echo.asked/1", "echo..asked/1", "-echo.asked/1", 'echo.asked/1"; x="1'),
    *("echo.asked/1\u0660", "echo.as\u200bked/1", "echo/asked/1", "echo.asked/-1"),
)
MALFORMED = {
    "with labels out of order": with_header(*reversed(HEADER.items())),
    "with 258 before 15": with_header(*sorted(HEADER.items(), key=lambda it: it[0] == 15)),
    "with 259 before 258": with_header(
        *without(258, 259, SEQUENCE_LABEL), (259, TYPE), (258, -16), (SEQUENCE_LABEL, 7)
    ),
    "with its sequence before 258": with_header(
        *without(258, 259, SEQUENCE_LABEL), (SEQUENCE_LABEL, 7), (258, -16), (259, TYPE)
    ),
    "with a content type too": with_header((1, -8), (3, CONTENT_TYPE), *list(HEADER.items())[1:]),
    "with a content type for kid": with_header((1, -8), (3, CONTENT_TYPE), *without(1, 4)),
    "with a location": with_header(
        *without(SEQUENCE_LABEL), (260, "https://a.example"), (SEQUENCE_LABEL, 7)
    ),
    "with a type": with_header(
        *without(258, 259, SEQUENCE_LABEL),
        (16, "application/cose"),
        *list(HEADER.items())[3:],
    ),
    "with a critical label": with_header((1, -8), (2, [258]), *list(HEADER.items())[1:]),
    "with a label twice": with_header(*HEADER.items(), (SEQUENCE_LABEL, 7)),
    "with no hash algorithm": with_header(*without(258)),
    "with no content type of what was hashed": with_header(*without(259)),
    "with a long label": with_header(
        *[(bytearray(b"\x1a\x00\x00\x01\x02") if k == 258 else k, v) for k, v in HEADER.items()]
    ),
    **{
        f"hashed with {name}": with_header(*changed(258, value))
        for name, value in {
            "SHA-512": -44,
            "SHA-384": -43,
            "SHA-1": -14,
            "SHA-256, by name": "SHA-256",
            "a float": -16.0,
            "nothing": None,
            "SHA-256 in two bytes": bytearray(b"\x38\x0f"),
        }.items()
    },
    **{
        f"of {name}": with_header(*changed(259, value))
        for name, value in {
            "a content format by number": 50,
            "JSON": "application/json",
            "a statement of no kind": CONTENT_TYPE,
            "a statement whose kind is not quoted": f"{CONTENT_TYPE}; kind={ECHO}",
            "a statement without a space": f'{CONTENT_TYPE};kind="{ECHO}"',
            "a statement with a parameter more": f'{TYPE}; charset="utf-8"',
            "a statement in capitals": TYPE.upper(),
            "a statement in bytes": TYPE.encode(),
            "a statement with a quote alone": f'{CONTENT_TYPE}; kind="',
            "a statement written in chunks": bytearray(b"\x7f" + cbor2.dumps(TYPE) + b"\xff"),
            "a statement with a long length": bytearray(
                b"\x79" + len(TYPE).to_bytes(2, "big") + TYPE.encode()
            ),
        }.items()
    },
    **{
        f"of the kind {kind!a}".replace("\\", "/"): with_header(
            *changed(259, f'{CONTENT_TYPE}; kind="{kind}"')
        )
        for kind in KINDS
    },
    **{
        f"with {size} bytes for a commitment": with_header(*HEADER.items(), payload=bytes(size))
        for size in (0, 1, 31, 33, 64)
    },
    "with JSON for a commitment": with_header(*HEADER.items(), payload=b"{}"),
    "of a map of five": with_header(*HEADER.items()).replace(
        b"\xa6\x01\x27\x04", b"\xa5\x01\x27\x04"
    ),
    "of a map of seven": with_header(*HEADER.items()).replace(b"\xa6\x01\x27", b"\xa7\x01\x27"),
    "with a byte behind": with_header(*HEADER.items()) + b"\x00",
    "cut short": with_header(*HEADER.items())[:-1],
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_sealed_envelope_is_refused(raw: bytes):
    with pytest.raises(EnvelopeError):
        open_envelope(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_could_not_be_read_is_not_sealed(kind: str):
    with pytest.raises(EnvelopeError):
        sealed(voice("acme"), 1, kind=kind)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_commitment_that_is_none_is_not_sealed(size: int):
    claims = open_envelope(VALID).claims
    with pytest.raises(EnvelopeError, match="32 bytes"):
        seal(claims, bytes(size), voice("acme").sign, preimage_kind=ECHO)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["preimage_kind"])
def test_a_sealed_statement_is_written_as_it_always_was(vector: dict[str, Any]):
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))
    named = vector["claims"]
    claims = Claims(**{**named, "key": bytes.fromhex(named["key"])})
    commitment = commitment_to(bytes.fromhex(vector["salt"]), vector["body"].encode())
    assert commitment == vector["payload"]
    raw = seal(
        claims,
        bytes.fromhex(commitment),
        private.sign,
        preimage_kind=vector["preimage_kind"],
    )
    assert raw.hex() == vector["envelope"]
    assert sha256(b"\x00" + raw).hexdigest() == vector["leaf"]
    opened = open_envelope(raw)
    assert opened.to_be_signed().hex() == vector["to_be_signed"]
    assert (opened.claims, opened.preimage_kind) == (claims, vector["preimage_kind"])
    verify(opened)


# Whatever comes.


def by_the_library(opened: Envelope) -> bytes:
    """Encode an envelope with a general CBOR library, deterministically."""
    claims = opened.claims
    header: dict[Any, Any] = {
        1: -8,
        4: claims.key,
        15: {1: claims.issuer, 2: claims.subject, 6: claims.said_at},
        SEQUENCE_LABEL: claims.sequence,
    }
    if opened.preimage_kind is None:
        header[3] = CONTENT_TYPE
    else:
        header |= {258: -16, 259: f'{CONTENT_TYPE}; kind="{opened.preimage_kind}"'}
    protected = cbor2.dumps(header, canonical=True)
    parts = [protected, {}, opened.payload, opened.signature]
    return cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)


def test_no_single_bit_can_be_changed():
    verify(open_envelope(VALID))
    for raw in every_flip(VALID):
        with pytest.raises(EnvelopeError):
            verify(open_envelope(raw))


NAMED = st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?\.[a-z]{1,9}/[1-9][0-9]?", fullmatch=True)
DIGESTS = st.binary(min_size=32, max_size=32)


@given(CLAIMED, DIGESTS, NAMED)
def test_what_is_sealed_opens_as_what_it_was(claims: Claims, commitment: bytes, kind: str):
    raw = seal(claims, commitment, voice("acme").sign, preimage_kind=kind)
    opened = open_envelope(raw)
    assert (opened.claims, opened.payload, opened.raw) == (claims, commitment, raw)
    assert opened.preimage_kind == kind
    assert raw == by_the_library(opened)
    signed_part = ["Signature1", opened.protected, b"", commitment]
    assert opened.to_be_signed() == cbor2.dumps(signed_part, canonical=True)
    assert cut(raw + VALID + raw) == [raw, VALID, raw]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.binary(max_size=3)), max_size=4))
def test_a_damaged_envelope_is_read_or_refused(damage: list[tuple[int, bytes]]):
    raw = VALID
    for at, bytes_ in damage:
        raw = raw[:at] + bytes_ + raw[at + len(bytes_) :]
    with suppress(EnvelopeError):
        assert by_the_library(open_envelope(raw)) == raw


@given(st.lists(st.sampled_from([1, 3, 4, 15, 258, 259, 260, SEQUENCE_LABEL]), max_size=8))
def test_whatever_labels_stand_there_in_whatever_order(labels: list[int]):
    known = HEADER | {3: CONTENT_TYPE, 260: "https://a.example"}
    raw = with_header(*[(label, known[label]) for label in labels])
    with suppress(EnvelopeError):
        assert by_the_library(open_envelope(raw)) == raw


# The statement, as the path reads it.


def test_it_is_read_from_the_header_and_the_payload_is_no_json():
    opened = open_envelope(VALID)
    _, outline = open_verified(VALID)
    assert filled(VALID, outline) == opened
    commitment = commitment_to(SALT, b'{"kind":"echo.asked/1","word":"Erika Mustermann"}')
    said = CATALOGUE.read(opened)
    assert said == Sealed(commitment=commitment, preimage_kind=ECHO)
    assert said.subject == opened.claims.subject == f"commitment:{commitment}"


def test_nothing_of_the_words_is_in_it():
    assert b"Erika" not in VALID
    assert SALT not in VALID
    assert len(VALID) == len(sealed(voice("acme"), 1, body=b"x" * 9_000))


def test_it_is_not_said_in_json():
    said = Sealed(commitment=commitment_to(SALT, b"{}"), preimage_kind=ECHO)
    path = hiding_into(MemoryStore(), FixedClock())
    with pytest.raises(EnvelopeError, match=r"privacy\.sealed/1"):
        path.read(signed(said, voice("acme"), 1))


@pytest.mark.parametrize("kind", ["echo.asked/2", "echo.echoed/1", "ruling.ruled/1"])
def test_what_nobody_can_say_nobody_seals(kind: str):
    with pytest.raises(EnvelopeError, match="nobody can say"):
        CATALOGUE.read(open_envelope(sealed(voice("acme"), 1, kind=kind)))


def test_a_log_without_the_domain_takes_nothing_under_seal():
    with pytest.raises(EnvelopeError, match="under seal"):
        PLAIN.read(open_envelope(VALID))
