"""The rows of programmes and stockpiles."""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.supply.statements import (
    Between,
    CapacityReported,
    InputId,
    InvestmentId,
    PartName,
    ProgrammeId,
    ProgrammePlanned,
    Stands,
    StockpileId,
    StockpileReported,
)
from comptrol.kernel.identifiers import CountryCode, PartyId


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """One programme, as it was planned last."""

    programme: ProgrammeId
    country: CountryCode
    input: InputId
    said: ProgrammePlanned
    said_by: PartyId
    restated: int
    """How often its plan was said anew."""
    position: int


class Investment(msgspec.Struct, frozen=True, kw_only=True):
    """One investment, as it was said last."""

    investment: InvestmentId
    programme: ProgrammeId
    amount: Decimal
    currency: str
    stands: Stands
    on: date
    source: str
    position: int


class MilestoneMet(msgspec.Struct, frozen=True, kw_only=True):
    """One milestone that was reached."""

    programme: ProgrammeId
    milestone: PartName
    on: date
    evidence: str
    position: int


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """What capacity of a phase is there from a day on."""

    programme: ProgrammeId
    phase: PartName
    on: date
    capacity: Between
    said: CapacityReported
    position: int


class Stockpile(msgspec.Struct, frozen=True, kw_only=True):
    """One stockpile, as it was reported last."""

    stockpile: StockpileId
    input: InputId
    said: StockpileReported
    position: int
