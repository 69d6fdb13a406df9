"""What can be asked of a lake, whichever engine there is to answer?"""

from typing import NamedTuple

Ceiling = tuple[int | None, int | None]
"""Chip-seconds and operations, either of which may be without a limit."""


class Asking(NamedTuple):
    """What is to be added up."""

    unit: str = "D"
    """``h`` or ``D``: by hour or by day."""
    meter: str = "allocation"
    since: str | None = None
    until: str | None = None
    """Months or days: the first and the last whose periods are looked at."""
    by_group: bool = False
    groups: tuple[tuple[str, str], ...] = ()
    """Tenants and their groups."""
    ceilings: tuple[tuple[str, Ceiling], ...] = ()
    """Groups and how much is theirs."""
