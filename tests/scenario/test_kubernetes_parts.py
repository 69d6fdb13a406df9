"""Parts of the agent that meet a broken line, a broken object, or a broken part of itself."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.scenario.harness import PATIENCE_S

from comptrol.client.address import Address
from comptrol.entrypoints.agents.kubernetes import lines as reading
from comptrol.entrypoints.agents.kubernetes.api_server import ApiError, ApiServer
from comptrol.entrypoints.agents.kubernetes.attending import Attendant
from comptrol.entrypoints.agents.kubernetes.configuration_parts import ApiServerAt
from comptrol.entrypoints.agents.kubernetes.lines import lines_of
from comptrol.entrypoints.agents.kubernetes.watching import Watch
from comptrol.entrypoints.agents.kubernetes.words import order_name
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import NAME

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@contextmanager
def saying(*pieces: bytes) -> Generator[str]:
    """Serve one connection with bytes as they are, whatever is asked."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            for piece in pieces:
                connection.sendall(piece)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        thread.join(PATIENCE_S)
        listening.close()


def heard(*pieces: bytes) -> list[tuple[int, bytes]]:
    async def whole(url: str) -> list[tuple[int, bytes]]:
        async with aclosing(lines_of(Address(url), "/x", ())) as lines:
            return [line async for line in lines]

    with saying(*pieces) as url:
        return asyncio.run(whole(url))


def server(url: str, token: Path | None = None) -> ApiServer:
    return ApiServer(ApiServerAt(url=url, ca=None, token=token))


# Lines.


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 30), max_size=6), st.data())
def test_lines_are_the_same_however_their_bytes_arrive(lengths: list[int], data: Any):
    lines = [bytes([97 + index]) * length for index, length in enumerate(lengths)]
    body = b"".join(line + b"\n" for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=5)))
    parts = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    chunks = [chunk(part) for part in parts if part]
    assert heard(CHUNKED, *chunks, b"0\r\n\r\n") == [(200, line) for line in lines]


def test_a_last_line_without_an_end_is_a_line():
    assert heard(CHUNKED, chunk(b"a\n\nb"), b"0\r\n\r\n") == [(200, b"a"), (200, b"b")]


def test_an_answer_that_breaks_off_ends_with_its_last_whole_line():
    assert heard(CHUNKED, chunk(b"a\nb")) == [(200, b"a")]
    assert heard() == []


def test_what_is_no_http_is_an_error():
    with pytest.raises(UnavailableError, match="no HTTP"):
        heard(b"nonsense\r\n\r\n")


def test_a_line_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "LINE_BYTES_MAX", 1000)
    with pytest.raises(UnavailableError, match="too long"):
        heard(CHUNKED, chunk(b"a" * 1001))


def test_silence_is_a_broken_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "SILENCE_SECONDS_MAX", 0.05)
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"

    async def whole() -> None:
        async with aclosing(lines_of(Address(url), "/x", ())) as lines:
            async for _ in lines:
                pass

    with pytest.raises(UnavailableError, match="fell silent"):
        asyncio.run(whole())
    listening.close()


# The API server.


def asked(call: Callable[[ApiServer], Any], *pieces: bytes, token: Path | None = None) -> Any:
    async def whole(url: str) -> Any:
        api = server(url, token)
        try:
            return await call(api)
        finally:
            await api.close()

    with saying(*pieces) as url:
        return asyncio.run(whole(url))


def whole_answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n"
    return head.encode() + f"content-length: {len(body)}\r\n\r\n".encode() + body


def test_an_error_of_the_api_server_has_its_status_and_its_words():
    body = b'{"kind":"Status","code":403,"message":"pods is forbidden"}'
    with pytest.raises(ApiError, match="403: pods is forbidden") as refused:
        asked(lambda api: api.get("/api"), whole_answer("403 Forbidden", body))
    assert refused.value.status == 403


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[1]", b"\xff"])
def test_an_answer_that_is_no_object_is_an_error(body: bytes):
    with pytest.raises(Exception, match="answer is no"):
        asked(lambda api: api.get("/api"), whole_answer("200 OK", body))


@pytest.mark.parametrize("token", [None, b"", b"\xff", b"two\nlines"])
def test_without_a_token_nothing_is_asked(tmp_path: Path, token: bytes | None):
    path = tmp_path / "token"
    if token is not None:
        path.write_bytes(token)
    api = server("http://127.0.0.1:1", path)
    with pytest.raises(UnavailableError, match="no token"):
        asyncio.run(api.get("/api"))


# Whoever sees to what changes.


def attended(
    attend: Callable[[tuple[str, str]], Any], done: Callable[[], bool], *keys: tuple[str, str]
) -> None:
    async def whole() -> None:
        attendant = Attendant(attend)
        task = asyncio.create_task(attendant.run())
        for key in keys:
            attendant.changed(key)
        async with asyncio.timeout(PATIENCE_S):
            while not done():  # noqa: ASYNC110  (what is waited for belongs to the test)
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(whole())


def test_what_failed_is_seen_to_again_and_does_not_stop_the_others():
    seen: list[tuple[str, str]] = []

    async def attend(key: tuple[str, str]) -> float | None:
        seen.append(key)
        if seen.count(key) == 1:
            raise {"a": UnavailableError("away"), "b": KeyError("our mistake")}[key[1]]
        return None

    attended(attend, lambda: len(seen) == 4, ("n", "a"), ("n", "b"))
    assert sorted(seen) == [("n", "a"), ("n", "a"), ("n", "b"), ("n", "b")]


def test_one_object_is_never_seen_to_twice_at_once_and_never_forgotten():
    busy, most, times = set[str](), [0], [0]

    async def whole() -> None:
        async def attend(key: tuple[str, str]) -> float | None:
            assert key[1] not in busy
            busy.add(key[1])
            most[0] = max(most[0], len(busy))
            await asyncio.sleep(0)
            busy.discard(key[1])
            times[0] += 1
            return None

        attendant = Attendant(attend)
        task = asyncio.create_task(attendant.run())
        for _ in range(50):
            for name in "abcdef":
                attendant.changed(("n", name))
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(whole())
    assert 1 < most[0] <= 4
    assert times[0] >= 6
    assert busy == set()


def test_what_is_to_be_looked_at_later_is():
    seen: list[str] = []

    async def attend(key: tuple[str, str]) -> float | None:
        seen.append(key[1])
        return 0.01 if len(seen) < 3 else None

    attended(attend, lambda: len(seen) == 3, ("n", "a"))
    assert seen == ["a", "a", "a"]


def test_an_object_of_an_older_version_does_not_replace_a_newer_one():
    watch = Watch(server("http://127.0.0.1:1"), "/x", lambda _: None)
    metadata = {"namespace": "n", "name": "a"}
    newer = {"metadata": {**metadata, "resourceVersion": "10"}}
    watch.learn(newer)
    assert watch.get(("n", "a")) is None, "what was not told of is not known"
    watch._take("ADDED", newer)  # noqa: SLF001  (an event, without a server)
    watch.learn({"metadata": {**metadata, "resourceVersion": "9"}})
    assert watch.get(("n", "a")) == newer


# Names.


@given(st.text(min_size=1, max_size=128))
def test_any_uid_gives_a_name_that_an_order_can_have(uid: str):
    for attempt in (None, 0, 2**40):
        name = order_name("a" * 15, uid, attempt)
        assert re.fullmatch(NAME, name)
    assert order_name("a", uid) == order_name("a", uid)
