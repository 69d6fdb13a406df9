"""The agent of a cluster: over real HTTP with a server that keeps objects, over a real log.

The server (``tests/clustering.py``) is ours and no Kubernetes; a test plays the part of Kueue.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.clustering import Cluster, clustered
from tests.ordering import HOUR
from tests.queueing import Gate, Object, job, jobset, pod, pod_spec, workload
from tests.rules.test_rules import COMMON
from tests.scenario.harness import PATIENCE_S
from tests.schemas import complaints

from comptrol.domains.caps import HoldStage
from comptrol.domains.gate import Confirmed, Ended, Ordered, Stage
from comptrol.entrypoints.agents.kubernetes.agent import Agent, served_version
from comptrol.entrypoints.agents.kubernetes.api_server import ApiServer
from comptrol.entrypoints.agents.kubernetes.configuration_parts import ApiServerAt
from comptrol.entrypoints.agents.kubernetes.words import (
    ASKED,
    CONTROLLER,
    CUSTOMER,
    FINALIZER,
    HELD,
    HOLDS,
    ORDER,
    STOPPED,
)
from comptrol.kernel.errors import UnavailableError

CHECK = "comptrol-gate"
ANSWERED = {
    "answer": "proceed",
    "reason": "The listing is of items, and counsel has looked at it.",
    "by": "Export control officer",
}


async def until(true: Callable[[], Any]) -> None:
    """Wait until something is true, but not for ever."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_S
    while not true():
        assert loop.time() < end, "it did not come true in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def following(
    cluster: Cluster, gate: Gate, token: Path | None = None
) -> AsyncIterator[Agent]:
    """Let an agent follow a cluster, in the loop of the test."""
    with clustered(cluster) as url:
        async with running(url, gate, token) as agent:
            yield agent


@asynccontextmanager
async def running(url: str, gate: Gate, token: Path | None = None) -> AsyncIterator[Agent]:
    api = ApiServer(ApiServerAt(url=url, ca=None, token=token))
    agent = Agent(gate.told, gate.desk, gate.clock, api)
    task = asyncio.create_task(agent.run())
    try:
        yield agent
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await api.close()


def told(story: Callable[[Cluster, Gate], Coroutine[Any, Any, None]], **changed: Any) -> None:
    """Tell a story with an agent that follows a cluster with an admission check of ours."""

    async def whole() -> None:
        cluster, gate = Cluster(), Gate(**changed)
        checked(cluster)
        async with following(cluster, gate):
            await story(cluster, gate)
        valid(cluster)

    asyncio.run(whole())


def valid(cluster: Cluster) -> None:
    """Hold what is left of a story against the published schemas of Kueue."""
    for (plural, _, _), raw in cluster.objects.items():
        if plural in {"workloads", "admissionchecks"}:
            kind = {"workloads": "Workload", "admissionchecks": "AdmissionCheck"}[plural]
            assert complaints({**raw, "apiVersion": "kueue.x-k8s.io/v1beta2", "kind": kind}) == []


def checked(cluster: Cluster, controller: str = CONTROLLER, name: str = CHECK) -> None:
    made = {"metadata": {"name": name}, "spec": {"controllerName": controller}}
    cluster.create("admissionchecks", made)


def at(gate: Gate, seconds: float = 0) -> str:
    moment: datetime = gate.clock.at + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def condition(kind: str, status: str, when: str, reason: str = "Played") -> Object:
    return {"type": kind, "status": status, "lastTransitionTime": when, "reason": reason,
            "message": ""}  # fmt: skip


def reserve(cluster: Cluster, gate: Gate, name: str = "w-1", *others: Object) -> None:
    """Set quota aside and ask the checks, as Kueue does."""
    pending = {"name": CHECK, "state": "Pending", "message": "", "lastTransitionTime": at(gate)}
    cluster.set_status(
        "workloads",
        name,
        conditions=[condition("QuotaReserved", "True", at(gate))],
        admissionChecks=[pending, *others],
    )


def admit(cluster: Cluster, gate: Gate, name: str = "w-1") -> None:
    status = cluster.get("workloads", name)["status"]
    admitted = condition("Admitted", "True", at(gate))
    cluster.set_status("workloads", name, conditions=[*status["conditions"], admitted])


