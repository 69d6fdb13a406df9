"""How is an answer read that has no end: a line at a time, over a connection of its own?"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

import httptools

from comptrol.client.address import Address
from comptrol.client.wire import CONNECT_SECONDS_MAX
from comptrol.kernel.errors import UnavailableError

LINE_BYTES_MAX: Final = 8 * 1024 * 1024
SILENCE_SECONDS_MAX: Final = 90.0
"""An API server sends a bookmark about every minute; longer silence is a broken connection."""
_PIECE: Final = 64 * 1024


class _Body:
    """What the parser found: the status, lines that are whole, and whether that is all."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.complete = False
        self._rest = b""

    def on_body(self, body: bytes) -> None:
        *whole, self._rest = (self._rest + body).split(b"\n")
        self.lines += [line for line in whole if line.strip()]
        if len(self._rest) > LINE_BYTES_MAX:
            raise UnavailableError(f"a line has more than {LINE_BYTES_MAX} bytes")

    def on_message_complete(self) -> None:
        self.complete = True
        if self._rest.strip():
            self.lines.append(self._rest)
        self._rest = b""


async def lines_of(
    address: Address, target: str, headers: tuple[tuple[str, str], ...]
) -> AsyncGenerator[tuple[int, bytes]]:
    """Yield the status and each line of the answer to a GET, until it ends or falls silent."""
    reader, writer = await _connected(address)
    try:
        request = [f"GET {target} HTTP/1.1", f"host: {address.named}", "connection: close"]
        request += [f"{name}: {value}" for name, value in headers]
        writer.write("\r\n".join((*request, "", "")).encode("ascii"))
        body = _Body()
        parser = httptools.HttpResponseParser(body)
        while not body.complete:
            piece = await _piece(reader)
            if not piece:
                return
            _feed(parser, piece)
            status = parser.get_status_code() if body.lines else 0
            lines, body.lines = body.lines, []
            for line in lines:
                yield status, line
    finally:
        writer.transport.abort()


async def _connected(address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONNECT_SECONDS_MAX):
            return await asyncio.open_connection(address.host, address.port, ssl=address.tls)
    except (OSError, TimeoutError) as error:
        raise UnavailableError(f"the API server cannot be reached: {error}") from error


async def _piece(reader: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(SILENCE_SECONDS_MAX):
            return await reader.read(_PIECE)
    except (OSError, TimeoutError) as error:
        raise UnavailableError(f"the API server fell silent: {error}") from error


def _feed(parser: httptools.HttpResponseParser, piece: bytes) -> None:
    try:
        parser.feed_data(piece)
    except httptools.HttpParserCallbackError as error:
        raise UnavailableError(f"the API server's answer is too long: {error}") from error
    except httptools.HttpParserError as error:
        raise UnavailableError(f"the API server's answer is no HTTP: {error}") from error
