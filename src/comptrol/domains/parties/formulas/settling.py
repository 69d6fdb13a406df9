"""Which missing fact would settle a party that is unresolved, and within which range?

Each fact is tried alone, with all else as open as it is. One number blocks the party below if it
lets its own asset reach the line and that is enough; it clears the party if without that asset
nothing reaches it. Only the neighbourhood above the party is looked at: a range may be missing
because of what lies beyond, and is never wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from comptrol.domains.parties.formulas.cascade import Cascade, OwnershipVerdict, cascade
from comptrol.domains.parties.formulas.neighbourhood import NEIGHBOURS_MAX, Neighbourhood

FACTS_MAX: Final = 20


class MissingShare(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="share"):
    """A share that is known within bounds: what it would have to be to settle the party.

    Blocked at ``blocked_from`` or more, clear at ``clear_to`` or less; an end that is missing is
    one that this number alone does not reach.
    """

    owner: str
    asset: str
    bp_min: int
    bp_max: int
    blocked_from: int | None
    clear_to: int | None
    source: str


class MissingOwner(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="listed"):
    """An owner of whom it is open whether it is listed, and what either answer would make."""

    owner: str
    if_listed: OwnershipVerdict
    if_not_listed: OwnershipVerdict


Missing: TypeAlias = MissingShare | MissingOwner


def would_settle(found: Cascade, party: str) -> tuple[Missing, ...]:
    """Return the facts that are missing above an unresolved party, those that settle it first."""
    if found.verdict(party) is not OwnershipVerdict.UNRESOLVED:
        return ()
    number = found.holdings.numbers[party]
    tried = _Tried.of(found, number)
    around = tried.around
    facts: list[Missing] = [
        tried.share(it) for it in sorted({i for a in around for i in a.shares})
    ]
    facts += [tried.owner(it) for it in sorted({i for a in around for i in a.owners()})]
    facts.sort(key=lambda it: (not _settles(it), msgspec.json.encode(it)))
    return tuple(facts[:FACTS_MAX])


def _settles(fact: Missing) -> bool:
    if isinstance(fact, MissingShare):
        return fact.blocked_from is not None or fact.clear_to is not None
    open_ = OwnershipVerdict.UNRESOLVED
    return fact.if_listed is not open_ or fact.if_not_listed is not open_


@dataclass(frozen=True, slots=True)
class _Tried:
    """The party's neighbourhood, once; or once for each listed party, where each is alone."""

    found: Cascade
    around: Sequence[Neighbourhood]
    all_of_them: bool

    @classmethod
    def of(cls, found: Cascade, party: int) -> "_Tried":
        if found.rule.aggregate:
            return cls(found, [Neighbourhood(found, party)], all_of_them=True)
        roots, all_of_them = _roots(found, party)
        alone = [_alone(found, root) for root in roots]
        around = [Neighbourhood(it, party) for it in alone if party in it.upper.rounds]
        return cls(found, around, all_of_them)

    def share(self, held: int) -> MissingShare:
        graph = self.found.holdings
        blocked = [it.blocked_from(held) for it in self.around if held in it.shares]
        clear = [it.clear_to(held) if held in it.shares else None for it in self.around]
        given = graph.holding(held)
        return MissingShare(
            owner=given.owner,
            asset=given.asset,
            bp_min=given.bp_min,
            bp_max=given.bp_max,
            blocked_from=min((it for it in blocked if it is not None), default=None),
            clear_to=self._of_all(clear),
            source=given.source,
        )

    def owner(self, one: int) -> MissingOwner:
        blocked = any(it.blocked_with(one) for it in self.around if one in it.owners())
        clear = [it.clear_without(one) if one in it.owners() else False for it in self.around]
        open_ = OwnershipVerdict.UNRESOLVED
        return MissingOwner(
            owner=self.found.holdings.names[one],
            if_listed=OwnershipVerdict.BLOCKED if blocked else open_,
            if_not_listed=OwnershipVerdict.CLEAR if self.all_of_them and all(clear) else open_,
        )

    def _of_all(self, found: Sequence[int | None]) -> int | None:
        known = [it for it in found if it is not None]
        return min(known) if self.all_of_them and len(known) == len(found) else None


def _alone(found: Cascade, root: str) -> Cascade:
    """Return the cascade of one party alone, who is listed or may be."""
    listed = {root} & found.listed
    return cascade(found.holdings, listed, rule=found.rule, day=found.day, open_={root} - listed)


def _roots(found: Cascade, party: int) -> tuple[list[str], bool]:
    """Return the listed near above a party, and whether those are all of them."""
    graph, seeds = found.holdings, found.listed | found.open
    near = [party]
    seen = {party}
    for one in near:
        for held in graph.of_asset(one, found.day):
            owner = graph.owner[held]
            if owner in found.upper.rounds and owner not in seen:
                if len(near) == NEIGHBOURS_MAX:
                    return _named(found, near, seeds), False
                near.append(owner)
                seen.add(owner)
    return _named(found, near, seeds), True


def _named(found: Cascade, near: list[int], seeds: frozenset[str]) -> list[str]:
    return [name for name in map(found.holdings.names.__getitem__, near) if name in seeds]
