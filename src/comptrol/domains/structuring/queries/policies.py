"""Policies, links and looks, as anyone may ask for them."""

from datetime import date
from typing import Final

import msgspec

from comptrol.domains.structuring.statements import LinkId, LookId, PolicySet
from comptrol.domains.structuring.view import Apart, Link, Look, StructuringView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

POLICIES_MAX: Final = 1000
TIES_MAX: Final = 1000
"""In so many links one party is looked up."""


class Relations(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to link a party to others, and from whom a person keeps it apart."""

    links: tuple[Link, ...]
    apart: tuple[Apart, ...]


def policy_on(view: StructuringView, day: date) -> PolicySet | None:
    """Return the policy for a day: the one with the latest first day, said last."""
    found = [it for it in view.policies.where(limit=POLICIES_MAX) if it.since <= day]
    return max(found, key=lambda it: (it.since, it.position)).said if found else None


def links_of(view: StructuringView, party: PartyId) -> list[Link]:
    """Return the links that name a party now, by name."""
    named = (view.links.get(it.link) for it in view.ties.where(party=party, limit=TIES_MAX))
    return [link for link in named if link is not None and party in link.parties]


def link(world: World, *, link: LinkId) -> Link:
    """Return what parties have in common, who says so, and where that stands."""
    found = world[StructuringView].links.get(link)
    if found is None:
        raise NotFoundError(f"no link {link!r} has been said")
    return found


def relations(world: World, *, party: PartyId) -> Relations:
    """Return what links a party to others, and what a person has decided about that."""
    view = world[StructuringView]
    return Relations(
        links=tuple(links_of(view, party)),
        apart=tuple(view.apart.where(party=party, limit=TIES_MAX)),
    )


def looks(world: World, *, after: LookId | None = None, limit: Limit = 100) -> tuple[Look, ...]:
    """Return who looked at which days, and what it came to, by name."""
    start = None if after is None else (after,)
    return tuple(world[StructuringView].looks.where(after=start, limit=limit))


def watching(world: World, *, on: date) -> PolicySet:
    """Return by which policy the orders of a day are looked at."""
    found = policy_on(world[StructuringView], on)
    if found is None:
        raise NotFoundError(f"no policy says what is looked for on {on}")
    return found
