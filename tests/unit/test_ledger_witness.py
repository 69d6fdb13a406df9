"""What a witness decides, what it keeps of it, and what it will not do."""

import threading
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from tests.ledger_cast import (
    COSIGNER,
    COSIGNER_DSA,
    LOG,
    LOG_DSA,
    ORIGIN,
    STRANGER,
    Signer,
    growth,
    head,
    signed,
)
from tests.speaking import FixedClock

from comptrol.adapters.witness_state import EVIDENCE_FILES_MAX, FileWitness
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import VerifierKey, known_lines
from comptrol.kernel.ledger.witnessing import (
    REQUEST_BYTES_MAX,
    Answer,
    Outcome,
    decide,
    read_request,
    write_request,
)

FOLDER = sha256(ORIGIN.encode()).hexdigest()
LOGS = {ORIGIN: [LOG.key, LOG_DSA.key]}


class Key:
    """A key as a witness has it."""

    def __init__(self, one: Signer) -> None:
        self.public, self.sign = one.key, one.sign


def witness(folder: Path, clock: FixedClock, *keys: Signer) -> FileWitness:
    return FileWitness(folder, LOGS, [Key(one) for one in keys or (COSIGNER,)], clock)


@pytest.fixture
def opened(tmp_path: Path, clock: FixedClock) -> FileWitness:
    return witness(tmp_path, clock)


def body(old: int, size: int, fork: int | None = None) -> bytes:
    return write_request(old, growth(old, size), signed(head(size, fork=fork)).raw)


def kept(folder: Path) -> Checkpoint:
    return read_checkpoint((folder / FOLDER / "checkpoint").read_bytes())


# What is decided.


def test_only_the_verified_lines_of_the_log_are_taken_on() -> None:
    checkpoint = signed(head(7), STRANGER, LOG_DSA, COSIGNER, LOG)
    said = read_request(write_request(0, (), checkpoint.raw))
    decision = decide(said, LOGS, None)
    assert decision.outcome is Outcome.COSIGNED
    assert decision.signed is not None
    assert [line.name for line in decision.signed.lines] == [ORIGIN, ORIGIN]


def test_each_key_of_a_log_that_signs_must_hold() -> None:
    (wrong,) = signed(head(8), LOG_DSA).lines
    checkpoint = signed(head(7), LOG).with_lines(wrong)
    decision = decide(read_request(write_request(0, (), checkpoint.raw)), LOGS, None)
    assert decision.outcome is Outcome.NOT_SIGNED
    assert decision.signed is None


@pytest.mark.parametrize(("old", "outcome"), [(7, "INCONSISTENT"), (0, "OLD_SIZE_DIFFERS")])
def test_a_fork_is_seen_whatever_old_size_comes_with_it(old: int, outcome: str) -> None:
    decision = decide(read_request(body(old, 7, fork=2)), LOGS, head(7))
    assert (decision.forked, decision.outcome) == (True, Outcome[outcome])


def test_what_nobody_signed_convicts_nobody() -> None:
    raw = write_request(7, (), signed(head(7, fork=2), STRANGER).raw)
    decision = decide(read_request(raw), LOGS, head(7))
    assert (decision.forked, decision.outcome) == (False, Outcome.NOT_SIGNED)


def test_an_empty_tree_with_a_root_is_inconsistent() -> None:
    raw = write_request(0, (), signed(Head(origin=ORIGIN, size=0, root=bytes(32))).raw)
    assert decide(read_request(raw), LOGS, None).outcome is Outcome.INCONSISTENT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        body(0, 7)[1:],
        body(0, 7).replace(b"old 0", b"old  0"),
        body(0, 7).replace(b"old 0", b"old 0 "),
        body(0, 7).replace(b"old 0", b"old %d" % 2**63),
        body(0, 7).replace(b"old 0\n", b"old 0\r\n"),
        body(0, 7).replace(b"\n\n", b"\n \n", 1),
        body(3, 7).replace(b"old 3\n", b"old 3\n" + b64encode(bytes(31)) + b"\n"),
        body(0, 7) + bytes(REQUEST_BYTES_MAX),
        body(0, 7).replace(b"old 0", b"old \xff"),
    ],
)
def test_what_is_no_request_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_request(raw)


# What is kept.


def test_it_is_kept_with_the_lines_of_the_log_and_of_every_key(
    tmp_path: Path, clock: FixedClock
) -> None:
    opened = witness(tmp_path, clock, COSIGNER, COSIGNER_DSA)
    answer = opened.add_checkpoint(body(0, 7))
    checkpoint = kept(tmp_path)
    assert checkpoint.head == head(7)
    assert b"".join(line.text.encode() for line in checkpoint.lines[1:]) == answer.lines
    keys: list[VerifierKey] = [LOG.key, COSIGNER.key, COSIGNER_DSA.key]
    assert [key for key, _ in known_lines(checkpoint.lines, keys)] == keys
    for key, line in known_lines(checkpoint.lines, keys[1:]):
        assert signed_at(checkpoint, key, line) == int(clock.now().timestamp())
    assert opened.checkpoint(FOLDER) == checkpoint.raw


