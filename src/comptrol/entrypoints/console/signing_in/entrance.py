"""What do all entrances share? The sign-in page, said in words, and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from comptrol.entrypoints.console.signing_in.porter import Porter
from comptrol.entrypoints.console.signing_in.tokens import form_token
from comptrol.entrypoints.console.visitor import Visitor

Show = Callable[..., Response]
"""Answers with a template: its name, the visitor, the path, the status, and what it shows."""


class Wrong(Enum):
    """Why somebody is not let in: the sign-in page has a sentence for each."""

    PASSWORD = "password"  # noqa: S105  (the word)
    OFTEN = "often"
    PASSKEY = "passkey"
    PASSKEY_UNKNOWN = "passkey-unknown"
    STATE = "state"
    DECLINED = "declined"
    NOT_VOUCHED = "not-vouched"
    NOT_BOUND = "not-bound"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A way in: the porter, and how pages are shown."""

    porter: Porter
    show: Show

    def page(
        self,
        request: Request,
        visitor: Visitor,
        *,
        onward: str,
        wrong: Wrong | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        **shown: Any,  # noqa: ANN401  (what the sentence names)
    ) -> Response:
        """Show the sign-in page, and what was wrong."""
        rules, secret = self.porter.rules, self.porter.on_doorstep(request)
        response = self.show(
            "signing_in/sign_in.html",
            visitor,
            request.url.path,
            status,
            **{
                "doorstep": form_token(secret),
                "onward": onward,
                "closed": rules.closed,
                "issuer": rules.issuer.url if rules.issuer is not None else "",
                "passkeys": passkeys_here(self.porter, request),
                "wrong": wrong.value if wrong is not None else "",
                "name": "",
                "seconds": 0,
                "detail": "",
                **shown,
            },
        )
        if not rules.closed:
            self.porter.keep_on_doorstep(response, secret)
        return response

    def slowed(self, request: Request, visitor: Visitor, seconds: float, **shown: str) -> Response:
        """Say that it was tried too often, and when to try again."""
        wait = ceil(seconds)
        response = self.page(
            request,
            visitor,
            onward=shown.pop("onward", ""),
            wrong=Wrong.OFTEN,
            status=HTTPStatus.TOO_MANY_REQUESTS,
            seconds=wait,
            **shown,
        )
        response.headers["retry-after"] = str(wait)
        return response


def passkeys_here(porter: Porter, request: Request) -> str:
    """Say whether passkeys work at this address: "yes", "never", or where they do.

    A browser binds them to a name, and takes no address for one: on loopback, to ``localhost``.
    """
    rules = porter.rules
    if not rules.passkeys_for:
        return "never"
    if not rules.origin.loopback or host_of(request) == rules.passkeys_for:
        return "yes"
    return str(rules.origin._replace(host=rules.passkeys_for))


def elsewhere(porter: Porter, request: Request) -> bool:
    """Tell whether a browser has come under another name of loopback than the one we are at."""
    origin = porter.rules.origin
    return origin.loopback and host_of(request) != origin.host


def host_of(request: Request) -> str:
    """Return under which name a browser has come, without the port; anybody may write any."""
    name, colon, port = request.headers.get("host", "").lower().rpartition(":")
    return name if colon and port.isdigit() else request.headers.get("host", "").lower()
