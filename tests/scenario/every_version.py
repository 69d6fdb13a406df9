"""Hold objects against the schemas of every version of Kubernetes that there are.

Run by the referees' Python, in one process: asked with a list of objects in JSON, it answers with
the versions that it has and what is wrong, as ``[version, kind, complaint]``.
"""

import json
import sys
from typing import Any

import kubernetes_validate


def complaint(raw: dict[str, Any], version: str) -> str:
    """Return what is wrong with an object, or nothing."""
    try:
        kubernetes_validate.validate(raw, version, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as it:
        return str(it)[:300] or "wrong"
    return ""


def main() -> None:
    objects = json.load(sys.stdin)
    numbers = kubernetes_validate.utils.all_versions()
    versions = sorted({kubernetes_validate.utils.major_minor(number) for number in numbers})
    told = [[v, raw["kind"], complaint(raw, v)] for v in versions for raw in objects]
    json.dump({"versions": versions, "wrong": [it for it in told if it[2]]}, sys.stdout)


main()
