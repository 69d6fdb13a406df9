"""How usage is folded: an event takes the place of what it was before, in every sum."""

from collections.abc import Iterator
from datetime import UTC, date
from hashlib import sha256
from typing import TypeVar

import msgspec

from comptrol.domains.metering.formulas import by_day
from comptrol.domains.metering.statements import Corrected, MeteringStatement, Used
from comptrol.domains.metering.view.rows import (
    NOBODYS,
    DayMeter,
    Event,
    MeteringView,
    OrderMeter,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Flop
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def used(view: MeteringView, said: Used, entry: Entry[MeteringStatement]) -> Iterator[Change]:
    """Fold an event that is told for the first time."""
    event = _event(said, entry)
    yield view.events.put(event)
    yield from _moved(view, None, event)


def corrected(
    view: MeteringView, said: Corrected, entry: Entry[MeteringStatement]
) -> Iterator[Change]:
    """Fold the next version of an event."""
    before = view.events.get((entry.signer, said.source, said.event))
    assert before is not None, "what is corrected was told before"
    event = _corrected(before, said, entry.position)
    yield view.events.put(event)
    yield from _moved(view, before, event)


def digest_of(said: Used) -> Digest:
    """Return the digest of what is said, by which the same words are known again."""
    return Digest(sha256(msgspec.json.encode(said)).hexdigest())


def _event(said: Used, entry: Entry[MeteringStatement]) -> Event:
    return Event(
        provider=entry.signer,
        source=said.source,
        event=said.event,
        version=1,
        order=said.order,
        model=said.model,
        meter=said.meter,
        chips=said.chips,
        since=said.since.astimezone(UTC),
        until=said.until.astimezone(UTC),
        chip_seconds=said.chip_seconds,
        flop=said.flop,
        energy_mj=said.energy_mj,
        flags=said.flags,
        digest=digest_of(said),
        position=entry.position,
    )


def _corrected(before: Event, said: Corrected, position: int) -> Event:
    return msgspec.structs.replace(
        before,
        version=said.version,
        chips=said.chips,
        chip_seconds=said.chip_seconds,
        chip_seconds_before=before.chip_seconds,
        flop=said.flop,
        energy_mj=said.energy_mj,
        corrected_at=position,
        reason=said.reason,
    )


Row = TypeVar("Row", OrderMeter, DayMeter)


def _moved(view: MeteringView, before: Event | None, after: Event) -> Iterator[Change]:
    """Yield how sums change when an event takes the place of what it was before, if it was."""
    if after.order is not None:
        yield view.orders.put(_order(view, before, after))
    old = dict(_by_day(before)) if before is not None else {}
    for day, new in _by_day(after):
        yield view.days.put(_day(view, after, day, old.get(day, _NOTHING), new))


_Amounts = tuple[int, int, int, int, int, int]
_NOTHING: _Amounts = (0, 0, 0, 0, 0, 0)


def _amounts(event: Event) -> _Amounts:
    """Return what an event adds: chip time, operations, chip time with operations, energy.

    Of operations the low end, and by how much the others are above it: split over days, each day
    is a range again.
    """
    low, mid, high = event.flop.whole if event.flop is not None else (0, 0, 0)
    told = event.chip_seconds if event.flop is not None else 0
    return event.chip_seconds, low, mid - low, high - mid, told, event.energy_mj or 0


def _by_day(event: Event) -> Iterator[tuple[date, _Amounts]]:
    for part in by_day(event.since, event.until, _amounts(event)):
        time, low, to_mid, to_high, told, energy = part.amounts
        yield part.day, (time, low, to_mid, to_high, told, energy)


def _order(view: MeteringView, before: Event | None, after: Event) -> OrderMeter:
    assert after.order is not None, "only an order's usage adds up to an order's"
    known = view.orders.get((after.order, after.meter)) or OrderMeter(
        order=after.order, meter=after.meter, since=after.since, until=after.until
    )
    more = (after.chips > 0) - (before is not None and before.chips > 0)
    row = _added(known, _amounts(before) if before is not None else _NOTHING, _amounts(after))
    return msgspec.structs.replace(
        row,
        events=known.events + more,
        since=min(known.since, after.since),
        until=max(known.until, after.until),
    )


def _day(view: MeteringView, event: Event, day: date, old: _Amounts, new: _Amounts) -> DayMeter:
    order, model = event.order or NOBODYS, event.model or ""
    known = view.days.get((event.provider, day, order, event.meter, model))
    known = known or DayMeter(
        provider=event.provider, day=day, order=order, meter=event.meter, model=model
    )
    return _added(known, old, new)


def _added(row: Row, old: _Amounts, new: _Amounts) -> Row:
    time, low, to_mid, to_high, told, energy = (b - a for a, b in zip(old, new, strict=True))
    flop = row.flop.whole
    return msgspec.structs.replace(
        row,
        chip_seconds=row.chip_seconds + time,
        flop=Flop.of(flop[0] + low, flop[1] + low + to_mid, flop[2] + low + to_mid + to_high),
        flop_chip_seconds=row.flop_chip_seconds + told,
        energy_mj=row.energy_mj + energy,
    )
