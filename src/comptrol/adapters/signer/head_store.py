"""What a signer keeps: its keys, and the head it signed last, in a folder that only it can read.

The folder is not the database's: whoever restores a database from an old copy finds the head here
still ahead of it. Keep it on another disk where you can, and never restore it from a backup.
"""

from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.durable_files import make_folder, put
from comptrol.adapters.signing_keys import SUFFIX, SigningKey, create_keys, signing_keys
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.guard import SignedHead
from comptrol.kernel.ledger.note import Algorithm

HEAD: Final = "head.json"
PAIR: Final = (Algorithm.ED25519, Algorithm.ML_DSA_44)
"""Ed25519 for the clients and witnesses of today, ML-DSA-44 as C2SP recommends it for new logs."""


class HeadStore:
    """A signer's folder: ``head.json``, and a ``.key`` file for each key, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def last(self) -> SignedHead | None:
        """Return the head that was last signed; nothing before the first.

        Keys without a ``head.json`` have forgotten what they signed: they sign nothing.
        """
        path = self.folder / HEAD
        if not path.exists():
            if any(self.folder.glob(f"*{SUFFIX}")):
                raise UnavailableError(
                    f"{path} is lost, and the keys beside it are not: what they signed is "
                    "forgotten, and to sign on might fork the log. Bring it back, or open another"
                )
            return None
        try:
            return msgspec.json.decode(path.read_bytes(), type=SignedHead | None)
        except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
            raise UnavailableError(
                f"{path} cannot be read, so nothing can be signed: {error}"
            ) from error

    def remember(self, head: SignedHead) -> None:
        """Keep a head durably, before its signature is given to anybody."""
        put(self.folder / HEAD, msgspec.json.encode(head))

    def keys(self) -> list[SigningKey]:
        """Return every private key that is here, those of Ed25519 first."""
        return signing_keys(self.folder)

    def create(self, name: str) -> list[SigningKey]:
        """Make a pair of keys, one of each algorithm, and keep them.

        That nothing was signed yet is written before the first keys are, and never again.
        """
        make_folder(self.folder, 0o700)
        if not (self.folder / HEAD).exists() and self.last() is None:
            put(self.folder / HEAD, b"null")
        return create_keys(self.folder, name, PAIR)
