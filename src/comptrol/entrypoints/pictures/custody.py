"""Who had a lot, from when to when, in which custody, and since when has nobody shown it?

One row to each stretch of time in which nothing of that changed. A bar is told apart by its form
and by the words beside it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from comptrol.domains.registry import Custody, LotHistory, Shipment, Step
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.custody_rows import Stretch, custody_svg
from comptrol.entrypoints.pictures.told import cut, many

COLUMNS: Final = (
    *("Position", "Statement", "From", "To", "Custody", "Holder", "Site", "Chips"),
    "Taken back at position",
)
STRETCHES_MAX: Final = 40


def custody_chart(
    history: LotHistory, *, until: date, earlier: Sequence[LotHistory] = (), called: str = ""
) -> Chart:
    """Return the custody of a lot up to a day; of a chip with the lots that it was in before.

    The earlier lots come as a chip's file names them: the one before the present one first.
    """
    name = called or history.lot.lot
    steps = [*_steps([*reversed(earlier), history])]
    standing = [it for it in steps if it.withdrawn_at is None]
    shipments = [it for each in (*earlier, history) for it in each.shipments]
    stretches = _stretches(standing, shipments, max([until, *(it.on for it in standing)]))
    title = f"Custody of {cut(name)}"
    shown, proven = stretches[-STRETCHES_MAX:], history.lot.proven_on
    told = _told(stretches, proven, history)
    return Chart(
        name="custody",
        title=title,
        told=told,
        columns=COLUMNS,
        rows=tuple(_rows(steps, stretches)),
        svg=custody_svg(title, told, shown, proven, len(stretches) - len(shown)),
    )


def _steps(histories: Sequence[LotHistory]) -> Iterator[Step]:
    """Yield the steps of each lot up to the first of the lot that came out of it."""
    starts = [min((it.position for it in each.steps), default=0) for each in histories[1:]]
    for each, end in zip(histories, [*starts, None], strict=True):
        for step in sorted(each.steps, key=lambda it: it.position):
            if end is None or step.position < end:
                yield step


def _stretches(steps: Sequence[Step], shipments: Sequence[Shipment], until: date) -> list[Stretch]:
    found: list[Stretch] = []
    ends = [*(it.on for it in steps[1:]), until]
    for step, end in zip(steps, ends, strict=False):
        where = _where(step, shipments)
        it = Stretch(step.on, max(step.on, end), step.custody, step.holder, where, step.there)
        if found and found[-1]._replace(since=it.since, until=it.until) == it:
            it = it._replace(since=found.pop().since)
        found.append(it)
    return found


def _where(step: Step, shipments: Sequence[Shipment]) -> str:
    """Return where a lot is after a step; on the way: to whom."""
    if step.custody is Custody.IN_TRANSIT:
        sent = [it for it in shipments if it.sender == step.holder and it.sent_on == step.on]
        if not sent:
            return ""
        last = sent[-1]
        open_ = last.received_on is None and last.ended_on is None
        return f"to {last.to}{', not received' * open_}"
    return step.site or step.delivered_to or ""


def _rows(steps: Sequence[Step], stretches: Sequence[Stretch]) -> Iterator[tuple[str, ...]]:
    """Yield every step, also those that were taken back, and until when each lasted."""
    standing = [it for it in steps if it.withdrawn_at is None]
    ends = [str(it.on) for it in standing[1:]]
    if stretches:
        ends.append(str(stretches[-1].until))
    until = dict(zip((it.position for it in standing), ends, strict=False))
    for it in steps:
        yield (
            str(it.position),
            it.kind,
            str(it.on),
            until.get(it.position, ""),
            it.custody.value,
            it.holder,
            it.site or it.delivered_to or "",
            str(it.there),
            "" if it.withdrawn_at is None else str(it.withdrawn_at),
        )


def _told(stretches: Sequence[Stretch], proven: date, history: LotHistory) -> str:
    """Return the custody in sentences, and what of it is open."""
    if not stretches:
        return "Nothing has been said of its custody, so that nothing is drawn."
    told = [f"{many(len(stretches), 'stretch', 'stretches')} of custody."]
    told += [
        f"{it.since} to {it.until}: {it.custody.value}, {cut(it.holder, 40)}"
        f"{f', {cut(it.where, 40)}' if it.where else ''}, {many(it.chips, 'chip')}."
        for it in stretches[-STRETCHES_MAX:]
    ]
    open_ = [it for it in history.shipments if it.received_on is None and it.ended_on is None]
    told += [
        f"Sent by {cut(it.sender, 40)} to {cut(it.to, 40)} on {it.sent_on} and not received."
        for it in open_
    ]
    told.append(f"All of it was last shown on {proven}.")
    return " ".join(told)
