"""No command tells a secret: not in its answer, an error or a trace, to people or in JSON."""

import json
import stat
import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.scenario.harness import comptrol

from comptrol.adapters.keyring_files import FileKeyring, PartyKey
from comptrol.adapters.oprf.keys import StoredSeed
from comptrol.adapters.signing_keys import SigningKey, StoredKey, read_key
from comptrol.bootstrap import SIGNER
from comptrol.flow.parcels import Parcel
from comptrol.flow.signing_in import Account, Journey
from comptrol.flow.vaulting import Opening
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEED = bytes.fromhex("5ec12e7" + "0" * 57)
WORDS = "correct-horse-battery-staple"
COMMANDS = (
    ("ledger", "verify"),
    ("ledger", "rotate", "--reason", "yearly"),
    ("ledger", "publish"),
    ("console", "account", "list"),
    ("enrol", "one", "--name", "One", "--country", "NL"),
    ("usage", "announce", "1", "--since", "2027-01-01", "--until", "2027-02-01"),
    ("ask", "parties/parties"),
    ("say", "parties.enrolled/1", "nothing.json"),
    ("unseal", "0", "--purpose", "order", "--as", "authority"),
    ("kinds",),
)


def secrets_in(folder: Path) -> set[str]:
    """Return every private word that a data folder keeps, as it is written there."""
    keys = {it.read_text().strip() for it in (folder / "keys").glob("*.key")}
    heads = {json.loads(it.read_text())["seed"] for it in folder.glob("signer/*.key")}
    epochs = {json.loads(it.read_text())["seed"] for it in folder.rglob("epoch-*.key")}
    return keys | heads | epochs


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["people", "json"])
def test_no_command_tells_a_key(folder: Path, here: Path, form: tuple[str, ...]) -> None:
    told, kinds = "", ("sign", "ask")
    for words in COMMANDS:
        data = () if words == ("kinds",) else ("--data", folder)
        ran = comptrol(*words, *data, *(form if words[0] not in kinds else ()))
        told += f"{ran.out}{ran.err}"
    secrets = secrets_in(folder)
    assert len(secrets) > 10
    assert [it for it in secrets if it in told] == []
    assert here.is_dir()


def test_a_password_is_told_by_nothing(folder: Path, here: Path) -> None:
    file = here / "password"
    file.write_text(f"{WORDS}\n")
    for mode in (0o644, 0o600):
        file.chmod(mode)
        named = ("--party", "review-office", "--password-file", file, "--data", folder)
        ran = comptrol("console", "account", "add", "rita", *named)
        assert WORDS not in ran.out + ran.err
        assert ran.code == (0 if mode == 0o600 else 3)
    shown = comptrol("console", "account", "list", "--json", "--data", folder)
    assert "argon2" not in shown.out
    assert WORDS.encode() not in b"".join(it.read_bytes() for it in folder.glob("console.db*"))


@pytest.mark.parametrize("content", ["5ec12e7" + "0" * 56, "5ec12e7 not a key", "\udcff5ec12e7"])
def test_a_key_that_cannot_be_read_is_not_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "acme.key"
    path.write_bytes(content.encode(errors="surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(UnavailableError) as caught:
        FileKeyring(tmp_path).of(PartyId("acme"))
    told = "".join(traceback.format_exception(caught.value))
    assert "5ec12e7" not in told
    assert "0xff" not in told


def test_a_key_of_heads_that_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "head.key"
    path.write_text(f'{{"name":"a","algorithm":"ED25519","seed":"{WORDS}","more":1}}')
    path.chmod(0o600)
    with pytest.raises(UnavailableError) as caught:
        read_key(path)
    assert WORDS not in "".join(traceback.format_exception(caught.value))


def test_nothing_that_holds_a_secret_prints_it() -> None:
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    key = PartyKey(PartyId("acme"), private)
    held = (
        key,
        StoredKey(name="a", algorithm="ED25519", seed=SEED.hex()),
        StoredSeed(epoch=1, seed=SEED.hex()),
        Parcel(sealed=b"", body=SEED, salt=SEED, openly=b""),
        Opening(SEED, SEED),
        Journey(state=SEED.hex(), nonce=SEED.hex(), verifier=SEED.hex(), back=""),
        Account(name="a", party=None, made=NOW, password=SEED.hex()),
    )
    for it in held:
        for told in (repr(it), str(it), f"{[it]}", f"{it!r:>3}"):
            assert SEED.hex() not in told
            assert repr(SEED) not in told
    assert "private" not in repr(SigningKey.__name__)


def test_every_file_with_a_secret_is_its_owners_alone(folder: Path) -> None:
    kept = [*folder.glob("keys/*.key"), *folder.glob(f"{SIGNER}/*.key"), *folder.rglob("vault*")]
    open_ = {it.name: oct(it.stat().st_mode) for it in kept if it.stat().st_mode & 0o077}
    assert kept
    assert open_ == {}
    for name in ("keys", SIGNER):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700


def test_no_setting_holds_a_secret() -> None:
    """A secret is in a file that its owner alone can read; a setting names that file."""
    words = ("secret", "password", "token", "_key", "seed")
    held = [it for it in Settings.__struct_fields__ if any(word in it for word in words)]
    assert held
    assert [it for it in held if not it.endswith("_file")] == []


def test_the_signer_leaves_no_memory_behind_when_it_dies(tmp_path: Path) -> None:
    """Its process may not be dumped to a file, nor read by others of the same account."""
    asked = "import comptrol.adapters.signer.process as it, sys;" + LIMITS
    done = subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-c", asked, str(tmp_path / "signer")],
        capture_output=True,
        text=True,
        input="",
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["0", "0"]


LIMITS = (
    "import resource, pathlib; it.main(pathlib.Path(sys.argv[1]));"
    "print(*resource.getrlimit(resource.RLIMIT_CORE))"
)
