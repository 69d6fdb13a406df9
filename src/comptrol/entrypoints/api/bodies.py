"""How a request's body is read, and the answer written: bounded, typed, and never guessed."""

from collections import Counter
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from comptrol.entrypoints.arrival import arrived
from comptrol.kernel.envelope import cut
from comptrol.kernel.errors import EnvelopeError, UnreadableError

JSON: Final = "application/json"
JSON_BYTES_MAX: Final = 64 * 1024
BATCH_BYTES_MAX: Final = 16 * 1024 * 1024
BATCH_STATEMENTS_MAX: Final = 10_000
WORDS_MAX: Final = 200
"""So many values may stand in a URL."""

_encode = msgspec.json.Encoder().encode


BODY_SECONDS_MAX: Final = 30
"""A body that takes longer to arrive is given up."""


async def bounded(request: Request, most: int) -> bytes:
    """Read a body of at most so many bytes; stop reading when there are more, or it takes long."""
    return await arrived(request, most=most, seconds=BODY_SECONDS_MAX)


def words(request: Request) -> dict[str, str]:
    """Return what stands in the URL; a name that stands twice could mean two things."""
    given = request.query_params.multi_items()
    if len(given) > WORDS_MAX:
        raise UnreadableError(f"{len(given)} values are given; no question asks for so many")
    twice = sorted(name for name, times in Counter(name for name, _ in given).items() if times > 1)
    if twice:
        raise UnreadableError(f"given twice: {', '.join(twice)}")
    return dict(given)


def sequence(raw: bytes) -> list[bytes]:
    """Split a CBOR sequence of envelopes (RFC 8742) into its items, as bytes."""
    items = cut(raw)
    if not 1 <= len(items) <= BATCH_STATEMENTS_MAX:
        raise EnvelopeError(f"{len(items)} statements; a batch has 1 to {BATCH_STATEMENTS_MAX}")
    return items


def as_json(value: object, status: int = 200) -> Response:
    """Answer with a value as JSON."""
    return Response(_encode(value), status_code=status, media_type=JSON)
