"""What may be asked about screening."""

from comptrol.domains.screening.view import IN_FORCE, Adoption, ScreeningView, Standing
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def current(view: ScreeningView) -> Adoption | None:
    """Return the edition that parties are screened against, or nothing before the first."""
    in_force = view.current.get(IN_FORCE)
    return view.editions.get(in_force.edition) if in_force else None


def standing(view: ScreeningView, party: PartyId) -> Standing | None:
    """Return what the latest screening of a party found; nothing where it was never screened."""
    return view.standings.get(party)


def current_list(world: World) -> Adoption:
    """Return the edition of the lists that parties are screened against."""
    adopted = current(world[ScreeningView])
    if adopted is None:
        raise NotFoundError("no list has been adopted: say screening.adopted/1 first")
    return adopted


def party_standing(world: World, *, party: PartyId) -> Standing:
    """Return what the latest screening of a party found, by which edition and matcher."""
    found = standing(world[ScreeningView], party)
    if found is None:
        raise NotFoundError(f"{party!r} was never screened: it has no name, or no list is adopted")
    return found
