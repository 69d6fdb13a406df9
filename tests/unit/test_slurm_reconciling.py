"""What Slurm accounted and what was ordered: joined, settled, stopped, or listed with a reason."""

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.slurm.fakes import CONFIG, Cluster

from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.slurm import taking_up
from comptrol.entrypoints.agents.slurm.kept import State
from comptrol.entrypoints.agents.slurm.reconciling import Report
from comptrol.kernel.errors import UnavailableError

ONE = {"tres_per_node": "gres:gpu:1", "max_nodes": "1"}


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    made = Cluster(tmp_path)
    asyncio.run(made.office.look())
    return made


def ordered(cluster: Cluster, key: str = "k-1", **fields: str) -> str:
    verdict = asyncio.run(cluster.submit(key, **{**ONE, **fields}))
    assert verdict.order is not None
    return str(verdict.order)


def reconcile(cluster: Cluster) -> Report:
    return asyncio.run(cluster.agent.reconciling.once())


def state(cluster: Cluster, order: str) -> State:
    kept = cluster.journal.of(order)
    assert kept is not None
    return kept.state


def test_a_job_is_confirmed_when_it_is_seen_and_settled_when_it_is_over(cluster: Cluster):
    order = ordered(cluster)
    live = cluster.queued(7, order)
    reconcile(cluster)
    assert cluster.desk.jobs == {order: "c1/7@2026-11-28T12:00:00Z"}
    cluster.ran(live, 50)
    report = reconcile(cluster)
    (settled,) = report.settled
    assert (settled.order, settled.job, settled.ordered, settled.used) == (order, 7, 100, 50)
    assert cluster.desk.ended[order].used_chip_seconds == 50
    assert report.is_whole
    assert reconcile(cluster).settled == ()


def test_a_job_that_nobody_saw_live_is_confirmed_and_settled_all_the_same(cluster: Cluster):
    order = ordered(cluster)
    cluster.ran(cluster.queued(7, order), 2)
    assert [it.used for it in reconcile(cluster).settled] == [2]
    assert order in cluster.desk.jobs


def test_what_never_began_is_settled_with_nothing(cluster: Cluster):
    order = ordered(cluster)
    cluster.ran(cluster.queued(7, order), 0)
    assert [it.used for it in reconcile(cluster).settled] == [0]
    assert order not in cluster.desk.jobs, "it was never taken up"
    assert cluster.desk.ended[order].used_chip_seconds == 0


def test_use_beyond_what_was_ordered_is_passed_on_whole(cluster: Cluster):
    order = ordered(cluster)
    cluster.ran(cluster.queued(7, order), 161)
    (settled,) = reconcile(cluster).settled
    assert (settled.used, settled.overrun) == (161, 61)


def test_an_array_is_settled_when_no_element_is_left(cluster: Cluster):
    order = ordered(cluster, array_inx="1-3")
    waiting = cluster.queued(7, order)
    first = cluster.queued(8, order, pending=False, gpus=1)
    element = msgspec.structs.replace(first, name=waiting.name)
    cluster.slurm.queue[1:] = [element]
    reconcile(cluster)
    cluster.ran(element, 10, shown="7_1")
    assert reconcile(cluster).settled == ()
    cluster.ran(waiting, 5, shown="7_2")
    assert [it.used for it in reconcile(cluster).settled] == [15]


def test_all_runs_of_a_job_that_was_requeued_are_one_order(cluster: Cluster):
    order = ordered(cluster)
    first = cluster.queued(7, order)
    reconcile(cluster)
    cluster.ran(first, 10)
    again = cluster.queued(7, order, submitted_at=cluster.now_s)
    assert reconcile(cluster).settled == ()
    cluster.ran(again, 20)
    assert [it.used for it in reconcile(cluster).settled] == [30]


