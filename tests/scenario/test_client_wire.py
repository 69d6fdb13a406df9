"""The client's HTTP against a server that answers whatever it is told to, over a real socket."""

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

import pytest

from comptrol.client import wire
from comptrol.client.address import Address
from comptrol.client.line import AwayError, Line
from comptrol.client.patience import Patience
from comptrol.client.wire import LostError, NeverSentError, Reply, Wire

OK = b"HTTP/1.1 200 OK\r\ncontent-type: Text/Plain; charset=utf-8\r\ncontent-length: 2\r\n\r\nok"
BUSY = b"HTTP/1.1 503 Busy\r\ncontent-length: 5\r\n\r\nlater"
QUICK = Patience(tries=3, try_seconds=0.5, seconds=5, pause=0.01)


@contextmanager
def answering(*answers: bytes | None) -> Generator[tuple[str, list[bytes]]]:
    """Answer one request after the other with bytes; nothing: hang up without an answer."""
    heard = list[bytes]()
    server = socket.create_server(("127.0.0.1", 0))
    left = list(answers)

    def converse(line: socket.socket) -> None:
        with line, suppress(OSError):
            while request := line.recv(65536):
                heard.append(request)
                answer = left.pop(0) if left else None
                if answer is None:
                    return
                line.sendall(answer)

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                threading.Thread(target=converse, args=(line,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    finally:
        server.close()


def sent(url: str, times: int = 1) -> list[Reply]:
    async def send() -> list[Reply]:
        one = Wire(Address(url))
        try:
            return [await one.send("POST", "/x?y=1", b"body", (("a", "b"),)) for _ in range(times)]
        finally:
            await one.close()

    return asyncio.run(send())


def test_a_request_is_written_as_it_must_be_and_its_answer_read() -> None:
    with answering(OK) as (url, heard):
        assert sent(url + "/api") == [Reply(200, "text/plain", b"ok")]
    host = url.removeprefix("http://")
    lines = ("POST /api/x?y=1 HTTP/1.1", f"host: {host}", "a: b", "content-length: 4", "", "body")
    assert heard == ["\r\n".join(lines).encode()]


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OK, id="plain"),
        pytest.param(CHUNKED, id="chunked"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + OK, id="after a hundred"),
        pytest.param(OK.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"), id="and closed"),
    ],
)
def test_every_proper_answer_is_read(answer: bytes) -> None:
    with answering(answer, answer) as (url, _):
        assert [reply.body for reply in sent(url, 2)] == [b"ok", b"ok"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="none"),
        pytest.param(b"\x00\x01garbage\r\n\r\n", id="garbage"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", id="a length below nothing"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 1x\r\n\r\n", id="a length that is none"),
    ],
)
def test_what_is_no_answer_is_lost(answer: bytes | None) -> None:
    with answering(answer) as (url, _), pytest.raises(LostError):
        sent(url)


def test_an_answer_without_an_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_BYTES_MAX", 1000)
    long = b"HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n" + b"x" * 2000
    with answering(long) as (url, _), pytest.raises(LostError, match="more than 1000"):
        sent(url)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with pytest.raises(NeverSentError):
        sent("http://127.0.0.1:9")


def test_a_kept_connection_that_was_closed_is_replaced_and_may_have_been_heard() -> None:
    with answering(OK, None, OK) as (url, heard):
        assert len(sent(url, 2)) == 2
        assert len(heard) == 3
    with answering(OK, None) as (url, _), pytest.raises(LostError) as lost:
        sent(url, 2)
    assert not isinstance(lost.value, NeverSentError)


def reached(url: str) -> tuple[Reply, bool]:
    async def reach() -> tuple[Reply, bool]:
        line = Line(Wire(Address(url)), QUICK)
        try:
            return await line.reach("GET", "/x")
        finally:
            await line.close()

    return asyncio.run(reach())


def test_what_passes_is_waited_for_and_leaves_a_doubt() -> None:
    with answering(BUSY, BUSY, OK) as (url, _):
        assert reached(url) == (Reply(200, "text/plain", b"ok"), True)
    with answering(OK) as (url, _):
        assert reached(url)[1] is False


def test_whoever_never_answers_is_given_up_in_time() -> None:
    silence = (b"", b"", b"")
    with answering(*silence) as (url, _), pytest.raises(AwayError, match="no answer in") as away:
        reached(url)
    assert away.value.doubted
    with pytest.raises(AwayError) as never:
        reached("http://127.0.0.1:9")
    assert not never.value.doubted


def test_the_time_of_the_server_is_known_from_its_answers() -> None:
    dated = OK.replace(b"\r\n\r\n", b"\r\ndate: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\n")

    async def told() -> None:
        one = Wire(Address(url))
        assert one.server_time() is None
        await one.send("GET", "/", b"", ())
        at = one.server_time()
        assert at is not None
        assert at.isoformat().startswith("2026-11-01T10:00:0")
        await one.close()

    with answering(dated) as (url, _):
        asyncio.run(told())


def told_to_wait(seconds: str) -> bytes:
    return (
        b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nretry-after: "
        + seconds.encode()
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("3", 3.0), ("0", 0.01), ("Fri, 31 Dec 1999 23:59:59 GMT", 0.01), ("-1", 0.01), ("x", 0.01)],
)
def test_whoever_is_asked_to_wait_waits_as_long(asked: str, waited: float) -> None:
    with answering(told_to_wait(asked), OK) as (url, heard):
        pauses = list[float]()

        async def reach() -> int:
            async def pause(seconds: float) -> None:
                pauses.append(seconds)

            line = Line(Wire(Address(url)), QUICK, pause)
            try:
                return (await line.reach("GET", "/x")).reply.status
            finally:
                await line.close()

        assert asyncio.run(reach()) == 200
    assert len(heard) == 2
    assert pauses[0] == pytest.approx(waited, abs=0.0051)


def test_a_wait_that_is_longer_than_patience_is_not_begun() -> None:
    with answering(told_to_wait("600"), OK) as (url, heard):

        async def reach() -> None:
            line = Line(Wire(Address(url)), QUICK, asyncio.sleep)
            try:
                await line.reach("GET", "/x")
            finally:
                await line.close()

        with pytest.raises(AwayError, match="429"):
            asyncio.run(reach())
    assert len(heard) == 1
