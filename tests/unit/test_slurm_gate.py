"""What the plugins are answered: at a submission, at a change, at a start."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.slurm.fakes import CONFIG, NOBODY, Cluster, MemoryDesk

from comptrol.domains.gate import Ordered
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.slurm import starting, submitting
from comptrol.entrypoints.agents.slurm.agent import LETTERS, order_name
from comptrol.entrypoints.agents.slurm.kept import State
from comptrol.entrypoints.agents.slurm.verdicts import PASSES, Verdict
from comptrol.kernel.errors import UnavailableError, UnreadableError

ONE = {"tres_per_node": "gres:gpu:1", "max_nodes": "1"}
UPDATE = {"old_account": "alpha", "old_time_limit": "1", "old_tres_per_node": "gres:gpu:1"}


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    made = Cluster(tmp_path)
    asyncio.run(made.office.look())
    return made


def submit(cluster: Cluster, key: str = "k-1", **fields: str) -> Verdict:
    answer: Verdict = asyncio.run(cluster.submit(key, **{**ONE, **fields}))
    return answer


def modify(cluster: Cluster, order: str, **fields: str) -> Verdict:
    told = {**UPDATE, "old_job_id": "7", "old_admin_comment": f"comptrol:{order}", **fields}
    return asyncio.run(cluster.agent.modifying.answer(told))


def start(cluster: Cluster, job: int) -> Verdict:
    return asyncio.run(cluster.agent.starting.answer(job))


# At a submission


def test_what_is_allowed_passes_under_a_name_of_the_agents_own(cluster: Cluster):
    verdict = submit(cluster)
    assert verdict == Verdict(passes=True, order="c1-order-0")
    kept = cluster.journal.of("c1-order-0")
    assert kept is not None
    assert (kept.state, kept.chips, kept.held, kept.uid) == (State.ASKED, 1, 100, NOBODY)
    assert cluster.office.bell.is_set()


def test_names_are_long_and_never_the_same():
    names = {order_name("c1") for _ in range(200)}
    assert len(names) == 200
    assert all(len(it) == 3 + 26 and set(it[3:]) <= set(LETTERS) for it in names)


def test_what_is_refused_is_told_with_the_rule_and_kept_nowhere(cluster: Cluster):
    cluster.desk.outcomes["alpha"] = Outcome.REFUSE
    verdict = submit(cluster)
    assert not verdict.passes
    assert verdict.reasons == ("It is refuse. [a-rule: a law]",)
    assert cluster.journal.counts() == {}


def test_what_a_person_has_to_decide_waits_in_the_queue(cluster: Cluster):
    cluster.desk.outcomes["alpha"] = Outcome.HOLD
    verdict = submit(cluster)
    assert (verdict.passes, verdict.waits) == (True, True)
    assert cluster.journal.counts() == {"held": 1}


def test_an_operator_may_have_it_refused_instead(tmp_path: Path):
    refusing = Cluster(tmp_path, CONFIG.replace("margin_s = 10", 'on_hold = "refuse"'))
    asyncio.run(refusing.office.look())
    refusing.desk.outcomes["alpha"] = Outcome.HOLD
    assert not submit(refusing).passes
    assert refusing.journal.counts() == {}


def test_a_job_without_gpus_passes_without_an_order(cluster: Cluster):
    cluster.desk.away = True
    assert submit(cluster, tres_per_node="") == PASSES


def test_the_same_request_is_the_same_order_and_another_one_is_not(cluster: Cluster):
    first, again, other = (submit(cluster, key) for key in ("k-1", "k-1", "k-2"))
    assert first == again
    assert other.order != first.order
    cluster.restart()
    asyncio.run(cluster.office.look())
    assert submit(cluster, "k-1").order == first.order
    assert len(cluster.desk.orders) == 2


def test_the_same_request_twice_at_once_is_asked_once(cluster: Cluster):
    async def both() -> list[Verdict]:
        return await asyncio.gather(cluster.submit("k", **ONE), cluster.submit("k", **ONE))

    first, again = asyncio.run(both())
    assert first == again
    assert len(cluster.desk.first) == 1


def test_a_request_without_a_key_is_of_another_plugin(cluster: Cluster):
    with pytest.raises(UnreadableError, match="install it anew"):
        submit(cluster, "")


def test_nothing_is_let_through_while_the_authority_is_away(cluster: Cluster):
    cluster.desk.away = True
    with pytest.raises(UnavailableError):
        submit(cluster)
    assert cluster.journal.counts() == {}


def test_nothing_is_let_through_before_the_cluster_is_known(tmp_path: Path):
    unseen = Cluster(tmp_path)
    with pytest.raises(UnavailableError, match="does not know the partitions"):
        submit(unseen)


def test_an_agent_of_another_cluster_lets_nothing_through(tmp_path: Path):
    other = Cluster(tmp_path, CONFIG.replace('"c1"', '"c9"'))
    with pytest.raises(UnreadableError, match="told of 'c9'"):
        asyncio.run(other.office.look())


class SlowDesk(MemoryDesk):
    """Answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()

    async def ask(self, order: Ordered) -> Told:
        await self.released.wait()
        return await super().ask(order)


