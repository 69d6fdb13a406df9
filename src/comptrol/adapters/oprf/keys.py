"""Where are the keys of epochs kept, so that one can be destroyed when its epoch is over?

A folder of ``epoch-N.key`` files, mode 0600. While a key is there, whoever has it can try names
out against the pseudonyms of its epoch; once it is gone, nobody ever can again. Keep no copy of it
longer than the epoch.
"""

from pathlib import Path
from typing import Final

import msgspec
from typing_extensions import override

from comptrol.adapters.durable_files import make_folder, put, sync_folders
from comptrol.adapters.oprf.protocol import Randomness, key_of_seed, public_key
from comptrol.kernel.errors import UnavailableError

SEED_BYTES: Final = 32


class StoredSeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key of an epoch as its file has it."""

    epoch: int
    seed: str

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"StoredSeed({self.epoch}, …)"


class EpochKeys:
    """The private keys of epochs. Never printed, never logged."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def made(self, epoch: int, randomness: Randomness) -> str:
        """Make the key of an epoch, unless there is one, and return what of it is announced."""
        path = self._path(epoch)
        if not path.exists():
            make_folder(path.parent, 0o700)
            stored = StoredSeed(epoch=epoch, seed=randomness(SEED_BYTES).hex())
            put(path, msgspec.json.encode(stored))
        return public_key(self.private(epoch)).hex()

    def seed(self, epoch: int) -> bytes:
        """Return the seed of an epoch's key, or say that it is not here."""
        path = self._path(epoch)
        if not path.is_file():
            raise UnavailableError(
                f"no key of epoch {epoch} at {path}: it was destroyed, or never"
            )
        if path.stat().st_mode & 0o077:
            raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
        try:
            stored = msgspec.json.decode(path.read_bytes(), type=StoredSeed)
            seed = bytes.fromhex(stored.seed)
        except (msgspec.MsgspecError, ValueError) as error:
            raise UnavailableError(f"{path} holds no key of an epoch") from error
        if len(seed) != SEED_BYTES or stored.epoch != epoch:
            raise UnavailableError(f"{path} holds no key of epoch {epoch}")
        return seed

    def private(self, epoch: int) -> bytes:
        """Return the private key of an epoch."""
        return _derived(self.seed(epoch), epoch)

    def destroy(self, epoch: int) -> None:
        """Destroy the key of an epoch: of its pseudonyms none can ever be made again."""
        path = self._path(epoch)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_folders((path.parent,))

    def _path(self, epoch: int) -> Path:
        if self._folder is None:
            raise UnavailableError("keys of epochs are kept in a data folder, and there is none")
        return self._folder / f"epoch-{epoch}.key"


def _derived(seed: bytes, epoch: int) -> bytes:
    return key_of_seed(seed, f"comptrol pseudonyms, epoch {epoch}".encode())
