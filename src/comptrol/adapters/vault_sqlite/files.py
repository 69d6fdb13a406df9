"""How the vault's two files are opened, so that one commit is atomic over both and leaves nothing.

``DELETE`` journals and no WAL: over attached files such a commit is atomic (sqlite.org/
atomiccommit.html §5), and no old page waits in a WAL. ``EXTRA`` syncs the folder once a journal
is deleted: a power cut must not bring a destroyed key back. Deleted cells are filled with zeros.
"""

import os
from pathlib import Path
from typing import Any, Final

from comptrol.adapters.store_sqlite.engine import BUSY_TIMEOUT_MS, sqlite
from comptrol.kernel.errors import UnavailableError

KEYS: Final = "keys.db"
BODIES: Final = "bodies.db"

_OWNER_ONLY: Final = 0o600
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS main.keys (
    data_subject TEXT PRIMARY KEY,
    key_id BLOB NOT NULL UNIQUE,
    key BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS bodies.bodies (
    commitment TEXT PRIMARY KEY,
    key_id BLOB NOT NULL,
    nonce BLOB,
    ciphertext BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS bodies.bodies__key_id ON bodies (key_id);
"""
"""A key or a body that is null has been destroyed, and the log does not say so yet."""
_PRAGMAS: Final = tuple(
    f"{name}.{pragma}"
    for name in ("main", "bodies")
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON")
)


def connect(folder: Path | None) -> Any:  # noqa: ANN401
    """Open the files in a folder, made where they are missing; without a folder, in memory."""
    paths = [":memory:" if folder is None else owned(folder, name) for name in (KEYS, BODIES)]
    db = sqlite().connect(paths[0], isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("ATTACH DATABASE ? AS bodies", (paths[1],))
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    db.executescript(_TABLES)
    return db


def owned(folder: Path, name: str) -> str:
    """Return a file that its owner alone can read, made so before anything is in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
    if path.stat().st_mode & 0o077:
        raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
    return str(path)
