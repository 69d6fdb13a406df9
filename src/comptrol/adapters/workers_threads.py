"""Several threads: signature checks run outside the interpreter's lock, so they run at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

A = TypeVar("A")
B = TypeVar("B")

CHUNK: Final = 64
"""Items to a task: enough that handing over costs nothing beside a signature check."""


class ThreadWorkers:
    """A pool of threads, one to a core."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="comptrol-read")

    def each(self, function: Callable[[A], B], items: Sequence[A]) -> list[B]:
        """Return the results in the order of the items; the first failure is raised."""
        if len(items) <= CHUNK:
            return [function(item) for item in items]
        chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
        done = self._pool.map(lambda chunk: [function(item) for item in chunk], chunks)
        return [result for results in done for result in results]

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()
