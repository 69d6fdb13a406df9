"""Which changes of a job are asked about: those that make it more, or another job."""

import pytest
from tests.slurm.fakes import shape

from comptrol.entrypoints.agents.slurm.changing import Changed, changed
from comptrol.kernel.errors import UnavailableError

ASKED = {"account": "alpha", "tres_per_node": "gres:gpu:1", "time_limit": "10", "num_tasks": "2"}
STANDS = {
    "old_account": "alpha",
    "old_partition": "gpu",
    "old_qos": "normal",
    "old_tres_per_node": "gres:gpu:1",
    "old_time_limit": "10",
    "old_min_nodes": "1",
    "old_max_nodes": "0",
    "old_num_tasks": "2",
}


def change(**fields: str) -> Changed | None:
    return changed({**STANDS, **fields}, ASKED, shape, margin_s=0)


def unknown_shape() -> None:
    raise UnavailableError("nobody looked yet")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"priority": "0"},
        {"admin_comment": "none"},
        {"comment": "x"},
        {"time_limit": "10", "account": "alpha"},
    ],
)
def test_what_makes_nothing_more_is_not_looked_at(fields: dict[str, str]):
    told = {**STANDS, **fields}
    assert changed(told, ASKED, unknown_shape, margin_s=0) is None  # type: ignore[arg-type]


def test_growth_is_told_in_chips_and_seconds():
    found = change(time_limit="500", tres_per_node="gres:gpu:h100:8")
    assert found is not None
    assert found.terms == frozenset()
    assert (found.amounts.chips, found.amounts.kind) == (16, "h100")
    assert found.amounts.length_s == 500 * 60 + 30


def test_more_nodes_are_more_gpus():
    found = change(min_nodes="2", max_nodes="2", tres_per_node="gres:gpu:4")
    assert found is not None
    assert found.amounts.each == 8


def test_the_larger_of_what_was_asked_and_what_stands_counts():
    """A change that Slurm did not make after all must not pass for one that it made."""
    smaller = {**ASKED, "tres_per_node": "gres:gpu:1", "num_tasks": "1"}
    told = {**STANDS, "old_tres_per_node": "gres:gpu:8", "time_limit": "480"}
    found = changed(told, smaller, shape, margin_s=0)
    assert found is not None
    assert found.amounts.each == 16


def test_another_account_partition_or_qos_is_another_job():
    for name, value in (("account", "beta"), ("partition", "whole"), ("qos", "high")):
        found = change(**{name: value})
        assert found is not None
        assert found.terms == {name}
        assert found.words == name
        assert found.amounts.each == (8 if value == "whole" else 2)


def test_exclusive_use_is_asked_for_by_a_change_too():
    found = change(shared="0")
    assert found is not None
    assert found.amounts.each == 16, "two tasks may be on two nodes"
    assert found.words == "larger or longer"


def test_gpus_by_their_other_name():
    found = change(gres="gpu:4")
    assert found is not None
    assert found.amounts.each == 8
