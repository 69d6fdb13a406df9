"""A private key is its owner's alone: made once, kept apart, never shown."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.speaking import ACME, BETA

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.keyring_memory import MemoryKeyring
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys"


def test_a_key_is_readable_by_its_owner_alone_whatever_the_umask(folder: Path):
    before = os.umask(0)
    try:
        FileKeyring(folder).create(ACME)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "acme.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_is_the_same_when_it_is_read_again(folder: Path):
    made = FileKeyring(folder).create(ACME)
    again = FileKeyring(folder).of(ACME)
    assert (again.party, again.key) == (ACME, made.key)
    Ed25519PublicKey.from_public_bytes(made.key).verify(again.sign(b"said"), b"said")
    assert again.sign(b"said") == made.sign(b"said")


def test_two_parties_have_two_keys(folder: Path):
    keyring = FileKeyring(folder)
    assert keyring.create(ACME).key != keyring.create(BETA).key
    assert (keyring.has(ACME), keyring.has(BETA)) == (True, True)


def test_a_key_is_never_overwritten(folder: Path):
    keyring = FileKeyring(folder)
    made = keyring.create(ACME)
    with pytest.raises(UnavailableError, match="left alone"):
        keyring.create(ACME)
    assert keyring.of(ACME).key == made.key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_key_that_others_can_reach_is_refused_and_the_cure_is_named(folder: Path, mode: int):
    keyring = FileKeyring(folder)
    keyring.create(ACME)
    (folder / "acme.key").chmod(mode)
    with pytest.raises(UnavailableError, match="chmod 600"):
        keyring.of(ACME)


def test_a_missing_key_is_unavailable_and_is_not_made(folder: Path):
    keyring = FileKeyring(folder)
    assert not keyring.has(ACME)
    with pytest.raises(UnavailableError, match="no private key of 'acme'"):
        keyring.of(ACME)
    assert not folder.exists()


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_damaged_key_is_unavailable_and_the_file_is_named(folder: Path, text: str):
    keyring = FileKeyring(folder)
    keyring.create(ACME)
    (folder / "acme.key").write_text(text)
    with pytest.raises(ComptrolError, match=r"acme\.key"):
        keyring.of(ACME)


@pytest.mark.parametrize("keyring", [MemoryKeyring(), None], ids=["memory", "files"])
def test_a_key_is_never_printed(folder: Path, keyring: MemoryKeyring | None):
    key = (keyring or FileKeyring(folder)).create(ACME)
    secret = key._private.private_bytes_raw()  # noqa: SLF001  (to look for it)
    assert secret.hex() not in f"{key} {key!r} {keyring!r}"


def test_a_key_in_memory_stays_the_same(folder: Path):
    keyring = MemoryKeyring()
    assert keyring.of(ACME).key == keyring.of(ACME).key == keyring.create(ACME).key
    assert keyring.of(BETA).key != keyring.of(ACME).key
    assert not folder.exists()


@pytest.mark.parametrize("name", ["../authority", "a/b", "", "A", "acme\n", "."])
def test_a_name_that_is_none_never_becomes_a_path(folder: Path, name: str):
    with pytest.raises(UnreadableError, match="no party's name"):
        FileKeyring(folder).create(PartyId(name))
    assert not any(folder.parent.rglob("*.key"))
