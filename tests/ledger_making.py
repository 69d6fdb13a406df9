"""Makes published logs the slow and obvious way, from docs/ledger.md and from nothing of ours.

Every list is kept whole and everything is computed anew whenever it is asked for, so that there is
little to get wrong. What the tests spoil, they spoil on the way: a number, a key, a seal, a file.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "ledger.example/test"
CONTENT_TYPE = "application/vnd.comptrol.statement+json"
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SUBJECTS = {
    "parties.founded/1": [["party", "party"]],
    "parties.enrolled/1": [["party", "party"]],
    "parties.key-added/1": [["party", "party"]],
    "parties.key-revoked/1": [["party", "party"]],
    "parties.ownership/1": [["asset", "asset"], ["party", "asset"], ["party", "owner"]],
    "registry.made/1": [["lot", "lot"], ["site", "site"], ["party", "maker"]],
    "gate.ruled/1": [["order", "order"]],
    "privacy.sealed/1": [["commitment", "commitment"]],
    "privacy.erased/1": [["position", "position"]],
}


def digest(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def eight(number: int) -> bytes:
    return number.to_bytes(8, "big")


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


class Voice(NamedTuple):
    """A party and one of its keys."""

    party: str
    secret: Ed25519PrivateKey

    @property
    def key(self) -> bytes:
        return self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def voice(party: str, number: int = 0) -> Voice:
    seed = digest(f"{party}/{number}".encode())
    return Voice(party, Ed25519PrivateKey.from_private_bytes(seed))


AUTHORITY, PLATFORM = voice("authority"), voice("authority", 99)
ACME, ACME_NEXT, BETA = voice("acme"), voice("acme", 1), voice("beta")


# Trees (RFC 6962 §2.1), by their definition.


def leaf_hash(entry: bytes) -> bytes:
    return digest(b"\x00", entry)


def halves(leaves: Sequence[bytes]) -> tuple[Sequence[bytes], Sequence[bytes]]:
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return leaves[:middle], leaves[middle:]


def tree_root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else digest()
    left, right = halves(leaves)
    return digest(b"\x01", tree_root(left), tree_root(right))


def tree_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) < 2:
        return []
    left, right = halves(leaves)
    if index < len(left):
        return [*tree_path(index, left), tree_root(right)]
    return [*tree_path(index - len(left), right), tree_root(left)]


# Signed notes (C2SP signed-note, tlog-cosignature).


class Signer(NamedTuple):
    """Whoever signs a head: a name, what its verifier key says, and how it signs."""

    name: str
    vkey: str
    line: Callable[[str, int, bytes], str]


def signer(name: str, kind: int) -> Signer:
    seed = digest(f"{name}/{kind}".encode())
    secret: Any = (
        MLDSA44PrivateKey.from_seed_bytes if kind == 6 else Ed25519PrivateKey.from_private_bytes
    )(seed)
    public = bytes([kind]) + secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key_id = digest(f"{name}\n".encode(), public)[:4]

    def line(origin: str, size: int, root: bytes) -> str:
        text = f"{origin}\n{size}\n{base64(root)}\n".encode()
        time = b"" if kind == 1 else eight(1_790_000_000)
        if kind == 4:
            text = b"cosignature/v1\ntime 1790000000\n" + text
        elif kind == 6:
            names = [bytes([len(word)]) + word.encode() for word in (name, origin)]
            text = b"".join(
                (b"subtree/v1\n\0", names[0], time, names[1], eight(0), eight(size), root)
            )
        return f"— {name} {base64(key_id + time + secret.sign(text))}\n"

    return Signer(name, f"{name}+{key_id.hex()}+{base64(public)}", line)


LOG, LOG_POST_QUANTUM = signer(ORIGIN, 1), signer(ORIGIN, 6)
WITNESSES = (
    signer("witness.example/a", 4),
    signer("witness.example/b", 6),
    signer("witness.example/c", 4),
)
POLICY = "\n".join(
    (
        "# whom the tests believe",
        f"log {LOG.vkey} https://ledger.example/test/",
        f"log {LOG_POST_QUANTUM.vkey}",
        *(f"witness {letter} {one.vkey}" for letter, one in zip("ABC", WITNESSES, strict=True)),
        "group two\t2 A B C",
        "quorum two",
        "",
    )
)


def checkpoint(
    leaves: Sequence[bytes],
    origin: str = ORIGIN,
    by: Sequence[Signer] = (LOG, LOG_POST_QUANTUM, *WITNESSES[:2]),
) -> str:
    size, root = len(leaves), tree_root(leaves)
    lines = "".join(one.line(origin, size, root) for one in by)
    return f"{origin}\n{size}\n{base64(root)}\n\n{lines}"


def tlog_proof(index: int, leaves: Sequence[bytes]) -> str:
    path = "".join(f"{base64(hash_)}\n" for hash_ in tree_path(index, leaves))
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{checkpoint(leaves)}"


# Statements (RFC 9052, RFC 9597, RFC 9995), encoded by a general library.


def envelope(header: dict[int, Any], payload: bytes, by: Voice) -> bytes:
    protected = cbor2.dumps(header)
    signature = by.secret.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


class Subjects:
    """The subject map: for each subject all entries about it, and nothing kept ready."""

    def __init__(self, entries: dict[str, list[tuple[int, bytes]]]) -> None:
        self.depth = 8
        while len(entries) > 4 * 2**self.depth:
            self.depth += 1
        self.records = sorted(self.record(subject, about) for subject, about in entries.items())
        self.buckets = [b""] * 2**self.depth
        for record in self.records:
            self.buckets[self.number(record)] += record
        self.leaves = [digest(b"\x00", bucket) for bucket in self.buckets]
        self.root = tree_root(self.leaves)

    def number(self, record: bytes) -> int:
        bits = "".join(f"{byte:08b}" for byte in record[:8])
        return int(bits[: self.depth], 2)

    @staticmethod
    def record(subject: str, about: list[tuple[int, bytes]]) -> bytes:
        chain = bytes(32)
        for position, leaf in about:
            chain = digest(chain, eight(position), leaf)
        return digest(subject.encode()) + eight(len(about)) + eight(about[-1][0]) + chain


class Ledger:
    """A log in the making: every entry, and which entries each subject has."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.about: dict[str, list[tuple[int, bytes]]] = {}
        self.numbers: dict[bytes, int] = {}
        self.seals: list[int] = []
        self.sealed_maps: list[Subjects] = []

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    def say(
        self,
        kind: str,
        by: Voice,
        *,
        sequence: int | None = None,
        issuer: str = "",
        sub: str = "",
        payload: bytes = b"",
        **fields: Any,
    ) -> bytes:
        """Append a statement; what is given beside its fields is not as it should be."""
        said = {"kind": kind, **fields}
        named = [f"{w}:{said[f]}" for w, f in SUBJECTS.get(kind, []) if said.get(f) is not None]
        claims = {
            1: issuer or by.party,
            2: sub or [*named, f"seal:{len(self.seals)}"][0],
            6: 1_790_000_000,
        }
        header = {
            1: -8,
            3: CONTENT_TYPE,
            4: by.key,
            15: claims,
            -65537: self._number(by, sequence),
        }
        raw = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
        return self._append(envelope(header, payload or raw, by), named)

    def say_sealed(self, kind: str, by: Voice, body: bytes, sub: str = "") -> bytes:
        """Append a commitment to a statement."""
        payload = digest(body)
        claims = {1: by.party, 2: sub or f"commitment:{payload.hex()}", 6: 1_790_000_000}
        of = f'{CONTENT_TYPE}; kind="{kind}"'
        header = {1: -8, 4: by.key, 15: claims, 258: -16, 259: of, -65537: self._number(by, None)}
        return self._append(envelope(header, payload, by), [claims[2]])

    def seal(self, by: Voice = PLATFORM, **otherwise: Any) -> bytes:
        """Close the batch."""
        position, subjects = len(self.entries), Subjects(self.about)
        at = START + timedelta(milliseconds=100 * len(self.seals))
        fields = {
            "because": position - 1,
            "seal": len(self.seals),
            "first": self.seals[-1] + 1 if self.seals else 0,
            "at": at.isoformat().replace("+00:00", "Z"),
            "previous": self.seals[-1] if self.seals else None,
            "subjects": len(self.about),
            "depth": subjects.depth,
            "map_root": subjects.root.hex(),
            "rows": "00" * 32,
            "layouts": "11" * 32,
        }
        raw = self.say("ledger.sealed/1", by, **(fields | otherwise))
        self.seals.append(position)
        self.sealed_maps.append(subjects)
        return raw

    def _number(self, by: Voice, said: int | None) -> int:
        self.numbers[by.key] = said or self.numbers.get(by.key, 0) + 1
        return self.numbers[by.key]

    def _append(self, raw: bytes, subjects: Sequence[str]) -> bytes:
        for subject in dict.fromkeys(subjects):
            self.about.setdefault(subject, []).append((len(self.entries), leaf_hash(raw)))
        self.entries.append(raw)
        return raw

    def history(self, subject: str, seal: int = -1) -> dict[str, Any]:
        """Return the history proof of a subject up to a seal."""
        position, subjects = self.seals[seal], self.sealed_maps[seal]
        number = subjects.number(digest(subject.encode()))
        about = [at for at, _ in self.about.get(subject, []) if at < position]
        return {
            "format": "comptrol/history@v1",
            "subject": subject,
            "bucket": base64(subjects.buckets[number]),
            "path": [base64(hash_) for hash_ in tree_path(number, subjects.leaves)],
            "entries": [{"position": at, "entry": base64(self.entries[at])} for at in about],
            "seal": base64(self.entries[position]),
            "receipt": tlog_proof(position, self.leaves),
        }

    def write(self, folder: Path, head: str | None = None) -> Path:
        """Write what an exported log has beside the verifier."""
        folder.mkdir(parents=True, exist_ok=True)
        leaves = self.leaves
        for path, content in files(self.entries, leaves):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        (folder / "checkpoint").write_text(head or checkpoint(leaves), encoding="utf-8")
        (folder / "subjects.json").write_text(json.dumps(SUBJECTS))
        (folder / "policy").write_text(POLICY)
        return folder


