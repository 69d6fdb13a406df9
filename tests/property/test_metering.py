"""Usage told in any order, twice, late and corrected comes to what it comes to told once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.metering import AT, PEAK, MeteredMarket, corrected, used
from tests.ordering import HOUR

from comptrol.domains.caps import CapsView
from comptrol.domains.metering import DayMeter, MeteringView, OrderMeter
from comptrol.kernel.finding import Receipt, Refused

CUSTOMERS = ("customer", "other")
NUMBERS = count()
CORRECTED, ENDED = "metering.corrected/1", "gate.ended/1"
METERS = ("allocation", "power", "utilisation")
Step = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """An event with its corrections, in their order: the one thing that no delivery may change."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Delivery:
    """What happens to an order, told in order, and told anyhow."""

    clean: tuple[Step, ...]
    messy: tuple[Step, ...]


@cache
def market() -> MeteredMarket:
    made = MeteredMarket(AT)
    made.enrol("other")
    made.seat("other", "DE")
    for whose in CUSTOMERS:
        made.cap(f"time-{whose}", None, whose=whose)
        limit = str(10**12 * PEAK)
        made.cap(f"flop-{whose}", None, whose=whose, unit="flop", limit=limit)
        made.cap(f"monthly-{whose}", None, whose=whose, window={"every": "month"})
    return made


amounts = st.integers(0, 8 * HOUR)


@st.composite
def flop_of(draw: st.DrawFn, seconds: int) -> dict[str, str] | None:
    if not draw(st.booleans()):
        return None
    ends = sorted(draw(st.lists(st.integers(0, seconds * PEAK), min_size=3, max_size=3)))
    return dict(zip(("low", "mid", "high"), map(str, ends), strict=True))


@st.composite
def events(draw: st.DrawFn, name: str) -> Told:
    """One event, and up to two corrections of it, the last of which may withdraw it."""
    hours = draw(st.integers(1, 30))
    seconds = draw(amounts)
    since = AT + timedelta(hours=draw(st.integers(0, 60)))
    meter = draw(st.sampled_from(METERS))
    first = used(name, None, hours, seconds, since=since, meter=meter)
    steps = [_with(first, draw(flop_of(seconds)))]
    for version in range(2, 2 + draw(st.integers(0, 2))):
        after = draw(amounts | st.just(0))
        steps.append(_with(corrected(name, version, after), draw(flop_of(after))))
    return Told(tuple(steps))


def _with(said: Step, flop: dict[str, str] | None) -> Step:
    return said if flop is None else {**said, "flop": flop}


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    told = [draw(events(f"e-{number}")) for number in range(draw(st.integers(1, 4)))]
    clean: list[Step] = [it for event in told for it in event.steps]
    ended = draw(st.none() | amounts)
    if ended is not None:
        clean.append({"kind": ENDED, "used": ended})
    lines = [list(event.steps) for event in told]
    lines += [[clean[-1]]] if ended is not None else []
    return Delivery(tuple(clean), tuple(draw(_shuffled(lines))))


@st.composite
def _shuffled(draw: st.DrawFn, lines: list[list[Step]]) -> list[Step]:
    """Interleave lines, each in its own order, and tell some of what was told once more."""
    left, out = [list(line) for line in lines], list[Step]()
    while any(left):
        line = draw(st.sampled_from([it for it in left if it]))
        out.append(line.pop(0))
        if draw(st.booleans()):
            out.append(draw(st.sampled_from(out)))
    return out


def tell(order: str, began: datetime, steps: Sequence[Step]) -> None:
    """Tell what happens to an order: what was told before is known, and nothing else is."""
    said = set[tuple[str, ...]]()
    for step in steps:
        once = tuple(str(step.get(it)) for it in ("kind", "event", "version"))
        answer = market().stage.say("provider", moved(step, order, began - AT))
        assert isinstance(answer, Refused if once in said else Receipt), answer
        said.add(once)


