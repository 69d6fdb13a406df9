"""How a request's body is read, and the answer written: bounded, typed, and never guessed."""

import io
from collections.abc import Iterator
from typing import Final

import cbor2
import msgspec
from starlette.requests import Request
from starlette.responses import Response

from comptrol.kernel.errors import EnvelopeError

JSON: Final = "application/json"
JSON_BYTES_MAX: Final = 64 * 1024
BATCH_BYTES_MAX: Final = 16 * 1024 * 1024
BATCH_STATEMENTS_MAX: Final = 10_000

_encode = msgspec.json.Encoder().encode


class TooLargeError(Exception):
    """The body is larger than the route takes."""


async def bounded(request: Request, most: int) -> bytes:
    """Read a body of at most so many bytes; stop reading when there are more."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLargeError(f"the body has more than {most} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def sequence(raw: bytes) -> list[bytes]:
    """Split a CBOR sequence (RFC 8742) into its items, as bytes."""
    items = list(_items(raw))
    if not items:
        raise EnvelopeError("the batch is empty")
    return items


def _items(raw: bytes) -> Iterator[bytes]:
    stream = io.BytesIO(raw)
    decoder = cbor2.CBORDecoder(stream)
    start, count = 0, 0
    while start < len(raw):
        count += 1
        if count > BATCH_STATEMENTS_MAX:
            raise EnvelopeError(f"a batch has at most {BATCH_STATEMENTS_MAX} statements")
        try:
            decoder.decode()
        except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise EnvelopeError(f"item {count - 1} of the batch is not CBOR: {error}") from error
        yield raw[start : stream.tell()]
        start = stream.tell()


def as_json(value: object, status: int = 200) -> Response:
    """Answer with a value as JSON."""
    return Response(_encode(value), status_code=status, media_type=JSON)
