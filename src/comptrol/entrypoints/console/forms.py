"""How a form arrives: bounded, in time, and nothing in it twice."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.kernel.errors import UnreadableError

BYTES_MAX: Final = 128 * 1024
FIELDS_MAX: Final = 200
SECONDS_MAX: Final = 30
ENCODED: Final = "application/x-www-form-urlencoded"


async def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form. Raises UnreadableError where it is none."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await arrived_or_refused(request, most=BYTES_MAX, seconds=SECONDS_MAX)
    if given != ENCODED:
        raise UnreadableError(f"a form is sent as {ENCODED}")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise UnreadableError("the form is not text, or has too many fields") from error
    return _once(pairs)


def words_of(request: Request) -> Mapping[str, str]:
    """Return what stands after the path of a page."""
    return _once(request.query_params.multi_items())


def _once(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableError(f"given twice: {', '.join(twice)[:200]}")
    return dict(pairs)
