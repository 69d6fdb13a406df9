"""What stands above one unresolved party, and would it be caught if one thing were settled?

A small piece of the graph: the unresolved owners above the party, near ones first, with what is
held in them by all others added up. Owners past the edge of the piece stay as open as they are.
Parties of the piece go by their places in it; the party itself has the first.
"""

from collections.abc import Collection
from typing import Final, TypeAlias

from comptrol.domains.parties.formulas.standing import SHARES_MAX, Above, Standing

NEIGHBOURS_MAX: Final = 20
_PARTY: Final = 0
Range: TypeAlias = tuple[int | None, int | None]
"""The least share that would block a party, and the greatest that would clear it."""


class Neighbourhood:
    """The unresolved parties around one, which is caught in the upper run and not in the lower."""

    def __init__(self, standing: Standing, party: int) -> None:
        self._standing, self._needed = standing, standing.needed
        self._places: dict[int, int] = {party: _PARTY}
        self._above: list[Above] = []
        self.cut = self._find()
        """Whether parties or shares near this one were left out."""
        self._outer = [it.perhaps for it in self._above]
        """What all owners outside may hold in each."""
        self._held: list[list[tuple[int, int, int]]] = [[] for _ in self._above]
        """What each owner inside holds of others inside: of whom, how much at least and most."""
        self._join()
        self._seeds = [standing.seed(one) for one in self._places]
        """Of whom it is open whether they are listed."""
        self._begins = [
            place
            for place, total in enumerate(self._outer)
            if total >= self._needed or self._seeds[place]
        ]
        """Who inside is reached from outside, or may be listed."""
        self._blocking: dict[int, bool] = {}
        self._without: dict[int, tuple[Collection[int], int] | None] = {}

    def owners(self) -> set[int]:
        """Return the parties of whom it is open whether they are listed."""
        return {one for one, place in self._places.items() if self._seeds[place]}

    def ranges(self, *, clearing: bool) -> dict[int, Range]:
        """Return what would settle the party of each open share that counts, the nearest first.

        Without what would clear it where nobody can tell.
        """
        found: dict[int, Range] = {}
        for place, above in enumerate(self._above):
            for held in above.shares:
                if len(found) == SHARES_MAX:
                    self.cut = True
                    return found
                clear = self._clear_to(held, place) if clearing else None
                found[held] = self._blocked_from(held, place), clear
        return found

    def blocked_with(self, one: int) -> bool:
        """Tell whether the party would be blocked if one of those above it were."""
        return self._blocked_with(self._places[one])

    def clear_without(self, one: int) -> bool:
        """Tell whether the party would be clear if one of those above it were not listed."""
        reached = self._reached_without(self._places[one])
        return reached is not None and reached[1] < self._needed

    def _blocked_from(self, held: int, asset: int) -> int | None:
        """Return the least share that would block the party, if any in its bounds does."""
        graph = self._standing.graph
        if graph.owner[held] not in self._standing.lower or not self._blocked_with(asset):
            return None
        needed = self._needed - (self._above[asset].certain - graph.low[held])
        return needed if needed <= graph.high[held] else None

    def _clear_to(self, held: int, asset: int) -> int | None:
        """Return the greatest share at which the party would be clear, if any in its bounds is."""
        reached = None if self._seeds[asset] else self._reached_without(asset)
        if reached is None:
            return None
        graph, (caught, total) = self._standing.graph, reached
        owner = self._places.get(graph.owner[held])
        if owner is not None and owner not in caught:
            return None
        spare = self._needed - 1 - (total - graph.high[held])
        return spare if spare >= graph.low[held] else None

    def _find(self) -> bool:
        """Look up from the party, near ones first; tell whether something was left out."""
        near, cut = list(self._places), False
        for one in near:
            above = self._standing.above(one)
            self._above.append(above)
            cut |= above.more_shares
            for owner in above.open:
                if owner not in self._places:
                    if len(near) == NEIGHBOURS_MAX:
                        cut = True
                        break
                    self._places[owner] = len(near)
                    near.append(owner)
        return cut

    def _join(self) -> None:
        for asset, above in enumerate(self._above):
            for owner in self._places.keys() & above.open.keys():
                low, high = above.open[owner]
                self._held[self._places[owner]].append((asset, low, high))
                self._outer[asset] -= high

    def _blocked_with(self, one: int) -> bool:
        if one not in self._blocking:
            totals = [it.certain for it in self._above]
            caught, waiting = {one}, [one]
            while waiting and _PARTY not in caught:
                for asset, low, _ in self._held[waiting.pop()]:
                    totals[asset] += low
                    if totals[asset] >= self._needed and asset not in caught:
                        caught.add(asset)
                        waiting.append(asset)
            self._blocking[one] = _PARTY in caught
        return self._blocking[one]

    def _reached_without(self, left_out: int) -> tuple[Collection[int], int] | None:
        """Return who inside is reached by the upper bounds if one of them never is.

        And how much all that are reached, inside and outside, hold in that one; nothing where the
        party is reached all the same.
        """
        if left_out not in self._without:
            self._without[left_out] = self._reached(left_out)
        return self._without[left_out]

    def _reached(self, left_out: int) -> tuple[Collection[int], int] | None:
        totals, needed = self._outer.copy(), self._needed
        waiting = [it for it in self._begins if it != left_out]
        caught = {left_out, *waiting}
        while waiting:
            if _PARTY in caught and left_out != _PARTY:
                return None
            for asset, _, high in self._held[waiting.pop()]:
                totals[asset] += high
                if totals[asset] >= needed and asset not in caught:
                    caught.add(asset)
                    waiting.append(asset)
        return caught - {left_out}, totals[left_out]
