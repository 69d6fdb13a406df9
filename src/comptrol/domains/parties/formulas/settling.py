"""Which missing fact would settle a party that is unresolved, and within which range?

Each fact is tried alone, with all else as open as it is. One number blocks the party below if it
lets its own asset reach the line and that is enough; it clears the party if without that asset
nothing reaches it. Only the neighbourhood above the party is looked at, 20 parties and 100 open
shares: a range may be missing because of what lies beyond, and is never wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from comptrol.domains.parties.formulas.cascade import Cascade, OwnershipVerdict, reached
from comptrol.domains.parties.formulas.neighbourhood import NEIGHBOURS_MAX, Neighbourhood
from comptrol.domains.parties.formulas.standing import MANY, Marks, Standing

FACTS_MAX: Final = 20
ALONE_BYTES_MAX: Final = 1 << 26
"""So much is kept of what listed parties catch when each is taken alone."""
ALONE_REACHED_MAX: Final = 20_000_000
"""So many parties are visited for that in all; past it nobody more is taken alone."""


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
    return Settling(found).of(party)


class Settling:
    """What would settle the parties of one cascade; what several share is worked out once."""

    def __init__(self, found: Cascade) -> None:
        self._found = found
        self._controls: dict[int, frozenset[int]] = {}
        self._whole = Standing(
            found,
            lower=found.lower.rounds,
            upper=found.upper.rounds,
            seeds=found.open,
            controls=self._controls,
            kept_from=0,
        )
        self._alone: dict[str, Standing] = {}
        self._alone_max = max(1, ALONE_BYTES_MAX // (1 + 2 * len(found.holdings.names)))
        self._reached = 0
        self._owners: dict[int, tuple[int, ...]] = {}
        self.cut: set[str] = set()
        """The parties that were asked for and have more above them than was looked at."""

    def of(self, party: str) -> tuple[Missing, ...]:
        """Return the facts that are missing above a party, those that settle it first."""
        if self._found.verdict(party) is not OwnershipVerdict.UNRESOLVED:
            return ()
        tried = self._tried(self._found.holdings.numbers[party])
        facts: list[Missing] = [*tried.shares(), *tried.owners()]
        if not tried.all_of_them or any(it.cut for it in tried.around):
            self.cut.add(party)
        facts.sort(key=lambda it: (not _settles(it), msgspec.json.encode(it)))
        return tuple(facts[:FACTS_MAX])

    def _tried(self, party: int) -> "_Tried":
        if self._found.rule.aggregate:
            return _Tried(self._found, [Neighbourhood(self._whole, party)], all_of_them=True)
        roots, all_of_them = self._roots(party)
        standing = [self._taken_alone(root) for root in roots]
        around = [
            Neighbourhood(it, party) for it in standing if it is not None and party in it.upper
        ]
        return _Tried(self._found, around, all_of_them=all_of_them and None not in standing)

    def _roots(self, party: int) -> tuple[list[str], bool]:
        """Return the listed near above a party, and whether those are all of them."""
        near, seen = [party], {party}
        for one in near:
            for owner in self._owners_of(one):
                if owner in seen:
                    continue
                if len(near) == NEIGHBOURS_MAX:
                    return self._named(near), False
                near.append(owner)
                seen.add(owner)
        return self._named(near), True

    def _named(self, near: list[int]) -> list[str]:
        names, found = self._found.holdings.names, self._found
        return [names[it] for it in near if names[it] in found.listed or names[it] in found.open]

    def _owners_of(self, one: int) -> tuple[int, ...]:
        """Return who may be caught of those who hold a party: no more than are near."""
        known = self._owners.get(one)
        if known is not None:
            return known
        graph, found, visited = self._found.holdings, dict[int, None](), 0
        for held in graph.of_asset(one, self._found.day):
            visited += 1
            if graph.owner[held] in self._found.upper.rounds:
                found[graph.owner[held]] = None
            if len(found) > NEIGHBOURS_MAX:
                break
        if visited >= MANY:
            self._owners[one] = tuple(found)
        return tuple(found)

    def _taken_alone(self, root: str) -> Standing | None:
        """Return how parties stand to one alone who is listed or may be; nothing if too much."""
        known = self._alone.pop(root, None)
        if known is None and self._reached < ALONE_REACHED_MAX:
            known = self._worked_out(root)
            while len(self._alone) >= self._alone_max:
                del self._alone[next(iter(self._alone))]
        if known is not None:
            self._alone[root] = known
        return known

    def _worked_out(self, root: str) -> Standing:
        found = self._found
        graph, rule, day = found.holdings, found.rule, found.day
        listed = {root} & found.listed
        lower = reached(graph, listed, rule, day, graph.low)
        upper = reached(graph, {root}, rule, day, graph.high)
        self._reached += len(lower.rounds) + len(upper.rounds)
        return Standing(
            found,
            lower=Marks(len(graph.names), lower),
            upper=Marks(len(graph.names), upper),
            seeds={root} - listed,
            controls=self._controls,
        )


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

    def shares(self) -> Iterator[MissingShare]:
        """Yield the shares that are open, and what each would have to be."""
        ranges = [it.ranges(clearing=self.all_of_them) for it in self.around]
        graph = self.found.holdings
        for held in dict.fromkeys(held for it in ranges for held in it):
            blocked = [it[held][0] for it in ranges if held in it]
            yield MissingShare(
                owner=graph.names[graph.owner[held]],
                asset=graph.names[graph.asset[held]],
                bp_min=graph.low[held],
                bp_max=graph.high[held],
                blocked_from=min((it for it in blocked if it is not None), default=None),
                clear_to=self._of_all([it[held][1] if held in it else None for it in ranges]),
                source=graph.source(held),
            )

    def owners(self) -> Iterator[MissingOwner]:
        """Yield the owners of whom it is open whether they are listed."""
        seeds = [it.owners() for it in self.around]
        open_ = OwnershipVerdict.UNRESOLVED
        for one in sorted({one for it in seeds for one in it}):
            of_one = list(zip(self.around, (one in it for it in seeds), strict=True))
            blocked = any(there and it.blocked_with(one) for it, there in of_one)
            clear = self.all_of_them and all(
                there and it.clear_without(one) for it, there in of_one
            )
            yield MissingOwner(
                owner=self.found.holdings.names[one],
                if_listed=OwnershipVerdict.BLOCKED if blocked else open_,
                if_not_listed=OwnershipVerdict.CLEAR if clear else open_,
            )

    def _of_all(self, found: Sequence[int | None]) -> int | None:
        known = [it for it in found if it is not None]
        return min(known) if known and len(known) == len(found) else None
