"""How long is a server waited for, and how often is it asked again?"""

from collections.abc import Callable, Iterator
from secrets import SystemRandom
from typing import Final

import msgspec

Chance = Callable[[], float]
"""A number from 0 up to 1, another at every call."""

_CHANCE: Final[Chance] = SystemRandom().random


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """So many tries, each of so many seconds, all within so many, with pauses that grow.

    A pause is drawn anew each time, so that many who were turned away at once do not come back
    at once.
    """

    tries: int = 6
    try_seconds: float = 10.0
    seconds: float = 60.0
    pause: float = 0.1
    pause_max: float = 5.0

    def pauses(self, chance: Chance = _CHANCE) -> Iterator[float]:
        """Yield the seconds to wait after each try but the last.

        >>> list(Patience(tries=4).pauses(lambda: 1.0))
        [0.1, 0.2, 0.4]
        """
        for tried in range(self.tries - 1):
            most = min(self.pause_max, self.pause * 2**tried)
            yield most * (0.5 + chance() / 2)


HASTY = Patience(tries=2, try_seconds=1.0, seconds=2.0)
"""For whoever keeps somebody waiting, and refuses rather than lets them wait."""
