"""What does Slurm say is running, and what does it say was used?

Live jobs are read as JSON: a job's name and comment are its user's own words, and in lines of
text they could pass for anything. Runs are read from the accounts with the comment of the gate
last, and with a separator that no name may have.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from comptrol.bootstrap.meters import ENDED, allocated_gpus, allocation_of, is_whole, order_in
from comptrol.entrypoints.agents.slurm.kept import JobName
from comptrol.kernel.errors import UnavailableError, UnreadableError

PENDING: Final = "PENDING"
SEPARATOR: Final = "\x1f"
COLUMNS: Final = (
    *("jobid", "jobidraw", "uid", "submit", "start", "end", "state"),
    *("alloctres", "account", "admincomment"),
)


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is in the queue or runs; of an array, some of its elements."""

    name: JobName
    own: int
    """The id of the job or of the element itself."""
    account: str
    comment: str
    """AdminComment: where the gate puts the name of the order."""
    pending: bool
    gpus: int
    """How many GPUs it has now; none while it waits."""

    @property
    def order(self) -> str | None:
        """Return the order that its comment names."""
        return order_in(self.comment)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run that was accounted; a job that was requeued, and an array, have several."""

    name: JobName
    shown: str
    """The job's id as people write it, the element of an array with it."""
    account: str
    comment: str
    gpus: int
    start: int | None
    end: int | None
    """Nothing: it is not over."""

    @property
    def order(self) -> str | None:
        """Return the order that its comment names."""
        return order_in(self.comment)

    @property
    def chip_seconds(self) -> int:
        """Return how long its GPUs were taken, suspended or not; of one not over, nothing yet."""
        if self.start is None or self.end is None:
            return 0
        return self.gpus * max(0, self.end - self.start)


def live_jobs(answer: str) -> list[Live]:
    """Return the jobs that ``squeue --json`` shows and that have not ended."""
    try:
        jobs = msgspec.json.decode(answer)["jobs"]
        return [_live(job) for job in jobs if not ENDED & set(_states(job))]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnavailableError(f"squeue --json answered what cannot be read: {error}") from error


def _live(job: Mapping[str, Any]) -> Live:
    own, array = _number(job["job_id"]), _number(job.get("array_job_id"))
    return Live(
        name=JobName(
            job=array or own, submitted_at=_number(job["submit_time"]), uid=int(job["user_id"])
        ),
        own=own,
        account=str(job.get("account") or ""),
        comment=str(job.get("admin_comment") or ""),
        pending=PENDING in _states(job),
        gpus=allocated_gpus(str(job.get("tres_alloc_str") or "")),
    )


def _states(job: Mapping[str, Any]) -> Sequence[str]:
    """Return the words of a job's state: one in 22.05, a list since 23.02."""
    said = job["job_state"]
    return [said] if isinstance(said, str) else [str(it) for it in said]


def _number(value: Any) -> int:  # noqa: ANN401
    """Return a number: plain in 22.05, an object that says whether it is set since 23.02."""
    if isinstance(value, Mapping):
        return int(value["number"]) if value.get("set", True) else 0
    return int(value or 0)


def runs(answer: str) -> list[Run]:
    """Return what ``sacct -D -X -n -P`` lists in our columns."""
    return [_run(line) for line in answer.splitlines() if line.strip()]


def _run(line: str) -> Run:
    told = line.split(SEPARATOR, len(COLUMNS) - 1)
    if len(told) != len(COLUMNS):
        raise UnavailableError(f"sacct answered what cannot be read: {line[:200]!r}")
    cells = dict(zip(COLUMNS, told, strict=True))
    try:
        found = allocation_of(cells)
    except UnreadableError as error:
        raise UnavailableError(f"sacct answered what cannot be read: {error}") from error
    if found.submitted_at is None or not (is_whole(cells["uid"]) and is_whole(cells["jobidraw"])):
        raise UnavailableError(f"sacct answered what cannot be read: {line[:200]!r}")
    return Run(
        name=JobName(job=found.job, submitted_at=found.submitted_at, uid=int(cells["uid"])),
        shown=found.shown,
        account=found.account,
        comment=found.comment,
        gpus=sum(found.gpus.values()),
        start=found.start,
        end=found.end,
    )
