"""How JSON is read from a file, and a statement from JSON; every mistake names its file."""

from pathlib import Path
from typing import Final, TypeVar

import msgspec

from comptrol.bootstrap import Platform
from comptrol.entrypoints.cli.evidence_files import read_file
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import ComptrolError, NotFoundError, UnreadableError
from comptrol.kernel.signature import check_names
from comptrol.kernel.statement import Consequence, Statement, kind

T = TypeVar("T")

JSON_BYTES_MAX: Final = 4 * PAYLOAD_BYTES_MAX


def read_json(path: Path, wanted: type[T], *, bytes_max: int = JSON_BYTES_MAX) -> T:
    """Read a JSON file as one type; a name that stands twice is refused."""
    raw = read_bytes(path, bytes_max=bytes_max)
    try:
        found = msgspec.json.decode(raw, type=wanted)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    return found


def read_statement(platform: Platform, name: str, path: Path) -> Statement:
    """Read a statement's fields from a JSON file; its kind is given beside it."""
    wanted = kind_named(platform, name)
    fields = read_json(path, dict[str, msgspec.Raw])
    try:
        given = msgspec.json.decode(fields.pop("kind", b'""'), type=str)
        if given not in {"", kind(wanted)}:
            raise UnreadableError(f"kind is {given}, the command says {kind(wanted)}")
        tagged = {"kind": msgspec.Raw(msgspec.json.encode(kind(wanted))), **fields}
        return platform.catalogue.decode(msgspec.json.encode(tagged))
    except (msgspec.MsgspecError, ComptrolError) as error:
        raise UnreadableError(f"{path}: {error}") from error


def kind_named(platform: Platform, name: str) -> type[Statement]:
    """Return a kind by its full name, or by its name without the version."""
    kinds = platform.catalogue.kinds
    found = [k for k in kinds if name in {k, k.partition("/")[0]}]
    if not found:
        raise NotFoundError(f"no kind {name!r}; list them with: comptrol kinds")
    wanted = kinds[found[-1]]
    if issubclass(wanted, Consequence):
        raise UnreadableError(f"{kind(wanted)} is said by the platform alone, as a consequence")
    return wanted


def read_bytes(path: Path, *, bytes_max: int = JSON_BYTES_MAX) -> bytes:
    """Read a file that some editors begin with a mark of UTF-8, or say what is wrong with it."""
    return read_file(path, bytes_max=bytes_max).removeprefix(b"\xef\xbb\xbf")
