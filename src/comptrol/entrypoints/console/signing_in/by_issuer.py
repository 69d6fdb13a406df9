"""In by somebody else's word: to the issuer of identities, and back with what it vouches for.

Whom it vouches for is nobody here until the operator binds that name to an account.
"""

import secrets
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from comptrol.entrypoints.console.forms import words_of
from comptrol.entrypoints.console.signing_in.ceremonies import Ceremony, Kind
from comptrol.entrypoints.console.signing_in.entrance import Entrance, Show, Wrong, elsewhere
from comptrol.entrypoints.console.signing_in.porter import Porter, onward_from
from comptrol.entrypoints.console.signing_in.rules import ROOT
from comptrol.entrypoints.console.signing_in.tokens import digest_of, same
from comptrol.entrypoints.console.visitor import NOBODY
from comptrol.flow.signing_in import Account, Journey, Vouching
from comptrol.kernel.errors import NotProvenError, UnavailableError

BACK: Final = "/sign-in/oidc/return"
CODE_LETTERS_MAX: Final = 4096
RANDOM_BYTES: Final = 32


class ByIssuer:
    """The way to an issuer, and the way back."""

    def __init__(self, porter: Porter, show: Show, vouching: Vouching) -> None:
        self._porter, self._vouching = porter, vouching
        self._entrance = Entrance(porter=porter, show=show)

    def routes(self) -> list[BaseRoute]:
        """Return both ways."""
        return [
            Route("/sign-in/oidc", self._leave, methods=["GET"]),
            Route(BACK, self._back, methods=["GET"]),
        ]

    async def _leave(self, request: Request) -> Response:
        """Send somebody to the issuer, and remember what has to come back with them."""
        porter, onward = self._porter, onward_from(words_of(request))
        if porter.rules.closed:
            return self._entrance.page(request, NOBODY, onward=onward)
        if elsewhere(porter, request):  # the cookie must be there when the person comes back
            again = f"{porter.rules.origin}{ROOT}/sign-in/oidc?{urlencode({'next': onward})}"
            return RedirectResponse(again, HTTPStatus.SEE_OTHER)
        journey = self._journey(*(secrets.token_urlsafe(RANDOM_BYTES) for _ in range(3)))
        try:
            there = await run_in_threadpool(self._vouching.begin, journey)
        except UnavailableError as error:
            return self._no(request, Wrong.AWAY, onward, str(error))
        secret = porter.on_doorstep(request)
        begun = Ceremony(
            challenge=journey.state,
            nonce=journey.nonce,
            verifier=journey.verifier,
            onward=onward,
        )
        porter.ceremonies.begin(digest_of(secret), Kind.ISSUER, begun, porter.seconds())
        response = RedirectResponse(there, HTTPStatus.SEE_OTHER)
        porter.keep_on_doorstep(response, secret)
        return response

    async def _back(self, request: Request) -> Response:
        """Let in whom the issuer vouches for.

        1. This browser began it, not long ago, and this is the first time that it comes back.
        2. The issuer answers, and it is this issuer (RFC 9207).
        3. What it vouches for holds, and is an account here.
        """
        porter, words = self._porter, words_of(request)
        browser = porter.browser(request)
        begun = browser and porter.ceremonies.end(browser, Kind.ISSUER, porter.seconds())  # 1
        if not begun or not same(begun.challenge, words.get("state", "")):
            return self._no(request, Wrong.STATE, "")
        code, issuer = words.get("code", ""), words.get("iss", self._vouching.issuer)
        if issuer != self._vouching.issuer:  # 2
            return self._no(request, Wrong.NOT_VOUCHED, begun.onward, "it is another issuer")
        if not 0 < len(code) <= CODE_LETTERS_MAX or "error" in words:
            return self._no(request, Wrong.DECLINED, begun.onward)
        try:
            account = await run_in_threadpool(self._account, begun, code)  # 3
        except NotProvenError as error:
            return self._no(request, Wrong.NOT_VOUCHED, begun.onward, str(error))
        except UnavailableError as error:
            return self._no(request, Wrong.AWAY, begun.onward, str(error))
        if account is None:
            return self._no(request, Wrong.NOT_BOUND, begun.onward)
        onwards = RedirectResponse(begun.onward, HTTPStatus.SEE_OTHER)
        return await run_in_threadpool(porter.admit, request, onwards, account, "issuer")

    def _account(self, begun: Ceremony, code: str) -> Account | None:
        porter = self._porter
        journey = self._journey(begun.challenge, begun.nonce, begun.verifier)
        subject = self._vouching.subject(journey, code, porter.now())
        name = porter.sign_ins.bound(self._vouching.issuer, subject)
        account = None if name is None else porter.sign_ins.account(name)
        return account if account is not None and not account.disabled else None

    def _journey(self, state: str, nonce: str, verifier: str) -> Journey:
        back = f"{self._porter.rules.origin}{ROOT}{BACK}"
        return Journey(state=state, nonce=nonce, verifier=verifier, back=back)

    def _no(self, request: Request, wrong: Wrong, onward: str, detail: str = "") -> Response:
        away = wrong is Wrong.AWAY
        return self._entrance.page(
            request,
            NOBODY,
            onward=onward or f"{ROOT}/",
            wrong=wrong,
            status=HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.FORBIDDEN,
            detail=detail,
        )
