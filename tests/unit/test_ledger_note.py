"""Signed notes, keys, heads and what is signed with them: what is read, and what is not."""

from base64 import b64encode

import pytest
from tests.ledger_cast import (
    COSIGNER,
    COSIGNER_DSA,
    LOG,
    LOG_DSA,
    ORIGIN,
    STRANGER,
    TIME,
    Signer,
    head,
    signed,
    signer,
)

from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import sign_checkpoint, signed_at, subtree_message
from comptrol.kernel.ledger.note import (
    LINES_MAX,
    NOTE_BYTES_MAX,
    Algorithm,
    Line,
    Note,
    VerifierKey,
    check_signature,
    known_lines,
    read_note,
    read_verifier_key,
)

ALL = (LOG, LOG_DSA, COSIGNER, COSIGNER_DSA)
ORDER = 2**252 + 27742317777372353535851937790883648493
LINE = Line(name="a.example", id=b"abcd", signature=b"s")
NOTE = Note(text="text\n", lines=(LINE,))


def replaced(old: str, new: str, raw: bytes = NOTE.raw) -> bytes:
    assert old.encode() in raw
    return raw.replace(old.encode(), new.encode(), 1)


# Keys.


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key.algorithm.name)
def test_a_key_is_read_as_it_is_written(one: Signer) -> None:
    assert read_verifier_key(one.key.text) == one.key


def test_a_key_of_another_algorithm_is_read_and_verifies_nothing() -> None:
    text = f"a+00112233+{b64encode(bytes((0x02, 9, 9))).decode()}"
    key = read_verifier_key(text)
    assert (key.algorithm, key.id.hex(), key.text) == (Algorithm.OTHER, "00112233", text)
    with pytest.raises(NotProvenError, match="cannot be checked"):
        check_signature(key, b"", b"")
    with pytest.raises(NotProvenError, match="not known here"):
        signed_at(signed(head(7)), key, Line(name="a", id=key.id, signature=b"s"))


def test_the_base64_of_a_key_may_have_a_plus() -> None:
    found = [one for seed in range(40) if "+" in (one := signer("a", seed=seed).key).text[11:]]
    assert found
    assert all(read_verifier_key(key.text) == key for key in found)


LOG_TEXT = LOG.key.text
NAME, ID, KEY = LOG_TEXT.split("+", maxsplit=2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        NAME,
        f"{NAME}+{ID}",
        f"{NAME}+{ID}+",
        f"+{ID}+{KEY}",
        f"{NAME}+{ID.upper()}+{KEY}",
        f"{NAME}+00000000+{KEY}",
        f"{NAME}+{ID}00+{KEY}",
        f"{NAME}+{ID}+{KEY}=",
        f"{NAME}+{ID}+{KEY[:-4]}",
        f"{NAME}+{ID}+ {KEY}",
        f"{NAME}+{ID}+{KEY}\n",
        f"{NAME} x+{ID}+{KEY}",
        f"{NAME}\u00a0x+{ID}+{KEY}",
        f"{NAME}\u3000x+{ID}+{KEY}",
        f"{NAME}\x00+{ID}+{KEY}",
        f"{NAME}\ud800+{ID}+{KEY}",
        "other.example+" + LOG_TEXT.split("+", maxsplit=1)[1],
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_verifier_key(text)


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.ED25519_COSIGNATURE])
@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32])
def test_a_weak_key_is_no_key(algorithm: Algorithm, public: bytes) -> None:
    with pytest.raises(UnreadableError, match="weak"):
        VerifierKey(name="a", algorithm=algorithm, public=public)


# Notes.


@pytest.mark.parametrize(
    "note",
    [
        NOTE,
        Note(text="\n", lines=(LINE,)),
        Note(text="a\n\n\nb\n", lines=(LINE,)),
        Note(text="é \u2014 \u007f\ufeff\n", lines=(LINE, LINE)),
        Note(text="— a QQ==\n", lines=(LINE,)),
        Note(text="text\n", lines=(LINE,) * 16),
        Note(text="text\n", lines=(LINE,) * LINES_MAX),
    ],
)
def test_a_note_is_read_as_it_is_written(note: Note) -> None:
    assert read_note(note.raw) == note


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        NOTE.raw[:-1],
        NOTE.raw + b"\n",
        NOTE.raw + b"x",
        NOTE.raw + b"x\n",
        replaced("\n\n", "\n"),
        replaced("— ", "- "),
        replaced("— ", "—"),
        replaced("— ", "—\u00a0"),
        replaced("— ", " — "),
        replaced("— ", "—  "),
        replaced("a.example ", "a.example"),
        replaced("a.example ", "a.example  "),
        replaced("a.example ", " "),
        replaced("a.example", "a+b"),
        replaced("a.example", "a\u2003b"),
        replaced("text", "te\txt"),
        replaced("text\n", "text\r\n"),
        replaced("text", "te\x00xt"),
        NOTE.raw.replace(b"text", b"te\xffxt"),
        NOTE.raw.replace(b"text", b"te\xed\xa0\x80xt"),
        replaced("YWJjZHM=", "YWJjZHM"),
        replaced("YWJjZHM=", "YWJjZHN="),
        replaced("YWJjZHM=", "YWJj ZHM="),
        replaced("YWJjZHM=", "YWJjZHM= "),
        replaced("YWJjZHM=", "YWJjZA=="),
        replaced("YWJjZHM=", "YWJj"),
        replaced("YWJjZHM=", "-_-_YWJj"),
        replaced("YWJjZHM=", ""),
        Note(text="text\n", lines=(LINE,) * (LINES_MAX + 1)).raw,
        Note(text="x" * NOTE_BYTES_MAX + "\n", lines=(LINE,)).raw,
    ],
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_note(raw)


