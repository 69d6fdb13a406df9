"""How much may somebody ask for? A pure decision with the clock passed in.

The rate is the generic cell rate algorithm (ITU-T I.371): one moment to a name, at which whatever
was taken would have been spread out evenly. What is remembered is bounded; the names that were
quiet longest are forgotten first, and forgetting gives a name no more than a new one has.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

NAMES_MAX: Final = 50_000
"""So many are remembered, in some ten megabytes."""
TICK_S: Final = 1e-6
"""What is shorter is an error of rounding."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and one more whenever so many seconds have passed."""

    burst: int
    every_s: float


class Counts:
    """What was taken lately, under one rate."""

    def __init__(self, rate: Rate) -> None:
        self.rate, self._turn = rate, Lock()
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, name: str, now: float, many: int = 1) -> float:
        """Take so many, and return 0; or take none, and return in how many seconds there are.

        More than a burst has there never are; whoever asks for these is to be told otherwise.
        """
        with self._turn:
            held = max(self._full_at.pop(name, now), now)
            wait = held - now - (self.rate.burst - many) * self.rate.every_s
            wait = 0.0 if wait < TICK_S else wait
            self._full_at[name] = held if wait else held + many * self.rate.every_s
            if len(self._full_at) > NAMES_MAX:
                self._full_at.popitem(last=False)
        return wait

    def give_back(self, name: str) -> None:
        """Give one back: it was no guess."""
        with self._turn:
            if name in self._full_at:
                self._full_at[name] -= self.rate.every_s