def evict(cluster: Cluster, gate: Gate, name: str = "w-1") -> None:
    """Take the quota away and begin the checks anew, as Kueue does once nothing runs."""
    conditions = [
        condition("QuotaReserved", "False", at(gate)),
        condition("Admitted", "False", at(gate)),
        condition("Evicted", "True", at(gate)),
    ]
    status = cluster.get("workloads", name)["status"]
    checks = [{**it, "state": "Pending", "podSetUpdates": []} for it in status["admissionChecks"]]
    cluster.set_status("workloads", name, conditions=conditions, admissionChecks=checks)


def finish(cluster: Cluster, gate: Gate, name: str = "w-1") -> None:
    status = cluster.get("workloads", name)["status"]
    finished = condition("Finished", "True", at(gate), "Succeeded")
    cluster.set_status("workloads", name, conditions=[*status["conditions"], finished])


def check(cluster: Cluster, name: str = "w-1") -> Object:
    found = cluster.get("workloads", name)["status"]["admissionChecks"]
    return next(it for it in found if it["name"] == CHECK)


def state(cluster: Cluster, name: str = "w-1") -> str:
    return str(check(cluster, name)["state"])


def notes(cluster: Cluster, plural: str, name: str) -> Object:
    found: Object = cluster.get(plural, name)["metadata"].get("annotations") or {}
    return found


def free(cluster: Cluster, plural: str, name: str) -> bool:
    """Tell whether nothing of the gate keeps an object."""
    if not cluster.has(plural, name):
        return True
    return FINALIZER not in (cluster.get(plural, name)["metadata"].get("finalizers") or [])


async def ready(cluster: Cluster, gate: Gate, raw: Object | None = None) -> str:
    """Bring a Workload to where it is let through; return the name of its order."""
    cluster.create("workloads", raw or workload())
    reserve(cluster, gate)
    await until(lambda: state(cluster) != "Pending")
    assert state(cluster) == "Ready", check(cluster)
    return str(notes(cluster, "workloads", "w-1")[ORDER])


# The admission check.


def test_a_check_that_chose_us_is_marked_as_active_and_no_other():
    async def story(cluster: Cluster, gate: Gate) -> None:  # noqa: ARG001
        checked(cluster, "example.com/other", "other")
        checked(cluster, CONTROLLER, "second")
        await until(lambda: "status" in cluster.objects["admissionchecks", "", "second"])
        (active,) = cluster.objects["admissionchecks", "", "second"]["status"]["conditions"]
        assert (active["type"], active["status"], active["reason"]) == ("Active", "True", "Active")
        assert active["observedGeneration"] == 1
        assert "status" not in cluster.objects["admissionchecks", "", "other"]

    told(story)


def test_a_workload_is_let_through_taken_up_and_settled():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.cap("total", 20 * HOUR)
        raw = workload(4, count=2)
        raw["spec"]["podSets"].append({"name": "driver", "template": {"spec": pod_spec(None)}})
        order = await ready(cluster, gate, raw)
        (said,) = gate.desk.of(Ordered)
        assert (said.order, said.chips, said.length_s) == (order, 8, HOUR)
        marks = {ORDER: order, CUSTOMER: "customer"}
        assert check(cluster)["podSetUpdates"] == [
            {"name": "main", "annotations": marks},
            {"name": "driver", "annotations": marks},
        ]
        assert gate.desk.of(Confirmed) == []
        gate.later(60)
        admit(cluster, gate)
        await until(lambda: gate.desk.of(Confirmed))
        uid = cluster.get("workloads", "w-1")["metadata"]["uid"]
        (confirmed,) = gate.desk.of(Confirmed)
        assert confirmed.job == f"fra1/workloads/team-a/w-1@{uid}"
        gate.later(1800)
        finish(cluster, gate)
        await until(lambda: free(cluster, "workloads", "w-1"))
        (ended,) = gate.desk.of(Ended)
        assert (ended.order, ended.used_chip_seconds) == (order, 8 * 1800)
        assert gate.market.standing_of(order).stage is Stage.ENDED
        cap = gate.market.cap_of("total")
        assert (cap.held, cap.used) == (0, 8 * 1800)

    told(story)


