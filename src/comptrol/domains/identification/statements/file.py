"""What a file on a customer has: typed and bounded, and no place for anything else.

What is nothing is unknown, which is never the same as none: an empty list says that there is none.
There is no field for code, data, weights or prompts, for credentials, card or account numbers, for
a picture of a paper, and none for a sentence of one's own (``methods`` §7).
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.identification.statements.words import (
    AccessUse,
    Field,
    LegalBasis,
    Method,
    PaymentMeans,
    Purpose,
)
from comptrol.kernel.identifiers import EMAIL, END, TELEPHONE, CountryCode, Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

BENEFICIAL_OWNERS_MAX: Final = 50
RESELLERS_MAX: Final = 8
END_USERS_MAX: Final = 100
ACCESSES_MAX: Final = 50

REGISTRARS: Final = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.EXPORTER})
"""Who keeps files on customers: those who may enrol them."""

NameText = Annotated[str, Meta(min_length=1, max_length=200)]
AddressLine = Annotated[str, Meta(min_length=1, max_length=120)]
EmailAddress = Annotated[str, Meta(pattern=EMAIL)]
"""At most 254 letters (RFC 5321 §4.5.3.1.3 less the brackets of a path)."""
TelephoneNumber = Annotated[str, Meta(pattern=TELEPHONE)]
"""With the country's code and no spaces (ITU-T E.164)."""
IpAddress = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f.:]{2,45}" + END)]
Reference = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:-]{1,64}" + END)]
"""A token that stands for a payer where the payments are: never a card or an account number."""
Moment = Annotated[datetime, Meta(tz=True)]


class _Hidden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file. Never printed, never logged."""

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"{type(self).__name__}(…)"


class Payment(_Hidden, frozen=True, kw_only=True):
    """By what means and from what source a customer pays."""

    means: PaymentMeans
    payer_reference: Reference
    payer_is_customer: bool
    source_verified: bool
    """Whether it was verified whose money it is: yes or no, and no account."""


class Access(_Hidden, frozen=True, kw_only=True):
    """An IP address that was used for access or for administration, and when first and last."""

    address: IpAddress
    use: AccessUse
    first_at: Moment
    last_at: Moment


class Verification(_Hidden, frozen=True, kw_only=True):
    """That one identifying field was verified, how and when."""

    field: Field
    method: Method
    on: date


class Identity(_Hidden, frozen=True, kw_only=True):
    """What identifies a customer or one of its beneficial owners."""

    name: NameText | None = None
    address: Annotated[tuple[AddressLine, ...], Meta(min_length=1, max_length=5)] | None = None
    country: CountryCode | None = None
    payment: Payment | None = None
    email: EmailAddress | None = None
    telephone: TelephoneNumber | None = None
    ip_addresses: Annotated[tuple[Access, ...], Meta(max_length=ACCESSES_MAX)] | None = None
    verified: Annotated[tuple[Verification, ...], Meta(max_length=50)] = ()


class Resale(_Hidden, frozen=True, kw_only=True):
    """Through whom a customer comes, and to whom it passes on: parties of the log, by name."""

    resellers: Annotated[tuple[PartyId, ...], Meta(max_length=RESELLERS_MAX)]
    """The nearest to the customer first. None where it comes directly."""
    end_users: (
        Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=END_USERS_MAX)] | None
    ) = None
    """Nothing means that it is the end user itself. A reseller passes its end users through."""


class EndUse(_Hidden, frozen=True, kw_only=True):
    """What a customer says it will use compute for, in words, and the paper that it signed."""

    purposes: Annotated[tuple[Purpose, ...], Meta(min_length=1, max_length=len(Purpose))]
    remote_access: bool
    """Whether others than its own people reach what it uses."""
    signed_on: date
    certificate: Digest | None = None
    """SHA-256 of the signed end-user certificate, which stays with whoever took it."""


class Identification(Statement, frozen=True, kw_only=True, tag="identification.file/1"):
    """Whoever deals with a customer says who it is. Said under seal, and never openly.

    The fields of the proposed customer identification programme (89 FR 5698, proposed 15 CFR
    7.300-7.310), and those that the guidance on diversion of 2025-05-13 adds.
    """

    ABOUT: ClassVar[str] = "party"
    ONLY_SEALED: ClassVar[bool] = True
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    party: PartyId
    customer: Identity
    beneficial_owners: (
        Annotated[tuple[Identity, ...], Meta(max_length=BENEFICIAL_OWNERS_MAX)] | None
    ) = None
    resale: Resale | None = None
    headquarters: CountryCode | None = None
    ultimate_parent: NameText | None = None
    """Its own name, where nobody stands above it."""
    end_use: EndUse | None = None
    retention_until: date
    """The last day on which the file may be kept."""
    legal_basis: LegalBasis

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Identification(…)"
