"""Could anybody say this? Asked before a statement of an outside file is signed."""

from typing import TypeVar

import msgspec

from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.statement import Statement, kind

S = TypeVar("S", bound=Statement)


def sayable(statement: S) -> S:
    """Return a statement, or say what is wrong: a name that is none, a text that is too long."""
    said = type(statement)
    try:
        raw = msgspec.json.encode(statement)
        again = msgspec.json.decode(raw, type=said)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise UnreadableError(f"{kind(said)}: {error}") from error
    if len(raw) > PAYLOAD_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a statement has at most {PAYLOAD_BYTES_MAX}")
    return again


def first_reason(refused: Refused) -> str:
    """Return the most important reason of a refusal, with its code."""
    first = refused.findings[0]
    return f"{first.code}: {first.title} {first.detail}"
