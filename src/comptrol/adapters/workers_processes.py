"""Several processes: what is asked of many bytes at once is done beside the main process.

Threads do not serve here: a thread that checks signatures needs the interpreter's lock between
two of them, and gets it back only after the writer has had its turn.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from typing import Final, TypeVar

A = TypeVar("A")
B = TypeVar("B")

CHUNK: Final = 128
"""Items to a task: handing over costs little beside a signature check."""
AT_ONCE_MIN: Final = 256
"""Fewer are done here: waking the others would take longer."""


class ProcessWorkers:
    """A pool of processes, started when there is first enough to do."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._started = False

    def begin(self, function: Callable[[A], B], items: Sequence[A]) -> Callable[[], list[B]]:
        """Begin; what is returned waits for the results, in the order of the items."""
        if len(items) < AT_ONCE_MIN or self._processes < 1:
            return lambda: [function(item) for item in items]
        done = self._pool.map(function, items, chunksize=CHUNK)
        return lambda: list(done)

    def close(self) -> None:
        """End the processes."""
        if self._started:
            self._pool.shutdown()

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        self._started = True
        context = multiprocessing.get_context("forkserver")
        return ProcessPoolExecutor(max_workers=self._processes, mp_context=context)