def path_of(level: str, number: int, width: int) -> str:
    groups = f"{number:09d}"
    path = f"x{groups[:3]}/x{groups[3:6]}/{groups[6:]}".removeprefix("x000/").removeprefix("x000/")
    return f"tile/{level}/{path}" + (f".p/{width}" if width < 256 else "")


def files(entries: Sequence[bytes], leaves: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every tile and every bundle that a tree must have, and its path (tlog-tiles)."""
    for number, start in enumerate(range(0, len(entries), 256)):
        some = entries[start : start + 256]
        content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in some)
        yield path_of("entries", number, len(some)), content
    row, level = list(leaves), 0
    while row:
        for number, start in enumerate(range(0, len(row), 256)):
            hashes = row[start : start + 256]
            yield path_of(str(level), number, len(hashes)), b"".join(hashes)
        full = range(0, len(row) // 256 * 256, 256)
        row, level = [tree_root(row[start : start + 256]) for start in full], level + 1


def opened() -> Ledger:
    """Return a log that is founded, and in which two parties have keys; nothing is sealed yet."""
    ledger = Ledger()
    ledger.say(
        "parties.founded/1",
        AUTHORITY,
        party="authority",
        name="The authority",
        country="NL",
        key=AUTHORITY.key.hex(),
        platform_key=PLATFORM.key.hex(),
    )
    return ledger


def enrol(ledger: Ledger, who: Voice) -> None:
    fields = {"party": who.party, "name": who.party.title(), "country": "NL", "roles": ["maker"]}
    ledger.say("parties.enrolled/1", AUTHORITY, **fields, key=who.key.hex())


def made(ledger: Ledger, number: int, by: Voice = ACME) -> bytes:
    """Append a statement about a lot, a site and a party, or only about some of them."""
    fields = {
        "lot": f"h100-{number % 97:04d}",
        "site": f"ams-{number % 5}" if number % 3 else None,
    }
    if number % 4 == 0:
        fields["maker"] = by.party
    return ledger.say("registry.made/1", by, **fields, note="é" * (number % 40))


def log_of(size: int, batch: int = 17) -> Ledger:
    """Return a sound log of so many entries, at least two, the last of them a seal."""
    ledger = opened()
    while len(ledger.entries) < size - 1:
        number = len(ledger.entries)
        if number in {1, 2}:
            enrol(ledger, (ACME, BETA)[number - 1])
        elif (number + 1) % batch == 0 and number < size - 2:
            ledger.seal()
        elif number % 29 == 11:
            ledger.say("gate.ruled/1", PLATFORM, because=number - 1, order=f"o-{number}")
        elif number % 31 == 13:
            ledger.say_sealed("gate.ordered/1", BETA, str(number).encode())
        elif number % 37 == 14:
            ledger.say(
                "parties.ownership/1", AUTHORITY, asset="acme", owner=("acme", "beta")[number % 2]
            )
        else:
            made(ledger, number, (ACME, BETA)[number % 2])
    ledger.seal()
    return ledger
