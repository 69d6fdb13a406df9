"""One statement has one encoding, and whatever else comes in is refused by name."""

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import cbor2
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.envelopes import CLAIMED, encoded_map, every_flip
from tests.speaking import Asked, FixedClock, enrolled, intake_into, signed, voice

from comptrol.adapters.store_memory import MemoryStore
from comptrol.kernel.envelope import (
    CONTENT_TYPE,
    ENVELOPE_BYTES_MAX,
    PAYLOAD_BYTES_MAX,
    SEQUENCE_LABEL,
    Claims,
    Envelope,
    cut,
    filled,
    open_envelope,
    outline,
    seal,
)
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.signature import verify
from comptrol.kernel.statement import Statement

VECTORS = json.loads(Path(__file__).parents[1].joinpath("vectors/envelope_1.json").read_text())
KEY = bytes(range(32))
CLAIMS = {1: "acme", 2: "party:acme", 6: 1_790_000_000}
HEADER: dict[Any, Any] = {1: -8, 3: CONTENT_TYPE, 4: KEY, 15: CLAIMS, SEQUENCE_LABEL: 7}
VALID = signed(Asked(word="hello"), voice("acme"), 1)
SHORT = b"\x42{}"
ZERO_SIGNATURE = b"\x58\x40" + bytes(64)


def parts(
    protected: bytes | None = None,
    unprotected: bytes = b"\xa0",
    payload: bytes = SHORT,
    signature: bytes = ZERO_SIGNATURE,
) -> bytes:
    header = cbor2.dumps(encoded_map(list(HEADER.items())) if protected is None else protected)
    return header + unprotected + payload + signature


def sign1(body: bytes) -> bytes:
    return b"\xd2\x84" + body


def with_header(*pairs: tuple[Any, Any], **_: Any) -> bytes:
    return sign1(parts(encoded_map(list(pairs))))


def changed(label: Any, value: Any, header: dict[Any, Any] = HEADER) -> list[tuple[Any, Any]]:
    return [(k, value if k == label else v) for k, v in header.items()]


def relabelled(old: Any, new: Any, header: dict[Any, Any] = HEADER) -> list[tuple[Any, Any]]:
    return [(new if k == old else k, v) for k, v in header.items()]


def with_claims(pairs: list[tuple[Any, Any]]) -> bytes:
    return with_header(*changed(15, bytearray(encoded_map(pairs))))


def test_the_header_that_the_malformed_ones_are_made_of_is_well_formed():
    opened = open_envelope(sign1(parts()))
    assert opened.claims == Claims(
        issuer="acme", subject="party:acme", said_at=1_790_000_000, sequence=7, key=KEY
    )
    assert (opened.payload, opened.signature) == (b"{}", bytes(64))


