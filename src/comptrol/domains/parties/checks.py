"""What may be said about parties, given what is known."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from comptrol.domains.parties.queries import key_in_force, may
from comptrol.domains.parties.refusals import PartiesRefusal
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
from comptrol.domains.parties.view import PartiesView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.signature import is_weak
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by their class that show nothing (Unicode: Default_Ignorable_Code_Point)."""


def check(entry: Entry[PartiesStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view, signer = world[PartiesView], entry.signer
    match entry.statement:
        case Founded() as said:
            yield from _check_founded(said, entry.position, view, world)
        case Enrolled() as said:
            yield from _check_enrolled(said, signer, view, world)
        case RolesSet() as said:
            yield from _check_roles(said, view)
        case KeyAdded(party=party, key=key):
            yield from _unknown(view, party)
            yield from _not_yours(view, signer, party)
            yield from _bad_key(view, key)
        case KeyRevoked() as said:
            yield from _check_revoked(said, signer, view)
        case HeadquartersDeclared() | ParentDeclared() as said:
            yield from _check_declared(said, signer, view, world)
            yield from _not_yet(entry, said.on)
        case OwnershipDeclared() as said:
            yield from _check_ownership(said, signer, view)
            yield from _not_yet(entry, said.on)
        case never:
            assert_never(never)


def _check_founded(
    said: Founded, position: int, view: PartiesView, world: World
) -> Iterator[Finding]:
    if position != 0:
        yield Finding.of(PartiesRefusal.ALREADY_FOUNDED, f"position {position} is not 0")
    yield from _bad_key(view, said.key)
    yield from _bad_key(view, said.platform_key)
    if said.key == said.platform_key:
        yield Finding.of(PartiesRefusal.KEY_TAKEN, "the platform speaks under a key of its own")
    yield from _no_country(world, said.country)
    yield from _nameless(said.name, said.party)


def _check_enrolled(
    said: Enrolled, signer: PartyId, view: PartiesView, world: World
) -> Iterator[Finding]:
    if said.key is not None:
        yield from _bad_key(view, said.key)
    if view.parties.get(said.party):
        yield Finding.of(PartiesRefusal.ALREADY_ENROLLED, said.party)
    yield from _no_country(world, said.country)
    if said.person and (said.name or said.aliases):
        yield Finding.of(PartiesRefusal.PERSON_NAMED, f"leave the name of {said.party} empty")
    if not said.person:
        yield from _nameless(said.name, said.party)
    beyond = set(said.roles) - {Role.CUSTOMER}
    if (beyond or said.key is not None) and not may(view, signer, AUTHORITY):
        given = sorted(role.value for role in beyond) or ["a key"]
        yield Finding.of(PartiesRefusal.ROLE_NOT_YOURS_TO_GIVE, f"{signer} gives {given}")


def _check_roles(said: RolesSet, view: PartiesView) -> Iterator[Finding]:
    yield from _unknown(view, said.party)
    leaves = may(view, said.party, AUTHORITY) and Role.AUTHORITY not in said.roles
    if leaves and not _another_authority(view, said.party):
        yield Finding.of(
            PartiesRefusal.LOCKED_OUT, f"{said.party} would cease to be the authority"
        )


def _check_revoked(said: KeyRevoked, signer: PartyId, view: PartiesView) -> Iterator[Finding]:
    held = key_in_force(view, said.key)
    if held is not None and held.platform:
        yield Finding.of(PartiesRefusal.LOCKED_OUT, "the platform speaks under this key")
    yield from _not_yours(view, signer, said.party)
    if held is None or held.party != said.party:
        yield Finding.of(PartiesRefusal.UNKNOWN_KEY, said.key)
    if signer != said.party and not _overrules(view, signer):
        return
    last = not _own_keys(view, said.party) - {said.key}
    if last and may(view, said.party, AUTHORITY) and not _another_authority(view, said.party):
        yield Finding.of(PartiesRefusal.LOCKED_OUT, "it is the authority's last key")


def _own_keys(view: PartiesView, party: PartyId) -> set[PublicKey]:
    """Return the keys a party itself may sign with."""
    held = view.keys.where(party=party)
    return {key.key for key in held if key.revoked_at is None and not key.platform}


def _another_authority(view: PartiesView, party: PartyId) -> bool:
    """Tell whether somebody else can still speak as an authority. Rarely asked, so it looks."""
    return any(
        Role.AUTHORITY in other.roles and _own_keys(view, other.party)
        for other in view.parties.where()
        if other.party != party
    )


def _check_declared(
    said: HeadquartersDeclared | ParentDeclared, signer: PartyId, view: PartiesView, world: World
) -> Iterator[Finding]:
    yield from _unknown(view, said.party)
    known = view.parties.get(said.party)
    if isinstance(said, HeadquartersDeclared):
        yield from _no_country(world, said.country)
        earlier = known.headquarters_by if known else None
    else:
        yield from _unknown(view, said.parent)
        earlier = known.ultimate_parent_by if known else None
    yield from _said_before(view, signer, earlier)
    yield from _of_itself(view, signer, said.party)


def _check_ownership(
    said: OwnershipDeclared, signer: PartyId, view: PartiesView
) -> Iterator[Finding]:
    yield from _unknown(view, said.asset)
    yield from _unknown(view, said.owner)
    for known in view.shares.where(asset=said.asset, owner=said.owner):
        yield from _said_before(view, signer, known.declared_by)
    yield from _of_itself(view, signer, said.asset)
    if said.bp_min > said.bp_max:
        yield Finding.of(PartiesRefusal.SHARES_REVERSED, f"{said.bp_min} > {said.bp_max}")
    if said.until is not None and said.until <= said.on:
        yield Finding.of(PartiesRefusal.DATES_REVERSED, f"{said.on} to {said.until}")
    if said.asset == said.owner:
        yield Finding.of(PartiesRefusal.OWNS_ITSELF, said.asset)


def _unknown(view: PartiesView, party: PartyId) -> Iterator[Finding]:
    if view.parties.get(party) is None:
        yield Finding.of(PartiesRefusal.UNKNOWN_PARTY, party)


def _not_yours(view: PartiesView, signer: PartyId, party: PartyId) -> Iterator[Finding]:
    if signer != party and not may(view, signer, AUTHORITY):
        yield Finding.of(PartiesRefusal.NOT_YOURS, f"{signer} for {party}")


def _said_before(view: PartiesView, signer: PartyId, earlier: PartyId | None) -> Iterator[Finding]:
    if earlier not in {None, signer} and not _overrules(view, signer):
        yield Finding.of(PartiesRefusal.DECLARED_BY_ANOTHER, f"{earlier} said so before")


def _of_itself(view: PartiesView, signer: PartyId, party: PartyId) -> Iterator[Finding]:
    if signer == party and not _overrules(view, signer):
        yield Finding.of(PartiesRefusal.OF_ITSELF, party)


def _overrules(view: PartiesView, signer: PartyId) -> bool:
    return may(view, signer, AUTHORITY)


def _not_yet(entry: Entry[PartiesStatement], on: date) -> Iterator[Finding]:
    if on > entry.logged_at.date():
        yield Finding.of(PartiesRefusal.NOT_YET, f"{on} is after {entry.logged_at.date()}")


def _bad_key(view: PartiesView, key: PublicKey) -> Iterator[Finding]:
    if is_weak(bytes.fromhex(key)):
        yield Finding.of(PartiesRefusal.WEAK_KEY, key)
    taken = view.keys.get(key)
    if taken is not None:
        yield Finding.of(PartiesRefusal.KEY_TAKEN, f"{key[:16]}… is a key of {taken.party}")


def _nameless(name: str, party: PartyId) -> Iterator[Finding]:
    if not any(letter.isalnum() and letter not in _BLANK_LETTERS for letter in name):
        yield Finding.of(PartiesRefusal.NAMELESS, party)


def _no_country(world: World, country: CountryCode) -> Iterator[Finding]:
    if country not in world.reference(Countries):
        yield Finding.of(PartiesRefusal.UNKNOWN_COUNTRY, country)
