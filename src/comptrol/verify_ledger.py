"""A second opinion on a published Comptrol log: this one file checks it, without Comptrol's code.

It needs Python and nothing else, and the package ``cryptography`` for signatures. Without that it
still checks all that hangs on hashes, and says which signatures it could not check.

    python verify_ledger.py log DIR --policy POLICY [--signatures] [--processes N] [--json]
    python verify_ledger.py receipt RECEIPT --entry ENTRY --policy POLICY
    python verify_ledger.py history PROOF.json --policy POLICY
    python verify_ledger.py consistency OLD_CHECKPOINT NEW_CHECKPOINT --tiles DIR --policy POLICY

It exits with 0 if what was shown holds; 1 if it does not, and says what and where; 2 if the input
cannot be read; 3 if something needed is missing. What it cannot say: whether statements were
allowed, and the digests ``rows`` and ``layouts`` of seals. A replay by Comptrol derives those.

Specifications: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof and
tlog-policy; RFC 6962 §2.1 (the tree); RFC 9052, 9597, 9995 (entries); RFC 8032 (Ed25519); and
docs/ledger.md of Comptrol (seals, the subject map, history proofs).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple, NoReturn

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    ED25519 = False
else:
    ED25519 = True
try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    ML_DSA = False
else:
    ML_DSA = True

HOLDS, BROKEN, UNREADABLE, MISSING = 0, 1, 2, 3
SHOWN_MAX, LINES_MAX = 20, 256
TEXT_BYTES_MAX, PROOF_BYTES_MAX, ENTRY_BYTES_MAX = 1 << 20, 1 << 28, (1 << 16) - 1
NUMBER_MAX = 2**63 - 1
HASH, WIDTH, TILE_LEVEL_BITS = 32, 256, 8
KEY, SIGNATURE = 32, 64


class UnreadableError(Exception):
    """The input is not of the form that its specification asks for: exit 2."""


class BrokenError(Exception):
    """What was to be shown is not shown: exit 1."""


class MissingError(Exception):
    """Something without which nothing can be said is not there: exit 3."""


class MalformedError(Exception):
    """An entry is not an envelope of the one form that Comptrol's statements have."""


class Report:
    """What was found wrong, what could not be checked, and what was seen."""

    def __init__(self) -> None:
        self.findings: list[dict[str, str]] = []
        self.count = 0
        self.unchecked: list[str] = []
        self.seen: dict[str, Any] = {}

    def wrong(self, where: str, what: str) -> None:
        """Note what does not hold; only the first are kept, all are counted."""
        self.count += 1
        if len(self.findings) < SHOWN_MAX:
            self.findings.append({"where": where, "what": what})

    @property
    def verdict(self) -> int:
        """Return the exit code."""
        return BROKEN if self.count else MISSING if self.unchecked else HOLDS


# Files, and text in base64.


def contents(path: Path, limit: int) -> bytes:
    """Return what a file holds, or say why it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise UnreadableError(f"{path} is no file")
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    if len(raw) > limit:
        raise UnreadableError(f"{path} has more than {limit} bytes")
    return raw


def from_base64(text: object, length: int | None = None) -> bytes:
    """Decode base64 that has one spelling (RFC 4648 §4)."""
    try:
        raw = b64decode(text.encode("ascii")) if isinstance(text, str) else None
    except ValueError:
        raw = None
    if raw is None or b64encode(raw).decode() != text or length not in {None, len(raw)}:
        raise UnreadableError(f"{str(text)[:80]!r} is not the base64 that belongs here")
    return raw


def decimal(text: str) -> int:
    """Read a whole number that has one spelling."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > NUMBER_MAX:
        raise UnreadableError(f"{text[:80]!r} is not a whole number as it should be written")
    return int(text)


# Ed25519, strictly: libraries disagree at the edges, so the edges are part of the format.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
NEAR_PRIME = [f"e{x}{30 * 'ff'}" for x in "cde"]
SMALL_ORDER = frozenset(
    bytes.fromhex(start + end)
    for start, ends in (
        (f"00{30 * '00'}", ("00", "80")),
        (f"01{30 * '00'}", ("00", "80")),
        *((start, ("7f", "ff")) for start in NEAR_PRIME),
        ("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc", ("05", "85")),
        ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03", ("7a", "fa")),
    )
    for end in ends
)
"""The 14 encodings of points of small order: a key among them signs whatever anybody likes."""


@lru_cache(maxsize=4096)
def is_weak(key: bytes) -> bool:
    """Tell whether a key is of small order or not fully reduced."""
    return key in SMALL_ORDER or int.from_bytes(key, "little") % 2**255 >= PRIME


@lru_cache(maxsize=4096)
def ed25519_key(key: bytes) -> Ed25519PublicKey:
    """Return a key ready for use; the same few sign most entries."""
    return Ed25519PublicKey.from_public_bytes(key)


def ed25519_holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Check a signature (RFC 8032 §5.1.7): no weak key, no small R, S below the group's order."""
    scalar = int.from_bytes(signature[HASH:], "little")
    if len(signature) != SIGNATURE or signature[:HASH] in SMALL_ORDER or scalar >= ORDER:
        return False
    try:
        if not is_weak(key):
            ed25519_key(key).verify(signature, message)
            return True
    except (InvalidSignature, ValueError):
        pass
    return False


