"""What is known of what was watched."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from comptrol.domains.watching.statements import Ran, Watched, WatchId, WatchingStatement
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far one domain's detectors have looked, in which version."""

    name: str
    version: int
    through: int
    """The first position that they have not looked at."""
    on: date
    position: int


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the watch."""

    watch: WatchId
    through: int
    on: date
    ran: tuple[Ran, ...]
    position: int
    logged_at: datetime


class WatchingView(View):
    """Marks, and the runs that made them."""

    marks: Table[str, Mark] = Table.of("watching_marks", Mark, key="name")
    watches: Table[WatchId, Watch] = Table.of("watching_watches", Watch, key="watch")


def apply(view: WatchingView, entry: Entry[WatchingStatement]) -> Iterator[Change]:
    """Fold one run into the view. What was refused leaves the mark where it was."""
    said: Watched = entry.statement
    fields = msgspec.structs.asdict(said)
    yield view.watches.put(Watch(**fields, position=entry.position, logged_at=entry.logged_at))
    for ran in said.ran:
        if not ran.refused:
            yield view.marks.put(
                Mark(
                    name=ran.name,
                    version=ran.version,
                    through=said.through,
                    on=said.on,
                    position=entry.position,
                )
            )