MALFORMED = {
    "nothing": b"",
    "a number": b"\x00",
    "text": cbor2.dumps("hello"),
    "without its tag": b"\x84" + parts(),
    "with the tag of COSE_Mac0": b"\xd1\x84" + parts(),
    "with the tag of COSE_Sign": b"\xd8\x62\x84" + parts(),
    "with a tag of two bytes for 18": b"\xd8\x12\x84" + parts(),
    "tagged twice": b"\xd2" + sign1(parts()),
    "described as CBOR first": b"\xd9\xd9\xf7" + sign1(parts()),
    "of three parts": b"\xd2\x83" + parts(signature=b""),
    "of five parts": b"\xd2\x85" + parts() + b"\x00",
    "of indefinite length": b"\xd2\x9f" + parts() + b"\xff",
    "with a long count of parts": b"\xd2\x98\x04" + parts(),
    "a map": b"\xd2\xa2" + parts(),
    "with a byte behind": sign1(parts()) + b"\x00",
    "twice in a row": sign1(parts()) * 2,
    "cut short": sign1(parts())[:-1],
    "with a receipt left in": sign1(parts(unprotected=b"\xa1\x19\x01\x8a\x80")),
    "with an unprotected key": sign1(parts(unprotected=b"\xa1\x04\x40")),
    "with null for unprotected": sign1(parts(unprotected=b"\xf6")),
    "with a list for unprotected": sign1(parts(unprotected=b"\x80")),
    "with an indefinite empty map": sign1(parts(unprotected=b"\xbf\xff")),
    "with a detached payload": sign1(parts(payload=b"\xf6")),
    "with a payload of text": sign1(parts(payload=b"\x62{}")),
    "with a payload in chunks": sign1(parts(payload=b"\x5f\x41{\x41}\xff")),
    "with a long count of payload": sign1(parts(payload=b"\x58\x02{}")),
    "with a short signature": sign1(parts(signature=b"\x58\x3f" + bytes(63))),
    "with a long signature": sign1(parts(signature=b"\x58\x41" + bytes(65))),
    "with a signature of text": sign1(parts(signature=b"\x78\x40" + b"a" * 64)),
    "with an empty header": sign1(parts(b"")),
    "with a header that is no map": sign1(parts(b"\x80")),
    "with a header that is cut short": sign1(parts(encoded_map(list(HEADER.items()))[:-1])),
    "with a byte behind the header": sign1(parts(encoded_map(list(HEADER.items())) + b"\x00")),
    "with a header that is not wrapped": sign1(
        encoded_map(list(HEADER.items())) + b"\xa0" + SHORT + ZERO_SIGNATURE
    ),
    "with an indefinite header": sign1(
        parts(b"\xbf" + encoded_map(list(HEADER.items()))[1:] + b"\xff")
    ),
    "with labels out of order": with_header(*reversed(HEADER.items())),
    "with a label twice": with_header((1, -8), *HEADER.items()),
    "with an unknown label": with_header(*HEADER.items(), (-65538, 0)),
    "with a critical label": with_header((1, -8), (2, [15]), *list(HEADER.items())[1:]),
    "with a label of text": with_header(*relabelled(1, "1")),
    "without a label": with_header(*list(HEADER.items())[:-1]),
    "with a long label": with_header(*relabelled(1, bytearray(b"\x18\x01"))),
    "with ECDSA for algorithm": with_header(*changed(1, -7)),
    "with a long algorithm": with_header(*changed(1, bytearray(b"\x38\x07"))),
    "with a big number for algorithm": with_header(*changed(1, bytearray(b"\xc3\x41\x07"))),
    "with another content type": with_header(*changed(3, "application/json")),
    "with a content type of bytes": with_header(*changed(3, CONTENT_TYPE.encode())),
    "with a key of 31 bytes": with_header(*changed(4, KEY[1:])),
    "with a key of 33 bytes": with_header(*changed(4, KEY + b"\x00")),
    "with a key of text": with_header(*changed(4, "k" * 32)),
    "with an issuer of bytes": with_claims(changed(1, b"acme", CLAIMS)),
    "with an issuer of nothing": with_claims(changed(1, None, CLAIMS)),
    "with an issuer that is no UTF-8": with_claims(changed(1, bytearray(b"\x62\xc3\x28"), CLAIMS)),
    "with an issuer of half a pair": with_claims(
        changed(1, bytearray(b"\x63\xed\xa0\x80"), CLAIMS)
    ),
    "with an issuer in chunks": with_claims(changed(1, bytearray(b"\x7f\x61a\xff"), CLAIMS)),
    "with a subject that is a number": with_claims(changed(2, 2, CLAIMS)),
    "without a subject": with_claims([(1, "acme"), (6, 1)]),
    "with an expiry": with_claims([(1, "acme"), (2, "x"), (4, 9), (6, 1)]),
    "with claims out of order": with_claims(list(reversed(CLAIMS.items()))),
    "with a claim twice": with_claims([(1, "acme"), (1, "acme"), (2, "x"), (6, 1)]),
    "with another claim for sub": with_claims([(1, "acme"), (3, "x"), (6, 1)]),
    "with claims by name": with_claims([("iat", 1), ("iss", "acme"), ("sub", "x")]),
    "with a list of claims": with_header(*changed(15, ["acme", "x", 1])),
    "with nothing for claims": with_header(*changed(15, None)),
    **{
        f"said at {time!r}".replace("\\", "/"): with_claims(changed(6, time, CLAIMS))
        for time in (1.5, 1.0, True, None, "1", bytearray(b"\xc1\x01"), bytearray(b"\x18\x01"))
    },
    **{
        f"with {number!r} for a sequence number".replace("\\", "/"): with_header(
            *changed(SEQUENCE_LABEL, number)
        )
        for number in (
            0,
            -1,
            2**63,
            2**64,
            True,
            False,
            1.0,
            None,
            "1",
            bytearray(b"\xc2\x41\x01"),
        )
    },
    "of more bytes than an envelope has": sign1(parts(payload=cbor2.dumps(bytes(17_500)))),
    "of more bytes than a payload has": sign1(
        parts(payload=cbor2.dumps(bytes(PAYLOAD_BYTES_MAX + 1)))
    ),
    "nested without end": b"\x81" * 9_000,
    "tagged without end": b"\xc1" * 9_000,
    "with a header nested without end": sign1(parts(b"\xa1" * 9_000)),
    "that promises more than there is": bytes.fromhex("d2845b7fffffffffffffff"),
    "that holds itself": bytes.fromhex("d81c81d81d00"),
    "with true for label 1": with_header(*relabelled(1, True)),  # noqa: FBT003
    "with a float for a label": with_header(*sorted(relabelled(1, 1.0), key=str)),
    "with a float for the algorithm": with_header(*changed(1, -8.0)),
    "with a decimal for the algorithm": with_header(*changed(1, Decimal(-8))),
    "with a float for the sequence label": with_header(
        *relabelled(SEQUENCE_LABEL, float(SEQUENCE_LABEL))
    ),
    "with true for claim 1": with_claims(relabelled(1, True, CLAIMS)),  # noqa: FBT003
    "said in ten thousand years and more": with_claims(changed(6, 2**70, CLAIMS)),
    "said at 2^63": with_claims(changed(6, 2**63, CLAIMS)),
    "said before 1970": with_claims(changed(6, -1, CLAIMS)),
    "with mail for a header": sign1(parts(bytes.fromhex("d82460"))),
    "with mail for claims": with_header(*changed(15, bytearray(b"\xd8\x24\x60"))),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_envelope_is_refused(raw: bytes):
    with pytest.raises(EnvelopeError):
        open_envelope(raw)


LONG_HEADS = [
    (least - 1, bytes([mark]) + (least - 1).to_bytes(width, "big"))
    for mark, width, least in ((24, 1, 24), (25, 2, 2**8), (26, 4, 2**16), (27, 8, 2**32))
]


@pytest.mark.parametrize(("number", "long"), LONG_HEADS, ids=lambda x: str(x) * isinstance(x, int))
def test_a_number_is_written_in_the_fewest_bytes(number: int, long: bytes):
    short = with_claims(changed(6, number, CLAIMS))
    assert open_envelope(short).claims.said_at == number
    with pytest.raises(EnvelopeError):
        open_envelope(with_claims(changed(6, bytearray(long), CLAIMS)))


@pytest.mark.parametrize(("size", "long"), LONG_HEADS[:2], ids=["23", "255"])
def test_a_length_is_written_in_the_fewest_bytes(size: int, long: bytes):
    assert open_envelope(sign1(parts(payload=cbor2.dumps(bytes(size)))))
    head = bytes([long[0] | 0x40]) + long[1:]
    with pytest.raises(EnvelopeError):
        open_envelope(sign1(parts(payload=head + bytes(size))))


def largest(size: int) -> bytes:
    """Return an envelope of a size, with the largest payload there may be."""

    def about(length: int) -> bytes:
        header = encoded_map(changed(15, CLAIMS | {2: "x" * length}))
        return sign1(parts(header, payload=cbor2.dumps(bytes(PAYLOAD_BYTES_MAX))))

    return about(500 + size - len(about(500)))


def test_the_largest_envelope_is_opened_and_one_byte_more_is_not():
    assert len(largest(ENVELOPE_BYTES_MAX)) == ENVELOPE_BYTES_MAX
    assert open_envelope(largest(ENVELOPE_BYTES_MAX))
    with pytest.raises(EnvelopeError, match="at most"):
        open_envelope(largest(ENVELOPE_BYTES_MAX + 1))


CLAIM = Claims(issuer="acme", subject="x:y", said_at=0, sequence=1, key=KEY)


def test_a_payload_that_could_not_be_opened_is_not_sealed():
    with pytest.raises(EnvelopeError, match="at most"):
        seal(CLAIM, bytes(PAYLOAD_BYTES_MAX + 1), voice("acme").sign)


def test_an_envelope_that_could_not_be_opened_is_not_sealed():
    claims = msgspec.structs.replace(CLAIM, subject="x" * 2_000)
    with pytest.raises(EnvelopeError, match="at most"):
        seal(claims, bytes(PAYLOAD_BYTES_MAX), voice("acme").sign)


@pytest.mark.parametrize(
    "wrong", [{"sequence": 0}, {"sequence": 2**63}, {"key": b""}, {"said_at": -1}], ids=str
)
def test_claims_that_could_not_be_read_are_not_sealed(wrong: dict[str, Any]):
    with pytest.raises(EnvelopeError):
        seal(msgspec.structs.replace(CLAIM, **wrong), b"{}", voice("acme").sign)


# Golden bytes.


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["claims"]["issuer"])
def test_a_statement_is_sealed_into_the_golden_bytes_and_opened_from_them(vector: dict[str, Any]):
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))
    claims = Claims(**vector["claims"] | {"key": bytes.fromhex(vector["claims"]["key"])})
    raw = seal(claims, vector["payload"].encode(), private.sign)
    assert raw.hex() == vector["envelope"]
    assert leaf_hash(raw).hex() == vector["leaf"]
    opened = open_envelope(raw)
    assert opened.to_be_signed().hex() == vector["to_be_signed"]
    assert (opened.claims, opened.payload) == (claims, vector["payload"].encode())
    verify(opened)