def test_an_answer_that_comes_too_late_is_given_back(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(submitting, "ANSWER_S", 0.01)

    async def late() -> None:
        cluster.office.desk = cluster.desk = SlowDesk()
        with pytest.raises(UnavailableError, match="nobody ruled within"):
            await cluster.submit("k", **ONE)
        cluster.desk.released.set()
        while not cluster.desk.ended:  # noqa: ASYNC110
            await asyncio.sleep(0)

    asyncio.run(late())
    assert cluster.desk.out == 0
    assert cluster.journal.counts() == {"over": 1}


def test_what_cannot_be_kept_is_given_back(cluster: Cluster):
    def full(*_: Any) -> None:
        raise UnavailableError("database or disk is full")

    async def refused() -> None:
        cluster.journal.add = full  # type: ignore[method-assign]
        with pytest.raises(UnavailableError, match="full"):
            await cluster.submit("k", **ONE)
        while not cluster.desk.ended:  # noqa: ASYNC110
            await asyncio.sleep(0)

    asyncio.run(refused())
    assert cluster.desk.out == 0


# At a change


def test_growth_is_asked_and_kept(cluster: Cluster):
    order = submit(cluster).order
    assert order is not None
    assert modify(cluster, order, time_limit="5", tres_per_node="gres:gpu:4").passes
    kept = cluster.journal.of(order)
    assert kept is not None
    assert (kept.each, kept.length_s) == (4, 5 * 60 + 40)
    (change,) = cluster.desk.amended
    assert (change.change.chips, change.change.length_s) == (4, 340)
    assert change.reason == "changed in Slurm: larger or longer"


def test_growth_that_is_not_allowed_leaves_everything_as_it_was(cluster: Cluster):
    order = submit(cluster).order
    assert order is not None
    before, cluster.desk.ceiling = cluster.journal.of(order), 3
    verdict = modify(cluster, order, tres_per_node="gres:gpu:4")
    assert (verdict.passes, verdict.reasons) == (False, ("It is refuse. [a-rule: a law]",))
    assert cluster.journal.of(order) == before


@pytest.mark.parametrize(
    "fields", [{"priority": "0"}, {"time_limit": "1"}, {"tres_per_node": "gres:gpu:0"}, {}]
)
def test_what_makes_nothing_larger_asks_nobody(cluster: Cluster, fields: dict[str, str]):
    order = submit(cluster).order
    assert order is not None
    cluster.desk.away = True
    assert modify(cluster, order, **fields) == PASSES


def test_shrinking_and_growing_back_takes_nothing_twice(cluster: Cluster):
    order = submit(cluster, tres_per_node="gres:gpu:4").order
    assert order is not None
    for many in (1, 4, 2):
        assert modify(cluster, order, tres_per_node=f"gres:gpu:{many}").passes
    assert cluster.desk.amended == []


@pytest.mark.parametrize(
    ("fields", "passes"),
    [
        ({"account": "beta"}, False),
        ({"account": "alpha-2"}, True),
        ({"partition": "elsewhere"}, False),
        ({"tres_per_node": "gres:gpu:a100:1", "partition": "mixed"}, False),
        ({"qos": "high"}, True),
    ],
)
def test_another_customer_place_or_chip_is_another_order(
    cluster: Cluster, fields: dict[str, str], *, passes: bool
):
    order = submit(cluster).order
    assert order is not None
    assert modify(cluster, order, **fields).passes is passes


def test_another_qos_is_asked_about_today(cluster: Cluster):
    order = submit(cluster).order
    assert order is not None
    cluster.desk.outcomes[order] = Outcome.REFUSE
    assert not modify(cluster, order, qos="high").passes


@pytest.mark.parametrize("comment", ["", "none", "comptrol:c1-never", "comptrol:c1-order-0"])
def test_a_job_without_an_order_that_stands_does_not_grow(cluster: Cluster, comment: str):
    order = submit(cluster).order
    assert order is not None
    cluster.queued(9, order)
    asyncio.run(cluster.agent.reconciling.once())
    verdict = modify(cluster, order, old_admin_comment=comment, tres_per_node="gres:gpu:8")
    assert not verdict.passes, "the order in the comment is of job 9"
    assert "submit it anew" in verdict.reasons[0]


def test_a_job_that_has_no_gpus_may_become_another_without_them(cluster: Cluster):
    fields = {"old_job_id": "7", "time_limit": "600", "old_time_limit": "1"}
    assert asyncio.run(cluster.agent.modifying.answer(fields)) == PASSES


def test_a_bound_job_is_known_without_its_comment(cluster: Cluster):
    order = submit(cluster).order
    cluster.queued(7, order)
    asyncio.run(cluster.agent.reconciling.once())
    assert order is not None
    assert modify(cluster, order, old_admin_comment="", tres_per_node="gres:gpu:2").passes
    assert len(cluster.desk.amended) == 1


# At a start


def test_a_job_starts_once_it_is_bound_and_confirmed(cluster: Cluster):
    order = submit(cluster).order
    cluster.queued(7, order, gpus=1)
    assert start(cluster, 7).passes
    assert cluster.desk.jobs == {order: "c1/7@2026-11-28T12:00:00Z"}
    assert cluster.journal.counts() == {"taken": 1}


def test_a_job_without_gpus_starts_without_an_order(cluster: Cluster):
    cluster.queued(7, None)
    cluster.desk.away = True
    assert start(cluster, 7) == PASSES


@pytest.mark.parametrize("comment", [None, "c1-never"])
def test_a_job_that_was_given_gpus_without_an_order_does_not_start(
    cluster: Cluster, comment: str | None
):
    cluster.queued(7, comment, gpus=1)
    assert start(cluster, 7).reasons == (starting.NO_ORDER,)


def test_a_job_that_slurm_does_not_show_does_not_start(cluster: Cluster):
    assert start(cluster, 7).reasons == (starting.UNSEEN,)


def test_a_job_whose_order_may_not_begin_today_does_not_start(cluster: Cluster):
    order = submit(cluster).order
    assert order is not None
    cluster.queued(7, order, gpus=1)
    cluster.desk.outcomes[order] = Outcome.HOLD
    assert not start(cluster, 7).passes


def test_more_gpus_than_were_ordered_are_asked_for_first(cluster: Cluster):
    order = submit(cluster).order
    assert order is not None
    cluster.queued(7, order, gpus=4)
    assert start(cluster, 7).passes
    assert cluster.desk.orders[order].chips == 4
    cluster.desk.ceiling = 4
    cluster.queued(8, submit(cluster, "k-2").order, gpus=2)
    assert not start(cluster, 8).passes


def test_a_job_of_another_user_does_not_start_with_a_copied_comment(cluster: Cluster):
    order = submit(cluster).order
    cluster.queued(7, order, gpus=1, uid=1000)
    assert start(cluster, 7).reasons == (starting.NO_ORDER,)


def test_a_second_job_does_not_start_with_a_copied_comment(cluster: Cluster):
    order = submit(cluster).order
    cluster.queued(7, order, gpus=1)
    assert start(cluster, 7).passes
    cluster.queued(8, order, gpus=1)
    assert start(cluster, 8).reasons == (starting.NO_ORDER,)


def test_a_job_id_that_is_used_again_is_another_job(cluster: Cluster):
    order = submit(cluster).order
    cluster.queued(7, order, gpus=1)
    assert start(cluster, 7).passes
    cluster.slurm.queue.clear()
    cluster.queued(7, None, gpus=1, submitted_at=cluster.now_s + 60)
    assert start(cluster, 7).reasons == (starting.NO_ORDER,)


def test_nothing_starts_while_the_authority_or_slurm_is_away(cluster: Cluster):
    cluster.queued(7, submit(cluster).order, gpus=1)
    cluster.desk.away = True
    with pytest.raises(UnavailableError):
        start(cluster, 7)
    cluster.desk.away, cluster.slurm.away = False, True
    with pytest.raises(UnavailableError):
        start(cluster, 7)
