"""Which caps bind an order: those of everybody and everything that it has to do with."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from comptrol.domains.caps.statements import Bearer, CapId, Place
from comptrol.domains.caps.view import Cap, CapsView, Grant, bound_name
from comptrol.domains.chips import ModelId
from comptrol.domains.parties import PartiesView, above
from comptrol.domains.training import RunId, ancestors
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.view import World, named

_WORLD = bound_name(Bearer.WORLD, "")
_PARTY, _PROVIDER, _COUNTRY, _CLUSTER = (
    bound_name(it, "x")[:-1]
    for it in (Bearer.PARTY, Bearer.PROVIDER, Bearer.COUNTRY, Bearer.CLUSTER)
)
_RESTS_ON: Final = named(*PartiesView.tables().values(), CapsView.bound)


def binding(
    world: World,
    *,
    parties: Iterable[PartyId],
    provider: PartyId,
    country: CountryCode | None,
    on: date,
    site: str | None = None,
    run: str | None = None,
    programme: str | None = None,
    model: ModelId | None = None,
) -> tuple[Cap, ...]:
    """Return every cap that binds an order of these parties on a day, by name.

    A party is bound by all that those above it are bound by, a run by what those it descends from
    are. The order of names is one and the same for every order, so that no two of them could wait
    for each other in any store.
    """
    who = tuple(parties)
    places = [_PROVIDER + provider]
    places += [name + it for name, it in ((_COUNTRY, country), (_CLUSTER, site)) if it is not None]
    names = world.settled(_RESTS_ON, ("caps", who, *places), lambda: _names(world, who, places))
    if run is not None or programme is not None:
        place = None if model is None else Place(provider=provider, model=model, country=country)
        more = (it.cap for it in caps_of(world, work(world, run, programme), on, place))
        names = sorted({*names, *more})
    return _binding(world, names, on)


def _names(world: World, parties: tuple[PartyId, ...], places: Iterable[str]) -> list[CapId]:
    """Return the names of all caps that bear on these, whenever they bind."""
    keys = [_WORLD, *places]
    for party in parties:
        keys += (_PARTY + it for it in (party, *above(world[PartiesView], party)))
    return _bound(world, keys)


def work(world: World, run: str | None, programme: str | None) -> Iterator[str]:
    """Yield what an order is for, as caps are bound to it: a run with all it descends from."""
    if run is not None:
        yield bound_name(Bearer.RUN, run)
        yield from (bound_name(Bearer.RUN, it) for it in ancestors(world, RunId(run)))
    if programme is not None:
        yield bound_name(Bearer.PROGRAMME, programme)


def caps_of(
    world: World, whom: Iterable[str], on: date, place: Place | None = None
) -> tuple[Cap, ...]:
    """Return the caps bound to any of these that bind on a day, by name.

    What was granted for other chips than those of a place binds nothing there.
    """
    found = _binding(world, _bound(world, whom), on)
    return tuple(it for it in found if _is_for(it, place))


def grant_of(world: World, programme: str) -> Grant | None:
    """Return who alone may draw on a programme; nothing: nobody was granted any of it."""
    return world[CapsView].grants.get(programme)


def _is_for(cap: Cap, place: Place | None) -> bool:
    """Tell whether a cap is for chips of a place, as far as it says for which ones."""
    own = cap.terms.place if cap.terms is not None else None
    if own is None or place is None:
        return own is None
    same = (own.provider, own.model) == (place.provider, place.model)
    return same and own.country in {None, place.country}


def _bound(world: World, whom: Iterable[str]) -> list[CapId]:
    found = world[CapsView].bound.each(dict.fromkeys(whom))
    return sorted({cap for it in found if it is not None for cap in it.caps})


def _binding(world: World, names: Iterable[CapId], on: date) -> tuple[Cap, ...]:
    found = world[CapsView].caps.each(names)
    return tuple([cap for cap in found if cap is not None and cap.binds(on)])
