"""What is in the database of a backup, which nobody writes to? Its log, worked out again."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from comptrol.adapters.backup_folder import KeptLog
from comptrol.adapters.store_sql.copying import Side
from comptrol.adapters.store_sql.entries import envelopes_from, last_moment
from comptrol.adapters.store_sqlite import as_it_lies
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.domains import DOMAINS
from comptrol.domains.ledger import Use, VerifierKeyAdded
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Workers
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.signature import verify

_AT_ONCE = 8_192


def log_in(file: Path) -> KeptLog:
    """Return how far the log in a file goes; its entries must lead to its root."""
    with as_it_lies(file) as connection:
        size, root = Side(connection, SQLITE).root()
        return KeptLog(size=size, root=Digest(root.hex()), sealed_at=last_moment(connection))


def unsigned_in(file: Path, workers: Workers) -> Iterator[str]:
    """Yield which entries of a log have no signature that holds."""
    with as_it_lies(file) as connection:
        entries = envelopes_from(connection, 0)
        while part := list(islice(entries, _AT_ONCE)):
            told = workers.begin(_unsigned, [raw for _, raw in part])()
            for (position, _), wrong in zip(part, told, strict=True):
                if wrong:
                    yield f"position {position}: {wrong}"


def names_keys_of_heads(file: Path) -> bool:
    """Tell whether a log ever named a key for its heads: then heads of it may be out there."""
    catalogue = Catalogue(DOMAINS)
    with as_it_lies(file) as connection:
        for _, raw in envelopes_from(connection, 0):
            try:
                said = catalogue.read(open_envelope(raw))
            except EnvelopeError:  # of another version: no key that this one could sign with
                continue
            if isinstance(said, VerifierKeyAdded) and said.use is Use.LOG:
                return True
    return False


def _unsigned(raw: bytes) -> str:
    try:
        verify(open_envelope(raw))
    except EnvelopeError as error:
        return str(error)
    return ""
