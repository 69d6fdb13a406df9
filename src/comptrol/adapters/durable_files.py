"""Files that are there whole or not at all, whatever fails in between."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from comptrol.kernel.errors import UnavailableError

OWNER_ONLY: Final = 0o600
EVERYONE_READS: Final = 0o644


def put(path: Path, content: bytes, *, mode: int = OWNER_ONLY, sync_folder: bool = True) -> None:
    """Write a file so that it is found whole after a crash: temporary, synced, then renamed.

    Without ``sync_folder`` the caller still owes ``sync_folders`` before it relies on the name.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        make_folder(path.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        if sync_folder:
            sync_folders((path.parent,))
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}") from error


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it, so that they are found again after a power cut."""
    if folder.is_dir():
        return
    made = [folder, *(above for above in folder.parents if not above.exists())]
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    sync_folders(above.parent for above in made)


def sync_folders(folders: Iterable[Path]) -> None:
    """Make sure that new names in folders are found again after a power cut."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
