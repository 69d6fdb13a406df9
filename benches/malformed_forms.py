"""How a valid statement is spoilt: by its bytes, by its form, and under a signature that holds."""

from collections.abc import Callable
from random import Random  # noqa: TID251  (seeded)
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptrol.adapters.keyring_files import PartyKey
from comptrol.domains.gate import Ordered
from comptrol.kernel.cbor import BYTES, NEGATIVE, TEXT, UNSIGNED, head
from comptrol.kernel.envelope import CONTENT_TYPE, Envelope, open_envelope

GROUP_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""Of Ed25519 (RFC 8032 §5.1): a signature whose second half is this much larger is another's."""
SMALL: Final = (bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"\xec" + b"\xff" * 30 + b"\x7f")
"""Keys of small order, or not fully reduced."""
NUMBERS: Final = (0, 2, 99, 2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1)
DEPTH: Final = 3_000


class Forger:
    """Makes one malformed statement after another out of valid ones."""

    def __init__(self, chance: Random, key: PartyKey, valid: list[bytes], number: int) -> None:
        self.chance, self.key, self.number = chance, key, number
        self.valid, self.known = valid, frozenset(valid)
        self._opened = [open_envelope(raw) for raw in valid]
        seed = chance.randbytes(32)
        self.stranger = PartyKey(key.party, Ed25519PrivateKey.from_private_bytes(seed))

    def next(self) -> tuple[str, bytes]:
        """Return the name of a form, and a statement spoilt in it."""
        name = self.chance.choice(NAMES)
        at = self.chance.randrange(len(self.valid))
        return name, FORMS[name](self, self.valid[at], self._opened[at])

    def cose(
        self,
        protected: bytes,
        payload: bytes,
        *,
        key: PartyKey | None = None,
        unprotected: bytes = b"\xa0",
    ) -> bytes:
        """Return a COSE_Sign1 over anything, under a signature that holds."""
        signed = b"\x84\x6aSignature1" + _bytes(protected) + b"\x40" + _bytes(payload)
        signature = (key or self.key).sign(signed)
        return b"\xd2\x84" + _bytes(protected) + unprotected + _bytes(payload) + _bytes(signature)


def protected(envelope: Envelope, **other: object) -> bytes:
    """Return a protected header with some of its parts replaced."""
    claims = envelope.claims
    said = {
        "alg": b"\x27",
        "content": CONTENT_TYPE,
        "key": claims.key,
        "issuer": claims.issuer,
        "subject": claims.subject,
        "iat": head(UNSIGNED, claims.said_at),
        "sequence": head(UNSIGNED, claims.sequence),
        "start": b"\xa5",
        "more": b"",
        **other,
    }
    parts = (
        said["start"], b"\x01", said["alg"], b"\x03", _text(str(said["content"])), b"\x04",
        _bytes(_as_bytes(said["key"])), b"\x0f\xa3\x01", _text(str(said["issuer"])), b"\x02",
        _text(str(said["subject"])), b"\x06", said["iat"], head(NEGATIVE, 65536),
        said["sequence"], said["more"],
    )  # fmt: skip
    return b"".join(map(_as_bytes, parts))


def _as_bytes(part: object) -> bytes:
    assert isinstance(part, bytes)  # noqa: S101  (as CBOR of ours has it)
    return part


def _bytes(raw: bytes) -> bytes:
    return head(BYTES, len(raw)) + raw


def _text(text: str) -> bytes:
    raw = text.encode()
    return head(TEXT, len(raw)) + raw


def _flipped(by: Forger, raw: bytes, _: Envelope) -> bytes:
    spoilt = bytearray(raw)
    for _ in range(by.chance.choice((1, 1, 2, 8))):
        spoilt[by.chance.randrange(len(raw))] ^= 1 << by.chance.randrange(8)
    return bytes(spoilt)


def _cut(by: Forger, raw: bytes, _: Envelope) -> bytes:
    return raw[: by.chance.randrange(len(raw))]


def _longer(by: Forger, raw: bytes, _: Envelope) -> bytes:
    return raw + by.chance.choice((b"\0", raw, raw[:7], by.chance.randbytes(3)))


