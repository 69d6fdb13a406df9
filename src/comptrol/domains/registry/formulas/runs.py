"""Which serials a lot has: as runs of serials that follow each other, and one root over them all.

A run is a prefix, a number of digits, a first and a last number. However a maker writes a lot
down, one by one or in ranges, its runs are the same: the longest there are, in order. The root
of a lot is that of the RFC 6962 tree over them, each the text ``prefix|digits|first|last``.
So one chip can be shown to belong to a lot by its run and a path, and nothing else of the lot.
A serial is short and can be guessed: the root hides the others from the idle, not from the eager.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

from comptrol.domains.registry.statements import ChipId, Serial, SerialRange
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.ledger.tree import leaf_hash, root_of

DIGITS_MAX: Final = 12
LOT_CHIPS_MAX: Final = 10**7
"""More chips than were ever made of one model in a year: a slip, or an attack."""


class Span(NamedTuple):
    """Serials that follow each other. One without a number has no digits, and is 0 to 0."""

    prefix: str
    digits: int
    first: int
    last: int

    @property
    def chips(self) -> int:
        """Return how many serials it has."""
        return self.last - self.first + 1


def span_of(serial: str) -> Span:
    """Return a serial as a span of one.

    >>> span_of("H000007")
    Span(prefix='H', digits=6, first=7, last=7)
    >>> span_of("1652923033635").prefix, span_of("AB-X")
    ('1', Span(prefix='AB-X', digits=0, first=0, last=0))
    """
    prefix = serial.rstrip("0123456789")
    digits = min(len(serial) - len(prefix), DIGITS_MAX)
    if not digits:
        return Span(serial, 0, 0, 0)
    number = int(serial[-digits:])
    return Span(serial[:-digits], digits, number, number)


def serial_at(prefix: str, digits: int, number: int) -> Serial:
    """Return the serial with a number, as it is printed.

    >>> serial_at("H", 6, 7), serial_at("AB-X", 0, 0)
    ('H000007', 'AB-X')
    """
    return Serial(f"{prefix}{number:0{digits}d}" if digits else prefix)


def serials_of(span: Span) -> Iterator[Serial]:
    """Yield every serial of a span, in order."""
    return (
        serial_at(span.prefix, span.digits, number) for number in range(span.first, span.last + 1)
    )


def chip_of(maker: PartyId, serial: str) -> ChipId:
    """Return a chip by its maker and its serial."""
    return ChipId(f"{maker}/{serial}")


def parts_of(chip: ChipId) -> tuple[PartyId, Span]:
    """Return the maker of a chip, and its serial as a span of one.

    >>> parts_of(ChipId("acme/H000007"))
    ('acme', Span(prefix='H', digits=6, first=7, last=7))
    """
    maker, _, serial = chip.partition("/")
    return PartyId(maker), span_of(serial)


def said(ranges: Iterable[SerialRange], listed: Iterable[str]) -> list[Span]:
    """Return the spans that a statement names, in order, as they stand: they may meet."""
    spans = [Span(it.prefix, it.digits, it.first, it.last) for it in ranges]
    spans += map(span_of, listed)
    return sorted(spans)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that follow each other as one. They must not meet."""
    runs: list[Span] = []
    prefix, digits, start, end = "", -1, 0, -2
    for span in spans:
        if span.first == end + 1 and span.digits == digits and span.prefix == prefix:
            end = span.last
            continue
        if digits >= 0:
            runs.append(Span(prefix, digits, start, end))
        prefix, digits, start, end = span
    if digits >= 0:
        runs.append(Span(prefix, digits, start, end))
    return runs


def spans_of(chips: Iterable[ChipId]) -> list[Span]:
    """Return chips of one maker, each named once, as the fewest spans there are."""
    return joined(sorted(parts_of(chip)[1] for chip in chips))


def leaf(run: Span) -> bytes:
    """Return the leaf of a run: the hash of its text."""
    return leaf_hash("|".join(map(str, run)).encode())


def root(runs: Iterable[Span]) -> Digest:
    """Return the root that commits to a lot's runs, in order."""
    return Digest(root_of(map(leaf, runs)).hex())


def path_to(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes from a leaf's sibling up to the root of a small tree (RFC 9162 §2.1.3.1).

    ``check_inclusion`` of the kernel, with the same index and size, takes it back to the root.
    """
    found, start, end = list[bytes](), 0, len(leaves)
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        before, after = leaves[start:middle], leaves[middle:end]
        if index < middle:
            found.append(root_of(after))
            end = middle
        else:
            found.append(root_of(before))
            start = middle
    return tuple(found[::-1])


class Wrong(Enum):
    """What can be wrong with serials by themselves."""

    NONE = "a lot has at least one"
    REVERSED = "a range ends before it begins, or runs out of digits"
    UNCLEAR = "the number is all the digits at the end"
    TWICE = "a serial stands twice"


def span_text(span: Span) -> str:
    """Return a span as a person reads it.

    >>> span_text(Span("H", 6, 1, 8)), span_text(Span("AB-X", 0, 0, 0))
    ('H000001…H000008', 'AB-X')
    """
    first, last = (serial_at(span.prefix, span.digits, n) for n in (span.first, span.last))
    return first if first == last else f"{first}…{last}"


def written_wrong(spans: Sequence[Span]) -> Iterator[tuple[Wrong, str]]:
    """Yield what is wrong with serials by themselves, and where; they stand in order."""
    if not spans:
        yield Wrong.NONE, "no serial is named"
    for span in spans:
        if span.last < span.first or span.last >= 10 ** max(span.digits, 1):
            yield Wrong.REVERSED, span_text(span)
        elif span.prefix[-1:].isdigit() and span.digits != DIGITS_MAX:
            yield Wrong.UNCLEAR, span_text(span)
    for one, other in pairwise(spans):
        if one[:2] == other[:2] and other.first <= one.last:
            yield Wrong.TWICE, f"{span_text(one)} meets {span_text(other)}"
            return
