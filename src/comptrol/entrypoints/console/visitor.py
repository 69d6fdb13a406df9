"""Who is looking at a page, and which pages are for whom?

A visitor's party and marks come from the account that they signed in to, what they may do from the
log alone. Nobody, an account without a party and a party that the log does not know see what is
public; nothing here makes one audience out of another, so a page for two of them names both.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from typing_extensions import override

from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role


class Audience(Enum):
    """Whom a page is for."""

    PUBLIC = "public"
    PARTY = "party"
    """Whoever is signed in for a party, whatever that does."""
    PROVIDER = "provider"
    EXPORTER = "exporter"
    REVIEWER = "reviewer"
    INSPECTOR = "inspector"
    ALLOCATOR = "allocator"
    ANALYST = "analyst"
    """The authority, or an account that the operator marked."""
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever asks for a page. Without a name they are nobody in particular."""

    name: str = ""
    party: PartyId | None = None
    roles: frozenset[Role] = frozenset()
    token: str = ""
    """What a form of this visitor's has to bring back (CSRF); empty for nobody."""
    zone: str = "UTC"
    """The IANA time zone in which they read moments."""
    analyst: bool = False
    """The operator marked the account: it may read national accounts and supply."""

    @property
    def signed_in(self) -> bool:
        """Tell whether we know who it is."""
        return bool(self.name)

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"Visitor({self.name!r}, {self.party!r}, …)"


NOBODY: Final = Visitor()
"""Whoever has not signed in."""

_BY_ROLE: Final = {
    Audience.PROVIDER: Role.PROVIDER,
    Audience.EXPORTER: Role.EXPORTER,
    Audience.REVIEWER: Role.REVIEWER,
    Audience.INSPECTOR: Role.INSPECTOR,
    Audience.ALLOCATOR: Role.ALLOCATOR,
    Audience.AUTHORITY: Role.AUTHORITY,
}


def may_see(visitor: Visitor, audience: Audience) -> bool:
    """Tell whether a page for this audience is for this visitor.

    >>> may_see(NOBODY, Audience.PUBLIC), may_see(NOBODY, Audience.PARTY)
    (True, False)
    """
    if audience is Audience.PUBLIC:
        return True
    if not visitor.signed_in:
        return False
    if audience is Audience.ANALYST:
        return visitor.analyst or Role.AUTHORITY in visitor.roles
    if visitor.party is None:
        return False
    return audience is Audience.PARTY or _BY_ROLE[audience] in visitor.roles
