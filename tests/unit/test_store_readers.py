"""How many readers does a store keep, once a crowd has gone?"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from comptrol.adapters.store_sqlite import SqliteStore, engine
from comptrol.adapters.store_sqlite import store as module
from comptrol.adapters.store_sqlite.store import IDLE_READERS_MAX

CROWD = 3 * IDLE_READERS_MAX


def test_a_crowd_of_readers_leaves_few_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    together, readers = Barrier(CROWD), []

    def connect(path, *, read_only=False, durable=True):
        made = engine.connect(path, read_only=read_only, durable=durable)
        if read_only:
            readers.append(made)
        return made

    def is_open(reader) -> bool:
        try:
            return reader.total_changes == 0
        except engine.sqlite().ProgrammingError:
            return False

    def read(_: int) -> int:
        with store.reading():
            together.wait(10)
            return together.wait(10)

    monkeypatch.setattr(module, "connect", connect)
    path = tmp_path / "store.db"
    with closing(SqliteStore(path, ())) as store, ThreadPoolExecutor(CROWD) as crowd:
        for _ in range(2):
            assert sorted(crowd.map(read, range(CROWD))) == list(range(CROWD))
            assert sum(map(is_open, readers)) == IDLE_READERS_MAX
    assert len(readers) == 2 * CROWD - IDLE_READERS_MAX
