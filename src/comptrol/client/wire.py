"""HTTP/1.1 to one server, over connections that are kept: bounded, and believed in nothing.

No redirect is followed, no proxy asked, no cookie kept: a server is where its address says. One
small request over a kept connection takes about a fifth of the time of httpx (``docs/sdk.md``).
"""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Final, NamedTuple, cast

import httptools
from typing_extensions import override

from comptrol.client.address import Address

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024
"""A batch of rulings, each with all its reasons, or a page of what is known."""
CONNECT_SECONDS_MAX: Final = 5.0
WAIT_DIGITS_MAX: Final = 6
IDLE_MAX: Final = 8
"""So many connections are kept, and no more."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    media_type: str
    body: bytes
    wait_seconds: float = 0.0
    """How long the server asks to be left alone (Retry-After, RFC 9110 §10.2.3)."""


class LostError(Exception):
    """The request may have arrived or not: the connection broke, or the time was over."""


class NeverSentError(LostError):
    """The request did not leave: there was no connection."""


class Wire:
    """Sends requests to one server. Any number may be on their way at once."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._idle: list[_Connection] = []
        self._closed = False
        self._told: tuple[datetime, float] | None = None

    async def send(
        self, method: str, path: str, body: bytes, headers: tuple[tuple[str, str], ...]
    ) -> Reply:
        """Send one request and return what came back; whoever calls bounds the time."""
        request = self._written(method, path, body, headers)
        doubted = False
        while self._idle:  # a kept connection may have been closed at the other end meanwhile
            connection = self._idle.pop()
            if connection.usable:
                try:
                    return await self._exchanged(connection, request)
                except _StaleError:
                    doubted = True
        try:
            return await self._exchanged(await self._connected(), request)
        except (_StaleError, NeverSentError) as error:
            if isinstance(error, NeverSentError) and not doubted:
                raise
            raise LostError("the server closed the connection without an answer") from error

    def server_time(self) -> datetime | None:
        """Return the time of the last answer's Date (RFC 9110 §6.6.1), and what passed since."""
        if self._told is None:
            return None
        told, at = self._told
        return told + timedelta(seconds=monotonic() - at)

    async def close(self) -> None:
        """Let go of every kept connection."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        await asyncio.sleep(0)

    async def _connected(self) -> "_Connection":
        where = self.address
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS_MAX):
                _, connection = await loop.create_connection(
                    _Connection, where.host, where.port, ssl=where.tls
                )
        except (OSError, TimeoutError) as error:
            said = str(error) or f"no connection in {CONNECT_SECONDS_MAX} s"
            raise NeverSentError(said) from error
        return connection

    async def _exchanged(self, connection: "_Connection", request: bytes) -> Reply:
        try:
            reply = await connection.exchange(request)
        except BaseException:
            connection.close()  # what comes later on it would be taken for another answer
            raise
        if connection.date is not None:
            self._told = connection.date, monotonic()
        if connection.usable and not self._closed and len(self._idle) < IDLE_MAX:
            self._idle.append(connection)
        else:
            connection.close()
        return reply

    def _written(
        self, method: str, path: str, body: bytes, headers: tuple[tuple[str, str], ...]
    ) -> bytes:
        lines = [f"{method} {self.address.prefix}{path} HTTP/1.1", f"host: {self.address.named}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body or method != "GET":
            lines.append(f"content-length: {len(body)}")
        return "\r\n".join((*lines, "", "")).encode("ascii") + body


class _StaleError(Exception):
    """A kept connection was closed before one byte of an answer: asked again, on another."""


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Reply] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._used = False
        self.date: datetime | None = None
        """What the last answer gave as the time."""
        self._begin()

    def _begin(self) -> None:
        self._media_type, self._parts, self._size, self._heard = "", list[bytes](), 0, False
        self._wait_seconds = 0.0

    @property
    def usable(self) -> bool:
        """Tell whether another request may go out on it."""
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes) -> Reply:
        """Send one request and wait for its answer."""
        if self._transport is None:
            raise _StaleError
        self._begin()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            self._waiting, self._used = None, True

    def close(self) -> None:
        """End it now; what is on its way is not waited for."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._heard = True
        if self._waiting is None:  # nobody asked for anything
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(LostError(f"the server's answer is no HTTP: {error}"))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        stale = self._used and not self._heard
        self._fail(_StaleError() if stale else LostError(f"the connection broke: {exc or 'end'}"))

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        named = name.lower()
        if named == b"content-type":
            self._media_type = value.decode("latin-1").partition(";")[0].strip().lower()
        elif named == b"date":
            self.date = _time_in(value)
        elif named == b"retry-after":
            self._wait_seconds = _seconds_in(value)

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > ANSWER_BYTES_MAX:
            self._fail(LostError(f"the answer has more than {ANSWER_BYTES_MAX} bytes"))
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # noqa: PLR2004  (it is on its way)
            return
        if not self._parser.should_keep_alive():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            body = b"".join(self._parts)
            self._waiting.set_result(Reply(status, self._media_type, body, self._wait_seconds))

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
        self.close()


def _seconds_in(value: bytes) -> float:
    """Return the seconds of a Retry-After; one that gives a date is not waited for."""
    return float(value) if value.isdigit() and len(value) <= WAIT_DIGITS_MAX else 0.0


def _time_in(value: bytes) -> datetime | None:
    try:
        return parsedate_to_datetime(value.decode("latin-1")).astimezone(UTC)
    except (ValueError, TypeError):
        return None
