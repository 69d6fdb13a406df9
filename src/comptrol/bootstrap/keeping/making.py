"""How a backup is made, of a data folder that may be in use: the log first, then what it needs.

Whatever an entry refers to (a rulebook, an edition of the lists, a key, a batch of the lake, words
in the vault) is kept before the entry is logged, and nothing of it is changed afterwards. So what
is copied after the log has all that the log speaks of, whoever writes meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.backup_folder import (
    Holds,
    KeptLog,
    Manifest,
    check_place,
    check_room,
    digest_of,
    finish,
    free_bytes_at,
    take,
    unfinished,
)
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.lake.shelf import Batch, Compaction, Shelf
from comptrol.adapters.signing_keys import SUFFIX
from comptrol.adapters.store_sqlite import bytes_of, snapshot, snapshots
from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.bootstrap.folders import KEYS, VAULT
from comptrol.bootstrap.keeping.last import LastBackup, keep_last
from comptrol.bootstrap.keeping.reading import log_in
from comptrol.bootstrap.lake import FOLDER as LAKE
from comptrol.bootstrap.platform import LISTS, RULEBOOKS
from comptrol.bootstrap.publishing import POLICY, SIGNER
from comptrol.bootstrap.records import DATABASE, Tell, records_of
from comptrol.bootstrap.sealed_usage import EPOCHS
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.domains import DOMAINS
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.identifiers import Digest
from comptrol.settings import Settings

TAKEN: Final = {
    KEYS: "*.key",
    RULEBOOKS: "*.json",
    LISTS: "*.jsonl.xz",
}
"""Which files of which folders are taken: what is beside them was worked out, or fetched."""
_WAL: Final = ("-wal", "-shm", "-journal")


class Made(NamedTuple):
    """A backup that was made."""

    target: Path
    manifest: Manifest
    digest: Digest


class Wanted(NamedTuple):
    """What is to be made: each target is a folder that is not there yet."""

    target: Path
    vault: Path | None = None
    """Where the vault goes with the keys of epochs; nothing: it is not copied."""
    signer_keys: Path | None = None
    """Where the keys of the log's heads go; nothing: they are not copied."""
    lake: bool = True


def make(
    data: Path,
    wanted: Wanted,
    settings: Settings,
    tell: Tell,
    clock: Clock | None = None,
) -> tuple[Made, ...]:
    """Make a backup of a data folder, and apart from it what is asked of vault and signer."""
    records, now = records_of(data, settings), (clock or SystemClock()).now()
    if not records.exist():
        raise UnavailableError(f"there is no log in {data}")
    _check(data, wanted, records.bytes_taken())
    with unfinished(wanted.target) as folder:
        records.copied_into(folder / DATABASE, tell)
        for source, name in _files(data, lake=wanted.lake):
            take(source, folder / name)
            tell(name, 1)
        if wanted.lake:
            _check_lake(data, folder)
        if (data / ACCOUNTS).is_file():
            snapshot(data / ACCOUNTS, folder / ACCOUNTS)
        log = log_in(folder / DATABASE)
        told = _manifest("log", now, log, _left_out(data, wanted))
        digest = finish(folder, told)
    keep_last(data, LastBackup.of(wanted.target, now, digest, log))
    made = Made(wanted.target, told, digest)
    return (made, *_apart(data, wanted, now))


def _apart(data: Path, wanted: Wanted, now: datetime) -> Iterator[Made]:
    """Make what is kept apart: whoever has it and the log can read what was erased, or fork it."""
    if wanted.vault is not None:
        with unfinished(wanted.vault) as folder:
            (folder / VAULT).mkdir(mode=0o700)
            files = sorted((data / VAULT).glob("*.db"))
            snapshots([(file, folder / VAULT / file.name) for file in files])
            for source in sorted((data / EPOCHS).glob("*.key")):
                take(source, folder / EPOCHS / source.name)
            told = _manifest("vault", now, None, ())
            digest = finish(folder, told)
        yield Made(wanted.vault, told, digest)
    if wanted.signer_keys is not None:
        with unfinished(wanted.signer_keys) as folder:
            for source in sorted((data / SIGNER).glob(f"*{SUFFIX}")):
                take(source, folder / SIGNER / source.name)
            told = _manifest("signer-keys", now, None, ("head.json",))
            digest = finish(folder, told)
        yield Made(wanted.signer_keys, told, digest)