def ml_dsa_holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Check an ML-DSA-44 signature (FIPS 204), pure mode, empty context."""
    try:
        MLDSA44PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# Verifier keys and policies (C2SP signed-note, tlog-policy).

SIGNED, COSIGNED, ML_DSA_SIGNED = 0x01, 0x04, 0x06
KEY_BYTES = {SIGNED: 32, COSIGNED: 32, ML_DSA_SIGNED: 1312}


class VerifierKey(NamedTuple):
    """Whose signature lines are known, and how they are checked."""

    name: str
    key_id: bytes
    kind: int
    key: bytes


def verifier_key(text: str, kinds: tuple[int, int]) -> VerifierKey:
    """Read ``name+key id+base64``, whose key id must be the hash of the rest."""
    name, key_id, encoded = (*text.split("+", 2), "", "")[:3]
    material, length = from_base64(encoded), len(name.encode("utf-8", "surrogateescape"))
    kind, key = (material or b"\x00")[0], material[1:]
    if not 0 < length < WIDTH or kind not in kinds or len(key) != KEY_BYTES[kind]:
        raise UnreadableError(f"{text[:80]!r} is not a verifier key for its place")
    derived = sha256(name.encode("utf-8", "surrogateescape") + b"\n" + material).digest()[:4]
    if key_id != derived.hex():
        raise UnreadableError(f"the key id of {text[:80]!r} should be {derived.hex()}")
    if kind != ML_DSA_SIGNED and is_weak(key):
        raise UnreadableError(f"{text[:80]!r} is a weak key: anyone can sign under it")
    return VerifierKey(name, derived, kind, key)


class Policy:
    """Which logs and witnesses are known, and how many of them are enough (tlog-policy)."""

    def __init__(self, raw: bytes) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        self._grouped: set[str] = set()
        if re.search(rb"[^\t\n\x20-\x7e\x80-\xff]", raw):
            raise UnreadableError("the policy has a control character")
        for number, line in enumerate(raw.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = [word for word in re.split(r"[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                try:
                    self._take(words[0], words[1:])
                except UnreadableError as error:
                    raise UnreadableError(f"the policy's line {number}: {error}") from error
        if not self.quorum or not self.logs:
            raise UnreadableError("the policy needs a log and a quorum: an empty one says nothing")

    def _take(self, word: str, rest: list[str]) -> None:
        if word == "log" and len(rest) in {1, 2}:
            key = verifier_key(rest[0], (SIGNED, ML_DSA_SIGNED))
            self._once(key, self.logs)
            self.logs.append(key)
        elif word == "witness" and len(rest) in {2, 3}:
            key = verifier_key(rest[1], (COSIGNED, ML_DSA_SIGNED))
            self._once(key, self.witnesses.values())
            self.witnesses[self._new(rest[0])] = key
        elif word == "group" and len(rest) > 2:  # noqa: PLR2004  (a name, a number, a member)
            self._group(rest[0], rest[1], rest[2:])
        elif word == "quorum" and len(rest) == 1 and not self.quorum:
            self.quorum = rest[0] if rest[0] == "none" else self._known(rest[0])
        else:
            raise UnreadableError(f"{word[:40]!r} cannot stand here so")

    def _group(self, name: str, number: str, members: list[str]) -> None:
        wanted = {"any": 1, "all": len(members)}.get(number) or decimal(number)
        if not 1 <= wanted <= len(members):
            raise UnreadableError(f"{wanted} of {len(members)} cannot be")
        for member in members:
            if self._known(member) in self._grouped:
                raise UnreadableError(f"{member[:80]!r} is a member twice")
            self._grouped.add(member)
        self.groups[self._new(name)] = wanted, members

    def _once(self, key: VerifierKey, known: Iterable[VerifierKey]) -> None:
        if any(other.key == key.key for other in known):
            raise UnreadableError("this public key stands in the policy twice")

    def _new(self, name: str) -> str:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise UnreadableError(f"the name {name[:80]!r} is taken")
        return name

    def _known(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise UnreadableError(f"the name {name[:80]!r} is not defined above")
        return name

    def is_met(self, cosigned: set[str]) -> bool:
        """Tell whether these witnesses, by their names in the policy, are a quorum."""
        met = {"none", *cosigned}
        for name, (wanted, members) in self.groups.items():  # names only refer backward
            if sum(member in met for member in members) >= wanted:
                met.add(name)
        return self.quorum in met


# Checkpoints: signed notes with an origin, a size and a root (tlog-checkpoint, signed-note).


class Head(NamedTuple):
    """A signed head of a log. Nothing is known of its signatures yet."""

    origin: str
    size: int
    root: bytes
    text: bytes
    lines: list[tuple[str, bytes]]


def head_in(raw: bytes) -> Head:
    """Read a checkpoint."""
    try:
        note = raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("the checkpoint is not UTF-8") from error
    text, gap, block = note.rpartition("\n\n")
    if re.search(r"[\x00-\x09\x0b-\x1f]", note) or not gap or not block.endswith("\n"):
        raise UnreadableError("the checkpoint is not a signed note")
    origin, size, root, *extensions = (*text.split("\n"), "", "")
    if not origin or "" in extensions[:-2]:
        raise UnreadableError("the checkpoint has an empty line where there can be none")
    lines = [signature_line(line) for line in block[:-1].split("\n")]
    if len(lines) > LINES_MAX:
        raise UnreadableError(f"the checkpoint has more than {LINES_MAX} signatures")
    return Head(origin, decimal(size), from_base64(root, HASH), f"{text}\n".encode(), lines)


def signature_line(line: str) -> tuple[str, bytes]:
    """Read ``— name base64``: em dash, key name, key id and signature."""
    match = re.fullmatch(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
    if match is None:
        raise UnreadableError(f"{line[:80]!r} is no signature line of a note")
    return match[1], from_base64(match[2])


def cosigned_message(key: VerifierKey, head: Head, time: bytes) -> bytes:
    """Return what a cosignature covers (tlog-cosignature)."""
    if key.kind == COSIGNED:
        return b"cosignature/v1\ntime %d\n" % int.from_bytes(time, "big") + head.text
    name, origin = key.name.encode("utf-8", "surrogateescape"), head.origin.encode()
    sizes = bytes(8) + head.size.to_bytes(8, "big")
    who = bytes([len(name)]) + name + time + bytes([len(origin)]) + origin
    return b"subtree/v1\n\x00" + who + sizes + head.root


def line_holds(key: VerifierKey, head: Head, signature: bytes) -> bool | None:
    """Check one signature of a head under a known key; None where it cannot be checked here."""
    if not (ML_DSA if key.kind == ML_DSA_SIGNED else ED25519):
        return None
    if key.kind == SIGNED:
        return ed25519_holds(key.key, signature, head.text)
    time, signature = signature[:8], signature[8:]
    if int.from_bytes(time, "big") > NUMBER_MAX or len(head.origin.encode()) >= WIDTH:
        return False
    check = ed25519_holds if key.kind == COSIGNED else ml_dsa_holds
    try:
        return check(key.key, signature, cosigned_message(key, head, time))
    except UnsupportedAlgorithm:
        return None


def known_lines(head: Head, policy: Policy) -> Iterator[tuple[str, VerifierKey, bool | None]]:
    """Yield each signature by a known key, under its witness's name, and whether it holds.

    Unknown are also lines of which only the name or only the key id is known (signed-note).
    """
    keys = [*(("", key) for key in policy.logs), *policy.witnesses.items()]
    for name, signature in head.lines:
        for witness, key in keys:
            if (key.name, key.key_id) == (name, signature[:4]):
                yield witness, key, line_holds(key, head, signature[4:])


def check_head(head: Head, policy: Policy, report: Report, where: str = "checkpoint") -> None:
    """Check every known signature of a head, that one is the log's, and the quorum."""
    by_log, cosigned = False, set()
    for witness, key, holds in known_lines(head, policy):
        if holds is None:
            report.unchecked.append(
                f"the signature by {key.name}, type {key.kind}, on the {where}"
            )
        if holds is False:
            report.wrong(where, f"the signature by {key.name} does not hold")
        elif witness:
            cosigned.add(witness)
        else:
            by_log |= key.name == head.origin
    if head.origin not in {key.name for key in policy.logs}:
        report.wrong(where, f"its origin is {head.origin!r}, a log unknown to the policy")
    elif not by_log:
        report.wrong(where, f"it has no signature of the log {head.origin} that holds")
    if not policy.is_met(cosigned):
        by = ", ".join(sorted(cosigned)) or "no witness"
        report.wrong(where, f"cosigned by {by}: the quorum {policy.quorum} is not met")
    report.seen |= {"origin": head.origin, "size": head.size, "root": head.root.hex()}
    report.seen["witnesses"] = sorted(cosigned)