def moved(step: Step, order: str, by: timedelta) -> Step:
    """Return a step as it is told of one order, later, whose events have names of their own."""
    if step["kind"] == ENDED:
        at = market().stage.clock.at.isoformat()
        return {"kind": step["kind"], "order": order, "at": at, "used_chip_seconds": step["used"]}
    named = {**step, "event": f"{order}/{step['event']}"}
    if step["kind"] == CORRECTED:
        return named
    times = {it: (datetime.fromisoformat(step[it]) + by).isoformat() for it in ("since", "until")}
    return {**named, **times, "order": order}


def counts(customer: str) -> tuple[int, ...]:
    here = market()
    time, monthly = here.cap_of(f"time-{customer}"), here.cap_of(f"monthly-{customer}")
    with here.world() as world:
        row = here.found(world, f"flop-{customer}", "life")
    figures = (row.used, row.low, row.mid, row.high) if row is not None else (0, 0, 0, 0)
    return (time.used, monthly.used, *(int(it) for it in figures))


def due(delivery: Delivery) -> int:
    """Return what counts, worked out another way: of each event the last word, no meter added."""
    meters = {it["event"]: it["meter"] for it in delivery.clean if "meter" in it}
    last = {it["event"]: it["chip_seconds"] for it in delivery.clean if "event" in it}
    by_meter = Counter[str]()
    for event, seconds in last.items():
        by_meter[meters[event]] += seconds
    return max(*by_meter.values(), *(it.get("used", 0) for it in delivery.clean))


def months(customer: str) -> Counter[str]:
    """Return what was used in each month: a meter's events count when they happened."""
    with market().world() as world:
        rows = world[CapsView].periods.where(cap=f"monthly-{customer}")
        return Counter({it.window: int(it.used) for it in rows})


def _grown(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {it: after[it] - before[it] for it in after if after[it] != before[it]}


def is_of_one_meter(delivery: Delivery) -> bool:
    meters = {it["meter"] for it in delivery.clean if "meter" in it}
    return len(meters) == 1 and all(it["kind"] != ENDED for it in delivery.clean)


def sums(order: str) -> tuple[list[OrderMeter], list[DayMeter]]:
    with market().world() as world:
        view = world[MeteringView]
        return list(view.orders.where(order=order)), list(view.days.where(order=order))


def unnamed(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {name: getattr(it, name) for name in it.__struct_fields__ if name != "order"}
        for it in rows
    ]


@settings(max_examples=30, deadline=None)
@given(deliveries())
def test_any_order_and_any_repetition_come_to_the_same(delivery: Delivery):
    here, number, came_to, rows = market(), next(NUMBERS), [], []
    began, before = here.stage.clock.at, [counts(it) for it in CUSTOMERS]
    orders, was_then = [f"{it}-{number}" for it in CUSTOMERS], [months(it) for it in CUSTOMERS]
    for name, customer in zip(orders, CUSTOMERS, strict=True):
        day = began.date().isoformat()
        here.order(name, on=day, chips=2, length_s=10 * HOUR, customer=customer)
    here.stage.clock.at += timedelta(days=5)
    for name, steps in zip(orders, (delivery.clean, delivery.messy), strict=True):
        tell(name, began, steps)
    for name, customer, was in zip(orders, CUSTOMERS, before, strict=True):
        came_to.append([b - a for a, b in zip(was, counts(customer), strict=True)])
        rows.append([unnamed(it) for it in sums(name)])
        hold = here.hold_of(name)
        assert hold is not None
        assert all(it.held >= 0 and it.used >= 0 for it in hold.takes)
    assert came_to[0] == came_to[1]
    assert rows[0] == rows[1]
    assert min(came_to[0]) >= 0
    assert came_to[0][:3] == [*(due(delivery),) * 2, due(delivery) * PEAK]
    if is_of_one_meter(delivery):
        found = [_grown(*it) for it in zip(was_then, map(months, CUSTOMERS), strict=True)]
        assert found[0] == found[1]


@pytest.fixture(scope="module", autouse=True)
def audited() -> Iterator[None]:
    yield
    assert market().stage.rebuilt().differences == ()
