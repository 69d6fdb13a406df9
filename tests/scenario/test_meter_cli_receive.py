"""CloudEvents over HTTP to a real receiver, and from it to a real authority: each event once."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from tests.scenario.harness import PATIENCE_S, comptrol, free_port, until
from tests.scenario.metering_harness import PROVIDER, events
from tests.scenario.provider_harness import Authority, Relay, authority, relay
from tests.scenario.test_meter_cli import event

from comptrol.adapters.meters.cloud_events import BATCH, JSON, STRUCTURED, TYPE
from comptrol.client import AsyncClient, Patience
from comptrol.entrypoints.agents.metering.app import (
    BODY_BYTES_MAX,
    EVENTS_MAX,
    Counter,
    create_app,
)
from comptrol.kernel.identifiers import PartyId

PROGRAM = [sys.executable, "-c", "from comptrol.entrypoints.cli.app import main; main()"]
QUICK = Patience(tries=2, try_seconds=0.5, seconds=1.0, pause=0.01, pause_max=0.02)


@pytest.fixture
def served(metered: Path, tmp_path: Path) -> Iterator[Authority]:
    with authority(Path(shutil.copytree(metered, tmp_path / "data"))) as serving:
        yield serving


@pytest.fixture
def broken(served: Authority) -> Iterator[Relay]:
    with relay(served.url) as standing:
        yield standing


class Receiver:
    """The receiver's application, asked without a socket of its own."""

    def __init__(self, served: Authority, url: str, journal: Path, token: str | None) -> None:
        self._of = (url, PROVIDER, served.key(PROVIDER))
        self._journal, self._token = journal, token

    def send(self, *requests: dict[str, Any]) -> list[httpx.Response]:
        """Send requests, all at once, to an application that begins and ends with them."""
        return asyncio.run(self._send(requests))

    async def _send(self, requests: tuple[dict[str, Any], ...]) -> list[httpx.Response]:
        client = AsyncClient(*self._of, journal=self._journal, patience=QUICK)
        app = create_app(Counter(client, PartyId(PROVIDER)), self._token)
        wire = httpx.ASGITransport(app)
        try:
            async with httpx.AsyncClient(transport=wire, base_url="http://receiver") as asking:
                return list(
                    await asyncio.gather(*(asking.post("/events", **it) for it in requests))
                )
        finally:
            await client.close()


@pytest.fixture
def receiver(served: Authority, tmp_path: Path) -> Receiver:
    return Receiver(served, served.url, tmp_path / "letters.db", None)


def structured(**other: Any) -> dict[str, Any]:
    return {
        "content": msgspec.json.encode(event(**other)),
        "headers": {"content-type": f"{STRUCTURED}; charset=utf-8"},
    }


def batch(*told: dict[str, Any]) -> dict[str, Any]:
    return {"content": msgspec.json.encode(told), "headers": {"content-type": BATCH}}


def binary(**other: Any) -> dict[str, Any]:
    told = event(**other)
    names = {"ce-specversion": "1.0", "ce-id": told["id"], "ce-source": told["source"]}
    headers = {"content-type": JSON, "ce-type": TYPE, **names}
    return {"content": msgspec.json.encode(told["data"]), "headers": headers}


def end(served: Authority) -> list[Any]:
    served.end()
    return events(served.folder)


def test_one_event_in_every_mode_is_one_event(served: Authority, receiver: Receiver) -> None:
    told = [receiver.send(it)[0] for it in (structured(), binary(), batch(event()), structured())]
    assert [it.status_code for it in told] == [200] * 4
    assert [it.json()["events"][0]["fate"] for it in told] == ["filed", *["known"] * 3]
    assert [it.chip_seconds for it in end(served)] == [28_800]


def test_many_who_send_the_same_at_once_are_all_told_so(
    served: Authority, receiver: Receiver
) -> None:
    told = receiver.send(*[structured()] * 8, *[structured(id="e2")] * 8)
    assert {it.status_code for it in told} == {200}, [it.text for it in told]
    assert len(end(served)) == 2


def test_a_batch_files_what_it_can_and_says_the_rest(
    served: Authority, receiver: Receiver
) -> None:
    (told,) = receiver.send(
        batch(
            event(id="a"),
            event(id="b", data={"chips": -1}),
            event(id="c", data={"order": "of-nobody"}),
            event(id="d"),
            event(id="d", data={"chips": 7}),
        )
    )
    assert told.status_code == 422
    answer = told.json()
    assert (answer["tally"]["filed"], answer["tally"]["refused"]) == (2, 1)
    assert (answer["tally"]["conflict"], answer["unreadable"]) == (1, 1)
    assert answer["events"][1]["place"] == "event 2"
    assert "metering.unknown-order" in answer["events"][2]["reasons"][0]
    assert [it.event for it in end(served)] == ["a", "d"]


