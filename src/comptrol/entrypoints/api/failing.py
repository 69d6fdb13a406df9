"""What is answered when a route does not answer: an error, a limit, what HTTP forbids, a bug."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.limits import OverQuotaError
from comptrol.entrypoints.arrival import TooLargeError, TooSlowError
from comptrol.kernel.errors import ComptrolError

Answered = Callable[[Request, Exception], Awaitable[Response]]


def failing() -> Mapping[Any, Answered]:
    """Return what answers to each kind of failure."""
    return {
        ComptrolError: _failed,
        TooLargeError: _too_large,
        TooSlowError: _too_slow,
        OverQuotaError: _over_quota,
        ClientDisconnect: _gone,
        HTTPException: _http_error,
        Exception: _bug,
    }


async def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComptrolError)  # noqa: S101  (as it is registered)
    return problems.failed(error)


async def _too_large(_: Request, error: Exception) -> Response:
    return problems.other(problems.TOO_LARGE, "The body is too large.", str(error))


async def _too_slow(_: Request, error: Exception) -> Response:
    return problems.other(problems.TOO_SLOW, "The body took too long.", str(error))


async def _over_quota(_: Request, error: Exception) -> Response:
    assert isinstance(error, OverQuotaError)  # noqa: S101  (as it is registered)
    return problems.over_quota(str(error), error.wait_s)


async def _gone(_: Request, error: Exception) -> Response:  # noqa: ARG001  (Starlette gives it)
    """Answer a client that has hung up: nobody hears it."""
    return Response(status_code=problems.TOO_SLOW)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (as it is registered)
    return problems.other(error.status_code, error.detail, "see /openapi.json for what there is")


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001  (Starlette gives it)
    return problems.other(problems.BUG, "This is our mistake.", "It is in the server's log.")
