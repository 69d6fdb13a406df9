"""What the vault has destroyed nobody reads again: not from its files, not from an older copy."""

import itertools
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.flow.vaulting import Opening
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest


def known_as(number: int) -> Digest:
    return Digest(sha256(str(number).encode()).hexdigest())


def salt_of(number: int) -> bytes:
    return sha256(f"salt {number}".encode()).digest()


def body_of(number: int) -> bytes:
    return f"the words of canary {number:04}, which nobody may see".encode()


@pytest.fixture(params=["memory", "files"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteVault]:
    with closing(SqliteVault(tmp_path / "vault" if request.param == "files" else None)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vault"


def keep(vault: SqliteVault, subject: str, *numbers: int) -> None:
    for number in numbers:
        vault.keep(subject, known_as(number), body_of(number), salt_of(number))


def readable(vault: SqliteVault, *numbers: int) -> set[int]:
    found = set()
    for number in numbers:
        try:
            opening = vault.opening(known_as(number))
        except NotFoundError:
            continue
        assert opening == Opening(body=body_of(number), salt=salt_of(number))
        found.add(number)
    return found


# The port's promises.


def test_what_is_kept_is_given_back(vault: SqliteVault):
    keep(vault, "p-1", 1, 2)
    keep(vault, "p-2", 3)
    vault.keep("p-2", known_as(4), b"", b"")
    assert readable(vault, 1, 2, 3) == {1, 2, 3}
    assert vault.opening(known_as(4)) == Opening(body=b"", salt=b"")


def test_what_is_not_kept_is_not_found(vault: SqliteVault):
    with pytest.raises(NotFoundError):
        vault.opening(known_as(1))
    vault.erase(known_as(1))
    vault.erase_all("p-1")
    vault.forget("p-1")
    assert vault.commitments("p-1") == ()


def test_keeping_the_same_again_changes_nothing(vault: SqliteVault):
    keep(vault, "p-1", 1, 1)
    assert vault.commitments("p-1") == (known_as(1),)


def test_nothing_else_is_kept_in_its_place(vault: SqliteVault):
    keep(vault, "p-1", 1)
    for subject, body, salt in (
        ("p-1", b"other", salt_of(1)),
        ("p-1", body_of(1), salt_of(2)),
        ("p-2", body_of(1), salt_of(1)),
    ):
        with pytest.raises(UnreadableError) as refused:
            vault.keep(subject, known_as(1), body, salt)
        assert "canary" not in str(refused.value)
    assert readable(vault, 1) == {1}
    assert vault.commitments("p-2") == ()


def test_one_is_erased_and_the_rest_stays(vault: SqliteVault):
    keep(vault, "p-1", 1, 2, 3)
    keep(vault, "p-2", 4)
    vault.erase(known_as(2))
    assert readable(vault, 1, 2, 3, 4) == {1, 3, 4}
    assert set(vault.commitments("p-1")) == {known_as(1), known_as(3)}
    vault.erase(known_as(2))
    keep(vault, "p-1", 2)
    assert readable(vault, 1, 2, 3, 4) == {1, 2, 3, 4}


def test_a_data_subject_is_erased_and_the_others_stay(vault: SqliteVault):
    keep(vault, "p-1", 1, 2)
    keep(vault, "p-2", 3)
    vault.erase_all("p-1")
    assert readable(vault, 1, 2, 3) == {3}
    assert set(vault.commitments("p-1")) == {known_as(1), known_as(2)}
    vault.erase(known_as(1))
    assert known_as(1) in vault.commitments("p-1"), "it is still to be said"
    vault.forget("p-1")
    assert vault.commitments("p-1") == ()
    assert readable(vault, 1, 2, 3) == {3}


def test_nothing_is_kept_for_whoever_is_being_erased(vault: SqliteVault):
    keep(vault, "p-1", 1)
    vault.erase_all("p-1")
    with pytest.raises(UnavailableError, match="being erased"):
        keep(vault, "p-1", 2)
    vault.forget("p-1")
    keep(vault, "p-1", 2)
    assert readable(vault, 1, 2) == {2}


def test_only_who_is_erased_is_forgotten(vault: SqliteVault):
    keep(vault, "p-1", 1)
    vault.forget("p-1")
    assert readable(vault, 1) == {1}
    assert vault.commitments("p-1") == (known_as(1),)


# The files.


def test_a_vault_is_made_when_something_is_first_kept(folder: Path):
    with closing(SqliteVault(folder)) as vault:
        assert not folder.exists()
        keep(vault, "p-1", 1)
    assert {path.name for path in folder.iterdir()} == {"keys.db", "bodies.db"}


def test_its_files_are_for_their_owner_alone_whatever_the_umask(folder: Path):
    before = os.umask(0)
    try:
        with closing(SqliteVault(folder)) as vault:
            keep(vault, "p-1", 1)
            for path in folder.iterdir():
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["keys.db", "bodies.db"])
def test_files_that_others_can_read_are_refused(folder: Path, name: str):
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", 1)
    (folder / name).chmod(0o640)
    with closing(SqliteVault(folder)) as vault, pytest.raises(UnavailableError, match="chmod 600"):
        vault.opening(known_as(1))


def test_a_vault_is_read_again_from_its_files(folder: Path):
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", 1, 2)
        vault.erase(known_as(1))
    with closing(SqliteVault(folder)) as vault:
        assert readable(vault, 1, 2) == {2}


def test_two_processes_may_have_it_open(folder: Path):
    with closing(SqliteVault(folder)) as one, closing(SqliteVault(folder)) as other:
        keep(one, "p-1", 1)
        keep(other, "p-1", 2)
        one.erase(known_as(2))
        assert readable(other, 1, 2) == readable(one, 1, 2) == {1}


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def keys_in(folder: Path) -> dict[str, bytes]:
    with closing(sqlite().connect(folder / "keys.db")) as db:
        return dict(db.execute("SELECT data_subject, key FROM keys WHERE key IS NOT NULL"))


def bodies_in(path: Path) -> list[tuple[str, bytes, bytes]]:
    with closing(sqlite().connect(path)) as db:
        rows = db.execute("SELECT commitment, nonce, ciphertext FROM bodies")
        return [(c, nonce, text) for c, nonce, text in rows if text is not None]


def test_bodies_are_never_in_the_files_as_they_are(folder: Path):
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", 1)
        found = everything(folder)
    assert b"canary" not in found
    assert salt_of(1) not in found
    assert b"p-1" not in (folder / "bodies.db").read_bytes()


def test_the_ciphertext_is_bound_to_its_commitment(folder: Path):
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", 1, 2)
    with closing(sqlite().connect(folder / "bodies.db")) as db:
        query = "SELECT nonce, ciphertext FROM bodies WHERE commitment = ?"
        moved = db.execute(query, (known_as(1),)).fetchone()
        update = "UPDATE bodies SET nonce = ?, ciphertext = ? WHERE commitment = ?"
        db.execute(update, (*moved, known_as(2)))
        db.commit()
    with closing(SqliteVault(folder)) as vault, pytest.raises(UnavailableError, match="damaged"):
        vault.opening(known_as(2))


# What is left after an erasure.


def test_an_older_copy_of_the_bodies_has_nothing_readable_of_the_subject(
    folder: Path, tmp_path: Path
):
    backup = tmp_path / "bodies of yesterday"
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", *range(5))
        keep(vault, "p-2", 7)
        shutil.copy(folder / "bodies.db", backup)
        vault.erase(known_as(3))
        opened = {}
        for key, (commitment, nonce, text) in itertools.product(
            keys_in(folder).values(), bodies_in(backup)
        ):
            try:
                opened[commitment] = AESGCM(key).decrypt(nonce, text, commitment.encode())
            except InvalidTag:
                continue
        assert opened.keys() == {known_as(7)}
        assert readable(vault, *range(8)) == {0, 1, 2, 4, 7}


def test_a_destroyed_key_is_nowhere_in_the_files(folder: Path):
    """Many keys, so that pages are split and cells moved: none may be left where it was."""
    destroyed, subjects = [], [f"person-{number:03}" for number in range(300)]
    with closing(SqliteVault(folder)) as vault:
        for number, subject in enumerate(subjects):
            keep(vault, subject, number, number + 1_000)
        for number in range(0, 300, 7):
            destroyed.append(keys_in(folder)[subjects[number]])
            vault.erase(known_as(number))
        for number in range(3, 300, 11):
            destroyed.append(keys_in(folder)[subjects[number]])
            vault.erase_all(subjects[number])
            vault.forget(subjects[number])
        gone = {subjects[number] for number in range(3, 300, 11)}
        found, kept = everything(folder), keys_in(folder)
    assert len(destroyed) > 60
    assert [key.hex() for key in destroyed if key in found] == []
    assert [subject for subject in gone if subject.encode() in found] == []
    assert all(key in found for key in kept.values()), "the search would find a key"


def test_neither_ciphertext_nor_a_journal_is_left(folder: Path):
    with closing(SqliteVault(folder)) as vault:
        keep(vault, "p-1", 1, 2)
        vault.keep("p-1", known_as(3), b"x" * 50_000, salt_of(3))
        ((_, _, before),) = [
            row for row in bodies_in(folder / "bodies.db") if row[0] == known_as(3)
        ]
        vault.erase(known_as(3))
        found = everything(folder)
        assert {path.name for path in folder.iterdir()} == {"keys.db", "bodies.db"}
    assert not any(before[at : at + 32] in found for at in range(0, len(before) - 32, 500))


# Killed at any moment, it has done a thing or has not.

ERASING = """
import sys
from hashlib import sha256
from pathlib import Path
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.kernel.identifiers import Digest
vault = SqliteVault(Path(sys.argv[1]))
name = lambda number: Digest(sha256(str(number).encode()).hexdigest())
for number in range(int(sys.argv[2]), 10_000):
    vault.keep("p-1", name(number), b"body %d" % number, bytes(32))
    if number % 3 == 0:
        vault.erase(name(number - 2))
        print(number - 2, flush=True)
"""


def test_a_vault_that_is_killed_has_erased_what_it_said_and_reads_the_rest(folder: Path):
    said: set[int] = set()
    for turn in range(6):
        command = [sys.executable, "-c", ERASING, str(folder), str(turn * 1_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603  (ourselves)
            assert process.stdout is not None
            said |= {int(process.stdout.readline()) for _ in range(2)}
            time.sleep(0.02 + turn * 0.013)
            process.kill()
            said |= {int(line) for line in process.stdout.read().split() if line}
        with closing(SqliteVault(folder)) as vault:
            kept = set(vault.commitments("p-1"))
            assert all(vault.opening(one).body.startswith(b"body ") for one in kept)
            assert not kept & {known_as(number) for number in said}
    assert len(said) > 6
