"""Doors without locks, for tests of pages alone: whoever comes is who the test says."""

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute

from comptrol.bootstrap import Platform
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.console.app import Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.flow.publishing import Publisher
from comptrol.flow.signing_in import PageLook
from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import PartyId

_ELSEWHERE = ThreadPoolExecutor(1)


class OpenDoors:
    """Lets everybody in as the same visitor, and remembers what they looked at."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.noted: list[PageLook] = []

    async def visitor(self, request: Request) -> Visitor:  # noqa: ARG002
        return self._visitor

    def check(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        pass

    async def looked(self, visitor: Visitor, path: str, subject: str) -> None:
        at = datetime(2026, 11, 1, tzinfo=UTC)
        self.noted.append(PageLook(at=at, account=visitor.name, path=path, subject=subject))

    def looks(self, limit: int) -> list[PageLook]:
        return self.noted[: -limit - 1 : -1]

    def routes(self) -> list[BaseRoute]:
        return []


def visitor_of(platform: Platform, party: str, *, analyst: bool = False) -> Visitor:
    """Return a visitor who acts for a party, with the roles that the log gives it."""
    with platform.world() as world:
        known = world[PartiesView].parties.get(PartyId(party))
        assert known is not None, f"{party} is not enrolled"
        return Visitor(
            name=f"{party}@test",
            party=PartyId(party),
            roles=frozenset(known.roles),
            token="token",  # noqa: S106
            analyst=analyst,
        )


class Seen:
    """A browser without a screen: asks for pages and sends forms, and follows nothing."""

    def __init__(self, app: Starlette) -> None:
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def get(self, path: str, **given: object) -> httpx.Response:
        return _apart(self._asked("GET", path, **given))

    def post(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        return _apart(self._asked("POST", path, data={"token": "token", **form}))

    def send(self, method: str, path: str, **given: object) -> httpx.Response:
        return asyncio.run(self._asked(method, path, **given))

    async def _asked(self, method: str, path: str, **given: object) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://test") as client:
            return await client.request(method, path, **given)  # type: ignore[arg-type]


def _apart(asked: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """Wait for an answer in a thread of its own: a browser beside us may have a loop in ours."""
    return _ELSEWHERE.submit(asyncio.run, asked).result()


def console_of(
    platform: Platform, visitor: Visitor, publisher: Publisher | None = None
) -> Console:
    """Return the console over a platform, as one visitor sees it."""

    async def submit(raw: bytes) -> Answer:
        return platform.intake.submit(raw)

    return Console(platform, submit, publisher, OpenDoors(visitor), PAGES)


def seen_by(platform: Platform, visitor: Visitor, publisher: Publisher | None = None) -> Seen:
    """Return a client of the console over a platform, as one visitor."""
    return Seen(Starlette(routes=[console_of(platform, visitor, publisher).mounted()]))
