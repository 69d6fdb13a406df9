"""What took long to work out is kept in memory while it is asked for: no more than so much.

A key says all that an answer depends on, such as the digest of a plan, or a log and how far it
goes. What is kept is nobody's: a page asks who may see it before it looks here.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

T = TypeVar("T")

KEPT_MAX: Final = 32


class Kept(Generic[T]):
    """Answers by key; the one that was not asked for longest goes first."""

    def __init__(self, most: int = KEPT_MAX) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under a key, or nothing."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Hashable, answer: T) -> T:
        """Keep an answer, and return it."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def of(self, key: Hashable, answer: Callable[[], T]) -> T:
        """Return what is kept, or work it out and keep it."""
        found = self.get(key)
        return self.put(key, answer()) if found is None else found