# The tree (RFC 6962 §2.1).


def leaf_of(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two below a size: how many leaves stand on the left."""
    return 1 << (size - 1).bit_length() - 1


def root_over(row: list[bytes]) -> bytes:
    """Return the root over some leaf hashes, or over full subtrees of one size and a rest."""
    while len(row) > 1:
        pairs = range(0, len(row) - 1, 2)
        nodes = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in pairs]
        row = nodes + row[len(row) & ~1 :]
    return row[0] if row else sha256().digest()


def root_along(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that an inclusion path leads to, by the definition of it (§2.1.1)."""
    if size == 1 and not path:
        return leaf
    if size <= 1 or not path:
        raise BrokenError("the inclusion path does not have the length that the tree asks for")
    left, sibling = split(size), path[-1]
    if index < left:
        return node_of(root_along(leaf, index, left, path[:-1]), sibling)
    return node_of(sibling, root_along(leaf, index - left, size - left, path[:-1]))


# Entries (COSE_Sign1): one statement has one encoding, so reading is comparing and cutting.

CONTENT_TYPE = "application/vnd.comptrol.statement+json"
ENVELOPE_BYTES_MAX, PAYLOAD_BYTES_MAX = 17 * 1024, 16 * 1024
UNSIGNED, BYTES, TEXT = 0x00, 0x40, 0x60
IN_PLACE, ONE_BYTE = 24, 24
SHORTEST = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}
"""Numbers below 24 stand in the first byte. Else: how many bytes follow, and for what at least."""
FRAME = b"\xd2\x84" + b"\xa0" + b"\x58\x40"
"""What stands around the parts: tag 18 and four parts; nothing unprotected; 64 bytes to follow."""
OPEN_START = b"\xa5\x01\x27\x03\x78\x27" + CONTENT_TYPE.encode() + b"\x04\x58\x20"
"""A map of five: 1 alg -8, 3 content type, 4 kid of 32 bytes."""
SEALED_START = b"\xa6\x01\x27\x04\x58\x20"
"""A map of six (RFC 9995): 1 alg -8, 4 kid, and no content type."""
LABELS = b"\x0f\xa3\x01" + b"\x02" + b"\x06" + b"\x3a\x00\x01\x00\x00"
"""What stands between the claims: 15 is a map of three, from 1 iss on; 2 sub; 6 iat; -65537."""
PREIMAGE = b"\x19\x01\x02\x2f\x19\x01\x03"
"""258 payload-hash-alg is -16 (SHA-256), and then 259 preimage content type."""
PREIMAGE_TYPE = re.compile(
    re.escape(CONTENT_TYPE) + r'; kind="[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*/[1-9][0-9]*"'
)


class Header(NamedTuple):
    """What the protected header says."""

    key: bytes
    issuer: str
    subject: str
    sequence: int
    is_sealed: bool


def number_at(raw: bytes, at: int, major: int) -> tuple[int, int]:
    """Read the head of an item in its shortest form (RFC 8949 §4.2.1): a number, what follows.

    The two forms that nearly all heads have are read here first, because it is quicker.
    """
    first = raw[at] - major
    if 0 <= first < IN_PLACE:
        return first, at + 1
    if first == ONE_BYTE and raw[at + 1] >= IN_PLACE:
        return raw[at + 1], at + 2
    width, least = SHORTEST.get(first, (0, 1))
    end = at + 1 + width
    number = int.from_bytes(raw[at + 1 : end], "big")
    if number < least:
        raise MalformedError(f"byte {at} of a part begins another item, or one in a longer form")
    return number, end


def text_at(raw: bytes, at: int) -> tuple[str, int]:
    """Read a text; most are short, and their length stands in their first byte."""
    length, start = raw[at] - TEXT, at + 1
    if not 0 <= length < IN_PLACE:
        length, start = number_at(raw, at, TEXT)
    end = start + length
    return raw[start:end].decode(), end


def parts_of(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Cut an envelope into protected header, payload and signature."""
    try:
        length, start = number_at(raw, 2, BYTES)
        middle = start + length
        size, body = number_at(raw, middle + 1, BYTES)
    except IndexError as error:
        raise MalformedError("it is cut short") from error
    end = body + size
    if raw[:2] + raw[middle : middle + 1] + raw[end : end + 2] != FRAME:
        raise MalformedError("it is not a COSE_Sign1 with nothing unprotected")
    last = end + 2
    if len(raw) != last + SIGNATURE or len(raw) > ENVELOPE_BYTES_MAX or size > PAYLOAD_BYTES_MAX:
        raise MalformedError("it is longer or shorter than its parts can be")
    return raw[start:middle], raw[body:end], raw[last:]


def header_in(protected: bytes) -> Header:
    """Read the protected header, in which only the claims can vary."""
    is_sealed = protected.startswith(SEALED_START)
    claims = len(SEALED_START if is_sealed else OPEN_START) + KEY
    try:
        issuer, sub = text_at(protected, claims + 3)
        subject, iat = text_at(protected, sub + 1)
        said_at, label = number_at(protected, iat + 1, UNSIGNED)
        if is_sealed:
            label = past_preimage(protected, label)
        sequence, end = number_at(protected, label + 5, UNSIGNED)
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedError("its protected header is cut short or not UTF-8") from error
    labels = protected[claims : claims + 3] + protected[sub : sub + 1] + protected[iat : iat + 1]
    if labels + protected[label : label + 5] != LABELS or end != len(protected):
        raise MalformedError("its protected header is not of the one form")
    if not is_sealed and not protected.startswith(OPEN_START):
        raise MalformedError("its protected header does not begin as it should")
    if not 1 <= sequence <= NUMBER_MAX or said_at > NUMBER_MAX:
        raise MalformedError("its number or its time cannot be")
    return Header(protected[claims - KEY : claims], issuer, subject, sequence, is_sealed)


def past_preimage(protected: bytes, at: int) -> int:
    """Read what a sealed statement's header says of what was hashed (RFC 9995 §3)."""
    start = at + len(PREIMAGE)
    of, end = text_at(protected, start)
    if protected[at:start] != PREIMAGE or not PREIMAGE_TYPE.fullmatch(of):
        raise MalformedError("what it seals is not a kind of statement")
    return end


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice in one object: readers differ in which of them they keep."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def no_number(word: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(f"{word} is not JSON")


decoder = json.JSONDecoder(object_pairs_hook=once, parse_constant=no_number)


def statement_in(payload: bytes) -> dict[str, Any]:
    """Read the JSON that was signed."""
    try:
        text = payload.decode().strip(" \t\r\n")
        said, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"its JSON cannot be read: {str(error)[:200]}") from error
    if end != len(text) or type(said) is not dict or type(said.get("kind")) is not str:
        raise MalformedError("its JSON is not one object with a kind")
    return said


