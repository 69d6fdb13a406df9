"""Accounts of the console, their sessions and looks, in one SQLite file."""

from comptrol.adapters.sign_ins_sqlite.sign_ins import SqliteSignIns

__all__ = ["SqliteSignIns"]
