"""Writes a document of EPCIS 2.0, event by event: a log of any length, in little memory."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from comptrol.adapters.durable_files import make_folder, sync_folders
from comptrol.adapters.epcis.words import CONTEXT, NAMESPACE, PREFIX, SCHEMA_VERSION
from comptrol.kernel.errors import UnavailableError


def shell(created: datetime) -> dict[str, Any]:
    """Return a document without its events."""
    return {
        "@context": [CONTEXT, {PREFIX: NAMESPACE}],
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": created.isoformat(timespec="milliseconds"),
        "epcisBody": {"eventList": []},
    }


class Written:
    """A document that is being written."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self.events = file, 0

    def add(self, event: dict[str, Any]) -> None:
        """Write the next event."""
        self._file.write(",\n" if self.events else "\n")
        self._file.write(json.dumps(event, ensure_ascii=False))
        self.events += 1


@contextmanager
def writing(path: Path, created: datetime) -> Generator[Written]:
    """Lend a document that is there whole when it is done, and not at all if that fails."""
    temporary = path.with_name(f".{path.name}.new")
    before, after = json.dumps(shell(created), indent=1).rsplit("[]", 1)
    try:
        make_folder(path.parent)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{before}[")
            yield Written(file)
            file.write(f"\n]{after}\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        sync_folders((path.parent,))
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
