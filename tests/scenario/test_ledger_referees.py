"""What we publish, prove and sign, as programs of others read it; and what they prove."""

from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.ledger_cast import (
    COSIGNER,
    COSIGNER_DSA,
    LOG,
    LOG_DSA,
    entry,
    growth,
    head,
    path,
    signed,
)
from tests.scenario.referees import refereed
from tests.speaking import Asked, voice
from tests.speaking import signed as envelope

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import Proof, read_proof, verify_proof, write_proof
from comptrol.kernel.ledger.receipt import inclusion_receipt, sign_root, with_receipt
from comptrol.kernel.ledger.spelling import base64
from comptrol.kernel.ledger.tile import ENTRIES, HEIGHT, bundle, places
from comptrol.kernel.ledger.tree import leaf_hash, root_of

SIZE = 70_000
SIGNERS = (LOG, LOG_DSA, COSIGNER, COSIGNER_DSA)
POLICY = read_policy(
    f"log {LOG.key.text}\nwitness A {COSIGNER.key.text}\nwitness B {COSIGNER_DSA.key.text}\n"
    "group both all A B\nquorum both\n".encode()
)
VERIFY_CHECKPOINT = """
import sys
from tlog_scales.signing import Vkey, VkeySet
from tlog_scales.tlog import Checkpoint
checkpoint = Checkpoint.from_text(sys.argv[1])
keys = VkeySet(*(Vkey.from_string(text) for text in sys.argv[2:]))
print(len(keys.verify(checkpoint.signatures, checkpoint)))
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a log of 70,000 entries, three levels of tiles, as a folder of files."""
    folder = tmp_path_factory.mktemp("log")
    rows = [[leaf_hash(entry(index)) for index in range(SIZE)]]
    while len(below := rows[-1]) >= 256:
        full = range(0, len(below) - 255, 256)
        rows.append([root_of(below[at : at + 256]) for at in full])
    for place in places(SIZE):
        start = place.number << HEIGHT
        among = slice(start, start + place.width)
        file = folder / place.path
        file.parent.mkdir(parents=True, exist_ok=True)
        if place.level == ENTRIES:
            file.write_bytes(bundle(entry(index) for index in range(SIZE)[among]))
        else:
            file.write_bytes(b"".join(rows[place.level][among]))
    (folder / "checkpoint").write_bytes(signed(head(SIZE), *SIGNERS).raw)
    return folder


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, 69_999])
def test_tlog_scales_reads_and_proves_entries_of_a_published_log(log: Path, index: int) -> None:
    got = refereed("tlog-tiles", "get-leaf", "--check", log, index)
    assert (got.returncode, got.stdout) == (0, entry(index)), got.stderr
    made = refereed("tlog-tiles", "gen-proof", log, index)
    proof = read_proof(made.stdout)
    assert proof == Proof(
        index=index, path=tuple(path(index, SIZE)), checkpoint=signed_checkpoint(log)
    )
    assert write_proof(proof) == made.stdout
    assert set(verify_proof(proof, entry(index), POLICY).cosigned) == {"A", "B"}
    with pytest.raises(NotProvenError):
        verify_proof(proof, entry(index + 1), POLICY)


def signed_checkpoint(log: Path) -> bytes:
    return (log / "checkpoint").read_bytes()


def test_tlog_scales_finds_a_changed_tile(log: Path) -> None:
    tile = log / "tile/0/001"
    right = tile.read_bytes()
    tile.write_bytes(right[:-1] + bytes((right[-1] ^ 1,)))
    try:
        assert refereed("tlog-tiles", "get-leaf", "--check", log, 500).returncode != 0
    finally:
        tile.write_bytes(right)


def verified_by_tlog_scales(note: bytes) -> int:
    """Return how many of our four signatures tlog-scales finds to hold."""
    keys = [one.key.text for one in SIGNERS]
    done = refereed("python", "-c", VERIFY_CHECKPOINT, note.decode(), *keys)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_tlog_scales_verifies_every_kind_of_signature_and_no_changed_head() -> None:
    right = signed(head(7), *SIGNERS)
    assert verified_by_tlog_scales(right.raw) == 4
    assert verified_by_tlog_scales(right.raw.replace(b"\n7\n", b"\n8\n")) == 0


