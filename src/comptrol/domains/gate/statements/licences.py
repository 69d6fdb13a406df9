"""What can be said of licences and exceptions: what they cover, how much, and what it hangs on."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements.words import LicenceId, OrderId, Reason, Text
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import AUTHORITY, HOLDERS, Role
from comptrol.kernel.statement import Statement


class LicenceKind(Enum):
    """What kind of permission it is."""

    LICENCE = "licence"
    NAC = "nac"
    """Licence Exception Notified Advanced Computing: notice comes first (15 CFR 740.8)."""
    EXCEPTION = "exception"
    AUTHORISATION = "authorisation"


class VolumeCondition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes under it is at most a share of what went elsewhere, counted in chips.

    US-14 (FR-2026-01-15/2026-00789): shipments of a product to China are at most 50 % of those to
    end users in the United States. What the denominator is a person confirms: it is stated here
    by dated reports, and counted, never presumed.
    """

    share_percent: Annotated[int, Meta(ge=1, le=100)]
    of_country: CountryCode
    """Whose end users the other chips went to."""
    source: Text


class LicenceRecorded(Statement, frozen=True, kw_only=True, tag="gate.licence-recorded/1"):
    """The authority enters a licence that it has seen: orders that present it draw it down."""

    ABOUT: ClassVar[str] = "licence"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "holder"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    licence: LicenceId
    type: LicenceKind
    holder: PartyId
    """The seller that it was given to."""
    consignees: Annotated[tuple[PartyId, ...], Meta(max_length=50)] = ()
    """Whom it lets the chips go to; none named: whomever its text allows, which a person reads."""
    destinations: Annotated[tuple[CountryCode, ...], Meta(max_length=50)] = ()
    models: Annotated[tuple[ModelId, ...], Meta(min_length=1, max_length=50)]
    chips: Count | None = None
    """How many in all; nothing: its text sets no number."""
    since: date
    until: date | None = None
    """The first day on which it is no longer good."""
    volume: VolumeCondition | None = None
    notice_days: Annotated[int, Meta(ge=0, le=3660)] | None = None
    """A notice must be so many days old before anything ships: 25 for NAC (15 CFR 740.8)."""
    source: Text


class LicenceEnded(Statement, frozen=True, kw_only=True, tag="gate.licence-ended/1"):
    """A licence is revoked, suspended or returned: nothing new is let through under it."""

    ABOUT: ClassVar[str] = "licence"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    licence: LicenceId
    on: date
    reason: Reason


class VolumeReported(Statement, frozen=True, kw_only=True, tag="gate.volume-reported/1"):
    """The holder states how many chips went to the country a condition counts, by a day."""

    ABOUT: ClassVar[str] = "licence"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    licence: LicenceId
    model: ModelId
    chips: Annotated[int, Meta(ge=0, le=10**12)]
    """All of them up to that day, not only the last."""
    on: date
    source: Text


class Notified(Statement, frozen=True, kw_only=True, tag="gate.notified/1"):
    """The seller has given the notice that a permission asks for before an order ships."""

    ABOUT: ClassVar[str] = "order"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("licence", "licence"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: OrderId
    licence: LicenceId
    on: date
    reference: Text
    """The number under which the notice was filed."""