def test_what_kueue_set_aside_counts_where_it_is_more_or_fewer_pods():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("workloads", workload(2, count=8))
        usage = {"name": "main", "count": 3, "resourceUsage": {"nvidia.com/gpu": "9"}}
        flavors = {"flavors": {"nvidia.com/gpu": "reserved"}}
        admission = {"clusterQueue": "q", "podSetAssignments": [{**usage, **flavors}]}
        cluster.set_status("workloads", "w-1", admission=admission)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        assert [(it.chips, it.model) for it in gate.desk.of(Ordered)] == [(9, "h100")]

    told(story, resources=[{"name": "nvidia.com/gpu"}], chips_by_flavor={"reserved": "h100"})


def test_other_checks_of_a_workload_are_left_alone():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("workloads", workload())
        other = {
            "name": "provisioning",
            "state": "Pending",
            "message": "",
            "lastTransitionTime": "",
        }
        reserve(cluster, gate, "w-1", other)
        await until(lambda: state(cluster) == "Ready")
        assert cluster.get("workloads", "w-1")["status"]["admissionChecks"][1] == other

    told(story)


def test_a_workload_without_chips_is_ready_without_an_order():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("workloads", workload(None))
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        assert (gate.desk.said, notes(cluster, "workloads", "w-1")) == ([], {})

    told(story)


def test_no_room_is_tried_again_later_and_under_another_name():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.cap("rate", 7, unit="chips")
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        assert check(cluster)["requeueAfterSeconds"] == 300
        assert "Cap rate: ceiling 7 chips, held 0, used 0, asked 8." in check(cluster)["message"]
        assert free(cluster, "workloads", "w-1")
        gate.market.cap("rate", 8, unit="chips")
        gate.later(300)
        evict(cluster, gate)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        first, second = gate.desk.of(Ordered)
        assert first.order != second.order

    told(story)


def test_what_a_person_must_answer_waits_and_begins_under_the_same_order():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.enrol("rhine", name="Rhine Valley Trading GmbH")
        gate.market.seat("rhine", "DE")
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        assert check(cluster)["requeueAfterSeconds"] == 900
        assert "15 CFR 744.16" in check(cluster)["message"]
        held = notes(cluster, "workloads", "w-1")[HELD]
        gate.later(900)
        evict(cluster, gate)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        said = {"question": "listing.rental", **ANSWERED}
        gate.market.about("reviewer", "answered", held, **said)
        gate.later(900)
        evict(cluster, gate)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        assert notes(cluster, "workloads", "w-1")[ORDER] == held
        assert len(gate.desk.of(Ordered)) == 1

    whose = {"team-a": {"customer": "rhine", "end_use": "research"}}
    told(story, namespaces=whose)


def test_what_a_person_let_through_before_there_is_quota_does_not_lapse():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.enrol("rhine", name="Rhine Valley Trading GmbH")
        gate.market.seat("rhine", "DE")
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        held = notes(cluster, "workloads", "w-1")[HELD]
        gate.market.about("reviewer", "answered", held, question="listing.rental", **ANSWERED)
        evict(cluster, gate)
        await until(lambda: gate.desk.of(Confirmed))
        gate.later(100 * HOUR)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        assert notes(cluster, "workloads", "w-1")[ORDER] == held

    told(story, namespaces={"team-a": {"customer": "rhine", "end_use": "research"}})


def test_what_a_person_refused_is_rejected_and_let_go_of():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.enrol("rhine", name="Rhine Valley Trading GmbH")
        gate.market.seat("rhine", "DE")
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        held = notes(cluster, "workloads", "w-1")[HELD]
        said = {"question": "listing.rental", **ANSWERED, "answer": "refuse"}
        gate.market.about("reviewer", "answered", held, **said)
        evict(cluster, gate)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Rejected")
        assert notes(cluster, "workloads", "w-1") == {}
        assert free(cluster, "workloads", "w-1")

    told(story, namespaces={"team-a": {"customer": "rhine", "end_use": "research"}})


