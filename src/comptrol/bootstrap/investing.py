"""How a call to invest is read from a file and answered by the solver that is installed."""

from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.linear_highs import HighsSolver
from comptrol.domains.supply import Call
from comptrol.flow.investing import Invested, Point, invest
from comptrol.kernel.errors import UnreadableError

__all__ = ["Invested", "Point", "invested", "read_call"]

BYTES_MAX: Final = 16 * 2**20


def read_call(path: Path) -> Call:
    """Return the call in a JSON file; numbers may be strings, and are read with every digit.

    Raises UnreadableError that names the file and the field.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableError(f"{path}: more than {BYTES_MAX} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    try:
        return msgspec.json.decode(content, type=Call)
    except msgspec.MsgspecError as error:
        raise UnreadableError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8 at byte {error.start}") from error


def invested(path: Path) -> Invested:
    """Return the plan for the call in a file.

    Raises UnavailableError where no solver is installed.
    """
    call = read_call(path)
    try:
        return invest(call, HighsSolver())
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error
