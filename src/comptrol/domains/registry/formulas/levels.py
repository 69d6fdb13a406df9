"""What stands where on a day: the stock rule for levels."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Counted(Protocol):
    """A number of chips of one type at a site from a day on."""

    @property
    def site(self) -> str:
        """Return the site."""
        ...

    @property
    def chip(self) -> str:
        """Return the chip as the source names it."""
        ...

    @property
    def on(self) -> date:
        """Return the day from which the level holds."""
        ...

    @property
    def planned(self) -> bool:
        """Tell whether the source only expected it."""
        ...


L = TypeVar("L", bound=Counted)


def levels_on(levels: Iterable[L], day: date) -> list[L]:
    """Return the level in force of every (site, chip) on a day: the latest, never a sum.

    Levels that their source only planned are left out, also once their day has passed: they are
    planned until a newer edition says otherwise. Where a source repeats (site, chip, day), the
    row that comes last counts.
    """
    latest: dict[tuple[str, str], L] = {}
    for level in sorted(levels, key=lambda level: level.on):
        if level.on <= day and not level.planned:
            latest[level.site, level.chip] = level
    return list(latest.values())
