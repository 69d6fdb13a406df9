"""What one more of something would be worth, near a plan: the duals of its linear program."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import numpy as np

from comptrol.adapters.solver.figures import KILO, Figures, Floats, Places
from comptrol.adapters.solver.program import Program
from comptrol.domains.allocation import Price

PLACES: Final = 9


def prices_of(of: Figures, fixed: Program, duals: Floats) -> tuple[Price, ...]:
    """Return prices from the duals of the program in which awards and pools are fixed."""
    return tuple(_prices(of, fixed, duals))


def _prices(of: Figures, fixed: Program, duals: Floats) -> Iterator[Price]:
    call = of.call
    by_pool = _points(duals, fixed.capacities).reshape(of.capacity.shape)
    for at, pool in enumerate(call.pools):
        for month, name in enumerate(call.months):
            if of.capacity[at, month] > 0:
                price = _decimal(by_pool[at, month])
                yield Price(pool=pool.id, month=name, per_chip_hour=price)
    for share, value in zip(of.ceilings, _points(duals, fixed.ceilings), strict=True):
        if price := _decimal(value):
            yield Price(group=share.id, per_h100e_hour=price)
    for share, value in zip(of.floors, _points(duals, fixed.floors), strict=True):
        if price := _decimal(value):
            yield Price(floor=share.id, per_h100e_hour=price)


def _points(duals: Floats, rows: Places) -> Floats:
    """Return points per hour: the program minimises, and counts in thousands."""
    return np.abs(duals[rows]) / KILO


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-PLACES)).normalize() + 0