def test_what_waits_for_an_answer_and_is_deleted_waits_no_longer():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.enrol("rhine", name="Rhine Valley Trading GmbH")
        gate.market.seat("rhine", "DE")
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Retry")
        cluster.delete("workloads", "w-1")
        await until(lambda: not cluster.has("workloads", "w-1"))
        assert [it.reason for it in gate.desk.of(Ended)] == ["it waits no longer"]

    told(story, namespaces={"team-a": {"customer": "rhine", "end_use": "research"}})


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (workload("-8"), "number of chips"),
        (workload("0x8"), "no quantity"),
        (workload(maximumExecutionTimeSeconds=None), "it has no deadline"),
        (workload(metadata={"namespace": "team-b"}), "belongs to no customer"),
    ],
)
def test_what_cannot_be_asked_for_is_rejected_with_a_sentence(raw: Object, why: str):
    async def story(cluster: Cluster, gate: Gate) -> None:
        namespace = raw["metadata"]["namespace"]
        cluster.create("workloads", {**raw, "metadata": {**raw["metadata"]}})
        found = cluster.objects["workloads", namespace, "w-1"]
        found["metadata"]["namespace"] = "team-a"
        cluster.objects["workloads", "team-a", "w-1"] = found
        reserve(cluster, gate)
        cluster.update("workloads", "w-1", lambda it: it["metadata"].update(namespace=namespace))
        await until(
            lambda: (
                cluster.objects["workloads", namespace, "w-1"]["status"]["admissionChecks"][0][
                    "state"
                ]
                == "Rejected"
            )
        )
        said = cluster.objects["workloads", namespace, "w-1"]["status"]["admissionChecks"][0]
        assert why in said["message"]

    told(story)


def test_while_nobody_answers_a_workload_waits_and_is_asked_for_again():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.desk.away = True
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: check(cluster)["message"])
        assert state(cluster) == "Pending"
        assert "The gate cannot answer now" in check(cluster)["message"]
        gate.desk.away = False
        cluster.update("workloads", "w-1", lambda it: it["metadata"].update(labels={"a": "b"}))
        await until(lambda: state(cluster) == "Ready")

    told(story)


def test_nothing_is_said_of_a_workload_that_has_no_quota_or_is_being_evicted():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("workloads", workload())
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        second = workload(metadata={"name": "w-2"})
        cluster.create("workloads", second)
        pending = {"name": CHECK, "state": "Pending", "message": "", "lastTransitionTime": ""}
        conditions = [condition("QuotaReserved", "True", at(gate)),
                      condition("Evicted", "True", at(gate))]  # fmt: skip
        cluster.set_status("workloads", "w-2", conditions=conditions, admissionChecks=[pending])
        third = workload(metadata={"name": "w-3"})
        cluster.create("workloads", third)
        reserve(cluster, gate, "w-3")
        await until(lambda: state(cluster, "w-3") == "Ready")
        assert state(cluster, "w-2") == "Pending"

    told(story)


def test_an_eviction_settles_the_order_and_the_next_reservation_asks_anew():
    async def story(cluster: Cluster, gate: Gate) -> None:
        order = await ready(cluster, gate)
        admit(cluster, gate)
        await until(lambda: gate.desk.of(Confirmed))
        await until(lambda: "comptrol/order-began" in notes(cluster, "workloads", "w-1"))
        gate.later(100)
        evict(cluster, gate)
        await until(lambda: free(cluster, "workloads", "w-1"))
        assert [(it.order, it.used_chip_seconds) for it in gate.desk.of(Ended)] == [(order, 800)]
        gate.later(10)
        reserve(cluster, gate)
        await until(lambda: state(cluster) == "Ready")
        assert notes(cluster, "workloads", "w-1")[ORDER] != order

    told(story)


def test_what_was_evicted_and_reserved_anew_while_the_agent_was_away_is_settled_first():
    async def whole() -> None:
        cluster, gate = Cluster(), Gate()
        checked(cluster)
        with clustered(cluster) as url:
            async with running(url, gate):
                order = await ready(cluster, gate)
                admit(cluster, gate)
                await until(lambda: "comptrol/order-began" in notes(cluster, "workloads", "w-1"))
            gate.later(100)
            evict(cluster, gate)
            gate.later(10)
            reserve(cluster, gate)
            async with running(url, gate):
                await until(lambda: state(cluster) == "Ready")
                (ended,) = gate.desk.of(Ended)
                assert (ended.order, ended.used_chip_seconds) == (order, 8 * 110)
                assert notes(cluster, "workloads", "w-1")[ORDER] != order

    asyncio.run(whole())