def test_another_process_goes_on_from_what_was_kept(tmp_path: Path, clock: FixedClock) -> None:
    assert witness(tmp_path, clock).add_checkpoint(body(0, 3)).outcome is Outcome.COSIGNED
    answer = witness(tmp_path, clock).add_checkpoint(body(0, 7))
    assert (answer.outcome, answer.size) == (Outcome.OLD_SIZE_DIFFERS, 3)


def test_of_many_at_once_one_is_cosigned(opened: FileWitness, tmp_path: Path) -> None:
    opened.add_checkpoint(body(0, 3))
    bodies, answers = [body(3, size) for size in range(4, 20)], list[Answer]()
    threads = [
        threading.Thread(target=lambda raw=raw: answers.append(opened.add_checkpoint(raw)))
        for raw in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    cosigned = [answer for answer in answers if answer.outcome is Outcome.COSIGNED]
    assert len(answers) == 16
    assert [answer.size for answer in cosigned] == [kept(tmp_path).head.size]


def test_what_cannot_be_kept_is_not_cosigned(opened: FileWitness, tmp_path: Path) -> None:
    (tmp_path / FOLDER / ".checkpoint.new").mkdir()
    with pytest.raises(UnavailableError, match="cannot be written"):
        opened.add_checkpoint(body(0, 3))
    assert opened.checkpoint(FOLDER) is None


@pytest.mark.parametrize("spoil", ["bit", "key", "empty", "folder", "origin"])
def test_what_was_not_cosigned_here_is_not_gone_on_from(
    spoil: str, tmp_path: Path, clock: FixedClock
) -> None:
    opened, path = witness(tmp_path, clock), tmp_path / FOLDER / "checkpoint"
    opened.add_checkpoint(body(0, 3))
    match spoil:
        case "bit":
            path.write_bytes(path.read_bytes().replace(b"\n3\n", b"\n2\n"))
        case "key":
            path.write_bytes(signed(head(3), LOG, COSIGNER_DSA).raw)
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.unlink()
            path.mkdir()
        case _:
            other = signed(head(3, origin="other.example"), LOG, COSIGNER)
            path.write_bytes(other.raw)
    for ask in (lambda: opened.add_checkpoint(body(3, 7)), lambda: opened.checkpoint(FOLDER)):
        with pytest.raises(UnavailableError, match="not what was cosigned last"):
            ask()
    with pytest.raises(UnavailableError):
        opened.check()


def test_time_does_not_go_back(opened: FileWitness, clock: FixedClock) -> None:
    opened.add_checkpoint(body(0, 3))
    clock.at -= timedelta(seconds=1)
    with pytest.raises(UnavailableError, match="set the clock"):
        opened.add_checkpoint(body(3, 7))
    clock.at += timedelta(seconds=1)
    assert opened.add_checkpoint(body(3, 7)).outcome is Outcome.COSIGNED


def test_two_heads_of_one_size_are_kept_as_evidence(opened: FileWitness, tmp_path: Path) -> None:
    opened.add_checkpoint(body(0, 7))
    for old, fork in ((7, 2), (0, 2), (0, 3)):
        opened.add_checkpoint(body(old, 7, fork=fork))
    found = sorted((tmp_path / FOLDER / "evidence").iterdir())
    heads = [read_checkpoint(path.read_bytes()) for path in found]
    roots = {head(7).root, head(7, fork=2).root, head(7, fork=3).root}
    assert {checkpoint.head.root for checkpoint in heads} == roots
    for checkpoint in heads:
        ((key, line),) = known_lines(checkpoint.lines, [LOG.key])
        signed_at(checkpoint, key, line)
    assert kept(tmp_path).head == head(7)


def test_evidence_does_not_grow_for_ever(opened: FileWitness, tmp_path: Path) -> None:
    opened.add_checkpoint(body(0, 300))
    for fork in range(EVIDENCE_FILES_MAX + 5):
        opened.add_checkpoint(body(300, 300, fork=fork))
    assert len(list((tmp_path / FOLDER / "evidence").iterdir())) == EVIDENCE_FILES_MAX


def test_a_witness_cosigns_with_keys_of_its_own(tmp_path: Path, clock: FixedClock) -> None:
    for keys in ((LOG,), (COSIGNER, LOG), (LOG_DSA,)):
        with pytest.raises(UnavailableError):
            witness(tmp_path, clock, *keys)
    with pytest.raises(UnavailableError):
        FileWitness(tmp_path, LOGS, [], clock)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnavailableError, match="cannot be written"):
        witness(tmp_path / "file" / "folder", clock)


def test_a_check_counts_the_logs(opened: FileWitness) -> None:
    assert opened.check() == 0
    opened.add_checkpoint(body(0, 3))
    assert opened.check() == 1
