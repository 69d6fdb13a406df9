"""How much may one client ask for, and who is one?

A client is whom its certificate names, where clients show one, and else its address, of IPv6 its
site. Requests are counted as they come in, statements once it is known how many there are and
before a signature is checked. Whoever asks whether the server is well is not counted.
"""

import time
from collections.abc import Callable
from math import ceil
from typing import Final

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from comptrol.entrypoints.api import problems
from comptrol.entrypoints.arrival import TooLargeError, address_of
from comptrol.entrypoints.rates import Counts, Rate
from comptrol.settings import Settings

WATCHED: Final = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
"""What machines ask every few seconds: it is not counted, and logged at level debug alone."""
STATEMENTS: Final = "comptrol.statements"
"""Where in a request's scope stands what counts the statements of its client."""


class OverQuotaError(Exception):
    """A client has said all that it may for now: ``wait_s`` is how long it is to wait."""

    def __init__(self, what: str, rate: Rate, wait_s: float) -> None:
        super().__init__(
            f"one client may send {rate.burst} {what} at once, and then"
            f" {1 / rate.every_s:.0f} a second; try again in {ceil(wait_s)} s"
        )
        self.wait_s = wait_s


class Quotas:
    """Middleware that lets each client ask for as much as it may, and no more."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        *,
        over: Callable[[str], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._over, self._seconds = app, over, seconds
        self._proxies, burst_s = settings.console_proxies, settings.quota_burst_s
        self._requests = _counts(settings.quota_requests_per_s, burst_s)
        self._statements = _counts(settings.quota_statements_per_s, burst_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say how long its client is to wait."""
        if scope["type"] != "http" or scope["path"] in WATCHED:
            await self._app(scope, receive, send)
            return
        client = client_of(HTTPConnection(scope), self._proxies)
        try:
            self._take("requests", self._requests, client, 1)
        except OverQuotaError as error:
            await problems.over_quota(str(error), error.wait_s)(scope, receive, send)
            return
        scope[STATEMENTS] = lambda many: self._take("statements", self._statements, client, many)
        await self._app(scope, receive, send)

    def _take(self, what: str, counts: Counts | None, client: str, many: int) -> None:
        if counts is None:
            return
        if many > counts.rate.burst:
            raise TooLargeError(f"one client may send {counts.rate.burst} {what} at once")
        if wait := counts.take(client, self._seconds(), many):
            self._over(what)
            raise OverQuotaError(what, counts.rate, wait)


def has_quotas(settings: Settings) -> bool:
    """Tell whether an operator has set how much a client may ask for."""
    return bool(settings.quota_requests_per_s or settings.quota_statements_per_s)


def count_statements(request: Request, many: int) -> None:
    """Count statements of whoever asks, or raise OverQuotaError; TooLargeError: never so many."""
    counts = request.scope.get(STATEMENTS)
    if counts is not None:
        counts(many)


def client_of(request: HTTPConnection, proxies: int) -> str:
    """Return the name under which a client is counted."""
    shown = request.scope.get("extensions", {}).get("tls", {}).get("client_cert_name")
    if shown:
        return f"certificate {shown}"
    return f"address {address_of(request, proxies)}"


def _counts(per_s: int, burst_s: int) -> Counts | None:
    return Counts(Rate(per_s * burst_s, 1 / per_s)) if per_s else None
