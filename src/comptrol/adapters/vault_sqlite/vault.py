"""Where is kept what entries hide, so that it can be destroyed? In two files, one without keys.

``bodies.db`` has ciphertext alone, ``keys.db`` one random key to a data subject, and the subject's
pseudonym. Destroying a key destroys every copy of what was under it, backups of ``bodies.db``
included. Where a subject has more than is to be erased, the rest is first put under a new key.

For whoever makes backups: a copy of ``keys.db`` brings back whatever was erased since, so keep it
apart from copies of ``bodies.db``, and not for long. In a copy of ``bodies.db`` from before an
erasure nothing of that subject can be read, not even the rest: make a new one. A key is erased in
its file; for what a disk keeps of overwritten blocks and deleted journals, encrypt the disk.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.adapters.vault_sqlite.ciphertext import Key, Sealed, decrypt, encrypt, new_key
from comptrol.adapters.vault_sqlite.files import connect
from comptrol.flow.vaulting import Opening
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest


class SqliteVault:
    """A folder of two files, made when something is first kept; without a folder, memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._turn = folder, Lock()
        self._connection: Any = None

    def keep(self, data_subject: str, commitment: Digest, body: bytes, salt: bytes) -> None:
        """Keep an opening; the same once more changes nothing."""
        opening = Opening(body=body, salt=salt)
        with self._step() as db:
            held = _held(db, commitment)
            if held is None:
                key = _key_for(db, data_subject)
                _put(db, commitment, key.key_id, encrypt(key.key, commitment, opening))
            elif held != (data_subject, opening):
                raise UnreadableError(f"something else is kept under {commitment}")

    def opening(self, commitment: Digest) -> Opening:
        """Return an opening."""
        with self._step() as db:  # a whole step, so that key and body are of one moment
            held = _held(db, commitment)
        if held is None:
            raise NotFoundError(f"the vault keeps nothing under {commitment}")
        return held[1]

    def erase(self, commitment: Digest) -> None:
        """Destroy an opening and the key over it; the subject's other bodies get a new one."""
        query = "SELECT key_id, key FROM keys JOIN bodies USING (key_id) WHERE commitment = ?"
        with self._step() as db:
            found = db.execute(query, (commitment,)).fetchone()
            if found is None or found[1] is not None:
                db.execute("DELETE FROM bodies WHERE commitment = ?", (commitment,))
            if found is not None and found[1] is not None:
                _change_key(db, Key(*found))

    def erase_all(self, data_subject: str) -> None:
        """Destroy a data subject's key and bodies; which commitments they were is kept."""
        of_subject = "(SELECT key_id FROM keys WHERE data_subject = ?)"
        blank = f"UPDATE bodies SET nonce = NULL, ciphertext = NULL WHERE key_id = {of_subject}"  # noqa: S608  (no word from outside)
        with self._step() as db:
            db.execute(blank, (data_subject,))
            db.execute("UPDATE keys SET key = NULL WHERE data_subject = ?", (data_subject,))

    def commitments(self, data_subject: str) -> tuple[Digest, ...]:
        """Return what commitments are kept for a data subject, or were until ``erase_all``."""
        query = (
            "SELECT commitment FROM bodies JOIN keys USING (key_id)"
            " WHERE data_subject = ? ORDER BY commitment"
        )
        with self._step() as db:
            return tuple(Digest(one) for (one,) in db.execute(query, (data_subject,)))

    def forget(self, data_subject: str) -> None:
        """Drop what ``erase_all`` has left: the commitments, and the subject's name."""
        gone = "(SELECT key_id FROM keys WHERE data_subject = ? AND key IS NULL)"
        with self._step() as db:
            db.execute(f"DELETE FROM bodies WHERE key_id = {gone}", (data_subject,))  # noqa: S608  (no word from outside)
            db.execute("DELETE FROM keys WHERE data_subject = ? AND key IS NULL", (data_subject,))

    def close(self) -> None:
        """Let go of the files."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _step(self) -> Generator[Any]:
        """Begin one atomic step over both files, alone with them."""
        with self._turn:
            try:
                if self._connection is None:
                    self._connection = connect(self._folder)
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite().Error as error:
                raise UnavailableError(f"the vault in {self._folder} fails: {error}") from error


def _held(db: Any, commitment: Digest) -> tuple[str, Opening] | None:  # noqa: ANN401
    """Return an opening and its data subject, unless there is none or it was destroyed."""
    query = (
        "SELECT data_subject, key, nonce, ciphertext FROM bodies JOIN keys USING (key_id)"
        " WHERE commitment = ? AND key IS NOT NULL"
    )
    found = db.execute(query, (commitment,)).fetchone()
    if found is None:
        return None
    data_subject, key, *sealed = found
    return data_subject, decrypt(key, commitment, Sealed(*sealed))


def _key_for(db: Any, data_subject: str) -> Key:  # noqa: ANN401
    """Return a data subject's key; a new one for a new subject."""
    query = "SELECT key_id, key FROM keys WHERE data_subject = ?"
    found = db.execute(query, (data_subject,)).fetchone()
    if found is None:
        made = new_key()
        db.execute("INSERT INTO keys VALUES (?, ?, ?)", (data_subject, *made))
        return made
    if found[1] is None:
        raise UnavailableError(f"{data_subject!r} is being erased: finish that first")
    return Key(*found)


def _change_key(db: Any, old: Key) -> None:  # noqa: ANN401
    """Put what is left under a key under a new one, and destroy the old."""
    query = "SELECT commitment, nonce, ciphertext FROM bodies WHERE key_id = ?"
    rest = db.execute(query, (old.key_id,)).fetchall()
    if not rest:
        db.execute("DELETE FROM keys WHERE key_id = ?", (old.key_id,))
        return
    new = new_key()
    for commitment, *sealed in rest:
        opening = decrypt(old.key, commitment, Sealed(*sealed))
        _put(db, commitment, new.key_id, encrypt(new.key, commitment, opening))
    db.execute("UPDATE keys SET key_id = ?, key = ? WHERE key_id = ?", (*new, old.key_id))


def _put(db: Any, commitment: str, key_id: bytes, sealed: Sealed) -> None:  # noqa: ANN401
    row = (commitment, key_id, *sealed)
    db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?, ?)", row)
