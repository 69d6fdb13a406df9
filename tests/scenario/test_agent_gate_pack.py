"""What the provider's own gate rules by its copy is what the authority would rule: never more."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trading import Market

from comptrol.domains.gate import Ordered, OrderId, Pack, pack
from comptrol.domains.law import Outcome
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.agents.gate.copy import CopiedRows, UnknownHereError
from comptrol.entrypoints.agents.gate.lease import Lease
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind

NOW_IS = "2026-11-01"


class Leased:
    """A market with a lease in it, and the provider's own gate with a copy for that."""

    def __init__(self, customer: str = "leased", **about: Any) -> None:
        self.market = Market()
        self.market.party("parent", "MY")
        self.market.party("sister", "MY", parent="parent")
        self.market.party("leased", **{"country": "MY", "parent": "parent", **about})
        self.market.rents("sister", 3, 100)
        lease = self.market.rents(customer, 64, 240, service="reserved-cluster")
        assert lease.decision.outcome is Outcome.ALLOW, lease.decision
        self.lease = lease.order

    def packed(self, since: int | None = None) -> Pack:
        """Return the pack as the gate gets it: through JSON."""
        stage = self.market.stage
        with stage.store.reading() as reading:
            world = RowsWorld(reading, stage.references)
            made = pack(world, lease=self.lease, on=stage.clock.now().date(), since=since)
        return msgspec.json.decode(msgspec.json.encode(made), type=Pack)

    def here(self) -> Lease:
        """Return the lease as the gate has it."""
        return Lease(self.packed(), "leased", (0, 0), self.market.stage.references)

    def job(self, **fields: Any) -> Ordered:
        """Return a job under the lease."""
        job = {
            "kind": kind(Ordered),
            "order": "a-job",
            "door": "rental",
            "customer": "leased",
            "model": "h100",
            "site": "penang",
            "chips": 8,
            "length_s": 3600,
            "on": NOW_IS,
            "end_use": "inference",
            "under": self.lease,
            "asked_at": self.market.stage.clock.now().isoformat(),
        }
        return msgspec.convert({**job, **fields}, Ordered)

    def at_the_authority(self, job: Ordered) -> bool:
        """Tell whether the authority lets the same job through."""
        said = msgspec.to_builtins(job)
        answer = self.market.say("provider", **said)
        if not isinstance(answer, Receipt):
            return False
        return all(
            it.statement.decision.outcome is Outcome.ALLOW
            for it in answer.consequences
            if kind(type(it.statement)) == "gate.ruled/1"
        )


jobs = st.fixed_dictionaries(
    {
        "chips": st.integers(1, 80),
        "length_s": st.integers(1, 240 * 3600),
        "end_use": st.sampled_from(["inference", "military", "training a model", "x"]),
    },
    optional={
        "end_user": st.just("sister"),
        "passes_on": st.booleans(),
        "possession_passes": st.booleans(),
        "licence": st.just("L-1"),
        "training_operations": st.just("1e27"),
        "red_flags": st.just(["x"]),
        "service": st.sampled_from(["bare-metal", "managed-job", "reserved-cluster"]),
        "bought_for_customer": st.booleans(),
        "delivers": st.just(["weights"]),
        "on": st.sampled_from(["2026-10-31", "2026-11-02", "2026-12-01", "2027-05-01"]),
        "customer": st.sampled_from(["sister", "parent"]),
    },
)


@given(fields=jobs)
@settings(max_examples=60, deadline=None)
def test_what_is_let_through_here_the_authority_lets_through_too(fields: dict[str, Any]) -> None:
    leased = ONCE
    here, job = leased.here(), leased.job(**fields)
    now = leased.market.stage.clock.now()
    taken = here.order.under_chips, here.order.under_chip_seconds
    asked = msgspec.structs.replace(job, under=None)
    if not here.is_for(asked) or here.against(job, now, taken):
        return
    leased.market.orders += 1
    named = msgspec.structs.replace(job, order=OrderId(f"job-{leased.market.orders}"))
    assert leased.at_the_authority(named)


ONCE = Leased()


def test_most_plain_jobs_are_let_through_here() -> None:
    leased = Leased()
    here, now = leased.here(), leased.market.stage.clock.now()
    for chips in (1, 8, 64):
        assert here.against(leased.job(chips=chips), now, (0, 0)) == ()


def test_exactly_the_rest_of_a_lease_is_let_through_and_no_chip_more() -> None:
    leased = Leased()
    here, now = leased.here(), leased.market.stage.clock.now()
    assert here.against(leased.job(chips=4), now, (60, 0)) == ()
    assert "no-room-above" in here.against(leased.job(chips=5), now, (60, 0))[0]
    spent = here.order.chip_seconds - 100
    assert here.against(leased.job(chips=1, length_s=100), now, (0, spent)) == ()
    assert "no-room-above" in here.against(leased.job(chips=1, length_s=101), now, (0, spent))[0]


def test_a_lease_ends_when_it_ends() -> None:
    leased = Leased()
    here = leased.here()
    last = here.ends - timedelta(seconds=3600)
    assert "ends at" in here.against(leased.job(), last + timedelta(seconds=1), (0, 0))[0]


def test_a_pack_tells_nothing_of_others_but_a_sum() -> None:
    leased = Leased()
    told = msgspec.json.encode(leased.packed()).decode()
    assert "sister" not in told
    loads = leased.packed().rows["gate_loads"]
    assert [msgspec.json.decode(it)["chips"] for it in loads] == [64 + 3]


def test_a_pack_is_not_sent_again_where_nothing_was_logged() -> None:
    leased = Leased()
    first = leased.packed()
    assert (first.changed, leased.packed(first.position).changed) == (True, False)
    leased.market.party("newcomer", "MY")
    assert leased.packed(first.position).changed


def test_what_is_not_in_the_copy_is_not_known_and_not_denied() -> None:
    leased = Leased()
    view = PartiesView(CopiedRows(leased.packed()))
    with pytest.raises(UnknownHereError):
        view.parties.get(PartyId("sister"))
    with pytest.raises(UnknownHereError):
        list(view.shares.where(asset="sister"))
    assert view.parties.get(PartyId("leased")) is not None


def test_only_a_reserved_cluster_has_a_pack() -> None:
    leased = Leased()
    plain = leased.market.rents("leased", 1, 1)
    leased.lease = plain.order
    with pytest.raises(NotFoundError, match="reserves a cluster"):
        leased.packed()
    leased.lease = OrderId("none")
    with pytest.raises(NotFoundError):
        leased.packed()


def test_rows_of_another_version_are_not_read() -> None:
    leased = Leased()
    made = leased.packed()
    odd = {**made.rows, "parties": (msgspec.Raw(b'{"colour": 1}'),)}
    with pytest.raises(UnavailableError, match="another version"):
        CopiedRows(msgspec.structs.replace(made, rows=odd))
    with pytest.raises(UnavailableError, match="later version"):
        CopiedRows(msgspec.structs.replace(made, rows={"new_table": ()}))
