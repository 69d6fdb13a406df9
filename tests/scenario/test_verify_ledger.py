"""The verifier for outsiders: it confirms what is sound, and finds what is spoilt where it is."""

import ast
import json
import random  # noqa: TID251  (which byte to spoil, drawn the same every time)
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.ledger_making import (
    ACME,
    ACME_NEXT,
    AUTHORITY,
    BETA,
    LOG,
    LOG_POST_QUANTUM,
    ORIGIN,
    PLATFORM,
    POLICY,
    WITNESSES,
    Ledger,
    base64,
    checkpoint,
    digest,
    enrol,
    leaf_hash,
    log_of,
    made,
    opened,
    path_of,
    signer,
    tlog_proof,
    voice,
)

from comptrol import verify_ledger
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError

SCRIPT = Path(verify_ledger.__file__)
ORDER = 2**252 + 27742317777372353535851937790883648493
IDENTITY = b"\x01" + bytes(31)


class Verify:
    """Runs the command line and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, dict[str, Any]]:
        code = verify_ledger.main([*map(str, arguments), "--json"])
        said = json.loads(self._capsys.readouterr().out)
        assert said["exit"] == code
        assert said["verified"] == (code == 0)
        return code, said

    def log(self, folder: Path, *more: object) -> tuple[int, dict[str, Any]]:
        return self("log", folder, "--policy", folder / "policy", "--processes", 1, *more)

    def history(self, folder: Path, proof: object) -> tuple[int, dict[str, Any]]:
        (folder / "proof.json").write_text(json.dumps(proof))
        (folder / "policy").write_text(POLICY)
        return self("history", folder / "proof.json", "--policy", folder / "policy")


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    return Verify(capsys)


@lru_cache
def sound(size: int) -> Ledger:
    """Return a log that no test changes."""
    return log_of(size)


def places(said: dict[str, Any]) -> dict[str, str]:
    return {finding["where"]: finding["what"] for finding in reversed(said["findings"])}


# What is sound.


@pytest.mark.parametrize("size", [2, 3, 4, 255, 256, 257, 512, 513, 600])
def test_a_sound_log_holds(tmp_path: Path, verify: Verify, size: int):
    folder = sound(size).write(tmp_path)
    code, said = verify.log(folder, "--signatures")
    assert (code, said["findings"]) == (0, [])
    assert said["size"] == size
    assert said["seals"] == len(sound(size).seals)
    assert said["subjects"] == len(sound(size).about)
    assert said["witnesses"] == ["A", "B"]
    assert said["signatures_of_entries"]


def test_the_map_deepens_as_subjects_grow(tmp_path: Path, verify: Verify):
    ledger = opened()
    enrol(ledger, ACME)
    for number in range(2100):
        ledger.say_sealed("gate.ordered/1", ACME, str(number).encode())
        if number in {1021, 1022, 1500, 2047}:  # 1024, 1025 subjects and more
            ledger.seal()
    ledger.seal()
    assert [one.depth for one in ledger.sealed_maps] == [8, 9, 9, 10, 10]
    assert verify.log(ledger.write(tmp_path))[0] == 0


def test_a_small_log_is_proven_by_several_processes(tmp_path: Path, verify: Verify):
    folder = sound(600).write(tmp_path)
    assert verify.log(folder, "--signatures", "--processes", 2)[0] == 0


def test_tiles_of_earlier_sizes_may_lie_beside_the_later_ones(tmp_path: Path, verify: Verify):
    whole = sound(600)
    for size in (3, 40, 255, 300, 520):
        earlier = Ledger()
        earlier.entries = whole.entries[:size]
        earlier.write(tmp_path)
    folder = whole.write(tmp_path)
    assert verify.log(folder)[0] == 0
    spoil(folder / path_of("0", 0, 40), 32 * 7)
    spoil(folder / path_of("entries", 1, 44), 100)
    assert set(places(verify.log(folder)[1])) == {"tile/0/000.p/40", "tile/entries/001.p/44"}


def test_a_log_may_have_grown_beyond_its_checkpoint(tmp_path: Path, verify: Verify):
    whole = sound(600)
    folder = whole.write(tmp_path)
    size = whole.seals[14] + 1
    assert size % 256
    (folder / "checkpoint").write_text(checkpoint(whole.leaves[:size]))
    code, said = verify.log(folder)
    assert (code, said["size"]) == (0, size)
    assert said["files_not_looked_at"] == 5


def test_a_log_without_a_seal_at_its_end_has_no_time_there(tmp_path: Path, verify: Verify):
    ledger = opened()
    code, said = verify.log(ledger.write(tmp_path))
    assert (code, places(said)) == (1, {"entry 0": "no seal stands over it and what follows"})


def test_an_empty_log_is_none(tmp_path: Path, verify: Verify):
    code, said = verify.log(Ledger().write(tmp_path))
    assert code == 1
    assert "empty" in places(said)["checkpoint"]


# Files that are spoilt.


def spoil(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


def bundle(folder: Path) -> Path:
    return folder / "tile/entries/000"


def start_of(position: int) -> int:
    return sum(2 + len(entry) for entry in sound(300).entries[:position]) + 2


def cut_short(folder: Path) -> None:
    bundle(folder).write_bytes(bundle(folder).read_bytes()[:-1])


def with_more(name: str, more: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + more) and None


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def without_an_entry(folder: Path) -> None:
    raw = bundle(folder).read_bytes()
    bundle(folder).write_bytes(raw[: start_of(40) - 2] + raw[start_of(41) - 2 :])


FILES = {
    "a bit of a bundle": (
        lambda folder: spoil(bundle(folder), start_of(17) + 150),
        "tile/0/000",
        "hash 17 is not that of entry 17, in tile/entries/000",
    ),
    "a bit of the last bundle": (
        lambda folder: spoil(folder / "tile/entries/001.p/44", -1),
        "tile/0/001.p/44",
        "hash 43 is not that of entry 299, in tile/entries/001",
    ),
    "the form of an entry": (
        lambda folder: spoil(bundle(folder), start_of(17)),
        "entry 17",
        "it is not a COSE_Sign1 with nothing unprotected",
    ),
    "a bit of a tile": (
        lambda folder: spoil(folder / "tile/0/000", 32 * 99 + 5),
        "tile/0/000",
        "hash 99 is not that of entry 99, in tile/entries/000",
    ),
    "a bit of a tile above": (
        lambda folder: spoil(folder / "tile/1/000.p/1", 0),
        "tile/1/000.p/1",
        "hash 0 is not the one over entries 0 and on",
    ),
    "a bundle cut short": (cut_short, "tile/entries/000", "it is cut short in its entry 255"),
    "an entry left out": (
        without_an_entry,
        "tile/entries/000",
        "it is cut short in its entry 255",
    ),
    "bytes after a bundle": (
        with_more("tile/entries/001.p/44", b"\0\0"),
        "tile/entries/001.p/44",
        "2 bytes follow its 44 entries",
    ),
    "bytes after a tile": (
        with_more("tile/0/001.p/44", bytes(32)),
        "tile/0/001.p/44",
        "it has 1440 bytes, and not 44 hashes",
    ),
    "bytes after a full tile": (
        with_more("tile/0/000", b"\0"),
        "tile/0/000",
        "it has more than 8192 bytes",
    ),
    "no tile": (without("tile/0/000"), "tile/0/000", "it is missing"),
    "no last tile": (without("tile/0/001.p/44"), "tile/0/001.p/44", "it is missing"),
    "no tile above": (without("tile/1/000.p/1"), "tile/1/000.p/1", "it is missing"),
    "no bundle": (without("tile/entries/001.p/44"), "tile/entries/001.p/44", "it is missing"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_spoilt_file_is_named(tmp_path: Path, verify: Verify, case: str):
    spoiling, where, what = FILES[case]
    folder = sound(300).write(tmp_path)
    spoiling(folder)
    code, said = verify.log(folder)
    assert code == 1
    assert places(said)[where] == what


def test_entries_after_a_missing_bundle_are_not_guessed(tmp_path: Path, verify: Verify):
    folder = sound(600).write(tmp_path)
    (folder / "tile/entries/001").unlink()
    found = places(verify.log(folder)[1])
    assert set(found) == {"tile/entries/001", "checkpoint"}
    assert found["checkpoint"] == "its root cannot be derived: no entries from 256 on"


# Heads that are not to be believed.


def with_line(note: str, old: str, new: str) -> str:
    assert old in note
    return note.replace(old, new)


def broken_line(note: str, name: str) -> str:
    """Change one byte of the signature by a name."""
    lines = note.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith(f"— {name} "))
    end = lines[at][-20:]
    lines[at] = lines[at][:-20] + ("A" if end[0] != "A" else "B") + end[1:]
    return "\n".join(lines)


ALL = (LOG, LOG_POST_QUANTUM, *WITNESSES)
OTHER = "ledger.example/other"
HEADS: dict[str, tuple[Callable[[list[bytes]], str], str]] = {
    "of another log": (
        lambda leaves: checkpoint(leaves, OTHER, ALL),
        "its origin is 'ledger.example/other', a log unknown to the policy",
    ),
    "of an unknown log": (
        lambda leaves: checkpoint(leaves, OTHER, (signer(OTHER, 1),)),
        "its origin is 'ledger.example/other', a log unknown to the policy",
    ),
    "with a bad signature of the log": (
        lambda leaves: broken_line(checkpoint(leaves, by=(LOG, *WITNESSES)), ORIGIN),
        f"the signature by {ORIGIN} does not hold",
    ),
    "with a bad ML-DSA signature of the log": (
        lambda leaves: broken_line(checkpoint(leaves, by=(LOG_POST_QUANTUM, *WITNESSES)), ORIGIN),
        f"the signature by {ORIGIN} does not hold",
    ),
    "with a bad cosignature": (
        lambda leaves: broken_line(checkpoint(leaves, by=ALL), "witness.example/a"),
        "the signature by witness.example/a does not hold",
    ),
    "with a bad ML-DSA cosignature": (
        lambda leaves: broken_line(checkpoint(leaves, by=ALL), "witness.example/b"),
        "the signature by witness.example/b does not hold",
    ),
    "without the log": (
        lambda leaves: checkpoint(leaves, by=WITNESSES),
        f"it has no signature of the log {ORIGIN} that holds",
    ),
    "without a quorum": (
        lambda leaves: checkpoint(leaves, by=(LOG, WITNESSES[1])),
        "cosigned by B: the quorum two is not met",
    ),
    "without any witness": (
        lambda leaves: checkpoint(leaves, by=(LOG,)),
        "cosigned by no witness: the quorum two is not met",
    ),
    "with a witness unknown to the policy": (
        lambda leaves: checkpoint(leaves, by=(LOG, WITNESSES[0], signer("witness.example/d", 4))),
        "cosigned by A: the quorum two is not met",
    ),
    "of another tree": (
        lambda leaves: checkpoint([*leaves[:-1], bytes(32)], by=ALL),
        "its root is",
    ),
}


@pytest.mark.parametrize("case", HEADS)
def test_a_head_that_is_not_to_be_believed_is_refused(tmp_path: Path, verify: Verify, case: str):
    head, what = HEADS[case]
    folder = sound(40).write(tmp_path, head(sound(40).leaves))
    code, said = verify.log(folder)
    assert code == 1
    assert what in places(said)["checkpoint"]


@pytest.mark.parametrize("by", [ALL, (LOG, *WITNESSES[:2]), (LOG_POST_QUANTUM, *WITNESSES[1:])])
def test_one_key_of_the_log_and_a_quorum_are_enough(tmp_path: Path, verify: Verify, by: Any):
    stranger = signer("elsewhere.example", 4)
    folder = sound(40).write(tmp_path, checkpoint(sound(40).leaves, by=(stranger, *by)))
    assert verify.log(folder)[0] == 0


def vkey_of(name: str, kind: int) -> str:
    return signer(name, kind).vkey


W = [vkey_of(f"w{number}.example", 4) for number in range(4)]
A, L = f"witness A {W[0]}\n", f"log {LOG.vkey}\n"
NO_POINT = bytes([1]) + bytes(32)
WEAK = f"x+{digest(b'x', bytes([10]), NO_POINT)[:4].hex()}+{base64(NO_POINT)}"
NAME, KEY_ID, MATERIAL = LOG.vkey.split("+", 2)
POLICIES = {
    "nothing": "",
    "comments alone": "# nothing\n\n",
    "no quorum": L,
    "no log": "quorum none\n",
    "two quorums": f"{L}quorum none\nquorum none\n",
    "an unknown word": f"{L}quorum none\nmirror x\n",
    "a name not defined": f"{L}quorum A\n",
    "a name defined below": f"{L}quorum A\n{A}",
    "a name taken": f"{L}{A}witness A {W[1]}\nquorum A\n",
    "a group's name taken": f"{L}{A}group A any A\nquorum A\n",
    "a witness called none": f"{L}witness none {W[0]}\nquorum none\n",
    "none as a member": f"{L}group G any none\nquorum G\n",
    "a member twice": f"{L}{A}group G any A A\nquorum G\n",
    "a member of two groups": f"{L}{A}group G any A\ngroup H any A\nquorum G\n",
    "a group of itself": f"{L}group G any G\nquorum G\n",
    "no members": f"{L}group G any\nquorum none\n",
    "none of some": f"{L}{A}group G 0 A\nquorum G\n",
    "more than all": f"{L}{A}group G 2 A\nquorum G\n",
    "a number with a zero": f"{L}{A}group G 01 A\nquorum G\n",
    "a log twice": f"{L}{L}quorum none\n",
    "a witness's key twice": f"{L}{A}witness B {W[0]}\nquorum A\n",
    "a log's key for a witness": f"{L}witness A {vkey_of('w.example', 1)}\nquorum A\n",
    "a witness's key for a log": f"log {W[0]}\nquorum none\n",
    "another key id": f"log {NAME}+{KEY_ID[::-1]}+{MATERIAL}\nquorum none\n",
    "no key id": f"log {NAME}+{MATERIAL}\nquorum none\n",
    "half a key": f"log {NAME}+{KEY_ID}+{MATERIAL[:-4]}\nquorum none\n",
    "a word too many": f"log {LOG.vkey} https://x y\nquorum none\n",
    "a control character": f"log {LOG.vkey}\r\nquorum none\n",
    "a weak key": f"log {WEAK}\nquorum none\n",
}


@pytest.mark.parametrize("case", POLICIES)
def test_a_policy_that_says_nothing_or_too_much_is_unreadable(
    tmp_path: Path, verify: Verify, case: str
):
    folder = sound(3).write(tmp_path)
    (folder / "policy").write_bytes(POLICIES[case].encode())
    code, said = verify.log(folder)
    assert code == 2
    assert "policy" in said["said"]


@pytest.mark.parametrize("cosigners", range(16))
def test_a_quorum_is_met_as_its_groups_say(tmp_path: Path, verify: Verify, cosigners: int):
    chosen = [number for number in range(4) if cosigners >> number & 1]
    policy = "".join(
        (
            f"log {LOG.vkey}\n",
            *(f"witness w{number} {W[number]}\n" for number in range(4)),
            "group left any w0 w1\n\tgroup right all w2 w3 \ngroup all 2 left right\nquorum all\n",
        )
    )
    leaves = sound(3).leaves
    by = (LOG, *(signer(f"w{number}.example", 4) for number in chosen))
    folder = sound(3).write(tmp_path, checkpoint(leaves, by=by))
    (folder / "policy").write_text(policy)
    met = bool({0, 1} & set(chosen)) and {2, 3} <= set(chosen)
    assert verify.log(folder)[0] == (0 if met else 1)


# Logs whose files are in order, and which should never have been signed.


def begun() -> Ledger:
    ledger = opened()
    enrol(ledger, ACME)
    enrol(ledger, BETA)
    made(ledger, 1)
    ledger.seal()
    made(ledger, 2)
    return ledger


def adds(key: bytes) -> Callable[[Ledger], object]:
    return says("parties.key-added/1", AUTHORITY, party="acme", key=key.hex())


def swapped(ledger: Ledger) -> None:
    made(ledger, 3)
    made(ledger, 4)
    ledger.entries[-2:] = ledger.entries[:-3:-1]


def left_out(ledger: Ledger) -> None:
    made(ledger, 3)
    ledger.entries.pop()
    made(ledger, 4)


def non_minimal(ledger: Ledger) -> None:
    raw = made(ledger, 3)
    assert raw[-66:-64] == b"\x58\x40"
    ledger.entries[-1] = raw[:-66] + b"\x59\x00\x40" + raw[-64:]


def something_unprotected(ledger: Ledger) -> None:
    raw = made(ledger, 3)
    protected, _, payload, signature = cbor2.loads(raw).value
    ledger.entries[-1] = cbor2.dumps(cbor2.CBORTag(18, [protected, {4: b"x"}, payload, signature]))


def says(kind: str, by: Any = ACME, **said: Any) -> Callable[[Ledger], object]:
    return lambda log: log.say(kind, by, **said)


def writes(payload: bytes) -> Callable[[Ledger], object]:
    return says(MADE, lot="x", payload=payload)


def seals(**otherwise: Any) -> Callable[[Ledger], object]:
    return lambda log: log.seal(**otherwise)


def seals_without_an_entry(log: Ledger) -> None:
    log.about.pop("lot:h100-0002")
    log.seal()


def seals_twice(log: Ledger) -> None:
    log.seal()
    log.seal()


MADE, ADDED, ENDED = "registry.made/1", "parties.key-added/1", "parties.key-revoked/1"
NUMBER, SEALS = "its number under its key is", "the seal says"
PLATFORM_ALONE = "the platform says consequences under its own key, and nothing else"
NO_CAUSE = "it is said because of no entry before it"
NOT_ENDED = "it ends a key that is not in force, or is the platform's or another party's"
NO_SUBJECT = "is no text or whole number, and so no subject"
FORM, OTHER_ITEM = "it is not a COSE_Sign1", "begins another item, or one in a longer form"
SEALED_AT = "2026-01-02T03:04:05.678901Z"
SAID: dict[str, tuple[Callable[[Ledger], object], str]] = {
    "a number skipped": (says(MADE, lot="x", sequence=9), f"{NUMBER} 9; 3 comes next"),
    "a number again": (says(MADE, lot="x", sequence=2), f"{NUMBER} 2; 3 comes next"),
    "an entry left out": (left_out, f"{NUMBER} 4; 3 comes next"),
    "two entries swapped": (swapped, f"{NUMBER} 4; 3 comes next"),
    "nobody's key": (says(MADE, ACME_NEXT, lot="x"), "it is signed under a key not in force here"),
    "in another's name": (says(MADE, lot="x", issuer="beta"), "its issuer is 'beta', and its key"),
    "a consequence by a party": (says("gate.ruled/1", order="o", because=0), PLATFORM_ALONE),
    "a statement by the platform": (says(MADE, PLATFORM, lot="x"), PLATFORM_ALONE),
    "a seal by a party": (seals(by=ACME), PLATFORM_ALONE),
    "a consequence of itself": (says("gate.ruled/1", PLATFORM, order="o", because=6), NO_CAUSE),
    "a consequence of none": (says("gate.ruled/1", PLATFORM, order="o", because=-1), NO_CAUSE),
    "a consequence of no number": (
        says("gate.ruled/1", PLATFORM, order="o", because="0"),
        NO_CAUSE,
    ),
    "a second founding": (says("parties.founded/1", party="x"), "the log was founded before"),
    "a weak key": (adds(IDENTITY), "its key is weak: anyone can sign under it"),
    "a key not reduced": (adds(b"\xf0" + b"\xff" * 31), "its key is weak"),
    "a key that is taken": (adds(BETA.key), "its key is somebody's already"),
    "a key in capitals": (
        says(ADDED, party="acme", key="AB" * 32),
        "its key is not an Ed25519 key",
    ),
    "a key of nobody": (
        says(ADDED, key="ab" * 32, sub="party:x"),
        "its key is not an Ed25519 key",
    ),
    "the end of another's key": (says(ENDED, party="acme", key=BETA.key.hex()), NOT_ENDED),
    "the end of the platform's key": (
        says(ENDED, AUTHORITY, party="authority", key=PLATFORM.key.hex()),
        NOT_ENDED,
    ),
    "another sub": (says(MADE, lot="x", sub="lot:y"), "its sub is 'lot:y', and its"),
    "a kind not listed": (says("registry.unmade/1"), "subjects.json has no open kind 'registry."),
    "a sealed kind in the open": (
        says("privacy.sealed/1", commitment="00" * 32),
        "subjects.json has no open kind 'privacy.sealed/1'",
    ),
    "a list for a subject": (
        says(MADE, lot=[["x"]], sub="lot:x"),
        f"its lot {NO_SUBJECT}",
    ),
    "a truth for a subject": (says("privacy.erased/1", position=True), NO_SUBJECT),
    "a name twice": (writes(b'{"kind":"a","kind":"b"}'), "a name stands twice in one object"),
    "half a letter": (
        writes(b'{"kind":"registry.made/1","lot":"x","site":"\\ud800"}'),
        "'utf-8' codec can't encode",
    ),
    "no JSON": (writes(b'{"kind":NaN}'), "its JSON cannot be read: NaN is not JSON"),
    "JSON and more": (writes(b'{"kind":"a"}{}'), "its JSON is not one object with a kind"),
    "no object": (writes(b"[]"), "its JSON is not one object with a kind"),
    "deep JSON": (writes(b"[" * 16000), "its JSON cannot be read"),
    "a number too long": (writes(b"9" * 9999), "its JSON cannot be read"),
    "a payload too long": (writes(b"x" * 17000), "it is longer or shorter than its parts can be"),
    "a commitment with another sub": (
        lambda log: log.say_sealed("gate.ordered/1", ACME, b"x", "commitment:x"),
        "its sub is not the commitment of 32 bytes that is its payload",
    ),
    "a sealed thing that is no kind": (
        lambda log: log.say_sealed("Gate ordered", ACME, b"x"),
        "what it seals is not a kind of statement",
    ),
    "no envelope": (lambda log: log.entries.append(b"entry"), OTHER_ITEM),
    "an envelope cut short": (lambda log: log.entries.append(b"\xd2\x84"), "it is cut short"),
    "a length in a longer form": (non_minimal, FORM),
    "something unprotected": (something_unprotected, OTHER_ITEM),
    "a seal over another batch": (seals(first=0), f"{SEALS} first 0, where it is 5"),
    "a seal because of another": (seals(because=4), f"{SEALS} because 4, where it is 5"),
    "a seal with another number": (seals(seal=2), f"{SEALS} seal 2, where it is 1"),
    "a seal with a truth in it": (seals(seal=True), f"{SEALS} seal True, where it is 1"),
    "a seal after no other": (seals(previous=None), f"{SEALS} previous None, where it is 4"),
    "a seal from before": (seals(at="2026-01-02T03:04:05Z"), f"no time or one before {SEALED_AT}"),
    "a seal of no day": (seals(at="2026-02-30T03:04:05Z"), f"no time or one before {SEALED_AT}"),
    "a seal with another root": (seals(map_root="00" * 32), f"{SEALS} map_root 0000"),
    "a seal with more subjects": (seals(subjects=9), f"{SEALS} subjects 9, where it is "),
    "a seal with another depth": (seals(depth=9), f"{SEALS} depth 9, where it is 8"),
    "a seal that leaves an entry out": (seals_without_an_entry, f"{SEALS} map_root"),
    "a seal over nothing": (seals_twice, "the seal stands over no entry"),
}


@pytest.mark.parametrize("case", SAID)
def test_what_should_not_have_been_logged_is_found_where_it_stands(
    tmp_path: Path, verify: Verify, case: str
):
    say, what = SAID[case]
    ledger = begun()
    position = len(ledger.entries) + (case == "a seal over nothing")
    say(ledger)
    made(ledger, 90, BETA)
    ledger.seal()
    code, said = verify.log(ledger.write(tmp_path))
    assert code == 1
    found = [f["what"] for f in said["findings"] if f["where"] == f"entry {position}"]
    assert any(what in one for one in found), said["findings"]


def test_a_key_is_in_force_up_to_the_position_that_ends_it(tmp_path: Path, verify: Verify):
    ledger = begun()
    adds(ACME_NEXT.key)(ledger)
    made(ledger, 3, ACME_NEXT)
    says(ENDED, party="acme", key=ACME.key.hex())(ledger)
    made(ledger, 4, ACME_NEXT)
    ledger.seal()
    assert verify.log(ledger.write(tmp_path / "sound"), "--signatures")[0] == 0
    position = len(ledger.entries)
    made(ledger, 5, ACME)
    adds(ACME.key)(ledger)
    ledger.seal()
    found = places(verify.log(ledger.write(tmp_path / "spoilt"))[1])
    assert found == {
        f"entry {position}": f"it is signed under a key not in force here: {ACME.key.hex()}",
        f"entry {position + 1}": "its key is somebody's already",
    }


def test_a_wrong_root_is_told_of_once_and_what_follows_from_it_is_not(
    tmp_path: Path, verify: Verify
):
    ledger = begun()
    ledger.about["lot:forged"] = [(3, bytes(32))]
    at = len(ledger.entries)
    for number in range(5):
        ledger.seal(subjects=len(ledger.about) - 1)
        made(ledger, number)
    ledger.seal(subjects=len(ledger.about) - 1)
    assert list(places(verify.log(ledger.write(tmp_path))[1])) == [f"entry {at}"]


def test_a_log_begins_with_its_founding(tmp_path: Path, verify: Verify):
    ledger = Ledger()
    made(ledger, 1)
    found = places(verify.log(ledger.write(tmp_path))[1])
    assert found["entry 0"] == "it is not parties.founded/1, by which a log begins"


def test_a_founder_signs_with_the_key_it_names(tmp_path: Path, verify: Verify):
    ledger = Ledger()
    keys = {"key": AUTHORITY.key.hex(), "platform_key": PLATFORM.key.hex()}
    ledger.say("parties.founded/1", ACME, party="authority", **keys)
    ledger.seal()
    found = places(verify.log(ledger.write(tmp_path))[1])
    assert found["entry 0"] == "the founder does not sign with the key that it names"


def test_only_so_many_findings_are_shown_and_all_are_counted(tmp_path: Path, verify: Verify):
    ledger = begun()
    for number in range(50):
        made(ledger, number, voice("nobody"))
    code, said = verify.log(ledger.write(tmp_path))
    assert (code, len(said["findings"]), said["findings_count"]) == (1, 20, 51)


# Signatures of entries.


def resigned(raw: bytes, change: Callable[[bytes, bytes], bytes]) -> bytes:
    """Return an entry under another signature, made from the first and from what was signed."""
    protected, _, payload, signature = cbor2.loads(raw).value
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return raw[:-64] + change(signature, signed)


def unreduced(signature: bytes, _: bytes) -> bytes:
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + scalar.to_bytes(32, "little")


def under_a_small_point(_: bytes, signed: bytes) -> bytes:
    """Sign with the identity as R, as only the holder of a key can; OpenSSL lets it through."""
    seed = ACME.secret.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    scalar = int.from_bytes(sha512(seed).digest()[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    challenge = int.from_bytes(sha512(IDENTITY + ACME.key + signed).digest(), "little")
    signature = IDENTITY + (challenge * scalar % ORDER).to_bytes(32, "little")
    ACME.secret.public_key().verify(signature, signed)
    return signature


SIGNATURES = {
    "a bit": lambda signature, _: signature[:-2] + bytes([signature[-2] ^ 1]) + signature[-1:],
    "zeroes": lambda *_: bytes(64),
    "of something else": lambda *_: ACME.secret.sign(b"something else"),
    "by somebody else": lambda _, signed: BETA.secret.sign(signed),
    "a scalar not reduced": unreduced,
    "a point of small order": under_a_small_point,
}


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("case", SIGNATURES)
def test_a_signature_that_does_not_hold_is_found(
    tmp_path: Path, verify: Verify, case: str, processes: int
):
    ledger = begun()
    raw = made(ledger, 5)
    ledger.entries[-1] = resigned(raw, SIGNATURES[case])
    ledger.about["lot:h100-0005"] = [(6, leaf_hash(ledger.entries[-1]))]
    ledger.about["site:ams-0"] = [(6, leaf_hash(ledger.entries[-1]))]
    for one in ("site:ams-2", "site:ams-1"):
        ledger.about.get(one, []).sort()
    ledger.about = {
        subject: [(at, leaf_hash(ledger.entries[at])) for at, _ in about]
        for subject, about in ledger.about.items()
    }
    ledger.seal()
    folder = ledger.write(tmp_path)
    assert verify.log(folder)[0] == 0
    code, said = verify.log(folder, "--signatures", "--processes", processes)
    assert (code, places(said)) == (1, {"entry 6": "its signature does not hold"})


# One statement has one encoding.


def opens(raw: bytes) -> bool:
    try:
        verify_ledger.header_in(verify_ledger.parts_of(raw)[0])
    except verify_ledger.MalformedError:
        return False
    return True


def opens_for_us(raw: bytes) -> bool:
    try:
        open_envelope(raw)
    except EnvelopeError:
        return False
    return True


def one_of_each() -> list[bytes]:
    ledger = opened()
    long = ledger.say("registry.made/1", ACME, lot="x" * 300, sequence=2**32)
    return [
        ledger.say("registry.made/1", ACME, lot="x", note="y" * 10),
        ledger.say("registry.made/1", ACME, lot="漢字", issuer="i" * 30, sequence=300),
        ledger.say_sealed("gate.ordered/1", ACME, b"x"),
        long[:-1000] if len(long) > 2000 else long,
    ]


@pytest.mark.parametrize("raw", one_of_each(), ids=["short", "wide", "sealed", "long"])
def test_an_envelope_is_read_as_the_platform_reads_it(raw: bytes):
    assert opens(raw)
    assert opens_for_us(raw)
    for at in range(len(raw)):
        for change in (1, 2, 0x20, 0x80, 0xFF):
            other = raw[:at] + bytes([raw[at] ^ change]) + raw[at + 1 :]
            assert opens(other) == opens_for_us(other), (at, change)
        for other in (raw[:at], raw[:at] + raw[at + 1 :], raw[:at] + b"\x18" + raw[at:]):
            assert opens(other) == opens_for_us(other), at
    assert not opens(raw + b"\0")


# Receipts.

VECTOR = """c2sp.org/tlog-proof@v1
index 4
n/U3thiiV++CkIxFkVrLrrbZ3qA11tk5ZPyIwZ6YyLM=
vhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=
l5nzB1F+9RfCIF35tndivzR1ayAJn7ffzOdrzr0nOy4=