def _spliced(by: Forger, raw: bytes, _: Envelope) -> bytes:
    start = by.chance.randrange(len(raw))
    end = min(len(raw), start + by.chance.randrange(40))
    return raw[:start] + by.chance.randbytes(by.chance.randrange(12)) + raw[end:]


def _tagged(by: Forger, raw: bytes, _: Envelope) -> bytes:
    return (
        by.chance.choice((b"", b"\xd1", b"\xd8\x12", b"\xd8\x62", b"\xd2\xd2", b"\xc6")) + raw[1:]
    )


def _huge(by: Forger, raw: bytes, _: Envelope) -> bytes:
    length = by.chance.choice((2**16, 2**31, 2**32, 2**63, 2**64 - 1))
    at = by.chance.choice((2, by.chance.randrange(len(raw))))
    return raw[:at] + b"\x5b" + length.to_bytes(8, "big") + raw[at + 2 :]


def _nested(by: Forger, raw: bytes, _: Envelope) -> bytes:
    deep = by.chance.choice((b"\x81", b"\xd8\x18", b"\xa1\x00", b"\x9f", b"\xc0")) * DEPTH
    return by.chance.choice((deep, raw[:2] + deep + raw[2:], deep + raw, b"\xd2\x84" + deep))[
        :17_000
    ]


def _random(by: Forger, raw: bytes, _: Envelope) -> bytes:
    return by.chance.randbytes(by.chance.choice((0, 1, 40, len(raw), 20_000)))


def _wrong_alg(by: Forger, _: bytes, of: Envelope) -> bytes:
    alg = by.chance.choice((b"\x26", b"\x01", b"\x28", b"\x38\x2f", b"\x65EdDSA", b"\xf6"))
    return by.cose(protected(of, alg=alg), of.payload)


def _header_twice(by: Forger, _: bytes, of: Envelope) -> bytes:
    more = by.chance.choice((b"\x01\x27", b"\x04" + _bytes(of.claims.key), b"\x18\x2a\x00"))
    return by.cose(protected(of, start=b"\xa6", more=more), of.payload)


def _not_canonical(by: Forger, _: bytes, of: Envelope) -> bytes:
    long = {
        "sequence": b"\x1b" + of.claims.sequence.to_bytes(8, "big"),
        "iat": b"\x1b" + of.claims.said_at.to_bytes(8, "big"),
        "start": b"\xb8\x05",
        "alg": b"\x38\x07",
    }
    name = by.chance.choice(sorted(long))
    return by.cose(protected(of, **{name: long[name]}), of.payload)


def _unprotected(by: Forger, _: bytes, of: Envelope) -> bytes:
    words = by.chance.choice((b"\xa1\x01\x27", b"\x80", b"\xf6", b"\xa1\x04\x41\x00"))
    return by.cose(of.protected, of.payload, unprotected=words)


def _other_signature(by: Forger, raw: bytes, _: Envelope) -> bytes:
    signature = raw[-64:]
    number = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    others = (
        bytes(64),
        signature[32:] + signature[:32],
        signature[:32] + number.to_bytes(32, "little"),
        bytes(32) + signature[32:],
        by.chance.choice(by.valid)[-64:] if len(by.valid) > 1 else bytes(64),
    )
    return raw[:-64] + by.chance.choice(others)


def _other_key(by: Forger, _: bytes, of: Envelope) -> bytes:
    small = by.chance.choice(SMALL)
    key = by.chance.choice((by.stranger.key, small, of.claims.key[:31], of.claims.key + b"\0"))
    signer = by.chance.choice((by.stranger, by.key))
    if key == of.claims.key:
        signer = by.stranger
    return by.cose(protected(of, key=key), of.payload, key=signer)


def _by_a_stranger(by: Forger, _: bytes, of: Envelope) -> bytes:
    return by.cose(of.protected, of.payload, key=by.stranger)


def _other_number(by: Forger, _: bytes, of: Envelope) -> bytes:
    number = by.chance.choice([it for it in NUMBERS if it != by.number])
    return by.cose(protected(of, sequence=head(UNSIGNED, number)), of.payload)


