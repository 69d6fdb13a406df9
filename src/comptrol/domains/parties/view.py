"""What is known about parties."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from comptrol.domains.parties.statements import (
    Enrolled,
    Founded,
    HeadquartersDeclared,
    KeyAdded,
    KeyRevoked,
    OwnershipDeclared,
    ParentDeclared,
    PartiesStatement,
    RolesSet,
)
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One party as the log last left it. ``…_by`` is who said so, ``…_source`` how they know."""

    party: PartyId
    name: str
    aliases: tuple[str, ...]
    country: CountryCode
    person: bool
    roles: tuple[Role, ...]
    enrolled_by: PartyId
    headquarters: CountryCode | None = None
    headquarters_on: date | None = None
    headquarters_by: PartyId | None = None
    headquarters_source: str | None = None
    ultimate_parent: PartyId | None = None
    """Nothing means unknown; its own name means that nobody stands above it."""
    ultimate_parent_on: date | None = None
    ultimate_parent_by: PartyId | None = None
    ultimate_parent_source: str | None = None


class HeldKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key and whose it is, from one position of the log to another."""

    key: PublicKey
    party: PartyId
    added_at: int
    revoked_at: int | None = None
    platform: bool = False
    """The platform signs its consequences under it, and nobody anything else."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one party owns of another, between two bounds, from a day on."""

    asset: PartyId
    owner: PartyId
    start: date
    bp_min: int
    bp_max: int
    until: date | None
    source: str
    declared_by: PartyId


class PartiesView(View):
    """Parties, their keys, and who owns whom."""

    parties: Table[PartyId, Party] = Table.of(
        "parties", Party, key="party", indexes=("ultimate_parent",)
    )
    keys: Table[PublicKey, HeldKey] = Table.of(
        "parties_keys", HeldKey, key="key", indexes=("party",)
    )
    shares: Table[Key, Share] = Table.of(
        "parties_shares", Share, key="asset owner start", indexes=("owner",)
    )


def apply(view: PartiesView, entry: Entry[PartiesStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Founded() as said:
            yield view.parties.put(_founder(said))
            yield _new_key(view, said.party, said.key, entry.position)
            yield _new_key(view, said.party, said.platform_key, entry.position, platform=True)
        case Enrolled() as said:
            yield view.parties.put(_newcomer(said, entry.signer))
            if said.key is not None:
                yield _new_key(view, said.party, said.key, entry.position)
        case RolesSet(party=party, roles=roles):
            yield view.parties.put(msgspec.structs.replace(_known(view, party), roles=roles))
        case KeyAdded(party=party, key=key):
            yield _new_key(view, party, key, entry.position)
        case KeyRevoked(key=key):
            held = view.keys.get(key)
            assert held is not None, "an admitted revocation names a key in force"
            yield view.keys.put(msgspec.structs.replace(held, revoked_at=entry.position))
        case HeadquartersDeclared() | ParentDeclared() as said:
            yield view.parties.put(_declared(_known(view, said.party), said, entry.signer))
        case OwnershipDeclared() as said:
            yield view.shares.put(_share(said, entry.signer))
        case never:
            assert_never(never)


def _known(view: PartiesView, party: PartyId) -> Party:
    found = view.parties.get(party)
    assert found is not None, "an admitted statement names an enrolled party"
    return found


def _founder(said: Founded) -> Party:
    return Party(
        party=said.party,
        name=said.name,
        aliases=(),
        country=said.country,
        person=False,
        roles=(Role.AUTHORITY,),
        enrolled_by=said.party,
    )


def _newcomer(said: Enrolled, signer: PartyId) -> Party:
    return Party(
        party=said.party,
        name=said.name,
        aliases=said.aliases,
        country=said.country,
        person=said.person,
        roles=said.roles,
        enrolled_by=signer,
    )


def _new_key(
    view: PartiesView, party: PartyId, key: PublicKey, position: int, *, platform: bool = False
) -> Change:
    held = HeldKey(key=key, party=party, added_at=position, platform=platform)
    return view.keys.put(held)


def _declared(party: Party, said: HeadquartersDeclared | ParentDeclared, by: PartyId) -> Party:
    """Take what is declared of the latest day; what is declared of an earlier one stays said."""
    if isinstance(said, HeadquartersDeclared):
        if party.headquarters_on is not None and said.on < party.headquarters_on:
            return party
        return msgspec.structs.replace(
            party,
            headquarters=said.country,
            headquarters_on=said.on,
            headquarters_by=by,
            headquarters_source=said.source,
        )
    if party.ultimate_parent_on is not None and said.on < party.ultimate_parent_on:
        return party
    return msgspec.structs.replace(
        party,
        ultimate_parent=said.parent,
        ultimate_parent_on=said.on,
        ultimate_parent_by=by,
        ultimate_parent_source=said.source,
    )


def _share(said: OwnershipDeclared, by: PartyId) -> Share:
    return Share(
        asset=said.asset,
        owner=said.owner,
        start=said.on,
        bp_min=said.bp_min,
        bp_max=said.bp_max,
        until=said.until,
        source=said.source,
        declared_by=by,
    )
