"""How many operations were that? Peaks of a chip, what time allows, and what a meter saw.

Theoretical: chip time at the peak; empirical: chip time at the peak times the share that a meter
saw (Heim et al., arXiv:2403.08501). The tensor pipe does not say which number format ran, so the
answer is a range: low at the lowest plausible dense format, which is a policy (16 bits), high at
the highest dense peak of any format. Work of the CUDA cores is not in it, nor is sparsity.
"""

from collections.abc import Iterable
from fractions import Fraction

import msgspec

from comptrol.domains.chips import Peaks, Precision
from comptrol.kernel.quantity import FLOP_BELOW, Flop


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """For how long a meter saw what share of a peak in use."""

    share: Fraction
    milliseconds: int
    format: Precision | None = None
    """Nothing: the meter does not know it."""


def theoretical(chip_seconds: int, peaks: Peaks) -> Flop:
    """Return what chips could have done in some chip time, at most of each format.

    >>> theoretical(3600, Peaks(low=10, high=20))
    Flop(low='36000', mid='36000', high='72000')
    """
    return Flop.of(*(chip_seconds * it for it in (peaks.low, peaks.low, peaks.high)))


def empirical(seen: Iterable[Seen], peaks: Peaks, chip_seconds: int) -> Flop:
    """Return what a meter saw: the sum of share x peak(format) x time, never above the peak.

    Added up as fractions and rounded once: the low end down, the high end up.

    >>> half = Seen(share=Fraction(1, 2), milliseconds=1500)
    >>> empirical([half], Peaks(low=10, high=21), 2)
    Flop(low='7', mid='7', high='16')
    """
    low = high = Fraction(0)
    for it in seen:
        work = it.share * Fraction(it.milliseconds, 1000)
        told = peaks.formats.get(it.format.value) if it.format is not None else None
        low += work * (told or peaks.low)
        high += work * (told or peaks.high)
    most = min(chip_seconds * peaks.high, FLOP_BELOW - 1)
    ends = (int(low), int(low), -int(-high // 1))
    return Flop.of(*(min(it, most) for it in ends))


def above_peak(flop: Flop, chip_seconds: int, peaks: Peaks) -> str | None:
    """Return the arithmetic by which operations cannot have been; nothing where they can.

    >>> above_peak(Flop.exactly(21), 2, Peaks(low=5, high=10))
    '21 operations declared; 2 chip-seconds x 10 a second = 20 at most'
    """
    most, declared = chip_seconds * peaks.high, int(flop.high)
    if declared <= most:
        return None
    return (
        f"{declared} operations declared; {chip_seconds} chip-seconds x {peaks.high} a second "
        f"= {most} at most"
    )
