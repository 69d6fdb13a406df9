"""What share is whose, how far is that certain, and who is certainly ahead?

Concentration with coverage: methods sheet, section 3.11. Observed shares are of a sample; what was
not observed may all be anybody's. These bounds hold whether the sample is random or not.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.estimates import Estimate, Grade, together

ONE: Final = Decimal(1)
NONE: Final = Decimal(0)
_NUMBERS: Final = frozenset({Grade.EXACT, Grade.POINT})


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the world a table sees, at least and at most, and who says so."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        """Refuse what is no part of a whole."""
        if not NONE <= self.low <= self.high <= ONE:
            raise ValueError(f"expected 0 <= low <= high <= 1, not {self.low}, {self.high}")

    def of(self, part: Decimal) -> "Coverage":
        """Return what is left where only a part of the table can be allocated."""
        return Coverage(low=self.low * part, high=self.high * part)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A share: of the sample, where it is a number; within the sample; and of the world."""

    of_sample: Decimal | None
    """Nothing where the parts are intervals: medians do not add, so no quotient of them is one."""
    sample_low: Decimal
    sample_high: Decimal
    world_low: Decimal
    world_high: Decimal
    rank: int | None = None
    """Nothing where any order of the bounds is possible."""


def shares(amounts: Mapping[str, Estimate], coverage: Coverage | None) -> dict[str, Share]:
    """Return the share of each; the lower end of coverage bounds both ends.

    >>> from comptrol.domains.accounts.formulas.estimates import point
    >>> found = shares({"US": point(Decimal(75)), "CN": point(Decimal(15)),
    ...     "DE": point(Decimal(10))}, Coverage(low=Decimal("0.10"), high=Decimal("0.20")))
    >>> found["US"].world_low, found["US"].world_high, found["US"].rank
    (Decimal('0.0750'), Decimal('0.9750'), None)
    """
    seen = NONE if coverage is None else coverage.low
    found = {key: _share(key, amounts, seen) for key in amounts}
    return {
        key: msgspec.structs.replace(share, rank=_rank(key, found, seen))
        for key, share in found.items()
    }


def _share(key: str, amounts: Mapping[str, Estimate], seen: Decimal) -> Share:
    own = amounts[key]
    others = together(it for name, it in amounts.items() if name != key)
    numbers = all(it.grade in _NUMBERS for it in amounts.values())
    if numbers and own.middle is not None and others.middle is not None:
        whole = own.middle + others.middle
        part: Decimal | None = own.middle / whole if whole else NONE
        low = high = part or NONE
    else:
        part = None
        low = _quotient(own.low or NONE, others.high, unknown=NONE)
        high = _quotient(own.high, others.low or NONE, unknown=ONE)
    return Share(
        of_sample=part,
        sample_low=low,
        sample_high=high,
        world_low=min(low, seen * low),  # the last digit of a product may be rounded up
        world_high=max(high, seen * high + (ONE - seen)),
    )


def _quotient(own: Decimal | None, others: Decimal | None, *, unknown: Decimal) -> Decimal:
    """Return own / (own + others); what is ``unknown`` where one of them is."""
    if own is None or others is None:
        return unknown
    return own / (own + others) if own + others else unknown


def certainly_ahead(one: Share, other: Share) -> bool:
    """Tell whether one is more than the other whatever was not observed."""
    return one.world_low > other.world_high


def _rank(key: str, found: Mapping[str, Share], seen: Decimal) -> int | None:
    """Return a place that nothing unobserved could change, be it of somebody who is not listed."""
    own = found[key]
    others = [it for name, it in found.items() if name != key]
    ahead = sum(certainly_ahead(it, own) for it in others)
    behind = sum(certainly_ahead(own, it) for it in others)
    unlisted = own.world_low > ONE - seen
    return ahead + 1 if unlisted and ahead + behind == len(others) else None