def test_a_job_that_slurmdbd_does_not_know_as_over_is_not_over(cluster: Cluster):
    order = ordered(cluster)
    live = cluster.queued(7, order)
    reconcile(cluster)
    cluster.ran(live, 10, end=None)
    assert reconcile(cluster).settled == ()
    cluster.slurm.accounted.clear()
    assert reconcile(cluster).settled == (), "nor is one that it lost"


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("", taking_up.NO_COMMENT),
        ("none", taking_up.WIPED),
        ("comptrol:c1-never", taking_up.UNKNOWN),
        ("comptrol:c1-order-0", taking_up.FORGED),
        ("comptrol:c1-order-1", taking_up.ANOTHER_USER),
    ],
)
def test_what_was_used_without_an_order_is_listed_with_the_reason(
    cluster: Cluster, comment: str, reason: str
):
    cluster.queued(7, ordered(cluster))
    ordered(cluster, "k-2", uid="1000")
    reconcile(cluster)
    stray = cluster.queued(9, None, comment=comment)
    cluster.ran(stray, 10, gpus=2)
    (found,) = reconcile(cluster).unjoined
    assert (found.job, found.account, found.chip_seconds) == ("9", "alpha", 20)
    assert found.reason == reason
    assert not reconcile(cluster).is_whole
    cluster.restart()
    assert reconcile(cluster).unjoined == (found,), "a restart forgets nothing"


def test_a_comment_that_was_wiped_is_noticed_and_the_job_known(cluster: Cluster):
    order = ordered(cluster)
    live = cluster.queued(7, order)
    reconcile(cluster)
    cluster.slurm.queue[0] = msgspec.structs.replace(live, comment="none")
    assert reconcile(cluster).warnings == (f"job 7: {taking_up.WIPED}",)
    cluster.ran(cluster.slurm.queue[0], 10)
    report = reconcile(cluster)
    assert [it.used for it in report.settled] == [10]
    assert report.unjoined == ()


def test_what_ran_before_the_agent_came_is_nobodys_concern(cluster: Cluster):
    early = cluster.queued(7, None, submitted_at=cluster.now_s - 5000)
    cluster.ran(early, 100)
    assert reconcile(cluster).unjoined == ()


def test_a_job_that_runs_after_its_order_was_settled_is_listed(cluster: Cluster):
    order = ordered(cluster)
    cluster.ran(cluster.queued(7, order), 10)
    reconcile(cluster)
    cluster.clock.forward(seconds=60)
    cluster.ran(cluster.queued(7, order, submitted_at=cluster.now_s), 10)
    (found,) = reconcile(cluster).unjoined
    assert found.reason == taking_up.AFTERWARDS


def test_an_order_for_which_no_job_came_lapses_and_a_late_job_is_counted(cluster: Cluster):
    order = ordered(cluster)
    cluster.clock.forward(seconds=91)
    reconcile(cluster)
    assert state(cluster, order) is State.LAPSED
    cluster.ran(cluster.queued(7, order), 10)
    reconcile(cluster)
    assert cluster.desk.ended[order].used_chip_seconds == 10


def test_what_cannot_be_said_is_kept_and_said_later(cluster: Cluster):
    order = ordered(cluster)
    live = cluster.queued(7, order)
    cluster.desk.away = True
    assert any("not confirmed yet" in it for it in reconcile(cluster).failures)
    cluster.ran(live, 10)
    report = reconcile(cluster)
    assert not report.is_whole
    assert any("its end could not be said" in it for it in report.failures)
    cluster.restart()
    cluster.desk.away = False
    report = reconcile(cluster)
    assert [it.used for it in report.settled] == [10]
    assert report.failures == ()
    assert cluster.desk.jobs[order] == "c1/7@2026-11-28T12:00:00Z"


def test_failures_are_told_once_while_they_last(cluster: Cluster):
    cluster.desk.away = True
    for _ in range(3):
        reconcile(cluster)
    assert len(cluster.said) == 1
    cluster.slurm.away = True
    with pytest.raises(UnavailableError):
        reconcile(cluster)


def test_while_the_accounts_are_away_jobs_are_stopped_and_nothing_is_missed(cluster: Cluster):
    order = ordered(cluster)
    live = cluster.queued(7, order, pending=False, gpus=1)
    cluster.slurm.accounts_away = True
    cluster.desk.stopping.append(order)
    report = reconcile(cluster)
    assert [it.did for it in report.stopped] == ["scontrol requeuehold 7"]
    assert any("the accounts could not be read" in it for it in report.failures)
    cluster.ran(live, 10)
    assert reconcile(cluster).settled == ()
    cluster.clock.forward(hours=5)
    cluster.slurm.accounts_away = False
    assert [it.used for it in reconcile(cluster).settled] == [10]


# Stopping


