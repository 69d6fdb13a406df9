"""How is a difference posted on caps: chip time, and operations as far as they were measured?"""

from collections.abc import Iterator
from typing import NamedTuple

from comptrol.domains.caps import (
    AMOUNT_MAX,
    CapsView,
    ExactTake,
    Hold,
    Posted,
    Stretch,
    Unit,
    correction,
    usage,
)
from comptrol.domains.chips import peaks
from comptrol.domains.gate import Order
from comptrol.domains.metering.queries.counting import meters_of
from comptrol.kernel.quantity import Flop, FlopChange
from comptrol.kernel.view import World

Range = tuple[int, int, int]


class Due(NamedTuple):
    """What is to be posted because of an entry: of which order, on which hold, and for when."""

    because: int
    order: Order
    hold: Hold
    ran: Stretch
    corrects: int
    """The position of what was wrong, where it is put right."""


def brought(world: World, due: Due, chip_seconds: int) -> Iterator[Posted]:
    """Post what is missing until so much is used in all; what is too much is taken back."""
    known = _posted(world, due)
    if known is not None:
        yield from _difference(
            world, due, chip_seconds - known, _measured(world, due, chip_seconds)
        )


def moved(world: World, due: Due, chip_seconds: int) -> Iterator[Posted]:
    """Post so much more, or less; never so much less that what is used falls below nothing."""
    known = _posted(world, due)
    if known is not None:
        yield from _difference(world, due, max(chip_seconds, -known), None)


def _posted(world: World, due: Due) -> int | None:
    """Return the chip-seconds that a hold has as used; nothing where it counts no time."""
    caps, flop = world[CapsView].caps, _in_operations(world, due.hold)
    whole = [
        it.used
        for it in due.hold.takes
        if (cap := caps.get(it.cap)) is not None and cap.unit is Unit.CHIP_SECONDS
    ]
    if whole:
        return max(whole)
    found = peaks(world, due.order.model) if flop is not None else None
    return None if flop is None or found is None else int(flop.used) // found.high


def _in_operations(world: World, hold: Hold) -> ExactTake | None:
    """Return what a hold has of the first of its caps that counts operations."""
    caps = world[CapsView].caps
    for it in hold.exact or ():
        cap = caps.get(it.cap)
        if cap is not None and cap.unit is Unit.FLOP:
            return it
    return None


def _measured(world: World, due: Due, chip_seconds: int) -> Range | None:
    """Return by how much operations change; nothing where no cap counts them.

    Of the meters that tell operations the one that tells them of most of the time counts; for the
    rest of the time stands what the chips can do.
    """
    take, found = _in_operations(world, due.hold), peaks(world, due.order.model)
    if take is None or found is None:
        return None
    rows = [it for it in meters_of(world, due.order.order) if it.flop_chip_seconds]
    best = max(rows, key=lambda it: it.flop_chip_seconds, default=None)
    flop, of = ((0, 0, 0), 0) if best is None else (best.flop.whole, best.flop_chip_seconds)
    low, high = found.flop(max(0, chip_seconds - of))
    whole = (flop[0] + low, flop[1] + low, flop[2] + high)
    return (whole[0] - int(take.low), whole[1] - int(take.mid), whole[2] - int(take.high))


def _difference(world: World, due: Due, chip_seconds: int, flop: Range | None) -> Iterator[Posted]:
    by = max(-AMOUNT_MAX, min(AMOUNT_MAX, chip_seconds))
    if by > 0:
        sayable = flop is not None and 0 <= flop[0] <= flop[1] <= flop[2]
        yield from _used(world, due, by, Flop.of(*flop) if flop is not None and sayable else None)
        if flop is None or sayable:
            return
        found = peaks(world, due.order.model)
        assert found is not None, "operations are counted of chips whose peak is known"
        low, high = found.flop(by)
        flop, by = (flop[0] - low, flop[1] - low, flop[2] - high), 0
    if by or (flop is not None and any(flop)):
        yield from _corrected(world, due, by, flop)


def _used(world: World, due: Due, by: int, flop: Flop | None) -> Iterator[Posted]:
    said = usage(
        world,
        because=due.because,
        hold=due.hold.hold,
        model=due.order.model,
        chip_seconds=by,
        ran=due.ran,
        flop=flop,
    )
    if said is not None:
        yield said


def _corrected(world: World, due: Due, by: int, flop: Range | None) -> Iterator[Posted]:
    said = correction(
        world,
        because=due.because,
        hold=due.hold.hold,
        model=due.order.model,
        corrects=due.corrects,
        chip_seconds=by,
        ran=due.ran,
        flop=FlopChange.of(*flop) if flop is not None else None,
    )
    if said is not None:
        yield said
