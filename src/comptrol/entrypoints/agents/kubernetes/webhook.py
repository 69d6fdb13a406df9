"""The HTTP application that the API server calls: one route that names, one that rules."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.judging import Judge
from comptrol.entrypoints.agents.kubernetes.naming import named
from comptrol.entrypoints.agents.kubernetes.reviews import Request as Review
from comptrol.entrypoints.agents.kubernetes.reviews import Verdict, answer, read_review
from comptrol.entrypoints.agents.kubernetes.sentences import unavailable
from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.entrypoints.hardening import Hardened, NoPages
from comptrol.kernel.errors import ComptrolError, UnreadableError

BODY_BYTES_MAX: Final = 8 * 1024 * 1024
"""An object is at most 3 MiB as the API server takes it, and a review may hold it twice."""
BODY_SECONDS_MAX: Final = 2
JSON: Final = "application/json"
_LOG: Final = logging.getLogger("comptrol.kubernetes")

Ruling = Callable[[Review], Awaitable[Verdict]]


def create_app(told: Configuration, judge: Judge) -> Starlette:
    """Build the application around whoever rules."""

    async def name(review: Review) -> Verdict:
        return named(review, told)

    async def rule(review: Review) -> Verdict:
        try:
            async with asyncio.timeout(told.answer_within_s):
                return await judge.rule(review)
        except TimeoutError:
            return unavailable(f"no answer within {told.answer_within_s} s")
        except ComptrolError as error:
            return unavailable(error)

    return Starlette(
        routes=[
            Route("/mutate", _route(name), methods=["POST"]),
            Route("/validate", _route(rule), methods=["POST"]),
            Route("/health", _health),
        ],
        exception_handlers={
            HTTPException: _refused,
            UnreadableError: _unreadable,
            Exception: _bug,
        },
        middleware=[Middleware(Hardened), Middleware(NoPages)],
    )


def _route(ruling: Ruling) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {JSON}")
        review = read_review(await _body(request))
        verdict = await ruling(review)
        if not verdict.allowed:
            _LOG.info("%s refused for %s", review.uid, review.namespace)
        return Response(answer(review.uid, verdict), media_type=JSON)

    return answered


async def _health(_: Request) -> Response:
    return PlainTextResponse("ready\n")


async def _body(request: Request) -> bytes:
    return await arrived_or_refused(request, most=BODY_BYTES_MAX, seconds=BODY_SECONDS_MAX)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _unreadable(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", HTTPStatus.BAD_REQUEST)


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return PlainTextResponse("This is our mistake.\n", HTTPStatus.INTERNAL_SERVER_ERROR)
