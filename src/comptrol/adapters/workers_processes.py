"""Several processes: what is asked of many bytes at once is done beside the main process.

Threads do not serve here: a thread that checks signatures needs the interpreter's lock between
two of them, and gets it back only after the writer has had its turn.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock, Thread
from typing import Final, TypeVar

A = TypeVar("A")
B = TypeVar("B")

AT_ONCE_MIN: Final = 256
"""Fewer are done here: waking the others would take longer."""


class ProcessWorkers:
    """A pool of processes, started when there is first enough to do, and anew if one dies.

    Each gets one share of the items at once: to hand out more as they go, a thread of ours would
    need the interpreter's lock, which the writer has.
    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._starting = Lock()

    def begin(self, function: Callable[[A], B], items: Sequence[A]) -> Callable[[], list[B]]:
        """Begin; what is returned waits for the results, in the order of the items."""
        if len(items) < AT_ONCE_MIN or self._processes < 1:
            return lambda: [function(item) for item in items]
        try:
            share = -(-len(items) // self._processes)
            done = self._started().map(function, items, chunksize=share)
        except BrokenProcessPool:
            done = None

        def results() -> list[B]:
            try:
                if done is not None:
                    return list(done)
            except BrokenProcessPool:
                pass
            self.close()
            return [function(item) for item in items]

        return results

    def close(self) -> None:
        """End the processes; the next that is begun starts others."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _started(self) -> ProcessPoolExecutor:
        with self._starting:
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=context, initializer=_end_with_parent
                )
            return self._pool


def _end_with_parent() -> None:
    """Let this process end when the one that started it does, however that comes to its end."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a pool's process was started by another"

    def wait() -> None:
        parent.join()
        os._exit(0)

    Thread(target=wait, name="comptrol-parent", daemon=True).start()
