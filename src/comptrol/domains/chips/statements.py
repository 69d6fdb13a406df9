"""What can be said about chip models: their numbers, each with its source, and what they weigh."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Annotated, ClassVar, NewType, TypeAlias
from unicodedata import normalize

import msgspec
from msgspec import Meta

from comptrol.kernel.dated import Quality
from comptrol.kernel.identifiers import NAME
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

ModelId = NewType("ModelId", Annotated[str, Meta(pattern=NAME)])
"""A model of chip, such as ``nvidia-h100-sxm5-80gb``: what lots are made of."""

FactorSetId = NewType("FactorSetId", Annotated[str, Meta(pattern=NAME)])
"""An edition of H100-equivalent factors, such as ``epoch-2026-09-24``."""

Title = Annotated[str, Meta(min_length=1, max_length=200)]
SourceText = Annotated[str, Meta(min_length=1, max_length=1000)]


class Property(Enum):
    """What a fact is about."""

    RATE = "rate"
    """A peak rate at one precision; a multiply and an add are two operations."""
    DIE_AREA = "die_area"
    """All logic dies made on a non-planar process, together."""
    DRAM_BANDWIDTH = "dram_bandwidth"
    MEMORY = "memory"
    INTRA_NODE_BANDWIDTH = "intra_node_bandwidth"
    """To other chips of the same node. Not the 2022 limb, which counts every port."""
    IO_BIDIRECTIONAL = "io_bidirectional"
    """Both ways over all inputs and outputs other than to volatile memories (the 2022 limb)."""
    TDP = "tdp"
    PROCESS = "process"
    TPP_PUBLISHED = "tpp_published"
    """What someone printed. A cross-check of what the rates give, never used in its place."""
    FOUNDRY = "foundry"
    MARKET = "market"
    """What the chip is designed or marketed for: evidence, not a number."""
    NON_PLANAR = "non_planar"


UNITS: Mapping[Property, str] = MappingProxyType(
    {
        Property.RATE: "tera-ops/s",
        Property.DIE_AREA: "mm2",
        Property.DRAM_BANDWIDTH: "GB/s",
        Property.MEMORY: "GB",
        Property.INTRA_NODE_BANDWIDTH: "GB/s",
        Property.IO_BIDIRECTIONAL: "GB/s",
        Property.TDP: "W",
        Property.PROCESS: "nm",
        Property.TPP_PUBLISHED: "TPP",
    }
)
"""The one unit that each number is told in. A property that is not here is a word."""

DATACENTER, CONSUMER = "datacenter", "consumer"
YES, NO = "yes", "no"

WORDS: Mapping[Property, frozenset[str]] = MappingProxyType(
    {
        Property.MARKET: frozenset({DATACENTER, CONSUMER}),
        Property.NON_PLANAR: frozenset({YES, NO}),
    }
)
"""The words that a property takes, where not any word will do."""


class Precision(Enum):
    """The inputs to the multiply: their format, and the unit that multiplies them."""

    FP64 = "FP64"
    FP32 = "FP32"
    TF32 = "TF32"
    FP16 = "FP16"
    """Outside the tensor units: for parts that have them, four to eight times too low for TPP."""
    FP16_TENSOR = "FP16-tensor"
    """In the tensor units, FP16 or BF16."""
    FP8 = "FP8"
    FP6 = "FP6"
    FP4 = "FP4"
    INT16 = "INT16"
    INT8 = "INT8"
    INT4 = "INT4"


class Basis(Enum):
    """Whether a rate counts the multiplications that a sparse unit skips."""

    DENSE = "dense"
    SPARSE = "sparse"


class Width(Enum):
    """The rate that a factor rests on: 8-bit where there is one, else 16-bit."""

    BITS_8 = "8-bit"
    BITS_16 = "16-bit"


def folded(name: str) -> str:
    """Return a name as it is compared: without regard to case, width, or the size of gaps."""
    return " ".join(normalize("NFKC", name).split()).casefold()


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing known of a model, and how. What is not known is left out: never zero."""

    property: Property
    value: Decimal | None = None
    text: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    """In place of a value, where the property is no number."""
    unit: str = ""
    precision: Precision | None = None
    basis: Basis | None = None
    source: SourceText
    retrieved: date
    quality: Quality
    note: Annotated[str, Meta(max_length=400)] = ""


class Described(Statement, frozen=True, kw_only=True, tag="chips.described/1"):
    """The authority or a maker says what a model is. Said again, it replaces what was said."""

    ABOUT: ClassVar[str] = "model"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY, Role.MAKER})

    model: ModelId
    name: Title
    maker: Title
    aliases: Annotated[tuple[Title, ...], Meta(max_length=20)] = ()
    released: date | None = None
    facts: Annotated[tuple[Fact, ...], Meta(max_length=60)]

    @property
    def names(self) -> dict[str, str]:
        """Return every name that this claims for the model: as compared, and as written."""
        return {folded(name): name for name in (self.model, *self.aliases, self.name)}


class Factor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many H100 one chip counts for."""

    chip: Title
    """The name that the table itself uses."""
    model: ModelId | None = None
    h100e: Decimal
    basis: Width


class FactorsAdopted(Statement, frozen=True, kw_only=True, tag="chips.factors-adopted/1"):
    """The authority adopts an edition of H100-equivalent factors under a lasting name."""

    ABOUT: ClassVar[str] = "factor_set"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    factor_set: FactorSetId
    title: Title
    definition: SourceText
    source: SourceText
    retrieved: date
    factors: Annotated[tuple[Factor, ...], Meta(min_length=1)]


ChipsStatement: TypeAlias = Described | FactorsAdopted