registry.example/test
7
mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=

— registry.example/test PBY7FQUH/gTFkbOkNhKIoib5sR97\
GIsWEwFIWkiTE2O+vsxjMLLTbpKEQE4JyCYJRqoQnybomS7PO6FwwthHAgWzpQ8=
— witness.example/w1 IDJKvgAAAABqsTuA0zmwCTsvn71Sv1O4CWu\
aqYxQ2hTwWtW88Q+fC/EAcX4UM1ToVrON6wWtVDkKQTsxrT0qN4AaW17ONWuf8N+ODg==
"""
VECTOR_POLICY = """log registry.example/test+3c163b15+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
witness w1 witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X
quorum w1
"""


class Receipts:
    """Checks a receipt of an entry under a policy."""

    def __init__(self, folder: Path, verify: Verify) -> None:
        self._folder, self._verify = folder, verify

    def __call__(
        self, receipt: str, entry: bytes, policy: str = VECTOR_POLICY
    ) -> tuple[int, dict[str, Any]]:
        for name, raw in (("r", receipt.encode()), ("e", entry), ("p", policy.encode())):
            (self._folder / name).write_bytes(raw)
        r, e, p = (self._folder / name for name in "rep")
        return self._verify("receipt", r, "--entry", e, "--policy", p)


@pytest.fixture
def check(tmp_path: Path, verify: Verify) -> Receipts:
    return Receipts(tmp_path, verify)


def test_a_receipt_made_by_others_holds(check: Receipts):
    code, said = check(VECTOR, b"entry 4")
    assert (code, said["index"], said["size"]) == (0, 4, 7)
    extra = VECTOR.replace("\nindex", "\nextra YWdl\nindex", 1)
    assert check(extra, b"entry 4")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("index 4", "index 3", 1),
        ("index 4", "index 7", 1),
        ("index 4", "index 04", 2),
        ("index 4", "index -1", 2),
        ("index 4\n", "", 2),
        ("n/U3", "n/U4", 1),
        ("vhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=\n", "", 1),
        ("\n\nregistry", "\nvhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=\n\nregistry", 1),
        ("yLM=\n", "yLN=\n", 2),
        ("proof@v1", "proof@v2", 2),
        ("\n\nregistry", "\nregistry", 2),
        ("test\n7\n", "test\n8\n", 1),
        ("test\n7\n", "test\n07\n", 2),
        ("\nmMl", "\nmMm", 1),
        ("— registry", "- registry", 2),
        ("PBY7FQUH", "PBY7FQUI", 1),
        ("PBY7FQUH", "PBY8FQUH", 1),
        ("IDJKvgAAAAB", "IDJKvgAAAAC", 1),
        ("IDJKvgAAAAB", "IDJKv/AAAAB", 1),
    ],
)
def test_a_receipt_that_was_changed_does_not_hold(check: Receipts, old: str, new: str, code: int):
    assert old in VECTOR
    assert check(VECTOR.replace(old, new), b"entry 4")[0] == code


def test_a_receipt_is_of_one_entry(check: Receipts):
    code, said = check(VECTOR, b"entry 5")
    assert code == 1
    assert places(said) == {"receipt": "its path does not lead from the entry to the root"}


@pytest.mark.parametrize("size", [2, 3, 7, 255, 256, 257, 600])
def test_every_entry_of_a_log_has_a_receipt(check: Receipts, size: int):
    ledger = sound(size)
    leaves = ledger.leaves
    for index in {0, 1, size // 2, size - 2, size - 1}:
        receipt = tlog_proof(index, leaves)
        assert check(receipt, ledger.entries[index], POLICY)[0] == 0
        assert check(receipt, ledger.entries[index - 1], POLICY)[0] == 1


# Histories.


def changed_bucket(proof: dict[str, Any], change: Callable[[list[bytes]], list[bytes]]) -> None:
    raw = verify_ledger.from_base64(proof["bucket"])
    records = [raw[at : at + 80] for at in range(0, len(raw), 80)]
    proof["bucket"] = base64(b"".join(change(records)))


def entries(change: Callable[[list[Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda proof: change(proof["entries"])


def records(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[dict[str, Any]], object]:
    return lambda proof: changed_bucket(proof, change)


def sealed(entry: Callable[[Ledger], bytes]) -> Callable[[dict[str, Any]], object]:
    return lambda proof: proof.update(seal=base64(entry(sound(300))))


def with_another_chain(some: list[bytes]) -> list[bytes]:
    return [record[:-1] + bytes([record[-1] ^ 1]) for record in some]


STRANGER = b"\xff" * 40 + bytes(40)
HISTORIES: dict[str, tuple[Callable[[dict[str, Any]], object], set[str]]] = {
    "an entry left out": (entries(lambda some: some.pop(1)), {"entries"}),
    "the last entry left out": (entries(lambda some: some.pop()), {"entries"}),
    "all entries left out": (entries(lambda some: some.clear()), {"entries"}),
    "an entry changed": (entries(lambda some: some[0].update(entry="AAAA")), {"entries"}),
    "an entry elsewhere": (entries(lambda some: some[0].update(position=1)), {"entries"}),
    "entries out of order": (entries(lambda some: some.reverse()), {"entries"}),
    "an entry twice": (entries(lambda some: some.append(some[-1])), {"entries"}),
    "another subject": (
        lambda proof: proof.update(subject="lot:x"),
        {"bucket", "path", "entries"},
    ),
    "records out of order": (records(lambda some: some[::-1]), {"bucket", "path", "entries"}),
    "a record twice": (records(lambda some: some[:1] + some), {"bucket", "path"}),
    "a record of another bucket": (records(lambda some: [*some, STRANGER]), {"bucket", "path"}),
    "half a record": (records(lambda some: [*some, b"x"]), {"bucket", "path"}),
    "no record": (records(lambda _: []), {"path", "entries"}),
    "a wrong chain": (records(with_another_chain), {"path", "entries"}),
    "a sibling changed": (lambda proof: proof["path"].insert(0, proof["path"].pop()), {"path"}),
    "a sibling left out": (lambda proof: proof["path"].pop(), {"path"}),
    "another seal": (sealed(lambda log: log.entries[log.seals[-2]]), {"receipt", "path"}),
    "an entry for a seal": (sealed(lambda log: log.entries[5]), {"receipt", "seal"}),
    "no envelope for a seal": (sealed(lambda _: b"x"), {"receipt", "seal"}),
}


def subject_with_company() -> str:
    """Return a subject with several entries and, in its bucket, another subject."""
    ledger = sound(300)
    subjects = ledger.sealed_maps[-1]
    return next(
        subject
        for subject, about in ledger.about.items()
        if len(about) > 2 and len(subjects.buckets[subjects.number(digest(subject.encode()))]) > 80
    )


@pytest.mark.parametrize("case", HISTORIES)
def test_a_history_that_was_changed_does_not_hold(tmp_path: Path, verify: Verify, case: str):
    change, where = HISTORIES[case]
    proof = sound(300).history(subject_with_company())
    assert verify.history(tmp_path, proof)[0] == 0
    change(proof)
    code, said = verify.history(tmp_path, proof)
    assert code == 1
    assert set(places(said)) <= where
    assert set(places(said)) & where


@pytest.mark.parametrize("seal", [0, 1, -1])
def test_every_history_and_every_absence_can_be_shown(tmp_path: Path, verify: Verify, seal: int):
    ledger = sound(300)
    for subject in [*list(ledger.about)[::9], "lot:none", "", "漢"]:
        code, said = verify.history(tmp_path, ledger.history(subject, seal))
        at = [at for at, _ in ledger.about.get(subject, []) if at < ledger.seals[seal]]
        assert (code, said["positions"], said["sealed_at"]) == (0, at, ledger.seals[seal])
        assert said["said"].startswith(
            "There is no entry about" if not at else f"The {len(at)} entries"
        )


def test_an_absence_is_not_shown_by_hiding_a_record(tmp_path: Path, verify: Verify):
    subject = subject_with_company()
    proof = sound(300).history(subject)
    key = digest(subject.encode())
    changed_bucket(proof, lambda records: [r for r in records if not r.startswith(key)])
    proof["entries"] = []
    assert set(places(verify.history(tmp_path, proof)[1])) == {"path"}


def test_a_history_asks_for_a_head_that_is_believed(tmp_path: Path, verify: Verify):
    proof = sound(300).history("party:acme")
    proof["receipt"] = broken_line(proof["receipt"], ORIGIN)
    assert "checkpoint" in places(verify.history(tmp_path, proof)[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof.clear(),
        lambda proof: proof.update(format="comptrol/history@v2"),
        lambda proof: proof.update(entries=None),
        lambda proof: proof.update(entries=[{"position": 1.0, "entry": ""}]),
        lambda proof: proof.update(entries=[{"position": True, "entry": ""}]),
        lambda proof: proof.update(entries=[{"position": -1, "entry": ""}]),
        lambda proof: proof.update(path=["AA=="]),
        lambda proof: proof.update(path=7),
        lambda proof: proof.update(bucket="A"),
        lambda proof: proof.update(bucket=None),
        lambda proof: proof.update(subject=7),
        lambda proof: proof.update(subject="\ud800"),
        lambda proof: proof.update(receipt="x"),
        lambda proof: proof.update(receipt=None),
        lambda proof: proof.update(seal={}),
    ],
)
def test_what_is_no_history_is_unreadable(
    tmp_path: Path, verify: Verify, change: Callable[[dict[str, Any]], None]
):
    proof = sound(40).history("party:acme")
    change(proof)
    assert verify.history(tmp_path, proof)[0] == 2
    assert verify.history(tmp_path, [proof])[0] == 2


# Consistency.


class Growth:
    """Checks that one head has grown from another, over a folder of tiles."""

    def __init__(self, folder: Path, verify: Verify) -> None:
        self.folder, self._verify = folder, verify

    def __call__(self, old: str, new: str) -> tuple[int, dict[str, Any]]:
        (self.folder / "old").write_text(old)
        (self.folder / "new").write_text(new)
        (self.folder / "policy").write_text(POLICY)
        old_, new_, policy = (self.folder / name for name in ("old", "new", "policy"))
        return self._verify("consistency", old_, new_, "--tiles", self.folder, "--policy", policy)


@pytest.fixture
def grown(tmp_path: Path, verify: Verify) -> Growth:
    return Growth(sound(600).write(tmp_path), verify)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 100, 255, 256, 257, 511, 512, 513, 599, 600])
def test_a_log_has_grown_from_what_it_was(grown: Growth, size: int):
    leaves = sound(600).leaves
    code, said = grown(checkpoint(leaves[:size]), checkpoint(leaves))
    assert (code, said["old_size"], said["size"]) == (0, size, 600)
    assert size in (0, 600) or grown(checkpoint(leaves), checkpoint(leaves[:size]))[0] == 1
    other = [*leaves[: size - 1], bytes(32)]
    if size:
        assert places(grown(checkpoint(other), checkpoint(leaves))[1]) == {
            "old checkpoint": f"its root is not that of {size} leaves here"
        }


def test_a_fork_is_none_of_the_tiles(grown: Growth):
    leaves = sound(600).leaves
    code, said = grown(checkpoint(leaves[:300]), checkpoint([*leaves[:-1], bytes(32)]))
    assert (code, set(places(said))) == (1, {"new checkpoint"})


def test_growth_cannot_be_shown_without_its_tiles(grown: Growth):
    leaves = sound(600).leaves
    (grown.folder / "tile/0/001").unlink()
    code, said = grown(checkpoint(leaves[:300]), checkpoint(leaves))
    assert code == 3
    assert "tile/0/001 is missing" in said["said"]


def test_growth_is_of_one_log(grown: Growth):
    leaves = sound(600).leaves
    code, said = grown(checkpoint(leaves, OTHER, ALL), checkpoint(leaves))
    assert code == 1
    assert {
        "where": "new checkpoint",
        "what": f"it is of {ORIGIN}, the old one of {OTHER}",
    } in said["findings"]


# Great trees.

ROOTS = {
    0: sha256().hexdigest(),
    7: "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587",
    255: "cf66793e6329dff242eb3cee0a6f36ad3e3a196dcc573a1ec775e102be863f1c",
    256: "da6596d95369f5fef322ab8e4e0da3b0b50236aa9c8a3b1d246f7411c9e2e32e",
    257: "5c1fdfe835358022f2392de478dbe053fc130cfe1d3a082879a90cf6bf14bf7e",
    65_535: "b8cd5046a19969bdc7e89289272390b40dd66ab18a7866c20b8920a6752668a5",
    65_536: "07b1a377960a4e12e3348d6e9329ae6316a95b02fb1c22e909231b3aa44861a7",
    65_537: "b99c570aaf13b96e026383e8e252e69c7142b3ad7e6e0264f3dc10dfd884d8c5",
    70_000: "a3920fba7f239a071a9bd10721f1341addefbaededb41c7e24437a9d16bdf00a",
}


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_that_others_compute(tmp_path: Path, size: int):
    leaves = [leaf_hash(b"entry %d" % number) for number in range(size)]
    report = verify_ledger.Report()
    published = verify_ledger.Published(tmp_path, report)
    for start in range(0, size, 256):
        published.grow(leaves[start : start + 256])
    assert published.root().hex() == ROOTS[size]
    missing = -(-size // 256) + -(-(size // 256) // 256) + (size >= 65_536)
    assert report.count == missing


@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1_234_067, 67_000_000])
def test_a_tile_has_its_path(number: int):
    assert verify_ledger.tile_path("3", number) == path_of("3", number, 256)


# Garbage, and what is missing.


def test_no_file_is_taken_for_another(tmp_path: Path, verify: Verify):
    folder = sound(40).write(tmp_path)
    policy, head = folder / "policy", folder / "checkpoint"
    assert verify("log", tmp_path / "none", "--policy", policy)[0] == 2
    assert verify("log", folder, "--policy", head)[0] == 2
    assert verify("receipt", head, "--entry", head, "--policy", policy)[0] == 2
    assert verify("history", head, "--policy", policy)[0] == 2
    assert verify("consistency", policy, head, "--tiles", folder, "--policy", policy)[0] == 2
    assert verify("receipt", folder, "--entry", folder, "--policy", policy)[0] == 2


@pytest.mark.parametrize("name", ["checkpoint", "subjects.json", "policy"])
@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"{]\n\n\n", b"[" * 100_000, b"x" * 2_000_000])
def test_garbage_is_unreadable(tmp_path: Path, verify: Verify, name: str, raw: bytes):
    folder = sound(40).write(tmp_path)
    (folder / name).write_bytes(raw)
    code, said = verify.log(folder)
    assert code == 2
    assert said["said"].startswith("It cannot be read: ")


@pytest.mark.parametrize("seed", range(60))
def test_whatever_changes_in_a_tile_is_found(tmp_path: Path, verify: Verify, seed: int):
    chance = random.Random(seed)  # noqa: S311  (no secret)
    folder = sound(300).write(tmp_path)
    file = chance.choice(sorted(path for path in (folder / "tile").rglob("*") if path.is_file()))
    raw = bytearray(file.read_bytes())
    at, length = chance.randrange(len(raw)), chance.randrange(1, 40)
    new = chance.choice([b"", chance.randbytes(length), chance.randbytes(length // 2)])
    raw[at : at + length] = new
    file.write_bytes(raw)
    assert verify.log(folder, "--signatures")[0] == 1


@pytest.mark.parametrize("seed", range(60))
def test_no_garbage_stops_the_verifier_without_a_word(tmp_path: Path, verify: Verify, seed: int):
    chance = random.Random(seed)  # noqa: S311  (no secret)
    folder = sound(40).write(tmp_path)
    proof = json.dumps(sound(40).history("party:acme"))
    (folder / "proof").write_text(proof)
    (folder / "receipt").write_text(tlog_proof(5, sound(40).leaves))
    (folder / "entry").write_bytes(sound(40).entries[5])
    name = chance.choice(["checkpoint", "subjects.json", "policy", "proof", "receipt", "entry"])
    raw = bytearray((folder / name).read_bytes())
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randrange(3)] = chance.choice([b"", b"\n", b'"', b"9", b"\xff"])
    (folder / name).write_bytes(raw)
    policy = folder / "policy"
    codes = {
        verify.log(folder)[0],
        verify("history", folder / "proof", "--policy", policy)[0],
        verify("receipt", folder / "receipt", "--entry", folder / "entry", "--policy", policy)[0],
    }
    assert codes <= {0, 1, 2}


def test_what_is_said_is_said_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = sound(300).write(tmp_path)
    arguments = ["log", str(folder), "--policy", str(folder / "policy"), "--processes", "1"]
    assert verify_ledger.main(arguments) == 0
    assert capsys.readouterr().out.startswith(f"The log {ORIGIN} holds. Entries: 300, ")
    spoil(folder / "tile/0/000", 32 * 99)
    assert verify_ledger.main(arguments) == 1
    assert capsys.readouterr().out.splitlines() == [
        "tile/0/000: hash 99 is not that of entry 99, in tile/entries/000.",
        "It does not hold. Findings: 1.",
    ]


# Alone.


def alone(
    folder: Path, *arguments: object, without_packages: bool
) -> subprocess.CompletedProcess[str]:
    """Run a copy of the file beside an exported log, where nothing of ours can be imported."""
    shutil.copy(SCRIPT, folder / "verify_ledger.py")
    flags = ["-I", "-S"] if without_packages else ["-I"]
    command = [sys.executable, *flags, "verify_ledger.py", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def test_it_runs_alone(tmp_path: Path):
    folder = sound(300).write(tmp_path)
    ran = alone(
        folder,
        "log",
        ".",
        "--policy",
        "policy",
        "--signatures",
        "--processes",
        2,
        without_packages=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "signatures of entries: checked" in ran.stdout


def test_without_cryptography_it_says_what_it_could_not_check(tmp_path: Path):
    folder = sound(300).write(tmp_path)
    ran = alone(folder, "log", ".", "--policy", "policy", "--signatures", without_packages=True)
    assert (ran.returncode, ran.stderr) == (3, "")
    assert f"the signature by {ORIGIN}, type 1, on the checkpoint" in ran.stdout
    assert "the signatures of 300 entries" in ran.stdout
    assert "But for what was not checked: The log" in ran.stdout
    spoil(folder / "tile/0/000", 9)
    ran = alone(folder, "log", ".", "--policy", "policy", without_packages=True)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "tile/0/000: hash 0 is not that of entry 0" in ran.stdout


def test_it_imports_the_standard_library_and_cryptography_alone():
    imported = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            imported.add((node.module or "").partition(".")[0])
    assert imported <= {*sys.stdlib_module_names, "cryptography"}
    assert "cryptography" in imported


def test_it_can_be_read_by_python_3_9():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))
