"""What may the agent do in a cluster? What its two doors need, and nothing else.

It reads no Secret and no ConfigMap through the API, makes nothing, and changes objects only where
they hold orders: there is no way to say so in the rights of Kubernetes, so that it may patch pods,
Jobs and JobSets, which is said in docs/kubernetes.md.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.manifests.names import NAME, home, named

RBAC = "rbac.authorization.k8s.io"


def access(told: Configuration) -> Iterator[dict[str, Any]]:
    """Yield the namespace, the account, and its rights."""
    yield {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            **named(home(told)),
            "labels": {
                **named(home(told))["labels"],
                "pod-security.kubernetes.io/enforce": "restricted",
            },
        },
    }
    yield {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": named(NAME, home(told)),
        "automountServiceAccountToken": False,
    }
    yield {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRole",
        "metadata": named(NAME),
        "rules": list(_rules(told)),
    }
    yield {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": named(NAME),
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": NAME},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": home(told)}],
    }


def _rules(told: Configuration) -> Iterator[dict[str, Any]]:
    follow = ("list", "watch", "patch")
    yield _rule("", ["pods"], (*follow, "delete"))
    yield _rule("batch", ["jobs"], follow)
    if told.jobsets:
        yield _rule("jobset.x-k8s.io", ["jobsets"], follow)
    if told.kueue:
        yield _rule("kueue.x-k8s.io", ["workloads"], follow)
        yield _rule("kueue.x-k8s.io", ["workloads/status"], ("patch",))
        yield _rule("kueue.x-k8s.io", ["admissionchecks"], ("list", "watch"))
        one = {"resourceNames": [told.install.check]}
        yield _rule("kueue.x-k8s.io", ["admissionchecks/status"], ("patch",)) | one


def _rule(group: str, resources: list[str], verbs: Sequence[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": resources, "verbs": list(verbs)}
