"""Which requests does the API server send to the gate, and which check do queues ask for?"""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.manifests.names import NAME, home, named
from comptrol.entrypoints.agents.kubernetes.words import CONTROLLER

TIMEOUT_S: Final = 2
INJECT: Final = "cert-manager.io/inject-ca-from"
GROUP: Final = "admissionregistration.k8s.io/v1"


def admission(told: Configuration) -> Iterator[dict[str, Any]]:
    """Yield the two webhooks, and the check where there is Kueue."""
    yield _configuration("MutatingWebhookConfiguration", told, [_naming(told)])
    yield _configuration("ValidatingWebhookConfiguration", told, [_ruling(told)])
    if told.kueue:
        yield {
            "apiVersion": "kueue.x-k8s.io/v1beta2",
            "kind": "AdmissionCheck",
            "metadata": named(told.install.check),
            "spec": {"controllerName": CONTROLLER},
        }


def _configuration(kind: str, told: Configuration, webhooks: list[Any]) -> dict[str, Any]:
    metadata = named(NAME)
    if told.install.ca_bundle is None:
        metadata["annotations"] = {INJECT: f"{home(told)}/{told.install.tls_secret}"}
    return {"apiVersion": GROUP, "kind": kind, "metadata": metadata, "webhooks": webhooks}


def _naming(told: Configuration) -> dict[str, Any]:
    """Return the webhook that names. It is called again when a later one suspends a job."""
    again = {"reinvocationPolicy": "IfNeeded"}
    return _webhook("names.gate.comptrol", "/mutate", told) | {"sideEffects": "None"} | again


def _ruling(told: Configuration) -> dict[str, Any]:
    """Return the webhook that rules. A dry run asks nothing."""
    return _webhook("rules.gate.comptrol", "/validate", told) | {"sideEffects": "NoneOnDryRun"}


def _webhook(name: str, path: str, told: Configuration) -> dict[str, Any]:
    service = {"name": NAME, "namespace": home(told), "path": path, "port": 443}
    client: dict[str, Any] = {"service": service}
    if told.install.ca_bundle is not None:
        client["caBundle"] = told.install.ca_bundle
    return {
        "name": name,
        "admissionReviewVersions": ["v1"],
        "clientConfig": client,
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "timeoutSeconds": TIMEOUT_S,
        "namespaceSelector": {"matchLabels": {told.install.label: "enabled"}},
        "objectSelector": {},
        "rules": list(_rules(told)),
    }


def _rules(told: Configuration) -> Iterator[dict[str, Any]]:
    yield _rule("", "v1", "pods")
    yield _rule("batch", "v1", "jobs")
    if told.jobsets:
        yield _rule("jobset.x-k8s.io", "v1alpha2", "jobsets")


def _rule(group: str, version: str, resource: str) -> dict[str, Any]:
    return {
        "apiGroups": [group],
        "apiVersions": [version],
        "operations": ["CREATE", "UPDATE"],
        "resources": [resource],
        "scope": "Namespaced",
    }
