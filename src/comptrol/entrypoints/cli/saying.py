"""How do the words of a command line become a statement? As those of a file would: checked."""

from typing import TypeVar

import msgspec

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.statement import Statement, kind

S = TypeVar("S", bound=Statement)


def from_words(wanted: type[S], **fields: object) -> S:
    """Return a statement of some words, or say which of them cannot be in it."""
    try:
        return msgspec.convert({"kind": kind(wanted), **fields}, wanted)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error
