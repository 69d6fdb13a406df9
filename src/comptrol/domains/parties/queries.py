"""What may be asked about parties."""

from datetime import date
from typing import Final

import msgspec

from comptrol.domains.parties.view import HeldKey, PartiesView, Party, Share
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.quantity import Limit
from comptrol.kernel.roles import Role
from comptrol.kernel.view import World


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """Where a party answers to. Nothing means unknown, which is never the same as no."""

    country: CountryCode
    headquarters: CountryCode | None
    ultimate_parent: PartyId | None
    ultimate_parent_headquarters: CountryCode | None


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """All that the views hold on one party."""

    party: Party
    seat: Seat
    keys: tuple[HeldKey, ...]
    owners: tuple[Share, ...]
    owned: tuple[Share, ...]


def key_in_force(view: PartiesView, key: PublicKey) -> HeldKey | None:
    """Return a key that may sign the next entry, or nothing."""
    held = view.keys.get(key)
    return held if held is not None and held.revoked_at is None else None


def may(view: PartiesView, party: PartyId, roles: frozenset[Role]) -> bool:
    """Tell whether a party has one of these roles."""
    found = view.parties.get(party)
    return found is not None and not roles.isdisjoint(found.roles)


def owners(view: PartiesView, asset: PartyId, on: date) -> tuple[Share, ...]:
    """Return the latest share of each owner of a party on a day."""
    return view.settled(("owners", asset, on), lambda: _owners(view, asset, on))


def _owners(view: PartiesView, asset: PartyId, on: date) -> tuple[Share, ...]:
    latest = {share.owner: share for share in view.shares.where(asset=asset) if share.start <= on}
    return tuple(s for s in latest.values() if s.until is None or on < s.until)


STEPS_UP_MAX: Final = 16
GROUP_MAX: Final = 300
"""So many parents above one another, and so many parties under one: none that is real has more."""


def above(view: PartiesView, party: PartyId) -> tuple[PartyId, ...]:
    """Return who stands above a party, the nearest first and the ultimate parent last.

    A parent that was declared as the ultimate one, and has one of its own, is a step on the way:
    whoever is declared above a shell stands above all that is under the shell.
    """
    return view.settled(("above", party), lambda: _above(view, party))


def _above(view: PartiesView, party: PartyId) -> tuple[PartyId, ...]:
    found, chain = view.parties.get(party), list[PartyId]()
    while found is not None and found.ultimate_parent is not None:
        parent = found.ultimate_parent
        if parent in {party, *chain} or found.party == parent or len(chain) >= STEPS_UP_MAX:
            break
        chain.append(parent)
        found = view.parties.get(parent)
    return tuple(chain)


def group(view: PartiesView, party: PartyId) -> tuple[PartyId, ...]:
    """Return a party and all who have the same ultimate parent, as far as is known; it first."""
    return view.settled(("group", party), lambda: _group(view, party))


def _group(view: PartiesView, party: PartyId) -> tuple[PartyId, ...]:
    chain = above(view, party)
    top = chain[-1] if chain else party
    members, layer = {top}, [top]
    while layer and len(members) < GROUP_MAX:
        under = (
            it.party
            for parent in layer
            for it in view.parties.where(ultimate_parent=parent, limit=GROUP_MAX)
        )
        layer = [it for it in dict.fromkeys(under) if it not in members]
        members.update(layer)
    return (party, *sorted(members - {party}))


def seat(view: PartiesView, party: PartyId) -> Seat | None:
    """Return where a party and its ultimate parent have their headquarters."""
    return view.settled(("seat", party), lambda: _seat(view, party))


def _seat(view: PartiesView, party: PartyId) -> Seat | None:
    found = view.parties.get(party)
    if found is None:
        return None
    chain = above(view, party)
    parent = chain[-1] if chain else found.ultimate_parent
    top = view.parties.get(parent) if parent is not None else None
    return Seat(
        country=found.country,
        headquarters=found.headquarters,
        ultimate_parent=parent,
        ultimate_parent_headquarters=top.headquarters if top is not None else None,
    )


def party(world: World, *, party: PartyId) -> Dossier:
    """Return all that is known about a party: seat, keys, owners and what it owns."""
    view = world[PartiesView]
    found, where = view.parties.get(party), seat(view, party)
    if found is None or where is None:
        raise NotFoundError(f"no party {party!r} is enrolled")
    return Dossier(
        party=found,
        seat=where,
        keys=tuple(view.keys.where(party=party)),
        owners=tuple(view.shares.where(asset=party)),
        owned=tuple(view.shares.where(owner=party)),
    )


def parties(
    world: World, *, after: PartyId | None = None, limit: Limit = 100
) -> tuple[Party, ...]:
    """Return parties in the order of their names, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[PartiesView].parties.where(after=start, limit=limit))
