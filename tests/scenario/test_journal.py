"""What a server tells its operator: every request by its template, every failure, no secret."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.scenario.harness import COSE, JSON, PATIENCE_S, comptrol, serving
from tests.scenario.ledger_harness import Program
from tests.scenario.test_http import MAKER, fault, lot

SECRET = "Gx7-hunter2-Zq9"  # noqa: S105  (no secret: what must not be told)
PERSON = "jane-doe-born-1980"
FULL = "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT raise(ABORT, 'disk full'); END"
BROKEN = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from comptrol.entrypoints import journal
from comptrol.entrypoints.api.journalling import RequestLog
from comptrol.entrypoints.api.templates import Templates
from comptrol.entrypoints.cli.commands.serve import bound
from comptrol.settings import Settings

async def broken(request):
    raise KeyError((await request.body()).decode(), request.query_params["token"])

journal.configured(Settings(log_format=sys.argv[1]))
routes = [Route("/parties/{party}", broken, methods=["POST"])]
app = Starlette(
    routes=routes, middleware=[Middleware(RequestLog, templates=Templates(routes))]
)
listening = bound("127.0.0.1", 0)
journal.announce("Serving at http://127.0.0.1:%d" % listening.getsockname()[1])
uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listening])
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log in which nothing was said yet but how it began."""
    data = tmp_path_factory.mktemp("journal") / "data"
    named = ("--name", "Example Authority", "--country", "FR", "--by", "Head", "--reason", "Trial")
    made = comptrol("--data", data, "init", *named)
    assert made.code == 0, made.err
    return data


def settings(folder: Path, **named: str) -> Path:
    path = folder / "comptrol.toml"
    path.write_text("".join(f'{name} = "{value}"\n' for name, value in named.items()))
    path.chmod(0o600)
    return path


def asked_with_secrets(url: str) -> None:
    """Send what no log may repeat, in every part of a request."""
    headers = {
        "authorization": f"Bearer {SECRET}",
        "cookie": f"comptrol={SECRET}",
        "x-token": SECRET,
        "user-agent": SECRET,
        "referer": f"https://{SECRET}.example/?party={PERSON}",
    }
    with httpx.Client(
        base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False
    ) as client:
        client.get("/health", params={"token": SECRET})
        client.get("/law/rules", params={"token": SECRET})
        client.get(f"/nothing/{PERSON}", params={"party": PERSON})
        client.get(f"/console/parties/{PERSON}", params={"q": SECRET})
        client.get(f"/tile/entries/{PERSON}")
        client.post("/statements", content=f"password={SECRET} {PERSON}".encode(), headers=COSE)
        client.post("/law/decide", content=f'{{"secret": "{SECRET}"}}'.encode(), headers=JSON)
        client.post("/console/sign-in", data={"name": PERSON, "password": SECRET})
        client.request("PURGE", "/law/rules")


def served(log: Path, folder: Path, **named: str) -> list[str]:
    """Serve a log, ask with secrets, and return what was told on standard error."""
    server = Program("--settings", settings(folder, data=str(log), **named), "serve", "--port", 0)
    asked_with_secrets(server.url())
    assert server.stop() == 0
    while not server._lines.empty():  # noqa: SLF001  (what it said after its address)
        server.said.append(server._lines.get())  # noqa: SLF001
    return server.said


def objects(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_secret_of_a_request_is_told_in_whatever_part_it_came(
    log: Path, tmp_path: Path, form: str, level: str
) -> None:
    told = "".join(served(log, tmp_path, log_format=form, log_level=level))
    assert "/law/rules" in told, "requests are told"
    assert SECRET not in told
    assert PERSON not in told
    assert "127.0.0.1:" not in told.replace("at http://127.0.0.1:", ""), "nobody's address"


def test_every_line_for_programs_is_an_object_and_every_request_has_its_template(
    log: Path, tmp_path: Path
) -> None:
    told = objects(served(log, tmp_path, log_format="json"))
    assert all({"at", "level", "event", "message"} <= one.keys() for one in told)
    events = [one["event"] for one in told]
    assert events.index("server.started") < events.index("request")
    assert events[-1] == "server.stopped"
    asked = [one for one in told if one["event"] == "request"]
    routes = [(one["method"], one["route"]) for one in asked]
    assert ("GET", "/law/rules") in routes
    assert ("GET", "other") in routes
    assert ("POST", "/statements") in routes
    assert ("other", "/law/rules") in routes or ("other", "other") in routes
    assert "/health" not in {route for _, route in routes}, "at level debug alone"
    for one in asked:
        assert one.keys() == {
            *("at", "level", "event", "message"),
            *("method", "route", "status", "duration_ms", "bytes"),
        }
        assert one["bytes"] > 0 or one["status"] in {204, 303, 405}


def test_a_page_is_named_by_its_template_with_where_it_is_mounted(
    log: Path, tmp_path: Path
) -> None:
    told = objects(served(log, tmp_path, log_format="json"))
    routes = {one["route"] for one in told if one["event"] == "request"}
    assert any(route.startswith("/console/") and "{" in route for route in routes), routes


def test_at_level_warning_nothing_is_told_of_what_went_well(log: Path, tmp_path: Path) -> None:
    told = served(log, tmp_path, log_level="warning")
    assert [line for line in told if " INFO " in line or "/law/rules" in line] == []


def test_a_log_that_does_not_open_is_told_to_programs_as_an_object(tmp_path: Path) -> None:
    file = settings(tmp_path, data="nowhere", log_format="json")
    server = Program("--settings", file, "serve", "--port", 0)
    line = server.line("there is no log")
    assert server.ended() == 3
    assert json.loads(line)["level"] == "error"


@pytest.fixture(params=["text", "json"])
def broken(request: pytest.FixtureRequest) -> Iterator[Program]:
    """Return a server in which every request trips over a mistake of ours."""
    server = Program(command=(sys.executable, "-c", BROKEN, request.param))
    yield server
    server.stop()


def test_a_mistake_of_ours_is_told_once_with_its_place_and_nothing_that_was_sent(
    broken: Program,
) -> None:
    url = f"{broken.url()}/parties/{PERSON}?token={SECRET}"
    answer = httpx.post(url, content=f"{PERSON}", timeout=PATIENCE_S, trust_env=False)
    assert answer.status_code == 500
    broken.stop()
    while not broken._lines.empty():  # noqa: SLF001
        broken.said.append(broken._lines.get())  # noqa: SLF001
    told = "".join(broken.said)
    assert told.count("request.failed") == 1
    assert told.count("KeyError") == 1, "uvicorn does not tell it again"
    assert "in broken" in told
    assert "/parties/{party} 500" in told
    assert SECRET not in told
    assert PERSON not in told


def test_a_store_that_fails_is_told_once_and_again_when_it_is_whole(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with serving(folder) as server:
        (raw,) = server.sign(MAKER, lot("late"))
        fault(folder, FULL)
        assert [server.post(raw).status_code for _ in range(3)] == [503] * 3
        fault(folder, "DROP TRIGGER full")
        assert server.post(raw).status_code == 201
    events = [getattr(it, "event", "") for it in caplog.records]
    assert [it for it in events if it.startswith("writer.")] == [
        "writer.failed",
        "writer.recovered",
    ]
    assert events.count("request") == 3, "an answer that is the server's fault is a warning"
