"""What does a Workload of Kueue say: what it takes, how it stands, and what our check says of it?

The fields that decide are the same in v1beta1 and v1beta2 (kueue.x-k8s.io).
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.counting import Compute, pod_compute
from comptrol.entrypoints.agents.kubernetes.objects import (
    Condition,
    Metadata,
    Part,
    Pod,
    Quantities,
    Seconds,
    Whole,
)
from comptrol.entrypoints.agents.kubernetes.quantities import units
from comptrol.kernel.errors import UnreadableError


class PodSet(Part, frozen=True, kw_only=True, rename="camel"):
    """Pods that are alike."""

    name: str = "main"
    count: Whole = 1
    template: Pod = Pod()


class Assignment(Part, frozen=True, kw_only=True, rename="camel"):
    """What quota was set aside for a set of pods."""

    name: str = "main"
    count: Whole | None = None
    flavors: dict[str, str] | None = None
    resource_usage: Quantities | None = None


class Admission(Part, frozen=True, kw_only=True, rename="camel"):
    """Where quota was set aside."""

    pod_set_assignments: tuple[Assignment, ...] | None = None


class CheckState(Part, frozen=True, kw_only=True, rename="camel"):
    """What an admission check says of a Workload."""

    name: str
    state: str
    message: str = ""


class WorkloadStatus(Part, frozen=True, kw_only=True, rename="camel"):
    """How a Workload stands."""

    conditions: tuple[Condition, ...] | None = None
    admission: Admission | None = None
    admission_checks: tuple[CheckState, ...] | None = None


class WorkloadSpec(Part, frozen=True, kw_only=True, rename="camel"):
    """What a Workload is made of."""

    pod_sets: tuple[PodSet, ...] | None = None
    maximum_execution_time_seconds: Seconds | None = None
    active: bool | None = None


class Workload(Part, frozen=True, kw_only=True, rename="camel"):
    """A job in a queue, of whatever kind."""

    metadata: Metadata = Metadata()
    spec: WorkloadSpec = WorkloadSpec()
    status: WorkloadStatus | None = None

    def condition(self, kind: str) -> Condition | None:
        """Return a condition that is true."""
        found = self.any_condition(kind)
        return found if found is not None and found.status == "True" else None

    def any_condition(self, kind: str) -> Condition | None:
        """Return a condition, true or not."""
        conditions = (self.status.conditions if self.status else None) or ()
        return next((it for it in conditions if it.type == kind), None)

    def checks(self, ours: Collection[str]) -> Iterator[CheckState]:
        """Yield what our checks say of it."""
        for check in (self.status.admission_checks if self.status else None) or ():
            if check.name in ours:
                yield check

    @property
    def reserved_at(self) -> datetime | None:
        """Return since when quota is set aside for it; nothing: it is not."""
        reserved = self.condition("QuotaReserved")
        return None if reserved is None else reserved.last_transition_time

    @property
    def pod_sets(self) -> tuple[PodSet, ...]:
        """Return its sets of pods."""
        return self.spec.pod_sets or ()


def read_workload(raw: Any) -> Workload:  # noqa: ANN401  (JSON)
    """Read a Workload, or raise UnreadableError."""
    try:
        return msgspec.convert(raw, Workload)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"the Workload cannot be read: {error}") from error


def workload_compute(workload: Workload, told: Configuration) -> Compute | None:
    """Return what a Workload takes, with as many pods as quota was set aside for.

    The larger of what its pods ask for and what Kueue set aside: that has in it what a LimitRange
    or a RuntimeClass adds.
    """
    admission = workload.status.admission if workload.status else None
    assigned = {it.name: it for it in (admission and admission.pod_set_assignments) or ()}
    found: list[tuple[int, Compute]] = []
    for pods in workload.pod_sets:
        assignment = assigned.get(pods.name, Assignment())
        each = pod_compute(pods.template.spec, told, _by_flavor(assignment, told))
        count = pods.count if assignment.count is None else assignment.count
        if each is not None and count:
            found.append((max(count * each.chips, _set_aside(assignment, told)), each))
    if not found:
        return None
    models = {each.model for _, each in found}
    if len(models) > 1:
        raise UnreadableError(
            f"it asks for several kinds of chips ({', '.join(sorted(models))}): an order is for "
            "one, so make a job for each"
        )
    length_s = workload.spec.maximum_execution_time_seconds
    return Compute(sum(chips for chips, _ in found), models.pop(), length_s)


def _by_flavor(assignment: Assignment, told: Configuration) -> ModelId | None:
    """Return the chips that the flavor which Kueue chose stands for."""
    names = {
        flavor
        for resource, flavor in (assignment.flavors or {}).items()
        if "/" in resource and told.resource(resource) is not None
    }
    models: set[ModelId] = {
        told.chips_by_flavor[name] for name in names if name in told.chips_by_flavor
    }
    if len(models) > 1:
        raise UnreadableError("its pods would get several kinds of chips: an order is for one")
    return models.pop() if models else None


def _set_aside(assignment: Assignment, told: Configuration) -> int:
    usage = assignment.resource_usage or {}
    return sum(
        units(quantity)
        for name, quantity in usage.items()
        if "/" in name and told.resource(name) is not None
    )
