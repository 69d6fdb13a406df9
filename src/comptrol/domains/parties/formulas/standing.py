"""Who holds what in one party, of those who are caught for certain or may be?

Added up once for a cascade, or for one listed party alone, and asked for each party near it.
"""

from collections.abc import Container
from typing import Final, NamedTuple

from comptrol.domains.parties.formulas.cascade import Cascade, Reached
from comptrol.domains.parties.formulas.holdings import Holdings

SHARES_MAX: Final = 100
"""So many open shares are looked at around one party: of one asset the widest, for they settle."""
MANY: Final = 16
"""What is held in a party by so many is added up once, and else as often as it is asked for."""
KEPT_MAX: Final = 65_536


class Above(NamedTuple):
    """What is held in one party by those who count; never what it holds of itself."""

    certain: int
    """By owners who are caught for certain, at least."""
    perhaps: int
    """By all owners who may be caught, at most."""
    open: dict[int, tuple[int, int]]
    """By each owner who may be caught and is not for certain: from how much to how much."""
    shares: tuple[int, ...]
    """The holdings of those who may be caught whose share is open."""
    more_shares: bool
    """There are more such holdings than are told here."""


class Marks:
    """Who is caught, or may be, as one byte for each party: a graph has many listed parties."""

    def __init__(self, parties: int, reached: Reached) -> None:
        self._marks = bytearray(parties)
        for one in reached.rounds:
            self._marks[one] = 1

    def __contains__(self, one: object) -> bool:
        """Tell whether a party is among them."""
        return isinstance(one, int) and self._marks[one] == 1


class Standing:
    """One cascade, as the neighbourhoods of its unresolved parties read it."""

    def __init__(
        self,
        found: Cascade,
        *,
        lower: Container[int],
        upper: Container[int],
        seeds: Container[str],
        controls: dict[int, frozenset[int]],
        kept_from: int = MANY,
    ) -> None:
        self.graph: Holdings = found.holdings
        self.needed: int = found.rule.needed_bp
        self.lower, self.upper = lower, upper
        self._rule, self._day, self._seeds = found.rule, found.day, seeds
        self._controls, self._kept_from = controls, kept_from
        self._kept: dict[int, Above] = {}

    def seed(self, one: int) -> bool:
        """Tell whether it is open if a party is listed itself."""
        return self.graph.names[one] in self._seeds

    def above(self, one: int) -> Above:
        """Return what is held in a party."""
        known = self._kept.get(one)
        if known is not None:
            return known
        held = [it for it in self.graph.of_asset(one, self._day) if self.graph.owner[it] != one]
        made = self._added_up(held)
        if len(held) >= MANY or (len(held) >= self._kept_from and len(self._kept) < KEPT_MAX):
            self._kept[one] = made
        return made

    def _added_up(self, held: list[int]) -> Above:
        certain = perhaps = 0
        open_: dict[int, tuple[int, int]] = {}
        shares = []
        for it in held:
            owner = self.graph.owner[it]
            if owner not in self.upper:
                continue
            low, high = self._bounds(it, owner)
            perhaps += high
            if low < high:
                shares.append(it)
            if owner in self.lower:
                certain += low
            else:
                before = open_.get(owner, (0, 0))
                open_[owner] = (before[0] + low, before[1] + high)
        widest = self._widest(shares)
        return Above(certain, perhaps, open_, widest, len(widest) < len(shares))

    def _bounds(self, held: int, owner: int) -> tuple[int, int]:
        """Return between which shares a holding lies; control that counts is as good as enough."""
        if self._rule.control_counts and held in self._controlled(owner):
            return self.needed, self.needed
        return self.graph.low[held], self.graph.high[held]

    def _controlled(self, owner: int) -> frozenset[int]:
        if owner not in self._controls:
            self._controls[owner] = frozenset(self.graph.controls.get(owner, ()))
        return self._controls[owner]

    def _widest(self, shares: list[int]) -> tuple[int, ...]:
        if len(shares) <= SHARES_MAX:
            return tuple(shares)
        low, high, order = self.graph.low, self.graph.high, self.graph.order
        return tuple(sorted(shares, key=lambda it: (low[it] - high[it], order(it)))[:SHARES_MAX])