# Signatures of entries, in several processes.


def signed_length(raw: bytes) -> bytes:
    """Return a byte string with its head, as a Sig_structure has it (RFC 9052 §4.4)."""
    length = len(raw)
    if length < IN_PLACE:
        return bytes([BYTES + length]) + raw
    mark = 24 if length < 1 << 8 else 25
    return bytes([BYTES + mark]) + length.to_bytes(mark - 23, "big") + raw


def forged(first: int, entries: list[bytes]) -> list[int]:
    """Return the positions of well-formed entries whose signature does not hold."""
    found = []
    for position, raw in enumerate(entries, first):
        try:
            protected, payload, signature = parts_of(raw)
            key = header_in(protected).key
        except MalformedError:
            continue  # said once already, where the entry is read
        signed = (
            b"\x84\x6aSignature1" + signed_length(protected) + b"\x40" + signed_length(payload)
        )
        if not ed25519_holds(key, signature, signed):
            found.append(position)
    return found


class Signatures:
    """Checks the signatures of entries while the rest goes on; what waits is bounded."""

    def __init__(self, processes: int, report: Report) -> None:
        self._report, self._waiting_max = report, 2 * processes + 2
        self._pool = ProcessPoolExecutor(min(processes, 60)) if processes > 1 else None
        self._waiting: deque[Future[list[int]]] = deque()

    def begin(self, first: int, entries: list[bytes]) -> None:
        """Begin to check some entries."""
        if self._pool is None:
            self._note(forged(first, entries))
            return
        self._waiting.append(self._pool.submit(forged, first, entries))
        self.settle(self._waiting_max)

    def settle(self, waiting: int = 0) -> None:
        """Wait until no more than so many of those begun are waiting."""
        while len(self._waiting) > waiting:
            self._note(self._waiting.popleft().result())

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _note(self, positions: list[int]) -> None:
        for position in positions:
            self._report.wrong(f"entry {position}", "its signature does not hold")


# Who may sign: keys live in the log, and take effect by position.


class Signers:
    """Which keys are in force, whose they are, and the number under which each spoke last."""

    def __init__(self) -> None:
        self._party: dict[bytes, str] = {}
        self._ended: set[bytes] = set()
        self._last: dict[bytes, int] = {}
        self._platform = b""

    def hear(self, position: int, header: Header, said: dict[str, Any]) -> list[str]:
        """Return what is wrong with a signer at this position."""
        key, wrong = header.key, []
        party, expected = self._party.get(key), self._last.get(key, 0) + 1
        if party is None:
            return [f"it is signed under a key not in force here: {key.hex()}"]
        self._last[key] = header.sequence
        if header.sequence != expected:
            wrong.append(f"its number under its key is {header.sequence}; {expected} comes next")
        if party != header.issuer:
            wrong.append(f"its issuer is {header.issuer[:80]!r}, and its key is one of {party!r}")
        because = said.get("because")
        if (key == self._platform) is not ("because" in said):
            wrong.append("the platform says consequences under its own key, and nothing else")
        elif key == self._platform and (type(because) is not int or not 0 <= because < position):
            wrong.append("it is said because of no entry before it")
        return wrong

    def found(self, header: Header, said: dict[str, Any]) -> Iterator[str]:
        """Take entry 0, by which the log is founded."""
        if said.get("kind") != "parties.founded/1":
            yield "it is not parties.founded/1, by which a log begins"
            return
        yield from self._begin(said, "key")
        yield from self._begin(said, "platform_key")
        if said.get("key") != header.key.hex():
            yield "the founder does not sign with the key that it names"
        if said.get("key") != said.get("platform_key"):
            self._platform = key_in(said, "platform_key") or b""

    def learn(self, said: dict[str, Any]) -> Iterator[str]:
        """Take a later statement about keys: from the next entry on it is in force."""
        kind, key = said["kind"], key_in(said, "key")
        if kind == "parties.founded/1":
            yield "the log was founded before"
        elif kind == "parties.key-added/1" or (kind != REVOKED and said.get("key") is not None):
            yield from self._begin(said, "key")
        elif kind == REVOKED and (
            key is None or key == self._platform or self._party.get(key) != said.get("party")
        ):
            yield "it ends a key that is not in force, or is the platform's or another party's"
        elif kind == REVOKED and key:
            del self._party[key]
            self._ended.add(key)

    def _begin(self, said: dict[str, Any], field: str) -> Iterator[str]:
        key, party = key_in(said, field), said.get("party")
        if key is None or type(party) is not str or not party:
            yield f"its {field} is not an Ed25519 key of a party, in lower-case hexadecimal"
        elif is_weak(key):
            yield f"its {field} is weak: anyone can sign under it"
        elif key in self._party or key in self._ended:
            yield f"its {field} is somebody's already"
        else:
            self._party[key] = party


REVOKED = "parties.key-revoked/1"
KEYS_CHANGE = {"parties.founded/1", "parties.enrolled/1", "parties.key-added/1", REVOKED}


def key_in(said: dict[str, Any], field: str) -> bytes | None:
    """Return the key that a field names, if it does."""
    text = said.get(field)
    if type(text) is not str or not re.fullmatch("[0-9a-f]{64}", text):
        return None
    return bytes.fromhex(text)


# The subject map (docs/ledger.md).

RECORD, DEPTH_MIN, BUCKET_SUBJECTS = 80, 8, 4
TAIL = Struct(">QQ32s")
"""What follows the key in a record: how many entries, the position of the last, the chain."""


