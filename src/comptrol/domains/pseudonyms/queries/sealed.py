"""What may the authority alone ask? Sums over what is sealed: no public question leads here."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from comptrol.domains.pseudonyms.formulas import (
    Range,
    SealedUsage,
    certainty,
    faults,
    pieces,
    summed,
)
from comptrol.domains.pseudonyms.queries.standing import standing_in, thresholds_on
from comptrol.domains.pseudonyms.statements import (
    Certainty,
    Pseudonym,
    ThresholdId,
    Unit,
    Usage,
    Whose,
    Window,
)
from comptrol.domains.pseudonyms.view import Filing, PseudonymsView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Headroom(msgspec.Struct, frozen=True, kw_only=True):
    """How far a sum is below a threshold; below zero, how far it is past it."""

    threshold: ThresholdId
    unit: Unit
    limit: int
    left: Range
    """``low``: if the most was used that can have been; ``high``: if the least was."""
    past: Certainty | None


class PseudonymSum(msgspec.Struct, frozen=True, kw_only=True):
    """What one pseudonym used of all providers in a window."""

    pseudonym: Pseudonym
    providers: int
    chip_seconds: Range
    flop: Range
    flop_mid: int
    chips: Range
    """At once. A range: peaks at different moments do not add up."""
    headroom: tuple[Headroom, ...]
    """Of every threshold of this kind in force on the last day, held against this window."""


class Opened(NamedTuple):
    """A standing filing, and the rows that the vault has of it."""

    filing: Filing
    usage: Usage


def opened(world: World, epoch: int, window: Window) -> Iterator[Opened]:
    """Yield the standing filings that touch a window, with their rows; see also ``unopened``."""
    for filing in standing_in(world[PseudonymsView], epoch, window):
        usage = _rows(world, filing)
        if usage is not None:
            yield Opened(filing, usage)


def unopened(world: World, *, epoch: int, since: date, until: date) -> tuple[Filing, ...]:
    """Return the standing filings that are in no sum: their rows are not here, or are not theirs.

    They were erased; or were never handed in, by somebody who only said that they were sealed.
    """
    window = Window(since=since, until=until)
    standing = standing_in(world[PseudonymsView], epoch, window)
    return tuple(it for it in standing if _rows(world, it) is None)


def _rows(world: World, filing: Filing) -> Usage | None:
    """Return the rows of a filing, if they are those of which it was said openly."""
    usage = world.reference(SealedUsage).usage(filing.commitment)
    if usage is None:
        return None
    told = (filing.epoch, filing.since, filing.until, filing.part, filing.parts)
    if (usage.epoch, usage.since, usage.until, usage.part, usage.parts) != told:
        return None
    return None if any(faults(usage)) else usage


def filed_by(found: Iterator[Opened]) -> list[tuple[PartyId, Usage]]:
    """Return the rows of filings, and whose they are."""
    return [(it.filing.provider, it.usage) for it in found]


def sums(
    world: World, *, epoch: int, since: date, until: date, whose: Whose
) -> tuple[PseudonymSum, ...]:
    """Return what each customer or group used in a window, the most chip-seconds first."""
    window = Window(since=since, until=until)
    limits = _limits(world[PseudonymsView], window, whose)
    found = pieces(filed_by(opened(world, epoch, window)), whose)
    told = []
    for pseudonym, own in found.items():
        total = summed(own, window)
        told.append(
            PseudonymSum(
                pseudonym=pseudonym,
                providers=len({piece.provider for piece in own}),
                chip_seconds=total.chip_seconds,
                flop=total.flop,
                flop_mid=total.flop_mid,
                chips=total.chips,
                headroom=tuple(_headroom(it, total.of(it.unit)) for it in limits),
            )
        )
    return tuple(sorted(told, key=lambda it: (-it.chip_seconds.high, it.pseudonym)))


class _Limit(NamedTuple):
    threshold: ThresholdId
    unit: Unit
    limit: int
    inclusive: bool


def _limits(view: PseudonymsView, window: Window, whose: Whose) -> list[_Limit]:
    return [
        _Limit(row.threshold, row.unit, int(row.limit), row.inclusive)
        for row in thresholds_on(view, window.until - timedelta(1))
        if row.whose is whose
    ]


def _headroom(limit: _Limit, found: Range) -> Headroom:
    return Headroom(
        threshold=limit.threshold,
        unit=limit.unit,
        limit=limit.limit,
        left=Range(low=limit.limit - found.high, high=limit.limit - found.low),
        past=certainty(found, limit.limit, inclusive=limit.inclusive),
    )


class Aggregate(msgspec.Struct, frozen=True, kw_only=True):
    """What may be published of a window: totals over everybody, or nothing where they are few."""

    epoch: int
    since: date
    until: date
    suppressed: bool
    """Whether there are fewer customers or providers than the chosen number."""
    customers: int | None = None
    providers: int | None = None
    chip_seconds: Range | None = None
    flop: Range | None = None


def aggregate(world: World, *, epoch: int, since: date, until: date, at_least: int) -> Aggregate:
    """Return the total of a window, unless fewer customers or providers than chosen are in it.

    Nor is it told where one customer has more than half of it, or one provider: the others could
    be told from the sum by whoever knows its own.
    """
    window = Window(since=since, until=until)
    filed = filed_by(opened(world, epoch, window))
    found = pieces(filed, Whose.CUSTOMER)
    everything = [piece for own in found.values() for piece in own]
    total = summed(everything, window)
    by_customer = [summed(own, window).chip_seconds.high for own in found.values()]
    by_provider: dict[PartyId, int] = {}
    for piece in everything:
        whole = by_provider.get(piece.provider, 0)
        by_provider[piece.provider] = whole + piece.chip_seconds
    fewest = min(len(by_customer), len(by_provider))
    largest = max((*by_customer, *by_provider.values()), default=0)
    if fewest < at_least or 2 * largest > total.chip_seconds.high:
        return Aggregate(epoch=epoch, since=since, until=until, suppressed=True)
    return Aggregate(
        epoch=epoch,
        since=since,
        until=until,
        suppressed=False,
        customers=len(by_customer),
        providers=len(by_provider),
        chip_seconds=total.chip_seconds,
        flop=total.flop,
    )
