"""The HTTP application that takes in CloudEvents, and files what they say: each event once.

An event is answered when the authority has it. Sent again it is known; so whoever sends has only
to send again until it is answered with 200. What is wrong with one event stops no other.
"""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap.meters import BATCH, JSON, STRUCTURED, told_in
from comptrol.client import Accepted, AsyncClient, Refused
from comptrol.domains.metering import Event, Rejected, UsageRow
from comptrol.entrypoints.agents.metering.filing import (
    Fate,
    Outcome,
    Tally,
    is_of_version,
    outcome,
    refused,
    statement_of,
)
from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.entrypoints.hardening import Hardened, NoPages
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

BODY_BYTES_MAX: Final = 1024 * 1024
BODY_SECONDS_MAX: Final = 10
EVENTS_MAX: Final = 1_000
RETRY_S: Final = "5"
PROBLEM: Final = "application/problem+json"

Endpoint = Callable[[Request], Awaitable[Response]]
_Told = tuple[str, UsageRow] | Rejected


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a request: of how many events what, and of each why."""

    tally: Tally
    unreadable: int
    events: tuple[Outcome | Rejected, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Counter:
    """Files events through a client, and says what became of each."""

    def __init__(self, client: AsyncClient, party: PartyId) -> None:
        self._client, self._party = client, party

    async def file(self, rows: Sequence[UsageRow]) -> list[Outcome]:
        """File rows in order; an event that is told twice at once is said once."""
        said: dict[str, Statement] = {}
        mine: dict[int, Outcome] = {}
        for at, row in enumerate(rows):
            try:
                statement = statement_of(row, self._party)
            except UnreadableError as error:
                mine[at] = outcome(row, Fate.REFUSED, str(error))
                continue
            before = said.setdefault(_name(row), statement)
            if before != statement:
                mine[at] = outcome(row, Fate.CONFLICT, "it stands twice here, in other words")
        told = await self._client.say_named(said)
        found = [
            mine[at] if at in mine else await self._outcome(row, told[_name(row)])
            for at, row in enumerate(rows)
        ]
        answered = [name for name, it in told.items() if isinstance(it, Accepted | Refused)]
        self._client.forget(answered)
        return found

    async def _outcome(self, row: UsageRow, answer: Accepted | Refused | ComptrolError) -> Outcome:
        match answer:
            case Accepted(position=position):
                return outcome(row, Fate.FILED, position=position)
            case Refused():
                known = await self._known(row) if is_of_version(answer) else None
                return refused(row, answer, known)
            case UnreadableError():  # under this name something else is under way
                return outcome(row, Fate.CONFLICT, str(answer))
            case _:
                return outcome(row, Fate.AWAY, str(answer))

    async def _known(self, row: UsageRow) -> Event | None:
        try:
            found = await self._client.ask(
                "metering/event",
                into=Event,
                provider=self._party,
                source=row.source,
                event=row.event,
            )
        except ComptrolError:
            return None
        return found

    async def close(self) -> None:
        """Let go of connections and journal."""
        await self._client.close()


def _name(row: UsageRow) -> str:
    return f"{row.source} {row.event} {row.version}"


def create_app(counter: Counter, token: str | None) -> Starlette:
    """Build the application around what files; without a token anybody who reaches it may tell."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await counter.close()

    return Starlette(
        routes=[
            Route("/", _known_to(_events(counter), token), methods=["POST"]),
            Route("/events", _known_to(_events(counter), token), methods=["POST"]),
            Route("/health", _health),
        ],
        exception_handlers={
            ComptrolError: _failed,
            ClientDisconnect: _gone,
            HTTPException: _refused,
            Exception: _bug,
        },
        middleware=[Middleware(Hardened), Middleware(NoPages)],
        lifespan=lifespan,
    )


async def _health(_: Request) -> Response:
    return Response(b'{"ready":true}', media_type=JSON)


def _known_to(endpoint: Endpoint, token: str | None) -> Endpoint:
    """Answer only who shows the word, where there is one."""
    if token is None:
        return endpoint
    expected = f"Bearer {token}".encode()

    async def asked(request: Request) -> Response:
        shown = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(shown, expected):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "the word is another one")
        return await endpoint(request)

    return asked


def _events(counter: Counter) -> Endpoint:
    async def events(request: Request) -> Response:
        """Take in one event or a batch."""
        kind = _media_type(request)
        body = await arrived_or_refused(request, most=BODY_BYTES_MAX, seconds=BODY_SECONDS_MAX)
        told = told_in(body, kind, request.headers.items())
        if not told:
            raise UnreadableError("the batch is empty")
        if len(told) > EVENTS_MAX:
            raise UnreadableError(f"{len(told)} events; {EVENTS_MAX} at most: send them in parts")
        outcomes = await counter.file([it[1] for it in told if not isinstance(it, Rejected)])
        return _answered(told, outcomes)

    return events


def _media_type(request: Request) -> str:
    kind, _, words = request.headers.get("content-type", "").partition(";")
    found = kind.strip().lower()
    if found not in {STRUCTURED, BATCH, JSON}:
        what = f"expected {STRUCTURED}, {BATCH}, or {JSON} with ce- headers"
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, what)
    charset = words.strip().lower()
    if charset and charset.replace('"', "") not in {"charset=utf-8", "charset=us-ascii"}:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected charset=utf-8")
    return found


def _answered(told: Sequence[_Told], outcomes: Sequence[Outcome]) -> Response:
    left = iter(outcomes)
    events = tuple(it if isinstance(it, Rejected) else next(left) for it in told)
    unreadable = sum(isinstance(it, Rejected) for it in events)
    tally = Tally.of(outcomes)
    answer = Answer(tally=tally, unreadable=unreadable, events=events)
    status = _status(tally, unreadable, alone=len(told) == 1)
    headers = {"retry-after": RETRY_S} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Response(msgspec.json.encode(answer), status, headers, JSON)


def _status(tally: Tally, unreadable: int, *, alone: bool) -> HTTPStatus:
    """Return the status: 200 is all in the log, 503 is to be sent again, the rest is not."""
    if tally.away:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if tally.is_whole and not unreadable:
        return HTTPStatus.OK
    if alone and unreadable:
        return HTTPStatus.BAD_REQUEST
    if alone and tally.conflict:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def _problem(status: int, title: str, detail: str) -> Response:
    body: Any = msgspec.json.encode(Problem(title=title, status=status, detail=detail))
    return Response(body, status_code=status, media_type=PROBLEM)


async def _failed(_: Request, error: Exception) -> Response:
    if isinstance(error, UnavailableError):
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "It cannot be filed now.", str(error))
    return _problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.", str(error))


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return _problem(error.status_code, error.detail, "see docs/metering.md for what is taken in")


async def _gone(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _problem(status, "This is our mistake.", "Nothing was filed by it.")
