"""Every command of the ledger, with good input and with bad: answers, exit codes, what is left."""

import json
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.ledger_cast import COSIGNER
from tests.scenario.conftest import Told
from tests.scenario.harness import Ran, comptrol, size
from tests.scenario.ledger_harness import (
    MAKER,
    ORIGIN,
    VERIFIER,
    fsck,
    grown,
    head_of,
    opened,
    raws,
    turn_byte,
    verified,
    with_byte_turned,
)

from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import DATABASE, POLICY, PUBLISHED, SIGNER, policy_of
from comptrol.entrypoints.cli.commands.ledger import COMMANDS
from comptrol.flow.publishing import CHECKPOINT, SUBJECTS
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.note import Algorithm
from comptrol.kernel.ledger.receipt import verify_inclusion
from comptrol.kernel.ledger.subject_map import bucket_of, key_of
from comptrol.kernel.ledger.tree import leaf_hash

LOT = "lot:h100-0001"
INIT = ("--name", "An authority", "--country", "nl", "--by", "Director", "--reason", "parity")
WITNESS = f"witness w {COSIGNER.key.text}\nquorum w"


def ledger(folder: Path, command: str, *arguments: object) -> Ran:
    """Run a command of the ledger over a data folder."""
    return comptrol("--data", folder, "ledger", command, *arguments)


def done(ran: Ran) -> Ran:
    """Return what a command answered, which must be yes."""
    assert ran.code == 0, (ran.out, ran.err)
    return ran


def refused(ran: Ran, code: int, *words: str) -> None:
    """Check that a command ended with a code, one sentence that says why, and no answer."""
    assert (ran.code, ran.out) == (code, ""), ran
    assert "Traceback" not in ran.err
    assert all(word in ran.err for word in words), ran.err


def proven(folder: Path, position: int) -> tuple[Path, Path]:
    """Write an entry and its receipt."""
    receipt, entry = folder.parent / f"{position}.tlog-proof", folder.parent / f"{position}.cose"
    done(ledger(folder, "prove", position, "--out", receipt, "--entry", entry))
    return receipt, entry


def checks(receipt: Path, entry: Path, policy: Path) -> int:
    """Return whether a receipt holds for an entry, by a policy."""
    asked = ("--receipt", receipt, "--entry", entry, "--policy", policy)
    return comptrol("ledger", "verify", *asked).code


def told_history(folder: Path, subject: str) -> Any:
    """Return a history proof, as JSON."""
    return done(ledger(folder, "prove", "--subject", subject, "--json")).json


def checks_history(folder: Path, proof: object) -> Ran:
    """Check a history proof by the policy of the data folder."""
    path = folder.parent / "history.json"
    path.write_text(proof if isinstance(proof, str) else json.dumps(proof))
    return ledger(folder, "verify", "--history", path, "--json")


def unmet(folder: Path) -> Path:
    """Let the policy of a data folder want a witness who has cosigned nothing."""
    path = folder / POLICY
    path.write_text(path.read_text().replace("quorum none", WITNESS))
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


# -- publish ----------------------------------------------------------------------------------


def test_publishing_twice_gives_the_same_head(folder: Path) -> None:
    first, second = (done(ledger(folder, "publish", "--json")).json for _ in range(2))
    assert first == second
    assert first["origin"] == ORIGIN
    assert (first["final"], first["missing"]) == (True, "")
    assert first["size"] == head_of(folder).size == size(folder)
    assert first["root"] == head_of(folder).root.hex()


def test_publishing_takes_the_head_on_with_the_log(folder: Path) -> None:
    before = head_of(folder).size
    grown(folder, "more")
    assert head_of(folder).size == before
    told = done(ledger(folder, "publish")).out
    assert f"{ORIGIN}, {size(folder)} entries" in told
    assert f"Published in {folder / PUBLISHED}." in told
    assert head_of(folder).size == size(folder) > before
    done(ledger(folder, "verify", "--signatures"))


def test_a_head_without_its_quorum_is_not_published(folder: Path) -> None:
    before = (folder / PUBLISHED / CHECKPOINT).read_bytes()
    unmet(folder)
    grown(folder, "unseen")
    ran = ledger(folder, "publish", "--json")
    assert ran.code == 1
    assert ran.json["final"] is False
    assert ran.json["size"] == size(folder)
    assert "witness 'w' has not cosigned" in ran.json["missing"]
    assert "Signed, and not published" in ledger(folder, "publish").out
    assert (folder / PUBLISHED / CHECKPOINT).read_bytes() == before


