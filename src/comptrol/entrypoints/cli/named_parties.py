"""Is there a party of the name that somebody typed? A slip must not read as good news."""

from comptrol.domains.parties import PartiesView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def enrolled(world: World, name: str) -> PartyId:
    """Return the party of a name, or say that none is enrolled under it."""
    if world[PartiesView].parties.get(PartyId(name)) is None:
        raise NotFoundError(f"no party {name!r} is enrolled")
    return PartyId(name)
