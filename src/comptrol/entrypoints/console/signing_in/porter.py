"""Who is at the door? Sessions: how one begins, whose it is, and when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from comptrol.bootstrap import Platform
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.arrival import address_of
from comptrol.entrypoints.console.signing_in.ceremonies import Ceremonies
from comptrol.entrypoints.console.signing_in.limits import Limits
from comptrol.entrypoints.console.signing_in.passwords import PasswordRoom
from comptrol.entrypoints.console.signing_in.rules import ROOT, DoorRules
from comptrol.entrypoints.console.signing_in.tokens import (
    Cookie,
    digest_of,
    form_token,
    new_token,
    same,
)
from comptrol.entrypoints.console.visitor import NOBODY, Visitor
from comptrol.entrypoints.rates import Counts
from comptrol.flow.signing_in import Account, PageLook, Session, SignIns
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

SEEN_EVERY: Final = timedelta(minutes=1)
"""A session that is in use is noted so often, and not at every request."""
DOORSTEP_S: Final = 86_400
TEXT_MAX: Final = 500
SIGN_IN: Final = f"{ROOT}/sign-in"


class ForbiddenError(HTTPException):
    """A form is not this visitor's own, or the door is shut: the detail says what to do."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.FORBIDDEN, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who asks, as far as the cookie of this request says, and the session that says it."""

    visitor: Visitor = NOBODY
    session: Digest | None = None


