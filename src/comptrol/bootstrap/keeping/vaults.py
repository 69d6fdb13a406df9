"""How does a vault come back, so that nobody who was erased comes back with it?

A copy of the vault has the keys of everybody who was erased since. The log says who that is: so
what it calls erased is destroyed in the copy before anything is opened with it.
"""

from contextlib import closing
from pathlib import Path

from comptrol.adapters.backup_folder import read_manifest, take
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.bootstrap.folders import VAULT
from comptrol.bootstrap.platform import references
from comptrol.bootstrap.records import FileRecords
from comptrol.domains.privacy import DisclosableEntry, PrivacyView, SealedEntry
from comptrol.flow.world import RowsWorld


def bring_vault(source: Path | None, data: Path) -> int:
    """Bring a vault back from its backup; return how much of it was erased again."""
    if source is None:
        return 0
    manifest, _ = read_manifest(source)
    for file in manifest.files:
        take(source / file.path, data / file.path)
    erased = 0
    with (
        closing(FileRecords(data).opened(lock=False)) as store,
        closing(SqliteVault(data / VAULT)) as vault,
        store.reading() as rows,
    ):
        view = RowsWorld(rows, references(data))[PrivacyView]
        hidden: list[SealedEntry | DisclosableEntry] = [
            *view.sealed.where(),
            *view.disclosables.where(),
        ]
        for one in hidden:
            if one.erased_at is not None:
                vault.erase(one.commitment)
                erased += 1
    return erased
