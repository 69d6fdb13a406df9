"""A console that is really served, with its own doors, over a small log; and browsers of it."""

import re
import socket
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from comptrol.bootstrap import Platform, open_platform
from comptrol.bootstrap.visiting import sign_ins, vouching
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.rendering import Rendering
from comptrol.entrypoints.console.safety import Safety
from comptrol.entrypoints.console.signing_in import (
    ROOT,
    DoorRules,
    Doors,
    Issuer,
    Limits,
    rules_of,
)
from comptrol.entrypoints.console.signing_in.passwords import hashed
from comptrol.flow.signing_in import Account, SignIns
from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

PASSWORD = "correct horse battery staple"  # noqa: S105
HASH = hashed(PASSWORD)
PATIENCE_S = 30
BEGUN = datetime(2026, 11, 1, 9, tzinfo=UTC)


class Clocks:
    """The clock of the log and the one of limits: both move only when they are set."""

    def __init__(self) -> None:
        self.at, self.seconds = BEGUN, 1000.0

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        step = timedelta(**by)
        self.at += step
        self.seconds += step.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is served, and what a test may reach into."""

    platform: Platform
    keeps: SignIns
    doors: Doors
    clocks: Clocks
    url: str
    folder: Path
    opened: ExitStack

    def account(self, name: str, **other: object) -> Account:
        """Make an account that has the password of the tests."""
        given = {"party": PartyId("acme"), "made": BEGUN, "password": HASH, **other}
        made = Account(name=name, **given)  # type: ignore[arg-type]
        self.keeps.add(made)
        return made

    def browser(self, **other: object) -> "Browser":
        """Open a browser without cookies."""
        return self.opened.enter_context(closing(Browser(self.url, **other)))  # type: ignore[arg-type]


@dataclass
class Browser:
    """A browser without a screen: keeps cookies and follows nothing by itself."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.url, timeout=PATIENCE_S, trust_env=False, headers=self.headers
        )

    def close(self) -> None:
        self.client.close()

    def get(self, path: str, **other: object) -> httpx.Response:
        return self.client.get(ROOT + path, **other)  # type: ignore[arg-type]

    def post(self, path: str, form: dict[str, str], **other: object) -> httpx.Response:
        return self.client.post(ROOT + path, data=form, **other)  # type: ignore[arg-type]

    def token(self, page: str = "/sign-in") -> str:
        """Return the token of the last form on a page."""
        found = re.findall(r'name="token" value="([^"]+)"', self.get(page).text)
        return unescape(found[-1])

    def sign_in(
        self, name: str, password: str = PASSWORD, onward: str = "", **other: object
    ) -> httpx.Response:
        form = {"token": self.token(), "name": name, "password": password, "next": onward}
        return self.post("/sign-in", form, **other)

    def signed_in(self) -> bool:
        return self.get("/account").status_code == 200

    def session(self) -> str | None:
        """Return the cookie of the session."""
        found = {name: value for name, value in self.client.cookies.items() if "session" in name}
        return next(iter(found.values()), None)


@contextmanager
def served(app: ASGIApp, listening: socket.socket) -> Generator[str]:
    """Serve an application on loopback until the end of the block."""
    config = uvicorn.Config(
        app, log_level="critical", timeout_graceful_shutdown=1, ws="none", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE_S
    while not server.started:
        assert time.monotonic() < end, "it did not start in time"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def free() -> socket.socket:
    """Take a free port of loopback."""
    return socket.create_server(("127.0.0.1", 0), backlog=128)


@contextmanager
def house(
    folder: Path,
    *,
    clocks: Clocks | None = None,
    issuer: Issuer | None = None,
    url: str | None = None,
    **other: object,
) -> Generator[House]:
    """Serve the console over a data folder, as ``serve`` does."""
    clocks, listening = clocks or Clocks(), free()
    port = listening.getsockname()[1]
    rules = rules_of(Settings(data=folder, console_url=url), port)
    rules = DoorRules(origin=rules.origin, issuer=issuer, **other)  # type: ignore[arg-type]
    limits = Limits(seconds=lambda: clocks.seconds)
    with (
        closing(open_platform(folder, processes=0, clock=clocks)) as platform,
        closing(sign_ins(folder)) as keeps,
    ):
        vouches = issuer and vouching(issuer.url, issuer.client_id, issuer.secret)
        show = Rendering(ROOT, PAGES).response
        doors = Doors(platform, keeps, rules, show, vouches=vouches, limits=limits)

        async def submit(raw: bytes) -> Answer:
            return platform.intake.submit(raw)

        console = Console(platform, submit, None, doors, PAGES)
        mounted = console.mounted(safety=[Middleware(Safety, doors=doors)])
        with served(Starlette(routes=[mounted]), listening) as there, ExitStack() as opened:
            yield House(
                platform=platform,
                keeps=keeps,
                doors=doors,
                clocks=clocks,
                url=there,
                folder=folder,
                opened=opened,
            )
