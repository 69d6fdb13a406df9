"""Who comes in: what the console needs to know of it, and no more."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.routing import BaseRoute

from comptrol.entrypoints.console.visitor import Visitor
from comptrol.flow.signing_in import PageLook


class Doors(Protocol):
    """Knows visitors by their sessions, and lets no form in that is not theirs."""

    async def visitor(self, request: Request) -> Visitor:
        """Return whoever asks; nobody where there is no session that holds."""

    def check(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """Raise HTTPException where a form was not made by this visitor's own page."""

    async def looked(self, visitor: Visitor, path: str, subject: str) -> None:
        """Write down that somebody looked at something that is not for everybody."""

    def looks(self, limit: int) -> Sequence[PageLook]:
        """Return the last looks at pages about others, the newest first."""

    def routes(self) -> list[BaseRoute]:
        """Return the pages of signing in and of the account."""
