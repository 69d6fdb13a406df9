"""Private keys as files that only their owner can read, one to a party."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typing_extensions import override

from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import NAME, PartyId

_OWNER_ONLY = 0o600


class PartyKey:
    """A party's name and private key: what it takes to speak. Never printed, never logged."""

    def __init__(self, party: PartyId, private: Ed25519PrivateKey) -> None:
        self.party, self._private = party, private
        self.key = private.public_key().public_bytes_raw()

    def seed(self) -> bytes:
        """Return the private key itself, for the one who keeps it."""
        return self._private.private_bytes_raw()

    def speaking_for(self, party: PartyId) -> "PartyKey":
        """Return the same key, speaking in the name of a party."""
        return PartyKey(party, self._private)

    def sign(self, to_be_signed: bytes) -> bytes:
        """Sign; the same bytes always give the same signature (RFC 8032)."""
        return self._private.sign(to_be_signed)

    def apart(self) -> Callable[[bytes], bytes]:
        """Return what signs under this key, here and in processes of ours that are handed it."""
        return _Signing(self.seed())


@dataclass(frozen=True, slots=True, repr=False)
class _Signing:
    """What signs under a private key: it is on its way into another process, or there."""

    seed: bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "<what signs under a private key>"

    def __call__(self, to_be_signed: bytes) -> bytes:
        return _private(self.seed).sign(to_be_signed)


@lru_cache(maxsize=8)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


class KnownKey:
    """A party's name and public key alone: its words can be checked, and nothing be said."""

    def __init__(self, party: PartyId, key: bytes, missing: Path) -> None:
        self.party, self.key, self._missing = party, key, missing

    def sign(self, to_be_signed: bytes) -> bytes:  # noqa: ARG002  (a voice signs something)
        """Say that nothing can be signed here."""
        raise UnavailableError(
            f"no private key of {self._missing.stem!r} at {self._missing}: what is here can be "
            "read and checked, and nothing can be said"
        )

    def apart(self) -> Callable[[bytes], bytes]:
        """Return what says that nothing can be signed."""
        return self.sign


class FileKeyring:
    """A folder of ``PARTY.key`` files, each 32 bytes in hexadecimal, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, party: PartyId) -> PartyKey:
        """Return a party's key, or say that it is not here."""
        path = self._path(party)
        if not path.is_file():
            raise UnavailableError(f"no private key of {party!r} at {path}")
        if path.stat().st_mode & 0o077:
            raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
        try:
            seed = bytes.fromhex(path.read_text().strip())
            return PartyKey(party, Ed25519PrivateKey.from_private_bytes(seed))
        except ValueError:  # which would tell of the words in it
            raise UnavailableError(
                f"{path} holds no Ed25519 key: it is 32 bytes in hexadecimal"
            ) from None

    def has(self, party: PartyId) -> bool:
        """Tell whether a party's key is here."""
        return self._path(party).is_file()

    def without(self, party: PartyId, key: bytes, speaks_for: PartyId) -> KnownKey:
        """Return a party's public key, where the private one is not here."""
        return KnownKey(speaks_for, key, self._path(party))

    def create(self, party: PartyId) -> PartyKey:
        """Make a new key for a party and keep it; never over one that is there."""
        made = self.draft(party)
        self.keep(made)
        return made

    def draft(self, party: PartyId) -> PartyKey:
        """Make a new key for a party that has none here, without keeping it yet."""
        path = self._path(party)
        if path.exists():
            raise UnavailableError(f"{path} holds a key already: it is left alone")
        return PartyKey(party, Ed25519PrivateKey.generate())

    def keep(self, made: PartyKey) -> None:
        """Keep a key that was made, durably; never over one that is there."""
        path = self._path(made.party)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        except FileExistsError as error:
            raise UnavailableError(f"{path} holds a key already: it is left alone") from error
        with os.fdopen(descriptor, "w") as file:
            file.write(made.seed().hex())
            file.flush()
            os.fsync(file.fileno())
        _sync(self._folder)

    def _path(self, party: PartyId) -> Path:
        """Return a party's file. A name that is none never becomes a path."""
        if not re.search(NAME, party):
            raise UnreadableError(
                f"{party!r} is no party's name: lower-case letters, digits, . _ -"
            )
        return self._folder / f"{party}.key"


def _sync(folder: Path) -> None:
    """Make sure that a new file is found again after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
