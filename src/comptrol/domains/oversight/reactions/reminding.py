"""Of which reviews does the platform remind, and of which ends?"""

from collections.abc import Iterable, Iterator
from typing import Any

from comptrol.domains.oversight.queries import ReviewState
from comptrol.domains.oversight.statements import Looked, ReviewDue
from comptrol.domains.oversight.view import OversightView
from comptrol.kernel.days import later
from comptrol.kernel.statement import Entry


def reminders(
    states: Iterable[ReviewState],
    said: Looked,
    entry: Entry[Any],
    view: OversightView,
    ahead_days: int,
) -> Iterator[ReviewDue]:
    """Yield what is to be reviewed or ends within so many days, once for each such day."""
    horizon = later(said.on, ahead_days)
    for state in states:
        for day, ends in ((state.review_by, False), (state.ends_on, True)):
            if day is None or day > horizon:
                continue
            if view.reminders.get((state.matter, state.name, day)) is None:
                yield ReviewDue(
                    because=entry.position,
                    matter=state.matter,
                    name=state.name,
                    due_on=day,
                    ends=ends,
                )
                break  # of two days that are one, once
