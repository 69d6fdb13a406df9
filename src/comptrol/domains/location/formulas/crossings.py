"""Along which stretches of a line do few enough groups exclude?"""

from collections.abc import Iterator
from typing import NamedTuple


class Stretch(NamedTuple):
    """A stretch of a line along which every place is feasible, its ends included."""

    start: float
    end: float
    border: bool
    """One group more would be one too many, and the line's own group does not exclude it yet."""


class Crossings:
    """Where along a line, on which places are numbers from 0, groups begin and cease to exclude.

    A group with several discs excludes wherever one of them does.
    """

    __slots__ = ("_always", "_at_start", "_events", "_tolerate")

    def __init__(self, tolerate: int) -> None:
        self._tolerate = tolerate
        self._always: set[int] = set()
        self._at_start: dict[int, int] = {}
        self._events: list[tuple[float, int, int]] = []
        """Place, -1 where an exclusion ceases and 1 where one begins, group: ends come first, so
        that a place where one ends and another begins is feasible."""

    @property
    def hopeless(self) -> bool:
        """Tell whether too many groups exclude the whole line."""
        return len(self._always) > self._tolerate

    def everywhere(self, group: int) -> None:
        """Say that a group excludes the whole line."""
        self._always.add(group)

    def at_start(self, group: int) -> None:
        """Say that one disc of a group excludes the line from its start on."""
        self._at_start[group] = self._at_start.get(group, 0) + 1

    def begins(self, place: float, group: int) -> None:
        """Say where one disc of a group begins to exclude."""
        self._events.append((place, 1, group))

    def ceases(self, place: float, group: int) -> None:
        """Say where one disc of a group ceases to exclude."""
        self._events.append((place, -1, group))

    def feasible(self, end: float, own: int = -1) -> Iterator[Stretch]:
        """Yield the feasible stretches up to the end of the line. ``own`` is the line's group."""
        if self.hopeless:
            return
        always, excluding, before = self._always, dict(self._at_start), 0.0
        for group in always & excluding.keys():
            del excluding[group]
        for place, change, group in (*sorted(self._events), (end, 0, -1)):
            number = len(always) + len(excluding)
            if number <= self._tolerate:
                at_limit = number == self._tolerate
                border = at_limit and own not in excluding and own not in always
                yield Stretch(before, place, border)
            before = place
            if group in always or change == 0:
                continue
            left = excluding.get(group, 0) + change
            if left:
                excluding[group] = left
            else:
                del excluding[group]
