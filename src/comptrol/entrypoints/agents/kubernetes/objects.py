"""What is read of objects of a cluster: only what decides, and everything else is left unread.

Names and meanings are those of the API (core/v1, batch/v1, jobset.x-k8s.io/v1alpha2). ``null`` and
a field that is missing mean the same.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from comptrol.entrypoints.agents.kubernetes.quantities import Quantity

Whole = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Seconds = Annotated[int, Meta(ge=1, le=2**40)]
Quantities = dict[str, Quantity]


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A piece of an object; fields that we do not know are passed over."""


class Owner(Part, frozen=True, kw_only=True, rename="camel"):
    """Who made an object and looks after it."""

    api_version: str = ""
    kind: str = ""
    uid: str = ""
    controller: bool | None = None


class Metadata(Part, frozen=True, kw_only=True, rename="camel"):
    """What every object has."""

    name: str | None = None
    generate_name: str | None = None
    namespace: str | None = None
    uid: str | None = None
    resource_version: str | None = None
    generation: int | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    finalizers: tuple[str, ...] | None = None
    owner_references: tuple[Owner, ...] | None = None
    creation_timestamp: datetime | None = None
    deletion_timestamp: datetime | None = None

    def note(self, name: str) -> str | None:
        """Return an annotation."""
        return (self.annotations or {}).get(name)

    def label(self, name: str) -> str | None:
        """Return a label."""
        return (self.labels or {}).get(name)

    @property
    def controller(self) -> Owner | None:
        """Return the owner that looks after it."""
        return next((owner for owner in self.owner_references or () if owner.controller), None)


class Resources(Part, frozen=True, kw_only=True, rename="camel"):
    """What a container asks for."""

    requests: Quantities | None = None
    limits: Quantities | None = None


class Container(Part, frozen=True, kw_only=True, rename="camel"):
    """A container, or an init container; one that restarts always runs beside the others."""

    resources: Resources | None = None
    restart_policy: str | None = None


class PodSpec(Part, frozen=True, kw_only=True, rename="camel"):
    """What decides about a pod."""

    containers: tuple[Container, ...] | None = None
    init_containers: tuple[Container, ...] | None = None
    ephemeral_containers: tuple[Container, ...] | None = None
    resources: Resources | None = None
    overhead: Quantities | None = None
    resource_claims: tuple[Any, ...] | None = None
    active_deadline_seconds: Seconds | None = None
    node_selector: dict[str, str] | None = None
    node_name: str | None = None
    scheduling_gates: tuple[Any, ...] | None = None


class Condition(Part, frozen=True, kw_only=True, rename="camel"):
    """Something that is true of an object or not, and since when."""

    type: str
    status: str
    last_transition_time: datetime | None = None
    reason: str = ""
    message: str = ""
    observed_generation: int | None = None


class Terminated(Part, frozen=True, kw_only=True, rename="camel"):
    """How a container ended."""

    finished_at: datetime | None = None


class ContainerState(Part, frozen=True, kw_only=True, rename="camel"):
    """How a container stands."""

    terminated: Terminated | None = None


class ContainerStatus(Part, frozen=True, kw_only=True, rename="camel"):
    """How a container stands, in its frame."""

    state: ContainerState | None = None


class Status(Part, frozen=True, kw_only=True, rename="camel"):
    """How a pod, a Job or a JobSet stands."""

    phase: str | None = None
    conditions: tuple[Condition, ...] | None = None
    start_time: datetime | None = None
    completion_time: datetime | None = None
    container_statuses: tuple[ContainerStatus, ...] | None = None

    def condition(self, *types: str) -> Condition | None:
        """Return the first of some conditions that is true."""
        return next(
            (it for it in self.conditions or () if it.type in types and it.status == "True"), None
        )


class Pod(Part, frozen=True, kw_only=True, rename="camel"):
    """A pod, or the template of one."""

    metadata: Metadata = Metadata()
    spec: PodSpec = PodSpec()
    status: Status | None = None


class FailureRule(Part, frozen=True, kw_only=True, rename="camel"):
    """What is done when something fails."""

    action: str = ""


class FailurePolicy(Part, frozen=True, kw_only=True, rename="camel"):
    """What is done when something fails, and how often it is begun again."""

    rules: tuple[FailureRule, ...] | None = None
    max_restarts: Whole | None = None


class JobSpec(Part, frozen=True, kw_only=True, rename="camel"):
    """What decides about a Job."""

    template: Pod = Pod()
    parallelism: Whole | None = None
    completions: Whole | None = None
    active_deadline_seconds: Seconds | None = None
    backoff_limit: Whole | None = None
    backoff_limit_per_index: Whole | None = None
    pod_failure_policy: FailurePolicy | None = None
    suspend: bool | None = None


class Job(Part, frozen=True, kw_only=True, rename="camel"):
    """A Job, or the template of one."""

    metadata: Metadata = Metadata()
    spec: JobSpec = JobSpec()
    status: Status | None = None


class ReplicatedJob(Part, frozen=True, kw_only=True, rename="camel"):
    """Jobs of a JobSet that are alike."""

    name: str = ""
    template: Job = Job()
    replicas: Whole | None = None


class JobSetSpec(Part, frozen=True, kw_only=True, rename="camel"):
    """What decides about a JobSet."""

    replicated_jobs: tuple[ReplicatedJob, ...] | None = None
    failure_policy: FailurePolicy | None = None
    suspend: bool | None = None


class JobSet(Part, frozen=True, kw_only=True, rename="camel"):
    """Several Jobs that belong together."""

    metadata: Metadata = Metadata()
    spec: JobSetSpec = JobSetSpec()
    status: Status | None = None
