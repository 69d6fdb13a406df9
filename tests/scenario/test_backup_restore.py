"""A log that is brought back goes on where it was, or not at all; whoever was erased stays so."""

import json
import shutil
from pathlib import Path

import pytest
from tests.scenario.harness import Ran, comptrol
from tests.scenario.ledger_harness import (
    ORIGIN,
    fsck,
    grown,
    head_of,
    published,
    raws,
    signed_by,
    turn_byte,
)
from tests.scenario.test_backup import make, verify
from tests.scenario.test_privacy import erase, opening, ordered, sealed

from comptrol.adapters.signer.head_store import HeadStore
from comptrol.adapters.signing_keys import signing_keys
from comptrol.bootstrap import created, found, open_platform
from comptrol.bootstrap.keeping import read_manifest
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.ledger.checkpoint import Head
from comptrol.settings import Settings


def restore(target: Path, to: Path, *words: object) -> Ran:
    return comptrol("backup", "restore", target, "--to", to, *words)


def agrees(folder: Path) -> bool:
    told = comptrol("ledger", "rebuild", "--check", "--json", "--data", folder)
    return told.code == 0 and bool(told.json["agrees"])


def monitored(log: Path, policy: Path, state: Path) -> int:
    told = comptrol("ledger", "monitor", log, "--policy", policy, "--state", state)
    assert "Traceback" not in told.err
    return told.code


@pytest.fixture
def behind(folder: Path, tmp_path: Path) -> Path:
    """Return a backup that is older than the last head; the log went on, and was published."""
    apart = ("--with-signer-keys", tmp_path / "signer-keys")
    assert make(folder, tmp_path / "kept", *apart).code == 0
    grown(folder, *(f"late-{number}" for number in range(3)))
    published(folder)
    return tmp_path / "kept"


