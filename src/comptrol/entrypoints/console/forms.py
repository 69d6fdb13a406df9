"""How a form arrives: bounded, in time, and nothing in it twice."""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from comptrol.entrypoints.arrival import arrived_or_refused
from comptrol.kernel.errors import UnreadableError

BYTES_MAX: Final = 128 * 1024
FIELDS_MAX: Final = 200
SECONDS_MAX: Final = 30
DIGITS_MAX: Final = 18
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
    """Return what stands after the path of a page. Raises UnreadableError where it is too much."""
    pairs = request.query_params.multi_items()
    if len(pairs) > FIELDS_MAX:
        raise UnreadableError(f"a page is asked for with at most {FIELDS_MAX} words")
    return _once(pairs)


def is_number(given: str) -> bool:
    """Tell whether a text is a whole number that the log could hold.

    >>> is_number("12"), is_number("²"), is_number("9" * 30)
    (True, False, False)
    """
    return given.isascii() and given.isdigit() and len(given) <= DIGITS_MAX


def _once(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    many = Counter(name for name, _ in pairs)
    twice = sorted(name for name, times in many.items() if times > 1)
    if twice:
        raise UnreadableError(f"given twice: {', '.join(twice)[:200]}")
    return dict(pairs)
