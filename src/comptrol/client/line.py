"""How is a request brought to the server, again and again, until there is an answer?"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from time import monotonic
from typing import Final, NamedTuple

import msgspec

from comptrol.client.patience import Patience
from comptrol.client.wire import LostError, NeverSentError, Reply, Wire
from comptrol.kernel.errors import (
    ComptrolError,
    NotFoundError,
    UnavailableError,
    UnreadableError,
)

PASSING: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""What a server says that may answer later: the same bytes are sent again."""
UNREADABLE: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)

Headers = tuple[tuple[str, str], ...]
JSON: Final[Headers] = (("accept", "application/json"),)


class Reached(NamedTuple):
    """An answer that is final, and whether an earlier try may have arrived as well."""

    reply: Reply
    doubted: bool


class _Lost(NamedTuple):
    """A try that came to nothing, why, and whether it may have arrived."""

    why: str
    doubted: bool
    wait_seconds: float = 0.0
    """So long the server asked to be left alone."""


class AwayError(UnavailableError):
    """The server gave no answer in all the time there was: try again later.

    ``doubted`` tells whether a try may have arrived.
    """

    def __init__(self, said: str, *, doubted: bool) -> None:
        super().__init__(said)
        self.doubted = doubted


class Line:
    """Brings requests to one server, with patience. What is sent must bear being sent twice."""

    def __init__(
        self,
        wire: Wire,
        patience: Patience,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wire, self.patience, self._pause = wire, patience, pause

    async def reach(
        self, method: str, path: str, body: bytes = b"", headers: Headers = JSON
    ) -> Reached:
        """Return the server's answer, or raise AwayError when patience is at its end.

        Who is asked to wait waits as long; where patience ends before that, not at all.
        """
        doubted, why = False, "no answer in time"
        pauses, ends = self.patience.pauses(), monotonic() + self.patience.seconds
        try:
            async with asyncio.timeout(self.patience.seconds):
                while True:
                    tried = await self._tried(method, path, body, headers)
                    if isinstance(tried, Reply):
                        return Reached(tried, doubted)
                    why, doubted = tried.why, doubted or tried.doubted
                    if (seconds := next(pauses, None)) is None:
                        break
                    seconds = max(seconds, tried.wait_seconds)
                    if tried.wait_seconds > ends - monotonic():
                        break
                    await self._pause(seconds)
        except TimeoutError:
            doubted = True
        raise AwayError(f"{self._wire.address.url} is out of reach: {why}", doubted=doubted)

    async def _tried(
        self, method: str, path: str, body: bytes, headers: Headers
    ) -> "Reply | _Lost":
        """Try once; an answer that passes is none."""
        try:
            async with asyncio.timeout(self.patience.try_seconds):
                reply = await self._wire.send(method, path, body, headers)
        except LostError as error:
            return _Lost(str(error), not isinstance(error, NeverSentError))
        except TimeoutError:
            return _Lost(f"no answer in {self.patience.try_seconds} s", doubted=True)
        if reply.status in PASSING:
            said = f"it answered {reply.status}: {said_in(reply)}"
            return _Lost(said, doubted=True, wait_seconds=reply.wait_seconds)
        return reply

    async def close(self) -> None:
        """Let go of every connection."""
        await self._wire.close()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem document (RFC 9457), as far as a client needs it."""

    title: str = ""
    detail: str = ""


def said_in(reply: Reply) -> str:
    """Return what an answer says is wrong, in a line."""
    try:
        told = msgspec.json.decode(reply.body, type=Problem)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return reply.body[:200].decode(errors="replace").strip() or "nothing else"
    return f"{told.title} {told.detail}".strip() or "nothing else"


def error_in(reply: Reply) -> ComptrolError:
    """Return the error that an answer stands for."""
    said = said_in(reply)
    if reply.status in UNREADABLE:
        return UnreadableError(said)
    if reply.status == HTTPStatus.NOT_FOUND:
        return NotFoundError(said)
    return UnavailableError(f"the server answered {reply.status}: {said}")
