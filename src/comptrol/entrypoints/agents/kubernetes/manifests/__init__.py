"""Which objects make a cluster ask the gate? Written from the same file that the agent reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.manifests.access import access
from comptrol.entrypoints.agents.kubernetes.manifests.admission import admission
from comptrol.entrypoints.agents.kubernetes.manifests.running import running
from comptrol.kernel.errors import UnavailableError, UnreadableError

Manifest = dict[str, Any]
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
NOTE: Final = (
    "# Written by `comptrol agent kubernetes manifests`. The keys of the gate (Secret {keys})\n"
    "# and the certificate (Secret {tls}) are not here: see docs/kubernetes.md.\n"
)


def manifests(told: Configuration, config: str) -> dict[str, tuple[Manifest, ...]]:
    """Return the objects of each file, in the order in which they are applied.

    Raises UnreadableError where the agent could not be reached in a pod.

    What is last closes the cluster to whatever is not ruled on: it is applied when the agent runs.
    """
    if told.webhook.host in LOOPBACK or not told.webhook.port:
        raise UnreadableError(
            "webhook: in a pod it listens on every address, on a port that is known before: "
            "host 0.0.0.0 and a port such as 8443"
        )
    return {
        "1-access.yaml": tuple(access(told)),
        "2-agent.yaml": tuple(running(told, config)),
        "3-admission.yaml": tuple(admission(told)),
    }


def write_manifests(told: Configuration, config: str, folder: Path) -> Iterator[Path]:
    """Write the files into a folder, and yield each."""
    note = NOTE.format(keys=told.install.keys_secret, tls=told.install.tls_secret)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, objects in manifests(told, config).items():
            path = folder / name
            text = yaml.safe_dump_all(objects, sort_keys=False, allow_unicode=True, width=99)
            path.write_text(note + text, encoding="utf-8")
            yield path
    except OSError as error:
        raise UnavailableError(f"{folder} cannot be written: {error.strerror}") from error
