"""What the rows of the registry's books are: proofs, stocktakings, policy, agreements."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from comptrol.domains.registry.statements import ChipId, LotId, Means, SiteId
from comptrol.kernel.identifiers import PartyId


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The last proof of a chip, and the one before where it was known where."""

    chip: ChipId
    lot: LotId | None
    at: datetime
    means: Means
    site: SiteId | None
    position: int
    before_at: datetime | None = None
    before_means: Means | None = None
    before_site: SiteId | None = None
    before_position: int | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """One lot in one stocktaking."""

    lot: LotId
    position: int
    site: SiteId
    on: date
    by: PartyId
    seen: int
    missing: tuple[ChipId, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How long things may take, and who is too small to be asked, as last adopted."""

    name: str
    policy: str
    countersign_days: int
    transit_days_max: int
    notice_days: int
    silence_days: int
    silent_share_max: Decimal
    small_holder_tpp: Decimal
    speed_km_per_hour: Decimal
    failures_per_year_max: Decimal
    source: str
    adopted_at: int
    quiet_chance_ppm: int | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """A site that is inspected because it cannot be reached."""

    site: SiteId
    every_days: int
    reason: str
    on: date
    position: int
