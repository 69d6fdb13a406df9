"""Where a backup is written: beside its place, under a hidden name, until it is whole.

It is synced and then renamed, so that it is whole or not there. Who makes one holds a lock on the
hidden folder, which ends with the process; what a killed one has left is cleared by the next.
"""

import os
import shutil
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from comptrol.adapters.backup_folder.manifest import LOCK
from comptrol.adapters.folder_lock import FolderLock
from comptrol.kernel.errors import UnavailableError

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_READ_BYTES: Final = 1 << 20
_SPARE_BYTES: Final = 16 << 20
"""What a disk must have beside the files: folders, the manifest, and what others write."""


def check_place(target: Path, data: Path) -> None:
    """Refuse a target that exists, or that is in the data folder, or around it."""
    if target.exists() or target.is_symlink():
        raise UnavailableError(f"{target} exists: nothing is ever written over; name another")
    there, here = target.absolute().resolve(), data.absolute().resolve()
    if there == here or here in there.parents or there in here.parents:
        raise UnavailableError(
            f"{target} lies within {data}, or the other way round: a disk that is lost takes both"
        )
    if not target.absolute().parent.is_dir():
        raise UnavailableError(f"{target.absolute().parent} is no folder: make it first")


def check_room(target: Path, needed_bytes: int, free_bytes: int) -> None:
    """Refuse to begin where a disk has no room, and say how much is missing."""
    missing = needed_bytes + _SPARE_BYTES - free_bytes
    if missing > 0:
        raise UnavailableError(
            f"the disk of {target} has {free_bytes:,} bytes free, and {missing:,} more are needed"
        )


def free_bytes_at(target: Path) -> int:
    """Return how many bytes the disk has on which a folder would lie."""
    return shutil.disk_usage(target.absolute().parent).free


@contextmanager
def unfinished(target: Path) -> Generator[Path]:
    """Lend a hidden folder beside a target: it takes the target's name when all went well."""
    beside = target.absolute().with_name(f".{target.name}.unfinished")
    try:
        beside.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _check_ours(beside)
        with FolderLock(beside / LOCK):
            _clear(beside)
            try:
                yield beside
                _settle(beside, target)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
    except OSError as error:
        raise UnavailableError(f"{target} cannot be written: {error.strerror}") from error


def _check_ours(beside: Path) -> None:
    """Refuse a folder that somebody else has laid there: it is cleared, and keys go into it."""
    told = beside.lstat()
    if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.geteuid():
        raise UnavailableError(
            f"{beside} is a link, or somebody else's: look at it, and remove it"
        )


def _settle(beside: Path, target: Path) -> None:
    """Give what is whole its name, so that it is found again after a power cut."""
    _sync_all(beside)
    (beside / LOCK).unlink()
    if target.exists():
        raise UnavailableError(f"{target} was made by somebody else meanwhile")
    beside.rename(target)
    _sync(target.absolute().parent)


def take(source: Path, into: Path) -> None:
    """Copy one file that is whole, readable by its owner alone."""
    into.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with (
        source.open("rb") as file,
        os.fdopen(os.open(into, flags, FILE_MODE), "wb") as copy,
    ):
        shutil.copyfileobj(file, copy, _READ_BYTES)


def _clear(folder: Path) -> None:
    """Remove what a killed process left, but for the lock that is held."""
    for path in folder.iterdir():
        if path.name == LOCK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _sync_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():  # what it leads to is somebody else's
            continue
        if path.is_dir():
            path.chmod(FOLDER_MODE)
        else:
            path.chmod(FILE_MODE)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