def test_what_is_deleted_while_the_agent_is_away_is_settled_when_it_is_back():
    async def whole() -> None:
        cluster, gate = Cluster(), Gate()
        gate.market.cap("total", 100 * HOUR)
        checked(cluster)
        with clustered(cluster) as url:
            async with running(url, gate):
                order = await ready(cluster, gate)
                admit(cluster, gate)
                await until(lambda: "comptrol/order-began" in notes(cluster, "workloads", "w-1"))
            cluster.delete("workloads", "w-1")
            assert cluster.has("workloads", "w-1")
            gate.later(50)
            async with running(url, gate):
                await until(lambda: not cluster.has("workloads", "w-1"))
        hold = gate.market.hold_of(order)
        assert hold is not None
        assert hold.stage is HoldStage.SETTLED
        assert gate.market.cap_of("total").used == 8 * 50

    asyncio.run(whole())


# Jobs, JobSets and pods with orders of their own.


def holding(raw: Object, gate: Gate, order: str, chips: int = 8, **metadata: Any) -> Object:
    """Return an object as the webhooks leave it, under an order that was let through."""
    gate.market.order(order, chips=chips, length_s=HOUR, confirm_within_s=120)
    marks = {ORDER: order, CUSTOMER: "customer", ASKED: f"{chips}x{HOUR}"}
    kept = {"annotations": marks, "labels": {HOLDS: "true"}, "finalizers": ["a/b", FINALIZER]}
    raw["metadata"].update(kept, **metadata)
    return raw


def test_a_job_is_confirmed_when_it_is_there_and_settled_when_it_is_over():
    async def story(cluster: Cluster, gate: Gate) -> None:
        gate.market.cap("total", 100 * HOUR)
        made = cluster.create("jobs", holding(job(), gate, "r-1"))
        await until(lambda: gate.desk.of(Confirmed))
        job_name = f"fra1/jobs/team-a/j-1@{made['metadata']['uid']}"
        assert gate.market.standing_of("r-1").job == job_name
        cluster.set_status("jobs", "j-1", startTime=at(gate))
        await until(lambda: "comptrol/order-began" in notes(cluster, "jobs", "j-1"))
        gate.later(600)
        over = condition("Complete", "True", at(gate))
        cluster.set_status("jobs", "j-1", completionTime=at(gate), conditions=[over])
        await until(lambda: free(cluster, "jobs", "j-1"))
        assert gate.market.cap_of("total").used == 8 * 600
        kept = cluster.get("jobs", "j-1")["metadata"]
        assert (kept["finalizers"], kept["labels"]) == (["a/b"], {})

    told(story)


def test_a_job_that_is_deleted_before_it_began_has_used_nothing():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("jobs", holding(job(), gate, "r-1"))
        await until(lambda: gate.desk.of(Confirmed))
        cluster.delete("jobs", "j-1")
        await until(lambda: free(cluster, "jobs", "j-1"))
        assert [it.used_chip_seconds for it in gate.desk.of(Ended)] == [0]

    told(story)


def test_a_pod_holds_its_chips_from_its_node_until_its_last_container_ended():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("pods", holding(pod(), gate, "r-1"))
        scheduled = condition("PodScheduled", "True", at(gate))
        cluster.set_status("pods", "p-1", phase="Running", conditions=[scheduled])
        await until(lambda: "comptrol/order-began" in notes(cluster, "pods", "p-1"))
        cluster.delete("pods", "p-1")
        gate.later(20)
        ended = [
            {"state": {"terminated": {"finishedAt": at(gate, seconds)}}} for seconds in (0, 5)
        ]
        gate.later(60)
        cluster.set_status("pods", "p-1", phase="Failed", containerStatuses=ended)
        await until(lambda: free(cluster, "pods", "p-1"))
        assert [it.used_chip_seconds for it in gate.desk.of(Ended)] == [8 * 25]

    told(story)


def test_a_jobset_holds_its_chips_from_when_it_was_made():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("jobsets", holding(jobset(), gate, "r-1"))
        await until(lambda: "comptrol/order-began" in notes(cluster, "jobsets", "s-1"))
        gate.later(60)
        failed = condition("Failed", "True", at(gate))
        cluster.set_status("jobsets", "s-1", conditions=[failed], terminalState="Failed")
        await until(lambda: free(cluster, "jobsets", "s-1"))
        assert [it.used_chip_seconds for it in gate.desk.of(Ended)] == [8 * 60]

    told(story)


