"""In how many ways may a name be meant whose words have several meanings?"""

from collections.abc import Iterable
from itertools import islice, product
from typing import Final

WAYS_MAX: Final = 6
"""Words of several meanings are read in every way together, up to so many."""


def every_way(meant: Iterable[tuple[str, ...]], text: str) -> tuple[str, ...]:
    """Return names made of the meanings of their words, other than the text as it stands.

    >>> every_way([("tula",), ("plant", "factory"), ("",)], "tulskii zavod imeni")
    ('tula plant', 'tula factory')
    """
    ways = (" ".join(filter(None, way)) for way in islice(product(*meant), WAYS_MAX))
    return tuple(dict.fromkeys(way for way in ways if way != text))
