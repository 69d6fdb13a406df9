"""What every suite shares: a clock, every store, and the real path into them. No mocks."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests import postgres
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

NUMBERS = count()
collect_ignore = [
    f"scenario/{name}.py" for name in ("every_version", "helm_chart", "schemathesis_bodies")
]
"""Programs that the referees' Python runs, with what is installed there alone."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def layouts() -> tuple[Layout[Any], ...]:
    """Return the tables of the store; a module with tables of its own overrides this."""
    return CATALOGUE.layouts


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """Return a PostgreSQL that is ours alone, one to a process of the tests."""
    with postgres.cluster() as server:
        yield server


@pytest.fixture(scope="session")
def emptied(cluster: postgres.Cluster) -> Callable[[tuple[Layout[Any], ...]], str]:
    """Return what makes the address of a schema with some tables, and nothing in them."""
    return postgres.Schemas(cluster).emptied


@pytest.fixture
def schema(cluster: postgres.Cluster) -> str:
    """Return the address of a schema that nobody has used."""
    name = f"of_its_own_{next(NUMBERS)}"
    cluster.ask(f"CREATE SCHEMA {name}")
    return cluster.url(name)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, layouts: tuple[Layout[Any], ...]
) -> Iterator[Store]:
    opened: Store
    match request.param:
        case "memory":
            opened = MemoryStore()
        case "sqlite":
            lock = FolderLock(tmp_path / "in-use")
            opened = SqliteStore(tmp_path / "store.db", layouts, lock=lock)
        case _:
            url = request.getfixturevalue("emptied")(layouts)
            opened = postgres.store(url, layouts)
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
