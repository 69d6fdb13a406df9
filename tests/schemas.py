"""What the published schemas of Kueue and JobSet say of an object."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

VECTORS = Path(__file__).parent / "vectors/kubernetes"
PLURALS = {
    "AdmissionCheck": "admissionchecks",
    "ClusterQueue": "clusterqueues",
    "JobSet": "jobsets",
    "LocalQueue": "localqueues",
    "ResourceFlavor": "resourceflavors",
    "Workload": "workloads",
}


def schema_of(api_version: str, kind: str) -> dict[str, Any]:
    """Return the schema of a kind as its project publishes it."""
    group, _, version = api_version.partition("/")
    path = VECTORS / f"{group}_{version}_{PLURALS[kind]}.json"
    found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    return found


@cache
def _validator(api_version: str, kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(strict(schema_of(api_version, kind), top=True))


def complaints(raw: dict[str, Any]) -> list[str]:
    """Return what a schema has against an object: fields that it does not know among it."""
    errors = _validator(raw["apiVersion"], raw["kind"]).iter_errors(raw)
    return [f"{'/'.join(map(str, it.instance_path))}: {it.message}" for it in errors]


def strict(schema: Any, *, top: bool = False) -> Any:
    """Turn an OpenAPI schema of a custom resource into JSON Schema that knows no other field.

    ``int-or-string`` is either; metadata is whatever the API server says it is; formats are left
    out, and so is what JSON Schema does not know.
    """
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    made = {name: value for name, value in schema.items() if not name.startswith("x-")}
    made.pop("format", None)
    for name in ("properties", "additionalProperties", "items"):
        if name in made:
            made[name] = _inside(made[name], name)
    for name in ("anyOf", "allOf", "oneOf"):
        if name in made:
            made[name] = [strict(it) for it in made[name]]
    if top:
        made["properties"]["metadata"] = {"type": "object"}
    if "properties" in made and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    return made


def _inside(value: Any, name: str) -> Any:
    if name == "properties":
        return {field: strict(it) for field, it in value.items()}
    return strict(value)
