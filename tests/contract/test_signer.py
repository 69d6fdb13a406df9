"""The signer is a process of its own, and never signs two heads that do not fit together."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.ledger_cast import ORIGIN, entry, growth, path, root

from comptrol.adapters.signer.client import ProcessSigner
from comptrol.kernel.errors import ComptrolError, NotProvenError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.guard import AskedHead, SignedHead
from comptrol.kernel.ledger.note import known_lines, read_verifier_key
from comptrol.kernel.ledger.receipt import inclusion_receipt, verify_inclusion

LOGGED = datetime(2026, 1, 2, tzinfo=UTC)
FAR = datetime(2999, 1, 2, tzinfo=UTC)


def asked(size: int, since: int = 0) -> AskedHead:
    """Return a head of the test's log, and how it grew from an earlier one."""
    return AskedHead(
        origin=ORIGIN,
        size=size,
        root=Digest(root(0, size).hex()),
        logged_at=LOGGED,
        proof=tuple(Digest(hash_.hex()) for hash_ in growth(since, size)),
    )


def but(head: AskedHead, **changed: Any) -> AskedHead:
    return msgspec.structs.replace(head, **changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "signer"


@pytest.fixture
def signer(folder: Path) -> Iterator[ProcessSigner]:
    with closing(ProcessSigner(folder)) as opened:
        yield opened


@pytest.fixture
def keys(signer: ProcessSigner) -> tuple[str, ...]:
    """Return the verifier keys of a log, whose private keys the signer has."""
    return signer.create(ORIGIN)


def signed_by(note: bytes, keys: tuple[str, ...]) -> list[bool]:
    """Tell of each key whether it signed the note; a signature that does not hold raises."""
    checkpoint, signed = read_checkpoint(note), []
    for text in keys:
        lines = known_lines(checkpoint.lines, [read_verifier_key(text)])
        for key, line in lines:
            signed_at(checkpoint, key, line)
        signed.append(bool(lines))
    return signed


# What it signs.


def test_a_head_is_signed_with_every_key_in_force(signer: ProcessSigner, keys: tuple[str, ...]):
    note, _ = signer.sign(asked(5), keys)
    assert read_checkpoint(note).head == Head(origin=ORIGIN, size=5, root=root(0, 5))
    assert signed_by(note, keys) == [True, True]


def test_receipts_of_the_head_hold_under_its_ed25519_key(
    signer: ProcessSigner, keys: tuple[str, ...]
):
    note, signature = signer.sign(asked(5), keys)
    head, key = read_checkpoint(note).head, read_verifier_key(keys[0])
    receipt = inclusion_receipt(head, key, signature, index=2, path=path(2, 5))
    assert verify_inclusion(receipt, entry(2), key) == (head, 2)


@pytest.mark.parametrize("which", [0, 1], ids=["Ed25519", "ML-DSA-44"])
def test_a_key_that_is_not_in_force_signs_nothing(
    signer: ProcessSigner, keys: tuple[str, ...], which: int
):
    note, receipt = signer.sign(asked(5), (keys[which],))
    assert signed_by(note, keys) == [which == 0, which == 1]
    assert bool(receipt) == (which == 0), "receipts are signed with Ed25519"


def test_a_log_grows_from_head_to_head(signer: ProcessSigner, keys: tuple[str, ...]):
    for since, size in ((0, 1), (1, 5), (5, 6), (6, 130)):
        assert all(signed_by(signer.sign(asked(size, since), keys).note, keys))
    last = signer.last()
    assert last is not None
    assert (last.size, last.root, last.generation) == (130, root(0, 130).hex(), 3)


def test_new_keys_sign_beside_the_old_ones(signer: ProcessSigner, keys: tuple[str, ...]):
    both = (*keys, *signer.create(ORIGIN))
    assert len(set(both)) == 4
    assert signed_by(signer.sign(asked(5), both).note, both) == [True] * 4


def test_keys_and_head_outlive_the_process(folder: Path):
    with closing(ProcessSigner(folder)) as first:
        keys = first.create(ORIGIN)
        first.sign(asked(5), keys)
        last = first.last()
    with closing(ProcessSigner(folder)) as again:
        assert again.last() == last
        assert all(signed_by(again.sign(asked(9, 5), keys).note, keys))


def test_what_it_signs_it_has_remembered_before(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path
):
    assert signer.last() is None
    signer.sign(asked(5), keys)
    assert kept(folder) == signer.last()


def test_keys_that_have_forgotten_what_they_signed_sign_nothing(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path
):
    signer.sign(asked(3), keys)
    (folder / "head.json").unlink()
    for ask in (lambda: signer.sign(asked(2), keys), signer.last, lambda: signer.create(ORIGIN)):
        with pytest.raises(UnavailableError, match="what they signed is forgotten"):
            ask()


def kept(folder: Path) -> SignedHead:
    """Return the head that is in the signer's folder."""
    return msgspec.json.decode((folder / "head.json").read_bytes(), type=SignedHead)


def test_the_folder_is_for_its_owner_alone_whatever_the_umask(folder: Path):
    before = os.umask(0)
    try:
        with closing(ProcessSigner(folder)) as signer:
            signer.sign(asked(5), signer.create(ORIGIN))
    finally:
        os.umask(before)
    files = sorted(folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert [file.suffix for file in files].count(".key") == 2


# What it does not.


@pytest.fixture
def refused(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path
) -> Callable[[AskedHead], str]:
    """Return how a head is refused after one of 5 was signed: nothing changes by it."""
    signer.sign(asked(5), keys)

    def ask(head: AskedHead) -> str:
        before = (folder / "head.json").read_bytes()
        with pytest.raises(NotProvenError, match="the signer refuses: ") as told:
            signer.sign(head, keys)
        assert (folder / "head.json").read_bytes() == before
        assert signer.sign(asked(6, 5), keys).note, "it goes on with what does follow"
        return str(told.value)

    return ask


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (asked(4), "restored from an old copy"),
        (but(asked(5), root=Digest(root(0, 5, 2).hex())), "two roots of size 5"),
        (but(asked(9, 5), root=Digest(root(0, 9, 2).hex())), "did not grow"),
        (asked(9), "did not grow"),
        (but(asked(9, 5), proof=asked(9, 4).proof), "did not grow"),
        (but(asked(9, 5), origin="registry.example/other"), "does not sign for"),
        (but(asked(9, 5), logged_at=FAR), "after the signer's"),
        (but(asked(5), size=0), "empty"),
    ],
    ids=["smaller", "forked", "of a fork", "no proof", "another proof", "origin", "time", "empty"],
)
def test_a_head_that_does_not_follow_is_refused(
    refused: Callable[[AskedHead], str], head: AskedHead, why: str
):
    assert why in refused(head)


