"""May this lot be let go to another registry, on these terms?"""

from collections.abc import Iterator

from comptrol.domains.chips import ChipsView
from comptrol.domains.federation.checks.telling import back_in_time, no_origin, not_yet
from comptrol.domains.federation.formulas import is_performance, is_scattered
from comptrol.domains.federation.queries import crossing_runs
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import FederationStatement, Released
from comptrol.domains.federation.view import FederationView, registry_in_force
from comptrol.domains.registry import Custody, Lot, RegistryView, serials_root
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_released(
    said: Released, entry: Entry[FederationStatement], world: World
) -> Iterator[Finding]:
    """Refuse unless the holder lets go of a whole lot at hand, as it is, to a known registry."""
    view = world[FederationView]
    yield from no_origin(world)
    if registry_in_force(view, said.to_registry) is None:
        yield Finding.of(FederationRefusal.UNKNOWN_REGISTRY, said.to_registry)
    if (known := view.releases.get(said.transfer)) is not None:
        detail = f"{said.transfer}, of lot {known.lot} on {known.on}"
        yield Finding.of(FederationRefusal.TRANSFER_EXISTS, detail)
    if said.country not in world.reference(Countries):
        yield Finding.of(FederationRefusal.UNKNOWN_COUNTRY, said.country)
    lot = world[RegistryView].lots.get(said.lot)
    if lot is None:
        yield Finding.of(FederationRefusal.UNKNOWN_LOT, said.lot)
    else:
        yield from _not_at_hand(lot, entry.signer)
        yield from _not_as_said(said, lot, world)
        yield from back_in_time(said.on, lot.since)
    yield from not_yet(entry, said.on)


def _not_at_hand(lot: Lot, signer: PartyId) -> Iterator[Finding]:
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(FederationRefusal.DEPARTED, f"{lot.lot} since {lot.since}")
    if lot.holder != signer:
        yield Finding.of(FederationRefusal.NOT_HOLDER, f"{lot.lot} is held by {lot.holder}")
    if lot.custody is Custody.IN_TRANSIT:
        yield Finding.of(FederationRefusal.IN_TRANSIT, f"{lot.lot} since {lot.since}")
    if lot.lost or lot.declared:
        detail = f"{lot.lot} has {lot.lost} lost and {lot.declared} that are said to be destroyed"
        yield Finding.of(FederationRefusal.NOT_ALL_THERE, detail)


def _not_as_said(said: Released, lot: Lot, world: World) -> Iterator[Finding]:
    """Say in what the terms differ from the books: the other registry goes by the terms."""
    model = world[ChipsView].models.get(lot.model)
    assert model is not None, "a lot is of a described model"
    if not is_performance(said.tpp) or said.tpp != model.tpp:
        detail = f"one {lot.model} has a TPP of {model.tpp}"
        yield Finding.of(FederationRefusal.LOT_DIFFERS, detail)
    here = {
        "maker": (said.maker, lot.maker),
        "model": (said.model, lot.model),
        "chips": (said.chips, lot.chips - lot.destroyed),
    }
    for what, (stated, known) in here.items():
        if stated != known:
            detail = f"{what} of {lot.lot} is {known}, not {stated}"
            yield Finding.of(FederationRefusal.LOT_DIFFERS, detail)
    runs = crossing_runs(world[RegistryView], lot.lot)
    if said.root != (found := serials_root(runs)):
        yield Finding.of(FederationRefusal.ROOT_DIFFERS, f"{lot.lot} has {found}")
    if is_scattered(runs):
        detail = f"{lot.lot} has {len(runs)} runs of serials"
        yield Finding.of(FederationRefusal.LOT_TOO_SCATTERED, detail)
