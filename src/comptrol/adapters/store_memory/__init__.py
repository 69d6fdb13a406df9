"""A store in memory: for tests, and for questions that need no data folder."""

from comptrol.adapters.store_memory.store import MemoryStore

__all__ = ["MemoryStore"]
