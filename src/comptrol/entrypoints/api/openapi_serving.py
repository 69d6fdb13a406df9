"""How a server is and what it counted, described in OpenAPI."""

from typing import Any, Final

_JSON: Final = "application/json"
_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
_READY: Final = {
    "type": "object",
    "properties": {
        "ready": {"type": "boolean"},
        "reasons": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["ready", "reasons"],
}
_LIVE: Final = {
    "type": "object",
    "properties": {"alive": {"const": True}},
    "required": ["alive"],
}


def serving_paths() -> dict[str, Any]:
    """Return the routes that whoever runs a server asks."""
    ready = _answer("Requests may be sent here.", _JSON, _READY)
    unready = _answer("No request should be sent here, and every reason.", _JSON, _READY)
    figures = _answer("Every figure, for Prometheus.", "text/plain", {"type": "string"})
    others = _answer("Whoever asks is not among them.", "application/problem+json", _PROBLEM)
    return {
        "/health/live": _asked(
            "live",
            "Whether the process answers.",
            {"200": _answer("It does.", _JSON, _LIVE)},
        ),
        "/health/ready": _asked(
            "ready",
            "Whether requests should be sent here, and if not, every reason.",
            {"200": ready, "503": unready},
        ),
        "/metrics": _asked(
            "metrics",
            "What the server counted, for those whom COMPTROL_METRICS_NETWORKS names.",
            {"200": figures, "403": others},
        ),
    }


def _asked(operation: str, text: str, responses: dict[str, Any]) -> dict[str, Any]:
    said = {"operationId": operation, "summary": text, "parameters": [], "responses": responses}
    return {"get": said}


def _answer(text: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {media_type: {"schema": schema}}}
