"""How far apart are two sides on one axis, what makes the gap, and is either certainly ahead?

The index of the gap is what one side has of what both have: one half is parity. Bounds with
coverage: methods sheet, section 3.11. Nobody is ahead where bounds overlap.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.account import Told, told
from comptrol.domains.accounts.formulas.estimates import Estimate, Grade, together
from comptrol.domains.accounts.formulas.measuring import UNSEEN, Measured, Piece
from comptrol.domains.accounts.statements import Axis

NONE: Final = Decimal(0)
ONE: Final = Decimal(1)
PARITY: Final = Decimal("0.5")
_NUMBERS: Final = frozenset({Grade.EXACT, Grade.POINT})


class Between(msgspec.Struct, frozen=True, kw_only=True):
    """A quotient or a difference: a number where there is one, and its ends; nothing: unknown."""

    low: Decimal | None
    number: Decimal | None
    high: Decimal | None


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What one part of a side does to the gap."""

    side: str
    kind: str
    h100e: Told
    counted: int
    apart: Between
    """What it adds to the first less the second; below nothing where it narrows that."""
    index_without: Between
    """The index if this part were not there, and nothing else changed."""
    names: tuple[str, ...]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What one side has."""

    side: str
    h100e: Told
    known: Told
    """Of the pieces whose interval is known."""
    interval_unknown: tuple[str, ...]
    carried: tuple[str, ...]
    """Pieces of an earlier day than the others; what they are today nobody has said."""
    missing: tuple[str, ...]
    """Pieces that the table has on later days alone: unknown on this one, and not nought."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """The gap between two sides on one axis of one table on a day."""

    table: str
    method: str
    axis: Axis
    as_of: date
    stale: bool
    errors_known: bool
    """Ends are those of the estimates; otherwise how far its numbers are off nobody has said."""
    sides: tuple[Side, Side]
    index: Between
    """The first side's part of what both have, of what the table sees."""
    index_known: Between
    """The same, of the pieces whose interval is known."""
    index_world: Between
    """The same, whatever the table does not see."""
    times: Between
    """How many times the second the first is."""
    apart: Between
    """The first less the second, in H100 equivalents."""
    ahead_in_table: str | None
    """Who has more wherever all estimates lie, and whoever has what is not allocated."""
    ahead: str | None
    """Who has more whatever the table does not see. Nothing: bounds overlap, so nobody."""
    parts: tuple[Contribution, ...]
    not_allocated: Told
    over_methods: Between | None = None
    """How far the index goes over the grid of methods."""


def gap(measured: Measured, sides: tuple[str, str]) -> Gap:
    """Return the gap between two sides; of a side without anything in the table, from nothing."""
    one, other = (measured.whole(it) for it in sides)
    known = (_sure(measured.of(sides[0])), _sure(measured.of(sides[1])))
    world = _world(measured, one, other)
    return Gap(
        table=measured.table,
        method=measured.method,
        axis=measured.axis,
        as_of=measured.as_of,
        stale=measured.stale,
        errors_known=measured.errors_known,
        sides=(_side(measured, sides[0]), _side(measured, sides[1])),
        index=index(one, other),
        index_known=index(*known),
        index_world=world,
        times=_times(one, other),
        apart=_apart(one, other),
        ahead_in_table=_ahead(measured, one, other, sides),
        ahead=_whose(world, sides),
        parts=tuple(_parts(measured, sides)),
        not_allocated=told(measured.rest),
    )


def index(one: Estimate, other: Estimate) -> Between:
    """Return one / (one + other), as an interval that holds however the two depend.

    >>> from comptrol.domains.accounts.formulas.estimates import exactly, quantiles
    >>> index(exactly(Decimal(3)), exactly(Decimal(1))).number
    Decimal('0.75')
    >>> found = index(quantiles(*map(Decimal, (3, 4, 9))), exactly(Decimal(1)))
    >>> found.low, found.number, found.high
    (Decimal('0.75'), None, Decimal('0.9'))
    """
    return Between(
        low=_part(one.low, other.high),
        number=_part(number_of(one), number_of(other)),
        high=_part(one.high, other.low),
    )


