"""The HTTP application that the plugins of one cluster ask, on loopback.

Plugins read lines: a verdict, the name of the order, and then sentences. Whoever asks shows the
word that the operator put beside the plugins, because on loopback anybody can ask.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from comptrol.entrypoints.agents.slurm.agent import Agent
from comptrol.entrypoints.agents.slurm.asking import Fields
from comptrol.entrypoints.agents.slurm.verdicts import Verdict
from comptrol.entrypoints.arrival import TooLargeError, TooSlowError, arrived
from comptrol.entrypoints.hardening import Hardened, NoPages
from comptrol.kernel.errors import ComptrolError, UnreadableError

BODY_BYTES_MAX: Final = 64 * 1024
BODY_SECONDS_MAX: Final = 2
FIELDS_MAX: Final = 100
SENTENCES_MAX: Final = 12
SENTENCE_MAX: Final = 800

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    agent: Agent, token: str, closing: Callable[[], Awaitable[None]] | None = None
) -> Starlette:
    """Build the application around the agent of a cluster, and what is closed at its end."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        reconciling = asyncio.create_task(agent.reconciling.forever())
        yield
        reconciling.cancel()
        with suppress(asyncio.CancelledError):
            await reconciling
        if closing is not None:
            await closing()

    return Starlette(
        routes=[
            *_plugin_routes(agent, token),
            Route("/v1/reconcile", _known(_reconcile(agent), token), methods=["POST"]),
            Route("/v1/status", _known(_status(agent), token)),
        ],
        exception_handlers={
            UnreadableError: _cannot_be_ordered,
            ComptrolError: _failed,
            ClientDisconnect: _failed,
            Exception: _bug,
        },
        middleware=[Middleware(Hardened), Middleware(NoPages)],
        lifespan=lifespan,
    )


def _plugin_routes(agent: Agent, token: str) -> list[Route]:
    """Return what the hook, the prolog and the bell ask."""

    async def submit(request: Request) -> Response:
        return _told(await agent.submitting.answer(await _fields(request)))

    async def modify(request: Request) -> Response:
        return _told(await agent.modifying.answer(await _fields(request)))

    async def start(request: Request) -> Response:
        job = (await _fields(request)).get("job", "")
        if not (job.isascii() and job.isdigit()):
            raise UnreadableError(f"job={job[:40]!r} is no job id")
        return _told(await agent.starting.answer(int(job)))

    async def bell(_: Request) -> Response:
        agent.office.bell.set()
        return PlainTextResponse("rung\n")

    return [
        Route(f"/v1/{endpoint.__name__}", _known(endpoint, token), methods=["POST"])
        for endpoint in (submit, modify, start, bell)
    ]


def _status(agent: Agent) -> Endpoint:
    async def status(_: Request) -> Response:
        return Response(_encode(agent.status()), media_type="application/json")

    return status


def _reconcile(agent: Agent) -> Endpoint:
    async def reconcile(_: Request) -> Response:
        return Response(_encode(await agent.reconciling.once()), media_type="application/json")

    return reconcile


_encode = msgspec.json.Encoder(decimal_format="number").encode


def _known(endpoint: Endpoint, token: str) -> Endpoint:
    """Answer only who shows the word; whoever does not is told nothing."""
    expected = f"Bearer {token}".encode()

    async def asked(request: Request) -> Response:
        shown = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(shown, expected):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "the word is another one")
        return await endpoint(request)

    return asked


def _told(verdict: Verdict) -> Response:
    word = "wait" if verdict.waits else "pass" if verdict.passes else "refuse"
    sentences = [" ".join(it.split())[:SENTENCE_MAX] for it in verdict.reasons[:SENTENCES_MAX]]
    first = f"{word} {verdict.order}" if verdict.order is not None else word
    return PlainTextResponse(f"{first}\n" + "\n".join(sentences))


async def _fields(request: Request) -> Fields:
    """Read the fields of a job: few, small, each once."""
    try:
        raw = await arrived(request, most=BODY_BYTES_MAX, seconds=BODY_SECONDS_MAX)
    except (TooLargeError, TooSlowError) as error:
        raise UnreadableError(str(error)) from error
    try:
        pairs = parse_qsl(
            raw.decode(errors="replace"),
            strict_parsing=True,
            max_num_fields=FIELDS_MAX,
        )
    except ValueError as error:
        raise UnreadableError(f"the fields of the job cannot be read: {error}") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise UnreadableError("a field of the job stands twice")
    return fields


async def _cannot_be_ordered(_: Request, error: Exception) -> Response:
    """Refuse what cannot be put as an order: what to mend is in the sentence."""
    return _told(Verdict(passes=False, reasons=(str(error),)))


async def _failed(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE)


async def _bug(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return PlainTextResponse("this is a mistake of the agent\n", HTTPStatus.INTERNAL_SERVER_ERROR)
