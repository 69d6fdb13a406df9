"""When was the last backup made? A small record in the data folder says so.

It says that one was made, and where; not that it is still there: for that, verify it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.backup_folder import KeptLog
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.durable_files import put
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

LAST: Final = "last-backup.json"


class LastBackup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is remembered of the newest backup."""

    made_at: datetime
    target: str
    manifest: Digest
    """The digest of its manifest, without which a changed backup could not be told."""
    size: int
    """How many entries its log has."""
    root: Digest

    @classmethod
    def of(cls, target: Path, now: datetime, digest: Digest, log: KeptLog) -> "LastBackup":
        """Return what is to be remembered of a backup."""
        place = str(target.absolute())
        return cls(made_at=now, target=place, manifest=digest, size=log.size, root=log.root)


def keep_last(data: Path, last: LastBackup) -> None:
    """Remember the newest backup of a data folder."""
    put(data / LAST, msgspec.json.format(msgspec.json.encode(last), indent=1) + b"\n")


def last_backup(data: Path) -> LastBackup | None:
    """Return the newest backup of a data folder; nothing where none was ever made."""
    path = data / LAST
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=LastBackup)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path} is no record of a backup: {error}") from error


def backup_age(data: Path, clock: Clock | None = None) -> timedelta | None:
    """Return how old the newest backup of a data folder is; nothing where none was ever made."""
    last = last_backup(data)
    return None if last is None else (clock or SystemClock()).now() - last.made_at
