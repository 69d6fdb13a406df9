"""How many chips something takes at most, which, and for how long."""

import contextlib
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.queueing import GPU, configuration, container, job, jobset, pod, pod_spec, replicated

from comptrol.entrypoints.agents.kubernetes.counting import (
    Compute,
    job_compute,
    jobset_compute,
    pod_compute,
)
from comptrol.entrypoints.agents.kubernetes.objects import Job, JobSet, PodSpec
from comptrol.entrypoints.agents.kubernetes.quantities import units
from comptrol.kernel.errors import UnreadableError

TOLD = configuration()
HOUR = 3600


def of_pod(told: Any = TOLD, **spec: Any) -> Compute | None:
    return pod_compute(msgspec.convert(pod_spec(**spec), PodSpec), told)


def of_job(gpus: Any = 8, **spec: Any) -> Compute | None:
    return job_compute(msgspec.convert(job(gpus, **spec), Job).spec, TOLD)


def of_jobset(*groups: Any, **spec: Any) -> Compute | None:
    return jobset_compute(msgspec.convert(jobset(*groups, **spec), JobSet).spec, TOLD)


def chips(found: Compute | None) -> int:
    return 0 if found is None else found.chips


# Quantities.


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("8", 8),
        (8, 8),
        ("1e3", 1000),
        ("1E3", 1000),
        ("2e0", 2),
        ("1k", 1000),
        ("1Ki", 1024),
        ("2000m", 2),
        ("+1", 1),
        ("1.", 1),
        ("0.5k", 500),
        ("1M", 10**6),
        ("3000000000n", 3),
        ("0", 0),
    ],
)
def test_a_quantity_is_read_as_kubernetes_reads_it(asked: Any, count: int):
    assert units(asked) == count


@pytest.mark.parametrize(
    "asked",
    ["-1", -1, "0x8", "8 ", "", "eight", "1.5", "1500m", 1.5, 8.0, "1e", "1e99999", "1E99", "NaN",
     "Infinity", "٨", "1_000", "--1", "1ki", "9" * 65, 10**13, "e3", ".", "1e-1"],
)  # fmt: skip
def test_what_is_no_number_of_chips_is_refused(asked: Any):
    with pytest.raises(UnreadableError, match=r"quantity|number of chips"):
        units(asked)


@given(st.integers(0, 10**12))
def test_any_whole_number_is_read_as_it_is_written(count: int):
    assert units(str(count)) == units(count) == units(f"{count}000m") == count


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_refused(text: str):
    with contextlib.suppress(UnreadableError):
        assert 0 <= units(text) <= 10**12


# Pods.


def test_the_larger_of_request_and_limit_is_counted():
    resources = {"resources": {"requests": {GPU: "2"}, "limits": {GPU: "4"}}}
    assert chips(of_pod(containers=[{"name": "a", **resources}])) == 4


def test_a_pod_without_chips_asks_for_nothing():
    assert of_pod(gpus=None) is None
    assert of_pod(gpus="0") is None


def test_containers_run_together_and_init_containers_one_after_the_other():
    both = [container(2), container(3)]
    assert chips(of_pod(containers=both)) == 5
    assert chips(of_pod(containers=both, initContainers=[container(4), container(1)])) == 5
    assert chips(of_pod(containers=both, initContainers=[container(8), container(1)])) == 8


def test_init_containers_that_restart_always_run_on_beside_what_follows():
    beside = container(2, restartPolicy="Always")
    assert chips(of_pod(containers=[container(3)], initContainers=[beside])) == 5
    assert chips(of_pod(containers=[container(3)], initContainers=[beside, container(4)])) == 6
    assert chips(of_pod(containers=[container(3)], initContainers=[container(4), beside])) == 5


def test_what_a_runtime_class_adds_is_counted():
    assert chips(of_pod(overhead={GPU: "1"})) == 9


def test_resources_of_the_whole_pod_are_counted():
    assert chips(of_pod(gpus=2, resources={"limits": {GPU: "4"}})) == 4


def test_parts_of_a_chip_are_counted_as_chips():
    parts = [container(3, resource="nvidia.com/mig-1g.10gb"), container(2)]
    assert of_pod(containers=parts) == Compute(5, TOLD.resources[0].model, None)


def test_a_resource_under_the_same_prefix_that_nobody_listed_is_refused():
    shared = [container(1, resource="nvidia.com/gpu.shared")]
    with pytest.raises(UnreadableError, match=re.escape("nvidia.com/gpu.shared is not among")):
        of_pod(containers=shared)


def test_other_resources_are_nobodys_business():
    assert of_pod(containers=[container(1, resource="rdma/hca"), container("1", resource="cpu")],
                  ) is None  # fmt: skip
    told = configuration(no_chips=["nvidia.com/hostdev"])
    assert of_pod(told, containers=[container(1, resource="nvidia.com/hostdev")]) is None


