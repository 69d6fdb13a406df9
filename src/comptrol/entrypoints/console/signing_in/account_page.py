"""The page of one's own account: password, passkeys, zone of time, where one is signed in."""

from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from math import ceil
from typing import Any, Final
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from comptrol.entrypoints.console.forms import form_of, words_of
from comptrol.entrypoints.console.signing_in.entrance import Show, passkeys_here
from comptrol.entrypoints.console.signing_in.passwords import check_fit, hashed, holds
from comptrol.entrypoints.console.signing_in.porter import Porter, Presence
from comptrol.entrypoints.console.signing_in.rules import ROOT
from comptrol.flow.signing_in import Account
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest

PAGE: Final = f"{ROOT}/account"
CHANGED: Final = "password changed"
"""What the record of looks says of it."""


class AccountPage:
    """What a person may see and change of how they come in."""

    def __init__(self, porter: Porter, show: Show) -> None:
        self._porter, self._show = porter, show

    def routes(self) -> list[BaseRoute]:
        """Return the page and its forms."""
        return [
            Route("/account", self._page, methods=["GET"]),
            Route("/account/zone", self._zone, methods=["POST"]),
            Route("/account/password", self._password, methods=["POST"]),
            Route("/account/passkeys/remove", self._remove, methods=["POST"]),
            Route("/account/sessions/end", self._end_others, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        present = await run_in_threadpool(self._porter.present, request)
        if not present.visitor.signed_in:
            return RedirectResponse(f"{ROOT}/sign-in?next={PAGE}", HTTPStatus.SEE_OTHER)
        changed = words_of(request).get("changed") == "password"
        return await run_in_threadpool(partial(self._shown, request, present, changed=changed))

    def _shown(
        self,
        request: Request,
        present: Presence,
        status: HTTPStatus = HTTPStatus.OK,
        **told: Any,  # noqa: ANN401  (what is told of the password)
    ) -> Response:
        keeps, visitor = self._porter.sign_ins, present.visitor
        return self._show(
            "signing_in/account.html",
            visitor,
            PAGE,
            status,
            **{"wrong": "", "detail": "", "seconds": 0, "changed": False, **told},
            has_password=self._account(visitor.name).password is not None,
            passkeys=[
                (bytes_to_base64url(it.credential), it) for it in keeps.passkeys(visitor.name)
            ],
            passkeys_here=passkeys_here(self._porter, request),
            sessions=[(it.digest == present.session, it) for it in keeps.sessions(visitor.name)],
            zones=zones(),
        )

    async def _zone(self, request: Request) -> Response:
        form, present = await self._checked(request)
        zone = form.get("zone", "").strip()
        if zone not in zones():
            raise UnreadableError("there is no such time zone; they are named as Europe/Berlin is")
        change = self._porter.sign_ins.change
        await run_in_threadpool(partial(change, present.visitor.name, zone=zone))
        return _back()

    def _account(self, name: str) -> Account:
        account = self._porter.sign_ins.account(name)
        if account is None:
            raise NotFoundError("the account is gone")
        return account

    async def _password(self, request: Request) -> Response:
        """Take another password from whoever knows the one there is; end all other sessions."""
        form, present = await self._checked(request)
        porter, name = self._porter, present.visitor.name
        wait = ceil(porter.wait_to_try(request, name))
        if wait:
            status, wrong = HTTPStatus.TOO_MANY_REQUESTS, {"wrong": "often", "seconds": wait}
            answer = await run_in_threadpool(self._shown, request, present, status, **wrong)
            answer.headers["retry-after"] = str(wait)
            return answer
        if not await porter.passwords.do(self._is_theirs, name, form.get("password", "")):
            status = HTTPStatus.FORBIDDEN
            return await run_in_threadpool(self._shown, request, present, status, wrong="now")
        porter.tried_rightly(request, name)
        try:
            chosen = _chosen(form, name)
        except UnreadableError as error:
            status, wrong = HTTPStatus.BAD_REQUEST, {"wrong": "unfit", "detail": str(error)}
            return await run_in_threadpool(self._shown, request, present, status, **wrong)
        change = partial(self._change_password, but=present.session)
        await porter.passwords.do(change, name, chosen)
        return RedirectResponse(f"{PAGE}?changed=password", HTTPStatus.SEE_OTHER)

    def _is_theirs(self, name: str, password: str) -> bool:
        return holds(self._account(name).password, password)

    def _change_password(self, name: str, password: str, *, but: Digest | None) -> None:
        """Keep another password, and end all sessions but one; it is written down before."""
        kept = hashed(password)
        self._porter.note(name, PAGE, CHANGED)
        self._porter.sign_ins.change(name, password=kept)
        self._porter.sign_ins.end_all(name, but)

    async def _remove(self, request: Request) -> Response:
        form, present = await self._checked(request)
        try:
            credential = base64url_to_bytes(form.get("credential", ""))
        except ValueError as error:
            raise UnreadableError("that names no passkey") from error
        forget = self._porter.sign_ins.drop_passkey
        await run_in_threadpool(forget, present.visitor.name, credential)
        return _back()

    async def _end_others(self, request: Request) -> Response:
        _, present = await self._checked(request)
        end = self._porter.sign_ins.end_all
        await run_in_threadpool(end, present.visitor.name, present.session)
        return _back()

    async def _checked(self, request: Request) -> tuple[Mapping[str, str], Presence]:
        """Return a form and whose it is, once it is sure to be theirs."""
        form = await form_of(request)
        present = await run_in_threadpool(self._porter.present, request)
        self._porter.check(request, present.visitor, form.get("token", ""))
        return form, present


def _chosen(form: Mapping[str, str], name: str) -> str:
    """Return the password that a form chooses; UnreadableError where it is none, or the same."""
    chosen = form.get("new", "")
    check_fit(chosen, name)
    if chosen != form.get("again", ""):
        raise UnreadableError("the two new passwords are not the same")
    if chosen == form.get("password", ""):
        raise UnreadableError("the new password is the one there is")
    return chosen


def _back() -> Response:
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)


@cache
def zones() -> tuple[str, ...]:
    """Return the zones of time that this machine knows, UTC first."""
    known = {it for it in available_timezones() if not it.startswith(("Etc/", "SystemV/"))}
    return ("UTC", *sorted(it for it in known if "/" in it))
