"""A small log, founded once; whoever writes into it works on a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.console.house import House, house
from tests.scenario.harness import comptrol


@pytest.fixture(scope="session")
def founded_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a log in which acme is a provider and rita reviews."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    told = ("--name", "Office", "--country", "NL", "--by", "Ann", "--reason", "test")
    assert comptrol("init", "--data", folder, *told).code == 0
    for party, role in (("acme", "provider"), ("rita", "reviewer")):
        named = ("--name", party.title(), "--country", "NL", "--role", role)
        assert comptrol("enrol", party, *named, "--data", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def trade_told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demonstration's first story; whoever serves it serves a copy."""
    folder = tmp_path_factory.mktemp("trade") / "data"
    assert comptrol("demo", "--data", folder).code == 0
    return folder


@pytest.fixture
def log(founded_log: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded_log, tmp_path / "data")


@pytest.fixture
def home(log: Path) -> Iterator[House]:
    """Serve the console over a small log."""
    with house(log) as served:
        yield served
