"""How fast can the chips of a period be, at the precision that is stated, or at any?"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from comptrol.domains.chips import BITS, Precision, Rate
from comptrol.domains.training.formulas.methods import Weighing, weight
from comptrol.domains.training.formulas.ranges import Range
from comptrol.kernel.quantity import plain

TERA: Final = 10**12
_SIXTEEN: Final = frozenset({Precision.FP16_TENSOR.value, Precision.FP16.value})
_EIGHT: Final = frozenset({Precision.FP8.value, Precision.INT8.value})
_FAMILIES: Final = {
    Precision.FP16: _SIXTEEN,
    Precision.FP16_TENSOR: _SIXTEEN,
    Precision.FP8: _EIGHT,
    Precision.INT8: _EIGHT,
}
"""Published tables name the 8-bit rate of one chip FP8, of another INT8, and 16 bits as they do:
the best of the same length is the peak."""


_LONG: Final = frozenset(
    it.value
    for it in (
        Precision.FP16_TENSOR,
        Precision.FP16,
        Precision.TF32,
        Precision.FP32,
        Precision.FP64,
    )
)


class Group(NamedTuple):
    """Chips of one model in a period, and every dense rate that the model is known for."""

    called: str
    chips: int
    rates: Sequence[Rate]


class Speed(NamedTuple):
    """Counted operations a second of all chips of a period, and how that was reached."""

    counted: Range
    bound: Fraction
    """Operations a second that the chips cannot exceed, at any precision, unweighted."""
    step: str


def rate_at(rates: Sequence[Rate], precision: Precision) -> Rate | None:
    """Return the best rate at a precision, or at another of its length; nothing if none is known.

    A rate without a precision was given for this very use.
    """
    names = _FAMILIES.get(precision, frozenset({precision.value}))
    found = [it for it in rates if it.precision in names or not it.precision]
    return max(found, key=lambda it: it.dense_tera_ops, default=None)


def ordinary(rates: Sequence[Rate]) -> Rate:
    """Return the best floating rate of 16 bits or more: what a model is taken to be trained at.

    On chips without tensor units the 16-bit rate can be a small part of the 32-bit one, and nobody
    trains at it. Without any such rate it is the slowest that is known.
    """
    long = [it for it in rates if it.precision in _LONG or not it.precision]
    if not long:
        return min(rates, key=lambda it: it.dense_tera_ops)
    return max(long, key=lambda it: it.dense_tera_ops)


def speed(groups: Sequence[Group], precision: Precision | None, weighing: Weighing) -> Speed:
    """Return what the chips of a period can do at most each second.

    Where the precision is not stated, the least and the estimate are by the best floating rate of
    16 bits or more, and the most is by the rate that counts the most. Mixed chips weigh by their
    number (Commission guidelines, Annex A.2): the sum is that average times all chips.
    """
    ranges, bound, words = list[Range](), Fraction(0), list[str]()
    for group in groups:
        low, high = _ends(group.rates, precision, weighing)
        each = Range(
            *(Fraction(_counted(it, weighing, precision)) * TERA for it in (low, low, high))
        )
        ranges.append(Range(min(each), each.mid, max(each)).times(group.chips))
        fastest = max(it.dense_tera_ops for it in group.rates)
        bound += Fraction(fastest) * TERA * group.chips
        words.append(f"{group.chips:,} x {group.called} at {_told(low, weighing, precision)}")
        if high is not low:
            words[-1] += f" (at most {_told(high, weighing, precision)})"
    return Speed(Range.summed(ranges), bound, " and ".join(words))


def _ends(
    rates: Sequence[Rate], precision: Precision | None, weighing: Weighing
) -> tuple[Rate, Rate]:
    """Return the rate that counts for the least and the estimate, and that for the most."""
    if precision is not None:
        at = rate_at(rates, precision)
        assert at is not None, "whoever asks has seen that the rate is known"
        return at, at
    by: Callable[[Rate], Decimal] = lambda it: _counted(it, weighing, None)  # noqa: E731
    return ordinary(rates), max(rates, key=by)


def _counted(rate: Rate, weighing: Weighing, precision: Precision | None) -> Decimal:
    return rate.dense_tera_ops * weight(weighing, _bits(rate, precision))


def _bits(rate: Rate, precision: Precision | None) -> int:
    return rate.bits if precision is None else BITS[precision]


def _told(rate: Rate, weighing: Weighing, precision: Precision | None) -> str:
    by = weight(weighing, _bits(rate, precision))
    name = rate.precision or (precision.value if precision is not None else "as given")
    times = f" x {plain(by)}" if by != 1 else ""
    return f"{plain(rate.dense_tera_ops)}e12/s ({name}){times}"
