"""Which groups do some accounts belong to? Found from neighbour to neighbour, by indexed finds."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from comptrol.domains.parties import GROUP_MAX, PartiesView, above, owners
from comptrol.domains.structuring.formulas import Bond, Group, grouped, pair, weight_of
from comptrol.domains.structuring.queries.policies import links_of
from comptrol.domains.structuring.statements import Evidence, PolicySet
from comptrol.domains.structuring.view import EVERYBODY, StructuringView
from comptrol.kernel.days import later
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

PARTIES_MAX: Final = 20_000
"""So many parties are asked for their links in one look."""


class Kin(NamedTuple):
    """The groups of two parties or more that some accounts belong to."""

    groups: tuple[Group, ...]
    whole: bool
    """Not: there were more parties than one look may ask."""


def kin(
    world: World, accounts: Iterable[PartyId], policy: PolicySet, since: date, until: date
) -> Kin:
    """Return the groups of some accounts, by the evidence that holds in some days.

    Who is linked to an account is asked in turn, until nobody new is found.
    """
    weights = {it.by: it.weight for it in policy.weights}
    waiting, seen, bonds = deque(dict.fromkeys(accounts)), set[str](), set[Bond]()
    apart = KeptApart(world[StructuringView])
    while waiting and len(seen) < PARTIES_MAX:
        party = waiting.popleft()
        if party in seen:
            continue
        seen.add(party)
        kinds: dict[PartyId, set[Evidence]] = {}
        for other, bond in _bonds(world, party, policy, since, until):
            if other != party and not apart.keeps(party, other):
                bonds.add(bond)
                kinds.setdefault(other, set()).add(bond.by)
        waiting.extend(
            it for it in sorted(kinds) if weight_of(kinds[it], weights) >= policy.bound_at
        )
    ordered = sorted(bonds, key=lambda it: (it.one, it.other, it.by.value, it.position or 0))
    return Kin(grouped(ordered, weights, policy.bound_at), not waiting)


class KeptApart:
    """Whom a person keeps apart: each party is asked for once."""

    def __init__(self, view: StructuringView) -> None:
        self._view, self._known = view, dict[PartyId, frozenset[str]]()

    def keeps(self, one: PartyId, other: PartyId) -> bool:
        """Tell whether two parties are kept apart, by name or one of them from everybody."""
        mine, its = self._of(one), self._of(other)
        return other in mine or EVERYBODY in mine or EVERYBODY in its

    def _of(self, party: PartyId) -> frozenset[str]:
        if party not in self._known:
            rows = self._view.apart.where(party=party, limit=GROUP_MAX)
            self._known[party] = frozenset(it.other for it in rows)
        return self._known[party]


def _bonds(
    world: World, party: PartyId, policy: PolicySet, since: date, until: date
) -> Iterator[tuple[PartyId, Bond]]:
    """Yield all that is known to link a party to others."""
    for link in links_of(world[StructuringView], party):
        if link.holds(since, until):
            for other in link.parties:
                yield other, Bond(*pair(party, other), link.by, link.position)
    view, last = world[PartiesView], until
    parent = Evidence.ULTIMATE_PARENT
    chain = above(view, party)
    if chain:
        yield chain[-1], Bond(*pair(party, chain[-1]), parent)
    for child in view.parties.where(ultimate_parent=party, limit=GROUP_MAX):
        yield child.party, Bond(*pair(party, child.party), parent)
    owner = Evidence.BENEFICIAL_OWNER
    for share in owners(view, party, last):
        if share.bp_min >= policy.owner_share_bp:
            yield share.owner, Bond(*pair(party, share.owner), owner)
    for asset in dict.fromkeys(it.asset for it in view.shares.where(owner=party, limit=GROUP_MAX)):
        if any(
            it.owner == party and it.bp_min >= policy.owner_share_bp
            for it in owners(view, asset, last)
        ):
            yield asset, Bond(*pair(party, asset), owner)


def group_of(world: World, party: PartyId, policy: PolicySet, on: date) -> Group | None:
    """Return the group that a party belongs to on a day, as far as is known; nothing: none."""
    found = kin(world, [party], policy, on, later(on, 1))
    return next((it for it in found.groups if party in it.members), None)
