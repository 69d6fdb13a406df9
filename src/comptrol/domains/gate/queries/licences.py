"""What licences there are, and how much of each is left."""

import msgspec

from comptrol.domains.gate.statements import LicenceId
from comptrol.domains.gate.view import Drawn, GateView, Licence, Volume
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class LicenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A licence, what is drawn of it by model, and what its conditions count."""

    licence: Licence
    left: int | None
    """Chips; nothing where its text sets no number."""
    drawn: tuple[Drawn, ...]
    volumes: tuple[Volume, ...]


def licence(world: World, *, licence: LicenceId) -> LicenceFile:
    """Return a licence with what is drawn of it and what is left."""
    view = world[GateView]
    found = view.licences.get(licence)
    if found is None:
        raise NotFoundError(f"no licence {licence!r} has been entered")
    return LicenceFile(
        licence=found,
        left=None if found.chips is None else found.chips - found.drawn,
        drawn=tuple(view.drawn.where(licence=licence)),
        volumes=tuple(view.volumes.where(licence=licence)),
    )


def licences(
    world: World,
    *,
    holder: PartyId | None = None,
    after: LicenceId | None = None,
    limit: Limit = 100,
) -> tuple[Licence, ...]:
    """Return licences by name, of one holder where asked."""
    start, table = None if after is None else (after,), world[GateView].licences
    if holder is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, holder=holder))
