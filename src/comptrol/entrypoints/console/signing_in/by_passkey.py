"""In by a passkey: asked for, signed, checked; and how an account gets one."""

from math import ceil
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.entrypoints.console.signing_in.authenticators import Authenticators, credential_in
from comptrol.entrypoints.console.signing_in.ceremonies import Ceremony, Kind
from comptrol.entrypoints.console.signing_in.entrance import Wrong
from comptrol.entrypoints.console.signing_in.porter import ForbiddenError, Porter, onward_from
from comptrol.entrypoints.console.signing_in.rules import ROOT
from comptrol.flow.signing_in import Account
from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.identifiers import Digest

BYTES_MAX: Final = 64 * 1024
SECONDS_MAX: Final = 30
PASSKEYS_MAX: Final = 20
TOO_OFTEN: Final = 429
JSON: Final = "application/json"


class Answered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the page sends back: an authenticator's answer, as browsers write it in JSON."""

    credential: dict[str, Any]
    label: Annotated[str, Meta(max_length=60)] = ""
    next: Annotated[str, Meta(max_length=2000)] = ""


class ByPasskey:
    """The four calls that the page's script makes."""

    def __init__(self, porter: Porter) -> None:
        self._porter, self._ask = porter, Authenticators(rules=porter.rules)

    def routes(self) -> list[BaseRoute]:
        """Return the calls."""
        return [
            Route("/sign-in/passkey/options", self._options, methods=["POST"]),
            Route("/sign-in/passkey", self._sign_in, methods=["POST"]),
            Route("/account/passkeys/options", self._new_options, methods=["POST"]),
            Route("/account/passkeys", self._new, methods=["POST"]),
        ]

    async def _options(self, request: Request) -> Response:
        """Ask whatever passkey the browser has for us."""
        self._must_work()
        browser = self._porter.check_doorstep(request, request.headers.get("x-token", ""))
        options, challenge = self._ask.sign_in_options()
        return self._begun(browser, Kind.PASSKEY_SIGN_IN, options, challenge)

    async def _sign_in(self, request: Request) -> Response:
        """Let in whoever has the passkey."""
        porter = self._porter
        browser = porter.check_doorstep(request, request.headers.get("x-token", ""))
        wait = porter.from_address.take(porter.address(request), porter.seconds())
        if wait:
            slowed = _said(Wrong.OFTEN, TOO_OFTEN)
            slowed.headers["retry-after"] = str(ceil(wait))
            return slowed
        sent = await _answered(request)
        begun = porter.ceremonies.end(browser, Kind.PASSKEY_SIGN_IN, porter.seconds())
        if begun is None:
            return _said(Wrong.STATE, 403)
        try:
            account = await run_in_threadpool(self._account, sent.credential, begun)
        except NotProvenError:
            return _said(Wrong.PASSKEY, 403)
        if account is None:
            return _said(Wrong.PASSKEY_UNKNOWN, 403)
        porter.from_address.give_back(porter.address(request))
        answer = _json({"next": onward_from({"next": sent.next})})
        return await run_in_threadpool(porter.admit, request, answer, account, "passkey")

    def _account(self, credential: dict[str, Any], begun: Ceremony) -> Account | None:
        keeps = self._porter.sign_ins
        known = keeps.passkey(credential_in(credential))
        if known is None:
            return None
        signs = self._ask.signs(credential, begun.challenge, known)
        keeps.used(known.credential, signs, self._porter.now())
        account = keeps.account(known.account)
        return account if account is not None and not account.disabled else None

    async def _new_options(self, request: Request) -> Response:
        """Ask for a new passkey for the account of this session."""
        self._must_work()
        account, session = await self._own(request)
        known = await run_in_threadpool(self._porter.sign_ins.passkeys, account)
        if len(known) >= PASSKEYS_MAX:
            raise ForbiddenError(f"An account has at most {PASSKEYS_MAX} passkeys; remove one.")
        options, challenge = self._ask.new_options(account, known)
        return self._begun(session, Kind.PASSKEY_NEW, options, challenge)

    async def _new(self, request: Request) -> Response:
        """Keep a passkey that was made."""
        porter = self._porter
        account, session = await self._own(request)
        sent = await _answered(request)
        begun = porter.ceremonies.end(session, Kind.PASSKEY_NEW, porter.seconds())
        if begun is None:
            return _said(Wrong.STATE, 403)
        label = "".join(it for it in sent.label if it.isprintable()).strip() or "Passkey"
        try:
            made = self._ask.made(sent.credential, begun.challenge, account, label, porter.now())
            await run_in_threadpool(porter.sign_ins.keep_passkey, made)
        except UnreadableError:  # it does not hold, or is known already
            return _said(Wrong.PASSKEY, 403)
        await run_in_threadpool(porter.note, account, f"{ROOT}/account/passkeys", label)
        return _json({"next": f"{ROOT}/account"})

    async def _own(self, request: Request) -> tuple[str, Digest]:
        present = await run_in_threadpool(self._porter.present, request)
        self._porter.check(request, present.visitor, request.headers.get("x-token", ""))
        assert present.session is not None  # noqa: S101  (a checked visitor has one)
        return present.visitor.name, present.session

    def _begun(self, browser: Digest, kind: Kind, options: str, challenge: str) -> Response:
        porter = self._porter
        porter.ceremonies.begin(browser, kind, Ceremony(challenge=challenge), porter.seconds())
        return Response(options, media_type=JSON)

    def _must_work(self) -> None:
        if not self._porter.rules.passkeys_for:
            raise ForbiddenError(
                "Passkeys are bound to a name, and this server is known by an address alone."
            )


async def _answered(request: Request) -> Answered:
    raw = await arrived_or_refused(request, most=BYTES_MAX, seconds=SECONDS_MAX)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise UnreadableError(f"a passkey's answer is sent as {JSON}")
    try:
        return msgspec.json.decode(raw, type=Answered)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableError("a passkey's answer cannot be read") from error


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=JSON)


def _said(wrong: Wrong, status: int) -> Response:
    return _json({"wrong": wrong.value}, status)