def stopped_job(cluster: Cluster, **other) -> str:
    order = ordered(cluster)
    cluster.queued(7, order, **{"pending": False, "gpus": 1, **other})
    reconcile(cluster)
    cluster.desk.stopping.append(order)
    return order


def test_what_must_stop_is_put_back_held_and_its_user_is_told(cluster: Cluster):
    order = stopped_job(cluster)
    (stopped,) = reconcile(cluster).stopped
    assert (stopped.order, stopped.did) == (order, "scontrol requeuehold 7")
    assert stopped.reasons == ("It is refuse. [a-rule: a law]",)
    *_, told = cluster.slurm.did
    assert told[:3] == ("scontrol", "update", "jobid=7")
    assert "It is refuse" in told[3]
    assert cluster.said[-1].startswith("job 7: scontrol requeuehold 7, because It is refuse.")
    assert reconcile(cluster).stopped == (), "once is enough"


def test_what_waits_and_must_stop_is_held(cluster: Cluster):
    stopped_job(cluster, pending=True, gpus=0)
    assert [it.did for it in reconcile(cluster).stopped] == ["scontrol hold 7"]


@pytest.mark.parametrize(
    ("chosen", "did"),
    [("cancel", "scancel 7"), ("suspend", "scontrol suspend 7"), ("report", "let finish")],
)
def test_an_operator_chooses_how_jobs_stop(tmp_path: Path, chosen: str, did: str):
    made = Cluster(tmp_path, CONFIG.replace("margin_s = 10", f'on_stop = "{chosen}"'))
    asyncio.run(made.office.look())
    stopped_job(made)
    assert [it.did for it in reconcile(made).stopped] == [did]


def test_a_job_that_cannot_be_put_back_is_cancelled(cluster: Cluster):
    stopped_job(cluster)
    cluster.slurm.cannot.add("requeuehold")
    report = reconcile(cluster)
    assert [it.did for it in report.stopped] == ["scancel 7"]
    assert any("it is cancelled" in it for it in report.failures)


def test_a_held_job_is_released_once_its_order_is_allowed(cluster: Cluster):
    cluster.desk.outcomes["alpha"] = Outcome.HOLD
    order = ordered(cluster)
    cluster.queued(7, order)
    assert reconcile(cluster).stopped == ()
    assert order not in cluster.desk.jobs
    cluster.desk.outcomes[order] = Outcome.ALLOW
    assert [it.did for it in reconcile(cluster).stopped] == ["scontrol release 7"]
    assert cluster.desk.jobs[order].startswith("c1/7@")
    assert state(cluster, order) is State.TAKEN


def test_a_held_job_is_cancelled_once_its_order_is_refused(cluster: Cluster):
    cluster.desk.outcomes["alpha"] = Outcome.HOLD
    order = ordered(cluster)
    live = cluster.queued(7, order)
    cluster.desk.outcomes[order] = Outcome.REFUSE
    reconcile(cluster)
    assert cluster.slurm.did[-1] == ("scancel", "7")
    cluster.ran(live, 0)
    reconcile(cluster)
    assert state(cluster, order) is State.OVER


def test_it_reconciles_by_itself_and_by_the_bell(cluster: Cluster):
    order = ordered(cluster)
    cluster.queued(7, order)

    async def until_taken() -> None:
        loop = asyncio.create_task(cluster.agent.reconciling.forever())
        while cluster.journal.counts() != {"taken": 1}:  # noqa: ASYNC110
            await asyncio.sleep(0)
        loop.cancel()

    asyncio.run(asyncio.wait_for(until_taken(), 10))


def test_two_that_look_at_once_settle_once(cluster: Cluster):
    cluster.ran(cluster.queued(7, ordered(cluster)), 10)

    async def twice() -> list[Report]:
        once = cluster.agent.reconciling.once
        return await asyncio.gather(once(), once())

    first, second = asyncio.run(twice())
    assert [len(it.settled) for it in (first, second)] == [1, 0]


def test_the_accounts_are_read_as_far_back_as_an_order_stands(cluster: Cluster):
    ordered(cluster)
    cluster.clock.forward(days=3)
    cluster.restart()
    since = cluster.agent.reconciling._since(cluster.clock.now())  # noqa: SLF001
    assert timedelta(days=3) < timedelta(seconds=since) < timedelta(days=3, hours=1)
