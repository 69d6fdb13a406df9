"""What becomes of a connection without an answer in hand, when its server ends?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from comptrol.entrypoints.api import connections
from comptrol.entrypoints.api.connections import BoundedConnection

REQUEST = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"

_Line: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _answer(line: _Line, request: bytes) -> bytes:
    line[1].write(request)
    head = await line[0].readuntil(b"\r\n\r\n")
    return head + await line[0].readexactly(2)


async def _ending(before: Callable[[_Line], Awaitable[None]], after: bytes) -> bytes:
    """Return what a client hears that did something, and sends the rest when the server ends."""
    held = list[BoundedConnection]()
    config = uvicorn.Config(PlainTextResponse("ok"), lifespan="off", log_config=None)
    state = ServerState()

    def taken() -> BoundedConnection:
        held.append(BoundedConnection(config, state, {}))
        return held[-1]

    server = await asyncio.get_running_loop().create_server(taken, "127.0.0.1", 0)
    line = await asyncio.open_connection(*server.sockets[0].getsockname())
    await before(line)
    await asyncio.sleep(0.1)  # the loop's turns: the server has read what there is
    state.default_headers.append((b"connection", b"close"))
    held[0].shutdown()
    line[1].write(after)
    heard = await line[0].read()
    line[1].close()
    server.close()
    return heard


async def nothing(line: _Line) -> None:
    """Connect, and say nothing yet."""


async def half(line: _Line) -> None:
    """Send a part of a head."""
    line[1].write(REQUEST[:9])


async def one(line: _Line) -> None:
    """Have had an answer."""
    await _answer(line, REQUEST)


async def one_and_half(line: _Line) -> None:
    """Have had an answer, and sent a part of the next head."""
    await _answer(line, REQUEST)
    line[1].write(REQUEST[:9])


BEFORE = [(nothing, REQUEST), (half, REQUEST[9:]), (one, REQUEST), (one_and_half, REQUEST[9:])]


@pytest.mark.parametrize(("before", "after"), BEFORE)
def test_a_request_on_its_way_is_answered_and_nothing_after_it(
    before: Callable[[_Line], Awaitable[None]], after: bytes
) -> None:
    heard = asyncio.run(_ending(before, after))
    assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n" in heard
    assert heard.endswith(b"\r\n\r\nok")
    assert heard.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    ("before", "start"), [(nothing, b""), (half, b"HTTP/1.1 408 "), (one, b"")]
)
def test_it_is_waited_for_only_so_long(
    before: Callable[[_Line], Awaitable[None]], start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LAST_HEAD_SECONDS_MAX", 0.1)
    monkeypatch.setattr(connections, "HEAD_SECONDS_MAX", 600)
    monkeypatch.setattr(connections, "IDLE_SECONDS_MAX", 600)
    heard = asyncio.run(asyncio.wait_for(_ending(before, b""), 60))
    assert heard.startswith(start)
    assert heard == b"" or start