def test_aics_tlog_verifies_heads_entries_and_growth(log: Path, tmp_path: Path) -> None:
    keys = ("--log-key", LOG.key.text, "--witness-key", COSIGNER.key.text, "--quorum", 1)
    (tmp_path / "old").write_bytes(signed(head(300), LOG, COSIGNER).raw)
    (tmp_path / "fork").write_bytes(signed(head(300, fork=5), LOG, COSIGNER).raw)
    (tmp_path / "leaf").write_bytes(entry(65_536))
    leaf = ("--leaf", tmp_path / "leaf", "--index")
    old, fork = ("--old-checkpoint", tmp_path / "old"), ("--old-checkpoint", tmp_path / "fork")
    for command, good in (
        (("verify-checkpoint",), True),
        (("verify-inclusion", *leaf, 65_536), True),
        (("verify-inclusion", *leaf, 65_537), False),
        (("verify-consistency", *old), True),
        (("verify-consistency", *fork), False),
    ):
        done = refereed("aics-tlog", *command, "--tiles", log, *keys)
        assert agrees(done, good=good), (command, done.stdout, done.stderr)


def test_aics_tlog_agrees_on_a_proof_of_growth(tmp_path: Path) -> None:
    roots = ("--old-root", base64(head(3).root), "--new-root", base64(head(7).root))
    sizes = ("--old-size", 3, "--new-size", 7)
    for proof, good in ((growth(3, 7), True), (growth(3, 7)[::-1], False)):
        file = tmp_path / "proof"
        file.write_text("".join(f"{base64(hash_)}\n" for hash_ in proof))
        done = refereed("aics-tlog", "verify-consistency", *sizes, *roots, "--proof", file)
        assert agrees(done, good=good), (done.stdout, done.stderr)


def agrees(done: CompletedProcess[bytes], *, good: bool) -> bool:
    """Tell whether aics-tlog found what is expected, and nothing wrong with the question."""
    told = msgspec.json.decode(done.stdout)
    return bool(told["ok"]) == (done.returncode == 0) == good and "invalid" not in str(told)


# COSE Receipts.


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    at = head(7)
    signature = sign_root(at, LOG.key, LOG.sign)
    raw = inclusion_receipt(at, LOG.key, signature, index=4, path=path(4, 7))
    (tmp_path / "receipt").write_bytes(raw)
    return tmp_path / "receipt"


def pem(raw: bytes, file: Path) -> Path:
    key = Ed25519PublicKey.from_public_bytes(raw)
    file.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return file


def judged_by_scitt_cose(receipt: Path, leaf: bytes, key: bytes) -> tuple[bool, dict[str, object]]:
    file = pem(key, receipt.with_suffix(".pem"))
    where = ("--receipt", receipt, "--receipt-log-pubkey", file)
    done = refereed("scitt-cose", *where, "--leaf-entry-hex", leaf.hex(), "--json")
    told: dict[str, object] = msgspec.json.decode(done.stdout)["receipt"]
    return done.returncode == 0, told


def test_scitt_cose_accepts_a_receipt_for_its_entry(receipt: Path) -> None:
    good, told = judged_by_scitt_cose(receipt, entry(4), LOG.key.public)
    assert good, told
    assert (told["tree_size"], told["leaf_index"], told["root"]) == (7, 4, head(7).root.hex())


def test_scitt_cose_refuses_it_for_another_entry_or_under_another_key(receipt: Path) -> None:
    for leaf, key in ((entry(5), LOG.key.public), (entry(4), COSIGNER.key.public)):
        good, told = judged_by_scitt_cose(receipt, leaf, key)
        assert not good
        assert told["failed_at"] == "signature"


def test_scitt_cose_reads_a_statement_that_has_a_receipt(receipt: Path) -> None:
    acme = voice("acme")
    raw = envelope(Asked(word="hello"), acme, 1)
    statement = receipt.with_name("statement")
    for copy in (raw, with_receipt(raw, receipt.read_bytes())):
        statement.write_bytes(copy)
        key = pem(acme.key, receipt.with_name("acme.pem"))
        where = ("--statement", statement, "--statement-pubkey", key, "--json")
        told = msgspec.json.decode(refereed("scitt-cose", *where).stdout)["statement"]
        assert told["signature_verified"] is True
        assert told["issuer"] == "acme"
