"""Which numbers may be told without telling of anybody?

A number of few is not told, nor one that leaves few: of eight who appealed, that seven lost tells
of the one. Where one number of a table is kept back, another is too, so that it does not follow
from what is known of the sum.
"""

from collections.abc import Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=str)


def told(count: int, least: int | None) -> int | None:
    """Return a count that may be told; nothing where it is of few, or nobody said what is few.

    >>> [told(count, 5) for count in (0, 4, 5)], told(5, None)
    ([0, None, 5], None)
    """
    if least is None:
        return None
    return count if count == 0 or count >= least else None


def told_parts(part: int, of: int, least: int | None) -> bool:
    """Tell whether a part of a number may be told: neither it nor the rest is of few.

    >>> [told_parts(part, 12, 5) for part in (0, 4, 5, 8, 12)]
    [True, False, True, False, True]
    """
    if least is None or told(of, least) is None:
        return False
    return told(part, least) is not None and told(of - part, least) is not None


def suppressed(sizes: Mapping[Name, int], least: int) -> frozenset[Name]:
    """Return the rows of a table that are kept back: the small ones, and one or more beside them.

    What is kept back is never one row alone, and is together of as many as may be told.

    >>> sorted(suppressed({"DE": 9, "FR": 2, "US": 40}, 5))
    ['DE', 'FR']
    """
    rising = sorted(sizes, key=lambda name: (sizes[name], name))
    kept = [name for name in rising if 0 < sizes[name] < least]
    if not kept:
        return frozenset()
    for name in rising:
        if len(kept) > 1 and sum(sizes[it] for it in kept) >= least:
            break
        if name not in kept and sizes[name]:
            kept.append(name)
    return frozenset(kept)
