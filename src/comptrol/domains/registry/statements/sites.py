"""What can be said about sites: where they are, what stands there, and what joins them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.registry.statements.words import (
    Attribution,
    LinkId,
    Place,
    SiteId,
    Text,
)
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

OPERATORS = frozenset({Role.AUTHORITY, Role.PROVIDER})


class SiteRegistered(Statement, frozen=True, kw_only=True, tag="registry.site/1"):
    """A site where chips stand or will stand: where it is, who runs it, what power it has."""

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "operator"),)
    SAID_BY: ClassVar[frozenset[Role]] = OPERATORS

    site: SiteId
    name: Text
    country: CountryCode | None
    """Nothing where the source does not say: then nobody can be judged by the place."""
    source: Text
    operator: PartyId | None = None
    address: Text | None = None
    power_mw: Decimal | None = None
    place: Place | None = None


class SiteCorrected(Statement, frozen=True, kw_only=True, tag="registry.site-corrected/1"):
    """The operator or the authority says anew what a site is, and why it was wrong before."""

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "operator"),)
    SAID_BY: ClassVar[frozenset[Role]] = OPERATORS

    site: SiteId
    name: Text
    country: CountryCode | None
    source: Text
    reason: Text
    operator: PartyId | None = None
    address: Text | None = None
    power_mw: Decimal | None = None
    place: Place | None = None


class LevelReported(Statement, frozen=True, kw_only=True, tag="registry.level/1"):
    """How many chips of one type stand at a site on a day: a level, never an addition."""

    ABOUT: ClassVar[str] = "site"
    SAID_BY: ClassVar[frozenset[Role]] = OPERATORS

    site: SiteId
    chip: Text
    """The chip as the source names it; a factor set says what it counts for."""
    on: date
    units: Annotated[int, Meta(ge=0, le=10**9)] | None
    """Nothing where the source names the chip without a number."""
    planned: bool
    """The source expected it. It stays planned until a newer source says otherwise."""
    source: Text
    note: Annotated[str, Meta(max_length=2000)] = ""
    """How the source came to the number, in its own words."""
    owners: tuple[Attribution, ...] = ()
    users: tuple[Attribution, ...] = ()


class Linked(Statement, frozen=True, kw_only=True, tag="registry.linked/1"):
    """Two sites are joined: by a network of some bandwidth, or because they work together.

    The bandwidth is the sum between distinct hosts (arXiv:2511.10783 Art. II). That two sites work
    together needs evidence and a person's decision: so the statement says whose it is.
    """

    ABOUT: ClassVar[str] = "link"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "one"), ("site", "other"))
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.INSPECTOR})

    link: LinkId
    one: SiteId
    other: SiteId
    bandwidth_gbit_s: Decimal | None
    together: bool
    evidence: Text
    on: date
    until: date | None = None
