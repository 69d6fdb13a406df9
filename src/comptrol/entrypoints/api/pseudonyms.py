"""Pseudonyms over HTTP: evaluations, and usage and names under seal. Nothing of them is read here.

Each is a signed statement with something beside it, so neither fits the one route for statements.
What is evaluated and what is sealed is shown to nobody: there is no route that asks for it.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.bootstrap.pseudonyming import evaluating, parcels
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.bodies import JSON, as_json, bounded
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.limits import count_statements
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.flow.answers import in_words
from comptrol.flow.evaluating import EvaluationRequest
from comptrol.flow.parcels import BODY_BYTES_MAX, Handed, Parcel
from comptrol.kernel.errors import EnvelopeError, UnreadableError
from comptrol.kernel.finding import Refused

REQUEST_BYTES_MAX: Final = 96 * 1024
PARCEL_BYTES_MAX: Final = 2 * BODY_BYTES_MAX
T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


def pseudonym_routes(
    platform: Platform, committer: Committer, publishing: Publishing | None
) -> list[Route]:
    """Return the routes of whoever makes pseudonyms and files under them."""
    return [
        Route("/pseudonyms/evaluate", _evaluate(platform, committer), methods=["POST"]),
        Route("/pseudonyms/parcel", _parcel(platform, publishing), methods=["POST"]),
    ]


def _evaluate(platform: Platform, committer: Committer) -> Endpoint:
    authority = evaluating(platform)

    async def evaluate(request: Request) -> Response:
        """Take a signed request with blinded elements; answer with what the key makes of them."""
        asked = await _read(request, REQUEST_BYTES_MAX, EvaluationRequest)
        said = await run_in_threadpool(authority.read, asked)
        told = await committer.submit(asked.statement)
        answer = await run_in_threadpool(authority.answer, asked, said, told)
        return problems.refused(answer) if isinstance(answer, Refused) else as_json(answer)

    return evaluate


def _parcel(platform: Platform, publishing: Publishing | None) -> Endpoint:
    takes = parcels(platform)

    async def parcel(request: Request) -> Response:
        """Take what is said under seal, with what opens it and what is said openly."""
        handed = await run_in_threadpool(
            takes.take, await _read(request, PARCEL_BYTES_MAX, Parcel)
        )
        if publishing is not None:
            publishing.wake()
        return _told(handed)

    return parcel


def _told(handed: Handed) -> Response:
    if isinstance(handed.answer, Refused):
        return problems.refused(handed.answer)
    status = problems.OK if handed.answer.repeated else problems.CREATED
    return as_json(in_words(handed.answer), status)


async def _read(request: Request, most: int, wanted: type[T]) -> T:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != JSON:
        raise EnvelopeError(f"content-type is {given or 'missing'}; send {JSON}")
    raw = await bounded(request, most)
    count_statements(request, 1)
    try:
        return msgspec.json.decode(raw, type=wanted)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{wanted.__name__}: {error}") from error
