"""What goes around every answer of the console: headers that browsers obey, and a limit.

No script or style in a page, nothing from other hosts, no frame around us, and no page of somebody
who is signed in left in a cache. Forms go to ourselves alone: to an issuer of identities leads a
link, so that its address need not be allowed here.
"""

from http import HTTPStatus
from math import ceil
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comptrol.entrypoints.console.signing_in import Doors
from comptrol.entrypoints.hardening import TLS_ONLY
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.plain_errors import without_folders

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
NOT_ALLOWED: Final = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid")
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: under that, browsers send our own forms with "Origin: null" (Fetch §3.2).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(
        (
            *(f"{name}=()" for name in NOT_ALLOWED),
            "publickey-credentials-get=(self)",
            "publickey-credentials-create=(self)",
        )
    ),
}


class Safety:
    """Middleware around the console: a limit on requests, and the headers of every answer."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app, self._doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that there are too many."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        instead: PlainTextResponse | None = None
        private = True
        try:
            wait = await self._doors.wait(request)
            private = (await self._doors.visitor(request)).signed_in
            instead = _too_often(wait) if wait else None
        except UnavailableError as error:  # nobody can be known: nothing is shown
            instead = PlainTextResponse(
                f"{without_folders(str(error))}\n", HTTPStatus.SERVICE_UNAVAILABLE
            )

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._add(headers, private=private)
                if self._doors.rules.secure and scope["scheme"] != "https":
                    headers["strict-transport-security"] = TLS_ONLY  # else the server adds it
            await send(message)

        await (instead or self._app)(scope, receive, sent)

    def _add(self, headers: MutableHeaders, *, private: bool) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)  # a picture has a policy of its own
        if "set-cookie" in headers or private:
            headers.setdefault("cache-control", "no-store")
        else:
            headers.setdefault("cache-control", "no-cache")
        headers.add_vary_header("Cookie")


def _too_often(wait: float) -> PlainTextResponse:
    seconds = ceil(wait)
    return PlainTextResponse(
        f"Too many requests were made from here. Try again in {seconds} s.\n",
        HTTPStatus.TOO_MANY_REQUESTS,
        {"retry-after": str(seconds)},
    )
