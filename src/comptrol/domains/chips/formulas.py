"""The numbers that law and accounts ask of a chip, and how each is computed.

TPP and performance density: 15 CFR 774 Supp. 1, 3A090 Technical Notes 2 and 3 (eCFR 2026-07-23).
H100 equivalents: Epoch AI, AI chip counts, definition of the schema (2026-09-24).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

import msgspec

from comptrol.domains.chips.statements import Precision, Width

BITS: Mapping[Precision, int] = MappingProxyType(
    {
        Precision.FP64: 64,
        Precision.FP32: 32,
        Precision.TF32: 19,
        Precision.FP16: 16,
        Precision.FP16_TENSOR: 16,
        Precision.FP8: 8,
        Precision.FP6: 6,
        Precision.FP4: 4,
        Precision.INT16: 16,
        Precision.INT8: 8,
        Precision.INT4: 4,
    }
)
"""The bit length of the inputs to the multiply. TF32 stores 32 bits and multiplies 19."""

TPP_POSSIBLE_MAX = Decimal(1_200_000)
"""Ten times the highest TPP of any part in Epoch's hardware table of 2026-04-22: NVIDIA Rubin CPX,
30,000 tera-operations a second at 4 bits. Beyond it stands a unit mistake, not a chip."""

TPP_TOLERANCE = Decimal("0.01")
"""Published figures are rounded: within one percent they are the same figure."""

H100_TERA_OPS = Decimal(1979)
"""The dense 8-bit rate of one H100, which counts as 1."""

TERA = 10**12
_TRAINED_AT = (Precision.FP16_TENSOR, Precision.FP16)
"""The lowest plausible dense format of training, the first that is known of a chip: a policy."""

_WIDTHS = (
    (Width.BITS_8, frozenset({Precision.FP8.value, Precision.INT8.value})),
    (Width.BITS_16, frozenset({Precision.FP16.value, Precision.FP16_TENSOR.value})),
)


class Rate(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One dense peak rate of a chip, as its maker claims it.

    ``dense_tera_ops`` counts a multiply and an add as two operations, as datasheets do;
    ``bits`` is the largest bit length of the inputs to the multiply (TF32 has 19).
    """

    dense_tera_ops: Decimal
    bits: int
    precision: str = ""

    @property
    def tpp(self) -> Decimal:
        """Return what this rate contributes: 2 x MacTOPS x bits = dense TOPS x bits."""
        return self.dense_tera_ops * self.bits


class Specification(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What the law asks about one integrated circuit. Nothing means unknown, never zero."""

    name: str = ""
    rates: tuple[Rate, ...] = ()
    tpp_stated: Decimal | None = None
    """A TPP stated without the rate behind it; used only where no rate is known."""
    die_area_mm2: Decimal | None = None
    """All logic dies made on a non-planar process, together."""
    performance_density_stated: Decimal | None = None
    """A performance density stated without the area; used only where no area is known."""
    non_planar: bool | None = None
    datacenter: bool | None = None
    """Designed or marketed for datacenters: evidence, not a number."""
    io_bidirectional_gb_per_s: Decimal | None = None
    """All inputs and outputs other than to volatile memories (the 2022 limb)."""
    dram_gb_per_s: Decimal | None = None
    """Total DRAM bandwidth."""


def best_rate(rates: Iterable[Rate]) -> Rate | None:
    """Return the rate with the highest TPP, which is often not the lowest precision."""
    return max(rates, key=lambda rate: rate.tpp, default=None)


class Peaks(msgspec.Struct, frozen=True, kw_only=True):
    """Dense operations a second of one chip: at 16 bits, and at the best of all formats."""

    low: int
    high: int
    formats: Mapping[str, int] = MappingProxyType({})
    """Of each format that is known."""

    def flop(self, chip_seconds: int) -> tuple[int, int]:
        """Return the operations of chip time, at 16 bits and at the most that is possible."""
        return chip_seconds * self.low, chip_seconds * self.high


def peaks_of(rates: Iterable[Rate]) -> Peaks | None:
    """Return the peaks of a chip, in whole operations a second; nothing where no rate is known.

    A chip without a 16-bit rate has its lowest known rate for the low end.

    >>> tensor = Rate(dense_tera_ops=Decimal("989.4"), bits=16, precision="FP16-tensor")
    >>> peaks_of([tensor, Rate(dense_tera_ops=Decimal(1979), bits=8, precision="INT8")]).low
    989400000000000
    """
    known = {rate.precision: int(rate.dense_tera_ops * TERA) for rate in rates}
    if not known:
        return None
    sixteen = (known[it.value] for it in _TRAINED_AT if it.value in known)
    low = next(sixteen, min(known.values()))
    return Peaks(low=low, high=max(known.values()), formats=known)


def total_processing_performance(chip: Specification) -> Decimal | None:
    """Return the TPP: the highest over all precisions, per integrated circuit."""
    best = best_rate(chip.rates)
    return best.tpp if best else chip.tpp_stated


def performance_density(chip: Specification) -> Decimal | None:
    """Return TPP per mm² of non-planar logic die, or nothing where it is undefined or unknown."""
    tpp = total_processing_performance(chip)
    if chip.non_planar is False:
        return None
    if tpp is not None and chip.die_area_mm2:
        return tpp / chip.die_area_mm2
    return chip.performance_density_stated


def impossible(chip: Specification) -> str:
    """Return why no chip can be as stated; nothing where one can."""
    tpp = total_processing_performance(chip)
    if tpp is not None and tpp > TPP_POSSIBLE_MAX:
        most = f"{TPP_POSSIBLE_MAX:,f}"
        return f"a TPP of {tpp:,f} is more than {most}, ten times that of any known part"
    if chip.non_planar is False and chip.performance_density_stated is not None:
        return "a part without non-planar dies has no performance density, and one is stated"
    return ""


def tpp_agrees(chip: Specification, published: Decimal | None) -> bool | None:
    """Tell whether a published TPP is what the rates give; nothing where either is unknown."""
    tpp = total_processing_performance(chip)
    if tpp is None or published is None:
        return None
    return abs(tpp - published) <= published * TPP_TOLERANCE


def h100e_factor(rates: Iterable[Rate]) -> tuple[Decimal, Width] | None:
    """Return how many H100 a chip counts for, to six decimals: its best 8-bit rate over an H100's.

    Where no 8-bit rate is known its best 16-bit rate stands in, which says less; the width says
    which it was. Best, not first: the INT8 rate of Blackwell Ultra is a thirtieth of its FP8 rate.
    """
    known = tuple(rates)
    for width, precisions in _WIDTHS:
        tera_ops = [rate.dense_tera_ops for rate in known if rate.precision in precisions]
        if tera_ops:
            return round(max(tera_ops) / H100_TERA_OPS, 6), width
    return None
