"""Who owns whom, from files: GRAPH.json, beneficial ownership statements, LEI relationships."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from comptrol.adapters.ownership_files.bods import read_bods
from comptrol.adapters.ownership_files.gleif import read_gleif_csv, read_gleif_json
from comptrol.adapters.ownership_files.graph_json import read_graph
from comptrol.adapters.ownership_files.register import OwnershipFile, read_raw, with_circles_noted
from comptrol.kernel.errors import UnreadableError

__all__ = [
    "OwnershipFile",
    "read_bods",
    "read_gleif_csv",
    "read_gleif_json",
    "read_graph",
    "read_ownership",
]


def read_ownership(path: Path) -> OwnershipFile:
    """Read an ownership file by what it is: a table, a list of statements, records, a graph."""
    raw = read_raw(path)
    read = _reader(path, raw)
    try:
        return with_circles_noted(read(raw))
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def _reader(path: Path, raw: bytes) -> Callable[[bytes], OwnershipFile]:
    if path.suffix.lower() == ".csv":
        return read_gleif_csv
    if raw.lstrip()[:1] == b"[":
        return read_bods
    return read_gleif_json if _has_relations(raw) else read_graph


def _has_relations(raw: bytes) -> bool:
    try:
        return "relations" in msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False  # the reader of graphs says what is wrong
