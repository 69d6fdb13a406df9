"""The rows in which licences are kept, what is drawn of them, and what must be known of whom."""

from datetime import date

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements import (
    LicenceId,
    LicenceKind,
    OrderId,
    Tier,
    VolumeCondition,
)
from comptrol.kernel.identifiers import CountryCode, PartyId


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """A licence or exception as it was entered, and how much of it orders have drawn."""

    licence: LicenceId
    type: LicenceKind
    holder: PartyId
    consignees: tuple[PartyId, ...]
    destinations: tuple[CountryCode, ...]
    models: tuple[ModelId, ...]
    chips: int | None
    since: date
    until: date | None
    volume: VolumeCondition | None
    notice_days: int | None
    source: str
    position: int
    drawn: int = 0
    """Chips of the orders that were allowed under it and not given back."""
    ended_on: date | None = None


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips went to the country that a condition counts, by a day."""

    licence: LicenceId
    model: ModelId
    on: date
    chips: int
    source: str
    position: int


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips of one model were drawn of a licence."""

    licence: LicenceId
    model: ModelId
    chips: int


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that was given of an order under a licence."""

    order: OrderId
    licence: LicenceId
    on: date
    reference: str
    position: int


class Tiers(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known before how much, as it was set last."""

    name: str
    policy: str
    window_days: int
    tiers: tuple[Tier, ...]
    source: str
    by: str
    position: int
