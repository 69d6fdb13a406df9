"""A small log, founded once; whoever writes into it works on a copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.console.house import House, house
from tests.console.walking import Served, browsing, sign_in
from tests.scenario.harness import comptrol

from comptrol.entrypoints.console.rounds import panel, plans_kept
from comptrol.entrypoints.console.rounds.evened import CURVES
from comptrol.entrypoints.console.rounds.plans_kept import CHECKS
from comptrol.entrypoints.console.rounds.supposed import SUPPOSED


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> None:
    """Forget what was worked out for rounds: several modules play the same log."""
    for kept in (CHECKS, CURVES, SUPPOSED, panel._KEPT, plans_kept._PLANS):  # noqa: SLF001
        kept._answers.clear()  # noqa: SLF001


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for the journeys of a module."""
    with browsing() as opened:
        yield opened


@pytest.fixture
def comes(served: Served, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Let people come to what a module serves, each with a window of their own."""
    windows: list[Page] = []

    def person(name: str = "", **context: object) -> Page:
        opened = served.page(browser, **context)
        windows.append(opened)
        if name:
            sign_in(opened, name)
        else:
            opened.goto("/console/")
        return opened

    yield person
    for it in windows:
        it.context.close()
