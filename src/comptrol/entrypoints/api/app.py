"""The HTTP application: one write route, a table of questions, and the log itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api.asking import question_route
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.faces import Face
from comptrol.entrypoints.api.failing import failing
from comptrol.entrypoints.api.figures import metrics_route
from comptrol.entrypoints.api.health import Running, Standing, health_routes
from comptrol.entrypoints.api.journalling import RequestLog
from comptrol.entrypoints.api.ledger import ledger_routes
from comptrol.entrypoints.api.limits import Quotas, has_quotas
from comptrol.entrypoints.api.log import log_routes
from comptrol.entrypoints.api.measuring import Figures, Measuring
from comptrol.entrypoints.api.numbers import bound_numbers
from comptrol.entrypoints.api.openapi import document
from comptrol.entrypoints.api.pseudonyms import pseudonym_routes
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.api.releases import release_routes
from comptrol.entrypoints.api.scitt import scitt_routes
from comptrol.entrypoints.api.statements import statement_routes
from comptrol.entrypoints.api.templates import Templates
from comptrol.entrypoints.api.tracing import Traces, Tracing
from comptrol.entrypoints.api.watching import ServedWatch
from comptrol.entrypoints.hardening import Hardened
from comptrol.flow.publishing import Publisher
from comptrol.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    platform: Platform,
    publisher: Publisher | None = None,
    *,
    watch_every_s: int | None = None,
    face: Face | None = None,
    settings: Settings | None = None,
    running: Running | None = None,
) -> Starlette:
    """Build the application around an open platform, what publishes its log, its watch, pages.

    What is not set is as a server is without settings: figures for loopback, no traces, no quotas.
    """
    settings, figures = settings or Settings(), Figures(platform.catalogue.codes)
    traces = None if settings.traces_url is None else Traces(settings.traces_url)
    publishing = Publishing(publisher) if publisher is not None else None
    wake = publishing.wake if publishing else _nobody
    committer = Committer(platform.intake, wake, figures.step)
    watch = ServedWatch(platform, committer, watch_every_s) if watch_every_s else None
    standing = Standing(
        platform=platform,
        committer=committer,
        publishing=publishing,
        watch=watch,
        running=running or Running(),
    )
    bound_numbers()
    openapi = msgspec.json.encode(document(platform.catalogue, platform.questions))
    routes: list[BaseRoute] = [
        *statement_routes(platform, committer, figures),
        *health_routes(standing),
        metrics_route(figures, standing, settings),
        Route("/openapi.json", _fixed(openapi)),
        *scitt_routes(committer, publishing),
        *log_routes(platform, publishing),
        *ledger_routes(platform, publishing),
        *pseudonym_routes(platform, committer, publishing),
        *release_routes(platform, publishing),
        *(question_route(platform, question) for question in platform.questions.all),
        *(face.routes(committer, publisher) if face is not None else ()),
    ]
    beside = [it for it in (watch, face) if it is not None]
    app = Starlette(
        routes=routes,
        middleware=list(_around(settings, figures, Templates(routes), traces)),
        exception_handlers=failing(),
        lifespan=_lifespan(committer, publishing, beside, traces),
    )
    app.router.redirect_slashes = False  # it would send a client to whatever host it named
    return app


def _around(
    settings: Settings, figures: Figures, templates: Templates, traces: Traces | None
) -> Iterator[Middleware]:
    """Yield what goes around every request, the outermost first."""
    yield Middleware(RequestLog, templates=templates)
    yield Middleware(Hardened)
    yield Middleware(Measuring, figures=figures, templates=templates)
    if traces is not None:
        yield Middleware(Tracing, traces=traces, templates=templates)
    if has_quotas(settings):
        over = figures.over_quota
        yield Middleware(Quotas, settings=settings, over=lambda quota: over.labels(quota).inc())


def _lifespan(
    committer: Committer,
    publishing: Publishing | None,
    beside: Sequence[ServedWatch | Face],
    traces: Traces | None,
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Return how a server begins and ends: whoever speaks through its writer ends before it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        committer.start()
        if publishing is not None:
            publishing.start()
        for one in beside:
            one.start()
        yield
        for one in reversed(beside):
            await one.close()
        await committer.drain()
        if publishing is not None:
            await publishing.close()
        if traces is not None:
            traces.close()

    return lifespan


def _nobody() -> None:
    """Tell nobody that something was committed."""


def _fixed(body: bytes) -> Endpoint:
    async def fixed(_: Request) -> Response:
        return Response(body, media_type="application/json")

    return fixed
