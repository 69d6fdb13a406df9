"""The API described in OpenAPI 3.1, generated from the statements and the questions."""

from importlib.metadata import version
from typing import Any, Final

import msgspec

from comptrol.entrypoints.api.openapi_ledger import ledger_paths, registered
from comptrol.entrypoints.api.openapi_pseudonyms import pseudonym_paths
from comptrol.entrypoints.api.openapi_releases import release_paths
from comptrol.entrypoints.api.openapi_serving import serving_paths
from comptrol.entrypoints.api.problems import PROBLEM, Problem
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.questions import Question, Questions
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, MEDIA_TYPE

_REFERENCE: Final = "#/components/schemas/{name}"
_ENVELOPE: Final = (
    f"A COSE_Sign1 (RFC 9052) of at most {ENVELOPE_BYTES_MAX} bytes over the statement's JSON."
)


def document(catalogue: Catalogue, questions: Questions) -> dict[str, Any]:
    """Return the whole description. The schema of every kind of statement is in it."""
    kinds = list(catalogue.kinds.values())
    answers = [question.answer for question in questions.all]
    bodies = [question.parameters for question in questions.all if question.takes_a_body]
    fields = [field.type for q in questions.all for field in _fields(q)]
    types = [Problem, *kinds, *answers, *bodies, *fields]
    described = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schemas, components = _with_numbers(described)
    named = dict(zip(map(id, types), schemas, strict=True))
    paths = {f"/{q.domain}/{q.name}": _asked(q, named) for q in questions.all}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Comptrol",
            "version": version("comptrol"),
            "description": "Statements go in signed; questions come out of what they add up to.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            **_writing(),
            **_reading(),
            **ledger_paths(),
            **pseudonym_paths(),
            **release_paths(),
            **paths,
        },
        "components": {"schemas": components},
    }


def _with_numbers(schema: Any) -> Any:  # noqa: ANN401  (JSON of any depth)
    """Say of decimals what is so: they are answered as text, and taken as text or as a number."""
    if isinstance(schema, dict):
        found = {name: _with_numbers(value) for name, value in schema.items()}
        if found.get("format") == "decimal":
            found["type"] = ["string", "number"]
        return found
    if isinstance(schema, list | tuple):
        return type(schema)(map(_with_numbers, schema))
    return schema


def _writing() -> dict[str, Any]:
    """Return the two routes that take statements."""
    one = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": MEDIA_TYPE}}}}
    many = {"content": {"application/cbor-seq": {"schema": {"type": "string"}}}}
    done = {"200": _text("The same statement was logged before."), "201": _text("It is durable.")}
    refusals = {
        "400": _problem("The bytes are not a signed statement."),
        "409": _problem("The sequence number is not the next."),
        "408": _problem("The body took too long to arrive."),
        "413": _problem("The body is too large, or the batch for the client's quota."),
        "422": _problem("The law or what is known says no: every reason, most important first."),
        "429": _problem("The client has said all that it may for now: see Retry-After."),
        "503": _problem("Statements cannot be taken now."),
    }
    return {
        "/statements": {
            "post": {
                "operationId": "submit",
                "summary": "Say one thing.",
                "description": _ENVELOPE,
                "requestBody": {"required": True, **one},
                "responses": {**done, **refusals},
            }
        },
        "/statements/batch": {
            "post": {
                "operationId": "submit_batch",
                "summary": "Say many things in one step: a CBOR sequence of envelopes (RFC 8742).",
                "requestBody": {"required": True, **many},
                "responses": {"200": _text("One line of JSON to each."), **refusals},
            }
        },
    }


def _reading() -> dict[str, Any]:
    """Return the routes that read the log."""
    position = {"name": "position", "in": "path", "required": True, "schema": {"type": "integer"}}
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    page = [
        {"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("start", "limit")
    ]
    return {
        "/entries": {**_got("entries", "A stretch of the log.", page), **registered()},
        "/entries/{position}": _got(
            "entry",
            "One entry: as JSON, as the signed bytes, or its COSE Receipt, by what is accepted.",
            [position],
        ),
        "/keys/{key}": _got("next_sequence", "The next sequence number under a key.", [key]),
        "/health": _got("health", "Whether statements can be taken.", []),
        **serving_paths(),
        "/openapi.json": _got("openapi", "This description.", []),
    }


def _asked(question: Question, named: dict[int, Any]) -> Any:  # noqa: ANN401
    content = {"application/json": {"schema": named[id(question.answer)]}}
    said = {
        "operationId": f"{question.domain}_{question.name}".replace("-", "_"),
        "summary": question.text.splitlines()[0],
        "responses": {
            "200": {"description": question.text, "content": content},
            "400": _problem("The question cannot be read."),
            "404": _problem("There is no such thing."),
        },
    }
    if question.takes_a_body:
        body = {"application/json": {"schema": named[id(question.parameters)]}}
        return {"post": {**said, "requestBody": {"required": True, "content": body}}}
    given = [_parameter(field, named[id(field.type)]) for field in _fields(question)]
    return {"get": {**said, "parameters": given}}


def _fields(question: Question) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(question.parameters)


def _parameter(field: msgspec.structs.FieldInfo, schema: dict[str, Any]) -> dict[str, Any]:
    needed = field.required and schema.get("format") != "date"  # a day left out is today
    return {"name": field.name, "in": "query", "required": needed, "schema": schema}


def _got(operation: str, text: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    responses = {"200": _text(text), "404": _problem("There is no such thing.")}
    if parameters:
        responses["400"] = _problem("The request cannot be read.")
    got = {"operationId": operation, "summary": text, "parameters": parameters}
    return {"get": {**got, "responses": responses}}


def _text(text: str) -> dict[str, Any]:
    return {"description": text}


def _problem(text: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(name="Problem")}
    return {"description": text, "content": {PROBLEM: {"schema": schema}}}
