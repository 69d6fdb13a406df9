"""The page of one's own account: passkeys, the zone of time, and where one is signed in."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from zoneinfo import available_timezones

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from comptrol.entrypoints.console.forms import form_of
from comptrol.entrypoints.console.signing_in.entrance import Show, passkeys_here
from comptrol.entrypoints.console.signing_in.porter import Porter, Presence
from comptrol.entrypoints.console.signing_in.rules import ROOT
from comptrol.kernel.errors import NotFoundError, UnreadableError

PAGE = f"{ROOT}/account"


class AccountPage:
    """What a person may see and change of how they come in."""

    def __init__(self, porter: Porter, show: Show) -> None:
        self._porter, self._show = porter, show

    def routes(self) -> list[BaseRoute]:
        """Return the page and its forms."""
        return [
            Route("/account", self._page, methods=["GET"]),
            Route("/account/zone", self._zone, methods=["POST"]),
            Route("/account/passkeys/remove", self._remove, methods=["POST"]),
            Route("/account/sessions/end", self._end_others, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        present = await run_in_threadpool(self._porter.present, request)
        if not present.visitor.signed_in:
            return RedirectResponse(f"{ROOT}/sign-in?next={PAGE}", HTTPStatus.SEE_OTHER)
        return await run_in_threadpool(self._shown, request, present)

    def _shown(self, request: Request, present: Presence) -> Response:
        keeps, visitor = self._porter.sign_ins, present.visitor
        return self._show(
            "signing_in/account.html",
            visitor,
            request.url.path,
            HTTPStatus.OK,
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
        await run_in_threadpool(self._change_zone, present.visitor.name, zone)
        return _back()

    def _change_zone(self, name: str, zone: str) -> None:
        account = self._porter.sign_ins.account(name)
        if account is None:
            raise NotFoundError("the account is gone")
        self._porter.sign_ins.change(msgspec.structs.replace(account, zone=zone))

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


def _back() -> Response:
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)


@cache
def zones() -> tuple[str, ...]:
    """Return the zones of time that this machine knows, UTC first."""
    known = {it for it in available_timezones() if not it.startswith(("Etc/", "SystemV/"))}
    return ("UTC", *sorted(it for it in known if "/" in it))
