"""Did a total change because of what members report, or because of who is in the panel?"""

from collections.abc import Mapping
from typing import NamedTuple


class Change(NamedTuple):
    """How a total changed from one period to the next; the three parts add up to it."""

    total: int
    stayed: int
    """By what those report who are in both periods."""
    came: int
    """By those who are in the later period alone."""
    went: int
    """By those who are in the earlier period alone: nothing or less."""

    @property
    def by_the_panel(self) -> int:
        """Return how much of it is due to who is in the panel."""
        return self.came + self.went


def change(before: Mapping[str, int], after: Mapping[str, int]) -> Change:
    """Return how the total of one period became that of the next.

    >>> change({"a": 10, "b": 5}, {"a": 9, "c": 7})
    Change(total=1, stayed=-1, came=7, went=-5)
    """
    stayed = sum(after[it] - before[it] for it in before.keys() & after.keys())
    came = sum(after[it] for it in after.keys() - before.keys())
    went = -sum(before[it] for it in before.keys() - after.keys())
    return Change(total=stayed + came + went, stayed=stayed, came=came, went=went)
