"""The log's tree and texts against vectors that others computed."""

import os
from base64 import b64decode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledger_cast import COSIGNER, LOG, entry, growth, head, path, root

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import (
    Algorithm,
    VerifierKey,
    check_signature,
    known_lines,
    read_note,
    read_verifier_key,
)
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import read_proof, verify_proof, write_proof
from comptrol.kernel.ledger.tree import (
    EMPTY_ROOT,
    check_consistency,
    check_inclusion,
    leaf_hash,
    root_of,
)

ROOT = Path(__file__).parents[2]
MERKLE = ROOT.parent / "shared/data/vectors/merkle"

ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    2: "5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0",
    3: "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19",
    7: "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587",
    255: "cf66793e6329dff242eb3cee0a6f36ad3e3a196dcc573a1ec775e102be863f1c",
    256: "da6596d95369f5fef322ab8e4e0da3b0b50236aa9c8a3b1d246f7411c9e2e32e",
    257: "5c1fdfe835358022f2392de478dbe053fc130cfe1d3a082879a90cf6bf14bf7e",
    65_535: "b8cd5046a19969bdc7e89289272390b40dd66ab18a7866c20b8920a6752668a5",
    65_536: "07b1a377960a4e12e3348d6e9329ae6316a95b02fb1c22e909231b3aa44861a7",
    65_537: "b99c570aaf13b96e026383e8e252e69c7142b3ad7e6e0264f3dc10dfd884d8c5",
    70_000: "a3920fba7f239a071a9bd10721f1341addefbaededb41c7e24437a9d16bdf00a",
}
"""Of the entries ``entry 0``, ``entry 1``, …: computed by Go's golang.org/x/mod/sumdb/tlog."""

PROOF = """\
c2sp.org/tlog-proof@v1
index 4
n/U3thiiV++CkIxFkVrLrrbZ3qA11tk5ZPyIwZ6YyLM=
vhV4G2KKKEFMHIoRuG24Qi+hBBIV/g18RJbSPNoeQUI=
l5nzB1F+9RfCIF35tndivzR1ayAJn7ffzOdrzr0nOy4=

registry.example/test
7
mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=

— registry.example/test PBY7FQUH/gTFkbOkNhKIoib5sR97GIsWEwFIWkiTE2O+vsxjMLLTbpKEQE4JyCYJRqoQnybomS7PO6FwwthHAgWzpQ8=
— witness.example/w1 IDJKvgAAAABqsTuA0zmwCTsvn71Sv1O4CWuaqYxQ2hTwWtW88Q+fC/EAcX4UM1ToVrON6wWtVDkKQTsxrT0qN4AaW17ONWuf8N+ODg==
"""  # noqa: E501
LOG_KEY = "registry.example/test+3c163b15+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS_KEY = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
THREE_TO_SEVEN = (
    "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=",
    "YcoROfaBWEHVuvLQ0tm9nf7pfImN1ve6DAqpQe5sAes=",
    "WkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A=",
    "lK+4osoFHAVFjqOdzRmxvWjn4zUp8QtDnSphWlH2NuI=",
)

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""  # noqa: E501
"""The example of C2SP signed-note."""

SIGSUM = "sigsum.org/v1/tree/e796172b92befd62d9dc67e41c2f5bc9d3100a3023b20b1ca40288dd1c679e69"
SIGSUM_TEXT = f"{SIGSUM}\n10\nHA5HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
SIGSUM_SIGNATURE = (
    "n8F8olcerUF1FFdv235A/5as/coWrpLrtE7ovMeP5whgwouYExowG/lTznxu6OUGjjt5yJQ6bXtTcf718MqAQ="
)
"""The two checkpoints of the discussion C2SP#99: the first was written with a wrong key id."""


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_that_others_compute(size: int) -> None:
    assert root_of(leaf_hash(entry(index)) for index in range(size)).hex() == ROOTS[size]
    assert root(0, size).hex() == ROOTS[size]


def test_a_complete_proof_is_read_written_and_verified() -> None:
    proof = read_proof(PROOF.encode())
    assert write_proof(proof) == PROOF.encode()
    assert (proof.index, list(proof.path)) == (4, path(4, 7))
    policy = read_policy(f"log {LOG_KEY}\nwitness W {WITNESS_KEY}\nquorum W\n".encode())
    judged = verify_proof(proof, entry(4), policy)
    assert judged.checkpoint.head == head(7)
    assert judged.cosigned == {"W": 1_790_000_000}
    with pytest.raises(NotProvenError, match="entry 4"):
        verify_proof(proof, entry(5), policy)


