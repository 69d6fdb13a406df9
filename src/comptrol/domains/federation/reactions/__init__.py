"""What the platform says when chips cross: lots that leave and come, and what looks wrong."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import unraised
from comptrol.domains.federation.formulas import packed
from comptrol.domains.federation.queries import crossing_runs
from comptrol.domains.federation.reactions.alarms import (
    model_alarms,
    never_accepted_alarms,
    never_released_alarms,
)
from comptrol.domains.federation.reactions.settling import release_in, settled
from comptrol.domains.federation.statements import (
    Accepted,
    ArrivalClaimed,
    Declined,
    Recalled,
    Released,
)
from comptrol.domains.federation.view import FederationView
from comptrol.domains.registry import Arrived, Departed, RegistryView, Reviewed
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["HEARS", "react"]


HEARS: Final = (Released, Accepted, Declined, Recalled, ArrivalClaimed, Reviewed)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Let a lot depart or arrive, tell the other registry, and raise what looks wrong."""
    at = entry.position
    match entry.statement:
        case Released() as said:
            yield Departed(because=at, lot=said.lot, on=said.on, destination=said.to_registry)
        case Accepted() as said:
            yield _arrived(said, entry.signer, at)
            yield settled(said, entry)
            yield from unraised(world, model_alarms(said, entry, world))
        case Declined() as said:
            yield settled(said, entry)
        case Recalled() as said:
            yield _returned(said, at, world)
        case ArrivalClaimed() as said:
            yield from unraised(world, never_released_alarms(said, entry, world))
        case Reviewed(on=on):
            yield from unraised(world, never_accepted_alarms(on, at, world))
        case _:
            return


def _arrived(said: Accepted, holder: PartyId, because: int) -> Arrived:
    return Arrived(
        because=because,
        lot=said.lot,
        model=said.model,
        maker=release_in(said).maker,
        holder=holder,
        on=said.on,
        destination=said.destination,
        origin=said.from_registry,
        serials=said.serials,
        listed=said.listed,
    )


def _returned(said: Recalled, because: int, world: World) -> Arrived:
    """Return the lot as it comes back: of another name, with the same chips."""
    release = world[FederationView].releases.get(said.transfer)
    assert release is not None, "an admitted recall names a release"
    serials, listed = packed(crossing_runs(world[RegistryView], release.lot))
    return Arrived(
        because=because,
        lot=said.lot,
        model=release.model,
        maker=release.maker,
        holder=release.holder,
        on=said.on,
        destination=said.site,
        origin=release.to_registry,
        serials=serials,
        listed=listed,
    )
