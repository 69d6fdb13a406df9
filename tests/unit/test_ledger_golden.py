"""A small log as version 1 of our formats wrote it: it verifies for ever, and is written the same.

``tests/vectors/ledger_1`` is never written again: a new version of a format gets its own folder.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.speaking import (
    AUTHORITY,
    CATALOGUE,
    REFERENCES,
    Asked,
    FixedClock,
    accepted,
    codes,
    enrolled,
    founded,
    intake_into,
    signed,
    voice,
)

from comptrol import verify_ledger
from comptrol.adapters.shelf_files import FileShelf
from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains.ledger import Use, VerifierKeyAdded, VerifierKeyText
from comptrol.flow.intake import Intake
from comptrol.flow.proving import cose_receipt, gathered, proven, receipt
from comptrol.flow.publication import ProofFrom, SignedNote
from comptrol.flow.publishing import Publisher
from comptrol.flow.speech import Speaker
from comptrol.flow.subjects import subjects_by_kind
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import sign_checkpoint
from comptrol.kernel.ledger.guard import AskedHead, SignedHead
from comptrol.kernel.ledger.note import Algorithm, VerifierKey
from comptrol.kernel.ledger.policy import KnownWitness
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.receipt import sign_root, verify_inclusion
from comptrol.kernel.ledger.tile import unbundled

GOLDEN = Path(__file__).parents[1] / "vectors" / "ledger_1"
ORIGIN, AT = "golden.example/log", 1_790_000_000


def key(name: str, algorithm: Algorithm) -> tuple[Ed25519PrivateKey, VerifierKey]:
    private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
    public = private.public_key().public_bytes_raw()
    return private, VerifierKey(name=name, algorithm=algorithm, public=public)


LOG, LOG_KEY = key(ORIGIN, Algorithm.ED25519)
WITNESS, WITNESS_KEY = key("golden.example/witness", Algorithm.ED25519_COSIGNATURE)
POLICY = (
    f"log {LOG_KEY.text}\nwitness one {WITNESS_KEY.text} http://127.0.0.1:1\nquorum one\n"
).encode()


class FixedSigner:
    """Signs whatever it is asked to, at one moment: what a signer refuses is tested elsewhere."""

    def sign(self, head: AskedHead, keys: tuple[str, ...]) -> SignedNote:
        assert keys == (LOG_KEY.text,)
        at = Head(origin=head.origin, size=head.size, root=bytes.fromhex(head.root))
        line = sign_checkpoint(Checkpoint(head=at), LOG_KEY, LOG.sign, time=AT)
        note = Checkpoint(head=at).with_lines(line).raw
        return SignedNote(note, sign_root(at, LOG_KEY, LOG.sign))

    def last(self) -> SignedHead | None:
        return None

    def create(self, origin: str) -> tuple[str, ...]:
        raise AssertionError(origin)

    def close(self) -> None:
        return None


class FixedWitnesses:
    """One witness, which cosigns at one moment."""

    def cosigned(
        self, witnesses: Sequence[KnownWitness], note: bytes, proof_from: ProofFrom, enough: object
    ) -> tuple[list[bytes], list[str]]:
        assert (len(witnesses), list(proof_from(0)), callable(enough)) == (1, [], True)
        line = sign_checkpoint(read_checkpoint(note), WITNESS_KEY, WITNESS.sign, time=AT)
        return [line.text.encode()], []


def said(intake: Intake) -> None:
    """Say some things: keys, parties, words in batches, and one that equivocates."""
    authority = Speaker(intake, voice(AUTHORITY))
    added = VerifierKeyAdded(name=ORIGIN, key=VerifierKeyText(LOG_KEY.text), use=Use.LOG)
    accepted(authority.say(founded()))
    for answer in authority.say_all([added, enrolled("acme"), enrolled("beta")]):
        accepted(answer)
    acme = Speaker(intake, voice("acme"))
    acme.say_all([Asked(word=f"word-{number}", times=number % 3) for number in range(300)])
    other = signed(Asked(word="another"), voice("acme"), 7)
    assert codes(intake.submit(other)) == ["flow.sequence-reused"]
    accepted(Speaker(intake, voice("beta")).say(Asked(word="word-1")))


def made(folder: Path) -> None:
    """Write the log, and what it proves, into a folder."""
    store = MemoryStore()
    intake = intake_into(store, FixedClock())
    said(intake)
    shelf = FileShelf(folder)
    publisher = Publisher(
        store=store,
        signer=FixedSigner(),
        shelf=shelf,
        witnesses=FixedWitnesses(),
        policy=read_policy(POLICY),
        subjects=msgspec.json.encode(subjects_by_kind(CATALOGUE)),
        references=REFERENCES,
    )
    assert publisher.publish().final
    shelf.put("policy", POLICY)
    shelf.put("receipt.tlog-proof", receipt(publisher, 100))
    shelf.put("receipt.cose", cose_receipt(publisher, 100))
    shelf.put("entry.cose", next(iter(store.entries(100))).raw)
    for subject in ("word:word-1", "word:never"):
        with store.reading() as reading:
            found = gathered(reading, CATALOGUE, REFERENCES, subject)
        name = f"{subject.partition(':')[2]}.json"
        shelf.put(name, msgspec.json.encode(proven(publisher, found)))


def entries(folder: Path) -> list[bytes]:
    """Return the entries of a published log but its seals, which digest the shape of our views."""
    paths = sorted((folder / "tile" / "entries").rglob("*"))
    raws = [raw for path in paths if path.is_file() for raw in unbundled(path.read_bytes())]
    return [raw for raw in raws if b'"kind":"ledger.sealed/1"' not in raw]


def test_entries_are_written_as_version_one_wrote_them(tmp_path: Path) -> None:
    made(tmp_path)
    assert len(entries(GOLDEN)) > 600
    assert entries(tmp_path)[:4] == entries(GOLDEN)[:4]
    assert sorted(entries(tmp_path)) == sorted(entries(GOLDEN))


def test_what_a_kind_is_about_does_not_change() -> None:
    now = {
        name: [list(pair) for pair in pairs] for name, pairs in subjects_by_kind(CATALOGUE).items()
    }
    assert msgspec.json.decode((GOLDEN / "subjects.json").read_bytes()).items() <= now.items()


@pytest.mark.parametrize(
    "asked",
    [
        ["log", str(GOLDEN), "--signatures", "--processes", "1"],
        ["receipt", str(GOLDEN / "receipt.tlog-proof"), "--entry", str(GOLDEN / "entry.cose")],
        ["history", str(GOLDEN / "word-1.json")],
        ["history", str(GOLDEN / "never.json")],
    ],
    ids=["log", "receipt", "history", "absence"],
)
def test_what_version_one_wrote_verifies(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify_ledger.main([*asked, "--policy", str(GOLDEN / "policy")]) == 0
    assert capsys.readouterr().out


def test_the_cose_receipt_of_version_one_verifies() -> None:
    raw, entry = (GOLDEN / "receipt.cose").read_bytes(), (GOLDEN / "entry.cose").read_bytes()
    head, index = verify_inclusion(raw, entry, LOG_KEY)
    assert (head, index) == (read_checkpoint((GOLDEN / "checkpoint").read_bytes()).head, 100)
