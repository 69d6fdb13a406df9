"""How do a lot's serials get across: written how, checked how, and how many fit?

A lot's root is over its runs, and runs are the same however they are written down. So the other
registry works the root out from the serials that came with the chips, and nothing can be left out
or put in. It checks the writing itself: another registry may have other software, or other aims.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.registry import Serial, SerialRange, Span, serial_at, span_of
from comptrol.kernel.quantity import NUMBER_BELOW

CHIPS_MAX: Final = 10**7
"""As in the registry: more chips than were ever made of one model in a year."""
SERIALS_BYTES_MAX: Final = 6 * 1024
"""Of 16 KiB: the release (about 1 KiB) in base64 and its proof (1.5 KiB, or 5) are beside them."""
_DIGITS_MAX: Final = 12
_DECIMALS_MAX: Final = 40
"""More than any product of two measures has."""


class Packed(NamedTuple):
    """Serials as a statement has them."""

    serials: tuple[SerialRange, ...]
    listed: tuple[Serial, ...]


def spans_of(serials: Iterable[SerialRange], listed: Iterable[Serial]) -> list[Span]:
    """Return the spans that a statement names, in order, as they stand."""
    spans = [Span(it.prefix, it.digits, it.first, it.last) for it in serials]
    return sorted([*spans, *map(span_of, listed)])


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


def written_wrong(spans: Sequence[Span]) -> Iterator[str]:
    """Yield what is wrong with serials by themselves; they stand in order."""
    if not spans:
        yield "no serial is named"
    for span in spans:
        if span.last < span.first or span.last >= 10 ** max(span.digits, 1):
            yield f"{_told(span)} ends before it begins, or runs out of digits"
        elif span.prefix[-1:].isdigit() and span.digits != _DIGITS_MAX:
            yield f"{_told(span)}: the number is all the digits at the end"
    for one, other in pairwise(spans):
        if one[:2] == other[:2] and other.first <= one.last:
            yield f"{_told(one)} meets {_told(other)}"
            return
    chips = sum(span.chips for span in spans)
    if chips > CHIPS_MAX:
        yield f"{chips} chips; at most {CHIPS_MAX}"


def _told(span: Span) -> str:
    return f"{serial_at(span.prefix, span.digits, span.first)} and the {span.chips - 1} after it"
