"""How old is the newest backup?"""

from collections.abc import Iterator
from typing import Final

from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, ok, skipped, warning
from comptrol.bootstrap.keeping import last_backup
from comptrol.kernel.errors import UnreadableError

DAYS_MAX: Final = 2
"""A choice of ours: the unit that is shipped makes one each night, and one may fail."""


def backup(place: Place) -> Iterator[Seen]:
    """Tell when the last backup was made; whether it is still whole, ``backup verify`` tells."""
    if place.look is None:
        yield skipped("backup", "the log does not open")
        return
    make = "make one: comptrol backup make TARGET"
    try:
        last = last_backup(place.folder)
    except UnreadableError as error:
        yield warning("backup", str(error), make)
        return
    if last is None:
        yield warning("backup", "none was ever made from this folder", make)
        return
    days = (place.now - last.made_at).days
    seen = f"{last.target}, {last.size} entries, {days} days ago"
    if days > DAYS_MAX:
        yield warning("backup", seen, make)
    else:
        yield ok("backup", seen)
