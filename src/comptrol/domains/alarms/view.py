"""What is known of alarms."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from comptrol.domains.alarms.statements import AlarmsStatement, Strength
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm, as it was raised."""

    alarm: str
    detector: str
    version: int
    strength: Strength
    explanation: str
    benign: tuple[str, ...]
    evidence: tuple[int, ...]
    parties: tuple[PartyId, ...]
    sites: tuple[str, ...]
    lots: tuple[str, ...]
    chips: tuple[str, ...]
    because: int
    position: int
    raised_at: datetime


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an alarm was raised: the order in which they came."""

    position: int
    alarm: str


class AlarmsView(View):
    """Every alarm that was raised, by name and in the order of the log."""

    alarms: Table[str, Alarm] = Table.of(
        "alarms", Alarm, key="alarm", indexes=("detector", "because")
    )
    places: Table[int, Place] = Table.of("alarms_places", Place, key="position")


def apply(view: AlarmsView, entry: Entry[AlarmsStatement]) -> Iterator[Change]:
    """Fold one alarm into the view."""
    yield view.places.put(Place(position=entry.position, alarm=entry.statement.alarm))
    fields = msgspec.structs.asdict(entry.statement)
    yield view.alarms.put(Alarm(**fields, position=entry.position, raised_at=entry.logged_at))
