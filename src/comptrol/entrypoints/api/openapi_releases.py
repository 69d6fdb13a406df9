"""The public releases in the API's description: a feed, a page, and files with their proofs."""

from typing import Any, Final

_JSON: Final = "application/json"


def release_paths() -> dict[str, Any]:
    """Return the routes of what was released."""
    after = {"name": "after", "in": "query", "required": False, "schema": {"type": "string"}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/releases/feed.json": _got(
            "releases_feed_json", "What was released, with position, leaf and proof.", _JSON, after
        ),
        "/releases/page": _got(
            "releases_page", "The released tables as a page to read.", "text/html", after
        ),
        "/releases/proven/{name}": _got(
            "releases_proven", "A release as it was signed, with its tlog-proof.", _JSON, name
        ),
    }


def _got(operation: str, text: str, media_type: str, parameter: dict[str, Any]) -> dict[str, Any]:
    responses = {
        "200": {"description": text, "content": {media_type: {}}},
        "400": {"description": "The question cannot be read."},
        "404": {"description": "There is no such thing."},
        "503": {"description": "No final head has it yet, or this log is not published."},
    }
    got = {"operationId": operation, "summary": text, "parameters": [parameter]}
    return {"get": {**got, "responses": responses}}
