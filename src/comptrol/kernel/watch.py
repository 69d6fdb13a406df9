"""How a domain says what it wants looked at again, when time passes or something was logged."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What has happened since a domain was last watched."""

    today: date
    size: int
    """How many entries the log has: a look that is said now is named by it."""
    last: date | None
    """The day on which it was last watched, by these versions; nothing: never, look at all."""
    entries: tuple[Entry[Any], ...] | None
    """What was logged since then; nothing: never watched, or more than can be gone through."""

    @property
    def a_new_day(self) -> bool:
        """Tell whether what depends on time alone has to be looked at."""
        return self.last is None or self.last < self.today


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What a domain's detectors have to be asked, as statements that the authority says.

    Every look is an ordinary statement of that domain: its reaction raises the alarms. So what a
    watch found is in the log with what it looked at, a replay derives it again, and a watch that
    was stopped half-way goes on. ``version`` goes up when a detector changes: then all is new.
    """

    name: str
    version: int
    looks: Callable[[World, Since], Iterator[Statement]]
