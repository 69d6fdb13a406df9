"""How a statement is read from a file and spoken by a party."""

from pathlib import Path

import msgspec

from comptrol.bootstrap import Platform
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.statement import Consequence, Statement, kind


def read_statement(platform: Platform, name: str, path: Path) -> Statement:
    """Read a statement's fields from a JSON file; its kind is given beside it."""
    wanted = kind_named(platform, name)
    raw = read_bytes(path)
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        given = msgspec.json.decode(fields.pop("kind", b'""'), type=str)
        if given not in {"", kind(wanted)}:
            raise UnreadableError(f"{path}: kind is {given}, the command says {kind(wanted)}")
        tagged = {"kind": msgspec.Raw(msgspec.json.encode(kind(wanted))), **fields}
        return platform.catalogue.decode(msgspec.json.encode(tagged))
    except msgspec.MsgspecError as error:
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


def read_bytes(path: Path) -> bytes:
    """Read a file, or say what is wrong with it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
