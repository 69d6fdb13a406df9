"""What a decided case restrains, the provider's own gate does not let through either."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests import hearing
from tests.rules.stage import Stage
from tests.scenario.test_agent_gate_pack import Leased

from comptrol.domains.gate import GateView, Order, OrderId, ruling_on
from comptrol.domains.gate.reactions.rechecking import AT_ONCE_MAX
from comptrol.domains.law import Effect, Outcome
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Refused


class Held:
    """A lease that was taken up, and a case about its customer."""

    def __init__(self) -> None:
        self.leased = Leased()
        market = self.leased.market
        self.stage: Stage = market.stage
        key = "key of inspector"
        words = {"party": "inspector", "name": "Inspectors", "country": "US"}
        market.tell("authority", kind="parties.enrolled/1", roles=["inspector"], key=key, **words)
        market.tell("authority", **hearing.POLICY)
        lease = str(self.leased.lease)
        market.tell("provider", kind="gate.confirmed/1", order=lease, job="c1/1")
        self.opened = hearing.opening("case-1", "leased", lease)
        market.tell("inspector", **self.opened)
        market.tell("authority", **hearing.notice("case-1", "leased", self.today))
        market.tell("provider", **hearing.answer("case-1", "leased", admits=True))

    @property
    def today(self) -> date:
        return self.stage.clock.at.date()

    def decided(self, kind: str, days: int = 10, **whom: list[str]) -> None:
        until = self.today + timedelta(days=days)
        measures = [hearing.measure(kind, until, **(whom or {"parties": ["leased"]}))]
        said = hearing.decision("case-1", self.today, measures=measures, admission=True)
        self.leased.market.tell("reviewer", **said)

    def lets_through(self) -> bool:
        here, job = self.leased.here(), self.leased.job()
        return not here.against(job, self.stage.clock.now(), (0, 0))

    def order(self, name: str) -> Order:
        with self.stage.store.reading() as reading:
            found = RowsWorld(reading, self.stage.references)[GateView].orders.get(OrderId(name))
        assert found is not None
        return found


@pytest.fixture
def held() -> Held:
    return Held()


def test_until_a_case_is_decided_nothing_changes(held: Held) -> None:
    assert held.lets_through()


def test_a_hold_lets_the_lease_stand_and_no_job_begin(held: Held) -> None:
    held.decided("hold")
    assert not held.order(str(held.leased.lease)).stop
    assert not held.lets_through()
    assert not held.leased.at_the_authority(held.leased.job())


def test_a_hold_of_the_lease_alone_lets_no_job_begin_in_it_either(held: Held) -> None:
    before = held.leased.here()
    held.decided("hold", orders=[str(held.leased.lease)])
    assert not held.order(str(held.leased.lease)).stop
    assert not held.lets_through()
    assert not before.against(held.leased.job(), held.stage.clock.now(), (0, 0))
    assert not held.leased.at_the_authority(held.leased.job())


def test_what_was_taken_up_after_a_hold_does_not_go_on(held: Held) -> None:
    held.decided("hold")
    lease = held.order(str(held.leased.lease))
    with held.stage.store.reading() as reading:
        world = RowsWorld(reading, held.stage.references)
        before, after = (
            ruling_on(world, replace(lease, confirmed_at=at), known_at=held.today).decision
            for at in (lease.confirmed_at, 10**6)
        )
    assert (before.outcome, after.outcome) == (Outcome.ALLOW, Outcome.HOLD)


def test_more_orders_than_one_measure_reaches_are_not_taken_up(held: Held) -> None:
    market, names = held.leased.market, [f"small-{it:03}" for it in range(AT_ONCE_MAX + 1)]
    for name in names:
        market.rents("leased", 1, 1, order=name)
    held.decided("hold")
    missed = [it for it in names if held.order(it).outcome is Outcome.ALLOW]
    assert missed
    for name in missed:
        said = market.say("provider", kind="gate.confirmed/1", order=name, job=name)
        assert isinstance(said, Refused)
        assert [it.code for it in said.findings] == ["gate.restrained"]


def test_a_suspension_stops_the_lease_and_all_under_it(held: Held) -> None:
    assert held.leased.at_the_authority(held.leased.job(order="job-1"))
    held.decided("suspend")
    assert held.order(str(held.leased.lease)).stop
    assert held.order("job-1").stop
    assert not held.lets_through()


def test_a_copy_knows_the_day_on_which_a_measure_ends(held: Held) -> None:
    held.decided("hold", days=5)
    here, job = held.leased.here(), held.leased.job
    held.stage.clock.at += timedelta(days=4)
    assert here.against(job(on="2026-11-05"), held.stage.clock.now(), (0, 0))
    held.stage.clock.at += timedelta(days=1)
    assert not here.against(job(on="2026-11-06"), held.stage.clock.now(), (0, 0))


def test_a_seller_that_is_restrained_sells_nothing_more(held: Held) -> None:
    market = held.leased.market
    market.party("fresh", "MY")
    said = hearing.opening("case-2", "provider", str(held.leased.lease))
    market.tell("inspector", **said)
    market.tell("authority", **hearing.notice("case-2", "provider", held.today))
    market.tell("provider", **hearing.answer("case-2", "provider", admits=True))
    until = held.today + timedelta(days=10)
    measures = [hearing.measure("hold", until, parties=["provider"])]
    decided = hearing.decision("case-2", held.today, measures=measures, admission=True)
    market.tell("reviewer", **decided)
    ruled = market.rents("fresh", 1, 1)
    effects = {it.rule: it.effect for it in ruled.decision.policy}
    assert effects["case:case-2"] is Effect.RESTRAINED
    assert ruled.decision.outcome.value == "hold"
