"""What may be said about single chips of a lot."""

from collections.abc import Iterator, Sequence
from datetime import date

from comptrol.domains.parties import PartiesView, above, may
from comptrol.domains.registry.checks.lots import not_in_lot
from comptrol.domains.registry.checks.telling import (
    back_in_time,
    held_lot,
    named_twice,
    not_yet,
    some,
    unknown_party,
)
from comptrol.domains.registry.formulas import chip_of, parts_of, serial_at
from comptrol.domains.registry.queries import changed_on, known_lot
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    ChipId,
    ConditionStatement,
    Destroyed,
    Lost,
    Replaced,
    Witnessed,
)
from comptrol.domains.registry.view import (
    BECOMING,
    Condition,
    Custody,
    Declaration,
    Lot,
    RegistryView,
    Run,
    becomes,
    named,
    pieces,
    run_of,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_condition(entry: Entry[ConditionStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about chips of a lot."""
    said, signer, view = entry.statement, entry.signer, world[RegistryView]
    yield from not_yet(entry, said.on)
    if isinstance(said, Witnessed):
        yield from _check_witnessed(said, signer, world)
    else:
        moving = isinstance(said, Lost)  # what is lost on its way, its sender has lost
        yield from held_lot(view, said.lot, signer, said.on, moving=moving)
    lot = view.lots.get(said.lot)
    if lot is not None:
        wrong = tuple(_named_wrongly(said, lot, view))
        yield from wrong or _wrong_condition(said, lot, view)
    if isinstance(said, Destroyed):
        yield from _check_witness(said, signer, world)
    if isinstance(said, Replaced):
        yield from _check_replacement(said, view)


def _chips(said: ConditionStatement) -> tuple[ChipId, ...]:
    if isinstance(said, Replaced):
        return (said.chip,)
    return said.chips or ()


def _named_wrongly(said: ConditionStatement, lot: Lot, view: RegistryView) -> Iterator[Finding]:
    chips = _chips(said)
    yield from named_twice(chips)
    for chip in chips:
        maker, span = parts_of(chip)
        if maker != lot.maker:
            yield Finding.of(RegistryRefusal.UNKNOWN_CHIP, f"{chip} is not made by {lot.maker}")
            return
        yield from not_in_lot(view, lot, (span,))


def _wrong_condition(said: ConditionStatement, lot: Lot, view: RegistryView) -> Iterator[Finding]:
    """Every chip that is named must be able to become it; of a whole lot, at least one."""
    since = BECOMING[type(said)].since
    found = [it.run for it in pieces(view, lot, named(said))]
    fit = [run for run in found if becomes(said, run)]
    unfit = {run.condition.value for run in found if not becomes(said, run)}
    if (_chips(said) and unfit) or not fit:
        wanted = some({condition.value for condition in since}, len(since))
        under = ", under this certificate" if isinstance(said, Witnessed) else ""
        detail = f"{some(unfit) or 'none'}; it has to be: {wanted}{under}"
        yield Finding.of(RegistryRefusal.WRONG_CONDITION, detail)
    elif said.on >= lot.since and not isinstance(said, Witnessed):  # else it is said already
        yield from back_in_time(said.on, max(_days(view, fit), default=said.on))


def _days(view: RegistryView, runs: Sequence[Run]) -> Iterator[date]:
    """Yield the days on which chips became what they are now."""
    for run in runs:
        name = chip_of(run.maker, serial_at(run.prefix, run.digits, run.first))
        day = changed_on(view, name, run)
        if day is not None:
            yield day


def _check_witness(said: Destroyed, signer: PartyId, world: World) -> Iterator[Finding]:
    yield from unknown_party(world, said.witness)
    if said.witness == signer or _one_group(said.witness, signer, world):
        yield Finding.of(RegistryRefusal.OWN_WITNESS, f"{said.witness} for {signer}")
    elif not may(world[PartiesView], said.witness, WITNESSES):
        yield Finding.of(RegistryRefusal.CANNOT_WITNESS, said.witness)


def _one_group(one: PartyId, other: PartyId, world: World) -> bool:
    """Tell whether one ultimate parent stands over two parties, or one of them over the other."""
    tops = [(name, *above(world[PartiesView], name))[-1] for name in (one, other)]
    return tops[0] == tops[1]


def _check_witnessed(said: Witnessed, signer: PartyId, world: World) -> Iterator[Finding]:
    view = world[RegistryView]
    lot = view.lots.get(said.lot)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, said.lot)
        return
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(RegistryRefusal.DEPARTED, f"{said.lot} since {lot.since}")
    if lot.holder == signer or _one_group(lot.holder, signer, world):
        yield Finding.of(RegistryRefusal.OWN_WITNESS, f"{signer} for {lot.holder}")
    stated = _declaration(view, lot, said)
    if stated is None or stated.witness != signer:
        detail = f"certificate {said.certificate[:16]}… of {said.lot}"
        yield Finding.of(RegistryRefusal.UNKNOWN_CERTIFICATE, detail)
    else:
        yield from back_in_time(said.on, stated.on)


def _declaration(view: RegistryView, lot: Lot, said: Witnessed) -> Declaration | None:
    """Return what was stated of a lot, or of the one that it was a part of then."""
    stated = view.declarations.get((lot.lot, said.certificate))
    while stated is None and lot.parent is not None:
        lot = known_lot(view, lot.parent)
        stated = view.declarations.get((lot.lot, said.certificate))
    return stated


def _check_replacement(said: Replaced, view: RegistryView) -> Iterator[Finding]:
    run = run_of(view, said.by)
    used = next(view.replacements.where(by=said.by, limit=1), None)
    works = run is not None and run.condition is Condition.WORKING
    if said.by == said.chip or not works or used is not None:
        yield Finding.of(RegistryRefusal.UNKNOWN_REPLACEMENT, said.by)
