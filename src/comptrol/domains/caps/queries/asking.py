"""How much does an order ask of a cap, in whatever that cap counts?"""

from decimal import Decimal
from math import ceil
from typing import assert_never

import msgspec

from comptrol.domains.caps.formulas import exactly
from comptrol.domains.caps.statements import (
    ExactTake,
    Stretch,
    Unit,
)
from comptrol.domains.caps.view import Cap
from comptrol.domains.chips import ChipsView, ModelId, Property, factor_of, peaks
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Flop
from comptrol.kernel.view import World


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What an order may take at most: so many chips of a model, over so much time."""

    chips: int
    chip_seconds: int
    model: ModelId
    plan: Stretch


def amount(world: World, cap: Cap, ask: Ask) -> Decimal | None:
    """Return how much an order asks of a cap; nothing where it cannot be known."""
    return amount_of(world, cap, ask.chips, ask.chip_seconds, ask.model)


def amount_of(
    world: World, cap: Cap, chips: int, chip_seconds: int, model: ModelId
) -> Decimal | None:
    """Return how much chips, and chip time, of a model are of what a cap counts."""
    match cap.unit:
        case Unit.CHIPS:
            return Decimal(chips)
        case Unit.CHIP_SECONDS:
            return Decimal(chip_seconds)
        case Unit.FLOP:
            found = peaks(world, model)
            return None if found is None else Decimal(found.flop(chip_seconds)[1])
        case Unit.H100E | Unit.MEMORY_GB:
            of_h100 = cap.unit is Unit.H100E
            each = _factor(world, cap, model) if of_h100 else _memory(world, model)
            return None if each is None else exactly(chips, each)
        case never:
            assert_never(never)


def at_most(number: Decimal) -> int:
    """Return a whole number that is not less."""
    return ceil(number)


def _factor(world: World, cap: Cap, model: ModelId) -> Decimal | None:
    factors = cap.terms.factors if cap.terms is not None else None
    if factors is None:
        return None
    try:
        return factor_of(world[ChipsView], factors, model).h100e
    except NotFoundError:
        return None


def _memory(world: World, model: ModelId) -> Decimal | None:
    fact = world[ChipsView].facts.get((model, Property.MEMORY.value, ""))
    return fact.value if fact is not None and not fact.withdrawn else None


def used_exactly(
    world: World, cap: Cap, chip_seconds: int, model: ModelId, flop: Flop | None
) -> ExactTake:
    """Return what chip time of a model comes to on a cap in operations, measured or not.

    Where nothing was measured, the lower figures are the chip's peak at 16 bits and the upper one
    its highest. Units that are at once use nothing up.
    """
    found = peaks(world, model) if cap.unit is Unit.FLOP else None
    if found is None:
        return ExactTake(cap=cap.cap)
    low, high = found.flop(chip_seconds)
    measured = flop.whole if flop is not None else (low, low, high)
    return ExactTake(
        cap=cap.cap,
        used=Decimal(high),
        low=Decimal(measured[0]),
        mid=Decimal(measured[1]),
        high=Decimal(measured[2]),
    )
