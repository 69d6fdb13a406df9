"""Are the same chips silent again and again, where others are heard of?

That a part of a site may be silent allows for chance: another part each time. If a chip that is
there is missed with chance ``q`` in a month, it is missed in ``m`` months with chance ``q**m``;
of ``n`` chips ``n * q**m`` are to be expected, and so many as are silent are no more likely than

    exp(x - e) * (e / x)**x        with x silent and e expected, x > e

(Chernoff's bound of a binomial tail, Annals of Mathematical Statistics 23, 1952). ``q`` is not set
by anybody: it is how many of those that answer at all were missed last. Exact decimals: it is
asked for again at every replay.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final, NamedTuple

_ARITHMETIC: Final = Context(prec=40)
PARTS: Final = 3
"""The days of silence are looked at in so many parts (ours): months, where they are ninety."""


class Hearing(NamedTuple):
    """How often chips that answer at all are heard of."""

    heard: int
    """Chips of which there was proof within the days of silence."""
    missed: int
    """Of these, how many were missed in the last part in which any was heard of."""
    parts: int
    """In so many parts any was heard of, as far as is known: who is silent was missed in each."""


def hearing(ages: Iterable[tuple[int, int | None]], silence_days: int) -> Hearing:
    """Return how often chips were heard of, by how many days ago each was last, and before that.

    >>> hearing([(3, 33)] * 9 + [(33, 63)], 90), hearing([(50, None)] * 4, 90)
    (Hearing(heard=10, missed=1, parts=3), Hearing(heard=4, missed=0, parts=1))
    """
    length = max(1, -(-silence_days // PARTS))
    last, known = list[int](), set[int]()
    for age, before in ages:
        last.append(age // length)
        known |= {it // length for it in (age, before) if it is not None and it <= silence_days}
    newest = min(last, default=0)
    return Hearing(len(last), sum(it > newest for it in last), min(len(known), PARTS))


def expected_silent(chips: int, known: Hearing) -> Decimal:
    """Return how many of so many chips are to be expected silent, if all are there.

    One more is taken to have been missed than was: so that nobody is held against none.
    """
    missed = _ARITHMETIC.divide(Decimal(known.missed + 1), Decimal(known.heard + 1))
    return _ARITHMETIC.multiply(Decimal(chips), _ARITHMETIC.power(missed, known.parts))


def silent_by_chance(silent: int, expected: Decimal) -> Decimal:
    """Return a bound on the chance that so many chips, or more, are silent.

    >>> f"{silent_by_chance(3, Decimal('0.1')):.1e}", silent_by_chance(3, Decimal(4))
    ('6.7e-4', Decimal('1'))
    """
    if silent <= expected or not silent:
        return Decimal(1)
    many = Decimal(silent)
    odds = _ARITHMETIC.power(_ARITHMETIC.divide(expected, many), silent)
    return _ARITHMETIC.multiply(_ARITHMETIC.exp(many - expected), odds)
