"""What is said when somebody who is past a threshold has to be named."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.privacy import CaseText, CitationText
from comptrol.domains.pseudonyms.statements.keys import PROVIDERS
from comptrol.domains.pseudonyms.statements.words import Ground
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Consequence, Statement

ASKERS = frozenset({Role.AUTHORITY, Role.REVIEWER})
WrittenText = Annotated[str, Meta(min_length=1, max_length=200)]


class Identifier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what an organisation is known: its LEI, or else its number in a register of a country."""

    lei: WrittenText | None = None
    country: CountryCode | None = None
    register: WrittenText | None = None
    number: WrittenText | None = None


class NamingAsked(Statement, frozen=True, kw_only=True, tag="pseudonyms.naming-asked/1"):
    """The authority or a reviewer asks a provider who is past a threshold, and says why."""

    ABOUT: ClassVar[str] = "crossing"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    SAID_BY: ClassVar[frozenset[Role]] = ASKERS

    crossing: Position
    """Where the log says that somebody is past a threshold."""
    provider: PartyId
    ground: Ground
    citation: CitationText
    case: CaseText


class NamingDue(Consequence, frozen=True, kw_only=True, tag="pseudonyms.naming-due/1"):
    """A provider has to name the customer of a row that it filed. No person chooses the row."""

    ABOUT: ClassVar[str] = "filing"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    RECORDED: ClassVar[bool] = True

    provider: PartyId
    filing: int
    """The position at which it says that it has filed."""
    row: int
    """Which row of it, the first being 0. Only the provider and the authority can look it up."""


class Name(Statement, frozen=True, kw_only=True, tag="pseudonyms.name/1"):
    """A provider says who a customer is. Said under seal, and never openly."""

    ABOUT: ClassVar[str] = "due"
    ONLY_SEALED: ClassVar[bool] = True
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    due: Position
    identifier: Identifier
    name: WrittenText

    @override
    def __repr__(self) -> str:
        """Show no name, wherever it is shown."""
        return f"Name(due={self.due}, …)"


class Named(Statement, frozen=True, kw_only=True, tag="pseudonyms.named/1"):
    """A provider says that it has named a customer, and under which commitment."""

    ABOUT: ClassVar[str] = "due"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("commitment", "commitment"),)
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    due: Position
    """Where the log says that it has to."""
    commitment: Digest
