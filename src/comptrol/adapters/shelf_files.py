"""The published log as files: what any web server can serve, and any client of C2SP read."""

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from comptrol.adapters.durable_files import EVERYONE_READS, put, sync_folders
from comptrol.kernel.errors import UnavailableError

BYTES_MAX: Final = 17 * 1024 * 1024
"""A full bundle has 256 entries of less than 64 KiB."""


class FileShelf:
    """A folder under which every path of the published log is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, path: str, content: bytes) -> None:
        """Put one file, in the place of an earlier one, durably."""
        put(self.folder / path, content, mode=EVERYONE_READS)

    def put_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put many files, durably when this returns."""
        folders: set[Path] = set()
        for path, content in files:
            target = self.folder / path
            put(target, content, mode=EVERYONE_READS, sync_folder=False)
            folders.update(self._up(target.parent))
        try:
            sync_folders(sorted(folders))
        except OSError as error:
            raise UnavailableError(f"{self.folder} cannot be written: {error.strerror}") from error

    def get(self, path: str) -> bytes | None:
        """Return a file's content; nothing where there is none."""
        file = self.folder / path
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise UnavailableError(f"{file} is no file")
            with file.open("rb") as opened:
                content = opened.read(BYTES_MAX + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"{file}: {error.strerror}") from error
        if len(content) > BYTES_MAX:
            raise UnavailableError(f"{file} has more than {BYTES_MAX} bytes")
        return content

    def clear(self, path: str) -> None:
        """Remove a folder of files that nobody needs to find any more."""
        folder = self.folder / path
        try:
            if folder.is_dir():
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()
        except OSError as error:
            raise UnavailableError(f"{folder} cannot be removed: {error.strerror}") from error

    def _up(self, folder: Path) -> Iterable[Path]:
        """Return a folder and those above it, up to the shelf's own."""
        while folder != self.folder and self.folder in folder.parents:
            yield folder
            folder = folder.parent
        yield self.folder
