"""Who signed this text? C2SP signed notes: a text, and under it a line for each signature.

A reader is given the keys that it knows. Lines of other keys say nothing to it, and it ignores
them; a line that bears the name and the id of a known key must hold, or nothing of the note does.
"""

import re
from collections.abc import Iterable
from enum import Enum
from hashlib import sha256
from typing import Final, assert_never

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from comptrol.kernel.errors import EnvelopeError, NotProvenError, UnreadableError
from comptrol.kernel.ledger.spelling import base64, shown, unbase64, unicode
from comptrol.kernel.signature import is_weak, verify_bytes

NOTE_BYTES_MAX: Final = 512 * 1024
LINES_MAX: Final = 128
"""At least 16 lines must be accepted (C2SP signed-note); one of ML-DSA-44 has about 3.3 kB."""
KEY_ID_BYTES: Final = 4

_LINE_START: Final = "— "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID: Final = re.compile(r"[0-9a-f]{8}")


class Algorithm(Enum):
    """How a key signs (C2SP signed-note, “Signature types”), by the byte that stands for it."""

    ED25519 = 0x01
    """Over the text."""
    ED25519_COSIGNATURE = 0x04
    """Over a time and the text (C2SP tlog-cosignature)."""
    ML_DSA_44 = 0x06
    """Over the signer's name, a time, and the head (C2SP tlog-cosignature)."""
    OTHER = None
    """One that can be read here and not checked."""


PUBLIC_BYTES: Final = {
    Algorithm.ED25519: 32,
    Algorithm.ED25519_COSIGNATURE: 32,
    Algorithm.ML_DSA_44: 1312,
}


class VerifierKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key under the name that its owner signs by. One that is no key cannot be made."""

    name: str
    algorithm: Algorithm
    public: bytes
    """The public key; of another algorithm than ours, with the byte of the algorithm before it."""
    given_id: bytes = b""
    """The id of a key of another algorithm, which may have its own rule for it."""

    def __post_init__(self) -> None:
        """Refuse what is no key, or one that anyone can sign under."""
        check_name(self.name)
        if self.algorithm is Algorithm.OTHER:
            if len(self.given_id) != KEY_ID_BYTES or not self.public:
                raise UnreadableError(f"key {self.name}: another algorithm, and no id or no key")
            return
        if self.given_id or len(self.public) != PUBLIC_BYTES[self.algorithm]:
            raise UnreadableError(f"key {self.name}: {len(self.public)} bytes are no public key")
        if self.algorithm is not Algorithm.ML_DSA_44 and is_weak(self.public):
            raise UnreadableError(f"key {self.name} is weak: anyone can sign under it")

    @property
    def id(self) -> bytes:
        """Return the four bytes that lines of this key begin with."""
        return self.given_id or sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    @property
    def text(self) -> str:
        """Return the key as it is written: name, id and key, with a plus between."""
        return f"{self.name}+{self.id.hex()}+{base64(self._typed())}"

    def _typed(self) -> bytes:
        kind = self.algorithm.value
        return self.public if kind is None else bytes((kind,)) + self.public


def read_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key, or raise UnreadableError.

    >>> read_verifier_key(
    ...     "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    ... ).name
    'example.com/foo'
    """
    name, *rest = text.split("+", maxsplit=2)
    if len(rest) != 2 or not _KEY_ID.fullmatch(rest[0]):  # noqa: PLR2004  (three parts)
        raise UnreadableError(
            f"{shown(text)} is no verifier key: name+8 hexadecimal digits+base64"
        )
    typed = unbase64(rest[1], f"key {shown(name)}")
    id_ = bytes.fromhex(rest[0])
    try:
        algorithm = Algorithm(typed[0] if typed else None)
    except ValueError:
        algorithm = Algorithm.OTHER
    if algorithm is Algorithm.OTHER:
        return VerifierKey(name=name, algorithm=algorithm, public=typed, given_id=id_)
    key = VerifierKey(name=name, algorithm=algorithm, public=typed[1:])
    if key.id != id_:
        raise UnreadableError(f"key {name} has the id {key.id.hex()}, not {id_.hex()}")
    return key


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One signature, as its line has it."""

    name: str
    id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """Return the line with its newline."""
        return f"{_LINE_START}{self.name} {base64(self.id + self.signature)}\n"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A text and the signatures under it. What is read is not verified yet."""

    text: str
    lines: tuple[Line, ...]

    @property
    def raw(self) -> bytes:
        """Return the note as it is written."""
        return f"{self.text}\n{''.join(line.text for line in self.lines)}".encode()


def read_note(raw: bytes) -> Note:
    """Read untrusted bytes as a note, or raise UnreadableError; say nothing of who signed it."""
    if len(raw) > NOTE_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a note has at most {NOTE_BYTES_MAX}")
    whole = unicode(raw, "the note")
    if _CONTROL.search(whole):
        raise UnreadableError("the note has control characters other than newlines")
    text, empty, below = whole.rpartition("\n\n")
    if not empty or not below.endswith("\n"):
        raise UnreadableError("no empty line and whole lines of signatures under it end the note")
    lines = below[:-1].split("\n")
    if len(lines) > LINES_MAX:
        raise UnreadableError(f"{len(lines)} signatures; a note has at most {LINES_MAX}")
    return Note(text=text + "\n", lines=tuple(map(_read_line, lines)))


def _read_line(line: str) -> Line:
    start, (name, space, signature) = line[:2], line[2:].partition(" ")
    if start != _LINE_START or not space:
        raise UnreadableError(f"{shown(line)} is no signature: em dash, name, base64")
    check_name(name)
    content = unbase64(signature, f"the signature of {shown(name)}")
    if len(content) <= KEY_ID_BYTES:
        raise UnreadableError(f"the signature of {shown(name)} has {len(content)} bytes")
    return Line(name=name, id=content[:KEY_ID_BYTES], signature=content[KEY_ID_BYTES:])


def check_name(name: str) -> None:
    """Refuse a name of a key that is empty, or has a plus, spaces of any alphabet or controls."""
    if not name or any(sign.isspace() or sign < " " or sign == "+" for sign in name):
        raise UnreadableError(f"{shown(name)} is no name of a key: no spaces and no plus")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(f"{shown(name)} is no name of a key: it is not UTF-8") from error


def known_lines(
    lines: Iterable[Line], keys: Iterable[VerifierKey]
) -> list[tuple[VerifierKey, Line]]:
    """Return the lines that bear the name and the id of a key, each with that key."""
    known: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for key in keys:
        known.setdefault((key.name, key.id), []).append(key)
    return [(key, line) for line in lines for key in known.get((line.name, line.id), ())]


def check_signature(key: VerifierKey, signature: bytes, signed: bytes) -> None:
    """Raise NotProvenError unless a signature holds, by the strict rule (``kernel.signature``)."""
    try:
        match key.algorithm:
            case Algorithm.ED25519 | Algorithm.ED25519_COSIGNATURE:
                verify_bytes(key.public, signature, signed)
            case Algorithm.ML_DSA_44:
                MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, signed)
            case Algorithm.OTHER:
                raise NotProvenError(f"key {key.name} signs in a way that cannot be checked here")
            case never:
                assert_never(never)
    except (InvalidSignature, EnvelopeError) as error:
        raise NotProvenError(f"the signature of {key.name} does not hold") from error
