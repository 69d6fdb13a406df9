"""Which columns of a table does nobody read, and was one that is read meant?"""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Final

from comptrol.kernel.errors import UnreadableError

MISTYPED_MIN: Final = 0.75
"""So alike to a column that is missing, by difflib's ratio, a name is taken for a slip of it."""
NEAREST_MIN: Final = 0.4
"""So alike, a column is worth naming beside one that is not read."""
_SHOWN_MAX: Final = 60


def unread_columns(header: Iterable[str], known: Collection[str], place: str) -> list[str]:
    """Return a note on every column that is not known; refuse one that is known but for a slip.

    A slip would leave out what the table says, so that less is found. Only columns that the
    table lacks can have been meant. The place, such as "line 1", stands before each sentence.

    >>> unread_columns(["id", "birth_date"], ["id", "birth"], "line 1")
    ["line 1: column 'birth_date' is not read; the nearest that is: 'birth'"]
    """
    named = list(header)
    missing = {it.casefold(): it for it in known if it not in named}
    strange = [it for it in dict.fromkeys(named) if it not in known]
    for it in strange:
        near = get_close_matches(_plain(it), missing, n=1, cutoff=MISTYPED_MIN)
        if near:
            told = f"column {it[:_SHOWN_MAX]!r} is not known: expected {missing[near[0]]!r}"
            raise UnreadableError(f"{place}: {told}")
    return [f"{place}: {_told(it, known)}" for it in strange]


def _told(name: str, known: Collection[str]) -> str:
    near = get_close_matches(_plain(name), known, n=1, cutoff=NEAREST_MIN)
    beside = f"; the nearest that is: {near[0]!r}" if near else ""
    return f"column {name[:_SHOWN_MAX]!r} is not read{beside}"


def _plain(name: str) -> str:
    return name[:_SHOWN_MAX].strip().casefold().replace(" ", "_")