def _other_name(by: Forger, _: bytes, of: Envelope) -> bytes:
    name = by.chance.choice(("authority", "maker", "", "nobody", "Provider", "é", "a" * 300))
    return by.cose(protected(of, issuer=name), of.payload)


def _other_subject(by: Forger, _: bytes, of: Envelope) -> bytes:
    name = by.chance.choice(("", "order:other", "lot:1", "order", "\0", "a" * 300))
    return by.cose(protected(of, subject=name), of.payload)


def _from_the_future(by: Forger, _: bytes, of: Envelope) -> bytes:
    later = by.chance.choice((of.claims.said_at + 86_400, 2**33, 2**62, 2**63 - 1, 2**63))
    return by.cose(protected(of, iat=head(UNSIGNED, later)), of.payload)


def _wrong_json(by: Forger, _: bytes, of: Envelope) -> bytes:
    return by.cose(of.protected, spoilt_json(by.chance, of.payload))


WORDS: Final = (
    b"null", b"{}", b"[]", b"NaN", b"Infinity", b"-1", b"1e400", b"1" + b"0" * 400, b'""', b"\x80",
    b'"\\ud800"', b'"\\u0000"', b"true", b"0.1", b"-0", b"01", b"9223372036854775808", b'"x"',
)  # fmt: skip
"""What stands in the place of a value."""


def spoilt_json(chance: Random, payload: bytes) -> bytes:
    """Return JSON that no statement is written as, or none at all."""
    said = msgspec.json.decode(payload)
    name = chance.choice(sorted(it for it in said if it != "kind"))
    value = msgspec.json.encode(said[name])
    place = b'"%s":' % name.encode()
    start = payload.index(place) + len(place)
    body = payload[1:]
    deep = chance.choice((b"[", b'{"a":'))
    return chance.choice(
        (
            lambda: _with_another_value(chance, payload, start, len(value)),
            lambda: b'{"%s":1,' % chance.choice((b"unknown", b"kind ", b"Kind", b"")) + body,
            lambda: b"{" + place + value + b"," + body,
            lambda: payload.replace(
                b"gate.ordered/1", chance.choice((b"gate.ordered/2", b"x", b""))
            ),
            lambda: payload.replace(b"gate.ordered/1", b"gate.ruled/1"),
            lambda: deep * DEPTH,
            lambda: payload[:start] + deep * DEPTH,
            lambda: payload[: chance.randrange(len(payload))],
            lambda: payload + b"{}",
            lambda: b"\xef\xbb\xbf" + payload,
            lambda: payload.decode().encode("utf-16"),
            lambda: b"",
            lambda: b"[" + payload + b"]",
            lambda: payload[:-1] + b',"end_use":"' + b"x" * 17_000 + b'"}',
        )
    )()


def _with_another_value(chance: Random, payload: bytes, start: int, length: int) -> bytes:
    """Return a payload with one value of another kind; what may be said so is no mistake."""
    while True:
        spoilt = payload[:start] + chance.choice(WORDS) + payload[start + length :]
        try:
            msgspec.json.decode(spoilt, type=Ordered)
        except (msgspec.MsgspecError, ValueError):
            return spoilt


FORMS: Final[dict[str, Callable[[Forger, bytes, Envelope], bytes]]] = {
    "bits flipped": _flipped,
    "cut short": _cut,
    "longer": _longer,
    "spliced": _spliced,
    "wrong tag": _tagged,
    "huge length": _huge,
    "nested": _nested,
    "random": _random,
    "wrong algorithm": _wrong_alg,
    "a header twice": _header_twice,
    "not canonical": _not_canonical,
    "unprotected": _unprotected,
    "another signature": _other_signature,
    "another key": _other_key,
    "by a stranger": _by_a_stranger,
    "another number": _other_number,
    "another name": _other_name,
    "another subject": _other_subject,
    "from the future": _from_the_future,
    "wrong JSON": _wrong_json,
}
NAMES: Final = (*FORMS, *["wrong JSON"] * 4, *["bits flipped"] * 3, *["spliced"] * 2)
"""Some forms have more to them than others, and come more often."""
