"""Who comes to the pages: where accounts are kept, and who vouches for people."""

from pathlib import Path
from typing import Final

from comptrol.adapters.sign_ins_sqlite import SqliteSignIns
from comptrol.bootstrap.folders import KEYS
from comptrol.flow.signing_in import Vouching
from comptrol.kernel.errors import UnavailableError

ACCOUNTS: Final = "console.db"
"""The file of accounts, sessions and looks in a data folder."""


def sign_ins(data: Path | None) -> SqliteSignIns:
    """Return who may sign in to the pages over a data folder; without one, nobody yet."""
    return SqliteSignIns(None if data is None else data / ACCOUNTS)


def accounts_there(data: Path) -> SqliteSignIns:
    """Return the accounts of a log that is there: a wrong path makes no new file."""
    if not (data / KEYS).is_dir():
        raise UnavailableError(
            f"there is no log in {data}; make one with: comptrol init, or comptrol demo"
        )
    return sign_ins(data)


def vouching(issuer: str, client: str, secret: str | None) -> Vouching:
    """Return an issuer of identities, which calls us by the name of a client."""
    try:
        from comptrol.adapters.issuer_oidc import OidcIssuer  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError(
            "to sign in by an issuer: pip install 'comptrol[console]'"
        ) from error
    return OidcIssuer(issuer, client, secret)
