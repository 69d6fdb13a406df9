"""Every route of every server, by every method: who may come in, and what every answer tells."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from tests.authorising import table
from tests.console.house import free, served
from tests.console.standing_in import Seen

from comptrol.bootstrap import Platform, in_memory
from comptrol.entrypoints.agents.gate import app as gate
from comptrol.entrypoints.agents.kubernetes import webhook
from comptrol.entrypoints.agents.metering import app as metering
from comptrol.entrypoints.agents.slurm import app as slurm
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.serving import console_over
from comptrol.entrypoints.console.signing_in.by_issuer import ByIssuer
from comptrol.entrypoints.witness import app as witness
from comptrol.settings import Settings

MATRIX = table("routes")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
NOBODY: Any = None
"""Whom an application would ask: nothing here may get as far as that."""
AGENTS = {
    "witness": lambda: witness.create_app(NOBODY),
    "slurm": lambda: slurm.create_app(NOBODY, "the word"),
    "metering": lambda: metering.create_app(NOBODY, "the word"),
    "gate": lambda: gate.create_app(NOBODY),
    "kubernetes": lambda: webhook.create_app(NOBODY, NOBODY),
}
SAFE = {"x-content-type-options": "nosniff", "x-frame-options": "DENY"}
MARK = "<script>alert(1)</script>"


def walked(routes: list[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield method and path of every route."""
    for it in routes:
        if isinstance(it, Route):
            yield from ((method, before + it.path) for method in (it.methods or ()))
        elif isinstance(it, Mount) and it.routes:
            yield from walked(it.routes, before + it.path)
        else:
            assert isinstance(it, Mount), f"{it}: write down here what it is"
            yield from ((method, f"{before}{it.path}/{{file:path}}") for method in ("GET", "HEAD"))


def real(routes: list[BaseRoute]) -> set[str]:
    """Return every route as the matrix writes it; HEAD goes with GET."""
    return {f"{method} {path}" for method, path in walked(routes) if method != "HEAD"}


def of_pages() -> set[str]:
    """Return the routes of pages, which pages.yaml has."""
    found = set[str]()
    for page in PAGES:
        at = f"/console{page.path}"
        found |= {f"GET {at}"}
        found |= {f"{it} {at}/acts/{{act}}" for it in ("GET", "POST")} if page.acts else set()
        found |= {f"GET {at}/charts/{{chart}}"} if page.charts else set()
        found |= {f"GET {at}/files/{{file}}"} if page.files else set()
    return found


class Server(NamedTuple):
    """API and console as they are served, over a log in memory."""

    app: Starlette
    platform: Platform
    client: httpx.Client

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask as somebody new each time, so that no limit on one visitor is met."""
        number = next(ASKED)
        heard = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"x-forwarded-for": heard, **given.pop("headers", {})}
        return self.client.request(method, path, headers=headers, follow_redirects=False, **given)


ASKED = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(data=folder, console_proxies=1)
    with closing(in_memory()) as platform, console_over(platform, settings, 80) as console:
        app = create_app(platform, face=console)
        with (
            served(app, free()) as url,
            httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
        ):
            yield Server(app, platform, client)


def there(path: str) -> str:
    """Return an address of a route: any name will do."""
    numbered = path.replace("{position:int}", "1").replace("{file:path}", "told.css")
    return "/".join("x" if "{" in part else part for part in numbered.split("/"))


def test_every_route_is_in_the_matrix(server: Server) -> None:
    by_issuer = {f"{m} /console{it.path}" for it in ByIssuer.routes(ISSUER) for m in it.methods}
    written = {route for name in ("api", "questions", "console") for route in MATRIX[name]}
    assert real(server.app.routes) | (by_issuer - {f"HEAD {it[4:]}" for it in by_issuer}) == (
        written | of_pages()
    )


ISSUER: Any = type("AnIssuer", (), {"_leave": None, "_back": None})()
"""Enough of an issuer's door to have its routes told."""


@pytest.mark.parametrize("name", AGENTS)
def test_every_route_of_an_agent_is_in_the_matrix(name: str) -> None:
    assert real(AGENTS[name]().routes) == set(MATRIX[name])


def test_no_other_method_does_anything(server: Server) -> None:
    routes = real(server.app.routes)
    paths = {it.partition(" ")[2] for it in routes}
    wrong = [
        f"{method} {path}: {status}"
        for path in sorted(paths)
        for method in METHODS
        if f"{'GET' if method == 'HEAD' else method} {path}" not in routes
        if not (method in {"GET", "HEAD"} and ":path}/acts/" in path)  # the thing's own page
        for status in [server.ask(method, there(path)).status_code]
        if status != 405
    ]
    assert wrong == []


@pytest.mark.parametrize("name", AGENTS)
def test_no_other_method_of_an_agent_does_anything(name: str) -> None:
    app = AGENTS[name]()
    client = Seen(app)
    allowed = {(method, path) for method, path in walked(app.routes)}
    paths = {path for _, path in allowed}
    wrong = [
        f"{method} {path}: {status}"
        for path in sorted(paths)
        for method in METHODS
        if (method, path) not in allowed
        for status in [client.send(method, there(path)).status_code]
        if status != 405
    ]
    assert wrong == []


