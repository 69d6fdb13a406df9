"""People with a real browser in a console that is really served: Chromium, by Playwright."""

import os
import shutil
import socket
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from starlette.types import ASGIApp
from tests.scenario.harness import until

from comptrol.bootstrap import POLICY, Platform, open_platform, publisher
from comptrol.bootstrap.visiting import sign_ins
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.console.serving import console_over
from comptrol.entrypoints.console.signing_in.passwords import hashed
from comptrol.flow.ports import Clock
from comptrol.flow.publishing import Publisher
from comptrol.flow.signing_in import Account
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

PASSWORD = "a long and windy way to the gate"  # noqa: S105
HASH = hashed(PASSWORD)
PATIENCE_S = 30
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}


def chromium() -> str:
    """Return where Debian's Chromium is; without it CI fails, and others skip."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):  # noqa: TID251
            pytest.fail("Chromium is not installed (apt-get install chromium)")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return found


@contextmanager
def browsing() -> Generator[Browser]:
    """Start Chromium, without a screen and without a way to other hosts."""
    path = chromium()
    expect.set_options(timeout=PATIENCE_S * 1000)
    run: Playwright
    with sync_playwright() as run:
        alone = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
        with closing(run.chromium.launch(executable_path=path, args=alone)) as browser:
            yield browser


@dataclass(frozen=True, slots=True)
class Served:
    """A console over a data folder, on a port of loopback."""

    platform: Platform
    url: str
    folder: Path

    def account(self, name: str, party: str | None, *, analyst: bool = False) -> None:
        """Let somebody in who knows the password of the tests."""
        with closing(sign_ins(self.folder)) as keeps:
            keeps.add(
                Account(
                    name=name,
                    party=None if party is None else PartyId(party),
                    analyst=analyst,
                    made=datetime(2026, 1, 1, tzinfo=UTC),
                    password=HASH,
                )
            )

    def page(self, browser: Browser, **context: Any) -> Page:
        """Open a window of its own, at the first page."""
        inside: BrowserContext = browser.new_context(
            base_url=self.url, **{"viewport": WIDE, **context}
        )
        inside.set_default_timeout(PATIENCE_S * 1000)
        return inside.new_page()

    def person(self, browser: Browser, name: str, **context: Any) -> Page:
        """Open a window in which somebody has signed in, as people do."""
        page = self.page(browser, **context)
        sign_in(page, name)
        return page


@contextmanager
def app_served(app: ASGIApp, listening: socket.socket | None = None) -> Generator[str]:
    """Serve an application in this process, on a port of loopback; yield its address."""
    listening = listening or socket.create_server(("127.0.0.1", 0), backlog=128)
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    with closing(listening):
        thread.start()
        try:
            until(lambda: server.started)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
    assert not thread.is_alive(), "the server ends when it is told to"


@contextmanager
def console_served(folder: Path, clock: Clock | None = None) -> Generator[Served]:
    """Serve a data folder as ``comptrol serve`` does, in this process."""
    with (
        closing(open_platform(folder, processes=0, clock=clock)) as platform,
        publisher(platform, folder) if (folder / POLICY).is_file() else nullcontext() as publishes,
        platform_served(platform, folder, publishes) as served,
    ):
        yield served


@contextmanager
def platform_served(
    platform: Platform, folder: Path, publishes: Publisher | None = None
) -> Generator[Served]:
    """Serve a platform that a test has made; the folder keeps who may sign in."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listening.getsockname()[1]
    settings = Settings(data=folder, port=port)
    with console_over(platform, settings, port) as console:
        platform.make_ready()
        with app_served(create_app(platform, publishes, face=console), listening) as url:
            yield Served(platform, url, folder)


def sign_in(page: Page, name: str) -> None:
    """Sign in by name and password, and arrive at the first page."""
    page.goto("/console/sign-in")
    page.get_by_label("Name of the account").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console/")
