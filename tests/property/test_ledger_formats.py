"""Whatever the bytes: a reader of the log's formats gives a value or says why not.

And what it gives is written back to the same bytes: there is one spelling of everything.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.ledger_cast import (
    COSIGNER,
    LOG,
    LOG_DSA,
    ORIGIN,
    entry,
    growth,
    head,
    path,
    root,
    signed,
)
from tests.speaking import Asked, voice
from tests.speaking import signed as envelope

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.note import (
    Algorithm,
    Line,
    Note,
    VerifierKey,
    read_note,
    read_verifier_key,
)
from comptrol.kernel.ledger.policy import judge
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import Proof, read_proof, verify_proof, write_proof
from comptrol.kernel.ledger.receipt import (
    inclusion_receipt,
    sign_root,
    verify_inclusion,
    with_receipt,
    without_receipt,
)
from comptrol.kernel.ledger.receipt_encoding import Receipt, read_receipt, write_receipt
from comptrol.kernel.ledger.spelling import base64, number, unbase64
from comptrol.kernel.ledger.tile import Place, bundle, place_at, unbundled
from comptrol.kernel.ledger.tree import (
    Peaks,
    check_consistency,
    check_inclusion,
    leaf_hash,
)
from comptrol.kernel.ledger.witnessing import AddRequest, read_request, write_request

POLICY_TEXT = (
    f"log {LOG.key.text}\nlog {LOG_DSA.key.text} u\n# é\n"
    f"witness A {COSIGNER.key.text}\ngroup g 1 A\nquorum g\n"
).encode()
POLICY = read_policy(POLICY_TEXT)
CHECKPOINT = signed(head(7), LOG, LOG_DSA, COSIGNER).raw
PROOF = write_proof(Proof(index=4, path=tuple(path(4, 7)), checkpoint=CHECKPOINT, extra=b"extra"))
RECEIPT = inclusion_receipt(
    head(7), LOG.key, sign_root(head(7), LOG.key, LOG.sign), index=4, path=path(4, 7)
)
STATEMENT = with_receipt(envelope(Asked(word="hello"), voice("acme"), 1), RECEIPT)
REQUEST = write_request(3, growth(3, 7), CHECKPOINT)


def as_text(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda raw: read(raw.decode(errors="surrogateescape"))


READERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "vkey": (LOG.key.text.encode(), as_text(read_verifier_key)),
    "note": (CHECKPOINT, read_note),
    "checkpoint": (CHECKPOINT, read_checkpoint),
    "judged": (CHECKPOINT, lambda raw: judge(POLICY, raw)),
    "policy": (POLICY_TEXT, read_policy),
    "proof": (PROOF, read_proof),
    "verified proof": (PROOF, lambda raw: verify_proof(read_proof(raw), entry(4), POLICY)),
    "receipt": (RECEIPT, read_receipt),
    "verified receipt": (RECEIPT, lambda raw: verify_inclusion(raw, entry(4), LOG.key)),
    "statement with a receipt": (STATEMENT, without_receipt),
    "request of a witness": (REQUEST, read_request),
    "path of a tile": (b"tile/0/x001/234.p/5", as_text(place_at)),
    "bundle": (bundle([b"a", b"bc"]), unbundled),
}
WRITERS: dict[str, Callable[[Any], bytes]] = {
    "vkey": lambda key: key.text.encode(),
    "note": lambda note: note.raw,
    "checkpoint": lambda checkpoint: checkpoint.raw,
    "proof": write_proof,
    "receipt": write_receipt,
    "statement with a receipt": lambda parts: with_receipt(*parts),
    "request of a witness": lambda said: write_request(
        said.old_size, said.proof, said.checkpoint.raw
    ),
    "path of a tile": lambda place: place.path.encode(),
    "bundle": bundle,
}
readers = pytest.mark.parametrize("name", READERS)


@st.composite
def spoiled(draw: st.DrawFn, raw: bytes) -> bytes:
    """Return the bytes with a piece of them replaced, by something or by nothing."""
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(len(raw), start + 8)))
    odd = st.sampled_from(
        (b"\n", b"\n\n", b" ", b"+", b"0", b"=", "— ".encode(), b"\xa0", b"\xff")
    )
    return raw[:start] + draw(st.one_of(odd, st.binary(max_size=8))) + raw[end:]


@readers
def test_every_reader_reads_what_is_right(name: str) -> None:
    raw, read = READERS[name]
    value = read(raw)
    if name in WRITERS:
        assert WRITERS[name](value) == raw


@readers
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(name: str, data: st.DataObject) -> None:
    valid, read = READERS[name]
    raw = data.draw(st.one_of(st.binary(max_size=200), spoiled(valid)))
    try:
        value = read(raw)
    except UnreadableError:
        return
    if name in WRITERS:
        assert WRITERS[name](value) == raw


names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Z", "C"), exclude_characters="+")
)
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=40)
digests = st.binary(min_size=32, max_size=32)
numbers = st.integers(0, 2**63 - 1)
lines = st.builds(
    Line,
    name=names.filter(bool),
    id=st.binary(min_size=4, max_size=4),
    signature=st.binary(min_size=1, max_size=90),
)
some_lines = st.lists(lines, min_size=1, max_size=20).map(tuple)
heads = st.builds(Head, origin=texts, size=numbers, root=digests)
checkpoints = st.builds(
    Checkpoint, head=heads, extensions=st.lists(texts, max_size=2).map(tuple), lines=some_lines
)


@given(st.lists(st.one_of(texts, st.just("")), min_size=1).map("\n".join), some_lines)
def test_a_note_comes_back(text: str, lines: tuple[Line, ...]) -> None:
    note = Note(text=text + "\n", lines=lines)
    assert read_note(note.raw) == note


@given(checkpoints)
def test_a_checkpoint_comes_back(checkpoint: Checkpoint) -> None:
    assert read_checkpoint(checkpoint.raw) == checkpoint


@given(names.filter(bool), st.sampled_from(Algorithm), st.binary(min_size=1312, max_size=1312))
def test_a_key_comes_back(name: str, algorithm: Algorithm, raw: bytes) -> None:
    public = raw if algorithm is Algorithm.ML_DSA_44 else raw[:31] + b"\x05"
    if algorithm is Algorithm.OTHER:
        other = b"\x02" + public[:-1]
        key = VerifierKey(name=name, algorithm=algorithm, public=other, given_id=raw[:4])
    else:
        key = VerifierKey(name=name, algorithm=algorithm, public=public)
    assert read_verifier_key(key.text) == key


@given(numbers, st.lists(digests, max_size=63).map(tuple), checkpoints, st.binary(max_size=99))
def test_a_proof_comes_back(
    index: int, hashes: tuple[bytes, ...], checkpoint: Checkpoint, extra: bytes
) -> None:
    proof = Proof(index=index, path=hashes, checkpoint=checkpoint.raw, extra=extra)
    assert read_proof(write_proof(proof)) == proof


@given(
    st.builds(
        Receipt,
        origin=texts,
        key=digests,
        size=numbers,
        other=numbers,
        path=st.lists(digests, min_size=1, max_size=63).map(tuple),
        root=st.one_of(st.none(), digests),
        signature=st.binary(min_size=64, max_size=64),
    )
)
def test_a_receipt_comes_back(receipt: Receipt) -> None:
    assert read_receipt(write_receipt(receipt)) == receipt


@given(numbers, st.lists(digests, max_size=63).map(tuple), checkpoints)
def test_a_request_comes_back(
    old_size: int, hashes: tuple[bytes, ...], checkpoint: Checkpoint
) -> None:
    said = AddRequest(old_size=old_size, proof=hashes, checkpoint=checkpoint)
    assert read_request(write_request(old_size, hashes, checkpoint.raw)) == said


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_place_comes_back(level: int, tile: int, width: int) -> None:
    assert place_at(Place(level, tile, width).path) == Place(level, tile, width)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_comes_back(entries: list[bytes]) -> None:
    assert unbundled(bundle(entries)) == entries


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9]{1,25}", fullmatch=True)))
@example("\u0667")
@example("0\n")
def test_a_number_is_read_only_as_it_is_written(text: str) -> None:
    try:
        assert str(number(text, "it")) == text
    except UnreadableError:
        assert not (text.isascii() and text.isdigit() and str(int(text)) == text) or (
            int(text) >= 2**63
        )


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[A-Za-z0-9+/]{0,12}={0,2}")))
def test_base64_is_read_only_as_it_is_written(text: str) -> None:
    with suppress(UnreadableError):
        assert base64(unbase64(text, "it")) == text


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_the_right_path_leads_to_the_root_and_no_other_does(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = path(index, size)
    check_inclusion(leaf_hash(entry(index)), index, size, proof, root(0, size))
    wrong = data.draw(spoiled_path(proof))
    if wrong != proof:
        with pytest.raises(NotProvenError):
            check_inclusion(leaf_hash(entry(index)), index, size, wrong, root(0, size))


@settings(deadline=None)
@given(st.integers(0, 300), st.data())
def test_the_right_proof_shows_growth_and_no_other_does(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = growth(old, size)
    check_consistency(old, root(0, old), size, root(0, size), proof)
    wrong = data.draw(spoiled_path(proof))
    if wrong != proof:
        with pytest.raises(NotProvenError):
            check_consistency(old, root(0, old), size, root(0, size), wrong)
    if old:
        fork = data.draw(st.integers(0, old - 1))
        with pytest.raises(NotProvenError):
            check_consistency(old, root(0, old, fork), size, root(0, size), proof)


@st.composite
def spoiled_path(draw: st.DrawFn, right: list[bytes]) -> list[bytes]:
    """Return a path with one hash changed, added, left out, or in another place."""
    at = draw(st.integers(0, len(right)))
    other = draw(st.one_of(st.just(()), st.tuples(st.sampled_from([*right, bytes(32)]))))
    return [*right[:at], *other, *right[at + draw(st.integers(0, 1)) :]]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_a_tree_grown_by_steps_is_the_tree(steps: list[int]) -> None:
    peaks = Peaks()
    for many in steps:
        peaks = peaks.grown(leaf_hash(entry(peaks.size + at)) for at in range(many))
    assert peaks.root() == root(0, sum(steps))


def test_the_origin_of_the_cast_is_a_name_of_a_key() -> None:
    assert LOG.key.name == ORIGIN
