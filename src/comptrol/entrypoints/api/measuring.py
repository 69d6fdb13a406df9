"""What a server counts of its own work, for Prometheus: never who, never what was said.

A label is a word from a list that is known before the first request: the template of a route, a
method, the code of a refusal. No identifier, address or query ever is one, so that there are only
so many series, and nothing to learn from them of anybody.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comptrol.domains.gate import Ruled
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.templates import OTHER, Templates, method_of
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Answer, Receipt, Refused

REQUEST_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
STEP_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)
STEP_STATEMENTS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 10_000)


class Figures:
    """Everything that is counted as it happens, in a registry of one server's own."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._codes = frozenset(codes)
        ProcessCollector(registry=self.registry)
        build = self._gauge("build_info", "Which version this is.", "version")
        build.labels(version("comptrol")).set(1)
        self.requests = self._counter(
            "http_requests", "Requests that were answered.", "route", "method", "status"
        )
        self.request_s = self._histogram(
            "http_request_duration_seconds", "From a request to its answer.", REQUEST_S, "route"
        )
        self.accepted = self._counter("statements_accepted", "Statements that were logged.")
        self.repeated = self._counter("statements_repeated", "Statements that were known already.")
        self.refused = self._counter(
            "statements_refused", "Statements that were refused, by the first reason.", "code"
        )
        self.unreadable = self._counter(
            "statements_unreadable", "Requests whose statements could not be read or verified."
        )
        self.failed = self._counter(
            "statements_failed",
            "Requests whose statements could not be taken: disk, clock, a bug.",
        )
        self.rulings = self._counter(
            "rulings", "Rulings on orders, at the first and again.", "outcome", "door"
        )
        self.step_statements = self._histogram(
            "commit_statements", "Statements that were committed together.", STEP_STATEMENTS
        )
        self.step_s = self._histogram(
            "commit_duration_seconds", "From a check to the durable commit.", STEP_S
        )
        self.over_quota = self._counter(
            "over_quota_requests", "Requests that were turned away for a quota.", "quota"
        )

    def step(self, answers: Sequence[Sequence[Answer] | Exception], seconds: float) -> None:
        """Count what one step of the writer came to. Called by the writer's thread."""
        said = [it for some in answers if not isinstance(some, Exception) for it in some]
        for answer in answers:
            if isinstance(answer, Exception):
                (self.unreadable if isinstance(answer, EnvelopeError) else self.failed).inc()
        if not said:
            return
        self.step_statements.observe(len(said))
        self.step_s.observe(seconds)
        refused = Tally(it.findings[0].code for it in said if isinstance(it, Refused))
        for code, many in refused.items():
            self.refused.labels(code if code in self._codes else OTHER).inc(many)
        receipts = [it for it in said if isinstance(it, Receipt)]
        new = [it for it in receipts if not it.repeated]
        self.accepted.inc(len(new))
        self.repeated.inc(len(receipts) - len(new))
        self._rulings(new)

    def _rulings(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            for entry in receipt.consequences:
                if isinstance(said := entry.statement, Ruled):
                    self.rulings.labels(said.decision.outcome.value, said.asked.door).inc()

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"comptrol_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"comptrol_{name}", text, labels, registry=self.registry)

    def _histogram(
        self, name: str, text: str, buckets: Sequence[float], *labels: str
    ) -> Histogram:
        made = f"comptrol_{name}"
        return Histogram(made, text, labels, registry=self.registry, buckets=buckets)


class Measuring:
    """Middleware that counts requests by the template of their route, and how long they took."""

    def __init__(self, app: ASGIApp, figures: Figures, templates: Templates) -> None:
        self._app, self._templates = app, templates
        self._requests, self._request_s = figures.requests, figures.request_s
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), problems.BUG

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            self._count(scope, status, perf_counter() - begun)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        told = (self._templates.of(scope), method_of(scope), status // 100)
        known = self._known.get(told)
        if known is None:
            route, method, hundreds = told
            counter = self._requests.labels(route, method, f"{hundreds}xx")
            known = self._known[told] = counter, self._request_s.labels(route)
        known[0].inc()
        known[1].observe(seconds)
