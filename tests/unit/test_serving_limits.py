"""How much a client may ask for: the decision, who a client is, and what it is told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from tests.answering import Answering

from comptrol.entrypoints import rates
from comptrol.entrypoints.api import limits
from comptrol.entrypoints.api.failing import failing
from comptrol.entrypoints.api.limits import Quotas, client_of, count_statements
from comptrol.entrypoints.rates import TICK_S, Counts, Rate
from comptrol.settings import Settings

schedules = st.lists(st.tuples(st.floats(0, 30, allow_nan=False), st.integers(1, 40)), max_size=60)


@given(per_s=st.integers(1, 1000), burst_s=st.integers(1, 60), schedule=schedules)
def test_no_schedule_gets_more_than_the_rate_and_one_burst(
    per_s: int, burst_s: int, schedule: Sequence[tuple[float, int]]
) -> None:
    """In any stretch of time: from each moment that something was admitted on."""
    counts, now, admitted = (
        Counts(Rate(per_s * burst_s, 1 / per_s)),
        0.0,
        list[tuple[float, int]](),
    )
    for pause, many in schedule:
        now += pause
        if not counts.take("one", now, many):
            admitted.append((now, many))
    for first, (begun, _) in enumerate(admitted):
        taken = 0
        for at, many in admitted[first:]:
            taken += many
            assert taken <= per_s * (at - begun + TICK_S) + per_s * burst_s + 1e-6


@given(per_s=st.integers(1, 1000), burst_s=st.integers(1, 60), many=st.integers(1, 60_000))
def test_whoever_waits_as_long_as_they_were_told_is_admitted(
    per_s: int, burst_s: int, many: int
) -> None:
    burst = per_s * burst_s
    counts, many = Counts(Rate(burst, 1 / per_s)), min(many, burst)
    assert counts.take("one", 0.0, burst) == 0
    wait = counts.take("one", 0.0, many)
    assert wait > 0
    assert counts.take("one", wait * 0.9 - 2 * TICK_S, many) > 0
    assert counts.take("one", wait, many) == 0


def test_so_many_clients_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "NAMES_MAX", 100)
    counts = Counts(Rate(1, 1.0))
    for number in range(10_000):
        counts.take(f"client {number}", 0.0)
    assert len(counts._full_at) == 100  # noqa: SLF001
    assert counts.take("client 9999", 0.0) > 0


def connection(host: str, *, heard: str = "", shown: str = "") -> HTTPConnection:
    headers = [(b"x-forwarded-for", heard.encode())] if heard else []
    tls = {"tls": {"client_cert_name": shown}} if shown else {}
    scope = {"type": "http", "client": (host, 1), "headers": headers, "extensions": tls}
    return HTTPConnection(scope)


@pytest.mark.parametrize(
    ("asked", "proxies", "client"),
    [
        (connection("192.0.2.1"), 0, "address 192.0.2.1"),
        (connection("192.0.2.1", heard="198.51.100.7"), 0, "address 192.0.2.1"),
        (connection("192.0.2.1", heard="203.0.113.9, 198.51.100.7"), 1, "address 198.51.100.7"),
        (connection("2001:db8:1:2::5"), 0, "address 2001:db8:1:2::"),
        (connection("2001:db8:1:2:ffff::9"), 0, "address 2001:db8:1:2::"),
        (connection("192.0.2.1", shown="CN=meter 7,O=Acme"), 0, "certificate CN=meter 7,O=Acme"),
    ],
)
def test_a_client_is_whom_its_certificate_names_or_else_its_address(
    asked: HTTPConnection, proxies: int, client: str
) -> None:
    assert client_of(asked, proxies) == client


class Counted:
    """An application under quotas, with a clock that the test sets."""

    def __init__(self, *, requests: int = 0, statements: int = 0) -> None:
        settings = Settings(
            quota_requests_per_s=requests, quota_statements_per_s=statements, quota_burst_s=2
        )
        self.now_s, self.over = 0.0, list[str]()
        app = Starlette(
            routes=[Route(path, self._answer, methods=["GET", "POST"]) for path in PATHS],
            exception_handlers=failing(),
        )
        seconds: Callable[[], float] = lambda: self.now_s  # noqa: E731
        around: Any = Quotas(app, settings, over=self.over.append, seconds=seconds)
        self.client = Answering(around)

    async def _answer(self, request: Request) -> PlainTextResponse:
        count_statements(request, int(request.query_params.get("many", 0)))
        return PlainTextResponse("taken")


PATHS = ("/statements", "/health", "/health/live", "/health/ready", "/metrics")


@pytest.fixture
def counted() -> Iterator[Callable[..., Counted]]:
    """Return what makes such an application; it is closed at the end."""
    with ExitStack() as made:

        def make(**quotas: int) -> Counted:
            app = Counted(**quotas)
            made.enter_context(app.client)
            return app

        yield make


def test_a_client_over_its_quota_is_told_when_to_come_again(
    counted: Callable[..., Counted],
) -> None:
    app = counted(requests=5)
    assert {app.client.get("/statements").status_code for _ in range(10)} == {200}
    told = app.client.get("/statements")
    assert told.status_code == 429
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["retry-after"] == "1"
    assert told.json()["type"] == "urn:comptrol:error:quota"
    assert app.over == ["requests"]
    app.now_s = 1.0
    assert app.client.get("/statements").status_code == 200


def test_whoever_asks_how_the_server_is_is_never_over(counted: Callable[..., Counted]) -> None:
    app = counted(requests=1)
    for path in PATHS[1:]:
        assert {app.client.get(path).status_code for _ in range(20)} == {200}


def test_a_batch_counts_its_statements_and_takes_all_or_none(
    counted: Callable[..., Counted],
) -> None:
    app = counted(statements=100)
    assert app.client.post("/statements?many=150").status_code == 200
    over = app.client.post("/statements?many=60")
    assert (over.status_code, over.headers["retry-after"]) == (429, "1")
    assert app.client.post("/statements?many=50").status_code == 200, "what is left is still there"
    assert app.over == ["statements"]


def test_a_batch_that_never_fits_is_not_told_to_come_again(
    counted: Callable[..., Counted],
) -> None:
    told = counted(statements=100).client.post("/statements?many=201")
    assert told.status_code == 413
    assert "200 statements at once" in told.json()["detail"]


def test_without_quotas_nobody_is_counted(counted: Callable[..., Counted]) -> None:
    assert not limits.has_quotas(Settings())
    assert counted().client.post("/statements?many=1000000").status_code == 200
