"""Private keys that live as long as the process: for questions that need no data folder."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptrol.adapters.keyring_files import PartyKey
from comptrol.kernel.identifiers import PartyId


class MemoryKeyring:
    """Keys by party; one is made when it is first asked for."""

    def __init__(self) -> None:
        self._keys: dict[PartyId, PartyKey] = {}

    def of(self, party: PartyId) -> PartyKey:
        """Return a party's key."""
        if party not in self._keys:
            self._keys[party] = PartyKey(party, Ed25519PrivateKey.generate())
        return self._keys[party]

    def has(self, party: PartyId) -> bool:
        """Tell whether a party's key was made."""
        return party in self._keys

    def create(self, party: PartyId) -> PartyKey:
        """Return a party's key, made now where there was none."""
        return self.of(party)

    def draft(self, party: PartyId) -> PartyKey:
        """Return a party's key, made now where there was none."""
        return self.of(party)

    def keep(self, made: PartyKey) -> None:
        """Keep a key that was made."""
        self._keys[made.party] = made