class SubjectMap:
    """Every subject's record, in its bucket; only what changed is hashed again for a root."""

    def __init__(self) -> None:
        self.depth, self.subjects = DEPTH_MIN, 0
        self._buckets = [b""] * (1 << DEPTH_MIN)
        self._rows: list[list[bytes]] = []
        self._changed: set[int] = set()

    def add(self, key: bytes, position: int, link: bytes) -> None:
        """Add an entry, as its position and leaf hash, to the chain of the subject with a key."""
        buckets, number = self._buckets, int.from_bytes(key[:8], "big") >> 64 - self.depth
        bucket = buckets[number]
        at = bucket.find(key)
        if at >= 0 and not at % RECORD:
            count, _, chain = TAIL.unpack_from(bucket, at + HASH)
            tail = TAIL.pack(count + 1, position, sha256(chain + link).digest())
            buckets[number] = bucket[: at + HASH] + tail + bucket[at + RECORD :]
        else:
            at = place_of(bucket, key)
            tail = TAIL.pack(1, position, sha256(bytes(HASH) + link).digest())
            buckets[number] = bucket[:at] + key + tail + bucket[at:]
            self.subjects += 1
        self._changed.add(number)
        if self.subjects > BUCKET_SUBJECTS << self.depth:
            self._deepen()

    def root(self) -> bytes:
        """Return the root of the map as it is now."""
        if not self._rows:
            width = 1 << self.depth
            self._rows = [[b""] * (width >> level) for level in range(self.depth + 1)]
            self._changed = set(range(width))
        changed, buckets, row = self._changed, self._buckets, self._rows[0]
        for at in changed:
            row[at] = sha256(b"\x00" + buckets[at]).digest()
        for upper in self._rows[1:]:
            changed = {at >> 1 for at in changed}
            for at in changed:
                upper[at] = sha256(b"\x01" + row[2 * at] + row[2 * at + 1]).digest()
            row = upper
        self._changed = set()
        return row[0]

    def _deepen(self) -> None:
        """Split every bucket in two where the next bit of its keys turns to 1."""
        deeper: list[bytes] = []
        self.depth += 1
        for number, bucket in enumerate(self._buckets):
            middle = ((2 * number + 1) << 64 - self.depth).to_bytes(8, "big")
            at = place_of(bucket, middle)
            deeper += (bucket[:at], bucket[at:])
        self._buckets, self._rows = deeper, []


def key_of(subject: str) -> bytes:
    """Return the key of a subject."""
    return sha256(subject.encode()).digest()


def place_of(bucket: bytes, key: bytes) -> int:
    """Return where in a bucket the record of a key stands, or would."""
    at, end = 0, len(bucket)
    while at < end:
        middle = (at + end) // 2 // RECORD * RECORD
        if bucket[middle : middle + HASH] < key:
            at = middle + RECORD
        else:
            end = middle
    return at


# What each entry says, in the order of the log.

SEAL, SEALED = "ledger.sealed/1", "privacy.sealed/1"
Fields = dict[str, tuple[tuple[str, str], ...]]


class Fold:
    """Reads entry by entry what only the log as a whole can confirm: signers, seals, the map."""

    def __init__(self, fields: Fields, report: Report) -> None:
        self._fields, self._report = fields, report
        self._signers, self._map = Signers(), SubjectMap()
        self._seals = self._first = 0
        self._previous: int | None = None
        self._at = ""
        self._differs = False

    def take(self, position: int, entry: bytes, leaf: bytes) -> None:
        """Take one entry; what is wrong with it is noted, and the next one can be taken."""
        try:
            protected, payload, _ = parts_of(entry)
            header = header_in(protected)
            said: dict[str, Any] = {} if header.is_sealed else statement_in(payload)
            if not position:
                self._note(position, self._signers.found(header, said))
            if wrong := self._signers.hear(position, header, said):
                self._note(position, wrong)
            kind = said.get("kind")
            if kind == SEAL:
                self._note(position, self._seal(position, said))
                return
            if position and kind in KEYS_CHANGE:
                self._note(position, self._signers.learn(said))
            sealed = header.is_sealed
            named = self._sealed(header, payload) if sealed else self._named(header, said)
            link = position.to_bytes(8, "big") + leaf
            for subject in named:
                self._map.add(key_of(subject), position, link)
        except (MalformedError, UnicodeEncodeError) as error:
            self._report.wrong(f"entry {position}", str(error))

    def end(self, position: int, size: int) -> None:
        """Look at what can only be seen at the end."""
        if position == size != self._first:
            self._report.wrong(f"entry {self._first}", "no seal stands over it and what follows")
        self._report.seen |= {"seals": self._seals, "subjects": self._map.subjects}
        self._report.seen["sealed_at"] = self._at or None

    def _note(self, position: int, wrong: Iterable[str]) -> None:
        for what in wrong:
            self._report.wrong(f"entry {position}", what)

    def _named(self, header: Header, said: dict[str, Any]) -> list[str]:
        """Return the subjects of an open statement, the one that ``sub`` names first."""
        kind, named = said["kind"], []
        fields = self._fields.get(kind)
        if fields is None or kind == SEALED:
            raise MalformedError(f"subjects.json has no open kind {kind[:80]!r}")
        for word, field in fields:
            found = said.get(field)
            for value in found if isinstance(found, list) else [] if found is None else [found]:
                if type(value) is not str and type(value) is not int:
                    wrong = f"its {field} is no text or whole number, and so no subject"
                    raise MalformedError(wrong)
                subject = f"{word}:{value}"
                if subject not in named:
                    named.append(subject)
        if named[:1] != [header.subject]:
            raise MalformedError(f"its sub is {header.subject[:80]!r}, and its statement's is not")
        return named

    def _sealed(self, header: Header, payload: bytes) -> list[str]:
        """Return the one subject of a statement said under seal: its commitment."""
        if len(payload) != HASH or header.subject != f"commitment:{payload.hex()}":
            raise MalformedError("its sub is not the commitment of 32 bytes that is its payload")
        if SEALED not in self._fields:
            raise MalformedError(f"subjects.json has no {SEALED}")
        return [header.subject]

    def _seal(self, position: int, said: dict[str, Any]) -> Iterator[str]:
        """Yield what is wrong with a seal, and begin the next batch."""
        derived = {"seal": self._seals, "because": position - 1, "first": self._first}
        derived |= {"previous": self._previous} if self._previous is not None else {}
        derived |= {"subjects": self._map.subjects, "depth": self._map.depth}
        for name, expected in derived.items():
            if type(said.get(name)) is not int or said[name] != expected:
                yield f"the seal says {name} {str(said.get(name))[:80]}, where it is {expected}"
        if self._previous is None and said.get("previous", 0) is not None:
            yield "the seal says that one stands before it, and it is the first"
        if self._first == position:
            yield "the seal stands over no entry"
        at = time_in(said.get("at"))
        if at is None or at < self._at:
            yield f"the seal says at {str(said.get('at'))[:80]}, no time or one before {self._at}"
        yield from self._root(said.get("map_root"))
        self._seals, self._first, self._previous = self._seals + 1, position + 1, position
        self._at = max(at or "", self._at)

    def _root(self, said: object) -> Iterator[str]:
        """Hold the root of the map against a seal's; after one has differed the next ones will."""
        root = self._map.root().hex()
        if root != said and not self._differs:
            yield f"the seal says map_root {str(said)[:80]}, where it is {root}"
        self._differs = root != said


def time_in(text: object) -> str | None:
    """Return a time in UTC (RFC 3339) in a spelling whose order is that of time."""
    match = re.fullmatch(r"(.{10}T.{8})(?:\.([0-9]{1,6}))?Z", text) if type(text) is str else None
    if match is None:
        return None
    try:
        whole = datetime.fromisoformat(f"{match[1]}+00:00").isoformat()
    except ValueError:
        return None
    return f"{match[1]}.{match[2] or '':0<6}Z" if whole == f"{match[1]}+00:00" else None


