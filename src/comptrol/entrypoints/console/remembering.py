"""Answers that take a scan are remembered while what they rest on stays the same.

A reader of the store remembers nothing by itself. What rests on the whole log is remembered for
one size of it, read in the same snapshot; what rests on few rows, for the positions of those.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.kept import Kept
from comptrol.flow.ports import Store
from comptrol.flow.world import RowsWorld

T = TypeVar("T")
ANSWERS_MAX: Final = 64
"""So many answers are remembered of one log; those not asked for longest go first."""


class Remembered:
    """Answers by log and by what was asked; those of a log go with it."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Store, Kept[Any]] = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, platform: Platform, asked: Hashable, answer: Callable[[], T]) -> T:
        """Return an answer that is the same whenever the same is asked of this log."""
        found: T = self._of(platform).of(asked, answer)
        return found

    def keep(self, platform: Platform, name: Hashable, value: object) -> None:
        """Keep something under a name of its own, as long as there is room."""
        self._of(platform).put(name, value)

    def kept(self, platform: Platform, name: Hashable) -> Any:  # noqa: ANN401
        """Return what was kept under a name; nothing where it was never, or is no longer."""
        return self._of(platform).get(name)

    def _of(self, platform: Platform) -> Kept[Any]:
        with self._lock:
            return self._known.setdefault(platform.store, Kept(ANSWERS_MAX))

    def of_log(self, platform: Platform, asked: Hashable, answer: Callable[[RowsWorld], T]) -> T:
        """Return an answer that is the same until the log grows."""
        with platform.store.reading() as reading:
            world = RowsWorld(reading, platform.references)
            return self.of(platform, (reading.size(), asked), lambda: answer(world))


REMEMBERED: Final = Remembered()
"""The memory of this process: it holds nothing that cannot be asked again."""