# Whatever comes.


def opened_or_refused(raw: bytes) -> Envelope | None:
    """Open, and hold what was opened against a general CBOR library."""
    with suppress(EnvelopeError):
        opened = open_envelope(raw)
        assert raw == by_the_library(opened.claims, opened.payload, opened.signature)
        return opened
    return None


@given(st.binary(max_size=400))
def test_any_bytes_are_an_envelope_or_refused(raw: bytes):
    opened_or_refused(raw)
    opened_or_refused(sign1(parts(raw)))


SIMPLE = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.binary(max_size=40) | st.decimals() | st.datetimes(timezones=st.timezones())
)  # fmt: skip
HASHABLE = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=9)
TAGS = st.integers(0, 60) | st.integers(0, 2**64 - 1)
ANY_CBOR = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(HASHABLE, inner, max_size=6)
        | st.builds(cbor2.CBORTag, TAGS, inner)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from([*HEADER, 2]) | HASHABLE, ANY_CBOR, max_size=6),
    ANY_CBOR,
    st.booleans(),
)
def test_any_header_is_read_or_refused(over: dict[Any, Any], anything: Any, canonical: bool):  # noqa: FBT001
    for header in ({**HEADER, **over}, HEADER | {15: {**CLAIMS, **over}}, anything):
        with suppress(cbor2.CBORError):
            opened_or_refused(sign1(parts(cbor2.dumps(header, canonical=canonical))))
    with suppress(cbor2.CBORError):
        opened_or_refused(cbor2.dumps(cbor2.CBORTag(18, anything), canonical=canonical))


