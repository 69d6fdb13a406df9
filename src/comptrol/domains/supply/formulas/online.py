"""How much of a programme is there on a day, as it was reported, or as it was planned?

What was reported counts as it was reported. What was only planned for a day that is past as of
the asking, and that nobody reported, is between nothing and the plan: a plan is no capacity.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.supply.statements import Between, Phase

NOUGHT: Final = Decimal(0)


class Ground(Enum):
    """On what a number of capacity rests."""

    REPORTED = "reported"
    PLANNED = "planned"
    """The window in which it comes is over by then, and it lies ahead."""
    COMING = "coming"
    """The window is open by then: it may be there or not."""
    NOT_YET = "not yet"
    UNREPORTED = "unreported"
    """Its window has opened as of the asking, and nobody has said that it is there."""


class Reported(NamedTuple):
    """What capacity of a phase was reported on a day."""

    on: date
    capacity: Between


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """What of one phase is there on a day."""

    phase: str
    capacity: Between
    ground: Ground


def coming(phase: Phase, reported: Iterable[Reported], on: date, as_of: date) -> Coming:
    """Return what of a phase is there on a day, by what was known as of another."""
    known = [it for it in sorted(reported) if it.on <= min(on, as_of)]
    if known:
        found, ground = known[-1].capacity, Ground.REPORTED
    else:
        found, ground = _unreported(phase, on, as_of)
    return Coming(phase=phase.phase, capacity=found, ground=ground)


def _unreported(phase: Phase, on: date, as_of: date) -> tuple[Between, Ground]:
    window, planned = phase.online, phase.capacity
    open_to = Between(low=NOUGHT, high=planned.high)
    if on < window.earliest:
        return Between(low=NOUGHT, high=NOUGHT), Ground.NOT_YET
    if window.earliest <= as_of and on <= as_of:
        return open_to, Ground.UNREPORTED
    if window.latest is None or on < window.latest:
        return open_to, Ground.COMING
    if window.latest <= as_of:
        return open_to, Ground.UNREPORTED
    return planned, Ground.PLANNED


def together(those: Iterable[Between]) -> Between:
    """Return the sum of amounts: ends add to ends, whatever hangs on whatever."""
    every = list(those)
    low = sum((it.low for it in every), NOUGHT)
    return Between(low=low, high=sum((it.high for it in every), NOUGHT))
