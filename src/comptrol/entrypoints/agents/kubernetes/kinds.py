"""Which kinds of objects are understood, and what is read of one?

A kind that is not among them is not guessed at: where it asks for chips it is refused, and where
the webhook is not pointed at it, its pods are ruled on one by one.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.counting import (
    Compute,
    job_compute,
    jobset_compute,
    pod_compute,
)
from comptrol.entrypoints.agents.kubernetes.objects import Job, JobSet, Metadata, Pod
from comptrol.entrypoints.agents.kubernetes.quantities import units
from comptrol.entrypoints.agents.kubernetes.words import ORDER
from comptrol.kernel.errors import UnreadableError

NODES_MAX: Final = 200_000
"""So many values of an object of an unknown kind are looked at, and then it is refused."""


class Seen(NamedTuple):
    """What decides about an object."""

    metadata: Metadata
    compute: Compute | None
    """What it takes as soon as it may run; nothing: no chips."""
    waits: bool
    """It cannot run yet: it is suspended, or a scheduling gate holds it."""
    passed_on: str | None
    """The order that the pods it makes carry, or that it carries itself if it is a pod."""

    @property
    def own(self) -> str | None:
        """Return the order that it names as its own or its maker's."""
        return self.metadata.note(ORDER)

    @property
    def active(self) -> bool:
        """Tell whether it takes chips as it is."""
        return self.compute is not None and not self.waits


class Kind(NamedTuple):
    """A kind that is understood."""

    name: str
    plural: str
    read: Callable[[Any, Configuration], Seen]
    maker: tuple[str, str] | None
    """The group and kind of what may have made it under an order of its own."""
    templates: Callable[[Mapping[str, Any]], Iterator[str]]
    """Where in it the templates of its pods stand, as JSON pointers."""
    deadlines: Callable[[Mapping[str, Any]], Iterator[str]]
    """Where in it a deadline is set, as JSON pointers to the specs that have one."""


def _seen_pod(raw: Any, told: Configuration) -> Seen:  # noqa: ANN401  (JSON)
    pod = _read(raw, Pod)
    waits = bool(pod.spec.scheduling_gates) and pod.spec.node_name is None
    order = pod.metadata.note(ORDER)
    return Seen(pod.metadata, pod_compute(pod.spec, told), waits, order)


def _seen_job(raw: Any, told: Configuration) -> Seen:  # noqa: ANN401  (JSON)
    job = _read(raw, Job)
    passed_on = job.spec.template.metadata.note(ORDER)
    return Seen(job.metadata, job_compute(job.spec, told), bool(job.spec.suspend), passed_on)


def _seen_jobset(raw: Any, told: Configuration) -> Seen:  # noqa: ANN401  (JSON)
    jobs = _read(raw, JobSet)
    groups = jobs.spec.replicated_jobs or ()
    passed_on = {group.template.spec.template.metadata.note(ORDER) for group in groups}
    if len(passed_on) > 1:
        raise UnreadableError(f"its templates name different orders: {passed_on}")
    passed = passed_on.pop() if passed_on else None
    return Seen(jobs.metadata, jobset_compute(jobs.spec, told), bool(jobs.spec.suspend), passed)


def _groups(raw: Mapping[str, Any]) -> Iterator[str]:
    for index, _ in enumerate((raw.get("spec") or {}).get("replicatedJobs") or ()):
        yield f"/spec/replicatedJobs/{index}/template/spec"


KINDS: Final = {
    ("", "Pod"): Kind(
        "pod", "pods", _seen_pod, ("batch", "Job"), lambda _: iter(()), lambda _: iter(("/spec",))
    ),
    ("batch", "Job"): Kind(
        "Job",
        "jobs",
        _seen_job,
        ("jobset.x-k8s.io", "JobSet"),
        lambda _: iter(("/spec/template",)),
        lambda _: iter(("/spec",)),
    ),
    ("jobset.x-k8s.io", "JobSet"): Kind(
        "JobSet",
        "jobsets",
        _seen_jobset,
        None,
        lambda raw: (f"{group}/template" for group in _groups(raw)),
        _groups,
    ),
}
"""By group and kind."""


def read_metadata(raw: Mapping[str, Any]) -> Metadata:
    """Return what every object has, or raise UnreadableError."""
    found: Metadata = _read(raw.get("metadata") or {}, Metadata)
    return found


def asks_for_chips(raw: Any, told: Configuration) -> bool:  # noqa: ANN401  (JSON)
    """Tell whether anything in an object of a kind that is not understood asks for chips."""
    waiting, looked_at = [raw], 0
    while waiting:
        looked_at += 1
        if looked_at > NODES_MAX:
            raise UnreadableError("it is too large to be looked through")
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            if any(_is_chips(name, asked, told) for name, asked in value.items()):
                return True
    return False


def _is_chips(name: str, asked: Any, told: Configuration) -> bool:  # noqa: ANN401  (JSON)
    if "/" not in name or not isinstance(asked, str | int | float):
        return False
    try:
        return told.resource(name) is not None and units(asked) > 0
    except UnreadableError:
        return True


def _read(raw: Any, kind: type[Any]) -> Any:  # noqa: ANN401  (JSON in, one of ours out)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"it cannot be read: {error}") from error
