"""Drawing from files: serials read, and gone through by several processes."""

from collections.abc import Generator
from contextlib import contextmanager

from comptrol.adapters.serial_files import read_draw, read_serials
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.domains.inspection import Each

__all__ = ["in_processes", "read_draw", "read_serials"]


@contextmanager
def in_processes(processes: int) -> Generator[Each]:
    """Let a draw go through its shares by so many processes; of a few shares by none."""
    workers = ProcessWorkers(processes)
    try:
        yield lambda search, shares: workers.begin(search, shares)()
    finally:
        workers.close()
