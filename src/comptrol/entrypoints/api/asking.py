"""The table of questions over HTTP: each is a route, its parameters the words of its URL."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api.bodies import JSON_BYTES_MAX, as_json, bounded, words
from comptrol.flow.questions import Question


def question_route(platform: Platform, question: Question) -> Route:
    """Return the route of one question."""

    def answered(given: dict[str, str] | bytes) -> Any:  # noqa: ANN401
        with platform.world() as world:
            return question.answer_to(world, given, today=platform.today())

    async def asked(request: Request) -> Response:
        body = question.takes_a_body
        given = await bounded(request, JSON_BYTES_MAX) if body else words(request)
        return as_json(await run_in_threadpool(answered, given))

    methods = ["POST"] if question.takes_a_body else ["GET"]
    return Route(f"/{question.domain}/{question.name}", asked, methods=methods)