@settings(deadline=None)
@given(st.sampled_from([1, 3, 4, SEQUENCE_LABEL, "iss", "sub", "iat"]), ANY_CBOR | st.integers())
def test_one_part_of_a_header_may_be_anything_and_is_read_or_refused(place: Any, value: Any):
    claim = {"iss": 1, "sub": 2, "iat": 6}.get(place)
    header = HEADER | ({place: value} if claim is None else {15: CLAIMS | {claim: value}})
    with suppress(cbor2.CBORError):
        opened_or_refused(sign1(parts(cbor2.dumps(header, canonical=True))))


@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.binary(max_size=3)), max_size=4))
def test_a_damaged_envelope_is_read_or_refused(damage: list[tuple[int, bytes]]):
    raw = VALID
    for at, bytes_ in damage:
        raw = raw[:at] + bytes_ + raw[at + len(bytes_) :]
    opened = opened_or_refused(raw)
    assert opened is None or opened.raw == raw


def test_no_single_bit_can_be_changed():
    verify(open_envelope(VALID))
    for raw in every_flip(VALID):
        with pytest.raises(EnvelopeError):
            verify(open_envelope(raw))


def by_the_library(claims: Claims, payload: bytes, signature: bytes) -> bytes:
    """Encode an envelope with a general CBOR library, deterministically."""
    header = HEADER | {
        4: claims.key,
        15: {1: claims.issuer, 2: claims.subject, 6: claims.said_at},
        SEQUENCE_LABEL: claims.sequence,
    }
    protected = cbor2.dumps(header, canonical=True)
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]), canonical=True)


@given(CLAIMED, st.binary(max_size=600))
def test_what_is_sealed_opens_as_what_it_was(claims: Claims, payload: bytes):
    raw = seal(claims, payload, voice("acme").sign)
    opened = open_envelope(raw)
    assert (opened.claims, opened.payload, opened.raw) == (claims, payload, raw)
    assert raw == by_the_library(claims, payload, opened.signature)
    signed_part = ["Signature1", opened.protected, b"", payload]
    assert opened.to_be_signed() == cbor2.dumps(signed_part, canonical=True)
    assert filled(raw, outline(opened)) == opened, "it is the same, opened elsewhere"


