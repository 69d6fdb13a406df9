"""In by a name and a password, and out again.

An account that is not there is told of in the same words, after the same work, as a password that
is wrong.
"""

import re
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from comptrol.entrypoints.console.forms import form_of, words_of
from comptrol.entrypoints.console.signing_in.entrance import Entrance, Show, Wrong
from comptrol.entrypoints.console.signing_in.passwords import holds
from comptrol.entrypoints.console.signing_in.porter import Porter, onward_from
from comptrol.entrypoints.console.signing_in.rules import ROOT
from comptrol.flow.signing_in import Account
from comptrol.kernel.identifiers import NAME

SEE_OTHER: Final = HTTPStatus.SEE_OTHER


class ByPassword:
    """The sign-in page and its form."""

    def __init__(self, porter: Porter, show: Show) -> None:
        self._porter, self._entrance = porter, Entrance(porter=porter, show=show)

    def routes(self) -> list[BaseRoute]:
        """Return the page, its form, and the way out."""
        return [
            Route("/sign-in", self._page, methods=["GET"]),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        present = await run_in_threadpool(self._porter.present, request)
        onward = onward_from(words_of(request))
        return self._entrance.page(request, present.visitor, onward=onward)

    async def _sign_in(self, request: Request) -> Response:
        form, porter = await form_of(request), self._porter
        porter.check_doorstep(request, form.get("token", ""))
        name, onward = form.get("name", "").strip().lower()[:64], onward_from(form)
        visitor = (await run_in_threadpool(porter.present, request)).visitor
        wait = porter.wait_to_try(request, name)
        if wait:
            return self._entrance.slowed(request, visitor, wait, onward=onward, name=name)
        account = await porter.passwords.do(self._account, name, form.get("password", ""))
        if account is None:
            return self._entrance.page(
                request,
                visitor,
                onward=onward,
                wrong=Wrong.PASSWORD,
                status=HTTPStatus.FORBIDDEN,
                name=name,
            )
        porter.tried_rightly(request, name)
        onwards = RedirectResponse(onward, SEE_OTHER)
        return await run_in_threadpool(porter.admit, request, onwards, account, "password")

    async def _sign_out(self, request: Request) -> Response:
        form, porter = await form_of(request), self._porter
        away = RedirectResponse(f"{ROOT}/", SEE_OTHER)
        visitor = (await run_in_threadpool(porter.present, request)).visitor
        if not visitor.signed_in:
            return away
        porter.check(request, visitor, form.get("token", ""))
        return await run_in_threadpool(porter.leave, request, away)

    def _account(self, name: str, password: str) -> Account | None:
        found = self._porter.sign_ins.account(name) if re.search(NAME, name) else None
        usable = found is not None and not found.disabled
        right = holds(found.password if found is not None and usable else None, password)
        return found if right else None
