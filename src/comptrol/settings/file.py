"""What does a settings file say? Only one that nobody but its owner may write is believed."""

import os
import stat
from pathlib import Path
from typing import Any, Final

from comptrol.kernel.errors import UnreadableError
from comptrol.settings.toml import table_in

BYTES_MAX: Final = 64 * 1024
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def settings_in(path: Path) -> dict[str, Any]:
    """Return what a file sets, by name; nothing of what stands in one that is refused."""
    whose = f"settings file {path}"
    return table_in(_believed(path), whose, see="comptrol settings example")


def _believed(path: Path) -> bytes:
    """Read a file that its owner alone may write; whatever else it is, it is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no path"
        raise UnreadableError(f"settings file {path} cannot be read: {why}") from None
    try:
        told = os.fstat(descriptor)
        if not stat.S_ISREG(told.st_mode):
            raise UnreadableError(f"settings file {path}: it is no file")
        if told.st_mode & _OTHERS_WRITE:
            raise UnreadableError(
                f"settings file {path}: others than its owner may write it: chmod go-w {path}"
            )
        if told.st_uid not in {0, os.geteuid()}:
            raise UnreadableError(
                f"settings file {path}: it belongs to another user than you and root, who may "
                f"write it: chown it"
            )
        raw = os.read(descriptor, BYTES_MAX + 1)
    finally:
        os.close(descriptor)
    if len(raw) > BYTES_MAX:
        raise UnreadableError(f"settings file {path}: it has more than {BYTES_MAX} bytes")
    return raw
