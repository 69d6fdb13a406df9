"""The published log as files: what any web server can serve, and any client of C2SP read."""

from collections.abc import Iterable
from pathlib import Path

from comptrol.adapters.durable_files import EVERYONE_READS, put, sync_folders
from comptrol.kernel.errors import UnavailableError


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
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"{self.folder / path}: {error.strerror}") from error

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
