"""The demonstration, told once; every scenario that writes works on a copy of its folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.scenario.harness import Ran, comptrol
from tests.scenario.metering_harness import ordered


class Told(NamedTuple):
    """The demonstration as the command line told it, and its data folder."""

    ran: Ran
    folder: Path


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    return Told(comptrol("demo", "--data", folder, "--json"), folder)


@pytest.fixture
def folder(told: Told, tmp_path: Path) -> Path:
    """Return a data folder of one's own, with the demonstration in it."""
    return shutil.copytree(told.folder, tmp_path / "data")


@pytest.fixture(scope="session")
def metered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log with an order of a provider, to be copied before it is written to."""
    folder = tmp_path_factory.mktemp("metered") / "data"
    ordered(folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty folder to stand in, in which nothing may be left behind."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    yield tmp_path
    assert list(place.iterdir()) == []
