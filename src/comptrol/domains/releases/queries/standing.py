"""What stands where, now and as the books were at an earlier position, and what was filed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from comptrol.domains.chips import ChipsView, FactorSetId, ModelId, factor_of
from comptrol.domains.disclosure import DisclosureView
from comptrol.domains.registry import Custody, Lot, LotId, RegistryView, Step
from comptrol.domains.releases.formulas import Fact
from comptrol.domains.releases.queries.groups import Groups
from comptrol.domains.releases.queries.using import UNKNOWN, Places
from comptrol.kernel.view import World

THOUSANDTHS: Final = 1000


def installed(
    world: World, factor_set: FactorSetId | None, at: int | None = None
) -> Iterator[Fact]:
    """Yield the chips that are installed: by country of the site and vendor of the model.

    In thousandths of an H100 where an edition of factors is given. ``at`` a position they stand
    as the steps of their lots left them there, with sites, parents and factors as of now.
    """
    view, groups, places = world[RegistryView], Groups(world), Places(world)
    weights: dict[ModelId, Decimal] = {}
    for lot in view.lots.where():
        as_of: Lot | Step | None = lot if at is None else _step_at(view, lot.lot, at)
        if as_of is None or as_of.custody is not Custody.INSTALLED or as_of.site is None:
            continue
        whose = groups.of(as_of.holder)
        if whose is None or not as_of.there:
            continue
        if lot.model not in weights:
            weights[lot.model] = _weight(world, lot.model, factor_set)
        amount = int(as_of.there * weights[lot.model])
        yield Fact(places.of_site(as_of.site), _vendor(world, lot.model), amount, (whose,))


def _step_at(view: RegistryView, lot: LotId, at: int) -> Step | None:
    """Return the last step of a lot up to a position that had not been taken back by then."""
    found = None
    for step in view.steps.where(lot=lot):
        if step.position > at:
            break
        if step.withdrawn_at is None or step.withdrawn_at > at:
            found = step
    return found


def _vendor(world: World, model: ModelId) -> str:
    row = world[ChipsView].models.get(model)
    return row.maker[:80] if row is not None else UNKNOWN


def _weight(world: World, model: ModelId, factor_set: FactorSetId | None) -> Decimal:
    if factor_set is None:
        return Decimal(1)
    return factor_of(world[ChipsView], factor_set, model).h100e * THOUSANDTHS


def filed(world: World, since: date, until: date) -> Iterator[Fact]:
    """Yield what providers filed for days within a quarter, as it stands: by figure.

    Values under another definition are another figure.
    """
    groups = Groups(world)
    for line in world[DisclosureView].lines.where():
        if since <= line.since and line.until <= until:
            whose = groups.of(line.provider)
            if whose is not None:
                figure = f"{line.figure} ({line.definition})"[:80]
                yield Fact(figure, "sum", int(line.value), (whose,))
