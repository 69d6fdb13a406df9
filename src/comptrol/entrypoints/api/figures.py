"""How a server stands, at the moment that Prometheus asks; and who may ask."""

from collections.abc import Awaitable, Callable, Iterator
from ipaddress import ip_network
from typing import Final

from prometheus_client import Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import override

from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.health import Standing
from comptrol.entrypoints.api.measuring import Figures
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.api.watching import ServedWatch
from comptrol.entrypoints.arrival import FORWARDED, caller
from comptrol.flow.ports import Store
from comptrol.kernel.ledger.policy import judge
from comptrol.settings import Settings

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_CREATED: Final = "_created"
"""When a counter began: a series beside each that no rule of ours asks for."""


def metrics_route(figures: Figures, standing: Standing, settings: Settings) -> Route:
    """Return the route that Prometheus asks.

    Others are answered 403 with the setting's name, and not 404: that there is such a route is
    written in /openapi.json, so hiding it would mislead nobody but operators.
    """
    figures.registry.register(Now(standing))
    may_ask = _allowed(settings)

    async def metrics(request: Request) -> Response:
        """Tell every figure, to whoever may know."""
        if not may_ask(request):
            why = "COMPTROL_METRICS_NETWORKS says who may: this address is not among them"
            return problems.other(problems.FORBIDDEN, "Figures are not for everybody.", why)
        return Response(await run_in_threadpool(generate_latest, _Plain(figures)), media_type=TEXT)

    endpoint: Callable[[Request], Awaitable[Response]] = metrics
    return Route("/metrics", endpoint)


def _allowed(settings: Settings) -> Callable[[Request], bool]:
    """Return who may ask. One who came by a server that is not counted may be anybody."""
    networks = [ip_network(it) for it in settings.metrics_networks]
    proxies = settings.console_proxies

    def allowed(request: Request) -> bool:
        if not proxies and FORWARDED in request.headers:
            return False
        there = caller(request, proxies)
        return not isinstance(there, str) and any(there in network for network in networks)

    return allowed


class _Plain(Collector):
    """The figures without when each began."""

    def __init__(self, figures: Figures) -> None:
        self._registry = figures.registry

    @override
    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [it for it in family.samples if not it.name.endswith(_CREATED)]
            yield family


class Now(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    @override
    def collect(self) -> Iterator[Metric]:
        """Yield every figure. Reads the store: called in a thread of its own."""
        at, publishing, watch = self._standing, self._standing.publishing, self._standing.watch
        entries = at.platform.store.size()
        yield _gauge("ready", "Whether requests should be sent here.", not any(at.lacks()))
        yield _gauge("writer_up", "Whether statements can be taken.", at.committer.healthy)
        waiting = at.committer.waiting
        yield _gauge("writer_waiting_statements", "Statements that wait to be taken.", waiting)
        yield _gauge("log_entries", "Entries in the log.", entries)
        free = at.disk_bytes_free()
        if free is not None:
            yield _gauge("disk_free_bytes", "Room beside the log, on its disk.", free)
        certificate = at.running.certificate
        if certificate is not None:
            name, until = "tls_certificate_expiry_timestamp_seconds", certificate.until.timestamp()
            yield _gauge(name, "When the certificate that is shown expires.", until)
        if publishing is not None:
            yield from _published(publishing, entries, at.platform.intake.clock.now().timestamp())
        if watch is not None:
            yield from _watched(watch)


def _published(publishing: Publishing, entries: int, now_s: float) -> Iterator[Metric]:
    publisher = publishing.publisher
    signed, final = publisher.newest or publisher.final, publisher.final
    ahead = final.head.size if final is not None else 0
    size = signed.head.size if signed is not None else 0
    yield _gauge("head_signed_entries", "Entries under the last head that was signed.", size)
    yield _gauge("head_final_entries", "Entries under the last head that is final.", ahead)
    yield _gauge("head_lag_entries", "Entries that no final head has.", max(entries - ahead, 0))
    waited = _waited_s(publisher.store, ahead, entries, now_s)
    yield _gauge("head_lag_seconds", "How long the oldest of them has been in the log.", waited)
    cosigned = 0 if final is None else len(judge(publisher.policy, final.note).cosigned)
    yield _gauge("head_cosignatures", "Witnesses that cosigned the final head.", cosigned)
    text = "Whether publishing ended: nothing is signed until somebody has looked."
    yield _gauge("publisher_stopped", text, publishing.stopped)
    failures = "Times that a head could not be published."
    yield CounterMetricFamily("comptrol_publisher_failures", failures, publishing.failures)


def _waited_s(store: Store, ahead: int, entries: int, now_s: float) -> float:
    """Return the age of the first entry that no final head has; 0 where there is none."""
    if ahead >= entries:
        return 0.0
    oldest = next(iter(store.entries(ahead)))
    return max(now_s - oldest.logged_at.timestamp(), 0.0)


def _watched(watch: ServedWatch) -> Iterator[Metric]:
    failing = watch.failure is not None
    yield _gauge("watch_failing", "Whether the last look of the watch went wrong.", failing)
    if watch.ran_at is not None:
        name = "watch_last_run_timestamp_seconds"
        yield _gauge(name, "When the watch last looked.", watch.ran_at.timestamp())


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"comptrol_{name}", text, float(value))
