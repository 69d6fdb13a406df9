"""What may be asked about alarms."""

from collections.abc import Iterable, Iterator

from comptrol.domains.alarms.statements import Raised
from comptrol.domains.alarms.view import Alarm, AlarmsView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def unraised(world: World, found: Iterable[Raised]) -> Iterator[Raised]:
    """Yield the alarms that do not stand already, each once: what a reaction may still raise."""
    known, said = world[AlarmsView].alarms, set[str]()
    for alarm in found:
        if alarm.alarm not in said and known.get(alarm.alarm) is None:
            said.add(alarm.alarm)
            yield alarm


def raised_from(world: World, position: int) -> Iterator[Alarm]:
    """Yield the alarms that were raised at a position or later, in the order of the log."""
    view = world[AlarmsView]
    for place in view.places.where(after=(position - 1,)):
        found = view.alarms.get(place.alarm)
        assert found is not None, "an alarm that has a place was raised"
        yield found


def alarm(world: World, *, alarm: str) -> Alarm:
    """Return one alarm with its evidence and the innocent explanations that remain."""
    found = world[AlarmsView].alarms.get(alarm)
    if found is None:
        raise NotFoundError(f"no alarm {alarm!r} was raised")
    return found


def alarms(
    world: World, *, detector: str | None = None, after: str | None = None, limit: Limit = 100
) -> tuple[Alarm, ...]:
    """Return alarms in the order of their names, of one detector where asked."""
    start = None if after is None else (after,)
    table = world[AlarmsView].alarms
    if detector is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, detector=detector))
