"""No sequence of statements restrains anybody without a decided case, or beyond its end."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import hearing
from tests.trading_in_cases import Court

from comptrol.domains.cases import CasesView, Outcome
from comptrol.domains.gate import GateView, OrderId, ruling_on
from comptrol.domains.law import Effect
from comptrol.domains.law import Outcome as Ruled
from comptrol.kernel.identifiers import PartyId

CASES = st.sampled_from(["a", "b"])
SPEAKERS = st.sampled_from(["authority", "inspector", "reviewer", "second", "third", "customer"])
KINDS = st.sampled_from(["ask", "hold", "suspend"])


class Cases(RuleBasedStateMachine):
    """Two cases about one customer whose order runs; anybody says anything, as days pass."""

    @initialize()
    def begin(self) -> None:
        self.court = Court()

    @property
    def today(self) -> date:
        return self.court.today

    def say(self, speaker: str, body: dict[str, Any]) -> None:
        self.court.say(speaker, body)

    @rule(days=st.sampled_from([0, 1, 15, 40]))
    def time_passes(self, days: int) -> None:
        self.court.later(days)

    @rule(case=CASES, speaker=SPEAKERS)
    def open(self, case: str, speaker: str) -> None:
        self.say(speaker, hearing.opening(case, "customer", "order-1", alarms=self.court.alarms))

    @rule(case=CASES, speaker=SPEAKERS)
    def notice(self, case: str, speaker: str) -> None:
        self.say(speaker, hearing.notice(case, "customer", self.today))

    @rule(case=CASES, speaker=SPEAKERS, admits=st.booleans())
    def answer(self, case: str, speaker: str, *, admits: bool) -> None:
        self.say(speaker, hearing.answer(case, "customer", admits=admits))

    @rule(
        case=CASES,
        speaker=SPEAKERS,
        outcome=st.sampled_from(["upheld", "dismissed"]),
        kinds=st.lists(KINDS, max_size=2),
        days=st.integers(1, 60),
        admission=st.booleans(),
    )
    def decide(
        self,
        case: str,
        speaker: str,
        outcome: str,
        kinds: list[str],
        days: int,
        *,
        admission: bool,
    ) -> None:
        until = self.today + timedelta(days=days)
        measures = [hearing.measure(it, until, parties=["customer"]) for it in kinds]
        said = hearing.decision(case, self.today, outcome, measures=measures, admission=admission)
        self.say(speaker, {**said, "alarms": self.court.alarms})

    @rule(case=CASES, speaker=SPEAKERS, number=st.integers(1, 2), days=st.integers(1, 100))
    def renew(self, case: str, speaker: str, number: int, days: int) -> None:
        until = (self.today + timedelta(days=days)).isoformat()
        body = {"kind": "cases.renewed/1", "case": case, "number": number, "until": until}
        self.say(speaker, {**body, "reasons": "It is still not declared.", "by": "An officer"})

    @rule(case=CASES, speaker=SPEAKERS, number=st.integers(1, 2))
    def lift(self, case: str, speaker: str, number: int) -> None:
        body = {"kind": "cases.lifted/1", "case": case, "number": number}
        self.say(speaker, {**body, "reasons": "It has been declared.", "by": "An officer"})

    @rule(case=CASES, speaker=SPEAKERS)
    def appeal(self, case: str, speaker: str) -> None:
        self.say(speaker, hearing.appeal(case, "customer"))

    @rule(case=CASES, speaker=SPEAKERS, granted=st.booleans())
    def decide_appeal(self, case: str, speaker: str, *, granted: bool) -> None:
        self.say(speaker, hearing.appeal_decision(case, granted=granted))

    @rule(case=CASES, speaker=SPEAKERS)
    def close(self, case: str, speaker: str) -> None:
        self.say(speaker, hearing.end(case))

    @rule()
    def review(self) -> None:
        self.court.reviewed()

    @rule(case=CASES)
    def a_whole_case(self, case: str) -> None:
        """Go through with it, so that decisions and appeals are reached often."""
        self.open(case, "inspector")
        self.notice(case, "authority")
        self.answer(case, "customer", admits=True)
        self.decide(case, "reviewer", "upheld", ["suspend"], 20, admission=True)

    @invariant()
    def whoever_is_restrained_lost_a_case_that_stands(self) -> None:
        with self.court.world() as world:
            row = world[GateView].restrained_parties.get(PartyId("customer"))
            for it in row.measures if row is not None else ():
                case = world[CasesView].cases.get(it.case)  # type: ignore[call-overload]
                taken = world[CasesView].measures.get((it.case, it.number))
                assert case is not None
                assert (case.outcome, case.granted or False, case.open) == (
                    Outcome.UPHELD,
                    False,
                    True,
                )
                assert taken is not None
                assert (taken.in_force, taken.until, taken.measure.value) == (
                    True,
                    it.until,
                    it.measure.value,
                )
            own = [it for it in world[CasesView].measures.where() if it.in_force]
            restraining = {
                (it.case, it.number) for it in own if it.measure.value in {"hold", "suspend"}
            }
            assert restraining == {(it.case, it.number) for it in (row.measures if row else ())}

    @invariant()
    def an_order_is_held_by_measures_that_bind_today_and_by_nothing_else(self) -> None:
        with self.court.world() as world:
            order = world[GateView].orders.get(OrderId("order-1"))
            row = world[GateView].restrained_parties.get(PartyId("customer"))
            assert order is not None
            bind = [it for it in (row.measures if row else ()) if it.binds(self.today)]
            found = ruling_on(world, order, known_at=self.today, on=max(order.on, self.today))
            held = [it for it in found.decision.policy if it.effect is Effect.RESTRAINED]
            suspended = [it for it in bind if it.measure.value == "suspend"]
            assert len(held) == len(suspended)  # a hold lets go on what was taken up
            assert (found.decision.outcome is Ruled.HOLD) == bool(suspended)
            if self.court.all_reviewed:
                assert order.stop == bool(suspended)


TestCases = Cases.TestCase
TestCases.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