def test_a_log_without_a_policy_is_not_published(folder: Path) -> None:
    (folder / POLICY).unlink()
    for command in ("publish", "prove", "rotate", "export"):
        options = {"prove": ("0",), "rotate": ("--reason", "r"), "export": ("--out", folder / "x")}
        refused(ledger(folder, command, *options.get(command, ())), 3, "no policy")


@pytest.mark.parametrize("text", ["", "quorum none\n", "log nonsense\nquorum none\n", "\xff\xfe"])
def test_a_policy_that_cannot_be_read_is_bad_input(folder: Path, text: str) -> None:
    (folder / POLICY).write_bytes(text.encode("latin-1"))
    ran = ledger(folder, "publish")
    assert ran.code in {1, 2}, "a policy that names no log believes none"
    assert ran.out == ""


def test_a_key_that_others_can_read_signs_nothing(folder: Path) -> None:
    grown(folder, "more")
    before = head_of(folder)
    (key, *_) = (folder / SIGNER).glob("*.key")
    key.chmod(0o640)
    refused(ledger(folder, "publish"), 3, "can be read by others", f"chmod 600 {key}")
    assert head_of(folder) == before
    key.chmod(0o600)
    done(ledger(folder, "publish"))


def test_without_its_keys_a_log_signs_nothing(folder: Path) -> None:
    grown(folder, "more")
    for key in (folder / SIGNER).glob("*.key"):
        key.unlink()
    refused(ledger(folder, "publish"), 1, "none of the 2 keys in force")


# -- prove and verify -------------------------------------------------------------------------


def test_a_receipt_holds_for_its_entry_and_says_where_it_stands(folder: Path) -> None:
    receipt, entry = proven(folder, 5)
    assert entry.read_bytes() == raws(folder)[5]
    asked = ("--receipt", receipt, "--entry", entry)
    told = done(ledger(folder, "verify", *asked, "--json")).json
    assert (told["verified"], told["index"], told["origin"]) == (True, 5, ORIGIN)
    assert told["size"] == head_of(folder).size
    assert "position 5 of the log" in done(ledger(folder, "verify", *asked)).out


def test_a_receipt_goes_to_standard_output_or_into_json(folder: Path) -> None:
    receipt, _ = proven(folder, 5)
    assert done(ledger(folder, "prove", 5)).out == receipt.read_text()
    told = done(ledger(folder, "prove", 5, "--json")).json
    assert told["position"] == 5
    assert b64decode(told["proof"]) == receipt.read_bytes()


def test_what_is_not_published_yet_is_published_to_be_proven(folder: Path) -> None:
    (said,) = grown(folder, "more")
    receipt, entry = proven(folder, said.position)
    assert head_of(folder).size == size(folder)
    assert checks(receipt, entry, folder / POLICY) == 0


def test_a_receipt_of_cose_holds_under_the_key_of_the_log(folder: Path) -> None:
    out, entry = folder.parent / "receipt", folder.parent / "entry"
    done(ledger(folder, "prove", 7, "--cose", "--out", out, "--entry", entry))
    (key, _) = (log.key for log in policy_of(folder).logs)
    assert key.algorithm is Algorithm.ED25519
    head, index = verify_inclusion(out.read_bytes(), entry.read_bytes(), key)
    assert (head, index) == (head_of(folder), 7)


def of_another_entry(receipt: Path) -> None:
    receipt.with_suffix(".cose").write_bytes(b"another")


def of_a_changed_entry(receipt: Path) -> None:
    turn_byte(receipt.with_suffix(".cose"), 100)


def with_another_path(receipt: Path) -> None:
    lines = receipt.read_text().split("\n")
    lines[2] = b64encode(bytes(32)).decode()
    receipt.write_text("\n".join(lines))


def of_another_index(receipt: Path) -> None:
    receipt.write_text(receipt.read_text().replace("index 5", "index 6"))


def under_another_size(receipt: Path) -> None:
    text = receipt.read_text()
    at = text.index(ORIGIN) + len(ORIGIN) + 1
    receipt.write_text(text[:at] + "9" + text[at:])


def signed_by_nobody(receipt: Path) -> None:
    (first, *_) = receipt.read_text().split("\n— ")
    receipt.write_text(f"{first}\n— nobody {b64encode(bytes(68)).decode()}\n")


