"""What may be known openly of a file: that it is there, and what it has, in words."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.identification.statements.file import (
    BENEFICIAL_OWNERS_MAX,
    END_USERS_MAX,
    REGISTRARS,
)
from comptrol.domains.identification.statements.words import Field, LegalBasis
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement


class Identified(Statement, frozen=True, kw_only=True, tag="identification.identified/1"):
    """Whoever sealed a file on a customer says which fields it has, and how old they are."""

    ABOUT: ClassVar[str] = "party"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("commitment", "commitment"),
        ("party", "reseller"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    party: PartyId
    commitment: Digest
    """What the sealed file is known by."""
    complete: Annotated[tuple[Field, ...], Meta(max_length=len(Field))]
    beneficial_owners: Annotated[int, Meta(ge=0, le=BENEFICIAL_OWNERS_MAX)]
    """How many of them the file names."""
    verified_on: date | None
    """The day of the oldest verification in it: a file is as old as that. Nothing: none is."""
    retention_until: date
    legal_basis: LegalBasis
    reseller: PartyId | None = None
    """Through whom the customer comes. Nothing means directly, or unknown: see ``complete``."""
    end_users: (
        Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=END_USERS_MAX)] | None
    ) = None
    """To whom it resells. Nothing means that it is the end user itself."""
