"""What is an account: the rows of every axis, with method, coverage, sensitivity and notes?"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Generic

import msgspec

from comptrol.domains.accounts.formulas.axes import A, total
from comptrol.domains.accounts.formulas.estimates import Estimate
from comptrol.domains.accounts.formulas.shares import Coverage, Share, shares
from comptrol.domains.accounts.statements import Axis


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate as an account prints it; nothing means unknown, and is never zero width."""

    p5: Decimal | None
    median: Decimal | None
    p95: Decimal | None
    what: str
    """What the three numbers are: counted, a point, percentiles, a sum, bounds."""
    level: Decimal | None
    """The least probability that it lies between the ends."""
    sum_of_medians: Decimal | None = None
    """Of a sum: not the median of it, and a name for those who would add them anyway."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One estimate that a row was made of, as its source gave it."""

    part: str
    h100e: Told
    as_of: date
    confidence: str
    source: str
    note: str = ""


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one country has on one axis."""

    country: str
    axis: Axis
    h100e: Told
    share: Decimal | None = None
    """Of what was observed and can be allocated on this axis."""
    share_low: Decimal | None = None
    share_high: Decimal | None = None
    """Of the world, whatever was not observed."""
    sample_low: Decimal | None = None
    sample_high: Decimal | None = None
    """Within the sample."""
    coverage: Coverage | None = None
    """Of the world, as far as this axis can be allocated; nothing: nobody knows."""
    rank: int | None = None
    """Nothing where bounds overlap."""
    counted: int
    anonymised: Decimal | None = None
    """The share of it that the source has hidden and rounded."""
    located: str | None = None
    """On the axis of access: where it stands."""
    confidence: str | None = None
    """The source's own label of who owns or uses it: on the axis of access one row to each, on
    that of the provider the weakest of a row."""
    parts: tuple[Part, ...] = ()
    interval_known: Told | None = None
    """Of the parts whose interval is known, where that of others is not."""


class Unallocated(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody can be given on an axis, because the source does not say whose it is."""

    axis: Axis
    h100e: Told
    counted: int


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """The same table by another method."""

    method: str
    rows: int
    """How many count; and of how many the column of the method has a number."""
    sized: int
    h100e: Decimal | None
    shares: Mapping[str, Decimal | None]
    intervals: Mapping[str, Told] = {}
    """Of a table with intervals: what each country has by this method."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How far the share of a country depends on the method."""

    country: str
    low: Decimal
    high: Decimal
    methods: int


class PublishedShare(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else has printed, to stand beside."""

    country: str
    share: Decimal
    source: str
    confirm: bool
    """A named person must confirm the citation before anyone relies on it."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account: never a total without its method."""

    method: str
    as_of: date
    table: str
    how: str
    """The method in words."""
    definition: str
    """What an H100 equivalent is here, or the factor set."""
    stale: bool
    """The table ends before the day asked for: what it says is of its last day."""
    rows: tuple[AccountRow, ...]
    unallocated: tuple[Unallocated, ...]
    sensitivity: tuple[Changed, ...]
    spread: tuple[Spread, ...]
    published: tuple[PublishedShare, ...]
    notes: tuple[str, ...]
    attribution: tuple[str, ...]


class AxisAccount(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """Amounts by country on one axis, and what cannot be allocated on it."""

    kind: type[A]
    amounts: Mapping[str, A]
    counted: Mapping[str, int]
    rest: A
    rest_counted: int

    def rows(self, coverage: Coverage | None, *, rest_counts: bool) -> tuple[AccountRow, ...]:
        """Return its rows, the largest first.

        ``rest_counts``: what cannot be allocated is part of the whole that shares are of. Where
        it is not, it lowers the coverage instead.
        """
        estimates = {name: it.h100e for name, it in self.amounts.items()}
        whole = {**estimates, "": self.rest.h100e} if rest_counts else estimates
        seen = coverage if rest_counts else self.coverage(coverage)
        found = shares(whole, seen)
        ordered = sorted(estimates, key=lambda it: (-_size(estimates[it]), it))
        return tuple(self._row(name, estimates[name], found[name], seen) for name in ordered)

    def coverage(self, coverage: Coverage | None) -> Coverage | None:
        """Return how much of the world can be allocated on this axis."""
        known = sum((_size(it.h100e) for it in self.amounts.values()), Decimal(0))
        whole = known + _size(self.rest.h100e)
        return None if coverage is None else coverage.of(known / whole if whole else Decimal(0))

    def unallocated(self) -> Unallocated:
        """Return what cannot be allocated."""
        return Unallocated(
            axis=self.kind.AXIS, h100e=told(self.rest.h100e), counted=self.rest_counted
        )

    def _row(
        self, name: str, estimate: Estimate, share: Share, coverage: Coverage | None
    ) -> AccountRow:
        known = coverage is not None
        return AccountRow(
            country=name,
            axis=self.kind.AXIS,
            h100e=told(estimate),
            share=share.of_sample,
            share_low=share.world_low if known else None,
            share_high=share.world_high if known else None,
            sample_low=share.sample_low,
            sample_high=share.sample_high,
            coverage=coverage,
            rank=share.rank if known else None,
            counted=self.counted[name],
        )


def told(estimate: Estimate) -> Told:
    """Return an estimate as an account prints it."""
    summed = estimate.middles_known if estimate.middle is None else None
    return Told(
        p5=estimate.low,
        median=estimate.middle,
        p95=estimate.high,
        what=estimate.grade.value,
        level=estimate.level,
        sum_of_medians=summed,
    )


def gathered(kind: type[A], found: Iterable[tuple[str | None, A]]) -> AxisAccount[A]:
    """Return amounts of one axis, added up by country; those of none are the rest."""
    amounts: dict[str | None, A] = {}
    counts: dict[str | None, int] = {}
    for country, amount in found:
        known = amounts.get(country)
        amounts[country] = amount if known is None else known + amount
        counts[country] = counts.get(country, 0) + 1
    rest = amounts.pop(None, None)
    return AxisAccount(
        kind=kind,
        amounts={name: it for name, it in amounts.items() if name is not None},
        counted={name: it for name, it in counts.items() if name is not None},
        rest=total(kind, []) if rest is None else rest,
        rest_counted=counts.get(None, 0),
    )


def _size(estimate: Estimate) -> Decimal:
    """Return by what amounts are put in order, and coverage is split: no result rests on it."""
    return estimate.middles_known or estimate.high or Decimal(0)
