"""Is the data folder whole, kept from others, and in whose hands is it?"""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from comptrol.adapters.folder_lock import holder
from comptrol.adapters.keyring_files import FileKeyring
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, skipped, warning
from comptrol.bootstrap.folders import KEYS, VAULT
from comptrol.bootstrap.platform import AUTHORITY, PLATFORM
from comptrol.bootstrap.publishing import POLICY, SIGNER
from comptrol.bootstrap.records import DATABASE, IN_USE
from comptrol.bootstrap.sealed_usage import EPOCHS
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

MIB: Final = 2**20
SPACE_MIB_MIN: Final = 100
"""Below it a server will soon refuse what is said: the WAL alone grows to 32 MB before it is
written back, and what a batch changes comes on top."""
PRIVATE: Final = (KEYS, SIGNER, VAULT, EPOCHS, ACCOUNTS)
"""What nobody but the owner of the folder may read."""
_READ_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_WRITTEN_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_TOLD_MAX: Final = 5


def pipes(settings: Settings) -> list[Path]:
    """Return what is no file, but waits for whoever reads it until somebody writes."""
    set_files = (
        settings.tls_certificate_file,
        settings.tls_key_file,
        settings.tls_client_authorities_file,
        settings.console_oidc_client_secret_file,
    )
    within = [path for pattern in ("*", "*/*") for path in settings.folder.glob(pattern)]
    return [path for path in (*within, *set_files) if path is not None and _is_pipe(path)]


def space(place: Place) -> Iterator[Seen]:
    """Hold the free space against the size of the log: to make its views anew takes a copy."""
    if not place.folder.is_dir():
        yield skipped("disk space", f"{place.folder} is no folder")
        return
    free = shutil.disk_usage(place.folder).free // MIB
    names = (DATABASE, f"{DATABASE}-wal")
    files = [path for name in names if (path := place.folder / name).is_file()]
    taken = sum(path.stat().st_size for path in files) // MIB
    seen = f"{free} MiB are free; log and views take {taken} MiB"
    if free < SPACE_MIB_MIN:
        yield bad("disk space", seen, "make room: what cannot be written is refused")
    elif free < taken:
        yield warning(
            "disk space", seen, "make room: comptrol ledger rebuild takes a copy of both"
        )
    else:
        yield ok("disk space", seen)


def permissions(place: Place) -> Iterator[Seen]:
    """Look for what others can read or change."""
    if not place.folder.is_dir():
        yield skipped("permissions", f"{place.folder} is no folder")
        return
    private = [path for name in PRIVATE for path in _inside(place.folder, name)]
    open_ones = [path for path in private if path.is_file() and _mode(path) & _READ_BY_OTHERS]
    common = [place.folder, place.folder / DATABASE, place.folder / POLICY]
    folders = [path for path in private if path.is_dir()]
    there = (path for path in (*common, *folders) if path.exists())
    changed = [path for path in there if _mode(path) & _WRITTEN_BY_OTHERS]
    if open_ones:
        do = f"chmod -R go= {_listed(open_ones)}; whoever could read a key may have it: revoke it"
        yield bad("permissions", f"others can read {_listed(open_ones)}", do)
    if changed:
        do = f"chmod go-w {_listed(changed)}"
        yield bad("permissions", f"others can change {_listed(changed)}", do)
    if not open_ones and not changed:
        yield ok("permissions", "keys, signer, vault and accounts are their owner's alone")


def keys(place: Place) -> Iterator[Seen]:
    """Look for the two keys without which nothing opens; their words are not read."""
    folder = place.folder / KEYS
    if not os.access(folder, os.X_OK):
        yield skipped("keys", f"{folder} is not there, or is not ours to look into")
        return
    keyring = FileKeyring(folder)
    missing = [name for name in (AUTHORITY, PLATFORM) if not keyring.has(name)]
    if missing:
        named = " and ".join(f"{folder / name}.key" for name in missing)
        yield bad("keys", f"{named} cannot be found", "bring it back from where keys are kept")
    else:
        yield ok("keys", "those of authority and platform are here")


def in_use(place: Place) -> Iterator[Seen]:
    """Tell whether somebody writes; that is never tried out, so nobody is disturbed."""
    try:
        who = holder(place.folder / IN_USE)
    except UnavailableError as error:
        yield skipped("in use", str(error))
        return
    yield ok("in use", "nobody writes" if who is None else f"process {who} writes: a server runs")


def _inside(folder: Path, name: str) -> Iterator[Path]:
    """Yield a file or a folder with all that is in it, as far as we may look; and its journals."""
    for path in sorted(folder.glob(f"{name}*") if name == ACCOUNTS else [folder / name]):
        if path.exists():
            yield path
        if path.is_dir() and os.access(path, os.R_OK | os.X_OK):
            yield from (each for each in sorted(path.rglob("*")) if not each.is_symlink())


def _is_pipe(path: Path) -> bool:
    try:
        return path.is_fifo()
    except OSError:  # not ours to look at: the checks say so
        return False


def _mode(path: Path) -> int:
    return path.stat().st_mode


def _listed(paths: list[Path]) -> str:
    more = f" and {len(paths) - _TOLD_MAX} more" if len(paths) > _TOLD_MAX else ""
    return " ".join(map(str, paths[:_TOLD_MAX])) + more
