"""What every suite shares: a clock, both stores, and the real path into them. No mocks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.speaking import (
    AUTHORITY,
    CATALOGUE,
    FixedClock,
    Speakers,
    accepted,
    founded,
    intake_into,
    voice,
)

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.flow.speech import Speaker
from comptrol.kernel.view import Layout


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def layouts() -> tuple[Layout[Any], ...]:
    """Return the tables of the store; a module with tables of its own overrides this."""
    return CATALOGUE.layouts


@pytest.fixture(params=["memory", "sqlite"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, layouts: tuple[Layout[Any], ...]
) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    lock = FolderLock(tmp_path / "in-use")
    path = tmp_path / "store.db"
    opened: Store = SqliteStore(path, layouts, lock=lock) if sqlite else MemoryStore()
    yield opened
    opened.close()


@pytest.fixture
def intake(store: Store, clock: FixedClock) -> Intake:
    return intake_into(store, clock)


@pytest.fixture
def speaker(intake: Intake) -> Speakers:
    """Return the voice of any party: ``speaker("acme")``, or with its second key, a 1."""
    return lambda party, key=0: Speaker(intake, voice(party, key))


@pytest.fixture
def authority(speaker: Speakers) -> Speaker:
    """Return the authority's voice, after it has opened the log."""
    opened = speaker(AUTHORITY)
    accepted(opened.say(founded()))
    return opened
