"""The WAL is written back beside the writer: all of it is there, and nobody waits for nothing."""

import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from comptrol.adapters.store_sqlite import checkpointing
from comptrol.adapters.store_sqlite.checkpointing import CHANGES_MIN, Checkpointing
from comptrol.adapters.store_sqlite.engine import connect

NAME = "comptrol-checkpoint"


def threads() -> int:
    return sum(it.name == NAME for it in threading.enumerate())


@pytest.fixture
def writer(tmp_path: Path) -> Any:
    with closing(connect(tmp_path / "log.db")) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, words TEXT)")
        yield connection


def fill(writer: Any, rows: int) -> None:
    writer.executemany("INSERT INTO said (words) VALUES (?)", [("w" * 500,)] * rows)


def test_what_was_committed_is_written_back_beside_the_writer(writer: Any, tmp_path: Path):
    before = (tmp_path / "log.db").stat().st_size
    with closing(Checkpointing(tmp_path / "log.db")) as beside:
        writer.execute("BEGIN IMMEDIATE")
        fill(writer, CHANGES_MIN)
        writer.execute("COMMIT")
        beside.committed(writer.total_changes)
        assert threads() == 1
        for _ in range(1_000):
            if (tmp_path / "log.db").stat().st_size > before + CHANGES_MIN * 400:
                break
            time.sleep(0.01)
        else:
            pytest.fail("what was committed is in the WAL alone")
    assert threads() == 0, "whoever closes waits for the thread"
    assert writer.execute("SELECT count(*), max(words) FROM said").fetchone() == (
        CHANGES_MIN,
        "w" * 500,
    )


def test_a_few_changes_begin_nothing(writer: Any, tmp_path: Path):
    with closing(Checkpointing(tmp_path / "log.db")) as beside:
        fill(writer, CHANGES_MIN // 2)
        beside.committed(writer.total_changes)
        assert threads() == 0


def test_it_keeps_nobody_from_writing(writer: Any, tmp_path: Path):
    with closing(Checkpointing(tmp_path / "log.db")) as beside:
        for _ in range(5):
            writer.execute("BEGIN IMMEDIATE")
            fill(writer, CHANGES_MIN)
            writer.execute("COMMIT")
            beside.committed(writer.total_changes)
    assert writer.execute("SELECT count(*) FROM said").fetchone() == (5 * CHANGES_MIN,)


def test_what_goes_wrong_beside_the_writer_does_not_end_it(
    writer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checkpointing, "connect", lambda _: connect(tmp_path / "none" / "log.db"))
    with closing(Checkpointing(tmp_path / "log.db")) as beside:
        fill(writer, CHANGES_MIN)
        beside.committed(writer.total_changes)
        beside.committed(writer.total_changes + CHANGES_MIN)
    assert writer.execute("SELECT count(*) FROM said").fetchone() == (CHANGES_MIN,)
