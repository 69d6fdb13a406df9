"""How is what a scheduler sends read? Bounded, in time, and never guessed."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request

from comptrol.entrypoints.arrival import TooLargeError, TooSlowError, arrived
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.signature import check_names
from comptrol.kernel.statement import Statement, kind

S = TypeVar("S", bound=Statement)

BODY_BYTES_MAX: Final = 64 * 1024
BODY_SECONDS_MAX: Final = 10.0

_encode = msgspec.json.Encoder().encode
_DECODERS: dict[type[Statement], msgspec.json.Decoder[Any]] = {}


async def read_body(request: Request, said: type[S], given: Mapping[str, str]) -> S:
    """Read the fields of a statement, its kind left out; what is ``given`` holds where none is."""
    raw = await _bounded(request)
    try:
        check_names(raw)
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        if "kind" in fields:
            raise UnreadableError("the kind is known from the address: leave it out")
        whole = {"kind": kind(said), **given, **fields}
        return _decoder(said).decode(_encode(whole))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"{kind(said)}: {error}") from error


def _decoder(said: type[S]) -> "msgspec.json.Decoder[S]":
    if said not in _DECODERS:
        _DECODERS[said] = msgspec.json.Decoder(said)
    return _DECODERS[said]


async def _bounded(request: Request) -> bytes:
    try:
        return await arrived(request, most=BODY_BYTES_MAX, seconds=BODY_SECONDS_MAX)
    except (TooLargeError, TooSlowError) as error:
        raise UnreadableError(str(error)) from error