def test_a_line_counts_for_a_key_only_by_name_and_id_both() -> None:
    key = LOG.key
    same_name = Line(name=key.name, id=b"\0\0\0\0", signature=b"s")
    same_id = Line(name="other.example", id=key.id, signature=b"s")
    both = LOG.line(signed(head(7)))
    assert known_lines((same_name, same_id, both), [key]) == [(key, both)]


# Heads.


@pytest.mark.parametrize(
    "text",
    [
        "o\n7\n",
        "\n7\nR\n",
        "o\n\nR\n",
        "o\n07\nR\n",
        "o\n+7\nR\n",
        "o\n-7\nR\n",
        "o\n7 \nR\n",
        "o\n7_0\nR\n",
        "o\n\u0667\nR\n",
        "o\n0x7\nR\n",
        f"o\n{2**63}\nR\n",
        f"o\n{'9' * 5000}\nR\n",
        "o\n7\nR=\n",
        "o\n7\nR\n\nmore\n",
        "o\n7\nQUJD\n",
    ],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    root = b64encode(bytes(32)).decode()
    with pytest.raises(UnreadableError):
        read_checkpoint(Note(text=text.replace("R", root), lines=(LINE,)).raw)


def test_a_root_has_one_spelling() -> None:
    root = b64encode(bytes(32)).decode()
    read_checkpoint(Note(text=f"o\n7\n{root}\n", lines=(LINE,)).raw)
    with pytest.raises(UnreadableError, match="canonical"):
        read_checkpoint(Note(text=f"o\n7\n{root[:-2]}B=\n", lines=(LINE,)).raw)


def test_extension_lines_are_read_and_kept_and_ml_dsa_does_not_cover_them() -> None:
    plain = signed(head(7), LOG, LOG_DSA)
    extended = Checkpoint(head=plain.head, extensions=("more",), lines=plain.lines)
    read = read_checkpoint(extended.raw)
    assert (read.extensions, read.raw) == (("more",), extended.raw)
    ed25519, dsa = read.lines
    assert signed_at(read, LOG_DSA.key, dsa) == TIME
    with pytest.raises(NotProvenError):
        signed_at(read, LOG.key, ed25519)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 1, bytes(32)), ("a\nb", 1, bytes(32)), ("a", -1, bytes(32)), ("a", 1, bytes(31))],
)
def test_no_head_is_made_that_could_not_be_read(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(UnreadableError):
        Head(origin=origin, size=size, root=root)


# Signatures with a head.


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key.algorithm.name)
def test_a_signature_holds_for_this_head_and_for_no_other(one: Signer) -> None:
    checkpoint = read_checkpoint(signed(head(7), one).raw)
    (line,) = checkpoint.lines
    timed = one.key.algorithm is not Algorithm.ED25519
    assert signed_at(checkpoint, one.key, line) == (TIME if timed else None)
    for other in (head(8), head(7, fork=3), head(7, origin="other.example")):
        with pytest.raises(NotProvenError):
            signed_at(Checkpoint(head=other), one.key, line)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key.algorithm.name)
def test_a_signature_of_another_length_time_or_key_does_not_hold(one: Signer) -> None:
    checkpoint = signed(head(7), one)
    (line,) = checkpoint.lines
    for signature in (
        line.signature[:-1],
        line.signature + b"\0",
        line.signature[:7],
        line.signature[:8],
        b"\x80" + line.signature[1:],
        bytes(7) + b"\x01" + line.signature[8:],
    ):
        changed = Line(name=line.name, id=line.id, signature=signature)
        with pytest.raises(NotProvenError):
            signed_at(checkpoint, one.key, changed)
    with pytest.raises(NotProvenError, match="is not of the key"):
        signed_at(checkpoint, STRANGER.key, line)


def test_ml_dsa_commits_to_the_name_of_the_cosigner() -> None:
    (line,) = signed(head(7), COSIGNER_DSA).lines
    other = VerifierKey(
        name="other.example", algorithm=Algorithm.ML_DSA_44, public=COSIGNER_DSA.key.public
    )
    renamed = Line(name=other.name, id=other.id, signature=line.signature)
    with pytest.raises(NotProvenError):
        signed_at(Checkpoint(head=head(7)), other, renamed)


def test_the_message_of_ml_dsa_is_laid_out_as_specified() -> None:
    message = subtree_message("w", 5, head(7, origin="o"))
    assert (
        message
        == (b"subtree/v1\n\0" + b"\x01w" + bytes(7) + b"\x05" + b"\x01o" + bytes(8) + bytes(7))
        + b"\x07"
        + head(7).root
    )


def test_a_scalar_that_is_not_reduced_is_refused() -> None:
    checkpoint = signed(head(7))
    (line,) = checkpoint.lines
    scalar = int.from_bytes(line.signature[32:], "little") + ORDER
    forged = line.signature[:32] + scalar.to_bytes(32, "little")
    with pytest.raises(NotProvenError):
        signed_at(checkpoint, LOG.key, Line(name=line.name, id=line.id, signature=forged))


def test_a_private_key_that_is_not_the_key_signs_nothing() -> None:
    with pytest.raises(NotProvenError):
        sign_checkpoint(Checkpoint(head=head(7)), LOG.key, STRANGER.sign, time=TIME)


def test_a_name_that_is_too_long_for_ml_dsa_is_refused() -> None:
    long = signer("x" * 256, Algorithm.ML_DSA_44)
    with pytest.raises(NotProvenError, match="255"):
        signed(head(7), long)


def test_a_head_of_a_long_origin_is_signed_and_read_with_ed25519() -> None:
    checkpoint = signed(head(7, origin=ORIGIN * 100))
    assert read_checkpoint(checkpoint.raw) == checkpoint
