"""The HTTP face of a provider's own gate: orders in, answers out, for schedulers beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable
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

from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.entrypoints.agents.gate.authority import ConflictError
from comptrol.entrypoints.agents.gate.bodies import read_body
from comptrol.entrypoints.agents.gate.desk import LeasedDesk
from comptrol.entrypoints.hardening import Hardened, NoPages
from comptrol.kernel.errors import (
    ComptrolError,
    NotFoundError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.statement import Statement

PROBLEM: Final = "application/problem+json"
_ERRORS: Final[tuple[tuple[type[ComptrolError], HTTPStatus, str], ...]] = (
    (ConflictError, HTTPStatus.CONFLICT, "It was said before, in other words."),
    (UnreadableError, HTTPStatus.BAD_REQUEST, "The request cannot be read."),
    (NotFoundError, HTTPStatus.NOT_FOUND, "There is no such order."),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE, "Nobody can rule on it now."),
)

Endpoint = Callable[[Request], Awaitable[Response]]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def create_app(desk: LeasedDesk) -> Starlette:
    """Build the application around a desk, which begins and ends with it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await desk.begin()
        yield
        await desk.close()

    app = Starlette(
        routes=[
            Route("/orders", _ordered(desk), methods=["POST"]),
            Route("/orders/{order}", _order(desk)),
            Route("/orders/{order}/startable", _startable(desk)),
            Route("/orders/{order}/amend", _amended(desk), methods=["POST"]),
            Route("/orders/{order}/confirm", _confirmed(desk), methods=["POST"]),
            Route("/orders/{order}/end", _ended(desk), methods=["POST"]),
            Route("/stops", _stops(desk)),
            Route("/health", _health(desk)),
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
    app.router.redirect_slashes = False
    return app


def _ordered(desk: LeasedDesk) -> Endpoint:
    async def ordered(request: Request) -> Response:
        """Ask for an order. By default it is a rental from today on."""
        given = {"door": "rental", "on": desk.now().date().isoformat()}
        return _json(await desk.ask(await read_body(request, Ordered, given)))

    return ordered


def _order(desk: LeasedDesk) -> Endpoint:
    async def order(request: Request) -> Response:
        return _json(await desk.order(_name(request)))

    return order


def _startable(desk: LeasedDesk) -> Endpoint:
    async def startable(request: Request) -> Response:
        return _json(await desk.startable(_name(request)))

    return startable


def _amended(desk: LeasedDesk) -> Endpoint:
    async def amended(request: Request) -> Response:
        said = await _about(request, Amended, {"reason": "changed by the scheduler"})
        return _json(await desk.amend(said))

    return amended


def _confirmed(desk: LeasedDesk) -> Endpoint:
    async def confirmed(request: Request) -> Response:
        await desk.confirm(await _about(request, Confirmed, {}))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return confirmed


def _ended(desk: LeasedDesk) -> Endpoint:
    async def ended(request: Request) -> Response:
        """Say that an order is over; by default now."""
        await desk.end(await _about(request, Ended, {"at": desk.now().isoformat()}))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return ended


def _stops(desk: LeasedDesk) -> Endpoint:
    async def stops(_: Request) -> Response:
        return _json(await desk.stops())

    return stops


def _health(desk: LeasedDesk) -> Endpoint:
    async def health(_: Request) -> Response:
        return _json(desk.health())

    return health


def _name(request: Request) -> OrderId:
    try:
        return msgspec.convert(request.path_params["order"], OrderId)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"this is no name of an order: {error}") from error


async def _about(request: Request, kind: type[Any], given: dict[str, str]) -> Any:  # noqa: ANN401
    """Read what is said of the order that stands in the path."""
    name = _name(request)
    said: Statement = await read_body(request, kind, {"order": name, **given})
    if said.subject != f"order:{name}":
        raise UnreadableError(f"the path names {name}, the body {said.subject}")
    return said


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _problem(status: int, title: str, detail: str) -> Response:
    body = msgspec.json.encode(Problem(title=title, status=status, detail=detail))
    return Response(body, status_code=status, media_type=PROBLEM)


async def _failed(_: Request, error: Exception) -> Response:
    status, title = next(
        (status, title) for kind, status, title in _ERRORS if isinstance(error, kind)
    )
    return _problem(status, title, str(error))


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return _problem(error.status_code, error.detail, "see docs/sidecar.md for what there is")


async def _gone(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _problem(status, "This is our mistake.", "Nothing was let through by it.")