def test_devices_through_resource_claims_are_refused():
    with pytest.raises(UnreadableError, match=re.escape("resource claims (resource.k8s.io)")):
        of_pod(gpus=None, resourceClaims=[{"name": "gpu", "resourceClaimName": "x"}])


def test_several_kinds_of_chips_in_one_pod_are_refused():
    told = configuration(
        resources=[{"name": GPU, "model": "h100"}, {"name": "amd.com/gpu", "model": "mi300"}]
    )
    with pytest.raises(UnreadableError, match="several kinds of chips at once"):
        of_pod(told, containers=[container(1), container(1, resource="amd.com/gpu")])


def test_the_node_selector_says_which_chip_it_is():
    label = "nvidia.com/gpu.product"
    told = configuration(
        resources=[{"name": GPU}], chip_label=label, chips_by_label={"H100": "h100"}
    )
    found = of_pod(told, nodeSelector={label: "H100"})
    assert found is not None
    assert found.model == "h100"
    with pytest.raises(UnreadableError, match="is no chip that this gate knows"):
        of_pod(told, nodeSelector={label: "H999"})
    with pytest.raises(UnreadableError, match="say which in the node selector"):
        of_pod(told)


# Jobs.


@pytest.mark.parametrize(
    ("parallelism", "completions", "count"),
    [(None, None, 8), (4, None, 32), (4, 2, 16), (4, 9, 32), (None, 9, 8), (0, 9, 0), (3, 0, 0)],
)
def test_as_many_pods_count_as_run_at_once(
    parallelism: int | None, completions: int | None, count: int
):
    assert chips(of_job(parallelism=parallelism, completions=completions)) == count


def length(**spec: Any) -> int | None:
    found = of_job(**{"activeDeadlineSeconds": None, **spec})
    assert found is not None
    return found.length_s


def test_a_job_runs_until_its_deadline():
    assert length(activeDeadlineSeconds=HOUR, completions=900) == HOUR


def test_without_one_it_runs_for_as_many_rounds_of_its_pods_as_there_can_be():
    pods = {"activeDeadlineSeconds": HOUR}
    assert length(pods=pods, completions=10, parallelism=5, backoffLimit=0) == 2 * HOUR
    assert length(pods=pods, completions=10, parallelism=5, backoffLimit=1) == 3 * HOUR
    assert length(pods=pods) == 7 * HOUR
    per_index = {"backoffLimitPerIndex": 1, "completions": 4, "parallelism": 4}
    assert length(pods=pods, **per_index) == 2 * HOUR
    assert length(pods=pods, **per_index, backoffLimit=0) == HOUR


def test_failures_that_are_ignored_have_no_such_bound():
    ignoring = {"rules": [{"action": "Ignore"}]}
    assert length(pods={"activeDeadlineSeconds": HOUR}, podFailurePolicy=ignoring) is None
    assert length() is None


def test_a_length_that_no_order_can_have_is_none():
    assert length(activeDeadlineSeconds=2**40) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("parallelism", -1), ("completions", "8"), ("activeDeadlineSeconds", 0),
     ("parallelism", 2**31), ("suspend", "yes"), ("parallelism", 1.5)],
)  # fmt: skip
def test_a_field_that_is_not_what_it_should_be_cannot_be_read(field: str, value: Any):
    with pytest.raises(msgspec.ValidationError, match=re.escape(f"$.spec.{field}")):
        of_job(**{field: value})


# JobSets.


def test_all_jobs_of_a_jobset_count_with_their_replicas():
    groups = (replicated("a", 2, parallelism=2), replicated("b", None), replicated("c", 0))
    assert of_jobset(*groups) == Compute(40, TOLD.resources[0].model, HOUR)


def test_a_jobset_runs_as_often_as_it_may_begin_again():
    found = of_jobset(replicated(), failurePolicy={"maxRestarts": 3})
    assert found is not None
    assert found.length_s == 4 * HOUR


def test_a_jobset_that_begins_again_without_end_is_refused():
    policy = {"rules": [{"action": "RestartJobSetAndIgnoreMaxRestarts"}]}
    with pytest.raises(UnreadableError, match="set maxRestarts instead"):
        of_jobset(failurePolicy=policy)


def test_a_job_without_a_deadline_leaves_its_jobset_without_one():
    found = of_jobset(replicated("a"), replicated("b", activeDeadlineSeconds=None))
    assert found is not None
    assert found.length_s is None


def test_more_chips_than_there_can_be_are_refused():
    with pytest.raises(UnreadableError, match="more than there can be"):
        of_job(10**9, parallelism=2**31 - 1)


def test_a_pod_in_the_tests_has_a_deadline():
    assert pod()["spec"]["activeDeadlineSeconds"] == HOUR
