"""The proof file: written and read in one way, and every step of the verification refuses."""

from typing import Any

import msgspec
import pytest
from tests.ledger_cast import COSIGNER, LOG, LOG_DSA, STRANGER, entry, head, path, signed

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import Proof, read_proof, verify_proof, write_proof

POLICY = read_policy(f"log {LOG.key.text}\nwitness W {COSIGNER.key.text}\nquorum W\n".encode())
PROOF = Proof(index=4, path=tuple(path(4, 7)), checkpoint=signed(head(7), LOG, COSIGNER).raw)
RAW = write_proof(PROOF)
FIRST, HASH = "c2sp.org/tlog-proof@v1\n", RAW.split(b"\n")[2].decode()


def changed(**parts: Any) -> Proof:
    return msgspec.structs.replace(PROOF, **parts)


@pytest.mark.parametrize(
    "proof",
    [
        PROOF,
        changed(extra=b"\x00\xff"),
        changed(index=0, path=()),
        changed(checkpoint=signed(head(7), LOG, LOG_DSA, COSIGNER).raw),
        changed(path=(bytes(32),) * 63),
    ],
)
def test_a_proof_is_read_as_it_is_written(proof: Proof) -> None:
    assert read_proof(write_proof(proof)) == proof


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIRST, ""),
        (FIRST, FIRST.replace("v1", "v2")),
        (FIRST, "\n" + FIRST),
        ("\nindex 4", ""),
        ("index 4", "index 04"),
        ("index 4", "index +4"),
        ("index 4", "index  4"),
        ("index 4", "index 4 "),
        ("index 4", "index"),
        ("index 4", "Index 4"),
        ("index 4", f"index {2**63}"),
        ("index 4", "index 4\nindex 4"),
        ("index 4", "extra \nindex 4"),
        ("index 4", "extra QQ\nindex 4"),
        ("index 4", "extra QR==\nindex 4"),
        ("index 4", "extra QQ==\nextra QQ==\nindex 4"),
        ("index 4", "index 4\nextra QQ=="),
        (HASH, HASH[:-1]),
        (HASH, HASH + " "),
        (HASH, "QUJD"),
        (HASH, ""),
        (HASH, "\n".join([HASH] * 62)),
        ("\n\nregistry", "\nregistry"),
        ("\n\nregistry", "\n\n\nregistry"),
        ("\n\nregistry", "\r\n\r\nregistry"),
    ],
)
def test_what_is_no_proof_is_refused(old: str, new: str) -> None:
    assert old.encode() in RAW
    with pytest.raises(UnreadableError) as refused:
        read_proof(RAW.replace(old.encode(), new.encode(), 1))
    assert not isinstance(refused.value, NotProvenError)


@pytest.mark.parametrize("raw", [b"", b"\n\n", FIRST.encode(), RAW[:-1], RAW + b"\n", RAW * 900])
def test_what_is_cut_or_too_long_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_proof(raw)


def test_a_proof_holds_for_its_entry() -> None:
    judged = verify_proof(read_proof(RAW), entry(4), POLICY)
    assert judged.checkpoint.head == head(7)


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (changed(index=5), "shorter|longer|does not lead"),
        (changed(index=7), "no leaf 7"),
        (changed(path=PROOF.path[:-1]), "shorter"),
        (changed(path=(*PROOF.path, bytes(32))), "longer"),
        (changed(path=PROOF.path[::-1]), "does not lead"),
        (changed(checkpoint=signed(head(8), LOG, COSIGNER).raw), "does not lead"),
        (changed(checkpoint=signed(head(7), LOG).raw), "has not cosigned"),
        (changed(checkpoint=signed(head(7), STRANGER, COSIGNER).raw), "signed this head"),
        (changed(checkpoint=signed(head(7, origin="o"), COSIGNER).raw), "no log of the origin"),
    ],
)
def test_a_step_that_fails_is_named(proof: Proof, why: str) -> None:
    with pytest.raises(NotProvenError, match=why):
        verify_proof(proof, entry(4), POLICY)


def test_extra_data_changes_nothing() -> None:
    assert verify_proof(changed(extra=b"anything"), entry(4), POLICY)


@pytest.mark.parametrize(
    "parts",
    [{"index": -1}, {"path": (b"",)}, {"path": (bytes(32),) * 64}, {"extra": bytes(65537)}],
)
def test_no_proof_is_made_that_could_not_be_read(parts: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        Proof(**{"index": 0, "path": (), "checkpoint": b"", **parts})
