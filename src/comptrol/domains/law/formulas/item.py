"""What is sold or rented out: chips by name or number, what they are in, whose they are."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.chips import Rate, Specification, impossible
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import Count, Operations, are_operations, is_measure

BITS_MAX = 128

Entry = Literal[
    "3A001",
    "4A003.b",
    "4A003.c",
    "4A003.g",
    "4A004",
    "4A005",
    "5A002",
    "5A004",
    "5A992",
    "5D002",
    "5D992",
]
"""The entries with a .z: an item of one that also meets 3A090 or 4A090 carries its letter."""


class Specs(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename={
        "dense_tera_ops": "dense_Tops",
        "io_bidirectional_gb_per_s": "io_bidir_GBps",
        "dram_gb_per_s": "dram_GBps",
        "hbm_gb_per_s": "hbm_GBps",
    },
):
    """A chip by its numbers, in the words of the public contract. Nothing means unknown."""

    dense_tera_ops: Decimal | None = None
    bits: int | None = None
    tpp: Decimal | None = None
    die_mm2: Decimal | None = None
    performance_density: Decimal | None = None
    market: str | None = None
    """``dc`` where designed or marketed for datacenters, ``consumer`` where not."""
    nonplanar: bool | Literal[0, 1] | None = None
    io_bidirectional_gb_per_s: Decimal | None = None
    dram_gb_per_s: Decimal | None = None
    hbm_gb_per_s: Decimal | None = None
    """The bandwidth of a high-bandwidth memory sold as such, and its area beside it."""
    hbm_mm2: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a market that the contract does not know, and numbers that cannot be."""
        if self.market not in {None, "dc", "consumer"}:
            raise ValueError(f"market is dc or consumer, not {self.market!r}")
        numbers = (
            self.dense_tera_ops,
            self.bits,
            self.tpp,
            self.die_mm2,
            self.performance_density,
            self.io_bidirectional_gb_per_s,
            self.dram_gb_per_s,
            self.hbm_gb_per_s,
            self.hbm_mm2,
        )
        if any(number is not None and not is_measure(number) for number in numbers):
            raise ValueError("numbers are above zero, below 1e12, with at most 12 decimals")
        if self.bits is not None and self.bits > BITS_MAX:
            raise ValueError(f"a multiply takes at most {BITS_MAX} bits")
        reason = impossible(self.specification())
        if reason:
            raise ValueError(reason)

    def specification(self, name: str = "") -> Specification:
        """Return the numbers as the law asks for them."""
        rates: tuple[Rate, ...] = ()
        if self.dense_tera_ops is not None and self.bits is not None:
            rates = (Rate(dense_tera_ops=self.dense_tera_ops, bits=self.bits),)
        return Specification(
            name=name,
            rates=rates,
            tpp_stated=self.tpp,
            die_area_mm2=self.die_mm2,
            performance_density_stated=self.performance_density,
            non_planar=None if self.nonplanar is None else bool(self.nonplanar),
            datacenter=None if self.market is None else self.market == "dc",
            io_bidirectional_gb_per_s=self.io_bidirectional_gb_per_s,
            dram_gb_per_s=self.dram_gb_per_s,
        )


class Weights(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """The weights of a model, as 4E091 counts what training them took."""

    operations: Operations
    """Pre-training and all later training, and the generation of data where that counts."""
    published: bool
    additional_operations: Operations | None = None
    """Where derived from published weights: what was added, a part of ``operations``."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a count, and more added than there is."""
        added = self.additional_operations
        if not are_operations(self.operations) or (
            added is not None and not are_operations(added)
        ):
            raise ValueError("operations are whole, above zero and below 1e40")
        if added is not None and added > self.operations:
            raise ValueError("additional_operations are a part of operations, not more")


class Fabrication(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What Note 1 to 3A090.a asks where a front-end fabricator or an OSAT is the exporter."""

    node_nm: Decimal | None = None
    """The process node by name. A non-planar part counts whatever its node is called."""
    datasheet_of: Literal["approved", "authorised", "other"] | None = None
    """Who attests performance and density: a designer that is approved (Supplement 6 to part
    740), authorised, or neither."""
    designer_hq: CountryCode | None = None
    designer_country: CountryCode | None = None
    designer_parent_hq: CountryCode | None = None
    designer_reports: bool = False
    """It has agreed to submit what 15 CFR 743.9(b) asks."""
    designer_applied_days_ago: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    """How long ago it applied to become an approved designer; nothing: it has not."""
    attested_by: Literal["fabricator", "approved-osat", "other"] | None = None
    """Who attests the aggregated approximated transistor count of the packaged circuit."""
    packaged_in: CountryCode | None = None
    transistors: Annotated[int, Meta(ge=1, le=10**15)] | None = None
    has_hbm: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a node that cannot be."""
        if self.node_nm is not None and not is_measure(self.node_nm):
            raise ValueError("node_nm is above zero, below 1e12, with at most 12 decimals")


class Item(Specs, frozen=True, kw_only=True):
    """What is sold or rented out: a chip by name or by its numbers, and how many."""

    chip: str | None = None
    specs: Specs | None = None
    quantity: Count = 1
    form: Literal["ic", "computer"] = "ic"
    """A computer, assembly or component with such chips in it is judged by any one of them."""
    entry: Entry | None = None
    """The entry it would stand under but for its chips."""
    contains: Annotated[tuple[Specs, ...], Meta(max_length=20)] = ()
    """Further integrated circuits in it, each by its numbers."""
    designer_hq: CountryCode | None = None
    """Where the designer of the chip has its headquarters."""
    fabrication: Fabrication | None = None
    weights: Weights | None = None

    @override
    def __post_init__(self) -> None:
        """Refuse numbers in two places, of which one would be passed over."""
        super().__post_init__()
        if self.specs is not None and self.has_numbers:
            raise ValueError("numbers stand in specs or beside it, not in both")

    @property
    def has_numbers(self) -> bool:
        """Tell whether numbers of a chip stand in the item itself."""
        return any(getattr(self, name) is not None for name in Specs.__struct_fields__)

    @property
    def numbers(self) -> Specs:
        """Return the numbers, wherever they were written."""
        return self.specs if self.specs is not None else self
