"""In how many ways may a name be meant whose words have several meanings?"""

from collections.abc import Iterable
from itertools import chain, islice, product
from typing import Final

WAYS_MAX: Final = 8
"""Each is a search of its own."""


def every_way(meant: Iterable[tuple[str, ...]], text: str) -> tuple[str, ...]:
    """Return names made of the meanings of their words, other than the text as it stands.

    First each word by its commonest meaning; then one word by another of its own, the last first,
    since a name proper stands there that may be no word; then several, up to so many in all.

    >>> every_way([("tula",), ("plant", "factory"), ("",)], "tulskii zavod imeni")
    ('tula plant', 'tula factory')
    """
    words = tuple(meant)
    first = tuple(meanings[0] for meanings in words)
    one_other = (
        (*first[:at], other, *first[at + 1 :])
        for at in reversed(range(len(words)))
        for other in words[at][1:]
    )
    ways = chain((first,), one_other, product(*words))
    found = dict.fromkeys(" ".join(filter(None, way)) for way in islice(ways, 2 * WAYS_MAX))
    return tuple(way for way in found if way != text)[:WAYS_MAX]
