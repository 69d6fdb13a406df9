"""How is a file of usage or of identifiers read? Mistakes are told by their place."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from comptrol.domains.pseudonyms import Usage
from comptrol.flow.parcels import BODY_BYTES_MAX
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.signature import check_names
from comptrol.kernel.statement import kind

T = TypeVar("T")


def read_file(path: Path, wanted: Any) -> Any:  # noqa: ANN401  (a type with bounds is no type)
    """Read a JSON file of at most 4 MiB."""
    try:
        with path.open("rb") as file:
            raw = file.read(BODY_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > BODY_BYTES_MAX:
        raise UnreadableError(f"{path}: more than {BODY_BYTES_MAX} bytes")
    try:
        found = msgspec.json.decode(raw, type=wanted)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    return found


def read_usage(path: Path) -> Usage:
    """Read usage of a period, its rows in any order, and put them in theirs."""
    fields = read_file(path, dict[str, msgspec.Raw])
    fields.setdefault("kind", msgspec.Raw(msgspec.json.encode(kind(Usage))))
    try:
        said = msgspec.json.decode(msgspec.json.encode(fields), type=Usage)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    rows = tuple(sorted(said.rows, key=lambda row: row.customer))
    return msgspec.structs.replace(said, rows=rows)