@given(st.lists(CLAIMED, max_size=4), st.binary(max_size=3))
def test_a_sequence_is_cut_where_each_envelope_ends(claims: list[Claims], rest: bytes):
    raws = [seal(claim, b"{}", voice("acme").sign) for claim in claims]
    assert cut(b"".join(raws)) == raws
    if rest:
        with pytest.raises(EnvelopeError):
            cut(b"".join(raws) + rest)


# The payload, as the path reads it.

PATH = intake_into(MemoryStore(), FixedClock())


def read(payload: bytes) -> Statement:
    by = voice("acme")
    claims = msgspec.structs.replace(CLAIM, key=by.key)
    return PATH.read(seal(claims, payload, by.sign)).statement


SAID = b'{"kind":"echo.asked/1","word":"w","times":1}'
UNREADABLE = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "without a kind": b'{"word":"w"}',
    "of an unknown kind": b'{"kind":"echo.asked/2","word":"w"}',
    "with a kind twice": b'{"kind":"echo.asked/1","kind":"echo.asked/1","word":"w"}',
    "with a name twice": b'{"kind":"echo.asked/1","word":"a","word":"b"}',
    "with a name twice, once escaped": b'{"kind":"echo.asked/1","word":"a","w\\u006frd":"b"}',
    "with an unknown name": b'{"kind":"echo.asked/1","word":"w","wrod":"w"}',
    "with an unknown name nested without end": b'{"kind":"echo.asked/1","word":"w","x":'
    + b"[" * 9_000,
    "with a name missing": b'{"kind":"echo.asked/1"}',
    "with a number for text": b'{"kind":"echo.asked/1","word":1}',
    "with a fraction for a count": b'{"kind":"echo.asked/1","word":"w","times":1.5}',
    "with NaN": b'{"kind":"echo.asked/1","word":"w","times":NaN}',
    "with Infinity": b'{"kind":"echo.asked/1","word":"w","times":Infinity}',
    "with 5,000 digits": b'{"kind":"echo.asked/1","word":"w","times":' + b"9" * 5_000 + b"}",
    "with text behind": SAID + b"x",
    "twice in a row": SAID * 2,
    "with a byte-order mark": b"\xef\xbb\xbf" + SAID,
    "in UTF-16": SAID.decode().encode("utf-16"),
    "in no UTF-8": SAID.replace(b'"w"', b'"\xff"'),
    "with half a surrogate pair": SAID.replace(b'"w"', b'"\\ud800"'),
    "with a line break in text": SAID.replace(b'"w"', b'"\n"'),
}


@pytest.mark.parametrize("payload", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_payload_is_refused(payload: bytes):
    with pytest.raises(EnvelopeError):
        read(payload)


@pytest.mark.parametrize("bad", [b"\xed\xa0\x80", b"\xed\xb0\x80"])
def test_a_surrogate_in_utf_8_is_refused(bad: bytes):
    with pytest.raises(EnvelopeError):
        read(SAID.replace(b'"w"', b'"' + bad + b'"'))


NAMED = (
    '{"kind":"parties.enrolled/1","party":"acme","name":"A","country":"NL","roles":[],"key":"%s"}'
)


def test_the_statement_that_the_broken_names_are_made_of_can_be_read():
    assert read((NAMED % ("ab" * 32)).encode())


@pytest.mark.parametrize("name", ["acme", "NL", "ab" * 32], ids=["party", "country", "key"])
def test_a_name_with_a_line_break_behind_it_is_refused(name: str):
    said = (NAMED % ("ab" * 32)).replace(f'"{name}"', f'"{name}\\n"')
    with pytest.raises(EnvelopeError):
        read(said.encode())


def test_a_payload_may_be_laid_out_in_any_way():
    spaced = b'{\n "times": 1, "word": "w", "kind": "echo.asked/1"\n}\n'
    assert read(spaced) == read(SAID) == Asked(word="w")


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_payload_is_read_or_refused(payload: bytes):
    for tried in (payload, SAID[:-1] + b"," + payload + b"}", SAID.replace(b'"w"', payload)):
        with suppress(EnvelopeError):
            read(tried)


def test_an_encoded_statement_is_read_as_what_it_was():
    said = enrolled("acme")
    assert read(msgspec.json.encode(said)) == said
