"""What may be asked about one chip."""

from collections.abc import Iterator
from datetime import date

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.registry.formulas import chip_of, serial_at
from comptrol.domains.registry.queries.lots import known_lot
from comptrol.domains.registry.statements import ChipId, LotId, SiteId
from comptrol.domains.registry.view import (
    Alias,
    Condition,
    Contact,
    Custody,
    Lot,
    RegistryView,
    Replacement,
    Run,
    run_of,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class ChipStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One chip: what it is, whose, where, in what condition."""

    chip: ChipId
    model: ModelId
    lot: LotId
    holder: PartyId
    custody: Custody
    site: SiteId | None
    condition: Condition


class ChipFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that the registry has on one chip, and whose history tells the rest."""

    standing: ChipStanding
    lots: tuple[LotId, ...]
    """The lots that it is and was in, the present one first: their history is its own."""
    subjects: tuple[str, ...]
    """What to ask the ledger for, to have the whole history with its proof."""
    contact: Contact | None
    replaced: Replacement | None
    replaces: tuple[Replacement, ...]
    called: tuple[Alias, ...]
    """The serials that it had before."""


class RunOfSerials(msgspec.Struct, frozen=True, kw_only=True):
    """Serials that follow each other, of one lot, in one condition: to draw from."""

    maker: PartyId
    prefix: str
    digits: int
    first: int
    last: int
    lot: LotId
    model: ModelId
    holder: PartyId
    site: SiteId | None
    condition: Condition

    @property
    def chips(self) -> int:
        """Return how many there are."""
        return self.last - self.first + 1

    def names(self) -> Iterator[ChipId]:
        """Yield every chip, in order."""
        for number in range(self.first, self.last + 1):
            yield chip_of(self.maker, serial_at(self.prefix, self.digits, number))


def chip_standing(view: RegistryView, chip: ChipId) -> ChipStanding | None:
    """Return how a chip stands, or nothing where no lot has it; by any serial that it had."""
    name = chip
    while (alias := view.aliases.get(name)) is not None:  # a new serial was nobody's: no circle
        name = alias.now
    run = run_of(view, name)
    if run is None:
        return None
    lot = known_lot(view, run.lot)
    return ChipStanding(
        chip=name,
        model=lot.model,
        lot=lot.lot,
        holder=lot.holder,
        custody=lot.custody,
        site=lot.stands_at,
        condition=run.condition,
    )


def lots_at(view: RegistryView, site: SiteId) -> tuple[Lot, ...]:
    """Return the lots at a site: those that stand there, and those that were brought there."""
    near = (*view.lots.where(site=site), *view.lots.where(delivered_to=site))
    here = {lot.lot: lot for lot in near if lot.stands_at == site and lot.there}
    return tuple(here.values())


def chip(world: World, *, chip: ChipId) -> ChipFile:
    """Return a chip with its lots, its last proof, and what replaced or renamed it."""
    view = world[RegistryView]
    standing = chip_standing(view, chip)
    if standing is None:
        raise NotFoundError(f"no chip {chip!r} has been made")
    lots = tuple(_lots(view, standing.lot))
    called = tuple(_called(view, standing.chip))
    names = (standing.chip, *(alias.chip for alias in called))
    return ChipFile(
        standing=standing,
        lots=lots,
        subjects=(*(f"chip:{name}" for name in names), *(f"lot:{lot}" for lot in lots)),
        contact=view.contacts.get(standing.chip),
        replaced=view.replacements.get(standing.chip),
        replaces=tuple(view.replacements.where(by=standing.chip)),
        called=called,
    )


def _called(view: RegistryView, name: ChipId) -> Iterator[Alias]:
    """Yield the serials that a chip had before, the last one first."""
    while (alias := next(view.aliases.where(now=name, limit=1), None)) is not None:
        yield alias
        name = alias.chip


def changed_on(view: RegistryView, chip: ChipId, run: Run) -> date | None:
    """Return the day on which the chips of a run became what they are now, if a step says it."""
    alias = view.aliases.get(chip)
    if alias is not None:
        return alias.on
    for lot in _lots(view, run.lot):  # what was split off has its steps in the lot it came from
        step = view.steps.get((lot, run.since))
        if step is not None:
            return step.on
    return None


def _lots(view: RegistryView, name: LotId | None) -> Iterator[LotId]:
    while name is not None:
        yield name
        name = known_lot(view, name).parent


def serials_in(
    view: RegistryView,
    *,
    site: SiteId | None = None,
    holder: PartyId | None = None,
    model: ModelId | None = None,
) -> Iterator[RunOfSerials]:
    """Yield every run of chips that count, at a site, of a holder, of a model, in lasting order.

    A chip that is broken, lost or retired counts; one whose destruction was witnessed does not.
    """
    for lot in view.lots.where():
        if lot.custody is Custody.DEPARTED or not _fits(lot, site, holder, model):
            continue
        for run in view.runs.where(lot=lot.lot):
            if run.condition not in {Condition.DESTROYED, Condition.RENAMED}:
                yield _run(lot, run)


def _fits(lot: Lot, site: SiteId | None, holder: PartyId | None, model: ModelId | None) -> bool:
    return (
        (site is None or lot.stands_at == site)
        and (holder is None or lot.holder == holder)
        and (model is None or lot.model == model)
    )


def _run(lot: Lot, run: Run) -> RunOfSerials:
    return RunOfSerials(
        maker=run.maker,
        prefix=run.prefix,
        digits=run.digits,
        first=run.first,
        last=run.last,
        lot=lot.lot,
        model=lot.model,
        holder=lot.holder,
        site=lot.stands_at,
        condition=run.condition,
    )
