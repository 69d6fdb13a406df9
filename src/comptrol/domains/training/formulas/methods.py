"""By which method are operations counted: what counts, how it weighs, and what is compared?

A method is data: dated, with its source. What it says is not repeated from the rulebook: a
threshold is named here by its parameter, and asked of the law as it stood on the day.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.training.statements import Bond, Purpose
from comptrol.kernel.dated import Source as Origin
from comptrol.kernel.errors import NotFoundError, OutOfRangeError


class Regime(Enum):
    """Whose method it is."""

    EU = "eu"
    MIRI = "miri"
    US = "us"
    CALIFORNIA = "california"


class Weighing(Enum):
    """How operations of different precision count."""

    EQUAL = "equal"
    """Every operation counts once."""
    HIGHER_OF_16_BITS = "higher-of-16-bits"
    """As 16-bit operations or as they are, whichever is more: x max(1, bits/16)."""


class Scope(Enum):
    """Which operations a threshold is held against."""

    CUMULATIVE = "cumulative"
    """Those of the run and of every run whose compute counts to it."""
    DIRECT = "direct"
    """Those of the run itself."""
    POST_TRAINING = "post-training"
    """Of all that counts, what came after the first training."""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A threshold of the law, by the names that it has in the rulebook."""

    name: str
    parameter: str
    rule: str
    scope: Scope
    inclusive: bool = False
    """Whether what equals it has reached it; else only what is above it has."""
    decides: bool = False
    """Whether the verdict rests on it; others are told beside it."""
    means: str


class Modification(msgspec.Struct, frozen=True, kw_only=True):
    """So large a modification makes a provider of its own: a share of the original's compute."""

    rule: str
    numerator: int
    denominator: int
    systemic_parameter: str
    """In place of an original of systemic risk whose compute nobody knows."""
    ordinary_parameter: str
    """In place of another original whose compute nobody knows."""
    source: Origin


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """Weights derived from published ones count by what was added, where that is enough."""

    operations_parameter: str
    share_parameter: str
    generated_parameter: str
    """Share of operations on data that one model made, above which making it counts too."""


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One way to count, from one day on."""

    method: str
    regime: Regime
    title: str
    since: date
    source: Origin
    rulebook: str | None
    """The rulebook that has its thresholds; nothing: the one that is adopted."""
    margin: Decimal
    """By how much of itself an estimate may be wrong; nought: only its own range says that."""
    weighing: Weighing
    counted: tuple[Purpose, ...]
    """What a run must be for, for its own operations to count."""
    failed_counts: bool
    """Whether a run counts that failed, and of which nothing is used."""
    weights: tuple[Bond, ...]
    """Bonds by which all that stands behind another run counts too."""
    making: tuple[Bond, ...]
    """Bonds by which another run counts that made data, and not what stands behind it."""
    silent: tuple[Bond, ...]
    """Bonds of which the method says nothing: they do not count, and a person is told."""
    post_training: tuple[Purpose, ...]
    assumed_utilisation: Decimal
    """Where none is stated; from no law, and the least is then nought and the most all of it."""
    assumption: str
    thresholds: tuple[Threshold, ...]
    modification: Modification | None = None
    derived: Derived | None = None


class CountingMethods(msgspec.Struct, frozen=True):
    """The methods that are shipped with the product."""

    methods: tuple[Method, ...]

    def on(self, regime: Regime, day: date) -> Method:
        """Return the method of a regime that holds on a day: the last that began by then."""
        its = [it for it in self.methods if it.regime is regime]
        if not its:
            raise NotFoundError(f"no method of {regime.value} is shipped")
        begun = [it for it in its if it.since <= day]
        if not begun:
            first = min(it.since for it in its)
            raise OutOfRangeError(
                f"counting by {regime.value} begins on {first}: nothing is known on {day}"
            )
        return max(begun, key=lambda it: it.since)


def weight(weighing: Weighing, bits: int) -> Decimal:
    """Return how often an operation on so many bits counts.

    The treaty draft's "FP16-equivalent" is read as operations x bits/16; whether that is meant is
    for a person to confirm (arXiv:2511.10783, Art. II).

    >>> [str(weight(Weighing.HIGHER_OF_16_BITS, bits)) for bits in (4, 8, 16, 19, 32)]
    ['1', '1', '1', '1.1875', '2']
    >>> str(weight(Weighing.EQUAL, 32))
    '1'
    """
    if weighing is Weighing.EQUAL:
        return Decimal(1)
    return max(Decimal(1), Decimal(bits) / 16)


def named(purposes: Iterable[Enum]) -> str:
    """Return words of an enumeration as one writes them in a sentence."""
    return ", ".join(str(it.value) for it in purposes)
