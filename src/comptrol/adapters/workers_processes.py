"""Several processes: what is asked of many bytes at once is done beside the main process.

Threads do not serve here: a thread that checks signatures needs the interpreter's lock between
two of them, and gets it back only after the writer has had its turn.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final, TypeVar

from comptrol.adapters.worker_process import Share, WorkerLostError, WorkerProcess

A = TypeVar("A")
B = TypeVar("B")

START_MIN: Final = 256
"""Fewer do not start a process: it would take longer than they do."""
AT_ONCE_MIN: Final = 16
"""Fewer are done here, though processes wait: to hand them over takes as long."""

BEHIND_MAX: Final = 1_024
"""So many signatures take a process a tenth of a second to check: a batch, and no more."""


class ProcessWorkers:
    """Processes, started when there is first enough to do, and anew if one dies.

    Each gets one share of the items at once, in the order in which they were begun.
    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._workers: list[WorkerProcess] = []
        self._starting = Lock()

    def begin(
        self, function: Callable[[A], B], items: Sequence[A], *, soon: bool = False
    ) -> Callable[[], list[B]]:
        """Begin; what is returned waits for the results, in the order of the items.

        What is wanted ``soon`` is done here where the processes have much to do before it.
        """
        workers = self._started(len(items))
        if not workers or (soon and max(it.behind for it in workers) > BEHIND_MAX):
            return lambda: [function(item) for item in items]
        size = -(-len(items) // len(workers))
        try:
            shares: list[Share] = [
                worker.begin(function, part)
                for at, worker in enumerate(workers)
                if (part := items[at * size : (at + 1) * size])
            ]
        except WorkerLostError:
            shares = []

        def results() -> list[B]:
            try:
                if shares:
                    return [result for share in shares for result in share.results()]
            except WorkerLostError:
                pass
            self._end(workers)
            return [function(item) for item in items]

        return results

    def close(self) -> None:
        """End the processes; the next that is begun starts others."""
        self._end(self._workers)

    def _end(self, workers: list[WorkerProcess]) -> None:
        with self._starting:
            if workers is not self._workers:
                return  # others took their place already
            self._workers = []
        for worker in workers:
            worker.close()

    def _started(self, items: int) -> list[WorkerProcess]:
        """Return the processes that are to do so many; none: they are done here."""
        with self._starting:
            if items < (AT_ONCE_MIN if self._workers else START_MIN):
                return []
            if not self._workers:
                self._workers = [WorkerProcess() for _ in range(self._processes)]
            return self._workers
