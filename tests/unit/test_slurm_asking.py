"""What a request to Slurm may come to at most, in all the ways in which one can ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.slurm.fakes import node, partition, shape

from comptrol.bootstrap.meters import allocated_gpus, gpus
from comptrol.entrypoints.agents.slurm.asking import Largest, largest
from comptrol.entrypoints.agents.slurm.spelling import hosts, width
from comptrol.kernel.errors import UnreadableError

ONE_MINUTE = {"time_limit": "1"}
N2 = {"min_nodes": "2", "max_nodes": "2"}
FORMS = [
    pytest.param({"tres_per_node": "gres:gpu:h100:2", "gres": "gres:gpu:h100:2"}, 2, id="gres"),
    pytest.param({"tres_per_node": "gres:gpu"}, 1, id="no count is one"),
    pytest.param({"tres_per_job": "gres:gpu:h100:3", "max_nodes": "1"}, 3, id="-G on one node"),
    pytest.param({"tres_per_job": "gres:gpu:3"}, 3, id="-G"),
    pytest.param({"tres_per_node": "gres:gpu:4", **N2}, 8, id="-N2"),
    pytest.param({"tres_per_node": "gres:gpu:4", "min_nodes": "1", "max_nodes": "2"}, 8, id="1-2"),
    pytest.param({"tres_per_node": "gres:gpu:h100:2", "num_tasks": "20"}, 4, id="-n20"),
    pytest.param({"tres_per_task": "gres:gpu:2", "num_tasks": "4"}, 8, id="per task"),
    pytest.param(
        {"tres_per_task": "gres:gpu:2", "num_tasks": "4", "ntasks_per_node": "2", **N2},
        8,
        id="tasks per node",
    ),
    pytest.param({"num_tasks": "8", "ntasks_per_tres": "2"}, 5, id="tasks per gpu, two nodes"),
    pytest.param(
        {"num_tasks": "8", "ntasks_per_tres": "2", "max_nodes": "1"}, 4, id="tasks per gpu"
    ),
    pytest.param(
        {"tres_per_socket": "gres:gpu:2", "sockets_per_node": "2", "num_tasks": "2"},
        8,
        id="per socket",
    ),
    pytest.param({"shared": "0", "tres_per_node": "gres:gpu:1"}, 8, id="exclusive"),
    pytest.param({"shared": "0"}, 8, id="exclusive without a GPU"),
    pytest.param({"shared": "0", "tres_per_job": "gres:gpu:10"}, 16, id="exclusive -G"),
    pytest.param({"tres_per_node": "gres:gpu:1", "req_nodes": "n[1-2]"}, 2, id="-w"),
    pytest.param({"tres_per_node": "gres:gpu:1", "min_cpus": "2"}, 2, id="cpus"),
    pytest.param(
        {"tres_per_node": "gres:gpu:1", "min_cpus": "16", "cpus_per_task": "16"}, 1, id="-c"
    ),
    pytest.param({"tres_per_node": "gres:gpu:99", "max_nodes": "inf"}, 16, id="all there is"),
    pytest.param({"partition": "whole"}, 8, id="an exclusive partition"),
    pytest.param({"tres_per_node": "gres/gpu:h100=2,gres/other=1"}, 2, id="as 23.11 writes it"),
    pytest.param({"partition": "gpu,whole", "tres_per_node": "gpu:2"}, 8, id="two partitions"),
    pytest.param({"partition": "mixed", "tres_per_node": "gpu:a100:2", "num_tasks": "9"}, 4,
                 id="the type that stands on one node"),
]  # fmt: skip
PER = ("tres_per_node", "tres_per_job", "tres_per_task", "tres_per_socket")


def asked(fields: dict[str, str]) -> Largest:
    return largest({**ONE_MINUTE, **fields}, shape(), margin_s=10)


@pytest.mark.parametrize(("fields", "most"), FORMS)
def test_an_order_is_for_the_most_that_slurm_may_hand_out(fields: dict[str, str], most: int):
    assert asked(fields).each == most


def test_a_job_that_can_be_given_no_gpu_is_no_order():
    for fields in ({}, {"num_tasks": "9"}, {"tres_per_node": "gres:other:2"}):
        assert asked(fields).chips == 0
    assert asked({"tres_per_node": "gres:gpu:0"}).chips == 0


def test_every_element_of_an_array_counts():
    found = asked({"tres_per_node": "gres:gpu:2", "array_inx": "1-10%2"})
    assert (found.each, found.width, found.chips) == (2, 10, 20)


def test_a_job_is_as_long_as_slurm_lets_it_run():
    one = {"tres_per_job": "gres:gpu:1"}
    assert asked(one).length_s == 60 + 30 + 10, "its limit, KillWait and the margin"
    assert largest(one, shape(), margin_s=0).length_s == 120 + 30, "the partition's own limit"
    wide = shape()
    late = partition("late", node("n9", h100=1), longest_s=3600, default_s=None, over_s=300)
    wide.partitions["late"] = late
    assert largest({**one, "partition": "late"}, wide, margin_s=0).length_s == 3600 + 300 + 30


REFUSED = [
    pytest.param({"time_limit": "inf"}, "without end", id="endless"),
    pytest.param({"time_limit": "0"}, "without end", id="zero is endless"),
    pytest.param({"partition": "overlong"}, "OverTimeLimit=UNLIMITED", id="over its limit"),
    pytest.param({"partition": "nowhere"}, "no partition 'nowhere'", id="no such partition"),
    pytest.param({"tres_per_job": "gpu:v100:1"}, "has no GPUs of type v100", id="no such type"),
    pytest.param(
        {"tres_per_node": "gpu:a100:1,gpu:h100:1"}, "GPUs of one type", id="two types at once"
    ),
    pytest.param(
        {"tres_per_job": "gpu:h100:1", "tres_per_node": "gpu:a100:1"}, "one type", id="two ways"
    ),
    pytest.param({"partition": "mixed"}, "name the one", id="a partition of two types"),
    pytest.param({"partition": "both", "tres_per_job": "gpu:h100:1", "shared": "0"},
                 "more than one type", id="a node of two types, whole"),
    pytest.param({"tres_per_node": "gres:shard:1"}, "share of a GPU", id="shares"),
    pytest.param({"tres_per_node": "gpu:h100:many"}, "cannot be read", id="no number"),
    pytest.param({"tres_per_node": "gpus:2"}, "cannot be read", id="another spelling"),
    pytest.param({"array_inx": "1-x"}, "cannot be read as a range", id="no range"),
    pytest.param({"num_tasks": "-1"}, "num_tasks='-1'", id="no count"),
    pytest.param({"req_nodes": "n[1-2"}, "list of nodes", id="half a list"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "why"), REFUSED)
def test_what_cannot_be_told_for_certain_is_refused(fields: dict[str, str], why: str):
    with pytest.raises(UnreadableError, match=why):
        asked({"tres_per_job": "gres:gpu:1", **fields})


def test_a_job_without_a_limit_needs_a_partition_that_sets_one():
    fields = {"tres_per_job": "gres:gpu:1", "partition": "endless"}
    with pytest.raises(UnreadableError, match="give a time limit"):
        largest(fields, shape(), margin_s=0)


def test_where_whole_nodes_are_handed_out_every_job_gets_them():
    found = largest({**ONE_MINUTE, "num_tasks": "1"}, shape(whole_nodes=True), margin_s=0)
    assert found.each == 8


numbers = st.integers(1, 40)
requests = st.fixed_dictionaries(
    {},
    optional={
        **{per: numbers.map(lambda many: f"gres:gpu:{many}") for per in PER},
        **dict.fromkeys(
            ("num_tasks", "min_nodes", "max_nodes", "ntasks_per_node", "min_cpus"),
            numbers.map(str),
        ),
        "shared": st.sampled_from(["0", "1"]),
        "ntasks_per_tres": st.integers(1, 8).map(str),
    },
)


@given(requests)
def test_it_is_never_more_than_the_partition_has(fields: dict[str, str]):
    assert 0 <= asked(fields).each <= 16


@given(requests, st.sampled_from(PER), numbers)
def test_asking_for_more_is_never_less(fields: dict[str, str], per: str, many: int):
    less, more = ({**fields, per: f"gres:gpu:{it}"} for it in (many, many + 1))
    assert asked(less).each <= asked(more).each


@given(requests)
def test_whole_nodes_are_never_fewer_gpus(fields: dict[str, str]):
    assert asked({**fields, "shared": "1"}).each <= asked({**fields, "shared": "0"}).each


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gres:gpu", {"": 1}),
        ("gres:gpu:2", {"": 2}),
        ("gres:gpu:h100", {"h100": 1}),
        ("gres:gpu:h100:2", {"h100": 2}),
        ("gres/gpu", {"": 1}),
        ("gres/gpu=2", {"": 2}),
        ("gres/gpu:h100=2", {"h100": 2}),
        ("gres/gpu:h100:2", {"h100": 2}),
        ("gpu:2", {"": 2}),
        ("gpu:nvidia_a100-sxm4-80gb:2(S:0-1)", {"nvidia_a100-sxm4-80gb": 2}),
        ("gpu:h100:1,gpu:h100:2", {"h100": 3}),
        ("gpu:1k", {"": 1024}),
        ("cpu=4,mem=2G,node=1", {}),
        ("", {}),
        ("NONE", {}),
    ],
)
def test_every_spelling_of_gpus_is_read(text: str, found: dict[str, int]):
    assert gpus(text) == found


def test_what_was_allocated_is_counted_once():
    assert allocated_gpus("cpu=1,gres/gpu=3,gres/gpu:h100=3") == 3
    assert allocated_gpus("gres/gpu:h100=2,gres/gpu:a100=1") == 3
    assert allocated_gpus("N/A") == 0


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 50))
def test_a_range_has_as_many_elements_as_python_says(first: int, more: int, step: int):
    last = first + more
    assert width(f"{first}-{last}:{step}%3") == len(range(first, last + 1, step))


@pytest.mark.parametrize("text", ["5-1", "1-5:0", "1,,2", "0-4000001", "1-9999999999"])
def test_an_array_that_cannot_be_is_refused(text: str):
    with pytest.raises(UnreadableError):
        width(text)


def test_a_list_of_hosts_has_a_bound():
    assert hosts("a[1-3]b[1-2],c") == 7
    with pytest.raises(UnreadableError):
        hosts("a[0-9999][0-9999]")
