"""What is said of the supply graph: inputs, suppliers, shares, own sources, stocks and ramps."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.supply.statements.words import (
    Axis,
    InputId,
    InputKind,
    Many,
    Ppm,
    Sentence,
    Share,
    Stretch,
    SupplierId,
    SupplierKind,
    Title,
    Types,
    Year,
)
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Statement

LINKS_MAX = 40
SHARES_MAX = 120
"""So many shares fit into one envelope."""


class InputDescribed(Statement, frozen=True, kw_only=True, tag="supply.input-described/1"):
    """The authority or an inspector says what an input is, what it goes into, and its types.

    Going into and being a type of are two relations: a process needs all that goes into it; what
    the loss of one type comes to depends on whether another replaces it. Said again, it replaces.
    """

    ABOUT: ClassVar[str] = "input"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("input", "goes_into"),
        ("input", "type_of"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    input: InputId
    title: Title
    is_a: InputKind
    goes_into: Annotated[tuple[InputId, ...], Meta(max_length=LINKS_MAX)] = ()
    type_of: Annotated[tuple[InputId, ...], Meta(max_length=LINKS_MAX)] = ()
    types: Types = Types.UNKNOWN
    """How its own types stand to each other."""
    stage: InputId | None = None
    source: Sentence


class SupplierNamed(Statement, frozen=True, kw_only=True, tag="supply.supplier-named/1"):
    """The authority or an inspector says who a supplier is, where, and who controls it in the end.

    Who controls it is the last word of whoever says so: two suppliers of one owner are one source.
    """

    ABOUT: ClassVar[str] = "supplier"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("supplier", "controlled_by"),)
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    supplier: SupplierId
    title: Title
    is_a: SupplierKind
    country: CountryCode | None = None
    """Where it is, or which country it is."""
    controlled_by: SupplierId | None = None
    also_called: Annotated[tuple[Title, ...], Meta(max_length=20)] = ()
    source: Sentence


class SharesReported(Statement, frozen=True, kw_only=True, tag="supply.shares-reported/1"):
    """The authority or an inspector says who supplies how much of an input in a year.

    One statement has all of it, so that it can be held against the whole. Shares by country, by
    firm and by site are views of one supply. Said again for the same, it replaces.
    """

    ABOUT: ClassVar[str] = "input"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    input: InputId
    year: Year
    by: Axis
    shares: Annotated[tuple[Share, ...], Meta(max_length=SHARES_MAX)]
    coverage_ppm: Ppm | None = None
    """At least so much of the world is in the table, where that is known; nothing: as its shares
    add up."""
    counted: Many | None = None
    """How many suppliers there are, where they were counted and not measured."""
    definition: Sentence
    """What is divided: sales, wafers, chips, capacity; of which edition."""
    source: Sentence


class SourcesNamed(Statement, frozen=True, kw_only=True, tag="supply.sources-named/1"):
    """The authority or an inspector says from whom one supplier gets something that it needs.

    Each of them will do. That two suppliers have one source is seen by this alone.
    """

    ABOUT: ClassVar[str] = "supplier"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("input", "input"),
        ("supplier", "sources"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    supplier: SupplierId
    input: InputId
    sources: Annotated[tuple[SupplierId, ...], Meta(max_length=LINKS_MAX)]
    """Nobody: what was said before is taken back."""
    complete: bool = False
    """There is no other source. Otherwise there may be one that nobody names."""
    source: Sentence


class BufferReported(Statement, frozen=True, kw_only=True, tag="supply.buffer-reported/1"):
    """The authority or an inspector says how long stocks last, and a replacement takes.

    Days of stock are at full use. A ramp is the time until others make what was lost.
    """

    ABOUT: ClassVar[str] = "input"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    input: InputId
    on: date
    stock_days: Stretch | None = None
    ramp_days: Stretch | None = None
    source: Sentence
