"""Whatever a cluster sends, the webhooks answer it; and what they let through was asked for."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clustering import KINDS, DeniedError, review
from tests.ordering import Market
from tests.queueing import GPU, Gate, Object, job, jobset, pod, replicated

from comptrol.domains.gate import Ordered
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.kubernetes.words import ASKED, FINALIZER, HOLDS, ORDER

MARKET = Market()
FIELDS = [
    *("metadata", "spec", "template", "containers", "initContainers", "resources", "limits"),
    *("requests", "annotations", "labels", "finalizers", "ownerReferences", "controller", "kind"),
    *("replicatedJobs", "replicas", "parallelism", "completions", "suspend", "restartPolicy"),
    *("activeDeadlineSeconds", "schedulingGates", "resourceClaims", "overhead", "failurePolicy"),
    *(
        "rules",
        "action",
        "maxRestarts",
        "backoffLimit",
        "name",
        "uid",
        "nodeSelector",
        "apiVersion",
    ),
    *(GPU, ORDER, ASKED, HOLDS, FINALIZER, "nvidia.com/other"),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=6),
    st.sampled_from(["8", "1e3", "0x8", "Always", "true", FINALIZER, "8x3600", "batch/v1", "Job"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6)
COUNTS = st.integers(0, 12)


def encodable(value: Any) -> bool:
    try:
        repr(value).encode()
    except UnicodeEncodeError:
        return False
    return "\\ud" not in repr(value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["pods", "jobs", "jobsets"]),
    st.sampled_from(["CREATE", "UPDATE"]),
    OBJECTS.filter(encodable),
    st.one_of(st.none(), OBJECTS.filter(encodable)),
)
def test_whatever_is_sent_is_answered(plural: str, operation: str, new: Object, old: Any):
    gate = Gate(MARKET, longest_s=3600)
    raw = review(1, operation, plural, {"metadata": {}})
    group, version, kind = KINDS[plural]
    known = {"apiVersion": f"{group}/{version}".lstrip("/"), "kind": kind}
    raw["request"].update(object={**new, **known}, oldObject=old, namespace="team-a")
    for path in ("/mutate", "/validate"):
        response = gate.call(path, raw)["response"]
        assert response["allowed"] or response["status"]["message"]


@st.composite
def asking(draw: st.DrawFn) -> tuple[str, Object, int]:
    """Return an object, and how many chips it takes at most."""
    gpus, parallel, done = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    kind = draw(st.sampled_from(["pods", "jobs", "jobsets"]))
    if kind == "pods":
        return kind, pod(gpus), gpus
    at_once = gpus * min(parallel, done)
    if kind == "jobs":
        return kind, job(str(gpus), parallelism=parallel, completions=done), at_once
    replicas = draw(COUNTS)
    group = replicated("a", replicas, gpus=gpus, parallelism=parallel, completions=done)
    return kind, jobset(group, replicated("b", gpus=1)), at_once * replicas + 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asking())
def test_no_chip_is_let_through_that_was_not_asked_for(asked: tuple[str, Object, int]):
    plural, raw, chips = asked
    gate = Gate()
    gate.market.cap("rate", 200, unit="chips")
    cluster, made = gate.cluster(), None
    with suppress(DeniedError):
        made = cluster.create(plural, raw)
    assert (made is None) == (chips > 200)
    if made is None:
        return
    ordered = [it.chips for it in gate.desk.of(Ordered)]
    assert ordered == ([chips] if chips else [])
    assert (ORDER in (made["metadata"].get("annotations") or {})) == bool(chips)
    assert gate.market.cap_of("rate").held == chips


CHANGES = st.one_of(
    st.tuples(st.just("parallelism"), st.integers(0, 6)),
    st.tuples(st.just("completions"), st.one_of(st.none(), st.integers(0, 6))),
    st.tuples(st.just("activeDeadlineSeconds"), st.sampled_from([600, 3600, 7200])),
    st.tuples(st.just("suspend"), st.booleans()),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(suspended=st.booleans(), changes=st.lists(CHANGES, min_size=1, max_size=8))
def test_no_change_grows_unseen(*, suspended: bool, changes: list[tuple[str, Any]]):
    """After any changes, what runs is no more than what its order says, in chips and in time."""
    gate = Gate()
    gate.market.cap("rate", 32, unit="chips")
    gate.market.cap("total", 32 * 3600)
    cluster = gate.cluster()
    cluster.create("jobs", job(8, suspend=suspended))
    for field, value in changes:
        with suppress(DeniedError):
            cluster.update("jobs", "j-1", lambda raw, f=field, v=value: raw["spec"].update({f: v}))
        spec = cluster.get("jobs", "j-1")["spec"]
        completions = spec.get("completions")
        at_once = min(spec.get("parallelism", 1), 99 if completions is None else completions)
        if spec.get("suspend") or not at_once:
            continue
        order = cluster.get("jobs", "j-1")["metadata"]["annotations"][ORDER]
        standing = gate.market.standing_of(order)
        assert standing.outcome is Outcome.ALLOW
        assert standing.chips >= 8 * at_once
        assert (standing.length_s or 0) >= spec["activeDeadlineSeconds"]
