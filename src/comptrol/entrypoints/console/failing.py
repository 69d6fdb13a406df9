"""How a page fails: in words, with what to do, and with the status that programs read."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from comptrol.kernel.errors import ComptrolError, NotFoundError, UnavailableError
from comptrol.kernel.plain_errors import plainly, without_folders

NOT_FOUND: Final = 404
UNREADABLE: Final = 400
UNAVAILABLE: Final = 503
BUG: Final = 500

Failed = Callable[[Request, int, str, str], Awaitable[Response]]
"""Renders a failure: its status, what it is in a few words, and what can be done."""

_CALLED: Final = {
    400: "That cannot be read",
    403: "That form was not made by a page of yours",
    404: "There is no such page",
    405: "That cannot be done here",
    408: "That took too long to arrive",
    413: "That is too large",
    429: "That was too often",
    503: "Something needed is out of reach",
}


def failing(
    failed: Failed,
) -> dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
    """Return what answers each kind of failure."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, ComptrolError)  # noqa: S101
        status, told = UNREADABLE, plainly(str(error))
        if isinstance(error, NotFoundError):
            status = NOT_FOUND
        elif isinstance(error, UnavailableError):
            status, told = UNAVAILABLE, without_folders(told)
        return await failed(request, status, _CALLED[status], told)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        status = error.status_code
        answered = await failed(request, status, _CALLED.get(status, error.detail), error.detail)
        answered.headers.update(error.headers or {})
        return answered

    async def bug(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return await failed(request, BUG, "This is our mistake", "It is in the server's log.")

    return {ComptrolError: ours, HTTPException: of_http, Exception: bug}
