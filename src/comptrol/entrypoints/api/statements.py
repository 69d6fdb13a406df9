"""The one way in over HTTP: a signed statement, or many in one step."""

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.bodies import BATCH_BYTES_MAX, as_json, bounded, sequence
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.limits import count_statements
from comptrol.entrypoints.api.measuring import Figures
from comptrol.entrypoints.api.tracing import span
from comptrol.flow.answers import in_words
from comptrol.flow.turn import Letter
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, MEDIA_TYPE
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Refused

SEQUENCE_TYPE: Final = "application/cbor-seq"
JSON_LINES: Final = "application/jsonl"

Endpoint = Callable[[Request], Awaitable[Response]]


def statement_routes(platform: Platform, committer: Committer, figures: Figures) -> list[Route]:
    """Return the routes that take statements."""
    many = _submit_batch(platform, committer, figures)
    return [
        Route("/statements", _submit(committer), methods=["POST"]),
        Route("/statements/batch", many, methods=["POST"]),
    ]


def _submit(committer: Committer) -> Endpoint:
    async def submit(request: Request) -> Response:
        """Take one signed statement and answer when it is durable."""
        _must_be(request, MEDIA_TYPE)
        raw = await bounded(request, ENVELOPE_BYTES_MAX)
        count_statements(request, 1)
        answer = await committer.submit(raw)
        if isinstance(answer, Refused):
            return problems.refused(answer)
        return as_json(in_words(answer), problems.OK if answer.repeated else problems.CREATED)

    return submit


def _submit_batch(platform: Platform, committer: Committer, figures: Figures) -> Endpoint:
    async def read(request: Request) -> list[Letter]:
        raws = sequence(await bounded(request, BATCH_BYTES_MAX))
        count_statements(request, len(raws))
        with span("verify"):
            return await run_in_threadpool(platform.intake.read_all, raws)

    async def submit_batch(request: Request) -> Response:
        """Take many; one line of answer to each. One that cannot be read stops them all."""
        _must_be(request, SEQUENCE_TYPE)
        try:
            letters = await read(request)
        except EnvelopeError:
            figures.unreadable.inc()
            raise
        answers = await committer.submit_all(letters)
        lines = b"\n".join(msgspec.json.encode(in_words(answer)) for answer in answers)
        return Response(lines + b"\n", media_type=JSON_LINES)

    return submit_batch


def _must_be(request: Request, media_type: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise EnvelopeError(f"content-type is {given or 'missing'}; send {media_type}")