def test_a_backup_behind_the_last_head_is_not_gone_on_from(
    behind: Path, folder: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    told = restore(behind, new)
    assert told.code == 3
    assert "--signer DIR" in told.err
    assert "--head" in told.err
    for known in (("--head", folder / "published"), ("--signer", folder / "signer")):
        told = restore(behind, new, *known)
        assert told.code == 3
        assert f"a head of {head_of(folder).size} was signed" in told.err
        assert "--published" in told.err
    (tmp_path / "not-mounted").mkdir()
    told = restore(behind, new, "--signer", tmp_path / "not-mounted")
    assert (told.code, "it is not the signer" in told.err) == (3, True)
    assert not new.exists()
    assert not (tmp_path / ".new.unfinished").exists()


@pytest.mark.parametrize("known", ["keys", "signer"])
def test_what_is_missing_comes_from_the_published_log_and_nobody_sees_a_fork(
    behind: Path, folder: Path, tmp_path: Path, known: str
) -> None:
    state, policy, new = tmp_path / "state", folder / "policy", tmp_path / "new"
    log = shutil.copytree(folder / "published", tmp_path / "mirror")
    assert monitored(log, policy, state) == 0
    if known == "keys":
        words = ("--signer-keys", tmp_path / "signer-keys", "--head", log / "checkpoint")
    else:
        (folder / "signer").rename(tmp_path / "old-signer")
        words = ("--signer", tmp_path / "old-signer")
    whole = raws(folder) if known == "keys" else None
    told = restore(behind, new, "--published", log, *words, "--json")
    assert told.code == 0, told.err
    size = head_of(folder).size
    assert told.json["entries"] == size
    assert told.json["added"] == 6  # each of three statements with its seal
    assert told.json["replayed"]
    assert agrees(new)
    assert whole is None or raws(new) == whole
    last = HeadStore(new / "signer").last()
    assert last is not None
    assert last.size == size
    grown(new, "after-1")
    head = published(new)
    assert head.head.size == size + 2
    assert monitored(new / "published", policy, state) == 0
    assert fsck(new).differences == ()


def test_a_published_log_that_was_changed_adds_nothing(
    behind: Path, folder: Path, tmp_path: Path
) -> None:
    log = shutil.copytree(folder / "published", tmp_path / "mirror")
    bundles = [path for path in (log / "tile/entries").rglob("*") if path.is_file()]
    turn_byte(max(bundles, key=lambda it: it.stat().st_mtime_ns), -1)
    told = restore(behind, tmp_path / "new", "--published", log)
    assert told.code in {1, 2}, told.err
    assert not (tmp_path / "new").exists()


def test_a_head_of_another_log_with_the_same_keys_is_a_fork_and_refused(
    folder: Path, tmp_path: Path
) -> None:
    assert make(folder, tmp_path / "kept").code == 0
    other = Head(origin=ORIGIN, size=head_of(folder).size, root=bytes(32))
    (tmp_path / "forged").write_bytes(signed_by(signing_keys(folder / "signer"), other))
    told = restore(tmp_path / "kept", tmp_path / "new", "--head", tmp_path / "forged")
    assert (told.code, "would be a fork" in told.err) == (1, True)
    assert not (tmp_path / "new").exists()


def test_a_head_that_nobody_believes_binds_nobody(folder: Path, tmp_path: Path) -> None:
    assert make(folder, tmp_path / "kept").code == 0
    note = (folder / "published/checkpoint").read_bytes()
    (tmp_path / "head").write_bytes(note.replace(b"\n569\n", b"\n567\n", 1))
    told = restore(tmp_path / "kept", tmp_path / "new", "--head", tmp_path / "head")
    assert told.code in {1, 2}
    assert not (tmp_path / "new").exists()


def test_a_backup_as_far_as_the_head_goes_on_with_new_keys_where_the_old_are_lost(
    folder: Path, tmp_path: Path
) -> None:
    assert make(folder, tmp_path / "kept").code == 0
    new = tmp_path / "new"
    told = restore(tmp_path / "kept", new, "--head", folder / "published")
    assert (told.code, "ledger rotate" in told.out) == (0, True)
    assert agrees(new)
    rotated = comptrol("ledger", "rotate", "--reason", "The signer was lost.", "--data", new)
    assert rotated.code == 0, rotated.err
    state = tmp_path / "state"
    assert monitored(folder / "published", folder / "policy", state) == 0
    assert monitored(new / "published", new / "policy", state) == 0


def test_nothing_is_restored_over_a_log_nor_from_what_was_damaged(
    folder: Path, tmp_path: Path
) -> None:
    assert make(folder, tmp_path / "kept").code == 0
    head = ("--head", folder / "published")
    over = restore(tmp_path / "kept", folder, *head)
    assert (over.code, "exists" in over.err) == (3, True)
    turn_byte(tmp_path / "kept/policy", 5)
    told = restore(tmp_path / "kept", tmp_path / "new", *head)
    assert (told.code, "policy was changed" in told.err) == (1, True)
    assert not (tmp_path / "new").exists()


def test_a_log_without_keys_for_heads_needs_no_head(tmp_path: Path) -> None:
    with created(tmp_path / "data", processes=0) as platform:
        found(platform, name="A", country=CountryCode("NL"))
    assert make(tmp_path / "data", tmp_path / "kept").code == 0
    assert restore(tmp_path / "kept", tmp_path / "new").code == 0
    assert raws(tmp_path / "new") == raws(tmp_path / "data")


def test_whoever_was_erased_stays_so_with_the_vault_of_before_and_without(
    folder: Path, tmp_path: Path
) -> None:
    bodies = []
    for number in (1, 2):
        body = tmp_path / f"{number}.json"
        body.write_text(json.dumps({**ordered(f"use-{number}"), "order": f"o-{number}"}))
        bodies.append(sealed(folder, body, f"person-{number}")["position"])
    vault = tmp_path / "vault"
    assert make(folder, tmp_path / "first", "--with-vault", vault).code == 0
    assert erase(folder, "--data-subject", "person-2").code == 0
    published(folder)
    assert make(folder, tmp_path / "second").code == 0
    words = ("--signer", folder / "signer")
    brought = restore(tmp_path / "second", tmp_path / "with", *words, "--vault", vault)
    assert brought.code == 0
    assert "erased again, as the log says: 1." in brought.out
    assert b"use-1" in opening(tmp_path / "with", bodies[0])[0]
    with pytest.raises(NotFoundError):
        opening(tmp_path / "with", bodies[1])
    assert restore(tmp_path / "second", tmp_path / "without", *words).code == 0
    for position in bodies:
        with pytest.raises(NotFoundError):
            opening(tmp_path / "without", position)
    assert agrees(tmp_path / "without")


def test_a_vault_is_no_log_and_a_log_no_vault(folder: Path, tmp_path: Path) -> None:
    apart = tmp_path / "keys"
    assert make(folder, tmp_path / "kept", "--with-signer-keys", apart).code == 0
    assert "holds no log" in restore(apart, tmp_path / "new").err
    words = ("--head", folder / "published", "--vault", apart)
    assert "holds no vault" in restore(tmp_path / "kept", tmp_path / "new", *words).err


def test_a_server_and_a_file_are_backed_up_and_restored_to_each_other(
    folder: Path, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPTROL_DATABASE", raising=False)
    log, head = raws(folder), ("--head", folder / "published")
    assert make(folder, tmp_path / "of-file").code == 0
    monkeypatch.setenv("COMPTROL_DATABASE", schema)
    to_server = restore(tmp_path / "of-file", tmp_path / "served", *head)
    assert to_server.code == 0, to_server.err
    assert not (tmp_path / "served/comptrol.db").exists()
    assert agrees(tmp_path / "served")
    assert restore(tmp_path / "of-file", tmp_path / "again", *head).code == 3
    with_writer = tmp_path / "of-server"
    writer = open_platform(
        tmp_path / "served", processes=0, settings=Settings(database=schema), any_head=True
    )
    try:
        writer.store.claim()  # a server holds the lock of the writer: it is not needed
        told = make(tmp_path / "served", with_writer)
    finally:
        writer.close()
    assert told.code == 0, told.err
    assert verify(with_writer, "--signatures").code == 0
    monkeypatch.delenv("COMPTROL_DATABASE")
    assert restore(with_writer, tmp_path / "filed", *head).code == 0
    assert agrees(tmp_path / "filed")
    assert raws(tmp_path / "filed") == log
    first, second = (read_manifest(tmp_path / it)[0].log for it in ("of-file", "of-server"))
    assert first == second
