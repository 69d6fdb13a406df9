"""What those who decide and inspect say of themselves."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.oversight.statements.words import DeclarationId, Interest
from comptrol.domains.privacy import OFFICES
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

INTERESTS_MAX = 50


class InterestDeclared(Statement, frozen=True, kw_only=True, tag="oversight.interest-declared/1"):
    """Whoever holds an office declares what ties it to parties, or that nothing does.

    It is the whole of it: what was declared before and is not here is over.
    """

    ABOUT: ClassVar[str] = "declaration"
    SAID_BY: ClassVar[frozenset[Role]] = OFFICES

    declaration: DeclarationId
    since: date
    interests: Annotated[tuple[Interest, ...], Meta(max_length=INTERESTS_MAX)] = ()
