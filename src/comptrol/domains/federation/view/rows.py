"""What the rows of federation are."""

from datetime import date
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.federation.statements import (
    ClaimId,
    Origin,
    Outcome,
    TransferId,
)
from comptrol.domains.registry import LotId, Serial, SerialRange, SiteId
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId


class Progress(Enum):
    """How far a release has come, as far as this registry knows."""

    OPEN = "open"
    """Released, and no proof that it was accepted: it counts in no registry that we know of."""
    CONFIRMED = "confirmed"
    RECALLED = "recalled"


class OtherRegistry(msgspec.Struct, frozen=True, kw_only=True):
    """Another registry as it is believed from one position of this log on."""

    registry: Origin
    position: int
    name: str
    policy: str
    contact: str
    accept_days: int
    source: str


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that was released from here."""

    transfer: TransferId
    lot: LotId
    to_registry: Origin
    to_party: PartyId
    country: CountryCode
    destination: str
    on: date
    waybill: str
    order: str | None
    maker: PartyId
    model: ModelId
    tpp: Decimal
    chips: int
    root: Digest
    holder: PartyId
    position: int
    progress: Progress = Progress.OPEN
    settled_on: date | None = None
    """When it was accepted or declined, as the other registry says."""
    closed_at: int | None = None
    """Where the confirmation or the recall stands in this log."""
    policy_at: int | None = None
    """Where the policy stands by which the other registry was believed then."""
    returned_as: LotId | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer from another registry that was accepted or declined here."""

    registry: Origin
    transfer: TransferId
    outcome: Outcome
    party: PartyId
    lot: LotId | None
    """What it is called here; nothing where it was declined."""
    on: date
    release: Digest
    position: int
    policy_at: int
    """Where the policy stands by which the proof was believed."""
    released_at: int | None = None
    """Where the release stands in the other log."""
    settled_at: int | None = None
    """Where the platform has said so, for the other registry."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Chips that somebody has from abroad, without proof that they were released."""

    claim: ClaimId
    from_registry: Origin
    maker: PartyId
    model: ModelId
    site: SiteId
    on: date
    reason: str
    serials: tuple[SerialRange, ...]
    listed: tuple[Serial, ...]
    party: PartyId
    position: int
