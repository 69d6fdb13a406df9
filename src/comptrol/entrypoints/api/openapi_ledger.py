"""The published log in the API's description: heads, tiles, receipts, histories, and SCITT."""

from typing import Any, Final

from comptrol.entrypoints.api.problems import PROBLEM
from comptrol.kernel.envelope import MEDIA_TYPE

_TEXT: Final = "text/plain"
_BYTES: Final = "application/octet-stream"
_RECEIPT: Final = "application/scitt-receipt+cose"
_KEYS: Final = "application/cbor"
_CONCISE: Final = "application/concise-problem-details+cbor"


def ledger_paths() -> dict[str, Any]:
    """Return the routes of the published log."""
    position = _in_path("position", {"type": "integer"})
    subject = {"name": "subject", "in": "query", "required": True, "schema": {"type": "string"}}
    return {
        "/checkpoint": _got("checkpoint", "The newest final head (C2SP tlog-checkpoint).", _TEXT),
        "/tile/{path}": _got(
            "tile",
            "A tile of hashes or a bundle of entries (C2SP tlog-tiles).",
            _BYTES,
            _in_path("path", {"type": "string"}),
        ),
        "/subjects.json": _got(
            "subjects", "Word and field of the subjects of each kind.", "application/json"
        ),
        "/ledger/receipt/{position}": _got(
            "receipt", "The tlog-proof of an entry, once a final head has it.", _TEXT, position
        ),
        "/ledger/history": _got(
            "history",
            "Everything about a subject, or that there is nothing, with its proof.",
            "application/json",
            subject,
        ),
        "/ledger/evidence/{leaf}": _got(
            "evidence",
            "An envelope that was refused and kept: the other half of an equivocation.",
            MEDIA_TYPE,
            _in_path("leaf", {"type": "string"}),
        ),
        "/.well-known/scitt-keys": _got(
            "scitt_keys", "The keys that COSE Receipts are signed with.", _KEYS
        ),
        "/.well-known/scitt-keys/{kid}": _got(
            "scitt_key", "One of them.", _KEYS, _in_path("kid", {"type": "string"})
        ),
    }


def registered() -> dict[str, Any]:
    """Return the route that registers a statement by SCRAPI."""
    body = {MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": MEDIA_TYPE}}}
    problem = {"description": "It was not registered.", "content": {_CONCISE: {}}}
    return {
        "post": {
            "operationId": "register",
            "summary": "Say one thing, and be answered with its COSE Receipt (SCITT SCRAPI).",
            "requestBody": {"required": True, "content": body},
            "responses": {
                "201": {"description": "Its COSE Receipt.", "content": {_RECEIPT: {}}},
                "303": {"description": "It is durable; its receipt will be where this points."},
                **dict.fromkeys(("400", "408", "409", "413", "422", "429", "503"), problem),
            },
        }
    }


def _in_path(name: str, schema: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _got(
    operation: str, text: str, media_type: str, *parameters: dict[str, Any]
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": text, "content": {media_type: {}}},
        "404": {"description": "There is no such thing."},
        "503": {"description": "No final head has it yet, or this log is not published."},
    }
    if parameters and media_type != _KEYS:
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        responses["400"] = {"description": "It cannot be read.", "content": {PROBLEM: schema}}
    got = {"operationId": operation, "summary": text, "parameters": list(parameters)}
    return {"get": {**got, "responses": responses}}
