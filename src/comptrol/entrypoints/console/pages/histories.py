"""What the log has on one thing, the newest first: how a page leads from facts to statements."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

from comptrol.domains.alarms import Alarm, AlarmsView
from comptrol.entrypoints.console.asking import Asking
from comptrol.flow.proving import newest_about
from comptrol.flow.turn import read_entry
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.statement import kind

ENTRIES: Final = 25
LOOKED_THROUGH: Final = 150
"""So many entries about a thing are looked through for alarms: what is older is in the list."""


class Said(NamedTuple):
    """One entry about something, in a line."""

    position: int
    at: datetime
    signer: str
    kind: str
    on: str
    """The day that it is about, where it names one."""


def newest(asking: Asking, *subjects: str, most: int = ENTRIES) -> list[Said]:
    """Return the newest entries about one thing or several, up to the newest seal."""
    found = {it.position: it for subject in subjects for it in _of(asking, subject, most)}
    return [found[at] for at in sorted(found, reverse=True)[:most]]


def alarms_about(asking: Asking, *subjects: str) -> list[Alarm]:
    """Return the alarms among the newest entries about one thing or several."""
    view = asking.world[AlarmsView]
    found: dict[str, Alarm] = {}
    for subject in subjects:
        for it in _of(asking, subject, LOOKED_THROUGH):
            place = view.places.get(it.position)
            alarm = view.alarms.get(place.alarm) if place is not None else None
            if alarm is not None:
                found[alarm.alarm] = alarm
    return sorted(found.values(), key=lambda it: -it.position)


def _of(asking: Asking, subject: str, most: int) -> Iterator[Said]:
    platform = asking.platform
    with platform.store.reading() as reading, suppress(NotFoundError):  # no seal yet: no entries
        about = newest_about(reading, platform.catalogue, platform.references, subject)
        for logged in islice(about, most):
            entry = read_entry(platform.catalogue, logged)
            on = getattr(entry.statement, "on", None)
            yield Said(
                position=entry.position,
                at=entry.logged_at,
                signer=entry.signer,
                kind=kind(type(entry.statement)),
                on=str(on or ""),
            )