def _check(data: Path, wanted: Wanted, database_bytes: int) -> None:
    """Refuse before anything is written what cannot be done."""
    targets = [it for it in (wanted.target, wanted.vault, wanted.signer_keys) if it is not None]
    for target in targets:
        check_place(target, data)
        for other in targets:
            if other is not target:
                check_place(target, other)
    if wanted.vault is not None and not (data / VAULT).is_dir():
        raise UnavailableError(f"{data} has no vault: leave out --with-vault")
    if wanted.signer_keys is not None and not any((data / SIGNER).glob(f"*{SUFFIX}")):
        raise UnavailableError(f"{data} has no signer: leave out --with-signer-keys")
    files = sum(source.stat().st_size for source, _ in _files(data, lake=wanted.lake))
    accounts = bytes_of(data / ACCOUNTS) if (data / ACCOUNTS).is_file() else 0
    needed = database_bytes + files + accounts
    check_room(wanted.target, needed, free_bytes_at(wanted.target))


def _files(data: Path, *, lake: bool) -> Iterator[tuple[Path, str]]:
    """Yield every whole file that is taken as it is, and what it is called in the backup."""
    if (data / POLICY).is_file():
        yield data / POLICY, POLICY
    for folder, pattern in TAKEN.items():
        for path in sorted((data / folder).glob(pattern)):
            if not path.name.startswith("."):
                yield path, f"{folder}/{path.name}"
    if lake and (data / LAKE).is_dir():
        yield from _of_lake(data)


def _of_lake(data: Path) -> Iterator[tuple[Path, str]]:
    """Yield what counts in the lake: each record, and the file of rows that it is of."""
    for place in Shelf(data / LAKE).places():
        for one in _filed(place.batches, place.compaction):
            file = place.file_of(one)
            record = file.with_name(f"{file.name.rpartition('-')[0]}.json")
            yield file, str(file.relative_to(data.absolute()))
            yield record, str(record.relative_to(data.absolute()))


def _filed(
    batches: tuple[Batch, ...], compaction: Compaction | None
) -> tuple[Batch | Compaction, ...]:
    return (*batches, *(() if compaction is None else (compaction,)))


def _check_lake(data: Path, folder: Path) -> None:
    """Refuse rows of the lake that are not those that were filed."""
    if not (folder / LAKE).is_dir():
        return
    for place in Shelf(folder / LAKE).places():
        for one in _filed(place.batches, place.compaction):
            file = place.file_of(one)
            if digest_of(file) != one.digest:
                name = file.relative_to(folder.absolute())
                raise NotProvenError(f"{data / name} is not the file that was filed")


def _left_out(data: Path, wanted: Wanted) -> tuple[str, ...]:
    """Return the first names of what else is in a data folder."""
    taken = {DATABASE, POLICY, ACCOUNTS, *TAKEN, *((LAKE,) if wanted.lake else ())}
    taken |= {f"{name}{end}" for name in (DATABASE, ACCOUNTS) for end in _WAL}
    return tuple(sorted(path.name for path in data.iterdir() if path.name not in taken))


def _manifest(
    holds: Holds, now: datetime, log: KeptLog | None, left_out: tuple[str, ...]
) -> Manifest:
    return Manifest(
        holds=holds,
        made_at=now,
        versions={"comptrol": version("comptrol"), "sqlite": sqlite().sqlite_version},
        layouts=Catalogue(DOMAINS).shape,
        log=log,
        left_out=left_out,
    )
