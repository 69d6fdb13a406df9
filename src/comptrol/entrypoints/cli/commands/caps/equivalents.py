"""How many H100 are the chips of what is held, by a named set of factors?"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from comptrol.domains.caps import Hold
from comptrol.domains.chips import ChipsView, FactorSetId, factor_of
from comptrol.domains.gate import GateView, OrderId
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World


class Equivalent(msgspec.Struct, frozen=True, kw_only=True):
    """The chips of a hold as so many H100. The number means nothing without its factor set."""

    hold: str
    chips: int
    model: str
    factor_set: FactorSetId
    factor: Decimal | None
    """Nothing: the set does not have the model. Unknown is not zero."""
    h100e: Decimal | None


def factors_of(world: World, name: str | None) -> FactorSetId | None:
    """Return the factor set that is named, or the one adopted last; nothing: none is adopted."""
    sets = world[ChipsView].factor_sets
    if name is not None:
        if sets.get(FactorSetId(name)) is None:
            raise NotFoundError(f"no factor set {name!r} is adopted")
        return FactorSetId(name)
    last = max(sets.where(), key=lambda it: it.adopted_at, default=None)
    return last.factor_set if last is not None else None


def equivalents(
    world: World, holds: Iterable[Hold], factors: FactorSetId | None
) -> Iterator[Equivalent]:
    """Yield what the chips of each hold weigh."""
    if factors is None:
        return
    for hold in holds:
        order = world[GateView].orders.get(OrderId(hold.hold))
        if order is None:
            continue
        try:
            factor = factor_of(world[ChipsView], factors, order.model).h100e
        except NotFoundError:
            factor = None
        yield Equivalent(
            hold=hold.hold,
            chips=order.chips,
            model=order.model,
            factor_set=factors,
            factor=factor,
            h100e=None if factor is None else factor * order.chips,
        )
