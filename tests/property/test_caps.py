"""Caps under any interleaving of orders, changes, lapses and ends, by whoever submits them."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.ordering import HOUR, Market, rental

from comptrol.domains.caps import CapsView, HoldStage, Unit
from comptrol.domains.gate import GateView, Stage
from comptrol.kernel.finding import Receipt

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
        self.market = Market()
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
    )
    def order(self, name: str, customer: str, chips: int, hours: int, within: int | None) -> None:
        self.says(
            **rental(
                name,
                customer=customer,
                chips=chips,
                length_s=hours * HOUR,
                confirm_within_s=within,
            )
        )

    @rule(name=NAMES)
    def confirm(self, name: str) -> None:
        self.says(kind="gate.confirmed/1", order=name, job=f"c1/{name}")

    @rule(name=NAMES, chips=st.integers(1, 12), hours=st.integers(1, 12))
    def amend(self, name: str, chips: int, hours: int) -> None:
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

    @rule(seconds=st.integers(1, 4000))
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
                assert cap.ceiling is None or cap.held + cap.used <= cap.ceiling

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


Caps.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestCaps = Caps.TestCase
