"""Caps under any interleaving of orders, changes, lapses and ends, by whoever submits them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.ordering import HOUR, rental
from tests.rules.stage import PRESENT
from tests.told_usage import Metered

from comptrol.domains.caps import Cap, CapId, CapsView, HoldStage, Period, Unit, current
from comptrol.domains.gate import GateView, OrderId, Stage
from comptrol.kernel.finding import Receipt
from comptrol.kernel.view import World

OF = {"whose": "provider"}
PEAK = 1979 * 10**12
CUSTOMERS = ("customer", "daughter", "other")
NAMES = st.integers(0, 11).map("r-{}".format)


class Caps(RuleBasedStateMachine):
    """Orders of three customers, two of them a group, against caps of five kinds."""

    @initialize(
        total=st.integers(0, 200),
        rate=st.integers(0, 30),
        world=st.none() | st.integers(0, 300),
    )
    def begin(self, total: int, rate: int, world: int | None) -> None:
        self.market = Metered(PRESENT)
        self.market.enrol("daughter")
        self.market.enrol("other")
        self.market.seat("daughter", "DE", "customer")
        self.market.seat("other", "DE")
        self.ceilings: dict[str, int | None] = {}
        self.beyond = False
        self.set_cap("total", total * HOUR)
        self.set_cap("rate", rate, unit="chips")
        self.set_cap("provider", 250 * HOUR, bearer="provider", whose="provider")
        self.set_cap("country", 25, bearer="country", whose="DE", unit="chips")
        self.set_cap("world", None if world is None else world * HOUR, bearer="world", whose=None)
        self.set_cap("group", None)
        self.set_cap("others", None, whose="other")
        self.set_cap("all", None, bearer="world", whose=None)
        self.set_cap("daily", total * HOUR // 2, bearer="provider", window={"every": "day"}, **OF)
        self.set_cap("rolling", total * HOUR, bearer="provider", window={"days": 1}, **OF)
        flop = {"unit": "flop", "limit": str(total * HOUR * PEAK // 2), "notices": [50, 90]}
        self.set_cap("flop", None, bearer="country", whose="DE", window={"every": "day"}, **flop)
        self.before: dict[tuple[str, str], Decimal] = {}
        self.from_then = self.market.stage.clock.at

    def set_cap(self, name: str, ceiling: int | None, **other: Any) -> None:
        self.market.cap(name, ceiling, **other)
        self.ceilings[name] = ceiling

    def says(self, **body: Any) -> bool:
        return isinstance(self.market.say("provider", **body), Receipt)

    @rule(
        name=NAMES,
        customer=st.sampled_from(CUSTOMERS),
        chips=st.integers(1, 12),
        hours=st.integers(1, 12),
        within=st.none() | st.integers(1, 120),
        ahead=st.integers(0, 2),
    )
    def order(
        self, name: str, customer: str, chips: int, hours: int, within: int | None, ahead: int
    ) -> None:
        now = self.market.stage.clock.at
        on = now.date() + timedelta(days=ahead)
        self.from_then = max(now, datetime.combine(on, time(), UTC))
        self.says(
            **rental(
                name,
                on=on.isoformat(),
                customer=customer,
                chips=chips,
                length_s=hours * HOUR,
                confirm_within_s=within,
            )
        )

    @rule(name=NAMES)
    def confirm(self, name: str) -> None:
        self.from_then = self.market.stage.clock.at
        self.says(kind="gate.confirmed/1", order=name, job=f"c1/{name}")

    @rule(name=NAMES, chips=st.integers(1, 12), hours=st.integers(1, 12))
    def amend(self, name: str, chips: int, hours: int) -> None:
        with self.market.world() as world:
            order = world[GateView].orders.get(OrderId(name))
        on, now = order.on if order is not None else date.min, self.market.stage.clock.at
        self.from_then = max(now, datetime.combine(on, time(), UTC))
        change = {"chips": chips, "length_s": hours * HOUR}
        self.says(kind="gate.amended/1", order=name, change=change, reason="other needs")

    @rule(name=NAMES, used=st.integers(0, 160))
    def end(self, name: str, used: int) -> None:
        at = self.market.stage.clock.at.isoformat()
        said = {"kind": "gate.ended/1", "order": name, "at": at}
        answer = self.market.say("provider", used_chip_seconds=used * HOUR, **said)
        if isinstance(answer, Receipt):
            posted = [it.statement for it in answer.consequences]
            self.beyond |= any(getattr(it, "overrun", 0) for it in posted)

    @rule(name=NAMES, used=st.integers(1, 40), hours=st.integers(1, 6))
    def use(self, name: str, used: int, hours: int) -> None:
        since = self.market.stage.clock.at - timedelta(hours=hours)
        receipt = self.market.used(name, hours, used * HOUR, since=since)
        self.beyond |= any(getattr(it.statement, "overrun", 0) for it in receipt.consequences)

    @rule(seconds=st.integers(1, 4000) | st.integers(3 * HOUR, 30 * HOUR))
    def wait(self, seconds: int) -> None:
        self.market.stage.clock.at += timedelta(seconds=seconds)

    @precondition(lambda self: "total" in self.ceilings)
    @rule(total=st.integers(0, 200))
    def cut(self, total: int) -> None:
        self.beyond |= total * HOUR < (self.ceilings["total"] or 0)
        self.set_cap("total", total * HOUR)

    @invariant()
    def balances_are_the_sums_of_live_holds_and_of_what_was_used(self) -> None:
        if not hasattr(self, "market"):
            return
        held, used = defaultdict[str, int](int), defaultdict[str, int](int)
        with self.market.world() as world:
            for hold in world[CapsView].holds.where():
                for take in hold.takes:
                    held[take.cap] += take.held
                    used[take.cap] += take.used
                assert hold.live or not any(take.held for take in hold.takes)
                assert hold.live or hold.planned is None
            for cap in world[CapsView].caps.where():
                assert (cap.held, cap.used) == (held[cap.cap], used[cap.cap])
                assert cap.held >= 0
                if cap.unit is Unit.CHIPS:
                    assert cap.used == 0

    @invariant()
    def nothing_is_let_through_beyond_a_ceiling(self) -> None:
        if not hasattr(self, "market") or self.beyond:
            return
        with self.market.world() as world:
            for cap in world[CapsView].caps.where():
                if cap.window is None and cap.ceiling is not None:
                    assert cap.held + cap.used <= cap.ceiling

    @invariant()
    def windows_add_up_to_what_is_held_and_used_of_a_cap(self) -> None:
        if not hasattr(self, "market"):
            return
        with self.market.world() as world:
            view = world[CapsView]
            for name in ("daily", "rolling"):
                cap, rows = view.caps.get(CapId(name)), list(view.periods.where(cap=name))
                assert cap is not None
                assert sum(it.held for it in rows) == cap.held
                assert sum(it.used for it in rows) == cap.used
                days = list(view.days.where(cap=name))
                assert sum(it.used for it in days) == cap.used
                assert all(it.held >= 0 for it in rows)
                hours = [hour.used for it in days for hour in it.hours or ()]
                assert name == "daily" or sum(hours) == cap.used
            exact = [take for hold in view.holds.where() for take in hold.exact or ()]
            rows = list(view.periods.where(cap="flop"))
            assert sum(it.held for it in rows) == sum(it.held for it in exact)
            assert sum(it.used for it in rows) == sum(it.used for it in exact)
            planned = [it for hold in view.holds.where() for it in hold.planned or ()]
            for row in (*rows, *view.periods.where(cap="daily")):
                of = [it.held for it in planned if (it.cap, it.window) == (row.cap, row.window)]
                assert row.held == sum(of)

    @invariant()
    def nothing_more_is_held_of_a_window_beyond_its_ceiling(self) -> None:
        """Whatever was overrun, late or cut: what a step adds to a window has room in it."""
        if not hasattr(self, "market"):
            return
        with self.market.world() as world:
            view, now = world[CapsView], dict[tuple[str, str], Decimal]()
            for cap in view.caps.where():
                for row in standing(world, cap, self.from_then):
                    now[cap.cap, row.window] = row.held
                    more = row.held - self.before.get((cap.cap, row.window), 0)
                    if more > 0 and cap.top is not None:
                        assert row.held + row.counted(cap.basis) <= cap.top
        self.before = now

    @invariant()
    def the_world_is_the_sum_of_those_in_it(self) -> None:
        if not hasattr(self, "market"):
            return
        group, others, world = (self.market.cap_of(it) for it in ("group", "others", "all"))
        assert world.held == group.held + others.held
        assert world.used == group.used + others.used

    @invariant()
    def a_hold_lives_as_long_as_its_order_stands(self) -> None:
        if not hasattr(self, "market"):
            return
        with self.market.world() as world:
            for hold in world[CapsView].holds.where():
                order = world[GateView].orders.get(hold.hold)  # type: ignore[call-overload]
                assert order is not None
                assert hold.live == order.standing
                if hold.stage is HoldStage.LAPSED:
                    assert order.stage is Stage.LAPSED

    def teardown(self) -> None:
        if hasattr(self, "market"):
            assert self.market.stage.rebuilt().differences == ()


def standing(world: World, cap: Cap, at: datetime) -> Iterator[Period]:
    """Return what is held and used in every window of a cap."""
    if cap.window is not None and cap.window.days is not None:
        found = current(world, cap, at)
        assert found is not None
        yield found
    elif cap.window is None and cap.terms is None:
        yield Period(cap=cap.cap, window="life", held=Decimal(cap.held), used=Decimal(cap.used))
    else:
        yield from world[CapsView].periods.where(cap=cap.cap)


Caps.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestCaps = Caps.TestCase
