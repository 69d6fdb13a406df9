"""What stands above one unresolved party, and would it be caught if one thing were settled?

A small piece of the graph: the unresolved owners above the party, near ones first, with what is
held in them by all others added up. Owners past the edge of the piece stay as open as they are.
"""

from typing import Final

from comptrol.domains.parties.formulas.cascade import Cascade

NEIGHBOURS_MAX: Final = 20


class Neighbourhood:
    """The unresolved parties around one, which is caught in the upper run and not in the lower."""

    def __init__(self, view: Cascade, party: int) -> None:
        self._view, self._party, self._needed = view, party, view.rule.needed_bp
        self._inside = self._above()
        self._certain = dict.fromkeys(self._inside, 0)
        self._outer = dict.fromkeys(self._inside, 0)
        self._inner: dict[int, list[tuple[int, int, int]]] = {one: [] for one in self._inside}
        """What is held in each by owners inside: by whom, and from how much to how much."""
        self.shares: set[int] = set()
        """The holdings whose share is open and counts."""
        for one in self._inside:
            self._weigh(one)
        self._blocking: dict[int, bool] = {}
        self._reached: dict[int, set[int]] = {}

    def owners(self) -> list[int]:
        """Return the parties of whom it is open whether they are listed."""
        return [one for one in self._inside if self._seed(one)]

    def blocked_from(self, held: int) -> int | None:
        """Return the least share that would block the party, if any in its bounds does."""
        graph = self._view.holdings
        asset = graph.asset[held]
        if graph.owner[held] not in self._view.lower.rounds or not self.blocked_with(asset):
            return None
        needed = self._needed - (self._certain[asset] - graph.low[held])
        return needed if needed <= graph.high[held] else None

    def clear_to(self, held: int) -> int | None:
        """Return the greatest share at which the party would be clear, if any in its bounds is."""
        graph = self._view.holdings
        asset, owner = graph.asset[held], graph.owner[held]
        caught = self._reached_without(asset)
        counted = owner not in self._inner or owner in caught
        if self._party in caught or self._seed(asset) or not counted:
            return None
        others = self._total(asset, caught) - graph.high[held]
        spare = self._needed - 1 - others
        return spare if spare >= graph.low[held] else None

    def blocked_with(self, one: int) -> bool:
        """Tell whether the party would be blocked if one of those above it were."""
        if one not in self._blocking:
            caught, grown = {one}, True
            while grown:
                more = {it for it in self._inside if it not in caught and self._blocks(it, caught)}
                caught |= more
                grown = bool(more)
            self._blocking[one] = self._party in caught
        return self._blocking[one]

    def clear_without(self, one: int) -> bool:
        """Tell whether the party would be clear if one of those above it were not listed."""
        caught = self._reached_without(one)
        return self._party not in caught and self._total(one, caught) < self._needed

    def _above(self) -> list[int]:
        graph, found = self._view.holdings, [self._party]
        seen = {self._party}
        for one in found:
            for held in graph.of_asset(one, self._view.day):
                owner = graph.owner[held]
                if len(found) < NEIGHBOURS_MAX and self._open(owner) and owner not in seen:
                    found.append(owner)
                    seen.add(owner)
        return found

    def _weigh(self, one: int) -> None:
        graph, view = self._view.holdings, self._view
        for held in graph.of_asset(one, view.day):
            owner = graph.owner[held]
            low, high = self._bounds(held)
            if owner in view.upper.rounds and low < high:
                self.shares.add(held)
            if owner in self._inner:
                self._inner[one].append((owner, low, high))
                continue
            if owner in view.lower.rounds:
                self._certain[one] += low
            if owner in view.upper.rounds:
                self._outer[one] += high

    def _open(self, one: int) -> bool:
        return one in self._view.upper.rounds and one not in self._view.lower.rounds

    def _seed(self, one: int) -> bool:
        return self._view.holdings.names[one] in self._view.open

    def _bounds(self, held: int) -> tuple[int, int]:
        """Return between which shares a holding lies; control that counts is as good as enough."""
        graph = self._view.holdings
        if self._view.rule.control_counts and held in graph.controls.get(graph.owner[held], ()):
            return self._needed, self._needed
        return graph.low[held], graph.high[held]

    def _blocks(self, one: int, caught: set[int]) -> bool:
        inner = sum(low for owner, low, _ in self._inner[one] if owner in caught)
        return self._certain[one] + inner >= self._needed

    def _total(self, one: int, caught: set[int]) -> int:
        inner = sum(high for owner, _, high in self._inner[one] if owner in caught)
        return self._outer[one] + inner

    def _reached_without(self, left_out: int) -> set[int]:
        """Return who inside is reached by the upper bounds if one of them never is."""
        if left_out not in self._reached:
            others = [it for it in self._inside if it != left_out]
            caught, grown = {it for it in others if self._seed(it)}, True
            while grown:
                left = (it for it in others if it not in caught)
                more = {it for it in left if self._total(it, caught) >= self._needed}
                caught |= more
                grown = bool(more)
            self._reached[left_out] = caught
        return self._reached[left_out]
