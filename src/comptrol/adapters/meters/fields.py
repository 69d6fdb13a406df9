"""Which fields of DCGM are meters of ours, in which unit, and what can one reading be?

Names and units: NVIDIA/dcgm-exporter, etc/default-counters.csv. ``GPU_UTIL`` is the share of time
in which a kernel ran, not of the work that could be done: it tells of no operations.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.chips import Precision
from comptrol.domains.metering import Meter
from comptrol.kernel.errors import UnreadableError

COUNTER_MAX: Final = 10**18
"""More millijoules than a thousand megawatts use in ten days: no counter of one chip."""
_NUMBER: Final = re.compile(
    r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?"
)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: which meter it is, and how its readings are meant."""

    name: str
    meter: Meter
    most: int
    """A reading is from nothing to so much."""
    counts: bool = False
    """It only grows; else it is a share of a peak."""
    works: bool = False
    """Its share of the peak is operations."""
    format: Precision | None = None
    unit: str = "a ratio from 0 to 1"

    def value(self, text: str) -> Fraction:
        """Return one reading, a share as such; UnreadableError where it can be none."""
        if not _NUMBER.fullmatch(text):
            raise UnreadableError(f"{text[:40]} is no reading: the time is left out, not counted")
        found = Fraction(Decimal(text))
        if not 0 <= found <= self.most:
            raise UnreadableError(f"{text[:40]}: expected {self.unit}, at most {self.most}")
        return found if self.counts else found / self.most


_RATIOS: Final = (
    ("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", Meter.UTILISATION, True, None),
    ("DCGM_FI_PROF_DRAM_ACTIVE", Meter.BANDWIDTH, False, None),
    ("DCGM_FI_PROF_GR_ENGINE_ACTIVE", Meter.UTILISATION, False, None),
    ("DCGM_FI_PROF_SM_ACTIVE", Meter.UTILISATION, False, None),
    ("DCGM_FI_PROF_PIPE_FP64_ACTIVE", Meter.PRECISION, True, Precision.FP64),
    ("DCGM_FI_PROF_PIPE_FP32_ACTIVE", Meter.PRECISION, True, Precision.FP32),
    ("DCGM_FI_PROF_PIPE_FP16_ACTIVE", Meter.PRECISION, True, Precision.FP16),
)
FIELDS: Final[Mapping[str, Field]] = {
    it.name: it
    for it in (
        Field(
            name="DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
            meter=Meter.POWER,
            most=COUNTER_MAX,
            counts=True,
            unit="millijoules since the driver was loaded",
        ),
        Field(
            name="DCGM_FI_DEV_GPU_UTIL",
            meter=Meter.UTILISATION,
            most=100,
            unit="per cent",
        ),
        *(
            Field(name=name, meter=meter, most=1, works=works, format=kind)
            for name, meter, works, kind in _RATIOS
        ),
    )
}
USUAL: Final = (
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    "DCGM_FI_PROF_DRAM_ACTIVE",
)
"""What is read where nothing else is asked for: of each meter one field."""


def fields_named(names: tuple[str, ...]) -> tuple[Field, ...]:
    """Return fields by their names: of one meter one, as several would count the time twice."""
    chosen = names or USUAL
    for name in chosen:
        if name not in FIELDS:
            raise UnreadableError(f"{name[:80]!r} is no meter here: {', '.join(FIELDS)}")
    meters = [FIELDS[it].meter for it in chosen]
    for meter in Meter:
        if meters.count(meter) > 1:
            twice = ", ".join(it for it in chosen if FIELDS[it].meter is meter)
            raise UnreadableError(f"{twice} see the same time by one meter: name one of them")
    return tuple(FIELDS[it] for it in chosen)
