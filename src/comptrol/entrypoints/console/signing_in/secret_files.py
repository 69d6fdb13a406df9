"""How is a secret read from a file? Only from one that nobody else can read."""

from pathlib import Path
from typing import Final

from comptrol.kernel.errors import UnavailableError, UnreadableError

BYTES_MAX: Final = 4096


def secret_in(path: Path) -> str:
    """Return the one line of a file, without its end. Never printed, never logged.

    Raises UnreadableError where there is none, and UnavailableError where others can read it.
    """
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if mode & 0o077:
        raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
    return _line(path, raw)


def _line(path: Path, raw: bytes) -> str:
    if len(raw) > BYTES_MAX:
        raise UnreadableError(f"{path} has more than {BYTES_MAX} bytes; a secret is one line")
    try:
        text = raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise UnreadableError(f"{path} is not UTF-8") from None  # its words are the secret's
    if not text:
        raise UnreadableError(f"{path} is empty; it has the secret as its one line")
    if not text.isprintable():
        raise UnreadableError(f"{path} has more than one line, or letters that cannot be typed")
    return text
