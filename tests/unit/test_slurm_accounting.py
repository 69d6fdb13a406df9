"""What Slurm's programs write, as 22.05 and later write it, with users' words in between."""

import msgspec
import pytest

from comptrol.entrypoints.agents.slurm.accounting import SEPARATOR, live_jobs, runs
from comptrol.kernel.errors import UnavailableError

OLD = {
    "job_id": 26,
    "array_job_id": 25,
    "job_state": "RUNNING",
    "submit_time": 1795910069,
    "user_id": 65534,
    "account": "alpha",
    "admin_comment": "comptrol:c1-abc",
    "comment": "x AdminComment=comptrol:c1-forged",
    "tres_alloc_str": "cpu=1,gres/gpu=2,gres/gpu:h100=2",
}
NEW = {
    **OLD,
    "array_job_id": {"set": True, "infinite": False, "number": 25},
    "submit_time": {"set": True, "infinite": False, "number": 1795910069},
    "job_state": ["RUNNING", "COMPLETING"],
}


def listed(*jobs: object) -> str:
    return msgspec.json.encode({"jobs": jobs}).decode()


@pytest.mark.parametrize("job", [OLD, NEW], ids=["22.05", "23.11"])
def test_a_live_job_is_read(job: dict[str, object]):
    (live,) = live_jobs(listed(job))
    assert (live.name.job, live.own, live.name.uid) == (25, 26, 65534)
    assert (live.order, live.gpus, live.pending) == ("c1-abc", 2, False)


def test_a_job_that_is_in_no_array_goes_by_its_own_id():
    for none in (0, None, {"set": False, "infinite": False, "number": 0}):
        (live,) = live_jobs(listed({**OLD, "array_job_id": none, "job_state": "PENDING"}))
        assert (live.name.job, live.pending) == (26, True)


@pytest.mark.parametrize("state", ["COMPLETED", "CANCELLED", ["TIMEOUT"], ["FAILED", "REQUEUED"]])
def test_what_has_ended_is_not_live(state: object):
    assert live_jobs(listed({**OLD, "job_state": state})) == []


@pytest.mark.parametrize("state", ["REQUEUE_HOLD", "SUSPENDED", ["PENDING"], "CONFIGURING"])
def test_what_may_yet_run_is_live(state: object):
    assert len(live_jobs(listed({**OLD, "job_state": state}))) == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"jobs": [{}]}', '{"jobs": [{"job_id": 1}]}'])
def test_an_answer_that_cannot_be_read_is_no_answer(text: str):
    with pytest.raises(UnavailableError, match="squeue"):
        live_jobs(text)


def row(*told: object) -> str:
    return SEPARATOR.join(map(str, told))


RUN = ("25_1", 26, 65534, 100, 110, 160, "COMPLETED", "gres/gpu:h100=2,gres/gpu=2", "alpha")


def test_a_run_is_read():
    (run,) = runs(row(*RUN, "comptrol:c1-abc") + "\n")
    assert (run.name.job, run.shown, run.name.submitted_at) == (25, "25_1", 100)
    assert (run.order, run.gpus, run.chip_seconds, run.account) == ("c1-abc", 2, 100, "alpha")


def test_a_component_of_a_heterogeneous_job_is_a_job_of_its_own():
    (run,) = runs(row("22+1", 23, *RUN[2:], ""))
    assert (run.name.job, run.order) == (23, None)


@pytest.mark.parametrize(("start", "end"), [("Unknown", "Unknown"), (110, "Unknown"), ("None", 9)])
def test_what_has_not_begun_or_not_ended_has_used_nothing_yet(start: object, end: object):
    (run,) = runs(row(*RUN[:4], start, end, *RUN[6:], ""))
    assert run.chip_seconds == 0


def test_a_comment_may_have_anything_in_it():
    comment = f"none|{SEPARATOR}comptrol:c1-abc"
    (run,) = runs(row(*RUN, comment))
    assert run.comment == comment
    assert run.order is None


@pytest.mark.parametrize("line", ["x", row(*RUN), row("1", "x", *RUN[2:], ""), row("1", 2, "")])
def test_a_line_that_cannot_be_read_stops_everything(line: str):
    with pytest.raises(UnavailableError, match="sacct"):
        runs(line)
