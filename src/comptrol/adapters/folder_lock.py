"""A data folder in use: one at a time, and free again whenever its user is gone."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from comptrol.kernel.errors import UnavailableError


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
                f"{where} is in use by another process that writes: a server or a command"
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
