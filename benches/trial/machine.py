"""What a trial does to the machine under a server: its disk, its clock, and how quick it syncs."""

import shutil
import struct
import subprocess
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL
from typing import Final

SOURCE: Final = Path(__file__).parent / "meddling.c"
FILLER: Final = "filler"


class Meddling:
    """A library under the server's processes that lies about the time and lingers over syncs."""

    def __init__(self, folder: Path) -> None:
        self._told = folder / "told.numbers"
        self._library = folder / "meddling.so"
        self.offset_s = self._linger_us = 0
        self._write()
        compiler = shutil.which("gcc") or shutil.which("cc")
        self.works = compiler is not None and not subprocess.call(  # noqa: S603  (words of ours alone)
            [compiler, "-O2", "-shared", "-fPIC", "-o", str(self._library), str(SOURCE), "-ldl"],
            stderr=DEVNULL,
        )

    def environment(self) -> dict[str, str]:
        """Return what a process has to be started with to be lied to."""
        if not self.works:
            return {}
        return {"LD_PRELOAD": str(self._library), "TRIAL_TOLD": str(self._told)}

    def set_clock(self, offset_s: int) -> None:
        """Let the wall clock be off by so many seconds from now on."""
        self.offset_s = offset_s
        self._write()

    def linger(self, milliseconds: int) -> None:
        """Let every sync take so much longer."""
        self._linger_us = milliseconds * 1000
        self._write()

    def _write(self) -> None:
        numbers = struct.pack("qq", self.offset_s, self._linger_us)
        with self._told.open("r+b" if self._told.exists() else "wb") as file:  # mapped: in place
            file.write(numbers)


class Disk:
    """A small disk for the data folder: ext4 in a file where that may be mounted, or no disk."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._image, self.place = folder / "disk.image", folder / "disk"
        self.place.mkdir()
        self.mounted = self._mounted(megabytes)

    def _mounted(self, megabytes: int) -> bool:
        if shutil.which("mkfs.ext4") is None:
            return False
        with self._image.open("wb") as file:
            file.truncate(megabytes * 2**20)
        words = ["-q", "-m", "0", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0"]
        return _done("mkfs.ext4", *words, str(self._image)) and _done(
            "mount", "-o", "loop", str(self._image), str(self.place)
        )

    def fill(self) -> None:
        """Leave no room: what is asked for in bytes first, then the last blocks one by one."""
        path = self.place / FILLER
        with path.open("ab", buffering=0) as file:
            for step in (64 * 2**20, 2**20, 2**16, 4096):
                with suppress(OSError):
                    while _done("fallocate", "-o", str(_end(path)), "-l", str(step), str(path)):
                        pass
            with suppress(OSError):
                while file.write(bytes(4096)):
                    pass

    def empty(self) -> None:
        """Give the room back."""
        (self.place / FILLER).unlink(missing_ok=True)

    def close(self) -> None:
        """Take the disk away again."""
        if self.mounted and not _done("umount", str(self.place)):
            _done("umount", "-l", str(self.place))


def _end(path: Path) -> int:
    return path.stat().st_size


def _done(*command: str) -> bool:
    with suppress(OSError):
        return not subprocess.call(command, stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603  (words of ours alone)
    return False