def test_whoever_has_no_key_and_no_session_changes_nothing(server: Server) -> None:
    """Whoever comes without anything is answered as the matrix says who may come in."""
    size, wrong = server.platform.store.size(), list[str]()
    for route, who in {**MATRIX["api"], **MATRIX["questions"], **MATRIX["console"]}.items():
        method, _, path = route.partition(" ")
        if "/oidc" in path:  # there without an issuer is no such route
            continue
        sent = {"data": {"token": "x"}} if "/console" in path else {"content": b"{}"}
        answer = server.ask(method, there(path), **(sent if method == "POST" else {}))
        if answer.status_code not in WITHOUT[who]:
            wrong.append(f"{route}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []
    assert server.platform.store.size() == size


WITHOUT = {
    "anyone": {200, 303, 400, 404, 503},
    "signature": {400},
    "operator": {403},
    "browser": {403},
    "session": {303, 404},
    "form": {303, 403, 404},
}
"""What somebody is answered who has neither key nor session. 503: this log is not published."""


def test_a_question_by_anyone_is_never_kept_from_them(server: Server) -> None:
    told = {
        route: server.ask(
            *route.split(" "), content=b"{}" if "POST" in route else None
        ).status_code
        for route in MATRIX["questions"]
    }
    assert {route for route, status in told.items() if status in {401, 403, 405, 500}} == set()


@pytest.mark.parametrize("name", ["slurm", "metering"])
def test_whoever_does_not_show_the_word_is_told_nothing(name: str) -> None:
    """The application has nobody to ask: who came past the word would make it fail."""
    client = Seen(AGENTS[name]())
    worded = [route for route, who in MATRIX[name].items() if who == "word"]
    shown = ({}, {"authorization": "Bearer another"}, {"authorization": "the word"})
    told = {
        (route, client.send(*_at(route), headers=headers).status_code)
        for route in worded
        for headers in shown
    }
    assert told == {(route, 401) for route in worded}


@pytest.mark.parametrize("name", ["slurm", "metering", "gate", "kubernetes"])
@pytest.mark.parametrize(
    "header", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "none"}]
)
def test_what_a_page_in_a_browser_sends_to_an_agent_is_refused(
    name: str, header: dict[str, str]
) -> None:
    client = Seen(AGENTS[name]())
    shown = {"authorization": "Bearer the word", **header}
    told = {client.send(*_at(route), headers=shown).status_code for route in MATRIX[name]}
    assert told == {403}


def _at(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, there(path)


def test_every_answer_tells_browsers_to_take_it_as_it_is(server: Server) -> None:
    """Also what is refused, what is not there, and what repeats words that were sent."""
    routes = [*real(server.app.routes), "GET /nowhere", "GET /console/nowhere", "PUT /statements"]
    wrong = []
    for route in routes:
        method, path = _at(route)
        answer = server.ask(method, path, content=MARK if method == "POST" else None)
        missing = {name for name, it in SAFE.items() if answer.headers.get(name) != it}
        policy = answer.headers.get("content-security-policy", "")
        if missing or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
            wrong.append(f"{route}: {answer.status_code} {missing} {policy}")
    assert wrong == []


@pytest.mark.parametrize("name", AGENTS)
def test_every_answer_of_an_agent_does_so_too(name: str) -> None:
    client = Seen(AGENTS[name]())
    routes = [*MATRIX[name], "GET /nowhere", "PUT /health"]
    answers = [client.send(*_at(route)) for route in routes]
    settled = [it for it in answers if it.status_code != 500]  # nobody was there to be asked
    assert settled
    assert all(it.headers.get("x-content-type-options") == "nosniff" for it in settled)


def test_no_answer_repeats_as_a_page_what_was_sent(server: Server) -> None:
    """Words that were sent come back in JSON, in plain text, or escaped, or not at all."""
    wrong = []
    for route in real(server.app.routes):
        method, path = _at(route)
        asked = f"{path.replace('/x', f'/{MARK}')}?q={MARK}&{MARK}={MARK}"
        answer = server.ask(method, asked, content=MARK if method == "POST" else None)
        kind = answer.headers.get("content-type", "")
        if MARK in answer.text and "html" in kind:
            wrong.append(f"{route}: {kind}")
        if any(MARK in it for it in answer.headers.values()):
            wrong.append(f"{route}: {answer.headers}")
    assert wrong == []


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example/console", "127.0.0.1@evil.example", "x\ty", ""]
)
def test_no_answer_leads_to_the_host_that_was_named(server: Server, host: str) -> None:
    for path in ("/", "/console", "/console/", "/console/orders", "/console/sign-in"):
        answer = server.ask("GET", path, headers={"host": host})
        away = answer.headers.get("location", "/")
        assert away.startswith("/"), f"{path}: {away}"
        assert not away.startswith("//")
        assert "evil" not in answer.text


@pytest.mark.parametrize("broken", ["%0d%0aset-cookie:%20a=b", "%0aX: y", "%00", "%e2%80%a8z"])
def test_no_word_that_is_sent_becomes_a_header(server: Server, broken: str) -> None:
    for route in real(server.app.routes):
        method, path = _at(route)
        if method != "GET" or "x" not in path.split("/"):
            continue
        answer = server.ask("GET", f"{path}{broken}?next=/console/{broken}")
        assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
        assert all("\n" not in it and "\r" not in it for it in answer.headers.values())
        assert answer.status_code < 500 or answer.status_code == 503, path


def test_where_the_tables_stand() -> None:
    """Each route says who, in a word that stands above the table."""
    written = (Path(__file__).parents[1] / "authorisation/routes.yaml").read_text()
    words = {who for part in MATRIX.values() for who in part.values()}
    assert {it for it in words if f"#   {it} " not in written} == set()
