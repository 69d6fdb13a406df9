"""How does the agent run in a cluster: one pod, which may reach the API server and the gate?"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.manifests.names import LABELS, NAME, home, named

CONFIG: Final = "/etc/comptrol/gate"
TLS: Final = "/etc/comptrol/tls"
KEYS: Final = "/etc/comptrol/keys"
STATE: Final = "/var/lib/comptrol"
OWN_KEYS: Final = "/run/comptrol"
"""Keys as the agent takes them: readable by nobody else, which no Secret can be mounted as."""
ACCOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_S: Final = 3600
USER: Final = 65532
READABLE: Final = 0o440
CLOSED: Final = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
API_PORTS: Final = (443, 6443)
DNS_PORT: Final = 53


def running(told: Configuration, config: str) -> Iterator[dict[str, Any]]:
    """Yield the configuration, the pod, the address, and whom it may speak to."""
    yield {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": named(told.install.config_map, home(told)),
        "data": {"kubernetes.yaml": config},
    }
    yield _deployment(told)
    yield {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": named(NAME, home(told)),
        "spec": {
            "selector": dict(LABELS),
            "ports": [{"name": "webhook", "port": 443, "targetPort": "webhook"}],
        },
    }
    yield _network(told)


def _deployment(told: Configuration) -> dict[str, Any]:
    """Return the pod: one, because the statements of a key go one after the other."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": named(NAME, home(told)),
        "spec": {
            "replicas": 1,
            "strategy": {"type": "Recreate"},
            "selector": {"matchLabels": dict(LABELS)},
            "template": {"metadata": {"labels": dict(LABELS)}, "spec": _pod(told)},
        },
    }


def _pod(told: Configuration) -> dict[str, Any]:
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "priorityClassName": "system-cluster-critical",
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "initContainers": [_keys(told)],
        "containers": [_container(told)],
        "volumes": list(_volumes(told)),
    }


def _keys(told: Configuration) -> dict[str, Any]:
    """Return what copies the keys to where only the agent can read them, in memory."""
    copy = f"install -m 600 {KEYS}/*.key {OWN_KEYS}/"
    return {
        "name": "keys",
        "image": told.install.image,
        "command": ["sh", "-c", copy],
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
        "securityContext": dict(CLOSED),
        "volumeMounts": [
            {"name": "keys", "mountPath": KEYS, "readOnly": True},
            {"name": "own-keys", "mountPath": OWN_KEYS},
        ],
    }


def _container(told: Configuration) -> dict[str, Any]:
    probe = {"httpGet": {"path": "/health", "port": "webhook", "scheme": "HTTPS"}}
    if told.webhook.client_ca is not None:  # the kubelet has no certificate to show
        probe = {"tcpSocket": {"port": "webhook"}}
    return {
        "name": "gate",
        "image": told.install.image,
        "args": ["agent", "kubernetes", "serve", "--config", f"{CONFIG}/kubernetes.yaml"],
        "ports": [{"name": "webhook", "containerPort": told.webhook.port}],
        "readinessProbe": {**probe, "periodSeconds": 5},
        "resources": {
            "requests": {"cpu": "100m", "memory": "256Mi"},
            "limits": {"memory": "1Gi"},
        },
        "securityContext": dict(CLOSED),
        "volumeMounts": [
            {"name": "config", "mountPath": CONFIG, "readOnly": True},
            {"name": "tls", "mountPath": TLS, "readOnly": True},
            {"name": "own-keys", "mountPath": OWN_KEYS, "readOnly": True},
            {"name": "account", "mountPath": ACCOUNT, "readOnly": True},
            {"name": "state", "mountPath": STATE},
        ],
    }


def _volumes(told: Configuration) -> Iterator[dict[str, Any]]:
    at = told.install
    yield {"name": "config", "configMap": {"name": at.config_map}}
    yield {"name": "tls", "secret": {"secretName": at.tls_secret, "defaultMode": READABLE}}
    yield {"name": "keys", "secret": {"secretName": at.keys_secret, "defaultMode": READABLE}}
    root = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    token = {"path": "token", "expirationSeconds": TOKEN_S}
    sources = [{"serviceAccountToken": token}, {"configMap": root}]
    yield {"name": "account", "projected": {"sources": sources, "defaultMode": READABLE}}
    yield {"name": "own-keys", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}
    yield {"name": "state", "emptyDir": {"sizeLimit": "1Gi"}}


def _network(told: Configuration) -> dict[str, Any]:
    at = told.install
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": named(NAME, home(told)),
        "spec": {
            "podSelector": {"matchLabels": dict(LABELS)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [_toward("from", at.api_server_cidrs, [told.webhook.port])],
            "egress": [
                {"ports": [{"protocol": name, "port": DNS_PORT} for name in ("UDP", "TCP")]},
                _toward("to", at.api_server_cidrs, API_PORTS),
                _toward("to", at.gate_cidrs, [at.gate_port]),
            ],
        },
    }


def _toward(way: str, cidrs: Sequence[str], ports: Sequence[int]) -> dict[str, Any]:
    allowed: dict[str, Any] = {"ports": [{"protocol": "TCP", "port": port} for port in ports]}
    if cidrs:
        allowed[way] = [{"ipBlock": {"cidr": cidr}} for cidr in cidrs]
    return allowed
