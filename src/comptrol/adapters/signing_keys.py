"""Private keys of heads and cosignatures: a ``.key`` file each, which only its owner can read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from typing_extensions import override

from comptrol.adapters.durable_files import make_folder, put
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.note import Algorithm, VerifierKey

SUFFIX: Final = ".key"
PrivateKey = Ed25519PrivateKey | MLDSA44PrivateKey


class StoredKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A private key as its file has it."""

    name: str
    algorithm: str
    seed: str

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"StoredKey({self.name!r}, {self.algorithm!r}, …)"


class SigningKey:
    """A private key under the name that it signs by. Never printed, never logged."""

    def __init__(self, name: str, algorithm: Algorithm, private: PrivateKey) -> None:
        self._private = private
        public = private.public_key().public_bytes_raw()
        self.public = VerifierKey(name=name, algorithm=algorithm, public=public)

    def sign(self, to_be_signed: bytes) -> bytes:
        """Sign; ML-DSA signs the same bytes another way each time."""
        return self._private.sign(to_be_signed)

    def stored(self) -> bytes:
        """Return the key as its file has it, for the one who keeps it."""
        seed = self._private.private_bytes_raw().hex()
        public = self.public
        return msgspec.json.encode(
            StoredKey(name=public.name, algorithm=public.algorithm.name, seed=seed)
        )


def signing_keys(folder: Path) -> list[SigningKey]:
    """Return every private key in a folder, those of Ed25519 first."""
    keys = [read_key(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return sorted(keys, key=lambda key: key.public.algorithm.name)


def create_keys(folder: Path, name: str, algorithms: Sequence[Algorithm]) -> list[SigningKey]:
    """Make a key of each algorithm under a name, and keep them durably."""
    make_folder(folder, 0o700)
    made = [SigningKey(name, algorithm, _generated(algorithm)) for algorithm in algorithms]
    for key in made:
        path = folder / f"{key.public.id.hex()}{SUFFIX}"
        if path.exists():
            raise UnavailableError(f"{path} holds a key already: it is left alone")
        put(path, key.stored())
    return made


def read_key(path: Path) -> SigningKey:
    """Return the private key in a file that only its owner can read."""
    if path.stat().st_mode & 0o077:
        raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=StoredKey)
        algorithm, seed = Algorithm[stored.algorithm], bytes.fromhex(stored.seed)
        if algorithm is Algorithm.ML_DSA_44:
            return SigningKey(stored.name, algorithm, MLDSA44PrivateKey.from_seed_bytes(seed))
        return SigningKey(stored.name, algorithm, Ed25519PrivateKey.from_private_bytes(seed))
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise UnavailableError(f"{path} holds no key that signs heads") from error


def _generated(algorithm: Algorithm) -> PrivateKey:
    ml_dsa = algorithm is Algorithm.ML_DSA_44
    return MLDSA44PrivateKey.generate() if ml_dsa else Ed25519PrivateKey.generate()
