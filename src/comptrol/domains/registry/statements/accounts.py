"""What can be said about the books: what was counted, what is due by when, and what was seen."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.registry.statements.words import ChipId, LotId, Means, ReviewId, SiteId, Text
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Consequence, Statement

Days = Annotated[int, Meta(ge=0, le=3660)]


class LotCount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lot as a stocktaking found it: all of it, but for what is missing."""

    lot: LotId
    missing: Annotated[tuple[ChipId, ...], Meta(max_length=300)] = ()


class Counted(Statement, frozen=True, kw_only=True, tag="registry.counted/1"):
    """A stocktaking at a site: which lots are there, what of them is missing, what else is there.

    Every chip of a lot that is not named as missing was seen, serial by serial.
    """

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("chip", "strangers"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS | {Role.INSPECTOR}

    site: SiteId
    on: date
    lots: Annotated[tuple[LotCount, ...], Meta(max_length=150)] = ()
    strangers: Annotated[tuple[ChipId, ...], Meta(max_length=200)] = ()
    """Chips seen there that are in none of these lots."""


class PolicyAdopted(Statement, frozen=True, kw_only=True, tag="registry.policy-adopted/1"):
    """The authority adopts how long things may take, and who is too small to be asked.

    The treaty draft arXiv:2511.10783 has 14 days of notice before a transfer and 90 days to
    refresh a registration; all of them are values of policy, and whoever sets them says why.
    """

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    policy: Annotated[str, Meta(min_length=1, max_length=100)]
    countersign_days: Days
    """From a shipment, or its last scan, to its receipt."""
    transit_days_max: Days
    """From a shipment to its receipt, whatever was scanned."""
    notice_days: Days
    """Before a lot is moved."""
    silence_days: Days
    """Since the last proof that a chip is there."""
    silent_share_max: Decimal
    """What part of the chips at a site may be silent, from 0 to 1."""
    small_holder_tpp: Decimal
    """A holder of no more, in all its chips together, is exempt."""
    speed_km_per_hour: Decimal
    """Faster than this, no chip travels: about 900 is an airliner (methods sheet, section 4)."""
    failures_per_year_max: Decimal
    """Above this share of a holder's chips broken, lost or retired in a year, somebody asks."""
    source: Text
    quiet_chance_ppm: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    """Where the same chips of a site are silent, and as many are so with this chance at most,
    somebody asks, however small their part; nothing: nobody does."""


class Reviewed(Statement, frozen=True, kw_only=True, tag="registry.reviewed/1"):
    """The authority has the books looked through as of a day: what is overdue, what is silent.

    ``whole`` looks at every lot; otherwise at what is on its way alone, which is soon done.
    """

    ABOUT: ClassVar[str] = "review"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    review: ReviewId
    on: date
    whole: bool = True


class InspectionAgreed(Statement, frozen=True, kw_only=True, tag="registry.inspection-agreed/1"):
    """A site that cannot be reached is inspected instead, at least once in so many days."""

    ABOUT: ClassVar[str] = "site"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    site: SiteId
    every_days: Annotated[int, Meta(ge=1, le=3660)]
    reason: Text
    on: date


class Sighted(Consequence, frozen=True, kw_only=True, tag="registry.sighted/1"):
    """The platform notes that there was proof of a chip at a moment, and where if it is known."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "chip"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "site"),)

    chip: ChipId
    at: datetime
    means: Means
    site: SiteId | None = None
