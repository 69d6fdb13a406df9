"""The HTTP application of a witness (C2SP tlog-witness): one write route, and the latest heads."""

from http import HTTPStatus
from typing import Final, Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.entrypoints.hardening import Hardened
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.ledger.witnessing import REQUEST_BYTES_MAX, Answer, Outcome

SIZE_TYPE: Final = "text/x.tlog.size"
BODY_SECONDS_MAX: Final = 10
"""A request that takes longer to arrive is given up."""

STATUS: Final = {
    Outcome.COSIGNED: HTTPStatus.OK,
    Outcome.MALFORMED: HTTPStatus.BAD_REQUEST,
    Outcome.UNKNOWN_LOG: HTTPStatus.NOT_FOUND,
    Outcome.NOT_SIGNED: HTTPStatus.FORBIDDEN,
    Outcome.OLD_SIZE_LARGER: HTTPStatus.BAD_REQUEST,
    Outcome.OLD_SIZE_DIFFERS: HTTPStatus.CONFLICT,
    Outcome.INCONSISTENT: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""The answers of the protocol."""

_FRESH: Final = {"cache-control": "no-store"}


class Witness(Protocol):
    """Who cosigns. What it answers is kept already."""

    def add_checkpoint(self, body: bytes) -> Answer:
        """Decide on a request, keep the head if it is cosigned, and answer."""
        ...

    def checkpoint(self, origin_hash: str) -> bytes | None:
        """Return the head cosigned last of the log whose origin has this hash."""
        ...

    def check(self) -> int:
        """Return of how many logs a head was cosigned, or raise UnavailableError."""
        ...


def create_app(witness: Witness) -> Starlette:
    """Build the application around a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        return _answered(await run_in_threadpool(witness.add_checkpoint, body))

    async def checkpoint(request: Request) -> Response:
        found = await run_in_threadpool(witness.checkpoint, request.path_params["origin_hash"])
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "no head of this log was cosigned")
        return PlainTextResponse(found, headers=_FRESH)

    async def health(_: Request) -> Response:
        return PlainTextResponse(
            f"logs {await run_in_threadpool(witness.check)}\n", headers=_FRESH
        )

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", checkpoint),
            Route("/health", health),
        ],
        exception_handlers={HTTPException: _refused, ComptrolError: _failed, Exception: _bug},
        middleware=[Middleware(Hardened)],
    )


def _answered(answer: Answer) -> Response:
    if answer.outcome is Outcome.COSIGNED:
        return PlainTextResponse(answer.lines, headers=_FRESH)
    status = STATUS[answer.outcome]
    if answer.outcome is Outcome.OLD_SIZE_DIFFERS:
        headers = {**_FRESH, "content-type": SIZE_TYPE}
        return Response(f"{answer.size}\n", status, headers)
    return PlainTextResponse(f"{answer.why}\n", status, _FRESH)


async def _body(request: Request) -> bytes:
    return await arrived_or_refused(request, most=REQUEST_BYTES_MAX, seconds=BODY_SECONDS_MAX)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _failed(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE)


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return PlainTextResponse("This is our mistake.\n", HTTPStatus.INTERNAL_SERVER_ERROR)
