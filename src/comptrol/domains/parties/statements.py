"""What can be said about parties: who they are, what they may do, and who owns them."""

from datetime import date
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Statement

BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]
"""A share in hundredths of a percent: 5000 is one half, exactly."""

PartyName = Annotated[str, Meta(max_length=400)]
SourceText = Annotated[str, Meta(min_length=1, max_length=400)]

REGISTRARS = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.EXPORTER})
"""Who may enrol a customer and say what they know of it: the authority and those it deals with."""


class Founded(Statement, frozen=True, kw_only=True, tag="parties.founded/1"):
    """The authority opens the log: entry 0, signed by the key that it names.

    The platform speaks under a key of its own, so that its numbers and the authority's do not
    mix; it belongs to the authority, and nothing signed under it is taken from outside.
    """

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    party: PartyId
    name: PartyName
    country: CountryCode
    key: PublicKey
    platform_key: PublicKey


class Enrolled(Statement, frozen=True, kw_only=True, tag="parties.enrolled/1"):
    """A party joins. A person is enrolled under a pseudonym, without a name."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    party: PartyId
    name: PartyName
    country: CountryCode
    """Where the party is: of incorporation, or of residence. Not its headquarters."""
    roles: tuple[Role, ...]
    aliases: Annotated[tuple[PartyName, ...], Meta(max_length=50)] = ()
    person: bool = False
    key: PublicKey | None = None


class RolesSet(Statement, frozen=True, kw_only=True, tag="parties.roles-set/1"):
    """The authority says which roles a party has from now on."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    party: PartyId
    roles: tuple[Role, ...]
    reason: SourceText


class KeyAdded(Statement, frozen=True, kw_only=True, tag="parties.key-added/1"):
    """A party, or the authority for it, adds a key it may sign with from the next entry on."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    party: PartyId
    key: PublicKey


class KeyRevoked(Statement, frozen=True, kw_only=True, tag="parties.key-revoked/1"):
    """A party, or the authority for it, ends a key. What it signed before stays said."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    party: PartyId
    key: PublicKey
    reason: SourceText


class HeadquartersDeclared(Statement, frozen=True, kw_only=True, tag="parties.headquarters/1"):
    """A registrar says where a party has its headquarters, and how it knows."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    party: PartyId
    country: CountryCode
    on: date
    source: SourceText


class ParentDeclared(Statement, frozen=True, kw_only=True, tag="parties.parent/1"):
    """A registrar says who a party's ultimate parent is; itself, where nobody stands above it."""

    ABOUT: ClassVar[str] = "party"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "parent"),)
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    party: PartyId
    parent: PartyId
    on: date
    source: SourceText


class OwnershipDeclared(Statement, frozen=True, kw_only=True, tag="parties.ownership/1"):
    """A registrar says what share of a party another owns: an interval where it is not exact."""

    ABOUT: ClassVar[str] = "asset"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "asset"), ("party", "owner"))
    SAID_BY: ClassVar[frozenset[Role]] = REGISTRARS

    asset: PartyId
    owner: PartyId
    bp_min: BasisPoints
    bp_max: BasisPoints
    on: date
    source: SourceText
    until: date | None = None
    """The day on which it no longer holds."""


PartiesStatement: TypeAlias = (
    Founded
    | Enrolled
    | RolesSet
    | KeyAdded
    | KeyRevoked
    | HeadquartersDeclared
    | ParentDeclared
    | OwnershipDeclared
)
