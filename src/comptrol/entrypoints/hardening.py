"""What every answer of a server tells browsers, whatever it answers: take it as it is said to be.

What speaks to programs is never a page: no browser may guess that it is one, show it in a frame,
or run anything in it. A face that shows pages says so itself, and what it says stands.
"""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
TLS_ONLY: Final = "max-age=31536000"
"""For a year a browser speaks with this host by TLS alone (RFC 6797)."""
_OF_PAGES: Final = ("origin", "sec-fetch-site")
"""What a browser puts beside whatever a page sends, and no page can leave out (Fetch §2.2.2)."""


class Hardened:
    """Middleware: adds the headers that an answer has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request under these headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


class NoPages:
    """Middleware of a server that speaks for a party: whatever a page sends is refused unread.

    On loopback every page that is open on the machine can send to every port; what it sends must
    not be ordered, told or filed in the name of whoever runs this.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a program, or say that this is not for browsers."""
        sent = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if any(name in sent for name in _OF_PAGES):
            told = "This is for programs: what the page of a browser sends is not taken.\n"
            await PlainTextResponse(told, HTTPStatus.FORBIDDEN)(scope, receive, send)
            return
        await self._app(scope, receive, send)
