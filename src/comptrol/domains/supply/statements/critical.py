"""What can be said of critical sites: criteria, designations, duties, and what they hang on."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.chips import FactorSetId
from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements.site_words import (
    CriteriaId,
    DependenceKind,
    Duty,
    Hours,
    Needs,
    PartName,
    ReportRule,
    SharedId,
)
from comptrol.domains.supply.statements.words import Sentence, Title
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

TELLERS = frozenset({Role.AUTHORITY, Role.INSPECTOR, Role.PROVIDER})
"""Who may say something of a site: whoever runs it, and whoever sees for others."""


class CriteriaSet(Statement, frozen=True, kw_only=True, tag="supply.criteria-set/1"):
    """The authority sets from which day on which sites are critical, and what they then owe.

    Every threshold and every hour is a value of whoever decided; none is shipped.
    """

    ABOUT: ClassVar[str] = "criteria"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    criteria: CriteriaId
    since: date
    h100e_over: Decimal | None = None
    """A site with more than this is critical; strictly more."""
    factor_set: FactorSetId | None = None
    """By which H100-equivalents are counted."""
    power_mw_over: Decimal | None = None
    """So is a site with more power than this."""
    duties: Annotated[tuple[Duty, ...], Meta(max_length=20)] = ()
    reports: Annotated[tuple[ReportRule, ...], Meta(max_length=10)] = ()
    remind_hours: Hours
    """So long before something is due the platform reminds of it."""
    source: Sentence
    by: Title
    """Who decided, by title."""


class SiteDesignated(Statement, frozen=True, kw_only=True, tag="supply.site-designated/1"):
    """The authority designates a site as critical by criteria that it meets.

    Where the registry cannot tell, because a number is missing, it takes a person's finding.
    """

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("criteria", "criteria"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    site: SiteId
    criteria: CriteriaId
    on: date
    finding: Sentence | None = None
    """On what it rests, where the registry leaves it open."""
    by: Title


class DesignationEnded(Statement, frozen=True, kw_only=True, tag="supply.designation-ended/1"):
    """The authority says that a site is no longer critical, and why."""

    ABOUT: ClassVar[str] = "site"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    site: SiteId
    on: date
    reason: Sentence
    by: Title


class DutyDone(Statement, frozen=True, kw_only=True, tag="supply.duty-done/1"):
    """Whoever runs a site, or sees for others, says that it has done what it owes."""

    ABOUT: ClassVar[str] = "site"
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    site: SiteId
    duty: PartName
    on: date
    evidence: Sentence


class DependenceStated(Statement, frozen=True, kw_only=True, tag="supply.dependence-stated/1"):
    """Whoever runs a site, or sees for others, says which shared things of a kind it hangs on.

    Nobody named and complete: it hangs on none. Said again for the same kind, it replaces.
    """

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("shared", "things"),)
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    site: SiteId
    depends_on: DependenceKind
    things: Annotated[tuple[SharedId, ...], Meta(max_length=20)]
    needs: Needs
    complete: bool
    """There is no other thing of this kind on which it hangs."""
    source: Sentence