def subject_fields(path: Path) -> Fields:
    """Read subjects.json: for each kind, the words and fields of its subjects."""
    try:
        listed = decoder.decode(contents(path, TEXT_BYTES_MAX).decode())
        fields = {
            kind: tuple((word, field) for word, field in pairs) for kind, pairs in listed.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"{path} is not a list of subjects to each kind") from error
    if any(type(x) is not str for pairs in fields.values() for pair in pairs for x in pair):
        raise UnreadableError(f"{path} names subjects by something that is not text")
    return fields


# The published folder (tlog-tiles).


def tile_path(level: str, number: int) -> str:
    """Return the path of a full tile, its number in groups of three digits."""
    digits = str(number)
    *above, last = re.findall("...", digits.zfill(-(-len(digits) // 3) * 3))
    return "/".join(["tile", level, *(f"x{group}" for group in above), last])


def partial_widths(path: Path) -> list[int]:
    """Return the widths under which a tile is kept from when it was not full."""
    try:
        names = [file.name for file in path.with_name(f"{path.name}.p").iterdir()]
    except OSError:
        return []
    widths = (int(name) for name in names if re.fullmatch("[1-9][0-9]{0,2}", name))
    return sorted(width for width in widths if width < WIDTH)


class Published:
    """The files of a log: bundles of entries are cut, and hash tiles held against what follows."""

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder, self._report = folder, report
        self._rows: list[list[bytes]] = [[]]
        self._numbers: list[int] = [0]
        self.looked_at = 0

    def entries(self, number: int, wanted: int) -> list[bytes] | None:
        """Return the entries of a bundle; None where it is missing or cannot be cut."""
        found: list[bytes] | None = None
        for where, width, raw in self._forms("entries", number, wanted):
            some = min(width, wanted)
            entries, end = cut(raw, some)
            if len(entries) < some:
                self._report.wrong(where, f"it is cut short in its entry {len(entries)}")
            elif width <= wanted and end < len(raw):
                self._report.wrong(where, f"{len(raw) - end} bytes follow its {width} entries")
            elif found is None and some == wanted:
                found = entries
            elif found is not None and (at := first_difference(found, entries)) is not None:
                self._report.wrong(where, f"its entry {at} is another than in a wider bundle")
        return found

    def grow(self, leaves: list[bytes], level: int = 0) -> None:
        """Hold a row of hashes against its tile, and a full one's root against the level above."""
        number = self._numbers[level]
        for where, width, raw in self._forms(str(level), number, len(leaves)):
            hashes = [raw[at : at + HASH] for at in range(0, len(raw), HASH)]
            at = first_difference(leaves, hashes)
            if len(raw) != width * HASH:
                self._report.wrong(where, f"it has {len(raw)} bytes, and not {width} hashes")
            if at is not None and level:
                of = f"entries {(number * WIDTH + at) << TILE_LEVEL_BITS * level} and on"
                self._report.wrong(where, f"hash {at} is not the one over {of}")
            elif at is not None:
                of = f"entry {number * WIDTH + at}, in {tile_path('entries', number)}"
                self._report.wrong(where, f"hash {at} is not that of {of}")
        self._numbers[level] += 1
        if len(leaves) == WIDTH:
            self._rise(root_over(leaves), level + 1)
        elif not level:
            self._rows[0] = leaves

    def root(self) -> bytes:
        """Hold the last tiles of the levels above against what follows, and return the root."""
        rest: list[bytes] = []
        for level, row in enumerate(self._rows):
            if level and row:
                self.grow(row, level)
            rest = [root_over(row + rest)] if row or rest else []
        return root_over(rest)

    def _rise(self, hash_: bytes, level: int) -> None:
        if level == len(self._rows):
            self._rows.append([])
            self._numbers.append(0)
        self._rows[level].append(hash_)
        if len(self._rows[level]) == WIDTH:
            full, self._rows[level] = self._rows[level], []
            self.grow(full, level)

    def _forms(self, level: str, number: int, wanted: int) -> Iterator[tuple[str, int, bytes]]:
        """Yield each form in which a tile is kept, widest first; note it if none is enough."""
        path = tile_path(level, number)
        widths = [WIDTH] if (self._folder / path).exists() else []
        widths += reversed(partial_widths(self._folder / path))
        if wanted not in widths and WIDTH not in widths:
            self._report.wrong(path if wanted == WIDTH else f"{path}.p/{wanted}", "it is missing")
        for width in widths:
            self.looked_at += 1
            where = path if width == WIDTH else f"{path}.p/{width}"
            limit = WIDTH * (2 + ENTRY_BYTES_MAX if level == "entries" else HASH)
            if (self._folder / where).stat().st_size > limit:
                self._report.wrong(where, f"it has more than {limit} bytes")
            else:
                yield where, width, contents(self._folder / where, limit)


def cut(raw: bytes, wanted: int) -> tuple[list[bytes], int]:
    """Cut entries from a bundle, each after its length in two bytes; say where they end."""
    entries: list[bytes] = []
    at, size = 0, len(raw)
    while len(entries) < wanted:
        start = at + 2
        end = start + int.from_bytes(raw[at:start], "big")
        if end > size:
            break
        entries.append(raw[start:end])
        at = end
    return entries, at


def first_difference(one: list[bytes], other: list[bytes]) -> int | None:
    """Return the first place, as far as both go, where two lists differ."""
    short = min(len(one), len(other))
    if one[:short] == other[:short]:
        return None
    return next(at for at in range(short) if one[at] != other[at])


def audit(options: argparse.Namespace, policy: Policy, report: Report) -> str:
    """Check a published log from its first entry to its head; return what then holds."""
    folder: Path = options.folder
    head = head_in(contents(folder / "checkpoint", TEXT_BYTES_MAX))
    check_head(head, policy, report)
    fold = Fold(subject_fields(folder / "subjects.json"), report)
    published, position = Published(folder, report), 0
    checks = options.signatures and ED25519
    with closing(Signatures(options.processes if checks else 1, report)) as signatures:
        while position < head.size:
            wanted = min(WIDTH, head.size - position)
            entries = published.entries(position // WIDTH, wanted)
            if entries is None:
                break
            if checks:
                signatures.begin(position, entries)
            leaves = [leaf_of(entry) for entry in entries]
            published.grow(leaves)
            for at in range(wanted):
                fold.take(position + at, entries[at], leaves[at])
            position += wanted
        signatures.settle()
    check_end(head, published, position, report)
    fold.end(position, head.size)
    return summary(options, head, published, report)


def check_end(head: Head, published: Published, position: int, report: Report) -> None:
    """Hold the root of all entries against the checkpoint's."""
    if position < head.size:
        report.wrong("checkpoint", f"its root cannot be derived: no entries from {position} on")
    elif (root := published.root().hex()) != head.root.hex():
        report.wrong("checkpoint", f"its root is {head.root.hex()}, that of the entries {root}")
    if not head.size:
        report.wrong("checkpoint", "it is of an empty log: none is published before it is founded")


def summary(options: argparse.Namespace, head: Head, published: Published, report: Report) -> str:
    """Return what an audit has looked at, and what not."""
    if options.signatures and not ED25519:
        report.unchecked.append(f"the signatures of {head.size} entries")
    files = sum(len(names) for _, _, names in os.walk(options.folder / "tile"))
    report.seen["files_not_looked_at"] = beyond = files - published.looked_at
    report.seen["signatures_of_entries"] = bool(options.signatures and ED25519)
    asked = "checked" if options.signatures else "not checked: ask for it by --signatures"
    ignored = f" {beyond} files under tile/ belong to no tree of that size." if beyond else ""
    return (
        f"The log {head.origin} holds. Entries: {head.size}, seals: {report.seen['seals']}, "
        f"subjects: {report.seen['subjects']}, sealed at: {report.seen['sealed_at']}, root: "
        f"{head.root.hex()}, signatures of entries: {asked}.{ignored}"
    )


# Receipts (tlog-proof), and histories (docs/ledger.md).


def receipt(options: argparse.Namespace, policy: Policy, report: Report) -> str:
    """Check the receipt of one entry, whatever the entry is; return what then holds."""
    entry = contents(options.entry, ENTRY_BYTES_MAX)
    index = check_receipt(contents(options.receipt, TEXT_BYTES_MAX), entry, policy, report)
    where = f"{report.seen['origin']} of {report.seen['size']} entries"
    return f"The entry stands at position {index} of the log {where}."


def check_receipt(raw: bytes, entry: bytes, policy: Policy, report: Report) -> int:
    """Check the head of a tlog-proof and the path to it from an entry; return the index."""
    front, gap, note = raw.partition(b"\n\n")
    first, *lines = front.decode("ascii", "replace").split("\n")
    if lines and lines[0].startswith("extra "):
        from_base64(lines.pop(0)[6:])  # never trusted: nobody signed it
    if first != "c2sp.org/tlog-proof@v1" or not gap or not lines or lines[0][:6] != "index ":
        raise UnreadableError("the receipt is not a c2sp.org/tlog-proof@v1")
    index = decimal(lines[0][6:])
    path = [from_base64(line, HASH) for line in lines[1:]]
    head = head_in(note)
    check_head(head, policy, report)
    report.seen["index"] = index
    if index >= head.size:
        report.wrong("receipt", f"a log of {head.size} entries has no position {index}")
    elif root_along(leaf_of(entry), index, head.size, path) != head.root:
        report.wrong("receipt", "its path does not lead from the entry to the root")
    return index


class History(NamedTuple):
    """A history proof as it was handed in."""

    subject: str
    bucket: bytes
    path: list[bytes]
    entries: list[tuple[int, bytes]]
    seal: bytes
    receipt: bytes


def history_in(raw: bytes) -> History:
    """Read a history proof."""
    try:
        proof = decoder.decode(raw.decode())
        if proof["format"] != "comptrol/history@v1":
            raise UnreadableError(f"{str(proof['format'])[:80]!r} is not comptrol/history@v1")
        entries = [(entry["position"], from_base64(entry["entry"])) for entry in proof["entries"]]
        if any(type(at) is not int or not 0 <= at <= NUMBER_MAX for at, _ in entries):
            raise UnreadableError("a position in it is not a whole number as it should be")
        return History(
            subject=proof["subject"].encode().decode(),
            bucket=from_base64(proof["bucket"]),
            path=[from_base64(hash_, HASH) for hash_ in proof["path"]],
            entries=entries,
            seal=from_base64(proof["seal"]),
            receipt=proof["receipt"].encode(),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"it is not a history proof: {error!r:.200}") from error


def history(options: argparse.Namespace, policy: Policy, report: Report) -> str:
    """Check that the entries shown are all about a subject, or that there are none."""
    proof = history_in(contents(options.proof, PROOF_BYTES_MAX))
    sealed_at = check_receipt(proof.receipt, proof.seal, policy, report)
    try:
        said = statement_in(parts_of(proof.seal)[1])
        header_in(parts_of(proof.seal)[0])
    except MalformedError as error:
        said = {"kind": f"no statement: {error}"}
    if said["kind"] != SEAL:
        report.wrong("seal", f"it is not {SEAL} but {said['kind'][:80]}")
    key = key_of(proof.subject)
    number = check_bucket(proof, key, said, sealed_at, report)
    if number is not None:
        check_path(proof, number, said, report)
    check_chain(proof, key, report)
    positions = [position for position, _ in proof.entries]
    report.seen |= {"subject": proof.subject, "sealed_at": sealed_at, "positions": positions}
    until = f"up to the seal at position {sealed_at} of the log {report.seen['origin']}"
    if not positions:
        return f"There is no entry about {proof.subject} {until}."
    return f"The {len(positions)} entries shown are all about {proof.subject} {until}."


def check_bucket(
    proof: History, key: bytes, said: dict[str, Any], sealed_at: int, report: Report
) -> int | None:
    """Check that the bucket is well formed and the one of its subject; return its number."""
    depth, subjects = said.get("depth"), said.get("subjects")
    if type(depth) is not int or type(subjects) is not int or not 0 <= subjects <= NUMBER_MAX:
        report.wrong("seal", "it does not say how many subjects there are, and the depth")
        return None
    if depth != max(DEPTH_MIN, (max(subjects, 1) - 1).bit_length() - 2):
        report.wrong("seal", f"its depth is {depth}, which {subjects} subjects do not have")
        return None
    number, bucket, before = int.from_bytes(key[:8], "big") >> 64 - depth, proof.bucket, b""
    if len(bucket) % RECORD:
        report.wrong("bucket", f"it has {len(bucket)} bytes, which are no records of {RECORD}")
    for at in range(0, len(bucket) - RECORD + 1, RECORD):
        found = bucket[at : at + HASH]
        if int.from_bytes(found[:8], "big") >> 64 - depth != number:
            report.wrong("bucket", f"its record {at // RECORD} belongs into another bucket")
        if found <= before:
            report.wrong("bucket", f"its record {at // RECORD} stands out of order")
        if TAIL.unpack_from(bucket, at + HASH)[1] >= sealed_at:
            report.wrong("bucket", f"its record {at // RECORD} has an entry after the seal")
        before = found
    return number


def check_path(proof: History, number: int, said: dict[str, Any], report: Report) -> None:
    """Check that bucket and path lead to the root of the map that the seal names."""
    if len(proof.path) != said["depth"]:
        report.wrong("path", f"it has {len(proof.path)} hashes; the depth is {said['depth']}")
        return
    node = sha256(b"\x00" + proof.bucket).digest()
    for level, sibling in enumerate(proof.path):
        node = node_of(sibling, node) if number >> level & 1 else node_of(node, sibling)
    if node.hex() != said.get("map_root"):
        report.wrong("path", "bucket and path do not lead to the map_root that the seal names")


def check_chain(proof: History, key: bytes, report: Report) -> None:
    """Check that the entries are as many as the subject's record says, and its chain theirs."""
    chain = bytes(HASH)
    for position, entry in proof.entries:
        chain = sha256(chain + position.to_bytes(8, "big") + leaf_of(entry)).digest()
    at, last = place_of(proof.bucket, key), -1
    count, recorded, end = 0, -1, bytes(HASH)
    if proof.bucket.startswith(key, at) and len(proof.bucket) >= at + RECORD:
        count, recorded, end = TAIL.unpack_from(proof.bucket, at + HASH)
        last = proof.entries[-1][0] if proof.entries else last
    if count != len(proof.entries):
        report.wrong("entries", f"there are {len(proof.entries)}, where the record says {count}")
    elif (recorded, end) != (last, chain):
        report.wrong("entries", "their chain is not the one in the record")


# Consistency, from the tiles (RFC 6962 §2.1.2).


class Grown:
    """Two sizes of one tree, from the same hashes: so the larger must begin with the smaller."""

    def __init__(self, folder: Path, old: int, new: int) -> None:
        self._folder, self._old, self._new = folder, old, new

    def roots(self, start: int, size: int) -> tuple[bytes, bytes]:
        """Return the root over some leaves, and before it that of those below the old size."""
        if size & (size - 1) == 0 and not start < self._old < start + size:
            node = self._node(start, size.bit_length() - 1)
            return (node if start < self._old else b"", node)
        left = split(size)
        (old_left, new_left), (old_right, new_right) = (
            self.roots(start, left),
            self.roots(start + left, size - left),
        )
        old = node_of(old_left, old_right) if old_right else old_left
        return old, node_of(new_left, new_right)

    def _node(self, start: int, height: int) -> bytes:
        """Return a full subtree's hash, from the tile that has its nodes."""
        level = height // TILE_LEVEL_BITS
        number, at = divmod(start >> TILE_LEVEL_BITS * level, WIDTH)
        end = at + (1 << height % TILE_LEVEL_BITS)
        path = self._folder / tile_path(str(level), number)
        widths = [width for width in partial_widths(path) if end <= width]
        if not path.exists() and not widths:
            raise MissingError(f"{path} is missing, with at least {end} hashes")
        file = path if path.exists() else path.with_name(f"{path.name}.p") / str(widths[0])
        raw = contents(file, WIDTH * HASH)
        if len(raw) < end * HASH:
            raise UnreadableError(f"{file} has {len(raw)} bytes, which are fewer than its hashes")
        return root_over([raw[HASH * x : HASH * (x + 1)] for x in range(at, end)])


def consistency(options: argparse.Namespace, policy: Policy, report: Report) -> str:
    """Check that a later head has grown from an earlier one; return what then holds."""
    old, new = (head_in(contents(path, TEXT_BYTES_MAX)) for path in (options.old, options.new))
    check_head(old, policy, report, "old checkpoint")
    check_head(new, policy, report, "new checkpoint")
    report.seen |= {"old_size": old.size, "old_root": old.root.hex()}
    if old.origin != new.origin:
        report.wrong("new checkpoint", f"it is of {new.origin}, the old one of {old.origin}")
    if old.size > new.size:
        report.wrong("new checkpoint", f"it has {new.size} entries, the old one {old.size}")
        return ""
    found = Grown(options.tiles, old.size, new.size).roots(0, new.size) if new.size else (b"", b"")
    empty = root_over([])
    for name, head, root in (("old", old, found[0]), ("new", new, found[1])):
        if head.root != (root or empty):
            report.wrong(f"{name} checkpoint", f"its root is not that of {head.size} leaves here")
    return f"The log {new.origin} of {new.size} entries begins with all {old.size} it had before."


# The command line.


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run: Callable[..., str], name: str, *paths: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=(run.__doc__ or "").partition(";")[0].rstrip("."))
        for path in paths:
            found.add_argument(path, type=Path, metavar=path.upper())
        found.add_argument("--policy", type=Path, required=True, help="a tlog-policy file")
        found.add_argument("--json", action="store_true", help="answer with one JSON object")
        found.set_defaults(run=run)
        return found

    log = command(audit, "log", "folder")
    log.add_argument("--signatures", action="store_true", help="check those of all entries too")
    log.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    one = command(receipt, "receipt", "receipt")
    one.add_argument("--entry", type=Path, required=True, help="the signed statement")
    command(history, "history", "proof")
    two = command(consistency, "consistency", "old", "new")
    two.add_argument("--tiles", type=Path, required=True, help="the folder that has tile/")
    return parser.parse_args(arguments)


def say(text: str) -> None:
    """Print, also where the terminal cannot show a letter, or would obey it."""
    encoding = sys.stdout.encoding or "ascii"
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def tell(verdict: int, sentence: str, report: Report, *, as_json: bool) -> None:
    """Say what was found, in sentences or as one JSON object."""
    if verdict == BROKEN:
        sentence = f"It does not hold. Findings: {report.count}."
    elif report.unchecked and verdict == MISSING:
        sentence = f"But for what was not checked: {sentence}"
    if as_json:
        said = {"verified": verdict == HOLDS, "exit": verdict, "said": sentence}
        found = {"findings": report.findings, "findings_count": report.count}
        say(json.dumps({**said, **found, "unchecked": report.unchecked, **report.seen}))
        return
    for finding in report.findings:
        say(f"{finding['where']}: {finding['what']}.")
    for what in report.unchecked:
        say(f"Not checked, because the package cryptography is not here or too old: {what}.")
    say(sentence)


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names, say what was found, and return the exit code."""
    options, report, sentence = options_of(arguments), Report(), ""
    try:
        policy = Policy(contents(options.policy, TEXT_BYTES_MAX))
        sentence = options.run(options, policy, report)
        verdict = report.verdict
    except BrokenError as error:
        report.wrong("receipt", str(error))
        verdict = BROKEN
    except (UnreadableError, OSError) as error:
        verdict, sentence = UNREADABLE, f"It cannot be read: {error}."
    except (MissingError, BrokenProcessPool) as error:
        verdict = BROKEN if report.count else MISSING
        sentence = f"Something is missing: {error}."
    tell(verdict, sentence, report, as_json=options.json)
    return verdict


if __name__ == "__main__":
    sys.exit(main())
