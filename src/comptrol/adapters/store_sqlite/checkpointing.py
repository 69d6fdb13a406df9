"""Who writes the WAL back into the file? A thread beside the writer: few commits wait for it.

A passive checkpoint keeps nobody from writing (sqlite.org/wal.html, section 2.2), and SQLite lets
go of the interpreter's lock meanwhile. What it has left the writer takes when its own threshold
comes (``engine.CHECKPOINT_PAGES``), and only then does the WAL begin anew.
"""

from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.kernel.errors import UnavailableError

CHANGES_MIN: Final = 4_000
"""Rows that were changed, some MB of pages: for less nothing is begun."""


class Checkpointing:
    """Writes back what commits have left, each time that it is enough."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread: Thread | None = None
        self._wanted, self._ended = Event(), False
        self._seen = 0

    def committed(self, changes: int) -> None:
        """Hear how many rows the writer has changed since it was opened."""
        if changes - self._seen < CHANGES_MIN:
            return
        self._seen = changes
        if self._thread is None:
            self._thread = Thread(target=self._run, name="comptrol-checkpoint", daemon=True)
            self._thread.start()
        self._wanted.set()

    def close(self) -> None:
        """End the thread, once it has done what it is about."""
        self._ended = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        # What goes wrong here goes wrong for the writer too, which says so.
        with suppress(UnavailableError), closing(connect(self._path)) as connection:
            while self._waited():
                with suppress(sqlite().Error):
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _waited(self) -> bool:
        self._wanted.wait()
        self._wanted.clear()
        return not self._ended
