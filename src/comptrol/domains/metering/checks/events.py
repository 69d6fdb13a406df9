"""What may be said of events, given what is known. That it was too much is never a reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final

from comptrol.domains.chips import ChipsView, ModelId, peaks
from comptrol.domains.gate import A_DAY, AHEAD_MAX, EARLIEST, GateView, Order, Through
from comptrol.domains.metering.checks.placing import check_place
from comptrol.domains.metering.formulas import above_peak, chip_microseconds
from comptrol.domains.metering.refusals import MeteringRefusal
from comptrol.domains.metering.statements import (
    EVENT_MAX,
    Corrected,
    MeteringStatement,
    Used,
)
from comptrol.domains.metering.view import Event, MeteringView, digest_of
from comptrol.kernel.finding import Finding
from comptrol.kernel.quantity import Flop
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

_MICRO: Final = 10**6


def check_used(said: Used, entry: Entry[MeteringStatement], world: World) -> Iterator[Finding]:
    """Yield every reason why an event cannot be told so."""
    known = world[MeteringView].events.get((entry.signer, said.source, said.event))
    if known is not None:
        yield _known(known, said)
        return
    order = world[GateView].orders.get(said.order) if said.order is not None else None
    if said.order is not None and (order is None or order.seller != entry.signer):
        yield Finding.of(MeteringRefusal.UNKNOWN_ORDER, said.order)
        return
    if order is not None:
        yield from _check_order(said, order)
    elif said.model is not None and world[ChipsView].models.get(said.model) is None:
        yield Finding.of(MeteringRefusal.UNKNOWN_MODEL, said.model)
    times = tuple(_check_times(said, order, entry.logged_at))
    yield from times
    if not times:
        yield from _check_time(said.chips, said.chip_seconds, said.since, said.until)
    model = order.model if order is not None else said.model
    yield from _check_flop(said.flop, said.chip_seconds, model, world)
    if len(set(said.flags)) < len(said.flags):
        yield Finding.of(MeteringRefusal.SAID_TWICE, ", ".join(it.value for it in said.flags))
    if not times:
        yield from check_place(said, said, entry.signer, world)


def _known(known: Event, said: Used) -> Finding:
    """Tell a repetition from a conflict, and where the event stands."""
    where = f"at position {known.position}"
    if known.corrected_at is not None:
        where += f", corrected at position {known.corrected_at}"
    if known.digest == digest_of(said):
        return Finding.of(MeteringRefusal.EVENT_EXISTS, where)
    return Finding.of(MeteringRefusal.EVENT_CONFLICT, where)


def _check_order(said: Used, order: Order) -> Iterator[Finding]:
    if order.door is not Through.RENTAL:
        yield Finding.of(MeteringRefusal.WRONG_DOOR, f"{order.order} is a sale")
    if said.model is not None and said.model != order.model:
        detail = f"{order.order} is for {order.model}, not {said.model}"
        yield Finding.of(MeteringRefusal.OTHER_MODEL, detail)


def _check_times(said: Used, order: Order | None, now: datetime) -> Iterator[Finding]:
    if said.since.tzinfo is None or said.until.tzinfo is None:
        yield Finding.of(MeteringRefusal.OTHER_TIME, "since or until has no offset from UTC")
        return
    if said.until <= said.since:
        yield Finding.of(MeteringRefusal.TURNED_ROUND, f"{said.since} to {said.until}")
    elif said.until - said.since > EVENT_MAX:
        yield Finding.of(MeteringRefusal.TOO_LONG, f"{said.until - said.since}")
    if said.until > now + AHEAD_MAX:
        yield Finding.of(MeteringRefusal.OTHER_TIME, f"{said.until} has not come")
    if said.since < EARLIEST:
        yield Finding.of(MeteringRefusal.OTHER_TIME, f"{said.since} is before {EARLIEST.date()}")
    elif order is not None and said.since < datetime.combine(order.on, time(), UTC) - A_DAY:
        detail = f"{order.order} begins on {order.on}, not by {said.since}"
        yield Finding.of(MeteringRefusal.OTHER_TIME, detail)


def _check_time(
    chips: int, chip_seconds: int, since: datetime, until: datetime
) -> Iterator[Finding]:
    most = chip_microseconds(chips, since, until)
    if chip_seconds * _MICRO > most:
        seconds = most // _MICRO
        detail = f"{chip_seconds} chip-seconds told; {chips} chips from {since} to {until} have "
        yield Finding.of(MeteringRefusal.MORE_THAN_TIME, f"{detail}{seconds}")


def _check_flop(
    flop: Flop | None, chip_seconds: int, model: ModelId | None, world: World
) -> Iterator[Finding]:
    """Hold operations against chip-seconds times the highest dense peak of the model."""
    if flop is None:
        return
    found = peaks(world, model) if model is not None else None
    if found is None:
        yield Finding.of(MeteringRefusal.PEAK_UNKNOWN, model or "no model is told")
    elif (arithmetic := above_peak(flop, chip_seconds, found)) is not None:
        yield Finding.of(MeteringRefusal.ABOVE_PEAK, f"{model}: {arithmetic}")


def check_corrected(
    said: Corrected, entry: Entry[MeteringStatement], world: World
) -> Iterator[Finding]:
    """Yield every reason why an event cannot be corrected so."""
    known = world[MeteringView].events.get((entry.signer, said.source, said.event))
    if known is None:
        yield Finding.of(MeteringRefusal.UNKNOWN_EVENT, f"{said.source} {said.event}")
        return
    if said.version != known.version + 1:
        detail = f"version {known.version} is in force, version {said.version} was told"
        yield Finding.of(MeteringRefusal.OTHER_VERSION, detail)
    yield from _check_time(said.chips, said.chip_seconds, known.since, known.until)
    order = world[GateView].orders.get(known.order) if known.order is not None else None
    model = order.model if order is not None else known.model
    yield from _check_flop(said.flop, said.chip_seconds, model, world)
    yield from check_place(said, known, entry.signer, world)
