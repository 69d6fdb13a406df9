"""Data folders: how one is made, opened, kept to one writer, and rebuilt."""

import shutil
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.store_sql import SqlStore
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap.monitoring import log_at, policy_in
from comptrol.bootstrap.platform import (
    AUTHORITY,
    PLATFORM,
    Platform,
    assembled,
    references,
)
from comptrol.bootstrap.publishing import POLICY, SIGNER, check_head
from comptrol.bootstrap.records import DATABASE, Records, records_of
from comptrol.domains import DOMAINS
from comptrol.domains.parties import PartiesView, key_in_force
from comptrol.flow import importing
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Clock
from comptrol.flow.replay import Replay, Replayed
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PublicKey
from comptrol.settings import Settings

KEYS: Final = "keys"
VAULT: Final = "vault"
FILE_ALONE: Final = Settings()
"""Log and views in the data folder, as they are where nothing is set."""


@contextmanager
def created(
    data: Path,
    *,
    processes: int = 2,
    clock: Clock | None = None,
    settings: Settings = FILE_ALONE,
) -> Generator[Platform]:
    """Make a data folder with new keys, and take it back if what is done in it fails.

    Whoever founds the log opens it.
    """
    records = records_of(data, settings)
    if records.exist():
        raise UnavailableError(f"{data} holds a log already; choose another folder")
    for name in (POLICY, SIGNER):
        if (data / name).exists():
            raise UnavailableError(
                f"{data / name} belongs to a log whose database is lost: take that back with "
                "comptrol ledger restore, or choose another folder"
            )
    existed = data.exists()
    data.mkdir(parents=True, exist_ok=True)
    before = {path for path in data.rglob("*") if path.is_file()}
    try:
        keyring = FileKeyring(data / KEYS)
        for name in (AUTHORITY, PLATFORM):
            if not keyring.has(name):
                keyring.create(name)
        with closing(
            assembled(records.opened(), keyring, processes, clock, data / VAULT, data)
        ) as platform:
            yield platform
    except BaseException:
        records.drop()
        for path in {path for path in data.rglob("*") if path.is_file()} - before:
            path.unlink()
        if not existed:
            shutil.rmtree(data)
        raise


def holds_log(data: Path, settings: Settings = FILE_ALONE) -> bool:
    """Tell whether there is a log in a data folder, or was one that is to be looked for."""
    return records_of(data, settings).exist() or (data / SIGNER).exists()


def open_platform(
    data: Path,
    *,
    processes: int = 2,
    clock: Clock | None = None,
    any_head: bool = False,
    settings: Settings = FILE_ALONE,
) -> Platform:
    """Open an existing data folder. A wrong path never starts a new log by itself.

    With ``any_head``, also one that does not fit the head that was signed: only to look into it.
    """
    records = records_of(data, settings)
    if not records.exist():
        raise _no_log(data)
    keyring = FileKeyring(data / KEYS)
    platform = assembled(records.opened(), keyring, processes, clock, data / VAULT, data)
    try:
        _check_voice(platform, data)
        if not any_head:
            check_head(platform.store, data)
    except BaseException:
        platform.close()
        raise
    return platform


def _no_log(data: Path) -> UnavailableError:
    """Tell a folder that never had a log from one whose database is not there any more."""
    if (data / SIGNER).exists():
        return UnavailableError(
            f"there is no log in {data}, and there was one: look for its database where the "
            "settings say that it is, or take it back with comptrol ledger restore"
        )
    return UnavailableError(
        f"there is no log in {data}; make one with: comptrol init, or comptrol demo"
    )


def rebuild(data: Path, settings: Settings = FILE_ALONE) -> Replayed:
    """Make every view of a data folder anew from its log, beside the old ones, then swap them."""
    records = records_of(data, settings)
    if not records.exist():
        raise _no_log(data)
    return replayed_into_place(records.log(), records)


def take_back(
    data: Path,
    log: str,
    policy: Path,
    tell: Callable[[int, int], None],
    settings: Settings = FILE_ALONE,
) -> Replayed:
    """Make a data folder's database from its published log, and its views from that.

    Until both are whole the folder has no database, so that asking again is all it takes.
    """
    records, imported = records_of(data, settings), data / f"{DATABASE}.imported"
    if records.exist():
        raise UnavailableError(f"{data} holds a log already: it is left alone")
    data.mkdir(parents=True, exist_ok=True)
    imported.unlink(missing_ok=True)
    try:
        with (
            closing(ProcessWorkers(2)) as workers,
            closing(SqliteStore(imported, (), views=False)) as store,
        ):
            importing.take_back(log_at(log), policy_in(policy), store, workers, tell)
        return replayed_into_place(SqliteStore(imported, records.layouts, views=False), records)
    finally:
        imported.unlink(missing_ok=True)


def replayed_into_place(source: SqlStore, records: Records) -> Replayed:
    """Replay a log into a file of its own, and put that in its place if nothing differs."""
    beside, catalogue = records.data / f"{DATABASE}.rebuilt", Catalogue(DOMAINS)
    beside.unlink(missing_ok=True)
    with closing(source) as old, closing(SqliteStore(beside, catalogue.layouts)) as new:
        known = references(records.data)
        replayed = Replay(catalogue, known, None).run(old.entries(), new)
        new.take_evidence_of(old)
    if replayed.differences:
        beside.unlink()
    else:
        records.give_way_to(beside)
    return replayed


def _check_voice(platform: Platform, data: Path) -> None:
    """Refuse to speak under a key that this log does not know as its platform's."""
    key = PublicKey(platform.intake.voice.key.hex())
    with platform.world() as world:
        held = key_in_force(world[PartiesView], key)
    if platform.store.size() and not (held is not None and held.platform):
        path = data / KEYS / f"{PLATFORM}.key"
        raise UnavailableError(f"{path} is not the key under which this log's platform speaks")
