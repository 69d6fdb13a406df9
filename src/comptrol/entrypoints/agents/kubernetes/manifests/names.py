"""What do the objects of the agent have in common?"""

from typing import Any, Final

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration

NAME: Final = "comptrol-gate"
LABELS: Final = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/part-of": "comptrol"}


def named(name: str, namespace: str | None = None) -> dict[str, Any]:
    """Return the metadata of an object."""
    where = {} if namespace is None else {"namespace": namespace}
    return {"name": name, **where, "labels": dict(LABELS)}


def home(told: Configuration) -> str:
    """Return the namespace that the agent runs in."""
    return told.install.namespace
