"""The store runs on a SQLite without the WAL-reset bug, or not at all."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from comptrol.adapters.store_sqlite import engine
from comptrol.kernel.errors import UnavailableError

BOUNDARIES = [
    ((3, 6, 23), False),
    ((3, 7, 0), False),
    ((3, 40, 1), False),
    ((3, 44, 5), False),
    ((3, 44, 6), True),
    ((3, 44, 99), True),
    ((3, 45, 0), False),
    ((3, 50, 6), False),
    ((3, 50, 7), True),
    ((3, 50, 99), True),
    ((3, 51, 0), False),
    ((3, 51, 2), False),
    ((3, 51, 3), True),
    ((3, 51, 99), True),
    ((3, 52, 0), False),
    ((3, 52, 99), False),
    ((3, 53, 0), True),
    ((3, 53, 4), True),
    ((3, 99, 0), True),
]
PLACES = ("pysqlite3", "pysqlite3.dbapi2", "sqlite3")


def fake(*version: int) -> Any:
    return SimpleNamespace(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))


def installed(monkeypatch: pytest.MonkeyPatch, bundled: Any, own: Any) -> None:
    """Put these modules where ours are looked for; nothing means not installed."""
    for place, module in zip(PLACES, (bundled and SimpleNamespace(), bundled, own), strict=True):
        monkeypatch.setitem(sys.modules, place, module)


@pytest.mark.parametrize(("version", "sound"), BOUNDARIES)
def test_a_version_is_sound_from_each_fix_on(version: tuple[int, ...], sound: bool):  # noqa: FBT001
    assert engine.is_sound(version) is sound


def test_the_sqlite_we_run_on_is_sound():
    assert engine.is_sound(engine.sqlite().sqlite_version_info)


def test_the_bundled_one_is_preferred(monkeypatch: pytest.MonkeyPatch):
    bundled = fake(3, 53, 4)
    installed(monkeypatch, bundled, fake(3, 54, 0))
    assert engine.sqlite() is bundled


@pytest.mark.parametrize("bundled", [None, fake(3, 51, 1)], ids=["missing", "unsound"])
def test_the_interpreters_own_serves_where_the_bundled_one_does_not(
    monkeypatch: pytest.MonkeyPatch, bundled: Any
):
    own = fake(3, 53, 0)
    installed(monkeypatch, bundled, own)
    assert engine.sqlite() is own


@pytest.mark.parametrize("bundled", [None, fake(3, 51, 1)], ids=["missing", "unsound"])
def test_without_a_sound_one_nothing_is_opened_and_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bundled: Any
):
    installed(monkeypatch, bundled, fake(3, 40, 1))
    with pytest.raises(UnavailableError, match=r"3\.40\.1.*pysqlite3 0\.6\.1"):
        engine.connect(tmp_path / "store.db")
    assert list(tmp_path.iterdir()) == []


def pragma(connection: Any, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_writer_is_durable(tmp_path: Path):
    connection = engine.connect(tmp_path / "store.db")
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2, "FULL"
    assert pragma(connection, "busy_timeout") == engine.BUSY_TIMEOUT_MS
    connection.close()


def test_a_reader_cannot_write_and_makes_no_file(tmp_path: Path):
    error = engine.sqlite().Error
    with pytest.raises(UnavailableError, match="cannot be opened"):
        engine.connect(tmp_path / "store.db", read_only=True).execute("SELECT 1 FROM x")
    assert list(tmp_path.iterdir()) == []
    engine.connect(tmp_path / "store.db").close()
    reader = engine.connect(tmp_path / "store.db", read_only=True)
    with pytest.raises(error, match="readonly"):
        reader.execute("CREATE TABLE x (y)")
    reader.close()
