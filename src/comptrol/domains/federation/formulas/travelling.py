"""How do a lot's serials get across: written how, checked how, and how many fit?

A lot's root is over its runs, and runs are the same however they are written down. So the other
registry works the root out from the serials that came with the chips, and nothing can be left out
or put in. It checks the writing itself: another registry may have other software, or other aims.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.registry import (
    LOT_CHIPS_MAX,
    Serial,
    SerialRange,
    Span,
    serial_at,
    written_wrong,
)
from comptrol.kernel.quantity import NUMBER_BELOW

SERIALS_BYTES_MAX: Final = 6 * 1024
"""Of 16 KiB: the release (about 1 KiB) in base64 and its proof (1.5 KiB, or 5) are beside them."""
_DECIMALS_MAX: Final = 40
"""More than any product of two measures has."""


class Packed(NamedTuple):
    """Serials as a statement has them."""

    serials: tuple[SerialRange, ...]
    listed: tuple[Serial, ...]


def packed(runs: Iterable[Span]) -> Packed:
    """Return runs as a statement has them: ranges, and single serials one by one.

    >>> packed([Span("H", 6, 1, 8), Span("AB-X", 0, 0, 0)]).listed
    ('AB-X',)
    """
    serials, listed = list[SerialRange](), list[Serial]()
    for prefix, digits, first, last in runs:
        if first == last:
            listed.append(serial_at(prefix, digits, first))
        else:
            run = SerialRange(prefix=prefix, digits=digits, first=first, last=last)
            serials.append(run)
    return Packed(tuple(serials), tuple(listed))


def is_performance(tpp: Decimal) -> bool:
    """Tell whether a number that another registry sends can be a TPP, and can be written down.

    >>> [is_performance(Decimal(text)) for text in ("15832", "0", "sNaN", "-1", "1e99")]
    [True, True, False, False, False]
    """
    if not tpp.is_finite() or not 0 <= tpp < NUMBER_BELOW:
        return False
    exponent = tpp.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DECIMALS_MAX


def is_scattered(runs: Iterable[Span]) -> bool:
    """Tell whether serials are too many to be accepted in one statement."""
    return len(msgspec.json.encode(packed(runs))) > SERIALS_BYTES_MAX


def serials_wrong(spans: Sequence[Span]) -> str | None:
    """Return what is wrong with serials by themselves, in order; nothing where all is well."""
    for wrong, where in written_wrong(spans):
        return f"{where}: {wrong.value}"
    chips = sum(span.chips for span in spans)
    return f"{chips} chips; at most {LOT_CHIPS_MAX}" if chips > LOT_CHIPS_MAX else None