def test_another_log_is_not_signed_for_even_with_its_keys(
    signer: ProcessSigner, keys: tuple[str, ...]
):
    signer.sign(asked(5), keys)
    others = signer.create("registry.example/other")
    with pytest.raises(NotProvenError, match=f"signs for '{ORIGIN}'"):
        signer.sign(but(asked(9, 5), origin="registry.example/other"), others)


def test_a_head_that_no_key_here_is_named_for_is_not_remembered(
    signer: ProcessSigner, keys: tuple[str, ...]
):
    with pytest.raises(NotProvenError, match="does not sign for 'registry"):
        signer.sign(but(asked(5), origin="registry.example/other"), keys)
    assert signer.last() is None
    assert all(signed_by(signer.sign(asked(5), keys).note, keys))


@pytest.mark.parametrize("named", [0, 1])
def test_without_a_key_in_force_nothing_is_signed(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path, named: int
):
    with closing(ProcessSigner(folder.parent / "another")) as other:
        strangers = other.create(ORIGIN)[:named]
    assert keys
    with pytest.raises(NotProvenError, match=f"none of the {named} keys in force"):
        signer.sign(asked(5), strangers)
    assert signer.last() is None


@pytest.mark.parametrize("back", [timedelta(0), timedelta(days=400)])
def test_a_clock_behind_the_last_head_is_refused(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path, back: timedelta
):
    signer.sign(asked(5), keys)
    ahead = msgspec.structs.replace(kept(folder), signed_at=FAR + back)
    (folder / "head.json").write_bytes(msgspec.json.encode(ahead))
    for head in (asked(5), asked(9, 5)):
        with pytest.raises(NotProvenError, match="set the clock"):
            signer.sign(head, keys)
    assert kept(folder) == ahead


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b"{}", b"\xff", b'{"colour": 1}', None])
def test_a_head_that_cannot_be_read_stops_all_signing(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path, spoilt: bytes | None
):
    """What was signed before is unknown then, so anything might not fit it."""
    signer.sign(asked(5), keys)
    whole = (folder / "head.json").read_bytes()
    (folder / "head.json").write_bytes(whole[:-1] if spoilt is None else spoilt)
    for ask in (signer.last, lambda: signer.sign(asked(9, 5), keys)):
        with pytest.raises(UnavailableError, match=r"head.json cannot be read, so nothing"):
            ask()
    (folder / "head.json").write_bytes(whole)
    assert signer.sign(asked(9, 5), keys).note


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601])
def test_a_key_that_others_can_reach_signs_nothing(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path, mode: int
):
    first, *_ = folder.glob("*.key")
    first.chmod(mode)
    with pytest.raises(UnavailableError, match=f"chmod 600 .*{first.name}"):
        signer.sign(asked(5), keys)
    first.chmod(0o600)
    assert signer.sign(asked(5), keys).note


@pytest.mark.parametrize(
    "spoilt", [b"", b"{}", b'{"name":"x","algorithm":"ED25519","seed":"00"}', b'{"name":"x"']
)
def test_a_file_that_holds_no_key_stops_all_signing(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path, spoilt: bytes
):
    (folder / "spoilt.key").write_bytes(spoilt)
    (folder / "spoilt.key").chmod(0o600)
    with pytest.raises(UnavailableError, match=r"spoilt.key holds no key"):
        signer.sign(asked(5), keys)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "é" * 128, "x" * 256])
