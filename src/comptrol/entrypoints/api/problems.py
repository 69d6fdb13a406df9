"""The one place where a refusal or an error becomes an HTTP answer (RFC 9457)."""

from math import ceil
from typing import Any, Final

import msgspec
from starlette.responses import Response

from comptrol.entrypoints.hardening import HEADERS
from comptrol.kernel.errors import (
    ComptrolError,
    EnvelopeError,
    NotFoundError,
    NotProvenError,
    OutOfRangeError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.finding import Finding, Refused
from comptrol.kernel.plain_errors import plainly, without_folders

PROBLEM: Final = "application/problem+json"
CREATED: Final = 201
OK: Final = 200
FOUND: Final = 302
SEE_OTHER: Final = 303
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
REFUSED: Final = 422
CONFLICT: Final = 409
UNAVAILABLE: Final = 503
TOO_SLOW: Final = 408
TOO_LARGE: Final = 413
TOO_MANY: Final = 429
BUG: Final = 500

_CONFLICTS: Final = {"flow.sequence-gap", "flow.sequence-reused"}
"""Refusals that a client can mend by asking for its next sequence number."""

_ERRORS: Final[dict[type[ComptrolError], tuple[int, str, str]]] = {
    EnvelopeError: (400, "envelope", "The bytes are not a signed statement."),
    OutOfRangeError: (400, "out-of-range", "The date or number is outside the rulebook."),
    NotProvenError: (503, "not-proven", "The log cannot be vouched for now."),
    UnreadableError: (400, "unreadable", "The request cannot be read."),
    NotFoundError: (404, "not-found", "There is no such thing."),
    UnavailableError: (503, "unavailable", "Something needed is out of reach."),
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document (RFC 9457). ``findings`` stands only in a refusal."""

    type: str
    title: str
    status: int
    detail: str
    findings: tuple[Finding, ...] = ()
    accepted: bool | None = None


def refused(answer: Refused) -> Response:
    """Answer a refusal: the first finding is the problem, all are listed."""
    first = answer.findings[0]
    return answered(
        Problem(
            type=f"urn:comptrol:refusal:{first.code}",
            title=first.title,
            status=status_of_refusal(first),
            detail=first.detail,
            findings=answer.findings,
            accepted=False,
        )
    )


def failed(error: ComptrolError) -> Response:
    """Answer an error that the caller can do something about."""
    status, name, title = _row(error)
    detail = detail_of(error)
    return answered(
        Problem(type=f"urn:comptrol:error:{name}", title=title, status=status, detail=detail)
    )


def detail_of(error: ComptrolError) -> str:
    """Return what a caller is told of an error: where our files lie is in the server's log.

    >>> detail_of(UnavailableError("/var/lib/comptrol/comptrol.db cannot be written: disk full"))
    'comptrol.db cannot be written: disk full'
    >>> detail_of(UnavailableError("ask https://log.example/a/b again"))
    'ask https://log.example/a/b again'
    """
    said = plainly(str(error))
    return without_folders(said) if isinstance(error, UnavailableError) else said


def status_of(error: ComptrolError) -> int:
    """Return the status of an error."""
    return _row(error)[0]


def status_of_refusal(first: Finding) -> int:
    """Return the status of a refusal, by its first finding."""
    return CONFLICT if first.code in _CONFLICTS else REFUSED


def _row(error: ComptrolError) -> tuple[int, str, str]:
    return next(_ERRORS[kind] for kind in type(error).__mro__ if kind in _ERRORS)


def over_quota(detail: str, wait_s: float) -> Response:
    """Answer a client that has asked for all that it may for now, and when it may again."""
    title = "One client has asked for too much."
    told = Problem(type="urn:comptrol:error:quota", title=title, status=TOO_MANY, detail=detail)
    answer = answered(told)
    answer.headers["retry-after"] = str(ceil(wait_s))
    return answer


def other(status: int, title: str, detail: str) -> Response:
    """Answer what HTTP itself forbids, and bugs, of which nothing is told."""
    return answered(Problem(type="about:blank", title=title, status=status, detail=detail))


def answered(problem: Problem) -> Response:
    """Return the document with its status and media type.

    It has its headers itself: a mistake of ours is answered outside of all middleware.
    """
    body: Any = msgspec.json.encode(problem)
    return Response(body, problem.status, HEADERS, PROBLEM)
