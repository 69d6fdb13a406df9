"""The rows of the supply graph: each is what was said last."""

import msgspec

from comptrol.domains.supply.statements import (
    Axis,
    BufferReported,
    InputDescribed,
    InputId,
    InputKind,
    SharesReported,
    SourcesNamed,
    SupplierId,
    SupplierKind,
    SupplierNamed,
)
from comptrol.kernel.identifiers import CountryCode, PartyId


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """One input, as it was described last."""

    input: InputId
    is_a: InputKind
    said: InputDescribed
    said_by: PartyId
    position: int


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier, as it was named last."""

    supplier: SupplierId
    is_a: SupplierKind
    country: CountryCode | None
    controlled_by: SupplierId | None
    said: SupplierNamed
    said_by: PartyId
    position: int


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """Who supplies how much of an input in a year, by one axis."""

    input: InputId
    by: Axis
    year: int
    said: SharesReported
    said_by: PartyId
    position: int


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """From whom one supplier gets something that it needs."""

    supplier: SupplierId
    input: InputId
    said: SourcesNamed
    said_by: PartyId
    position: int


class Buffer(msgspec.Struct, frozen=True, kw_only=True):
    """How long stocks of an input last, and how long a replacement takes."""

    input: InputId
    said: BufferReported
    said_by: PartyId
    position: int
