"""A data folder in use: one at a time, and free again whenever its user is gone."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Final

from comptrol.kernel.errors import UnavailableError

LOCKS: Final = Path("/proc/locks")
"""Where Linux tells who holds which lock (proc_locks(5))."""


class FolderLock:
    """A lock of the operating system on a file: it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __enter__(self) -> None:
        """Take the lock, or say that somebody has it."""
        self.take()

    def take(self) -> None:
        """Take the lock, or say that somebody has it; again and again is the same as once."""
        if self._file is not None:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            where = self._path.parent
            raise UnavailableError(
                f"{where} is in use by another process that writes: a server or a command; wait "
                "for its end, or send the server what you sign (comptrol sign)"
            ) from error
        self._file = file

    def release(self) -> None:
        """Give it back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give it back."""
        self.release()


def holder(path: Path) -> int | None:
    """Return which process holds the lock on a file, without trying to take it; nothing: nobody.

    Raises UnavailableError where the machine does not tell.
    """
    try:
        told, locks = path.stat(), LOCKS.read_text().splitlines()
    except FileNotFoundError as error:
        if error.filename == str(path):
            return None
        raise UnavailableError("this machine does not tell who holds a lock") from error
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error
    place = f"{os.major(told.st_dev):02x}:{os.minor(told.st_dev):02x}:{told.st_ino}"
    held = (line.split() for line in locks)
    return next((int(it[4]) for it in held if it[1] == "FLOCK" and it[5] == place), None)
