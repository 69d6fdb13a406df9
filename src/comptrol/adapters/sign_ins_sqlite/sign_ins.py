"""Where are accounts kept, and what lets people into them? In ``console.db``, beside the log."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from comptrol.adapters.sign_ins_sqlite.file import File
from comptrol.adapters.store_sqlite.engine import sqlite
from comptrol.flow.signing_in import LOOKS_MAX, Account, Binding, PageLook, Passkey, Session
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest

R = TypeVar("R", bound=msgspec.Struct)

_ACCOUNT = "name, party, made, analyst, disabled, password, zone"
_PASSKEY = "credential, account, public_key, signs, label, made, used"
_SESSION = "digest, account, made, seen"
_BINDING = "issuer, subject, account"
_LOOK = "at, account, path, subject"
_OF_ACCOUNT = ", ".join(f"accounts.{name}" for name in _ACCOUNT.split(", "))
_OF_SESSION = ", ".join(f"sessions.{name}" for name in _SESSION.split(", "))


class SqliteSignIns:
    """One file, made with its first account or session; without a path, memory."""

    def __init__(self, path: Path | None) -> None:
        self._file = File(path)

    def add(self, account: Account) -> None:
        """Keep a new account; UnreadableError where the name is taken."""
        self._put("accounts", _ACCOUNT, account, f"there is an account {account.name!r} already")

    def change(
        self,
        name: str,
        *,
        disabled: bool | None = None,
        password: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Change what is given of an account, and nothing that another changes beside it.

        NotFoundError where there is none.
        """
        changed = (
            "UPDATE accounts SET disabled = coalesce(?, disabled),"
            " password = coalesce(?, password), zone = coalesce(?, zone) WHERE name = ?"
        )
        with self._file.step() as db:
            if not db.execute(changed, (disabled, password, zone, name)).rowcount:
                raise NotFoundError(f"there is no account {name!r}")

    def account(self, name: str) -> Account | None:
        """Return an account, disabled or not."""
        return self._one(Account, _ACCOUNT, "accounts WHERE name = ?", name)

    def accounts(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        return self._all(Account, _ACCOUNT, "accounts ORDER BY name")

    def bind(self, binding: Binding) -> None:
        """Let an issuer's subject into an account; UnreadableError where it is in another."""
        taken = f"{binding.subject!r} of {binding.issuer} is bound to an account already"
        self._put("bindings", _BINDING, binding, taken)

    def unbind(self, issuer: str, subject: str) -> bool:
        """Let an issuer's subject in no longer; tell whether it was let in."""
        query = "DELETE FROM bindings WHERE issuer = ? AND subject = ?"
        with self._file.step() as db:
            return bool(db.execute(query, (issuer, subject)).rowcount)

    def bound(self, issuer: str, subject: str) -> str | None:
        """Return the account of an issuer's subject."""
        where = "bindings WHERE issuer = ? AND subject = ?"
        found = self._one(Binding, _BINDING, where, issuer, subject)
        return found.account if found is not None else None

    def bindings(self) -> tuple[Binding, ...]:
        """Return every binding, by account."""
        return self._all(Binding, _BINDING, "bindings ORDER BY account, issuer, subject")

    def keep_passkey(self, passkey: Passkey) -> None:
        """Keep a new passkey; UnreadableError where it is known already."""
        self._put("passkeys", _PASSKEY, passkey, "this passkey is known already")

    def passkey(self, credential: bytes) -> Passkey | None:
        """Return a passkey."""
        return self._one(Passkey, _PASSKEY, "passkeys WHERE credential = ?", credential)

    def passkeys(self, account: str) -> tuple[Passkey, ...]:
        """Return the passkeys of an account, the oldest first."""
        where = "passkeys WHERE account = ? ORDER BY made, credential"
        return self._all(Passkey, _PASSKEY, where, account)

    def used(self, credential: bytes, signs: int, at: datetime) -> None:
        """Note that a passkey signed."""
        query = "UPDATE passkeys SET signs = ?, used = ? WHERE credential = ?"
        self._do(query, signs, at.isoformat(), credential)

    def drop_passkey(self, account: str, credential: bytes) -> None:
        """Forget a passkey of an account, if it is one of its own."""
        self._do("DELETE FROM passkeys WHERE account = ? AND credential = ?", account, credential)

    def begin(self, session: Session) -> None:
        """Keep a new session."""
        self._put("sessions", _SESSION, session, "there is such a session already")

    def session(self, digest: Digest) -> tuple[Session, Account] | None:
        """Return a session and its account, however old the one and disabled the other."""
        query = (
            f"SELECT {_OF_SESSION}, {_OF_ACCOUNT} FROM sessions"  # noqa: S608  (no word from outside)
            " JOIN accounts ON accounts.name = sessions.account WHERE digest = ?"
        )
        for row in self._file.rows(query, (digest,)):
            cut = len(Session.__struct_fields__)
            return _read(Session, _SESSION)(row[:cut]), _read(Account, _ACCOUNT)(row[cut:])
        return None

    def sessions(self, account: str) -> tuple[Session, ...]:
        """Return the sessions of an account, the newest first."""
        where = "sessions WHERE account = ? ORDER BY made DESC, digest"
        return self._all(Session, _SESSION, where, account)

    def seen(self, digest: Digest, at: datetime) -> None:
        """Note that a session is in use."""
        self._do("UPDATE sessions SET seen = ? WHERE digest = ?", at.isoformat(), digest)

    def end(self, digest: Digest) -> None:
        """End a session; one that is none is none afterwards."""
        self._do("DELETE FROM sessions WHERE digest = ?", digest)

    def end_all(self, account: str, but: Digest | None = None) -> None:
        """End the sessions of an account, or all but one."""
        self._do("DELETE FROM sessions WHERE account = ? AND digest IS NOT ?", account, but)

    def end_older(self, made_before: datetime, seen_before: datetime) -> None:
        """Forget the sessions that nobody can use any more."""
        query = "DELETE FROM sessions WHERE made <= ? OR seen <= ?"
        self._do(query, made_before.isoformat(), seen_before.isoformat())

    def looked(self, look: PageLook) -> None:
        """Keep that somebody looked."""
        self._put("looks", _LOOK, look, "there is such a look already")

    def looks(
        self, *, account: str | None = None, subject: str | None = None, limit: int = LOOKS_MAX
    ) -> tuple[PageLook, ...]:
        """Return who looked, the latest first."""
        given = {"account": account, "subject": subject}
        asked = {name: value for name, value in given.items() if value is not None}
        where = f"WHERE {' AND '.join(f'{name} = ?' for name in asked)}" if asked else ""
        found = f"looks {where} ORDER BY look DESC LIMIT ?"
        return self._all(PageLook, _LOOK, found, *asked.values(), min(limit, LOOKS_MAX))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _do(self, query: str, *values: object) -> None:
        with self._file.step() as db:
            db.execute(query, values)

    def _put(self, table: str, columns: str, row: msgspec.Struct, taken: str) -> None:
        names = columns.split(", ")
        marks = ", ".join("?" * len(names))
        values = [_kept(getattr(row, name)) for name in names]
        query = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  (no word from outside)
        try:
            with self._file.step() as db:
                db.execute(query, values)
        except sqlite().IntegrityError as error:
            raise UnreadableError(taken) from error

    def _all(self, row: type[R], columns: str, found: str, *values: object) -> tuple[R, ...]:
        query = f"SELECT {columns} FROM {found}"  # noqa: S608  (no word from outside)
        return tuple(map(_read(row, columns), self._file.rows(query, values)))

    def _one(self, row: type[R], columns: str, found: str, *values: object) -> R | None:
        return next(iter(self._all(row, columns, found, *values)), None)


def _kept(value: object) -> object:
    """Return a value as its column keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _read(row: type[R], columns: str) -> Callable[[tuple[Any, ...]], R]:
    names = columns.split(", ")

    def read(values: tuple[Any, ...]) -> R:
        return msgspec.convert(
            dict(zip(names, values, strict=True)), row, strict=False, builtin_types=(bytes,)
        )

    return read
