"""How is a log brought back from a backup, whole or not at all, and never as a fork of itself?"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from comptrol.adapters.backup_folder import Manifest, take, unfinished
from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.adapters.signer.head_store import HeadStore
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap.folders import replayed_into_place
from comptrol.bootstrap.keeping.asking import Ready, Restoring, ready
from comptrol.bootstrap.keeping.heads import Seen, check_grown, published
from comptrol.bootstrap.keeping.vaults import bring_vault
from comptrol.bootstrap.monitoring import log_at, policy_in
from comptrol.bootstrap.publishing import POLICY, SIGNER
from comptrol.bootstrap.records import DATABASE, FileRecords, copied
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.flow import importing
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.ledger.checkpoint import Head
from comptrol.kernel.ledger.guard import SignedHead
from comptrol.settings import Settings

Tell = Callable[[int, int], None]


class Restored(NamedTuple):
    """What was brought back."""

    size: int
    added: int
    """How many entries came from the published log."""
    head: SignedHead | None
    """The head from which the signer goes on; nothing where none was ever signed."""
    replayed: bool
    """Whether the views were made anew: after entries that were added, or of another version."""
    erased_again: int
    """How many bodies of the vault were destroyed again, since the log says that they were."""


def restore(asked: Restoring, settings: Settings, tell: Tell) -> Restored:
    """Bring a log back from a backup, whole or not at all.

    1. The backup is what it says.   2. How far the log went, as others have seen.
    3. Its files, and the entries that it lacks.   4. Views, if they are of fewer entries, or of
    another version.   5. Vault and signer.   6. To PostgreSQL, if the settings say so.
    """
    made = ready(asked, settings)  # 1, 2
    with unfinished(asked.to) as data:
        _bring_files(asked.target, data, made.manifest)  # 3
        added = _catch_up(asked, data, made, tell)
        replayed = _make_views(data, anew=bool(added))  # 4
        erased_again = bring_vault(asked.vault, data)  # 5
        _bring_signer(asked, data, made)
        if settings.database is not None:  # 6
            copied(data, settings.database, back=False, tell=lambda _table, _rows: None)
            (data / DATABASE).unlink()
    head = None if made.ahead is None else made.ahead.head
    return Restored(made.log.size + added, added, head, replayed, erased_again)


def _bring_files(target: Path, data: Path, manifest: Manifest) -> None:
    for file in manifest.files:
        take(target / file.path, data / file.path)
    if (data / ACCOUNTS).is_file():
        with closing(SqliteSignIns(data / ACCOUNTS)) as accounts:
            now = datetime.max.replace(tzinfo=UTC)
            accounts.end_older(now, now)  # a session that was ended must not come to life again


def _catch_up(asked: Restoring, data: Path, made: Ready, tell: Tell) -> int:
    """Add the entries that the backup lacks; all heads that are known must fit what is there."""
    with closing(SqliteStore(data / DATABASE, (), views=False)) as store:
        if made.ahead is not None and made.ahead.head.size > store.size():
            _add(asked, store, made.ahead, tell)
        with store.reading() as reading:
            for one in made.seen:
                check_grown(reading, one)
        return store.size() - made.log.size


def _add(asked: Restoring, store: SqliteStore, ahead: Seen, tell: Tell) -> None:
    """Add what the published log has after the last entry that is here."""
    if asked.published is None:
        raise UnavailableError("the backup lacks entries, and no published log was named")
    there = published(asked.published, policy_in(asked.policy or asked.target / POLICY)).head
    if there.size < ahead.head.size:
        raise UnavailableError(
            f"the log published at {asked.published} has {there.size} entries, and a head of "
            f"{ahead.head.size} was signed ({ahead.where}): find one that goes as far"
        )
    head = Head(origin=there.origin, size=there.size, root=bytes.fromhex(there.root))
    with closing(ProcessWorkers(2)) as workers:
        importing.take_on(log_at(asked.published), head, store, workers, tell)


def _make_views(data: Path, *, anew: bool) -> bool:
    """Make the views anew where the log has grown, or another version made them."""
    records = FileRecords(data)
    anew = anew or bool(records.unfitting())
    if anew:
        replayed = replayed_into_place(records.log(), records)
        if replayed.differences:
            told = "; ".join(replayed.differences)
            raise NotProvenError(f"the views cannot be made from the log: {told}")
    return anew


def _bring_signer(asked: Restoring, data: Path, made: Ready) -> None:
    """Have the signer go on from the last head; one that was kept stays where it is."""
    if asked.signer is not None:
        (data / SIGNER).symlink_to(asked.signer.resolve(), target_is_directory=True)
        return
    if made.ahead is None:
        return
    HeadStore(data / SIGNER).remember(made.ahead.head)
    if asked.signer_keys is not None:
        for path in sorted((asked.signer_keys / SIGNER).glob("*")):
            take(path, data / SIGNER / path.name)