def test_keys_are_not_made_for_what_is_no_origin(signer: ProcessSigner, folder: Path, origin: str):
    with pytest.raises(UnreadableError):
        signer.create(origin)
    assert list(folder.glob("*.key")) == []


# A process that dies, and two of them.

DIES = """
import os, signal, sys
from pathlib import Path
from comptrol.adapters.signer import head_store, process

class Dying(head_store.HeadStore):
    def remember(self, head):
        super().remember(head)
        os.kill(os.getpid(), signal.SIGKILL)

process.HeadStore = Dying
process.main(Path(sys.argv[1]))
"""


def question(head: AskedHead, keys: tuple[str, ...]) -> bytes:
    return msgspec.json.encode({"head": head, "keys": keys}) + b"\n"


def answers(program: list[str], folder: Path, asked_: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run a signer's process, ask it, and end its input."""
    return subprocess.run(  # noqa: S603  (our own interpreter, our own text)
        [sys.executable, *program, str(folder)],
        input=asked_,
        capture_output=True,
        check=False,
        timeout=30,
    )


MODULE = ["-m", "comptrol.adapters.signer.process"]


@pytest.mark.parametrize(("since", "size"), [(0, 5), (5, 9)])
def test_a_signer_killed_before_it_answered_signs_the_same_head_when_it_is_asked_again(
    folder: Path, since: int, size: int
):
    with closing(ProcessSigner(folder)) as signer:
        keys = signer.create(ORIGIN)
        if since:
            signer.sign(asked(since), keys)
    died = answers(["-c", DIES], folder, question(asked(size, since), keys))
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, b"")
    with closing(ProcessSigner(folder)) as again:
        last = again.last()
        assert last is not None
        assert (last.size, last.root) == (size, root(0, size).hex())
        with pytest.raises(NotProvenError):
            again.sign(but(asked(size), root=Digest(root(0, size, 2).hex())), keys)
        assert all(signed_by(again.sign(asked(size), keys).note, keys))


def test_a_process_that_was_killed_is_told_once_and_started_anew(
    signer: ProcessSigner, keys: tuple[str, ...]
):
    signer.sign(asked(5), keys)
    running = signer._process  # noqa: SLF001  (whom to kill)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    running.wait(10)
    with pytest.raises(UnavailableError, match="started again when asked"):
        signer.sign(asked(9, 5), keys)
    assert all(signed_by(signer.sign(asked(9, 5), keys).note, keys))


def test_of_two_signers_on_one_folder_the_second_is_refused(
    signer: ProcessSigner, keys: tuple[str, ...], folder: Path
):
    with closing(ProcessSigner(folder)) as second:
        for ask in (
            second.last,
            lambda: second.create(ORIGIN),
            lambda: second.sign(asked(5), keys),
        ):
            with pytest.raises(UnavailableError, match="in use by another process"):
                ask()
        assert all(signed_by(signer.sign(asked(5), keys).note, keys))
        signer.close()
        assert all(signed_by(second.sign(asked(9, 5), keys).note, keys))
    assert len(list(folder.glob("*.key"))) == 2


def test_a_signer_that_was_closed_starts_again_when_it_is_asked(
    signer: ProcessSigner, keys: tuple[str, ...]
):
    for size in (1, 2, 3):
        signer.sign(asked(size, size - 1), keys)
        signer.close()
        signer.close()
    assert signer.last() is not None


# What it is asked.


@pytest.mark.parametrize(
    "wrong",
    [
        b"\n",
        b"{\n",
        b"[]\n",
        b"\xff\n",
        b'{"sign": "these bytes"}\n',
        b'{"head": {"size": 5}}\n',
        b'{"head": null, "colour": 1}\n',
        b"x" * 64 * 1024 + b"\n",
        b"x" * 300_000 + b"\n",
    ],
    ids=lambda wrong: str(wrong[:12]),
)
def test_each_question_has_one_answer_whatever_is_asked(folder: Path, wrong: bytes):
    told = answers(MODULE, folder, wrong + b'{"create": "registry.example/test"}\n' + wrong)
    bad, made, again = map(msgspec.json.decode, told.stdout.splitlines())
    assert bad["failed"]
    assert bad == again
    assert [key.partition("+")[0] for key in made["keys"]] == [ORIGIN, ORIGIN]
    assert (told.returncode, told.stderr) == (0, b"")


def test_no_answer_has_a_private_key_in_it(folder: Path):
    told = answers(MODULE, folder, b'{"create": "registry.example/test"}\n{"create": "x y"}\n{}\n')
    files = [msgspec.json.decode(path.read_bytes()) for path in folder.glob("*.key")]
    assert len(files) == 2
    assert not any(file["seed"].encode() in told.stdout + told.stderr for file in files)


def test_a_signer_whose_folder_cannot_be_made_says_that_it_has_ended(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with (
        closing(ProcessSigner(tmp_path / "file" / "signer")) as signer,
        pytest.raises(ComptrolError, match="has ended"),
    ):
        signer.last()
