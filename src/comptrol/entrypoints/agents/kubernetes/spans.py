"""Since when does something hold its chips, and is it over?

A pod holds its chips from when a node was chosen until its last container has ended. A Job and a
JobSet hold theirs as a whole, from their start until they are over: what was set aside is
counted, as caps do, also where a pod of theirs ended earlier.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.entrypoints.agents.kubernetes.objects import Job, JobSet, Metadata, Pod, Status
from comptrol.kernel.errors import UnreadableError

GRACE: Final = timedelta(seconds=60)
"""A pod that should be gone is believed to be so long after its last second."""


class Span(NamedTuple):
    """Since when chips are held, and until when; not over yet: nothing."""

    began: datetime | None
    ended: datetime | None
    over: bool
    """It holds nothing any longer; where it never began, it has neither beginning nor end."""


def pod_span(raw: Any, now: datetime) -> Span:  # noqa: ANN401  (JSON)
    """Return since when a pod holds its chips, and until when."""
    pod = _read(raw, Pod)
    status = pod.status or Status()
    scheduled = status.condition("PodScheduled")
    began = (scheduled.last_transition_time if scheduled else None) or status.start_time
    if status.phase in {"Succeeded", "Failed"}:
        return Span(began, _last_ended(status) or now, over=True)
    return _deleted(pod.metadata, began, now, waits=GRACE)


def job_span(raw: Any, now: datetime) -> Span:  # noqa: ANN401  (JSON)
    """Return since when a Job holds its chips, and until when."""
    job = _read(raw, Job)
    status = job.status or Status()
    over = status.condition("Complete", "Failed")
    if over is not None:
        ended = status.completion_time or over.last_transition_time or now
        return Span(status.start_time, ended, over=True)
    return _deleted(job.metadata, status.start_time, now)


def jobset_span(raw: Any, now: datetime) -> Span:  # noqa: ANN401  (JSON)
    """Return since when a JobSet holds its chips, and until when: from when it was made."""
    jobs = _read(raw, JobSet)
    status = jobs.status or Status()
    began = None if jobs.spec.suspend else jobs.metadata.creation_timestamp
    over = status.condition("Completed", "Failed")
    if over is not None:
        return Span(began, over.last_transition_time or now, over=True)
    return _deleted(jobs.metadata, began, now)


SPANS: Final[dict[str, Callable[[Any, datetime], Span]]] = {
    "pods": pod_span,
    "jobs": job_span,
    "jobsets": jobset_span,
}


def seconds(began: datetime, ended: datetime) -> int:
    """Return whole seconds from one moment to another, the last one counted in full.

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 29, tzinfo=UTC)
    >>> seconds(at, at + timedelta(seconds=59, milliseconds=1)), seconds(at, at)
    (60, 0)
    """
    return max(0, -((began - ended) // timedelta(seconds=1)))


def _deleted(
    metadata: Metadata, began: datetime | None, now: datetime, waits: timedelta = timedelta()
) -> Span:
    """Return the span of something that goes on unless it is being deleted."""
    gone = metadata.deletion_timestamp
    if gone is None or (began is not None and now < gone + waits):
        return Span(began, None, over=False)
    return Span(began, now, over=True)


def _last_ended(status: Status) -> datetime | None:
    ended = [
        it.state.terminated.finished_at
        for it in status.container_statuses or ()
        if it.state is not None and it.state.terminated is not None
    ]
    return max((moment for moment in ended if moment is not None), default=None)


def _read(raw: Any, kind: type[Any]) -> Any:  # noqa: ANN401  (JSON in, one of ours out)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"an object of the API server cannot be read: {error}") from error
