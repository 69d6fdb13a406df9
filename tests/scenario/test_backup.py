"""A backup is whole or not there, is a prefix of the log, and says when it is not what it was."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest
from tests.scenario.harness import COSE, Ran, comptrol, until
from tests.scenario.ledger_harness import COMPTROL, MAKER, Program, lot, opened, raws, server

from comptrol.adapters.backup_folder import check_room
from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.adapters.store_sql.entries import envelopes_from
from comptrol.adapters.store_sqlite import as_it_lies
from comptrol.bootstrap import DATABASE
from comptrol.bootstrap.keeping import backup_age, last_backup
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.kernel.errors import UnavailableError


def make(folder: Path, target: Path, *words: object) -> Ran:
    return comptrol("backup", "make", target, "--data", folder, *words)


def verify(target: Path, *words: object) -> Ran:
    return comptrol("backup", "verify", target, *words)


def entries_of(target: Path) -> list[bytes]:
    with as_it_lies(target / "comptrol.db") as connection:
        return [raw for _, raw in envelopes_from(connection, 0)]


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> Path:
    """Return a backup of the demonstration, with an account of the console."""
    account = ("console", "account", "add", "rita", "--party", "review-office", "--no-password")
    assert comptrol(*account, "--data", folder).code == 0
    assert make(folder, tmp_path / "kept").code == 0
    return tmp_path / "kept"


def signed(folder: Path, count: int) -> list[bytes]:
    """Return statements of the maker, under its next numbers."""
    with opened(folder) as platform:
        voice = platform.speaker(MAKER)
        start = platform.store.sequence(platform.keyring.of(MAKER).key) + 1
        return [voice.envelope(lot(f"load-{n}"), start + n) for n in range(count)]


def test_a_backup_of_a_server_that_takes_statements_is_a_prefix_of_its_log(
    folder: Path, tmp_path: Path
) -> None:
    before, said, more = len(raws(folder)), iter(signed(folder, 400)), threading.Event()
    taken: list[int] = []
    with server(folder) as serving:

        def send() -> None:
            for raw in said:
                if more.is_set():
                    return
                answer = serving.client.post("/statements", content=raw, headers=COSE)
                taken.append(answer.status_code)

        sending = threading.Thread(target=send)
        sending.start()
        until(lambda: len(taken) > 2)
        program = Program("--data", folder, "backup", "make", tmp_path / "b")
        assert program.ended() == 0, program.said
        during = len(taken)
        more.set()
        sending.join(60)
        assert serving.program.stop() == 0
    assert set(taken) == {201}
    assert during > 2
    kept, log = entries_of(tmp_path / "b"), raws(folder)
    assert before < len(kept) <= len(log)
    assert kept == log[: len(kept)]
    told = verify(tmp_path / "b", "--signatures")
    assert (told.code, "every signature holds" in told.out) == (0, True), told.out


def test_whoever_makes_one_and_is_killed_leaves_nothing_that_looks_like_one(
    folder: Path, tmp_path: Path
) -> None:
    target, beside = tmp_path / "b", tmp_path / ".b.unfinished"
    program = Program("--data", folder, "backup", "make", target, command=(str(COMPTROL),))
    until(beside.exists)
    program.kill()
    assert not target.exists()
    assert not (beside / "manifest.json").exists()
    assert verify(target).code == verify(beside).code == 3
    assert last_backup(folder) is None
    assert make(folder, target).code == 0
    assert verify(target).code == 0
    assert not beside.exists()


def files_of(target: Path) -> Iterator[Path]:
    return (path for path in sorted(target.rglob("*")) if path.is_file())


def test_a_bit_that_is_turned_is_found_in_every_file(kept: Path) -> None:
    digest = sha256((kept / "manifest.json").read_bytes()).hexdigest()
    kinds = {path.relative_to(kept).parts[0] for path in files_of(kept)}
    assert {"comptrol.db", "console.db", "keys", "policy", "rulebooks", "manifest.json"} <= kinds
    for path in files_of(kept):
        whole = path.read_bytes()
        for at in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
            told = verify(kept, "--manifest", digest)
            assert told.code in {1, 2}, f"{path.name} at {at}"
            if path.name != "manifest.json":
                assert path.name in told.out
        path.write_bytes(whole)
    assert verify(kept, "--manifest", digest).code == 0


def test_a_file_that_is_missing_or_was_put_there_is_found(kept: Path) -> None:
    (kept / "policy").rename(kept / "police")
    told = verify(kept)
    assert told.code == 1
    assert "policy is missing" in told.out
    assert "police is not of this backup" in told.out


@pytest.mark.parametrize("listed", [True, False])
def test_what_is_no_file_is_found_and_neither_followed_nor_waited_for(
    kept: Path, tmp_path: Path, *, listed: bool
) -> None:
    os.mkfifo(kept / "pipe.db")
    (kept / "out.db").symlink_to(tmp_path / "nowhere")
    (kept / "folder").symlink_to(tmp_path, target_is_directory=True)
    names = ("pipe.db", "out.db", "folder")
    if listed:
        manifest = json.loads((kept / "manifest.json").read_text())
        manifest["files"] += [{"path": name, "size": 0, "sha256": "0" * 64} for name in names]
        (kept / "manifest.json").write_text(json.dumps(manifest))
    told = verify(kept)
    assert told.code == 1
    why = "is a link, or no file" if listed else "is not of this backup"
    assert [f"{name} {why}" in told.out for name in names] == [True] * 3


def test_no_file_is_counted_twice_and_no_name_takes_a_line_of_its_own(kept: Path) -> None:
    (kept / "x\nevery digest agrees").touch()
    assert "\nevery" not in verify(kept).out
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["files"].append(manifest["files"][0])
    (kept / "manifest.json").write_text(json.dumps(manifest))
    told = verify(kept)
    assert (told.code, "names a file twice" in told.err) == (2, True)


def test_a_link_in_the_hidden_place_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else/precious").touch()
    (tmp_path / ".b.unfinished").symlink_to(tmp_path / "else", target_is_directory=True)
    told = make(folder, tmp_path / "b")
    assert (told.code, "is a link, or somebody else's" in told.err) == (3, True)
    assert [path.name for path in (tmp_path / "else").iterdir()] == ["precious"]


def test_a_log_that_was_changed_together_with_the_manifest_does_not_lead_to_its_root(
    kept: Path,
) -> None:
    raw = entries_of(kept)[-1]
    database = kept / "comptrol.db"
    changed = raw[:-1] + bytes((raw[-1] ^ 1,))
    whole = database.read_bytes()
    assert raw[-100:] in whole
    database.write_bytes(whole.replace(raw[-100:], changed[-100:]))
    manifest = json.loads((kept / "manifest.json").read_text())
    for file in manifest["files"]:
        file["sha256"] = sha256((kept / file["path"]).read_bytes()).hexdigest()
    (kept / "manifest.json").write_text(json.dumps(manifest))
    told = verify(kept)
    assert (told.code, "do not lead to its root" in told.out) == (1, True), told.out


def test_a_name_in_the_manifest_never_leads_out_of_the_backup(kept: Path) -> None:
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["files"][0]["path"] = "../secret"
    (kept / "manifest.json").write_text(json.dumps(manifest))
    told = verify(kept)
    assert (told.code, "leads out of the backup" in told.err) == (2, True)


def test_neither_vault_nor_signer_is_in_it_and_nobody_else_can_read_it(
    folder: Path, tmp_path: Path
) -> None:
    seal_one(folder, tmp_path)
    apart = ("--with-vault", tmp_path / "v", "--with-signer-keys", tmp_path / "s")
    told = make(folder, tmp_path / "b", *apart)
    assert told.code == 0
    assert "read what is erased" in told.err
    assert "can sign others in this log's name" in told.err
    names = {path.name for path in files_of(tmp_path / "b")}
    assert names.isdisjoint({"keys.db", "bodies.db", "head.json"})
    assert not (tmp_path / "b/signer").exists()
    assert {path.name for path in files_of(tmp_path / "v")} == {
        *("keys.db", "bodies.db", "manifest.json")
    }
    signers = {path.name for path in files_of(tmp_path / "s")}
    assert "head.json" not in signers
    assert len([name for name in signers if name.endswith(".key")]) == 2
    for target in ("b", "v", "s"):
        assert verify(tmp_path / target).code == 0
        for path in (tmp_path / target, *(tmp_path / target).rglob("*")):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def seal_one(folder: Path, tmp_path: Path) -> None:
    said = {
        "lot": "hidden-1",
        "model": "nvidia-h100-sxm5-80gb",
        "on": "2026-01-02",
        "serials": [{"prefix": "HID-", "first": 1, "last": 2, "digits": 3}],
    }
    (tmp_path / "said.json").write_text(json.dumps(said))
    words = ("--as", "straits-compute", "--data-subject", "person-1")
    ran = comptrol("seal", "registry.made/1", tmp_path / "said.json", *words, "--data", folder)
    assert ran.code == 0, ran.err


def test_nothing_is_written_over_nor_into_the_data_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert "exists" in make(folder, tmp_path / "there").err
    within = make(folder, folder / "backups")
    assert (within.code, "lies within" in within.err) == (3, True)
    around = make(folder, tmp_path / "b", "--with-vault", tmp_path / "b/vault")
    assert (around.code, "lies within" in around.err) == (3, True)
    assert make(tmp_path / "nowhere", tmp_path / "b").code == 3
    assert not (tmp_path / "b").exists()


def test_a_database_that_is_damaged_is_told_of(folder: Path, tmp_path: Path) -> None:
    for name, file in (("cut", DATABASE), ("other", "console.db")):
        damaged = Path(shutil.copytree(folder, tmp_path / name))
        (damaged / file).write_bytes(b"no database" * 10_000)
        ran = make(damaged, tmp_path / "b")
        assert (ran.code, "Traceback" in ran.err) == (3, False), ran.err
        assert file in ran.err
        assert not (tmp_path / "b").exists()


def test_a_disk_without_room_is_told_of_before_anything_is_written(tmp_path: Path) -> None:
    check_room(tmp_path, 1_000, 1 << 30)
    with pytest.raises(UnavailableError, match="more are needed") as told:
        check_room(tmp_path, 1 << 30, 1_000)
    assert f"{(1 << 30) + (16 << 20) - 1_000:,}" in str(told.value)


def test_the_newest_backup_is_remembered_with_its_age(folder: Path, tmp_path: Path) -> None:
    assert (last_backup(folder), backup_age(folder)) == (None, None)
    assert comptrol("backup", "show", "--data", folder).code == 1
    made = make(folder, tmp_path / "b", "--json").json
    last, age = last_backup(folder), backup_age(folder)
    assert last is not None
    assert age is not None
    assert last.manifest == made[0]["manifest"]
    assert age.total_seconds() >= 0
    shown = comptrol("backup", "show", "--data", folder, "--json").json
    assert shown["last"]["size"] == len(raws(folder))
    assert comptrol("backup", "show", tmp_path / "b", "--json").json["digest"] == last.manifest


def test_accounts_are_in_it_and_their_sessions_do_not_come_back(
    kept: Path, tmp_path: Path
) -> None:
    published = kept.parent / "data/published"
    words = ("--to", tmp_path / "new", "--head", published)
    assert comptrol("backup", "restore", kept, *words).code == 0
    with closing(SqliteSignIns(tmp_path / "new" / ACCOUNTS)) as accounts:
        assert [account.name for account in islice(accounts.accounts(), 2)] == ["rita"]
        assert accounts.sessions("rita") == ()
