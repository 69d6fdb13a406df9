"""Every data folder that an earlier version wrote is read, made anew, or refused in words."""

import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from scripts.golden_format import FORMATS, shapes
from scripts.unpacking import unpack
from tests.scenario.harness import Ran, comptrol
from tests.scenario.ledger_harness import COMPTROL, Program

from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.adapters.signer.head_store import HeadStore
from comptrol.bootstrap import DATABASE, open_platform
from comptrol.bootstrap.folders import replayed_into_place
from comptrol.bootstrap.keeping import verify
from comptrol.bootstrap.records import FileRecords
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.domains.parties import PartiesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.ledger.proving import Prover

GOLDEN = sorted(path.name for path in FORMATS.iterdir() if path.is_dir())
REFUSED = {"2026-11-23-4f13efe": "no later version reads it"}
"""Of before seals: the first form that is kept is that of 2026-11-25."""
UNREADABLE = {
    "2026-11-28-aec9a5e": "unknown field",
}
"""An order in the form that it had before 2026-11-29: it is refused with its position."""
KEPT = [name for name in GOLDEN if name not in REFUSED and name not in UNREADABLE]
NEWEST = "2026-12-01-suspensions"
"""What this version writes: name another once the shape of anything changed."""


def told(name: str) -> Any:
    return msgspec.json.decode((FORMATS / name / "golden.json").read_bytes())


def unpacked(name: str, into: Path) -> Path:
    with tarfile.open(FORMATS / name / "data.tar.xz") as archive:
        unpack(archive, into)
    for path in into.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return into


def rebuild(folder: Path, *words: object) -> Ran:
    return comptrol("ledger", "rebuild", "--data", folder, *words)


@pytest.mark.parametrize("name", KEPT)
def test_a_folder_of_an_earlier_version_is_made_anew_and_reads_as_it_was_said(
    name: str, tmp_path: Path
) -> None:
    folder = unpacked(name, tmp_path / "data")
    head = HeadStore(folder / "signer").last()
    assert head is not None
    due = FileRecords(folder).unfitting()
    if due:
        assert "comptrol ledger rebuild" in due
        served = comptrol("serve", "--port", "0", "--data", folder)
        assert (served.code, "comptrol ledger rebuild" in served.err) == (3, True)
        assert rebuild(folder).code == 0
    assert FileRecords(folder).unfitting() == ""
    with closing(open_platform(folder, processes=0)) as platform:
        with platform.store.reading() as reading:
            assert reading.size() == head.size
            assert Prover(reading.tile).root(head.size).hex() == head.root
        with platform.world() as world:
            party = world[PartiesView].parties.get(PartyId("straits-compute"))
            assert party is not None
            assert (party.name, party.country) == ("Straits Compute", "SG")
        (kept,) = platform.vault.vault.commitments("person-1")
        assert b"hidden-1" in platform.vault.vault.opening(kept).body
        assert platform.vault.vault.commitments("person-2") == ()
    assert comptrol("backup", "make", tmp_path / "kept", "--data", folder).code == 0
    assert verify(tmp_path / "kept", signatures=True).differences == ()
    published = comptrol("ledger", "publish", "--data", folder)
    assert published.code == 0, published.err
    assert comptrol("ledger", "fsck", "--data", folder).code == 0


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_log_of_before_the_first_form_that_is_kept_is_refused_in_words(
    name: str, tmp_path: Path
) -> None:
    folder = unpacked(name, tmp_path / "data")
    before = (folder / DATABASE).read_bytes()
    for words in (("ledger", "rebuild"), ("ledger", "publish"), ("serve", "--port", "0")):
        ran = comptrol(*words, "--data", folder)
        assert (ran.code, REFUSED[name] in ran.err) == (3, True), ran.err
    assert REFUSED[name] in FileRecords(folder).unfitting()
    assert (folder / DATABASE).read_bytes() == before


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_an_entry_that_no_version_reads_any_more_is_named_and_the_old_file_stays(
    name: str, tmp_path: Path
) -> None:
    folder = unpacked(name, tmp_path / "data")
    before = (folder / DATABASE).read_bytes()
    ran = rebuild(folder)
    assert (ran.code, UNREADABLE[name] in ran.out) == (1, True), ran.out
    assert (folder / DATABASE).read_bytes() == before


def test_this_version_has_a_golden_folder_of_the_shape_that_it_keeps() -> None:
    assert told(NEWEST)["shapes"] == shapes(), (
        "the shape of what is kept changed: run python -m scripts.golden_format NAME, and name it "
        "as NEWEST here; the folder before it then shows that an upgrade works"
    )


def test_what_was_erased_and_who_may_sign_in_is_in_the_newest_folder(tmp_path: Path) -> None:
    assert all(one["code"] == 0 for one in told(NEWEST)["commands"])
    folder = unpacked(NEWEST, tmp_path / "data")
    assert rebuild(folder, "--check").code == 0
    with closing(open_platform(folder, processes=0)) as platform:
        vault = platform.vault.vault
        (kept,) = vault.commitments("person-1")
        assert b"hidden-1" in vault.opening(kept).body
        assert vault.commitments("person-2") == ()
        with pytest.raises(NotFoundError):
            vault.opening(Digest("0" * 64))
    with closing(SqliteSignIns(folder / ACCOUNTS)) as accounts:
        assert [account.name for account in accounts.accounts()] == ["rita"]


def test_a_rebuild_that_is_killed_leaves_the_old_file_and_can_be_asked_again(
    tmp_path: Path,
) -> None:
    folder = unpacked(KEPT[0], tmp_path / "data")
    before = (folder / DATABASE).read_bytes()
    beside = folder / f"{DATABASE}.rebuilt"
    program = Program("--data", folder, "ledger", "rebuild", command=(str(COMPTROL),))
    while not beside.exists():
        assert program.pid
    program.kill()
    old = (folder / DATABASE).read_bytes() == before
    assert old or FileRecords(folder).unfitting() == ""  # it was quicker than we are
    assert rebuild(folder).code == 0
    assert FileRecords(folder).unfitting() == ""
    assert not beside.exists()


def test_a_file_that_somebody_has_open_is_not_swapped_under_them(tmp_path: Path) -> None:
    folder = unpacked(NEWEST, tmp_path / "data")
    records = FileRecords(folder)
    with closing(open_platform(folder, processes=0)) as platform:
        size = platform.store.size()
        ran = rebuild(folder)
        assert (ran.code, "open in another process" in ran.err) == (3, True)
    assert replayed_into_place(records.log(), records).entries == size


@pytest.mark.parametrize("name", [KEPT[0], NEWEST])
def test_a_backup_of_an_earlier_version_is_restored_as_this_one_keeps_it(
    name: str, tmp_path: Path
) -> None:
    folder = unpacked(name, tmp_path / "data")
    assert comptrol("backup", "make", tmp_path / "kept", "--data", folder).code == 0
    words = ("--to", tmp_path / "new", "--signer", folder / "signer", "--json")
    ran = comptrol("backup", "restore", tmp_path / "kept", *words)
    assert ran.code == 0, ran.err
    assert ran.json["replayed"] is (name != NEWEST)
    assert FileRecords(tmp_path / "new").unfitting() == ""
