"""How are the routes of pseudonyms described in OpenAPI?"""

from typing import Any, Final

from comptrol.entrypoints.api.problems import PROBLEM
from comptrol.flow.evaluating import EvaluationAnswer, EvaluationRequest
from comptrol.flow.parcels import Parcel

_PROBLEMS: Final = {
    "400": "The request, an element or a row cannot be read.",
    "409": "The sequence number is not the next.",
    "413": "The body is too large.",
    "422": "What is known says no: every reason, most important first.",
    "503": "The key or the writer is out of reach.",
}


def pseudonym_paths() -> dict[str, Any]:
    """Return the two routes that take something beside a signed statement."""
    return {
        "/pseudonyms/evaluate": {
            "post": _post(
                "evaluate",
                "Let the key of an epoch make pseudonyms of blinded elements (RFC 9497).",
                _fields(EvaluationRequest),
                {"200": ("The evaluated elements, and a proof.", _fields(EvaluationAnswer))},
            )
        },
        "/pseudonyms/parcel": {
            "post": _post(
                "hand_in",
                "Hand in usage, a name or large customers under seal, with what opens it.",
                _fields(Parcel),
                {"200": ("It was handed in before.", None), "201": ("It is durable.", None)},
            )
        },
    }


def _post(
    operation: str,
    text: str,
    fields: dict[str, Any],
    done: dict[str, tuple[str, dict[str, Any] | None]],
) -> dict[str, Any]:
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {
        status: {"description": said}
        if schema is None
        else {"description": said, "content": {"application/json": {"schema": schema}}}
        for status, (said, schema) in done.items()
    }
    for status, said in _PROBLEMS.items():
        answers[status] = {"description": said, "content": problem}
    body = {"required": True, "content": {"application/json": {"schema": fields}}}
    return {"operationId": operation, "summary": text, "requestBody": body, "responses": answers}


def _fields(of: type[EvaluationRequest | EvaluationAnswer | Parcel]) -> dict[str, Any]:
    return {"type": "object", "required": list(of.__struct_fields__), "properties": _types(of)}


def _types(of: type[EvaluationRequest | EvaluationAnswer | Parcel]) -> dict[str, Any]:
    whole, many = {"type": "integer"}, {"type": "array", "items": {"type": "string"}}
    known = {"position": whole, "epoch": whole, "blinded": many, "evaluated": many}
    return {name: known.get(name, {"type": "string"}) for name in of.__struct_fields__}
