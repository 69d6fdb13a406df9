"""Requests of a trial: kept-alive connections, each answer bounded in time, no answer is a 0."""

import asyncio
from collections import deque
from time import monotonic
from typing import Final

from benches.load import Connection

LIMIT: Final = 2**20
NOTHING: Final = 0
PAGE_S: Final = 20.0
BROKEN: Final = (
    OSError,
    TimeoutError,
    asyncio.IncompleteReadError,
    asyncio.LimitOverrunError,
    IndexError,
    ValueError,
)
"""What comes out where a server ends in the middle of an answer."""


class Wire:
    """Connections to one place, lent one request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._host = b"host: 127.0.0.1:%d\r\n" % port
        self._idle: deque[tuple[Connection, asyncio.StreamWriter]] = deque()

    async def ask(self, head: bytes, body: bytes = b"", *, within_s: float) -> tuple[int, bytes]:
        """Send a request and return status and body; the status is 0 where nothing came.

        A kept connection that a server closed when it ended says nothing of the one after it.
        """
        kept = bool(self._idle)
        status, told = await self._asked(head + self._host, body, within_s)
        if status == NOTHING and kept:
            for _, writer in self._idle:
                writer.close()
            self._idle.clear()
            return await self._asked(head + self._host, body, within_s)
        return status, told

    async def page(self, head: bytes, body: bytes = b"") -> tuple[int, bytes, bytes]:
        """Ask over a connection of its own; return status, body, and the cookies as a header."""
        try:
            async with asyncio.timeout(PAGE_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=LIMIT)
                more = b"host: 127.0.0.1:%d\r\nconnection: close\r\n" % self.port
                writer.write(head + more + b"content-length: %d\r\n\r\n" % len(body) + body)
                raw = await reader.read()
                writer.close()
        except BROKEN:
            return NOTHING, b"", b""
        top, _, rest = raw.partition(b"\r\n\r\n")
        lines = top.split(b"\r\n")[1:]
        set_ = [it.partition(b": ")[2] for it in lines if it.lower().startswith(b"set-cookie:")]
        cookies = b"; ".join(it.partition(b";")[0] for it in set_)
        return int(top[9:12] or b"0"), rest, b"cookie: %s\r\n" % cookies if cookies else b""

    async def _asked(self, head: bytes, body: bytes, within_s: float) -> tuple[int, bytes]:
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(within_s):
                if self._idle:
                    connection, writer = self._idle.pop()
                else:
                    opened = asyncio.open_connection("127.0.0.1", self.port, limit=LIMIT)
                    reader, writer = await opened
                    connection = Connection(reader, writer)
                status, told = await connection.send(head, body)
        except BROKEN:
            if writer is not None:
                writer.close()
            return NOTHING, b""
        self._idle.append((connection, writer))
        return status, told


class Seen:
    """How long each request took from when it was due, and what it was first answered with."""

    def __init__(self) -> None:
        self.start = 0.0
        self.rows: list[str] = []

    def note(self, kind: str, due: float, first: int, last: int) -> None:
        """Note one request that is over."""
        took = monotonic() - due
        self.rows.append(f"{due - self.start:.4f},{kind},{took:.5f},{first},{last}\n")
