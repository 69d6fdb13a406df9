"""What may be asked about parties."""

from datetime import date

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
    latest = {share.owner: share for share in view.shares.where(asset=asset) if share.start <= on}
    return tuple(s for s in latest.values() if s.until is None or on < s.until)


def seat(view: PartiesView, party: PartyId) -> Seat | None:
    """Return where a party and its ultimate parent have their headquarters."""
    found = view.parties.get(party)
    if found is None:
        return None
    parent = found.ultimate_parent
    above = view.parties.get(parent) if parent is not None else None
    return Seat(
        country=found.country,
        headquarters=found.headquarters,
        ultimate_parent=parent,
        ultimate_parent_headquarters=above.headquarters if above is not None else None,
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
