"""Which quotas give an award in Kueue as many chips at once as an even month has?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from comptrol.domains.awards import Drawable, hours_in

HOUR: Final = 3600
VERSION: Final = "kueue.x-k8s.io/v1beta2"
MARKED: Final = {"app.kubernetes.io/managed-by": "comptrol"}


def kueue_objects(
    found: Iterable[Drawable], *, resource: str, check: str
) -> Iterator[dict[str, Any]]:
    """Yield a flavour for each model of chips, and a queue for each award with its quota.

    ``nominalQuota`` is chips at once: chip-hours of the month over its hours, rounded up, so that
    what was awarded can be used; that no more is used is the gate's to see to, which every queue
    asks through the admission check. A month without any has a quota of nothing.
    """
    of_award: dict[str, list[Drawable]] = defaultdict(list)
    for it in found:
        of_award[it.programme].append(it)
    models = sorted({it.account.model for rows in of_award.values() for it in rows})
    for model in models:
        yield {
            "apiVersion": VERSION,
            "kind": "ResourceFlavor",
            "metadata": {"name": _name(model), "labels": MARKED},
            "spec": {"nodeLabels": {"comptrol.io/model": model}},
        }
    for programme in sorted(of_award):
        yield _queue(programme, of_award[programme], resource, check)


def _queue(programme: str, rows: list[Drawable], resource: str, check: str) -> dict[str, Any]:
    chips: dict[str, int] = defaultdict(int)
    for it in rows:
        chips[_name(it.account.model)] += chips_at_once(it)
    return {
        "apiVersion": VERSION,
        "kind": "ClusterQueue",
        "metadata": {"name": _name(programme), "labels": MARKED},
        "spec": {
            "namespaceSelector": {"matchLabels": {"comptrol.io/programme": programme}},
            "admissionChecksStrategy": {"admissionChecks": [{"name": check}]},
            "resourceGroups": [
                {
                    "coveredResources": [resource],
                    "flavors": [
                        {
                            "name": model,
                            "resources": [{"name": resource, "nominalQuota": chips[model]}],
                        }
                        for model in sorted(chips)
                    ],
                }
            ],
        },
    }


def chips_at_once(it: Drawable) -> int:
    """Return as many chips as an even month needs, rounded up."""
    return -(-it.ceiling // (hours_in(it.month) * HOUR))


def _name(name: str) -> str:
    """Return a name as Kubernetes has it (RFC 1123): no underscore, nothing but a letter last."""
    return name.replace("_", "-").strip("-.")
