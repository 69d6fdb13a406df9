"""The vault in two SQLite files: ciphertext in one, keys in the other."""

from comptrol.adapters.vault_sqlite.vault import SqliteVault

__all__ = ["SqliteVault"]
