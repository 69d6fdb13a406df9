"""Traces as a collector receives them over OTLP/HTTP: whole, continued, and naming nobody."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.answering import Answering, opening
from tests.scenario.harness import until
from tests.speaking import AUTHORITY, FixedClock, enrolled, signed, voice

from comptrol.bootstrap import Platform, in_memory
from comptrol.entrypoints.api.app import create_app
from comptrol.settings import Settings

COSE = {"content-type": "application/cose"}
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """Receives what is exported, as a collector does."""

    def __init__(self) -> None:
        self.heard, self.paths = list[ExportTraceServiceRequest](), list[str]()
        collector = self

        class Receiving(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    raw = gzip.decompress(raw)
                collector.paths.append(self.path)
                collector.heard.append(ExportTraceServiceRequest.FromString(raw))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def spans(self) -> list[Span]:
        """Return every span that was received."""
        return [
            span
            for request in self.heard
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with closing(Collector()) as it:
        yield it


@pytest.fixture
def platform() -> Iterator[Platform]:
    with closing(in_memory(clock=FixedClock())) as opened:
        yield opened


def traced(platform: Platform, url: str) -> Answering:
    return Answering(create_app(platform, settings=Settings(traces_url=url)))


def words(span: Span) -> dict[str, Any]:
    found = {}
    for it in span.attributes:
        kind = it.value.WhichOneof("value")
        assert kind is not None
        found[it.key] = getattr(it.value, kind)
    return found


def test_a_request_is_a_span_and_its_wait_one_within(
    platform: Platform, collector: Collector
) -> None:
    raw = signed(opening(platform), voice(AUTHORITY), 1)
    with traced(platform, collector.url) as client:
        headers = {**COSE, "traceparent": f"00-{TRACE}-{PARENT}-01"}
        assert client.post("/statements", content=raw, headers=headers).status_code == 201
    until(lambda: len(collector.spans) >= 2)
    assert collector.paths[0] == "/v1/traces"
    (whole,) = [it for it in collector.spans if it.name == "POST /statements"]
    (wait,) = [it for it in collector.spans if it.name == "wait for the durable commit"]
    assert whole.trace_id.hex() == wait.trace_id.hex() == TRACE
    assert whole.parent_span_id.hex() == PARENT
    assert wait.parent_span_id == whole.span_id
    assert whole.kind == Span.SPAN_KIND_SERVER
    assert whole.start_time_unix_nano <= wait.start_time_unix_nano
    assert wait.end_time_unix_nano <= whole.end_time_unix_nano
    told = words(whole)
    assert told["http.response.body.size"] > 0
    assert {**told, "http.response.body.size": 0} == {
        "http.request.method": "POST",
        "http.route": "/statements",
        "url.scheme": "http",
        "http.request.body.size": len(raw),
        "http.response.status_code": 201,
        "http.response.body.size": 0,
    }
    resource = collector.heard[0].resource_spans[0].resource
    named = {it.key: it.value.string_value for it in resource.attributes}
    assert named["service.name"] == "comptrol"


def test_a_batch_shows_what_it_took_to_verify(platform: Platform, collector: Collector) -> None:
    raw = signed(opening(platform), voice(AUTHORITY), 1)
    with traced(platform, collector.url) as client:
        client.post(
            "/statements/batch", content=raw, headers={"content-type": "application/cbor-seq"}
        )
    until(lambda: len(collector.spans) >= 3)
    assert {it.name for it in collector.spans} == {
        "POST /statements/batch",
        "verify",
        "wait for the durable commit",
    }


def test_no_span_has_what_was_asked_or_said(platform: Platform, collector: Collector) -> None:
    """Errors too: what they say may name somebody."""
    said = (opening(platform), enrolled("marked-1"), enrolled("marked-1"))
    raws = [signed(it, voice(AUTHORITY), number) for number, it in enumerate(said, 1)]
    with traced(platform, collector.url) as client:
        for raw in (*raws, b"marked-2"):
            client.post("/statements", content=raw, headers={**COSE, "user-agent": "marked-3"})
        for path in ("/keys/marked-4", "/marked-5", "/entries?marked-6=marked-7"):
            client.get(path)
        client.request("MARKED", "/health")
    until(lambda: len(collector.spans) >= 11)
    assert "marked" not in str(collector.heard).lower()
    assert {it.name for it in collector.spans} >= {"GET /keys/{key}", "GET other", "GET /entries"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://192.0.2.1:4318"])
def test_where_the_collector_is_away_every_request_is_answered(
    platform: Platform, url: str
) -> None:
    with traced(platform, url) as client:
        assert {client.get("/health/live").status_code for _ in range(3000)} == {200}


def ran(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (this Python, and words of ours)
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120
    )


def test_without_a_collector_nothing_of_it_is_imported() -> None:
    done = ran(
        "import sys\n"
        "from comptrol.bootstrap import in_memory\n"
        "from comptrol.entrypoints.api.app import create_app\n"
        "create_app(in_memory())\n"
        "assert not [it for it in sys.modules if it.startswith('opentelemetry')]\n"
    )
    assert done.returncode == 0, done.stderr


def test_what_is_missing_is_named() -> None:
    done = ran(
        "import sys\n"
        "sys.modules['opentelemetry'] = None\n"
        "from comptrol.entrypoints.api.tracing import Traces\n"
        "from comptrol.kernel.errors import UnavailableError\n"
        "try:\n"
        "    Traces('http://127.0.0.1:4318')\n"
        "except UnavailableError as error:\n"
        "    print(error)\n"
    )
    assert "pip install 'comptrol[telemetry]'" in done.stdout, done.stderr
