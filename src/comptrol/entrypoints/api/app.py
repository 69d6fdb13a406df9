"""The HTTP application: one write route, a table of questions, and the log itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.bodies import (
    BATCH_BYTES_MAX,
    JSON_BYTES_MAX,
    as_json,
    bounded,
    sequence,
    words,
)
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.faces import Face
from comptrol.entrypoints.api.ledger import ledger_routes
from comptrol.entrypoints.api.log import log_routes
from comptrol.entrypoints.api.openapi import document
from comptrol.entrypoints.api.pseudonyms import pseudonym_routes
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.api.releases import release_routes
from comptrol.entrypoints.api.scitt import scitt_routes
from comptrol.entrypoints.api.watching import ServedWatch
from comptrol.entrypoints.arrival import TooLargeError, TooSlowError
from comptrol.flow.answers import in_words
from comptrol.flow.publishing import Publisher
from comptrol.flow.questions import Question
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, MEDIA_TYPE
from comptrol.kernel.errors import ComptrolError, EnvelopeError
from comptrol.kernel.finding import Refused

SEQUENCE_TYPE: Final = "application/cbor-seq"
JSON_LINES: Final = "application/jsonl"

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    platform: Platform,
    publisher: Publisher | None = None,
    *,
    watch_every_s: int | None = None,
    face: Face | None = None,
) -> Starlette:
    """Build the application around an open platform, what publishes its log, its watch, pages."""
    publishing = Publishing(publisher) if publisher is not None else None
    committer = Committer(platform.intake, publishing.wake if publishing else _nobody)
    watch = ServedWatch(platform, committer, watch_every_s) if watch_every_s else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        committer.start()
        if publishing is not None:
            publishing.start()
        if watch is not None:
            watch.start()
        if face is not None:
            face.start()
        yield
        if face is not None:
            await face.close()
        if watch is not None:
            await watch.close()
        await committer.drain()
        if publishing is not None:
            await publishing.close()

    openapi = msgspec.json.encode(document(platform.catalogue, platform.questions))
    app = Starlette(
        routes=[
            Route("/health", _health(platform, committer, publishing, watch)),
            Route("/openapi.json", _fixed(openapi)),
            Route("/statements", _submit(committer), methods=["POST"]),
            Route("/statements/batch", _submit_batch(platform, committer), methods=["POST"]),
            *scitt_routes(committer, publishing),
            *log_routes(platform, publishing),
            *ledger_routes(platform, publishing),
            *pseudonym_routes(platform, committer, publishing),
            *release_routes(platform, publishing),
            *(_question_route(platform, question) for question in platform.questions.all),
            *(face.routes(committer, publisher) if face is not None else ()),
        ],
        exception_handlers={
            ComptrolError: _failed,
            TooLargeError: _too_large,
            TooSlowError: _too_slow,
            ClientDisconnect: _gone,
            HTTPException: _http_error,
            Exception: _bug,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would send a client to whatever host it named
    return app


def _submit(committer: Committer) -> Endpoint:
    async def submit(request: Request) -> Response:
        """Take one signed statement and answer when it is durable."""
        _must_be(request, MEDIA_TYPE)
        raw = await bounded(request, ENVELOPE_BYTES_MAX)
        answer = await committer.submit(raw)
        if isinstance(answer, Refused):
            return problems.refused(answer)
        return as_json(in_words(answer), problems.OK if answer.repeated else problems.CREATED)

    return submit


def _submit_batch(platform: Platform, committer: Committer) -> Endpoint:
    async def submit_batch(request: Request) -> Response:
        """Take many; one line of answer to each. One that cannot be read stops them all."""
        _must_be(request, SEQUENCE_TYPE)
        raws = sequence(await bounded(request, BATCH_BYTES_MAX))
        letters = await run_in_threadpool(platform.intake.read_all, raws)
        answers = await committer.submit_all(letters)
        lines = b"\n".join(msgspec.json.encode(in_words(answer)) for answer in answers)
        return Response(lines + b"\n", media_type=JSON_LINES)

    return submit_batch


def _question_route(platform: Platform, question: Question) -> Route:
    def answered(given: dict[str, str] | bytes) -> Any:  # noqa: ANN401
        with platform.world() as world:
            return question.answer_to(world, given, today=platform.today())

    async def asked(request: Request) -> Response:
        body = question.takes_a_body
        given = await bounded(request, JSON_BYTES_MAX) if body else words(request)
        return as_json(await run_in_threadpool(answered, given))

    methods = ["POST"] if question.takes_a_body else ["GET"]
    return Route(f"/{question.domain}/{question.name}", asked, methods=methods)


def _must_be(request: Request, media_type: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise EnvelopeError(f"content-type is {given or 'missing'}; send {media_type}")


def _nobody() -> None:
    """Tell nobody that something was committed."""


def _health(
    platform: Platform,
    committer: Committer,
    publishing: Publishing | None,
    watch: ServedWatch | None,
) -> Endpoint:
    async def health(_: Request) -> Response:
        healthy = committer.healthy
        status = problems.OK if healthy else problems.UNAVAILABLE
        entries = await run_in_threadpool(platform.store.size)
        told: dict[str, Any] = {"taking_statements": healthy, "entries": entries}
        if publishing is not None:
            final = publishing.publisher.final
            told["final"] = final.head.size if final else 0
            told["publishing"] = publishing.failure or "as it should"
            status = problems.UNAVAILABLE if publishing.stopped else status
        if watch is not None:
            told["watch"] = watch.told()
        return as_json(told, status)

    return health


def _fixed(body: bytes) -> Endpoint:
    async def fixed(_: Request) -> Response:
        return Response(body, media_type="application/json")

    return fixed


async def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComptrolError)  # noqa: S101
    return problems.failed(error)


async def _too_large(_: Request, error: Exception) -> Response:
    return problems.other(problems.TOO_LARGE, "The body is too large.", str(error))


async def _too_slow(_: Request, error: Exception) -> Response:
    return problems.other(problems.TOO_SLOW, "The body took too long.", str(error))


async def _gone(_: Request, error: Exception) -> Response:  # noqa: ARG001
    """Answer a client that has hung up: nobody hears it."""
    return Response(status_code=problems.TOO_SLOW)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return problems.other(error.status_code, error.detail, "see /openapi.json for what there is")


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return problems.other(problems.BUG, "This is our mistake.", "It is in the server's log.")