class Porter:
    """Knows who has come in, and lets in whom an entrance has made sure of."""

    def __init__(
        self,
        platform: Platform,
        sign_ins: SignIns,
        rules: DoorRules,
        limits: Limits,
    ) -> None:
        self.sign_ins, self.rules, self.seconds = sign_ins, rules, limits.seconds
        self._platform, self._clock = platform, platform.intake.clock
        self.ceremonies, self.passwords = Ceremonies(), PasswordRoom()
        self.for_account = Counts(limits.account)
        self.from_address = Counts(limits.address)
        self.requests = Counts(limits.requests)
        self._session, self._doorstep = Cookie(rules, "session"), Cookie(rules, "doorstep")

    def now(self) -> datetime:
        """Return the present moment of the log's clock, by which sessions run out."""
        return self._clock.now()

    # 1. Who is it?

    def present(self, request: HTTPConnection) -> Presence:
        """Return who asks. Whatever is not a session of now is nobody."""
        token = self._session.held(request)
        if token is None or self.rules.closed:
            return Presence()
        digest = digest_of(token)
        found = self.sign_ins.session(digest)
        if found is None or not self._holds(*found):
            return Presence()
        session, account = found
        now = self.now()
        if now - session.seen >= SEEN_EVERY:
            self.sign_ins.seen(digest, now)
        return Presence(visitor=self._visitor(account, token), session=digest)

    def _holds(self, session: Session, account: Account) -> bool:
        now = self.now()
        fresh = now - session.made < self.rules.lasts and now - session.seen < self.rules.idle
        return fresh and not account.disabled

    def _visitor(self, account: Account, token: str) -> Visitor:
        """Return an account's visitor. What its party may do, the log alone says."""
        with self._platform.world() as world:
            asked = account.party
            party = None if asked is None else world[PartiesView].parties.get(asked)
        return Visitor(
            name=account.name,
            party=None if party is None else party.party,
            roles=frozenset(party.roles if party is not None else ()),
            token=form_token(token),
            zone=account.zone,
            analyst=account.analyst,
        )

    # 2. Is the form theirs?

    def check(self, request: Request, visitor: Visitor, given: str) -> None:
        """Raise ForbiddenError where a form was not made by this visitor's own page."""
        self.check_origin(request)
        if not visitor.token:
            raise ForbiddenError("You are not signed in, or no longer. Sign in, and try again.")
        if not same(visitor.token, given):
            raise ForbiddenError(
                "This form is from before you signed in, or not from here. Load the page again."
            )

    def check_origin(self, request: Request) -> None:
        """Raise ForbiddenError where a browser says that another site sent this."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self.rules.origins:
            raise ForbiddenError(
                f"This form was sent from another site. Open {self.rules.origins[0]}{ROOT} itself;"
                " whoever runs this server sets that address as COMPTROL_CONSOLE_URL."
            )
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise ForbiddenError("This form was sent from another site. Open the page itself.")

    # 3. The doorstep: before anybody has signed in.

    def on_doorstep(self, request: HTTPConnection) -> str:
        """Return the secret of a browser that has not signed in; a new one where it has none."""
        return self._doorstep.held(request) or new_token()

    def keep_on_doorstep(self, response: Response, secret: str) -> None:
        """Let the browser bring it back."""
        self._doorstep.give(response, secret, DOORSTEP_S)

    def check_doorstep(self, request: Request, given: str) -> Digest:
        """Return which browser sends a form to sign in; ForbiddenError where it is not its own."""
        if self.rules.closed:
            raise ForbiddenError(self.rules.closed)
        self.check_origin(request)
        secret = self._doorstep.held(request)
        if secret is None or not same(form_token(secret), given):
            raise ForbiddenError(
                "Your browser did not bring back what the sign-in page gave it. Allow cookies for"
                " this address, load that page again, and try once more."
            )
        return digest_of(secret)

    def browser(self, request: HTTPConnection) -> Digest | None:
        """Return which browser this is, if it has been on the doorstep."""
        secret = self._doorstep.held(request)
        return None if secret is None else digest_of(secret)

    def wait_to_try(self, request: HTTPConnection, name: str) -> float:
        """Count an attempt before it is made, so that none made beside it goes uncounted.

        Returns in how many seconds it may be made; 0 where it may be now.
        """
        now = self.seconds()
        wait = self.from_address.take(self.address(request), now)
        return wait or self.for_account.take(name, now)

    def tried_rightly(self, request: HTTPConnection, name: str) -> None:
        """Count an attempt no longer: the password was right."""
        self.for_account.give_back(name)
        self.from_address.give_back(self.address(request))

    # 4. In and out.

    def admit(self, request: Request, response: Response, account: Account, how: str) -> Response:
        """Begin a session under a secret that never was, and end the one that was there before.

        The account is looked at once more when there is a session: whoever changes a password
        changes it first and ends the sessions then, so that none outlives it.
        """
        now = self.now()
        self.sign_ins.end_older(now - self.rules.lasts, now - self.rules.idle)
        before = self._session.held(request)
        if before is not None:
            self.sign_ins.end(digest_of(before))
        token = new_token()
        session = Session(digest=digest_of(token), account=account.name, made=now, seen=now)
        self.sign_ins.begin(session)
        if self.sign_ins.account(account.name) != account:
            self.sign_ins.end(session.digest)
            raise UnreadableError("the account changed while you were signing in: sign in again")
        self.note(account.name, SIGN_IN, how)
        self._session.give(response, token, int(self.rules.lasts.total_seconds()))
        self._doorstep.take(response)
        return response

    def leave(self, request: Request, response: Response) -> Response:
        """End a session, here and in the browser."""
        token = self._session.held(request)
        if token is not None:
            self.sign_ins.end(digest_of(token))
        self._session.take(response)
        return response

    def looks(self, limit: int) -> Sequence[PageLook]:
        """Return who looked last, the newest first."""
        return self.sign_ins.looks(limit=limit)

    def note(self, account: str, path: str, subject: str) -> None:
        """Write down that somebody looked, before they are shown anything."""
        look = PageLook(
            at=self.now(),
            account=account,
            path=path[:TEXT_MAX],
            subject=subject[:TEXT_MAX],
        )
        self.sign_ins.looked(look)

    def address(self, request: HTTPConnection) -> str:
        """Return from where somebody asks."""
        return address_of(request, self.rules.proxies)


def onward_from(given: Mapping[str, str]) -> str:
    """Return where somebody wanted to go: a page of ours, or the first one.

    A browser reads a backslash as a stroke, and two strokes as another site.
    """
    asked = given.get("next", "")
    ours = asked == ROOT or asked.startswith((f"{ROOT}/", f"{ROOT}?"))
    plain = asked.isprintable() and "\\" not in asked and "//" not in asked.partition("?")[0]
    dotted = ".." in asked.partition("?")[0] or "%2e" in asked.partition("?")[0].lower()
    if not ours or not plain or dotted or asked.startswith((SIGN_IN, f"{ROOT}/sign-out")):
        return f"{ROOT}/"
    return asked