def _part(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None or not one + other:
        return None
    return one / (one + other)


def number_of(estimate: Estimate) -> Decimal | None:
    """Return what is a number; a median is none, since no quotient of medians is a median."""
    return estimate.middle if estimate.grade in _NUMBERS else None


def _times(one: Estimate, other: Estimate) -> Between:
    return Between(
        low=_over(one.low, other.high),
        number=_over(number_of(one), number_of(other)),
        high=_over(one.high, other.low),
    )


def _over(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or not other else one / other


def _apart(one: Estimate, other: Estimate) -> Between:
    return Between(
        low=_less(one.low, other.high),
        number=_less(number_of(one), number_of(other)),
        high=_less(one.high, other.low),
    )


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _sure(pieces: tuple[Piece, ...]) -> Estimate:
    """Return the pieces whose interval is known; of none of them nothing is known."""
    found = [it.h100e for it in pieces if it.h100e.high is not None]
    return together(found) if found else UNSEEN


def _side(measured: Measured, side: str) -> Side:
    pieces = measured.of(side)
    latest = max((it.on for it in measured.pieces if not it.missing), default=measured.as_of)
    late = (it.name for it in pieces if it.on < latest) if measured.by_part else ()
    return Side(
        side=side,
        h100e=told(measured.whole(side)),
        known=told(_sure(pieces)),
        interval_unknown=tuple(sorted(it.name for it in pieces if it.h100e.high is None)),
        carried=tuple(sorted(late)),
        missing=tuple(sorted(it.name for it in pieces if it.missing)),
    )


def _world(measured: Measured, one: Estimate, other: Estimate) -> Between:
    """Return the index whatever was not observed: all of that may be either side's.

    With coverage c and a sample of T, (1-c)/c * T are not seen (methods sheet, 3.11). What is not
    allocated is outside of T, and the coverage of an axis has been lowered by it.
    """
    seen = None if measured.coverage is None else measured.coverage.low
    numbers = [number_of(it) for it in (one, other, measured.others)]
    if not seen or None in numbers:
        return Between(low=NONE, number=None, high=ONE)
    first, second, others = (it or NONE for it in numbers)
    hidden = (first + second + others) * (ONE - seen) / seen
    return Between(
        low=_part(first, second + hidden), number=None, high=_part(first + hidden, second)
    )


def _ahead(
    measured: Measured, one: Estimate, other: Estimate, sides: tuple[str, str]
) -> str | None:
    """Return who has more wherever in their intervals all three lie.

    Nobody where the errors of the table are not known, or a piece is of another day.
    """
    doubts = (_side(measured, it) for it in sides)
    if not measured.errors_known or any(it.carried or it.missing for it in doubts):
        return None
    rest = measured.rest
    for name, mine, theirs in ((sides[0], one, other), (sides[1], other, one)):
        most = (theirs + rest).high
        if mine.low is not None and most is not None and mine.low > most:
            return name
    return None


def _whose(world: Between, sides: tuple[str, str]) -> str | None:
    if world.low is not None and world.low > PARITY:
        return sides[0]
    return sides[1] if world.high is not None and world.high < PARITY else None


def _parts(measured: Measured, sides: tuple[str, str]) -> Iterator[Contribution]:
    for place, side in enumerate(sides):
        pieces = measured.of(side)
        for kind in dict.fromkeys(it.kind for it in pieces):
            mine = [it for it in pieces if it.kind == kind]
            whole = together(it.h100e for it in mine)
            others = [it.h100e for it in pieces if it.kind != kind]
            left = together(others) if others else UNSEEN
            theirs = measured.whole(sides[1 - place])
            yield Contribution(
                side=side,
                kind=kind,
                h100e=told(whole),
                counted=len(mine),
                apart=_signed(whole, first=not place),
                index_without=index(theirs, left) if place else index(left, theirs),
                names=tuple(sorted(it.name for it in mine)),
            )


def _signed(whole: Estimate, *, first: bool) -> Between:
    number = number_of(whole)
    if first:
        return Between(low=whole.low, number=number, high=whole.high)
    return Between(low=_minus(whole.high), number=_minus(number), high=_minus(whole.low))


def _minus(number: Decimal | None) -> Decimal | None:
    return None if number is None else -number