CHANGES = [of_another_entry, of_a_changed_entry, with_another_path]
CHANGES += [of_another_index, under_another_size, signed_by_nobody]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_changed_is_not_proven(
    told: Told, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = tmp_path / "data"
    folder.symlink_to(told.folder)
    receipt, entry = proven(folder, 5)
    change(receipt)
    ran = ledger(folder, "verify", "--receipt", receipt, "--entry", entry, "--json")
    assert ran.code == 1, ran.out
    assert ran.json["verified"] is False
    assert ran.json["findings"]


@pytest.mark.parametrize("text", ["", "nonsense", "c2sp.org/tlog-proof@v1\nindex 5\n"])
def test_what_is_no_receipt_is_bad_input(told: Told, tmp_path: Path, text: str) -> None:
    receipt, entry = tmp_path / "receipt", tmp_path / "entry"
    receipt.write_text(text)
    entry.write_bytes(b"entry")
    assert checks(receipt, entry, told.folder / POLICY) == 2
    assert checks(tmp_path / "nowhere", entry, told.folder / POLICY) == 2
    assert checks(receipt, tmp_path / "nowhere", told.folder / POLICY) == 2


def test_a_receipt_holds_only_by_a_policy_that_believes_the_log(
    folder: Path, tmp_path: Path
) -> None:
    receipt, entry = proven(folder, 5)
    policy = tmp_path / "policy"
    logs = [f"log {log.key.text}" for log in policy_of(folder).logs]
    believes = {
        f"{logs[0]}\nquorum none\n": 0,
        f"{logs[1]}\nquorum none\n": 0,
        f"log {COSIGNER.key.text.replace('+BC', '+AS')}\nquorum none\n": 2,
        "log registry.example/test+3c163b15+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
        "quorum none\n": 1,
        f"{logs[0]}\n{WITNESS}\n": 1,
        f"{logs[0]}\nwitness w {COSIGNER.key.text}\nquorum none\n": 0,
        f"{logs[0]}\n": 2,
        "": 2,
    }
    for text, code in believes.items():
        policy.write_text(text)
        assert checks(receipt, entry, policy) == code, text
    assert checks(receipt, entry, tmp_path / "nowhere") == 3


def test_a_history_has_everything_about_a_subject(folder: Path) -> None:
    proof = told_history(folder, LOT)
    entries = raws(folder)
    assert [b64decode(one["entry"]) for one in proof["entries"]] == [
        entries[one["position"]] for one in proof["entries"]
    ]
    ran = done(checks_history(folder, proof))
    assert ran.json["positions"] == [one["position"] for one in proof["entries"]]
    assert len(ran.json["positions"]) > 1
    told = done(ledger(folder, "prove", "--subject", LOT)).out
    assert f"the log has {len(proof['entries'])} entries" in told


def test_a_history_proves_that_there_is_nothing(folder: Path) -> None:
    proof = told_history(folder, "lot:never-made")
    assert proof["entries"] == []
    assert "There is no entry about lot:never-made" in done(checks_history(folder, proof)).out
    told = done(ledger(folder, "prove", "--subject", "lot:never-made")).out
    assert "no entry at all" in told


def test_a_history_goes_on_and_the_old_one_still_holds(folder: Path) -> None:
    subject, before = f"party:{MAKER}", told_history(folder, f"party:{MAKER}")
    lots = told_history(folder, "lot:more")
    (said,) = grown(folder, "more")
    after = told_history(folder, "lot:more")
    assert [one["position"] for one in after["entries"]] == [said.position]
    for proof in (before, lots, after, told_history(folder, subject)):
        done(checks_history(folder, proof))


def test_a_history_may_be_written_to_a_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = done(ledger(folder, "prove", "--subject", LOT, "--out", out))
    assert ran.out == ""
    assert json.loads(out.read_text()) == told_history(folder, LOT)


def lacks_one(proof: Any) -> None:
    del proof["entries"][1]


def lacks_all(proof: Any) -> None:
    proof["entries"] = []


def of_another(proof: Any) -> None:
    proof["subject"] = "lot:never-made"


def in_another_order(proof: Any) -> None:
    proof["entries"].reverse()


def another_bucket(proof: Any) -> None:
    proof["bucket"] = b64encode(with_byte_turned(b64decode(proof["bucket"]), -1)).decode()


def another_seal(proof: Any) -> None:
    proof["seal"] = proof["entries"][0]["entry"]


def shorter_path(proof: Any) -> None:
    proof["path"].pop()


LIES = [lacks_one, lacks_all, of_another, in_another_order]
LIES += [another_bucket, another_seal, shorter_path]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_history_that_was_changed_does_not_hold(
    told: Told, tmp_path: Path, lie: Callable[[Any], None]
) -> None:
    folder = tmp_path / "data"
    folder.symlink_to(told.folder)
    proof = told_history(folder, LOT)
    lie(proof)
    ran = checks_history(folder, proof)
    assert ran.code == 1, ran.out
    assert ran.json["findings"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "comptrol/history@v2"}'])
def test_what_is_no_history_is_bad_input(folder: Path, text: str) -> None:
    assert checks_history(folder, text).code == 2


def test_only_what_the_log_has_can_be_proven(told: Told) -> None:
    folder, entries = told.folder, size(told.folder)
    refused(ledger(folder, "prove", entries), 2, f"the log has no entry {entries}")
    refused(ledger(folder, "prove", -1), 2)
    refused(ledger(folder, "prove"), 2, "POSITION", "--subject")
    refused(ledger(folder, "prove", 1, "--subject", LOT), 2, "POSITION", "--subject")
    refused(ledger(folder, "prove", "first"), 2)


def test_one_thing_is_verified_at_a_time(told: Told, tmp_path: Path) -> None:
    verify = ("ledger", "verify", "--data", told.folder)
    refused(comptrol(*verify, "--receipt", tmp_path), 2, "--entry")
    refused(comptrol(*verify, "--entry", tmp_path), 2, "--receipt")
    refused(comptrol(*verify, tmp_path, "--history", tmp_path), 2)
    both = ("--receipt", tmp_path, "--entry", tmp_path, "--history", tmp_path)
    refused(comptrol(*verify, *both), 2)


def test_a_published_log_is_verified_where_it_lies(told: Told, tmp_path: Path) -> None:
    told_json = done(ledger(told.folder, "verify", "--signatures", "--json")).json
    assert told_json["verified"] is True
    assert told_json["size"] == size(told.folder)
    assert told_json["signatures_of_entries"] is True
    away = shutil.copytree(told.folder / PUBLISHED, tmp_path / "away")
    done(comptrol("ledger", "verify", away, "--policy", told.folder / POLICY))
    assert comptrol("ledger", "verify", away, "--data", tmp_path).code == 3
    nowhere = comptrol("ledger", "verify", tmp_path / "no", "--policy", told.folder / POLICY)
    assert nowhere.code == 2


# -- export -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration as an export; whoever changes it copies it first."""
    out = tmp_path_factory.mktemp("exported") / "log"
    ran = done(ledger(told.folder, "export", "--out", out, "--json"))
    head = head_of(told.folder)
    assert ran.json == {"folder": str(out), "size": head.size, "root": head.root.hex()}
    return out


def audited(log: Path, *options: str, flags: str = "-I") -> Ran:
    """Check an export with the program that lies in it, in a plain interpreter."""
    program = log / "verify_ledger.py"
    asked = ("log", log, "--policy", log / POLICY, "--processes", 1, "--json", *options)
    return verified(*asked, program=program, flags=flags)


def test_an_export_is_checked_by_the_program_that_lies_in_it(exported: Path) -> None:
    assert {path.name for path in exported.iterdir()} == {
        *(CHECKPOINT, SUBJECTS, POLICY, "rulebooks", "tile", VERIFIER.name)
    }
    ran = audited(exported, "--signatures")
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert ran.json["files_not_looked_at"] == 0


def test_without_any_package_the_program_says_what_it_could_not_check(exported: Path) -> None:
    ran = audited(exported, "--signatures", flags="-IS")
    assert ran.code == 3, ran.out
    assert ran.json["findings"] == []
    assert any("signatures of" in what for what in ran.json["unchecked"])


DAMAGED = ["tile/0/000", "tile/1/000.p", "tile/entries/001", "tile/entries", CHECKPOINT]


@pytest.mark.parametrize("what", DAMAGED)
def test_a_byte_that_was_turned_in_an_export_is_found(
    exported: Path, tmp_path: Path, what: str
) -> None:
    log = shutil.copytree(exported, tmp_path / "log")
    path = log / what
    if path.is_dir():
        path = max(file for file in path.rglob("*") if file.is_file())
    turn_byte(path, len(ORIGIN) + 3 if what == CHECKPOINT else path.stat().st_size // 2)
    ran = audited(log)
    assert ran.code == 1, ran.out
    assert ran.json["findings"][0]["where"]
    assert CHECKPOINT in {finding["where"] for finding in ran.json["findings"]} or "tile" in what


def test_a_file_that_is_missing_from_an_export_is_named(exported: Path, tmp_path: Path) -> None:
    log = shutil.copytree(exported, tmp_path / "log")
    (log / "tile/entries/000").unlink()
    ran = audited(log)
    assert ran.code == 1
    assert "tile/entries/000" in {finding["where"] for finding in ran.json["findings"]}


def test_an_export_goes_into_an_empty_folder_alone(told: Told, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    refused(ledger(told.folder, "export", "--out", mine), 3, "not empty")
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    refused(ledger(told.folder, "export", "--out", mine / "thesis.txt"), 3)
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_an_export_has_what_was_said_last(folder: Path, tmp_path: Path) -> None:
    grown(folder, "last")
    told = done(ledger(folder, "export", "--out", tmp_path / "out")).out
    assert f"{size(folder)} entries in" in told
    assert audited(tmp_path / "out").json["size"] == size(folder)


def test_what_is_not_final_is_not_exported(folder: Path, tmp_path: Path) -> None:
    unmet(folder)
    refused(ledger(folder, "export", "--out", tmp_path / "out"), 3, "the policy is not met")
    assert not (tmp_path / "out" / CHECKPOINT).exists()


# -- fsck -------------------------------------------------------------------------------------


def turned_in(folder: Path, table: str, column: str, where: str, at: int = 40) -> None:
    """Turn a byte of one value in the database."""
    with closing(connect(folder / DATABASE)) as db:
        query = f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608  (words of ours)
        (value,) = db.execute(query).fetchone()
        change = f"UPDATE {table} SET {column} = ? WHERE {where}"  # noqa: S608
        db.execute(change, (with_byte_turned(value, at),))


def found(folder: Path) -> list[str]:
    """Return what a check finds, which must be something."""
    ran = ledger(folder, "fsck", "--json")
    assert ran.code == 1, (ran.out, ran.err)
    assert ran.json["agrees"] is False
    differences: list[str] = ran.json["differences"]
    assert differences
    return differences


def test_a_sound_log_agrees_in_everything(told: Told) -> None:
    ran = done(ledger(told.folder, "fsck", "--json"))
    assert ran.json["agrees"] is True
    assert ran.json["entries"] == size(told.folder)
    assert (ran.json["tiles"], ran.json["files"]) == (4, 8)
    assert ran.json["subjects"] > 100
    assert done(ledger(told.folder, "fsck")).out.splitlines()[-1] == "Everything agrees."


def test_a_byte_that_was_turned_in_stored_tiles_is_found(folder: Path) -> None:
    tiles = ("0/0", "0/1", "0/2", "1/0")
    for level, number in (tile.split("/") for tile in tiles):
        turned_in(folder, "tiles", "hashes", f"level = {level} AND number = {number}")
    differences = found(folder)
    for tile in tiles:
        assert f"tile {tile} is not what its entries make it" in differences
    told = ledger(folder, "fsck")
    assert told.code == 1
    assert all(f"DIFFERS: {difference}" in told.out for difference in differences)
    assert told.out.splitlines()[-1] == "What is stored does not agree."


def test_a_byte_that_was_turned_in_a_stored_entry_is_found(folder: Path) -> None:
    turned_in(folder, "entries", "envelope", "position = 520", -1)
    turned_in(folder, "entries", "envelope", "position = 521", 0)
    differences = found(folder)
    assert "tile 0/2 is not what its entries make it" in differences
    assert any(what.startswith("entry 521 cannot be read") for what in differences)
    assert any(what.startswith("tile/entries/002.p/") for what in differences)


@pytest.mark.parametrize("column", ["entries", "links"])
def test_a_byte_that_was_turned_in_a_stored_bundle_is_found(folder: Path, column: str) -> None:
    turned_in(folder, "bundles", column, "number = 1")
    assert any("the stored bundle 1 cannot be read" in what for what in found(folder))


def test_a_byte_that_was_turned_in_a_bucket_is_found(folder: Path) -> None:
    with opened(folder) as platform, platform.store.reading() as reading:
        number = bucket_of(key_of(LOT), 8)
        assert reading.bucket(number)
    turned_in(folder, "subject_buckets", "records", f"number = {number}")
    assert f"bucket {number} of the subject map is not what the entries make it" in found(folder)


def test_a_number_that_leads_elsewhere_is_found_and_mended(folder: Path) -> None:
    turned_in(folder, "numbers", "positions", "issuer = 1 AND list = 0", 4)
    (told,) = found(folder)
    assert re.fullmatch(r"number 1 of [0-9a-f]{64} is kept as entry \d+, and is entry 0", told)
    done(ledger(folder, "rebuild"))
    done(ledger(folder, "fsck"))


def test_evidence_that_is_gone_is_missed(folder: Path) -> None:
    with closing(connect(folder / DATABASE)) as db:
        assert db.execute("DELETE FROM evidence").rowcount == 1
    assert any("evidence" in what and "missing" in what for what in found(folder))


def missing(path: Path) -> None:
    path.unlink()


FILES = ["tile/0/000", "tile/0/002.p/57", "tile/1/000.p/2", "tile/entries/001", SUBJECTS]


@pytest.mark.parametrize("damage", [turn_byte, missing], ids=["turned", "missing"])
def test_what_is_published_is_held_against_the_log_and_mended(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    files = [folder / PUBLISHED / path for path in FILES]
    before = [file.read_bytes() for file in files]
    for file in files:
        damage(file)
    differences = found(folder)
    for path in FILES:
        assert any(what.startswith(f"{path}, as published") for what in differences), path
    done(ledger(folder, "publish", "--again"))
    done(ledger(folder, "fsck"))
    assert [file.read_bytes() for file in files] == before


@pytest.mark.parametrize("damage", [turn_byte, missing], ids=["turned", "missing"])
def test_a_head_that_was_damaged_is_published_anew(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    before = head_of(folder)
    damage(folder / PUBLISHED / CHECKPOINT)
    if damage is turn_byte:
        assert any("published head does not hold" in what for what in found(folder))
    done(ledger(folder, "publish"))
    assert head_of(folder) == before
    done(ledger(folder, "fsck"))
    done(ledger(folder, "verify", "--signatures"))


def test_a_database_from_an_old_copy_is_named_as_such(folder: Path) -> None:
    old = shutil.copy(folder / DATABASE, folder.parent / "old.db")
    grown(folder, "later")
    done(ledger(folder, "publish"))
    shutil.copy(old, folder / DATABASE)
    assert any("an old copy" in what for what in found(folder))


def test_views_are_made_anew_and_agree(folder: Path) -> None:
    before = fsck(folder)
    ran = done(ledger(folder, "rebuild", "--json"))
    assert ran.json["agrees"] is True
    assert done(ledger(folder, "rebuild", "--check", "--json")).json["agrees"] is True
    assert fsck(folder) == before, "evidence is kept, and the same is derived"


# -- rotate -----------------------------------------------------------------------------------


def signers(folder: Path) -> set[bytes]:
    """Return the ids of the keys that signed the published head."""
    note = (folder / PUBLISHED / CHECKPOINT).read_bytes()
    return {line.id for line in read_checkpoint(note).lines}


def test_after_a_change_of_keys_heads_are_signed_by_new_ones_alone(
    folder: Path, tmp_path: Path
) -> None:
    old = shutil.copy(folder / POLICY, tmp_path / "old")
    before, (receipt, entry) = signers(folder), proven(folder, 5)
    ran = done(ledger(folder, "rotate", "--reason", "the yearly change", "--json"))
    assert [answer["accepted"] for answer in ran.json["answers"]] == [True] * 4
    made = {log.key.id for log in policy_of(folder).logs if log.key.text in ran.json["keys"]}
    assert signers(folder) == made
    assert not made & before
    assert checks(receipt, entry, folder / POLICY) == 0, "old receipts keep their worth"
    assert checks(receipt, entry, old) == 0
    new_receipt, new_entry = proven(folder, 6)
    assert checks(new_receipt, new_entry, folder / POLICY) == 0
    assert checks(new_receipt, new_entry, old) == 1, "nobody has told this verifier"
    done(ledger(folder, "fsck"))
    done(ledger(folder, "rebuild", "--check"))


def test_keys_are_changed_again_and_again(folder: Path) -> None:
    seen = [signers(folder)]
    for reason in ("first", "second"):
        done(ledger(folder, "rotate", "--reason", reason))
        seen.append(signers(folder))
    assert len(set().union(*seen)) == 6
    assert len(policy_of(folder).logs) == 6
    assert all(mode(key) == 0o600 for key in (folder / SIGNER).glob("*.key"))
    keys = comptrol("ask", "ledger/keys", "--data", folder, "--json").json
    assert sum("revoked_at" not in key or key["revoked_at"] is None for key in keys) == 2


def test_a_receipt_of_cose_names_the_key_that_signed_its_head(folder: Path) -> None:
    (old, _) = policy_of(folder).logs
    new = done(ledger(folder, "rotate", "--reason", "r", "--json")).json["keys"]
    lines = (folder / POLICY).read_text().splitlines(keepends=True)
    (folder / POLICY).write_text("".join(sorted(lines, key=lambda line: line[4:-1] in new)))
    assert policy_of(folder).logs[0] == old, "the policy may have its keys in any order"
    out, entry = folder.parent / "receipt", folder.parent / "entry"
    done(ledger(folder, "prove", 7, "--cose", "--out", out, "--entry", entry))
    (key,) = (
        log.key
        for log in policy_of(folder).logs
        if log.key.text in new and log.key.algorithm is Algorithm.ED25519
    )
    assert verify_inclusion(out.read_bytes(), entry.read_bytes(), key)[1] == 7


def test_a_change_of_keys_says_why(folder: Path) -> None:
    keys, policy = set((folder / SIGNER).iterdir()), (folder / POLICY).read_bytes()
    refused(ledger(folder, "rotate"), 2, "--reason")
    for reason in ("", "x" * 401):
        refused(ledger(folder, "rotate", "--reason", reason), 2, "reason")
    assert set((folder / SIGNER).iterdir()) == keys, "no key is left that nobody knows of"
    assert (folder / POLICY).read_bytes() == policy


# -- restore ----------------------------------------------------------------------------------


def bare(folder: Path, to: Path) -> Path:
    """Make a data folder that has only what is not in a log: its keys, and its policy."""
    to.mkdir()
    for name in ("keys", SIGNER):
        shutil.copytree(folder / name, to / name)
    shutil.copy(folder / POLICY, to / POLICY)
    return to


def test_a_lost_database_is_made_anew_from_what_is_published(folder: Path, tmp_path: Path) -> None:
    back = bare(folder, tmp_path / "back")
    ran = done(ledger(back, "restore", folder / PUBLISHED, "--policy", back / POLICY, "--json"))
    assert ran.json == {"agrees": True, "entries": size(folder)}
    assert raws(back) == raws(folder)
    agreed = done(ledger(back, "rebuild", "--check", "--json")).json
    assert (agreed["agrees"], agreed["differences"]) == (True, [])
    grown(back, "after")
    assert done(ledger(back, "publish", "--json")).json["size"] == size(folder) + 2
    done(ledger(back, "verify", "--signatures"))


def test_times_come_back_with_their_seals(folder: Path, tmp_path: Path) -> None:
    back = bare(folder, tmp_path / "back")
    done(ledger(back, "restore", folder / PUBLISHED, "--policy", back / POLICY))
    with opened(folder) as one, opened(back) as other:
        assert list(one.store.entries()) == list(other.store.entries())


def test_whoever_was_handed_a_log_reads_in_it_and_says_nothing(
    told: Told, exported: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    done(ledger(theirs, "restore", exported, "--policy", exported / POLICY))
    assert not (theirs / "keys").exists()
    for asked in (
        "gate show rental-8",
        "caps show",
        "accounts explain NL",
        "law explain rental-1",
    ):
        ran = done(comptrol(*asked.split(), "--data", theirs))
        assert ran.out == comptrol(*asked.split(), "--data", told.folder).out, asked
    done(ledger(theirs, "rebuild", "--check"))
    before = size(theirs)
    refused(comptrol("serve", "--data", theirs), 3, "platform.key", "commands read this log")
    (theirs / "keys").mkdir(mode=0o700)
    shutil.copy2(told.folder / "keys" / "authority.key", theirs / "keys")
    refused(comptrol("watch", "--data", theirs), 3, "platform.key", "nothing can be said")
    assert size(theirs) == before


def test_a_log_that_is_there_is_not_restored_over(folder: Path) -> None:
    before = raws(folder)
    restore = ("restore", folder / PUBLISHED, "--policy", folder / POLICY)
    refused(ledger(folder, *restore, "--json"), 3, "holds a log already")
    assert raws(folder) == before


def bundle_turned(log: Path) -> None:
    turn_byte(log / "tile/entries/000", 3000)


def bundle_cut(log: Path) -> None:
    path = log / "tile/entries/001"
    path.write_bytes(path.read_bytes()[:-1])


def bundle_gone(log: Path) -> None:
    (log / "tile/entries/001").unlink()


def bundles_swapped(log: Path) -> None:
    one, other = log / "tile/entries/000", log / "tile/entries/001"
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def head_turned(log: Path) -> None:
    turn_byte(log / CHECKPOINT, len(ORIGIN) + 3)


def head_gone(log: Path) -> None:
    (log / CHECKPOINT).unlink()


SPOILT = {
    bundle_turned: {1, 2},
    bundle_cut: {2},
    bundle_gone: {3},
    bundles_swapped: {1},
    head_turned: {1},
    head_gone: {3},
}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_what_was_changed_is_not_restored(
    told: Told, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    log = shutil.copytree(told.folder / PUBLISHED, tmp_path / "log")
    spoil(log)
    ran = ledger(tmp_path / "back", "restore", log, "--policy", told.folder / POLICY, "--json")
    assert ran.code in SPOILT[spoil], ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert not (tmp_path / "back" / DATABASE).exists()


def test_a_log_is_restored_from_whom_the_policy_believes(told: Told, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text((told.folder / POLICY).read_text().replace("quorum none", WITNESS))
    back, log = tmp_path / "back", told.folder / PUBLISHED
    refused_by = ledger(back, "restore", log, "--policy", policy)
    assert refused_by.code == 1
    assert "has not cosigned" in refused_by.err
    refused(ledger(back, "restore", log, "--policy", tmp_path / "no"), 3, "no policy")
    refused(ledger(back, "restore", tmp_path / "no", "--policy", told.folder / POLICY), 3)
    refused(ledger(back, "restore", log), 2, "--policy")
    assert not (back / DATABASE).exists()


# -- init -------------------------------------------------------------------------------------


def test_a_log_is_opened_under_an_origin_of_its_own(tmp_path: Path) -> None:
    folder, origin = tmp_path / "log", "registry.example/nl"
    done(comptrol("init", *INIT, "--origin", origin, "--data", folder, "--json"))
    keys = [log.key for log in policy_of(folder).logs]
    assert [(key.name, key.algorithm) for key in keys] == [
        (origin, Algorithm.ED25519),
        (origin, Algorithm.ML_DSA_44),
    ]
    files = list((folder / SIGNER).glob("*.key"))
    assert [mode(path) for path in files] == [0o600] * 2
    assert mode(folder / SIGNER) == 0o700
    assert mode(folder / POLICY) == 0o644
    assert done(ledger(folder, "publish", "--json")).json["origin"] == origin
    told = done(ledger(folder, "verify", "--signatures", "--json")).json
    assert (told["origin"], told["size"]) == (origin, size(folder))
    done(ledger(folder, "fsck"))


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "x" * 256, "é" * 128])
def test_what_is_no_origin_opens_no_log(tmp_path: Path, origin: str) -> None:
    ran = comptrol("init", *INIT, "--origin", origin, "--data", tmp_path / "log", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert not (tmp_path / "log").exists()


# -- all of them ------------------------------------------------------------------------------

NEEDED = {
    "prove": ("0",),
    "export": ("--out", "out"),
    "rotate": ("--reason", "r"),
    "publish": (),
    "fsck": (),
    "rebuild": (),
}


@pytest.mark.parametrize("command", NEEDED)
def test_where_there_is_no_log_none_is_made(tmp_path: Path, command: str) -> None:
    (tmp_path / "no").mkdir()
    refused(ledger(tmp_path / "no", command, *NEEDED[command]), 3, "there is no log")
    assert {path.name for path in (tmp_path / "no").iterdir()} <= {"in-use"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    assert "Usage:" in done(comptrol("ledger", command, "--help")).out


def test_an_equivocation_is_found_in_the_log_and_its_evidence(folder: Path) -> None:
    (known,) = comptrol("ask", "ledger/equivocations", "--data", folder, "--json").json
    with opened(folder) as platform, platform.store.reading() as reading:
        other = reading.evidence(known["other"])
    assert other is not None
    assert leaf_hash(other).hex() == known["other"]
