"""What the two webhooks let through, hold and refuse: over a real log, without the wire."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.clustering import Cluster, DeniedError, review
from tests.ordering import HOUR
from tests.queueing import (
    GPU,
    JOBS,
    JOBSETS,
    KUEUE,
    QUEUE,
    Gate,
    Object,
    container,
    job,
    jobset,
    owned_by,
    pod,
    replicated,
)

from comptrol.domains.gate import Amended, Ordered
from comptrol.entrypoints.agents.kubernetes.words import (
    ASKED,
    CUSTOMER,
    END_USE,
    FINALIZER,
    HOLDS,
    OPERATIONS,
    ORDER,
)

CRONJOBS = "system:serviceaccount:kube-system:cronjob-controller"
REPLICASETS = "system:serviceaccount:kube-system:replicaset-controller"


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def cluster(gate: Gate) -> Cluster:
    return gate.cluster()


def denied(make: Callable[[], Any]) -> str:
    with pytest.raises(DeniedError) as refused:
        make()
    return refused.value.message


def note(raw: Object, name: str = ORDER) -> str | None:
    found: str | None = (raw["metadata"].get("annotations") or {}).get(name)
    return found


def template(raw: Object) -> Object:
    found: Object = raw["spec"]["template"]
    return found


def asked(gate: Gate) -> list[tuple[int, int | None]]:
    return [(it.chips, it.length_s) for it in gate.desk.of(Ordered)]


def child(parent: Object, gpus: Any = 8, **metadata: Any) -> Object:
    """Return a pod as the Job controller makes it from a Job."""
    said = template(parent).get("metadata") or {}
    owner = owned_by("Job", "batch", parent["metadata"]["uid"])
    return pod(gpus, metadata={"name": "j-1-x", **said, **owner, **metadata})


def set_field(*steps: str, value: Any) -> Callable[[Object], None]:
    def change(raw: Object) -> None:
        place = raw
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value

    return change


suspend = set_field("spec", "suspend", value=True)
resume = set_field("spec", "suspend", value=False)


# What is made.


def test_a_job_that_is_let_through_carries_its_order_and_so_do_its_pods(
    gate: Gate, cluster: Cluster
):
    made = cluster.create("jobs", job(8, parallelism=2))
    order = note(made)
    assert order is not None
    assert order.startswith("k8s.fra1.")
    assert note(template(made)) == order
    assert (note(made, CUSTOMER), note(made, ASKED)) == ("customer", "16x3600")
    assert made["metadata"]["finalizers"] == [FINALIZER]
    assert made["metadata"]["labels"] == {HOLDS: "true"}
    (said,) = gate.desk.of(Ordered)
    assert (said.order, said.chips, said.length_s) == (order, 16, HOUR)
    assert (said.customer, said.site, said.model) == ("customer", "frankfurt", "h100")
    assert gate.market.standing_of(order).chips == 16


def test_what_asks_for_no_chips_is_left_alone(gate: Gate, cluster: Cluster):
    made = cluster.create("pods", pod(None))
    assert made["metadata"].keys() == {
        *("name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion")
    }
    assert gate.desk.said == []


def test_pods_of_a_job_are_asked_whether_they_may_start_and_not_ruled_twice(
    gate: Gate, cluster: Cluster
):
    made = cluster.create("jobs", job())
    part = cluster.create("pods", child(made), user=JOBS)
    assert note(part) == note(made)
    assert "finalizers" not in part["metadata"]
    assert len(gate.desk.of(Ordered)) == 1


def test_jobs_and_pods_of_a_jobset_are_parts_of_its_order(gate: Gate, cluster: Cluster):
    made = cluster.create("jobsets", jobset(replicated("a", 2), replicated("b", 1)))
    (said,) = gate.desk.of(Ordered)
    assert said.chips == 24
    for group in made["spec"]["replicatedJobs"]:
        of_set = {"spec": group["template"]["spec"]}
        owner = owned_by("JobSet", "jobset.x-k8s.io", made["metadata"]["uid"])
        owner["ownerReferences"][0]["apiVersion"] = "jobset.x-k8s.io/v1alpha2"
        one = {"metadata": {"name": f"s-1-{group['name']}", **owner}, **of_set}
        kept = cluster.create("jobs", one, user=JOBSETS)
        part = cluster.create("pods", child(kept, name=f"p-{group['name']}"), user=JOBS)
        assert note(part) == note(made) == said.order
    assert len(gate.desk.of(Ordered)) == 1


def test_a_pod_that_only_claims_to_be_of_a_job_is_an_order_of_its_own(
    gate: Gate, cluster: Cluster
):
    made = cluster.create("jobs", job())
    forged = cluster.create("pods", child(made, name="forged"), user="mallory")
    assert note(forged) not in {None, note(made)}
    assert len(gate.desk.of(Ordered)) == 2


def test_an_order_in_the_template_of_what_is_not_ruled_on_is_not_believed(
    gate: Gate, cluster: Cluster
):
    made = cluster.create("jobs", job())
    stolen = {"name": "r-1", "annotations": {ORDER: note(made)}}
    owner = owned_by("ReplicaSet", "apps")
    of_replicas = cluster.create("pods", pod(metadata={**stolen, **owner}), user=REPLICASETS)
    of_cron = job(metadata={"name": "c-1", **owned_by("CronJob", "batch")})
    of_cron["spec"]["template"]["metadata"] = {"annotations": {ORDER: note(made)}}
    of_cron = cluster.create("jobs", of_cron, user=CRONJOBS)
    assert len({note(made), note(of_replicas), note(of_cron), note(template(of_cron))}) == 3
    assert len(gate.desk.of(Ordered)) == 3


def test_a_pod_of_a_job_from_before_the_gate_is_an_order_of_its_own(gate: Gate, cluster: Cluster):
    old = job(metadata={"uid": "7"})
    made = cluster.create("pods", child(old), user=JOBS)
    assert asked(gate) == [(8, HOUR)]
    assert made["metadata"]["finalizers"] == [FINALIZER]


def test_what_is_refused_says_rule_citation_and_what_to_do(gate: Gate, cluster: Cluster):
    gate.market.cap("small", 7, unit="chips")
    said = denied(lambda: cluster.create("jobs", job()))
    assert "Cap small: ceiling 7 chips, held 0, used 0, asked 8." in said
    assert "[cap:small: Agreement 7, paragraph 2]" in said
    assert "Ask for what the reasons leave room for." in said
    assert not cluster.has("jobs", "j-1")


def test_a_listed_customer_is_held_with_the_citation(gate: Gate):
    gate.market.enrol("rhine", name="Rhine Valley Trading GmbH")
    gate.market.seat("rhine", "DE")
    told = {"team-a": {"customer": "rhine", "end_use": "research"}}
    listed = Gate(gate.market, namespaces=told)
    said = denied(lambda: listed.cluster().create("jobs", job()))
    assert "it is refused" in said or "it is held" in said
    assert "15 CFR" in said


def test_a_namespace_of_nobody_is_refused(cluster: Cluster):
    said = denied(lambda: cluster.create("pods", pod(metadata={"namespace": "team-b"})))
    assert "namespace team-b belongs to no customer" in said


def test_what_has_no_deadline_is_refused_or_gets_one(gate: Gate, cluster: Cluster):
    endless = job(activeDeadlineSeconds=None)
    assert "set activeDeadlineSeconds" in denied(lambda: cluster.create("jobs", endless))
    bounded = Gate(gate.market, longest_s=7200).cluster()
    made = bounded.create("jobs", endless)
    assert made["spec"]["activeDeadlineSeconds"] == 7200
    made = bounded.create("pods", pod(activeDeadlineSeconds=None))
    assert made["spec"]["activeDeadlineSeconds"] == 7200
    several = jobset(replicated("a"), replicated("b", activeDeadlineSeconds=None))
    made = bounded.create("jobsets", several)
    groups = made["spec"]["replicatedJobs"]
    assert [it["template"]["spec"]["activeDeadlineSeconds"] for it in groups] == [3600, 7200]


def test_what_a_user_declares_is_part_of_the_order(gate: Gate, cluster: Cluster):
    declared = {END_USE: "protein folding", OPERATIONS: "3e25"}
    cluster.create("jobs", job(metadata={"annotations": declared}))
    (said,) = gate.desk.of(Ordered)
    assert (said.end_use, said.training_operations) == ("protein folding", 3 * 10**25)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(END_USE, " "), (END_USE, "x" * 401), (OPERATIONS, "many"), (OPERATIONS, "0"),
     (OPERATIONS, "1e41"), (OPERATIONS, "9" * 65)],
)  # fmt: skip
def test_what_a_user_declares_wrongly_is_refused(cluster: Cluster, annotation: str, value: str):
    declared = job(metadata={"annotations": {annotation: value}})
    assert f"annotation {annotation}" in denied(lambda: cluster.create("jobs", declared))


def test_jobs_of_a_reserved_cluster_are_part_of_its_order(gate: Gate):
    gate.market.order("lease-1", service="reserved-cluster", chips=16, length_s=100 * HOUR)
    whose = {"customer": "customer", "end_use": "weather research", "under": "lease-1"}
    leased = Gate(gate.market, namespaces={"team-a": whose})
    cluster = leased.cluster()
    cluster.create("jobs", job(16))
    (said,) = leased.desk.of(Ordered)
    assert said.under == "lease-1"
    refused = denied(lambda: cluster.create("jobs", job(17, metadata={"name": "j-2"})))
    assert "is refused" in refused


@pytest.mark.parametrize("gpus", ["-1", "0x8", 1.5, "1500m", -8])
def test_a_quantity_that_is_none_is_refused_with_a_sentence(cluster: Cluster, gpus: Any):
    said = denied(lambda: cluster.create("pods", pod(gpus)))
    assert said.startswith("denied the request: The gate refuses this: ")
    assert "quantity" in said or "number of chips" in said


def test_a_dry_run_asks_nothing_and_warns(gate: Gate, cluster: Cluster):
    cluster.create("jobs", job(), dry_run=True)
    assert gate.desk.said == []
    named = cluster.create("jobs", job())
    told = gate.call("/validate", review(1, "CREATE", "jobs", named, dry_run=True))["response"]
    assert told["allowed"]
    assert told["warnings"] == [
        "dry run: the gate was not asked. It would be, for 8 chips (h100), 3600 s, for customer"
    ]


def test_the_same_review_twice_is_one_order_and_the_same_answer(gate: Gate, cluster: Cluster):
    made = cluster.create("jobs", job())
    again = review(1, "CREATE", "jobs", made)
    answers = [gate.call("/validate", again) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len({it.order for it in gate.desk.of(Ordered)}) == 1
    assert answers[0]["response"]["auditAnnotations"] == {
        "order": note(made),
        "outcome": "allow",
        "ruled-by": "authority",
    }


def test_without_the_naming_webhook_nothing_is_let_through(gate: Gate):
    told = gate.call("/validate", review(1, "CREATE", "jobs", job()))["response"]
    assert not told["allowed"]
    assert "install both webhooks" in told["status"]["message"]


def test_a_name_that_a_user_chose_is_replaced(gate: Gate, cluster: Cluster):
    first = cluster.create("jobs", job())
    kept = {name: note(first, name) for name in (ORDER, CUSTOMER, ASKED)}
    copied = job(metadata={"name": "j-2", "annotations": kept, "labels": {HOLDS: "true"}})
    second = cluster.create("jobs", copied)
    assert note(second) != note(first)
    assert len(gate.desk.of(Ordered)) == 2


def test_an_unknown_kind_that_asks_for_chips_is_refused(gate: Gate):
    raw = review(1, "CREATE", "jobs", job())
    raw["request"]["kind"] = {"group": "ray.io", "version": "v1", "kind": "RayJob"}
    assert gate.call("/mutate", raw)["response"] == {
        "uid": raw["request"]["uid"],
        "allowed": True,
    }
    said = gate.call("/validate", raw)["response"]["status"]["message"]
    assert "how many a RayJob takes at most is not known" in said
    raw["request"]["object"] = job(None)
    assert gate.call("/validate", raw)["response"]["allowed"]


def test_nothing_is_let_through_while_nobody_answers(gate: Gate, cluster: Cluster):
    gate.desk.away = True
    with pytest.raises(Exception, match="the authority gives no answer"):
        cluster.create("jobs", job())
    cluster.create("pods", pod(None))


# What waits: for a queue, for a user, for a scheduling gate.


def test_what_is_suspended_asks_for_nothing_until_it_begins(gate: Gate, cluster: Cluster):
    made = cluster.create("jobs", job(suspend=True))
    assert note(made) is None
    assert gate.desk.said == []
    begun = cluster.update("jobs", "j-1", resume)
    assert note(begun) == note(template(begun)) is not None
    assert asked(gate) == [(8, HOUR)]


def test_what_is_suspended_may_grow_and_is_asked_for_as_it_is_when_it_begins(
    gate: Gate, cluster: Cluster
):
    cluster.create("jobs", job(suspend=True))
    cluster.update("jobs", "j-1", set_field("spec", "parallelism", value=4))
    cluster.update("jobs", "j-1", resume)
    assert asked(gate) == [(32, HOUR)]


def test_what_began_and_was_suspended_begins_again_under_its_order(gate: Gate, cluster: Cluster):
    made = cluster.create("jobs", job())
    cluster.update("jobs", "j-1", suspend)
    again = cluster.update("jobs", "j-1", resume)
    assert note(again) == note(made)
    assert len(gate.desk.of(Ordered)) == 1


def test_growth_while_suspended_is_asked_for_when_it_begins_again(gate: Gate, cluster: Cluster):
    gate.market.cap("total", 16 * HOUR)
    cluster.create("jobs", job())
    cluster.update("jobs", "j-1", suspend)
    cluster.update("jobs", "j-1", set_field("spec", "activeDeadlineSeconds", value=100 * HOUR))
    refused = denied(lambda: cluster.update("jobs", "j-1", resume))
    assert "Cap total" in refused
    cluster.update("jobs", "j-1", set_field("spec", "activeDeadlineSeconds", value=2 * HOUR))
    begun = cluster.update("jobs", "j-1", resume)
    assert note(begun, ASKED) == "8x7200"


def test_what_may_not_start_any_more_does_not_begin_again(gate: Gate, cluster: Cluster):
    made = cluster.create("jobs", job())
    cluster.update("jobs", "j-1", suspend)
    gate.market.ended(str(note(made)))
    assert "may not start" in denied(lambda: cluster.update("jobs", "j-1", resume))


def test_a_pod_with_a_scheduling_gate_is_asked_for_when_the_gate_opens(
    gate: Gate, cluster: Cluster
):
    made = cluster.create("pods", pod(schedulingGates=[{"name": "example.com/wait"}]))
    assert (note(made), gate.desk.said) == (None, [])
    opened = cluster.update("pods", "p-1", set_field("spec", "schedulingGates", value=[]))
    assert note(opened) is not None
    assert asked(gate) == [(8, HOUR)]


def test_a_job_in_a_queue_is_left_to_the_admission_check(gate: Gate, cluster: Cluster):
    """Kueue suspends it after our naming webhook has seen it: that is then called again."""

    def kueue(raw: Object) -> Object:
        raw["spec"]["suspend"] = True
        return raw

    cluster.later = kueue
    made = cluster.create("jobs", job(metadata={"labels": {QUEUE: "main"}}))
    cluster.later = None
    assert note(made) is None
    assert note(template(made)) is None
    assert "finalizers" not in made["metadata"] or made["metadata"]["finalizers"] == []
    assert made["metadata"]["labels"] == {
        QUEUE: "main",
        "kueue.x-k8s.io/max-exec-time-seconds": "3600",
    }
    assert gate.desk.said == []


def handed_on(order: str) -> Callable[[Object], None]:
    def change(raw: Object) -> None:
        raw["spec"]["suspend"] = False
        marks = {ORDER: order, CUSTOMER: "customer"}
        template(raw).setdefault("metadata", {})["annotations"] = marks

    return change


def test_what_kueue_lets_go_under_an_order_begins_under_it(gate: Gate, cluster: Cluster):
    gate.market.order("k8s.fra1.w", chips=8, length_s=HOUR)
    cluster.create("jobs", job(suspend=True, metadata={"labels": {QUEUE: "main"}}))
    begun = cluster.update("jobs", "j-1", handed_on("k8s.fra1.w"), user=KUEUE)
    assert note(begun) is None
    part = cluster.create("pods", child(begun), user=JOBS)
    assert note(part) == "k8s.fra1.w"
    assert gate.desk.of(Ordered) == []


def test_nobody_but_kueue_hands_an_order_on(gate: Gate, cluster: Cluster):
    gate.market.order("k8s.fra1.w", chips=8, length_s=HOUR)
    cluster.create("jobs", job(suspend=True))
    begun = cluster.update("jobs", "j-1", handed_on("k8s.fra1.w"), user="mallory")
    assert note(template(begun)) == note(begun) != "k8s.fra1.w"
    assert len(gate.desk.of(Ordered)) == 1


def test_what_kueue_lets_go_without_our_check_is_asked_for(gate: Gate, cluster: Cluster):
    cluster.create("jobs", job(suspend=True, metadata={"labels": {QUEUE: "main"}}))
    begun = cluster.update("jobs", "j-1", resume, user=KUEUE)
    assert note(begun) is not None
    assert asked(gate) == [(8, HOUR)]


def test_an_order_that_the_gate_does_not_know_starts_nothing(cluster: Cluster):
    cluster.create("jobs", job(suspend=True))
    said = denied(lambda: cluster.update("jobs", "j-1", handed_on("k8s.fra1.x"), user=KUEUE))
    assert "knows no order k8s.fra1.x" in said


def test_kueue_may_stop_what_it_let_go_and_take_the_order_off(gate: Gate, cluster: Cluster):
    gate.market.order("k8s.fra1.w", chips=8, length_s=HOUR)
    cluster.create("jobs", job(suspend=True))
    cluster.update("jobs", "j-1", handed_on("k8s.fra1.w"), user=KUEUE)

    def stopped(raw: Object) -> None:
        suspend(raw)
        template(raw)["metadata"] = {}

    assert note(template(cluster.update("jobs", "j-1", stopped, user=KUEUE))) is None


# What is changed.


def test_growth_is_asked_for_as_a_change(gate: Gate, cluster: Cluster):
    cluster.create("jobs", job(parallelism=2))
    grown = cluster.update("jobs", "j-1", set_field("spec", "parallelism", value=3))
    (said,) = gate.desk.of(Amended)
    assert (said.change.chips, said.change.length_s) == (24, None)
    assert note(grown, ASKED) == "24x3600"
    longer = set_field("spec", "activeDeadlineSeconds", value=2 * HOUR)
    cluster.update("jobs", "j-1", longer)
    assert gate.desk.of(Amended)[1].change.length_s == 2 * HOUR


def test_growth_that_is_not_allowed_changes_nothing(gate: Gate, cluster: Cluster):
    gate.market.cap("rate", 8, unit="chips")
    made = cluster.create("jobs", job())
    grow = set_field("spec", "parallelism", value=500)
    said = denied(lambda: cluster.update("jobs", "j-1", grow))
    assert "Cap rate: ceiling 8 chips" in said
    assert cluster.get("jobs", "j-1") == made
    assert gate.market.standing_of(str(note(made))).chips == 8


def test_what_shrinks_and_grows_back_asks_for_nothing(gate: Gate, cluster: Cluster):
    cluster.create("jobs", job(parallelism=4))
    cluster.update("jobs", "j-1", set_field("spec", "parallelism", value=1))
    cluster.update("jobs", "j-1", set_field("spec", "parallelism", value=4))
    assert len(gate.desk.said) == 1


def test_what_changes_in_nothing_that_decides_is_let_through_even_if_nobody_answers(
    gate: Gate, cluster: Cluster
):
    cluster.create("jobs", job())
    gate.desk.away = True
    cluster.update("jobs", "j-1", set_field("metadata", "labels", "team", value="x"))
    cluster.update("jobs", "j-1", suspend)


def test_what_could_not_be_read_before_can_still_be_let_go(gate: Gate, cluster: Cluster):
    """An object from before the gate, with a finalizer of its controller that must come off."""
    cluster.webhooks = None
    claims = [{"name": "gpu", "resourceClaimName": "x"}]
    cluster.create("pods", pod(resourceClaims=claims, metadata={"finalizers": ["a/b"]}))
    cluster.webhooks = gate.call
    cluster.update("pods", "p-1", set_field("metadata", "finalizers", value=[]), user=JOBS)


@pytest.mark.parametrize(
    "change",
    [
        set_field("metadata", "annotations", ORDER, value="k8s.fra1.other"),
        set_field("metadata", "annotations", CUSTOMER, value="other"),
        set_field("metadata", "annotations", ASKED, value="800x3600"),
        set_field("metadata", "annotations", value={}),
        set_field("metadata", "labels", value={}),
        set_field("metadata", "finalizers", value=[]),
        set_field("spec", "template", "metadata", "annotations", ORDER, value="k8s.fra1.other"),
    ],
    ids=["order", "customer", "asked", "no marks", "no label", "no finalizer", "template"],
)
def test_what_the_gate_wrote_is_changed_by_nobody_else(
    cluster: Cluster, change: Callable[[Object], None]
):
    cluster.create("jobs", job())
    assert "may be written by the gate alone" in denied(
        lambda: cluster.update("jobs", "j-1", change)
    )


def test_another_kind_of_chips_is_another_order(gate: Gate):
    label = "nvidia.com/gpu.product"
    told = {
        "resources": [{"name": GPU}],
        "chip_label": label,
        "chips_by_label": {"A": "h100", "B": "h200"},
    }
    cluster = Gate(gate.market, **told).cluster()
    cluster.create("jobs", job(pods={"nodeSelector": {label: "A"}}))

    def other(raw: Object) -> None:
        template(raw)["spec"]["nodeSelector"] = {label: "B"}

    said = denied(lambda: cluster.update("jobs", "j-1", other))
    assert "turns to another kind of chips" in said


def test_an_order_does_not_pass_to_the_next_owner_of_a_namespace(gate: Gate, cluster: Cluster):
    made = cluster.create("jobs", job())
    gate.market.enrol("other")
    gate.market.seat("other", "DE")
    now = {"team-a": {"customer": "other", "end_use": "research"}}
    later = Gate(gate.market, namespaces=now)
    cluster.webhooks = later.call
    grow = set_field("spec", "parallelism", value=2)
    for refused in (
        denied(lambda: cluster.update("jobs", "j-1", grow)),
        denied(lambda: cluster.create("pods", child(made), user=JOBS)),
    ):
        assert "its order is of customer, and namespace team-a now belongs to other" in refused


def test_what_runs_under_an_order_of_its_queue_grows_only_through_it(gate: Gate, cluster: Cluster):
    gate.market.order("k8s.fra1.w", chips=8, length_s=HOUR)
    cluster.create("jobs", job(suspend=True))
    cluster.update("jobs", "j-1", handed_on("k8s.fra1.w"), user=KUEUE)
    grow = set_field("spec", "parallelism", value=2)
    said = denied(lambda: cluster.update("jobs", "j-1", grow))
    assert "it runs under order k8s.fra1.w, which covers no more" in said


def test_what_began_before_the_gate_runs_on_and_does_not_grow(gate: Gate, cluster: Cluster):
    cluster.webhooks = None
    cluster.create("jobs", job(activeDeadlineSeconds=None))
    cluster.webhooks = gate.call
    cluster.update("jobs", "j-1", set_field("spec", "completions", value=1))
    grow = set_field("spec", "parallelism", value=2)
    cluster.update("jobs", "j-1", set_field("spec", "completions", value=9))
    assert "it began before the gate was here" in denied(
        lambda: cluster.update("jobs", "j-1", grow)
    )


def test_a_dry_run_of_growth_asks_nothing(gate: Gate, cluster: Cluster):
    old = cluster.create("jobs", job())
    grown = job(parallelism=2, metadata=old["metadata"])
    grown["spec"]["template"] = old["spec"]["template"]
    grown["metadata"] = {
        **old["metadata"],
        "annotations": {**old["metadata"]["annotations"], ASKED: "16x3600"},
    }
    raw = review(1, "UPDATE", "jobs", grown, old=old, dry_run=True)
    told = gate.call("/validate", raw)["response"]
    assert (told["allowed"], len(gate.desk.said)) == (True, 1)


def test_a_change_without_what_was_before_is_refused(gate: Gate):
    raw = review(1, "UPDATE", "jobs", job())
    told = gate.call("/validate", raw)["response"]
    assert "what it was before is missing" in told["status"]["message"]


def test_a_deletion_is_nobodys_business(gate: Gate):
    raw = review(1, "DELETE", "jobs", job())
    raw["request"]["object"] = None
    assert gate.call("/validate", raw)["response"]["allowed"]


def test_two_containers_of_one_pod_are_one_order(gate: Gate, cluster: Cluster):
    cluster.create("pods", pod(containers=[container(4), container(4)]))
    assert asked(gate) == [(8, HOUR)]
