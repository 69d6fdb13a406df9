"""A log goes from a file to a server and back, and every command reads and writes it there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import postgres
from tests.scenario.harness import Ran, comptrol

from comptrol.adapters.store_sqlite.engine import connect


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which the story was told."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    assert comptrol("demo", "--data", folder).code == 0
    return folder


@pytest.fixture
def folder(shipped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped, tmp_path / "data"))


@pytest.fixture
def server(schema: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of an empty schema; no setting names it yet."""
    monkeypatch.delenv("COMPTROL_DATABASE", raising=False)
    return schema


def copy(*words: object) -> Ran:
    return comptrol("store", "copy", *words)


def agrees(folder: Path) -> bool:
    told = comptrol("ledger", "rebuild", "--check", "--json", "--data", folder)
    return told.code == 0 and bool(told.json["agrees"])


def test_a_log_goes_to_a_server_and_back_and_agrees_on_both_sides(
    folder: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = copy("--to", server, "--data", folder, "--json")
    assert (there.code, there.json["agrees"]) == (0, True)
    (folder / "comptrol.db").rename(folder / "before.db")
    assert comptrol("ledger", "rebuild", "--check", "--data", folder).code == 3
    monkeypatch.setenv("COMPTROL_DATABASE", server)
    assert agrees(folder)
    assert comptrol("ledger", "fsck", "--data", folder).code == 0
    assert comptrol("ledger", "rebuild", "--data", folder).code == 0
    assert comptrol("ledger", "publish", "--data", folder).code == 0
    assert agrees(folder)
    monkeypatch.delenv("COMPTROL_DATABASE")
    back = copy("--from", server, "--data", folder, "--json")
    assert back.code == 0
    assert agrees(folder)


def test_a_copy_is_made_of_nothing_and_onto_nothing_alone(folder: Path, server: str) -> None:
    assert copy("--from", server, "--data", folder).code == 3
    assert copy("--to", server, "--data", folder).code == 0
    for way in ("--to", "--from"):
        told = copy(way, server, "--data", folder)
        assert (told.code, "there is a log already" in told.err) == (3, True)
    assert copy("--data", folder).code == 2
    assert copy("--to", server, "--from", server, "--data", folder).code == 2


def test_what_was_damaged_is_not_copied(
    folder: Path, server: str, cluster: postgres.Cluster
) -> None:
    thief = connect(folder / "comptrol.db")
    thief.execute("UPDATE entries SET envelope = x'00' WHERE position = 520")
    thief.close()
    told = copy("--to", server, "--data", folder)
    assert (told.code, "do not lead to its root" in told.err) == (1, True)
    name = server.rpartition("%3D")[2]
    assert cluster.ask("SELECT count(*) FROM bundles", schema=name) == [(0,)]


def test_a_copy_waits_for_nobody_who_writes(folder: Path, server: str) -> None:
    with postgres.folder_in_use(folder):
        told = copy("--to", server, "--data", folder)
    assert (told.code, "in use by another process" in told.err) == (3, True)


def test_a_log_is_begun_on_a_server_and_taken_back_if_that_fails(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTROL_DATABASE", server)
    asked = ("--name", "Authority", "--reason", "To test.", "--by", "A")
    bad = comptrol("init", "--data", tmp_path / "a", "--country", "XX", *asked)
    assert bad.code != 0
    assert not (tmp_path / "a").exists()
    good = comptrol("init", "--data", tmp_path / "b", "--country", "SG", *asked, "--json")
    assert good.code == 0, good.err
    assert not (tmp_path / "b" / "comptrol.db").exists()
    assert agrees(tmp_path / "b")
    again = comptrol("init", "--data", tmp_path / "c", "--country", "SG", *asked)
    assert (again.code, "holds a log already" in again.err) == (3, True)


@pytest.mark.parametrize("url", ["postgresql://comptrol@127.0.0.1:1/comptrol"])
def test_a_server_that_is_away_ends_a_command_in_words(
    folder: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.needed()
    monkeypatch.setenv("COMPTROL_DATABASE", url)
    told = comptrol("ledger", "fsck", "--data", folder)
    assert (told.code, "cannot be reached" in told.err) == (3, True)
