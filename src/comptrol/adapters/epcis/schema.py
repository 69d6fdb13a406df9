"""Is this a document of EPCIS 2.0? Asked of the JSON Schema that GS1 publishes.

The schema is GS1's and comes under no licence that would let us ship it; whoever wants it asked
downloads it (https://ref.gs1.org/standards/epcis/artefacts) and names the file.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from comptrol.kernel.errors import UnavailableError, UnreadableError

PUBLISHED_AT: Final = "https://ref.gs1.org/standards/epcis/epcis-json-schema.json"
BYTES_MAX: Final = 4 * 1024 * 1024
_SHOWN: Final = 200


class PublishedSchema:
    """GS1's schema, from a file."""

    def __init__(self, path: Path) -> None:
        try:
            import jsonschema_rs  # noqa: PLC0415  (an extra)
        except ImportError as error:
            raise UnavailableError(
                f"{path}: a schema is asked by: pip install 'comptrol[exchange]'"
            ) from error
        try:
            found = _read(path)
            self._validator = jsonschema_rs.validator_for(
                found, validate_formats=True, retriever=_nothing_else, mask="what is there"
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise UnreadableError(f"{path}: no JSON Schema: {str(error)[:_SHOWN]}") from error
        if self.wrong({"type": "EPCISDocument"}) is None:  # nothing but a type is no document
            raise UnreadableError(f"{path}: not the schema of EPCIS 2.0: see {PUBLISHED_AT}")

    def wrong(self, document: Mapping[str, Any]) -> str | None:
        """Return where a document, or an event with its context, is not as the schema has it."""
        try:
            first = next(iter(self._validator.iter_errors(document)), None)
        except (ValueError, RecursionError) as error:
            return str(error)[:_SHOWN]
        if first is None:
            return None
        where = "/".join(map(str, first.instance_path)) or "the document"
        return f"{where}: {first.message[:_SHOWN]}"


def _read(path: Path) -> Any:  # noqa: ANN401
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableError(f"{path}: more than {BYTES_MAX} bytes")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error


def _nothing_else(uri: str) -> NoReturn:
    """Refuse to fetch: the published schema is whole."""
    raise ValueError(f"it refers to {uri[:_SHOWN]}, which is not in it")
