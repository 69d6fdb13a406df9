"""What may be asked before a lot is released: on which terms, and with which serials."""

from decimal import Decimal

import msgspec

from comptrol.domains.chips import ChipsView, ModelId
from comptrol.domains.federation.formulas import packed
from comptrol.domains.federation.queries.serials import crossing_runs
from comptrol.domains.registry import (
    LotId,
    RegistryView,
    Serial,
    SerialRange,
    known_lot,
    serials_root,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import World


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What of a lot crosses: what its release says, and the serials that go with the chips."""

    lot: LotId
    maker: PartyId
    model: ModelId
    tpp: Decimal
    chips: int
    root: Digest
    serials: tuple[SerialRange, ...]
    listed: tuple[Serial, ...]


def terms(world: World, *, lot: LotId) -> Terms:
    """Return what a release of a lot has to say, and the serials that the addressee will need."""
    found = known_lot(world[RegistryView], lot)
    model = world[ChipsView].models.get(found.model)
    assert model is not None, "a lot is of a described model"
    runs = crossing_runs(world[RegistryView], lot)
    serials, listed = packed(runs)
    return Terms(
        lot=lot,
        maker=found.maker,
        model=found.model,
        tpp=model.tpp,
        chips=sum(run.chips for run in runs),
        root=serials_root(runs),
        serials=serials,
        listed=listed,
    )
