"""What the plugins are told over HTTP, and what they are not."""

import asyncio
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from tests.scenario.harness import PATIENCE_S, comptrol, until
from tests.slurm.fakes import CONFIG, Cluster

from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.slurm import app
from comptrol.entrypoints.agents.slurm.app import create_app
from comptrol.entrypoints.agents.slurm.install import PROLOG, SOURCES, _plugin

WORD = "a-word-that-is-long-enough"
ONE = {"key": "k", "uid": "65534", "account": "alpha", "time_limit": "1", "tres_per_job": "gpu:1"}


class Served(Cluster):
    """An agent that is served, and whoever asks it."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, CONFIG.replace("margin_s", f"port = {port}\nmargin_s"))
        self.told.token.write_text(f"{WORD}\n")
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"authorization": f"Bearer {WORD}"},
            trust_env=False,
        )

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.client.post(path, data=fields)

    def prolog(self, job: int) -> int:
        """Run the prolog as slurmctld does; return its exit status."""
        script = _plugin(self.told, self.folder / PROLOG, SOURCES[PROLOG])
        script.path.write_bytes(script.content)
        words = ("bash", str(script.path))
        env = {"SLURM_JOB_ID": str(job), "PATH": "/usr/bin:/bin"}
        return subprocess.run(words, check=False, env=env, timeout=PATIENCE_S).returncode  # noqa: S603


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    listening = socket.create_server(("127.0.0.1", 0))
    agent = Served(tmp_path, listening.getsockname()[1])
    closed = threading.Event()

    async def closing() -> None:
        closed.set()

    served_app = create_app(agent.agent, WORD, closing)
    server = uvicorn.Server(uvicorn.Config(served_app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: agent.office.is_known)
    with agent.client:
        yield agent
    server.should_exit = True
    thread.join(PATIENCE_S)
    listening.close()
    assert closed.is_set()


def test_a_verdict_is_a_word_an_order_and_sentences(served: Served):
    assert served.post("/v1/submit", **ONE).text == "pass c1-order-0\n"
    served.desk.outcomes["alpha"] = Outcome.HOLD
    held = served.post("/v1/submit", **{**ONE, "key": "k-2"}).text
    assert held == "wait c1-order-1\nIt is hold. [a-rule: a law]"
    served.desk.outcomes["alpha"] = Outcome.REFUSE
    refused = served.post("/v1/submit", **{**ONE, "key": "k-3"}).text
    assert refused == "refuse c1-order-2\nIt is refuse. [a-rule: a law]"
    assert served.post("/v1/submit", **{**ONE, "tres_per_job": ""}).text == "pass\n"


@pytest.mark.parametrize("path", ["submit", "modify", "start", "bell", "reconcile"])
def test_whoever_does_not_know_the_word_is_told_nothing(served: Served, path: str):
    for shown in ("", "Bearer", "Bearer another", WORD):
        headers = {"authorization": shown}
        assert served.client.post(f"/v1/{path}", headers=headers).status_code == 401
    assert served.client.get("/v1/status", headers={"authorization": ""}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"key",
        b"key=k&key=k",
        b"&" * 90_000,
        b"x=1&" * 200,
        b"key=%FF&num_tasks=x&tres_per_job=gpu",
    ],
)
def test_what_cannot_be_read_is_refused(served: Served, body: bytes):
    answer = served.client.post("/v1/submit", content=body)
    assert (answer.status_code, answer.text.partition("\n")[0]) == (200, "refuse")
    assert served.journal.counts() == {}


def test_a_request_that_drips_is_refused_in_words(served: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app, "BODY_SECONDS_MAX", 0.2)
    place = (served.client.base_url.host, served.client.base_url.port)
    with socket.create_connection(place, timeout=PATIENCE_S) as slow:
        slow.sendall(
            b"POST /v1/submit HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n"
            b"authorization: Bearer " + WORD.encode() + b"\r\n\r\nx"
        )
        told = b"".join(iter(lambda: slow.recv(4096), b"")).decode()
    assert told.startswith("HTTP/1.1 200 ")
    assert told.endswith("refuse\nthe body did not arrive in 0.2 s")


def test_who_is_away_is_no_answer(served: Served):
    served.desk.away = True
    answer = served.post("/v1/submit", **ONE)
    assert answer.status_code == 503
    assert "out of reach" in answer.text


def test_the_prolog_lets_start_what_may_start_and_nothing_else(served: Served):
    order = served.post("/v1/submit", **ONE).text.split()[1]
    served.queued(7, order, gpus=1)
    served.queued(8, None, gpus=1)
    assert (served.prolog(7), served.prolog(8), served.prolog(9)) == (0, 1, 1)
    served.desk.outcomes[order] = Outcome.REFUSE
    assert served.prolog(7) == 1
    served.desk.away = True
    assert served.prolog(7) == 1


def test_the_prolog_lets_nothing_start_when_nobody_answers(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert Served(tmp_path, silent.getsockname()[1]).prolog(7) == 1
    assert (
        Served(tmp_path / "gone", 1).prolog(7) == 1 if (tmp_path / "gone").mkdir() is None else 0
    )


def test_a_command_shows_what_an_agent_found(served: Served):
    order = served.post("/v1/submit", **ONE).text.split()[1]
    served.ran(served.queued(7, order), 50)
    served.ran(served.queued(9, None), 10, gpus=2)
    words = ("--config", served.folder / "agent.toml")
    ran = comptrol("agent", "slurm", "reconcile", *words)
    assert ran.code == 1, ran
    assert f"settled   {order}: job 7: 50 of 100 chip-seconds" in ran.out
    assert "unjoined  job 9 of alpha: 20 chip-seconds" in ran.out
    shown = comptrol("agent", "slurm", "report", *words)
    assert shown.code == 0
    assert "cluster c1: orders: 1 over" in shown.out
    assert comptrol("agent", "slurm", "report", *words, "--json").json["orders"] == {"over": 1}


def test_an_agent_that_is_not_there_is_said_to_be_so(tmp_path: Path):
    cluster = Served(tmp_path, 1)
    ran = comptrol("agent", "slurm", "report", "--config", cluster.folder / "agent.toml")
    assert ran.code == 3
    assert "no agent of c1 answers" in ran.err
    assert asyncio.run(cluster.slurm.live()) == []
