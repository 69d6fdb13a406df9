"""What is wrong with an installation? Every check, none of which changes or locks anything.

A check is a function of the place that yields what it saw; another is a line more in the table.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Protocol

from comptrol.adapters.clock_system import SystemClock
from comptrol.bootstrap.examining import backups, books, folder, machine, outside, serving, sources
from comptrol.bootstrap.examining.place import LOG, Place, place_of
from comptrol.bootstrap.examining.seen import Seen, Verdict, bad, ok, skipped
from comptrol.settings import Settings


class Check(Protocol):
    """Looks at a place, and says what it saw; its name is what it looks at."""

    __name__: str

    def __call__(self, place: Place, /) -> Iterator[Seen]:
        """Yield what was seen."""


CHECKS: Final[tuple[Check, ...]] = (
    machine.python,
    machine.engine,
    machine.extras,
    books.log,
    folder.space,
    folder.permissions,
    folder.keys,
    books.voice,
    folder.in_use,
    books.layouts,
    books.seal,
    books.clock,
    books.head,
    backups.backup,
    outside.policy,
    outside.replica,
    sources.lists,
    sources.rulebook,
    serving.certificate,
    serving.authorities,
    serving.address,
    serving.console,
    serving.accounts,
    serving.issuer,
    serving.watchers,
)
"""In the order in which they are told."""

__all__ = ["CHECKS", "LOG", "Seen", "Verdict", "bad", "examined", "ok"]


def examined(
    settings: Settings, *, offline: bool = False, now: datetime | None = None
) -> Iterator[Seen]:
    """Yield what every check sees; ``offline`` asks nobody but the database."""
    if found := folder.pipes(settings):
        yield bad("files", f"no file, but a pipe: {found[0]}", "put back the file, and ask again")
        return
    with place_of(settings, now or SystemClock().now(), offline=offline) as place:
        for check in CHECKS:
            yield from _asked(check, place)


def _asked(check: Check, place: Place) -> Iterator[Seen]:
    """Yield what a check sees; where it may not look, that and no more."""
    name = check.__name__.replace("_", " ")
    try:
        yield from check(place)
    except OSError as error:
        yield skipped(name, f"{error.filename or place.folder}: {error.strerror}")