def test_a_conflict_and_a_refusal_have_their_own_status(receiver: Receiver) -> None:
    assert receiver.send(structured())[0].status_code == 200
    assert receiver.send(structured(data={"chips": 7}))[0].status_code == 409
    assert receiver.send(structured(id="x", data={"order": "of-nobody"}))[0].status_code == 422
    assert receiver.send(structured(id="y", specversion="2.0"))[0].status_code == 400


def test_corrections_come_by_the_same_way_and_once(served: Authority, receiver: Receiver) -> None:
    mended = structured(data={"version": 2, "chips": 4})
    told = [receiver.send(it)[0] for it in (structured(), mended, mended, structured())]
    assert [it.json()["events"][0]["fate"] for it in told] == [
        *("filed", "filed", "known", "known"),
    ]
    assert [(it.version, it.chips) for it in end(served)] == [(2, 4)]


@pytest.mark.parametrize("fault", ["before", "after", "busy-after"])
def test_a_line_that_breaks_loses_nothing_and_says_nothing_twice(
    served: Authority, broken: Relay, tmp_path: Path, fault: str
) -> None:
    receiver = Receiver(served, broken.url, tmp_path / "letters.db", None)
    assert receiver.send(structured(id="first"))[0].status_code == 200
    broken.faults = [fault] * 4
    (away,) = receiver.send(structured())
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    broken.faults = []
    (again,) = receiver.send(structured())
    assert again.status_code == 200
    assert [it.event for it in end(served)] == ["e1", "first"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(b"x" * (BODY_BYTES_MAX + 1), STRUCTURED, 413, id="too large"),
        pytest.param(b"{}", "text/plain", 415, id="another type"),
        pytest.param(b"{}", f"{STRUCTURED}; charset=utf-16", 415, id="another encoding"),
        pytest.param(b"{}", "", 415, id="no type"),
        pytest.param(b"[]", BATCH, 400, id="an empty batch"),
        pytest.param(b"[" * 100_000, BATCH, 400, id="deep"),
        pytest.param(b"[" + b"1," * EVENTS_MAX + b"1]", BATCH, 400, id="too many"),
        pytest.param(b"{}", JSON, 400, id="no headers"),
        pytest.param(b'{"id":', STRUCTURED, 400, id="half an event"),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(
    served: Authority, receiver: Receiver, content: bytes, kind: str, status: int
) -> None:
    before = served.size()
    (told,) = receiver.send({"content": content, "headers": {"content-type": kind}})
    assert told.status_code == status
    assert told.json()
    assert served.size() == before


def test_a_body_of_a_hundred_megabytes_is_not_read_to_its_end(receiver: Receiver) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(1600):
            sent += 65_536
            yield b"x" * 65_536

    (told,) = receiver.send({"content": endless(), "headers": {"content-type": STRUCTURED}})
    assert told.status_code == 413


def test_only_who_shows_the_word_may_tell(served: Authority, tmp_path: Path) -> None:
    receiver = Receiver(served, served.url, tmp_path / "letters.db", "swordfish")
    assert receiver.send(structured())[0].status_code == 401
    shown = structured()
    shown["headers"]["authorization"] = "Bearer swordfish"
    assert receiver.send(shown)[0].status_code == 200


def test_the_command_receives_until_it_is_told_to_end(served: Authority, tmp_path: Path) -> None:
    port = free_port()
    words = ["--as", PROVIDER, "--url", served.url, "--key", served.key(PROVIDER)]
    words += ["--journal", tmp_path / "letters.db", "--port", port]
    running = subprocess.Popen(  # noqa: S603  (our own program)
        [*PROGRAM, "meter", "receive", *map(str, words)],
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _is_up(url))
        assert httpx.post(url, trust_env=False, **structured()).status_code == 200
    finally:
        running.terminate()
        _, err = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0, err
    assert f"Receiver of {PROVIDER} at {url}" in err
    assert len(end(served)) == 1


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_away_from_loopback_a_word_is_needed(tmp_path: Path) -> None:
    words = ["--as", PROVIDER, "--url", "http://127.0.0.1:9", "--key", tmp_path / "x.key"]
    words += ["--journal", tmp_path / "letters.db"]
    ran = comptrol("meter", "receive", *words, "--host", "0.0.0.0")  # noqa: S104
    assert (ran.code, "--token" in ran.err) == (2, True)
    (tmp_path / "token").write_text("\n")
    ran = comptrol("meter", "receive", *words, "--token", tmp_path / "token")
    assert (ran.code, "is empty" in ran.err) == (2, True)
