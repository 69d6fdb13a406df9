"""How many chips does something take at most, which, and for how long at most?

What is counted is the most that the cluster may hand out, not what was typed: every pod that can
run at once, with everything in it that can run at once.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from comptrol.domains.chips import ModelId
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.objects import (
    Container,
    JobSetSpec,
    JobSpec,
    PodSpec,
    Quantities,
    Resources,
)
from comptrol.entrypoints.agents.kubernetes.quantities import UNITS_MAX, units
from comptrol.kernel.errors import UnreadableError

RETRIES: Final = 6
"""How often a Job begins a failed pod again where it does not say (batch/v1, backoffLimit)."""


LENGTH_MAX_S: Final = 36 * 10**8
"""The longest that an order can be (``gate.ordered/1``): a million hours."""


class Compute(NamedTuple):
    """Chips at once, which, and for how long on each; no deadline: nothing."""

    chips: int
    model: ModelId
    length_s: int | None


def pod_compute(
    spec: PodSpec, told: Configuration, model: ModelId | None = None
) -> Compute | None:
    """Return what a pod takes; nothing where it asks for no chip.

    Which chip is read off the pod, unless it is known already.
    """
    taken = {name: count for name, count in pod_units(spec, told).items() if count}
    if spec.resource_claims:
        raise UnreadableError(
            "it asks for devices through resource claims (resource.k8s.io), which this gate "
            "cannot count; ask for the resource itself"
        )
    if not taken:
        return None
    models = {model or _model(name, spec, told) for name in taken}
    if len(models) > 1:
        raise UnreadableError(
            f"it asks for several kinds of chips at once ({', '.join(sorted(models))}): an order "
            "is for one, so make a pod for each"
        )
    length = spec.active_deadline_seconds
    return Compute(
        _bounded(sum(taken.values())), models.pop(), None if length is None else _sensible(length)
    )


def pod_units(spec: PodSpec, told: Configuration) -> dict[str, int]:
    """Return how many units of each resource a pod takes while it takes most.

    Init containers run one after the other before the containers; those that restart always run
    on beside all that comes after them (Kubernetes: "Pod and container resource requests",
    sidecar containers).
    """
    beside: dict[str, int] = {}
    most: dict[str, int] = {}
    for container in spec.init_containers or ():
        asked = _container_units(container, told)
        if container.restart_policy == "Always":
            beside = _sum((beside, asked))
            most = _most(most, beside)
        else:
            most = _most(most, _sum((beside, asked)))
    later = [*(spec.containers or ()), *(spec.ephemeral_containers or ())]
    most = _most(most, _sum((beside, *(_container_units(it, told) for it in later))))
    most = _most(most, _resource_units(spec.resources, told))
    return _sum((most, _watched(spec.overhead, told)))


def job_compute(spec: JobSpec, told: Configuration) -> Compute | None:
    """Return what a Job takes: its pods at once, until its deadline or that of all its pods."""
    pod = pod_compute(spec.template.spec, told)
    at_once = _at_once(spec)
    if pod is None or at_once == 0:
        return None
    return Compute(_bounded(pod.chips * at_once), pod.model, _job_length(spec, at_once))


def jobset_compute(spec: JobSetSpec, told: Configuration) -> Compute | None:
    """Return what a JobSet takes: all its Jobs at once, as often as it may begin them again."""
    found: list[tuple[int, Compute]] = []
    for group in spec.replicated_jobs or ():
        each = job_compute(group.template.spec, told)
        replicas = 1 if group.replicas is None else group.replicas
        if each is not None and replicas:
            found.append((replicas, each))
    if not found:
        return None
    models = {each.model for _, each in found}
    if len(models) > 1:
        raise UnreadableError(
            f"it asks for several kinds of chips ({', '.join(sorted(models))}): an order is for "
            "one, so make a JobSet for each"
        )
    chips = _bounded(sum(replicas * each.chips for replicas, each in found))
    return Compute(chips, models.pop(), _jobset_length(spec, [each for _, each in found]))


def _at_once(spec: JobSpec) -> int:
    parallel = 1 if spec.parallelism is None else spec.parallelism
    return parallel if spec.completions is None else min(parallel, spec.completions)


def _job_length(spec: JobSpec, at_once: int) -> int | None:
    """Return how long a Job can run: its own deadline, or rounds of pods that each have one.

    Pods that must complete, and those that fail and are begun again, in rounds of as many as run
    at once. Failures that are ignored, and Jobs that never say how many pods must complete, have
    no such bound.
    """
    if spec.active_deadline_seconds is not None:
        return _sensible(spec.active_deadline_seconds)
    each = spec.template.spec.active_deadline_seconds
    policy = spec.pod_failure_policy
    ignored = policy is not None and any(rule.action == "Ignore" for rule in policy.rules or ())
    if each is None or ignored:
        return None
    must = at_once if spec.completions is None else spec.completions
    return _sensible(-(-(must + _again(spec, must)) // at_once) * each)


def _again(spec: JobSpec, must: int) -> int:
    """Return how many pods of a Job may be begun again after a failure."""
    if spec.backoff_limit_per_index is None:
        return RETRIES if spec.backoff_limit is None else spec.backoff_limit
    again = must * spec.backoff_limit_per_index
    return again if spec.backoff_limit is None else min(again, spec.backoff_limit)


def _sensible(length_s: int) -> int | None:
    """Return a length that an order can have; longer ones are as good as none."""
    return length_s if length_s <= LENGTH_MAX_S else None


def _jobset_length(spec: JobSetSpec, jobs: Iterable[Compute]) -> int | None:
    policy = spec.failure_policy
    again = 0
    if policy is not None:
        if any(rule.action.endswith("IgnoreMaxRestarts") for rule in policy.rules or ()):
            raise UnreadableError(
                "its failure policy begins it again without end (IgnoreMaxRestarts), so that "
                "nobody can say how long it runs: set maxRestarts instead"
            )
        again = policy.max_restarts or 0
    lengths = [job.length_s for job in jobs]
    if any(length is None for length in lengths):
        return None
    return _sensible(max(length for length in lengths if length is not None) * (1 + again))


def _model(name: str, spec: PodSpec, told: Configuration) -> ModelId:
    known = told.resource(name)
    if told.chip_label is not None:
        value = (spec.node_selector or {}).get(told.chip_label)
        if value is not None:
            model = told.chips_by_label.get(value)
            if model is None:
                raise UnreadableError(
                    f"{told.chip_label}: {value} is no chip that this gate knows; its operators "
                    "have to enter it"
                )
            return model
    if known is None or known.model is None:
        raise UnreadableError(
            f"{name} may be one of several chips here: say which in the node selector, as "
            f"{told.chip_label or 'chip_label, which the operators have to set'}"
        )
    return known.model


def _container_units(container: Container, told: Configuration) -> dict[str, int]:
    return _resource_units(container.resources, told)


def _resource_units(asked: Resources | None, told: Configuration) -> dict[str, int]:
    """Return the larger of request and limit: for such resources they are the same."""
    if asked is None:
        return {}
    return _most(_watched(asked.requests, told), _watched(asked.limits, told))


def _watched(asked: Quantities | None, told: Configuration) -> dict[str, int]:
    found = {}
    for name, quantity in (asked or {}).items():
        known = "/" in name and told.resource(name)
        if known:
            found[name] = units(quantity)
    return found


def _sum(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return total


def _most(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in (*one, *other)}


def _bounded(chips: int) -> int:
    if chips > UNITS_MAX:
        raise UnreadableError(f"{chips} chips at once are more than there can be")
    return chips
