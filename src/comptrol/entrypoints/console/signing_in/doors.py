"""The doors of the console: who comes in, by which way, and whose form is whose."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute

from comptrol.bootstrap import Platform
from comptrol.bootstrap.visiting import sign_ins, vouching
from comptrol.entrypoints.console.signing_in.account_page import AccountPage
from comptrol.entrypoints.console.signing_in.by_issuer import ByIssuer
from comptrol.entrypoints.console.signing_in.by_passkey import ByPasskey
from comptrol.entrypoints.console.signing_in.by_password import ByPassword
from comptrol.entrypoints.console.signing_in.entrance import Show
from comptrol.entrypoints.console.signing_in.limits import Limits
from comptrol.entrypoints.console.signing_in.porter import Porter, Presence
from comptrol.entrypoints.console.signing_in.rules import DoorRules, rules_of
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.flow.signing_in import PageLook, SignIns, Vouching
from comptrol.settings import Settings

_DEFAULT = Limits()
_PRESENCE = "comptrol_presence"


@contextmanager
def doors_of(
    platform: Platform, settings: Settings, show: Show, *, port: int | None = None
) -> Generator["Doors"]:
    """Lend the doors that an operator set up, over the accounts of a data folder.

    A server says on which port it listens; pages are shown as it shows all others.
    """
    rules = rules_of(settings, port)
    issuer = rules.issuer
    vouches = None if issuer is None else vouching(issuer.url, issuer.client_id, issuer.secret)
    with closing(sign_ins(settings.folder)) as keeps:
        yield Doors(platform, keeps, rules, show, vouches=vouches)


class Doors:
    """Knows visitors by their sessions, and lets no form in that is not theirs.

    It lends the platform and the store of sign-ins; whoever opened them closes them.
    """

    def __init__(
        self,
        platform: Platform,
        keeps: SignIns,
        rules: DoorRules,
        show: Show,
        *,
        vouches: Vouching | None = None,
        limits: Limits = _DEFAULT,
    ) -> None:
        self._porter = Porter(platform, keeps, rules, limits)
        self._show, self._vouches = show, vouches

    @property
    def rules(self) -> DoorRules:
        """Return by which rules people come in."""
        return self._porter.rules

    def routes(self) -> list[BaseRoute]:
        """Return the pages of signing in and of the account, under the console's root."""
        show = self._show
        by_issuer = self._vouches and ByIssuer(self._porter, show, self._vouches)
        return [
            *ByPassword(self._porter, show).routes(),
            *ByPasskey(self._porter).routes(),
            *(by_issuer.routes() if by_issuer else ()),
            *AccountPage(self._porter, show).routes(),
        ]

    async def visitor(self, request: HTTPConnection) -> Visitor:
        """Return whoever asks; nobody where there is no session that holds."""
        return (await self._present(request)).visitor

    def check(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """Raise ForbiddenError where a form was not made by this visitor's own page."""
        given = form.get("token") or request.headers.get("x-token", "")
        self._porter.check(request, visitor, given)

    async def looked(self, visitor: Visitor, path: str, subject: str) -> None:
        """Write down, durably, that somebody looks: before they are shown anything."""
        if visitor.signed_in:
            await run_in_threadpool(self._porter.note, visitor.name, path, subject)

    def looks(self, limit: int) -> Sequence[PageLook]:
        """Return the last looks at pages about others, the newest first."""
        return self._porter.looks(limit)

    async def wait(self, request: HTTPConnection) -> float:
        """Count a request; return in how many seconds it may be made, 0 where it may be now."""
        visitor = (await self._present(request)).visitor
        porter = self._porter
        who = f"account {visitor.name}" if visitor.signed_in else f"at {porter.address(request)}"
        return porter.requests.take(who, porter.seconds())

    async def _present(self, request: HTTPConnection) -> Presence:
        """Ask once for each request, however many ask us.

        An entrance asks the porter himself: what it does must rest on the session as it is then.
        """
        known = getattr(request.state, _PRESENCE, None)
        if isinstance(known, Presence):
            return known
        found = await run_in_threadpool(self._porter.present, request)
        setattr(request.state, _PRESENCE, found)
        return found
