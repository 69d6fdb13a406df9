"""What an ownership file says, whichever format it is in; and how its bytes are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from comptrol.domains.parties import Holding, Threshold
from comptrol.kernel.errors import UnreadableError

FILE_BYTES_MAX: Final = 64 * 1024 * 1024
HALF_OR_MORE: Final = Threshold()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipFile:
    """Who holds what, as one file says, and what of it was not read."""

    holdings: tuple[Holding, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """What parties are called, by their ids, where the file says it."""
    undisclosed: frozenset[str] = frozenset()
    """Owners of whom the file says only that they are not named: any of them may be listed."""
    listed: frozenset[str] = frozenset()
    rule: Threshold = HALF_OR_MORE
    as_of: date | None = None
    notes: tuple[str, ...] = ()
    """What was not read, or not as it stands, and why."""


def with_circles_noted(file: OwnershipFile) -> OwnershipFile:
    """Say of whom a file says that they hold shares of themselves.

    Such a holding stands in the graph, and in the total of what is held; nobody is caught by it,
    for a party is caught by owners that were caught before.
    """
    own = {it.asset for it in file.holdings if it.owner == it.asset}
    if not own:
        return file
    many = f"{len(own)} parties hold shares of themselves, {min(own)!r} for one"
    return replace(file, notes=(*file.notes, f"{many}: that makes nobody an owner of itself"))


def read_raw(path: Path) -> bytes:
    """Read a file of bounded size, without the mark that some programs begin it with."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > FILE_BYTES_MAX:
        raise UnreadableError(f"{path}: more than {FILE_BYTES_MAX} bytes")
    return raw.removeprefix(b"\xef\xbb\xbf")