def test_the_same_keys_give_the_same_bytes() -> None:
    assert (LOG.key.text, COSIGNER.key.text) == (LOG_KEY, WITNESS_KEY)
    checkpoint = read_checkpoint(PROOF.encode().partition(b"\n\n")[2])
    assert checkpoint.lines == (LOG.line(checkpoint), COSIGNER.line(checkpoint))


def test_the_consistency_from_3_to_7_holds() -> None:
    proof = [b64decode(hash_) for hash_ in THREE_TO_SEVEN]
    assert proof == growth(3, 7)
    check_consistency(3, bytes.fromhex(ROOTS[3]), 7, bytes.fromhex(ROOTS[7]), proof)


def test_the_example_of_the_specification_verifies() -> None:
    key, note = read_verifier_key(EXAMPLE_KEY), read_note(EXAMPLE.encode())
    ((known, line),) = known_lines(note.lines, [key])
    check_signature(known, line.signature, note.text.encode())
    assert (key.text, note.raw) == (EXAMPLE_KEY, EXAMPLE.encode())
    with pytest.raises(NotProvenError):
        check_signature(key, line.signature, b"This is another message.\n")


def test_a_checkpoint_of_sigsum_is_reproduced_byte_for_byte() -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"\x11" + bytes(31))
    public = private.public_key().public_bytes_raw()
    key = VerifierKey(name=SIGSUM, algorithm=Algorithm.ED25519, public=public)
    raw = f"{SIGSUM_TEXT}\n— {SIGSUM} gJ2ho0{SIGSUM_SIGNATURE}\n".encode()
    checkpoint = read_checkpoint(raw)
    ((_, line),) = known_lines(checkpoint.lines, [key])
    assert signed_at(checkpoint, key, line) is None
    assert private.sign(SIGSUM_TEXT.encode()) == line.signature
    assert checkpoint.raw == raw


def test_the_first_form_of_it_had_a_wrong_key_id_and_nobody_knows_the_key() -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"\x11" + bytes(31))
    public = private.public_key().public_bytes_raw()
    key = VerifierKey(name=SIGSUM, algorithm=Algorithm.ED25519, public=public)
    checkpoint = read_checkpoint(f"{SIGSUM_TEXT}\n— {SIGSUM} pOZUn0{SIGSUM_SIGNATURE}\n".encode())
    assert known_lines(checkpoint.lines, [key]) == []


# -- transparency-dev/merkle ------------------------------------------------------------------


def vectors(kind: str) -> Iterator[Any]:
    """Return the vectors of a kind; where they are missing, nothing is silently passed in CI."""
    if not MERKLE.is_dir():
        reason = f"the public vectors are not at {MERKLE}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    for file in sorted((MERKLE / kind).rglob("*.json")):
        yield f"{file.relative_to(MERKLE)}", msgspec.json.decode(file.read_bytes())


def hashes(texts: Sequence[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or ()]


def refuses(check: Any, *arguments: Any) -> bool:
    """Tell whether a check refuses; any other exception fails the test."""
    try:
        check(*arguments)
    except NotProvenError:
        return True
    return False


NO_HASHES = {
    "inclusion/single-entry/empty-root-and-leaf.json",
    "consistency/additional/size1-is-zero-and-size2-is-not-zero.json",
}
"""These want a refusal of what is no hash of 32 bytes; every reader of ours refuses such first."""


def test_public_inclusion_vectors_come_out_as_they_say() -> None:
    found = list(vectors("inclusion"))
    assert len(found) == 98
    for name, case in found:
        leaf, root_ = b64decode(case["leafHash"] or ""), b64decode(case["root"] or "")
        proof = hashes(case["proof"])
        refused = refuses(check_inclusion, leaf, case["leafIdx"], case["treeSize"], proof, root_)
        assert refused == (case["wantErr"] and name not in NO_HASHES), name


def test_public_consistency_vectors_come_out_as_they_say() -> None:
    found = list(vectors("consistency"))
    assert len(found) == 98
    for name, case in found:
        old_root, root_ = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
        sizes, proof = (case["size1"], case["size2"]), hashes(case["proof"])
        refused = refuses(check_consistency, sizes[0], old_root, sizes[1], root_, proof)
        assert refused == (case["wantErr"] and name not in NO_HASHES), name


def test_the_empty_tree_has_the_empty_root_and_no_other() -> None:
    check_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    check_consistency(0, EMPTY_ROOT, 7, root(0, 7), ())
    for arguments in ((0, bytes(32), 0, bytes(32), ()), (0, bytes(32), 7, root(0, 7), ())):
        assert refuses(check_consistency, *arguments)
