"""Traces by OpenTelemetry, where an operator names a collector; nothing of it is imported else.

A span to a request, by the template of its route, and one within for what it waits for. What a
caller began is gone on with (W3C Trace Context). Spans are sent in batches by a thread of their
own: where the collector is away they are dropped, and no request is slower or fails. No query, no
path that was asked for, no address and no name is in any of them.
"""

import logging
import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comptrol.bootstrap.extras import require
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.templates import Templates, method_of

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

PATH: Final = "/v1/traces"
SEND_SECONDS_MAX: Final = 5.0
CLOSE_SECONDS_MAX: Final = 1.0
"""So long what is left may take to be sent at the end."""
CARRIED: Final = frozenset({b"traceparent", b"tracestate"})
_NOISY: Final = "opentelemetry.sdk._shared_internal"
"""Says a line to each span that is dropped: as many as there are requests."""

_TRACER: ContextVar["Tracer | None"] = ContextVar("comptrol_tracer", default=None)
_NOTHING: Final = nullcontext()


def span(name: str) -> AbstractContextManager[object]:
    """Return what measures a part of the request that is being answered, if it is traced."""
    tracer = _TRACER.get()
    return _NOTHING if tracer is None else _begun(tracer, name)


class Traces:
    """Where spans go, for one server."""

    def __init__(self, url: str) -> None:
        require("telemetry", "to send traces, as COMPTROL_TRACES_URL asks for,")
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  (an extra)
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  (an extra)
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  (an extra)
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  (an extra)

        logging.getLogger(_NOISY).setLevel(logging.ERROR)
        named = {"service.name": "comptrol", "service.version": version("comptrol")}
        self._provider = TracerProvider(
            resource=Resource.create(named),
            shutdown_on_exit=False,
        )
        exporter = OTLPSpanExporter(endpoint=address(url), timeout=SEND_SECONDS_MAX)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer: Tracer = self._provider.get_tracer("comptrol", version("comptrol"))

    def close(self) -> None:
        """Send what is left, but not for long."""
        thread = threading.Thread(
            target=self._provider.shutdown, name="comptrol-traces", daemon=True
        )
        thread.start()
        thread.join(CLOSE_SECONDS_MAX)


class Tracing:
    """Middleware that makes a span of each request."""

    def __init__(self, app: ASGIApp, traces: Traces, templates: Templates) -> None:
        from opentelemetry.trace import SpanKind, StatusCode  # noqa: PLC0415  (an extra)
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  (an extra)
            TraceContextTextMapPropagator,
        )

        self._app, self._tracer, self._templates = app, traces.tracer, templates
        self._server, self._error = SpanKind.SERVER, StatusCode.ERROR
        self._carried = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within a span."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        before = self._carried.extract(dict(_carried(scope["headers"])))
        told = _TRACER.set(self._tracer)
        status, size = problems.BUG, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            with self._tracer.start_as_current_span(
                method_of(scope),
                before,
                self._server,
                record_exception=False,
                set_status_on_exception=False,
            ) as made:
                try:
                    await self._app(scope, receive, sent)
                finally:
                    self._tell(made, scope, status, size)
        finally:
            _TRACER.reset(told)

    def _tell(self, made: "Span", scope: Scope, status: int, size: int) -> None:
        """Name a span by the template, and say what was asked and answered, in numbers."""
        method, route = method_of(scope), self._templates.of(scope)
        made.update_name(f"{method} {route}")
        if status >= problems.BUG:
            made.set_status(self._error)
        made.set_attributes(
            {
                "http.request.method": method,
                "http.route": route,
                "url.scheme": scope["scheme"],
                "http.request.body.size": _length(scope["headers"]),
                "http.response.status_code": status,
                "http.response.body.size": size,
            }
        )


def address(url: str) -> str:
    """Return where traces are sent: a collector's own path, or the usual one.

    >>> address("http://127.0.0.1:4318"), address("https://otel.example/traces/in")
    ('http://127.0.0.1:4318/v1/traces', 'https://otel.example/traces/in')
    """
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def _begun(tracer: "Tracer", name: str) -> AbstractContextManager[object]:
    """Begin a span that takes down no error: what that says may name somebody."""
    return tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    )


def _carried(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    return ((name.decode(), value.decode("latin-1")) for name, value in headers if name in CARRIED)


def _length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    given: Any = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(given) if given.isdigit() else 0
