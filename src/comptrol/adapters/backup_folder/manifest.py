"""What does a backup say of itself, and is it so?

The manifest names every file with its size and digest, and the log with its size and root. It is
not signed: the keys that could sign it are in the backup, so whoever can change the one can change
the other. Keep its digest elsewhere, and a backup that was changed is found out by that.
"""

import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import msgspec

from comptrol.adapters.durable_files import put
from comptrol.kernel.errors import NotProvenError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest

MANIFEST: Final = "manifest.json"
LOCK: Final = ".in-use"
"""What is in a backup's folder while it is made, and in none that is finished."""
_READ_BYTES: Final = 1 << 20

Holds = Literal["log", "vault", "signer-keys"]


class KeptFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a backup."""

    path: str
    size: int
    sha256: Digest


class KeptLog(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The log that is in a backup: how far it goes, and what it comes to."""

    size: int
    root: Digest
    sealed_at: datetime | None
    """The time of the last entry, which ends a batch: nothing later is in it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself."""

    format: Literal["comptrol/backup@v1"] = "comptrol/backup@v1"
    holds: Holds
    made_at: datetime
    versions: dict[str, str]
    layouts: Digest
    """The shape of the views, as the version that made the backup has it."""
    log: KeptLog | None = None
    files: tuple[KeptFile, ...] = ()
    left_out: tuple[str, ...] = ()
    """What else was in the data folder, by its first name."""


def encoded(manifest: Manifest) -> bytes:
    """Return a manifest as its file has it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_manifest(target: Path) -> tuple[Manifest, Digest]:
    """Return what a backup says of itself, and the digest of that."""
    path = target / MANIFEST
    if not path.is_file():
        raise UnavailableError(f"{target} is no backup: it has no {MANIFEST}")
    raw = path.read_bytes()
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path} is no manifest that this version reads: {error}") from error
    for file in manifest.files:
        _inside(file.path)
    if len({file.path for file in manifest.files}) < len(manifest.files):
        raise UnreadableError(f"{path} names a file twice")
    return manifest, Digest(sha256(raw).hexdigest())


def finish(folder: Path, manifest: Manifest) -> Digest:
    """Write the manifest of all that is in a folder; return its digest."""
    files = tuple(_kept(folder, path) for path in _files(folder))
    raw = encoded(msgspec.structs.replace(manifest, files=files))
    put(folder / MANIFEST, raw)
    return Digest(sha256(raw).hexdigest())


def differences(target: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what differs between a backup's files and its manifest, a sentence each."""
    told = {file.path: file for file in manifest.files}
    there = {str(path.relative_to(target)) for path in _files(target)}
    for name in sorted(told.keys() - there):
        yield f"{_shown(name)} is missing"
    for name in sorted(there - told.keys()):
        yield f"{_shown(name)} is not of this backup"
    for name in sorted(told.keys() & there):
        if not is_plain(target / name):
            yield f"{name} is a link, or no file"
            continue
        found = _kept(target, target / name)
        if found.size != told[name].size:
            yield f"{name} has {found.size} bytes in place of {told[name].size}"
        elif found.sha256 != told[name].sha256:
            yield f"{name} was changed: its digest is {found.sha256}"


def check_digest(target: Path, digest: Digest, wanted: str | None) -> None:
    """Hold the manifest against a digest that was kept elsewhere."""
    if wanted is not None and digest != wanted.lower():
        raise NotProvenError(f"{target / MANIFEST} has the digest {digest}, and not {wanted}")


def is_plain(path: Path) -> bool:
    """Tell whether a path is a file itself: no link to one, and nothing that reading waits for."""
    return stat.S_ISREG(path.lstat().st_mode)


def digest_of(path: Path) -> Digest:
    """Return the SHA-256 of a file."""
    whole = sha256()
    with path.open("rb") as file:
        while part := file.read(_READ_BYTES):
            whole.update(part)
    return Digest(whole.hexdigest())


def _kept(folder: Path, path: Path) -> KeptFile:
    name = path.relative_to(folder).as_posix()
    return KeptFile(path=name, size=path.stat().st_size, sha256=digest_of(path))


def _files(folder: Path) -> Iterable[Path]:
    """Return every file and link of a folder but its manifest and its lock, in order."""
    own = {folder / MANIFEST, folder / LOCK}
    return sorted(
        path
        for path in folder.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and path not in own
    )


def _shown(name: str) -> str:
    """Return a name that is not ours on one line."""
    return name if name.isprintable() else ascii(name)


def _inside(name: str) -> None:
    """Refuse a name that leads out of a backup."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise UnreadableError(f"{name!r} in the manifest leads out of the backup")
