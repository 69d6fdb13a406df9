"""One line of the log to each request: what was asked by its template, and how it was answered.

Neither path nor query, header, body or address is logged: they name persons, and hold secrets.
Requests whether the server is well, and for its figures, are told at level debug: they come from
machines every few seconds. A mistake of ours is told with where it happened.
"""

import logging
from time import monotonic
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.limits import WATCHED
from comptrol.entrypoints.api.templates import Templates, method_of
from comptrol.entrypoints.journal import marked

_LOG: Final = logging.getLogger("comptrol.requests")


class RequestLog:
    """Logs every request that passes through it; changes none."""

    def __init__(self, app: ASGIApp, templates: Templates) -> None:
        self._app, self._templates = app, templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log it once it is answered."""
        if scope["type"] != "http" or not _LOG.isEnabledFor(logging.ERROR):
            await self._app(scope, receive, send)
            return
        asked = Asked(scope, send, self._templates)
        try:
            await self._app(scope, receive, asked.send)
        except Exception as mistake:
            asked.failed(mistake)
            raise
        asked.answered()


class Asked:
    """One request under way."""

    def __init__(self, scope: Scope, send: Send, templates: Templates) -> None:
        self._scope, self._send, self._templates = scope, send, templates
        self._begun = monotonic()
        self._status = self._bytes = 0

    async def send(self, message: Message) -> None:
        """Count what is answered, and send it."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif message["type"] == "http.response.body":
            self._bytes += len(message.get("body", b""))
        await self._send(message)

    def answered(self) -> None:
        """Log how it was answered; an answer that is the server's fault as a warning."""
        route = self._templates.of(self._scope)
        level = logging.DEBUG if route in WATCHED else logging.INFO
        level = logging.WARNING if self._status >= problems.BUG else level
        _LOG.log(level, "%s", self._told(route), extra=self._fields(route, "request"))

    def failed(self, mistake: Exception) -> None:
        """Log what went wrong, with where: the client is told nothing of it."""
        self._status = self._status or problems.BUG
        route = self._templates.of(self._scope)
        fields = self._fields(route, "request.failed")
        _LOG.error("%s", self._told(route), exc_info=marked(mistake), extra=fields)

    def _told(self, route: str) -> str:
        return f"{method_of(self._scope)} {route} {self._status}"

    def _fields(self, route: str, event: str) -> dict[str, object]:
        return {
            "event": event,
            "method": method_of(self._scope),
            "route": route,
            "status": self._status,
            "duration_ms": round((monotonic() - self._begun) * 1000, 1),
            "bytes": self._bytes,
        }
