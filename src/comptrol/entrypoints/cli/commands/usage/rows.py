"""How is a file of usage or of identifiers read? Mistakes are told by their place."""

from pathlib import Path
from typing import Any

import msgspec

from comptrol.domains.pseudonyms import Usage
from comptrol.entrypoints.cli.statements import read_json
from comptrol.flow.parcels import BODY_BYTES_MAX
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.statement import kind


def read_file(path: Path, wanted: Any) -> Any:  # noqa: ANN401  (a type with bounds is no type)
    """Read a JSON file of at most 4 MiB."""
    return read_json(path, wanted, bytes_max=BODY_BYTES_MAX)


def read_usage(path: Path) -> Usage:
    """Read usage of a period, its rows in any order, and put them in theirs."""
    fields = read_file(path, dict[str, msgspec.Raw])
    fields.setdefault("kind", msgspec.Raw(msgspec.json.encode(kind(Usage))))
    try:
        said = msgspec.json.decode(msgspec.json.encode(fields), type=Usage)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    rows = tuple(sorted(said.rows, key=lambda row: row.customer))
    return msgspec.structs.replace(said, rows=rows)
