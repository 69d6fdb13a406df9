"""What do recorded flows come to: per country and model, closed exactly, on every axis?

From the steps that lots took. Chips that stand at no registered site are in no country: with their
maker, or on the way. So what one country exports another imports, or it is on the way at the end.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas import AccountLine
from comptrol.domains.chips import ChipsView, FactorSetId, ModelId, factor_of
from comptrol.domains.registry import (
    Custody,
    Flows,
    Lot,
    RegistryView,
    SiteId,
    Step,
    add_lot,
    histories,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.view import World

ON_THE_WAY: Final = "in transit"
NOWHERE: Final = "at no site"
MADE: Final = "registry.made/1"


class ChipAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The chips of one model in one country over a period, in chips and in H100 equivalents."""

    country: str
    """A code; or where chips are that are in no country."""
    model: ModelId
    chips: AccountLine
    h100e: AccountLine | None
    """Nothing where a factor set does not know the model: unknown is not nought."""


class RecordedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """All recorded flows of a period."""

    start: date
    until: date
    factor_set: FactorSetId
    factor_set_before: FactorSetId
    """By which the opening stock is told; another one than at the end is a revaluation."""
    lines: tuple[ChipAccount, ...]
    unweighed: tuple[ModelId, ...]
    """Models that a factor set does not know."""


def recorded(
    world: World,
    *,
    start: date,
    until: date,
    factor_set: FactorSetId,
    factor_set_before: FactorSetId | None = None,
) -> RecordedAccount:
    """Return opening, production, imports, exports, retirement, revaluation and closing stock.

    Days from ``start`` on count, and those before ``until``. What arrived from another registry is
    imported, what departed to one is exported; only destruction before a witness retires a chip.
    """
    if until <= start:
        raise UnreadableError(f"until {until}: it has to be after start {start}")
    before = factor_set_before or factor_set
    flows, made, models = Flows(), Counter[tuple[str, ModelId]](), set[ModelId]()
    for steps, origin, model, places in _lots(world):
        models.add(model)
        add_lot(flows, steps, places.of, start, until, origin)
        first = steps[0] if steps else None
        if first is not None and first.kind == MADE and start <= first.on < until:
            made[places.of(first)] += first.there
    weights = {it: _weights(world, it, before, factor_set) for it in models}
    return RecordedAccount(
        start=start,
        until=until,
        factor_set=factor_set,
        factor_set_before=before,
        lines=tuple(_line(key, flows, made, weights) for key in flows.keys()),  # noqa: SIM118
        unweighed=tuple(sorted(it for it in models if weights[it] is None)),
    )


class _Places:
    """Where a lot of one model counts after a step."""

    def __init__(self, lot: Lot, countries: dict[SiteId, str]) -> None:
        self._model, self._countries = lot.model, countries

    def of(self, step: Step) -> tuple[str, ModelId]:
        """Return the country, or where else it is, and the model."""
        return country_of(step, self._countries), self._model


def country_of(step: Step | Lot, countries: dict[SiteId, str]) -> str:
    """Return in which country chips are; on the way they are in none."""
    if step.custody is Custody.IN_TRANSIT:
        return ON_THE_WAY
    held_at = step.delivered_to if step.custody is Custody.HELD else None
    return countries.get(step.site or held_at or SiteId(""), NOWHERE)


def countries_of_sites(view: RegistryView) -> dict[SiteId, str]:
    """Return the country of every site that has one."""
    return {it.site: it.country for it in view.sites.where() if it.country is not None}


def _lots(world: World) -> Iterator[tuple[list[Step], Step | None, ModelId, _Places]]:
    view = world[RegistryView]
    lots, countries = {lot.lot: lot for lot in view.lots.where()}, countries_of_sites(view)
    for steps, origin in histories(view, lots):
        lot = lots[steps[0].lot]
        yield steps, origin, lot.model, _Places(lot, countries)


def _weights(
    world: World, model: ModelId, before: FactorSetId, after: FactorSetId
) -> tuple[Decimal, Decimal] | None:
    view = world[ChipsView]
    for name in (before, after):
        if view.factor_sets.get(name) is None:
            raise NotFoundError(f"no factor set {name!r} is adopted")
    try:
        return factor_of(view, before, model).h100e, factor_of(view, after, model).h100e
    except NotFoundError:
        return None


def _line(
    key: tuple[str, ModelId],
    flows: Flows,
    made: Counter[tuple[str, ModelId]],
    weights: dict[ModelId, tuple[Decimal, Decimal] | None],
) -> ChipAccount:
    country, model = key
    production = made[key]
    chips = AccountLine(
        opening=Decimal(flows.begin[key]),
        production=Decimal(production),
        imports=Decimal(flows.receipts[key] - production),
        exports=Decimal(flows.shipments[key]),
        retirement=Decimal(flows.destroyed[key]),
        closing=Decimal(flows.end[key]),
    )
    weight = weights[model]
    return ChipAccount(
        country=country,
        model=model,
        chips=chips,
        h100e=None if weight is None else chips.valued(*weight),
    )