def test_what_holds_no_order_of_its_own_is_not_looked_at():
    async def story(cluster: Cluster, gate: Gate) -> None:
        cluster.create("pods", pod(metadata={"annotations": {ORDER: "r-9"}}))
        cluster.create("jobs", holding(job(), gate, "r-1"))
        await until(lambda: gate.desk.of(Confirmed))
        assert [it.order for it in gate.desk.of(Confirmed)] == ["r-1"]

    told(story)


# What must stop.


def test_what_must_stop_is_stopped_each_in_its_way():
    async def story(cluster: Cluster, gate: Gate) -> None:
        law = COMMON.scenery["the law is adopted"]["authority"]
        gate.market.tell("authority", **{**law, "policy": "rental-parity"})
        order = await ready(cluster, gate)
        admit(cluster, gate)
        cluster.create("jobs", holding(job(), gate, "r-1"))
        cluster.create("jobsets", holding(jobset(), gate, "r-2"))
        cluster.create("pods", holding(pod(), gate, "r-3"))
        await until(lambda: len(gate.desk.of(Confirmed)) == 4)
        gate.market.seat("customer", "CN")
        await until(lambda: state(cluster) in {"Retry", "Rejected"})
        await until(lambda: cluster.get("jobs", "j-1")["spec"].get("suspend"))
        await until(lambda: cluster.get("jobsets", "s-1")["spec"].get("suspend"))
        await until(lambda: free(cluster, "pods", "p-1"))
        assert order in check(cluster)["message"]
        assert "must stop" in notes(cluster, "jobs", "j-1")[STOPPED]
        assert {it.order for it in gate.desk.of(Ended)} == {"r-3"}

    told(story, stops_every_s=1)


# The API server.


def test_a_version_that_is_too_old_is_listed_anew():
    async def story(cluster: Cluster, gate: Gate) -> None:
        await ready(cluster, gate)
        cluster.forget_events()
        second = workload(metadata={"name": "w-2"})
        with cluster.changing:
            cluster.create("workloads", second)
            reserve(cluster, gate, "w-2")
            cluster.forget_events()
        await until(lambda: state(cluster, "w-2") == "Ready")

    told(story)


def test_more_than_a_page_is_listed():
    async def whole() -> None:
        cluster, gate = Cluster(), Gate()
        for number in range(1201):
            cluster.create("workloads", workload(metadata={"name": f"x-{number:04}"}))
        cluster.create("workloads", workload(metadata={"name": "z-1"}))
        reserve(cluster, gate, "z-1")
        checked(cluster)
        async with following(cluster, gate):
            await until(lambda: state(cluster, "z-1") == "Ready")

    asyncio.run(whole())


def test_an_older_kueue_is_spoken_to_in_its_own_version():
    async def whole() -> None:
        cluster, gate = Cluster(), Gate()
        cluster.served = ["v1beta1"]
        checked(cluster)
        async with following(cluster, gate):
            await ready(cluster, gate)
        paths = {path for _, path, _ in cluster.requests}
        assert {path.split("/")[3] for path in paths} == {"v1beta1"}

    asyncio.run(whole())


def test_a_version_that_is_not_known_is_not_guessed_at():
    with pytest.raises(UnavailableError, match="served in"):
        served_version({"versions": [{"version": "v2"}]})


def test_the_token_is_read_anew_for_every_request(tmp_path: Path):
    async def whole() -> None:
        token = tmp_path / "token"
        token.write_text("first\n")
        cluster, gate = Cluster(), Gate()
        cluster.tokens = {"first"}
        checked(cluster)
        async with following(cluster, gate, token):
            await until(lambda: "status" in cluster.objects["admissionchecks", "", CHECK])
            cluster.tokens = {"second"}
            token.write_text("second\n")
            await ready(cluster, gate)

    asyncio.run(whole())


def test_an_answer_to_an_older_state_is_not_taken():
    """What Kueue changed in between is looked at first: the version goes with every answer."""

    async def story(cluster: Cluster, gate: Gate) -> None:
        await ready(cluster, gate)
        answers = [body for _, path, body in cluster.requests if path.endswith("w-1/status")]
        assert all(body["metadata"]["resourceVersion"] for body in answers)
        assert all("name" in body["metadata"] for body in answers)

    told(story)
