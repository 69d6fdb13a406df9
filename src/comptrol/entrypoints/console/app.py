"""The application of the console: pages, their pictures, their acts, and how they fail."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.act import Act, Submit, built, has_key, said
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.doors import Doors
from comptrol.entrypoints.console.drawing import drawn
from comptrol.entrypoints.console.failing import failing
from comptrol.entrypoints.console.forms import form_of, words_of
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.rendering import Rendering, Tried, body_of
from comptrol.entrypoints.console.visitor import Visitor, may_see
from comptrol.flow.publishing import Publisher
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.statement import Statement

ROOT: Final = "/console"
ASSETS: Final = Path(__file__).parent / "assets"
SEE_OTHER: Final = 303
REFUSED: Final = 422

Endpoint = Callable[[Request], Awaitable[Response]]


class Console:
    """Every page over one platform, for whoever comes through the doors."""

    def __init__(
        self,
        platform: Platform,
        submit: Submit,
        publisher: Publisher | None,
        doors: Doors,
        pages: Sequence[Page],
        rendering: Rendering | None = None,
    ) -> None:
        self._platform, self._submit, self._publisher = platform, submit, publisher
        self._doors, self._pages = doors, tuple(pages)
        self._rendering = rendering or Rendering(ROOT, self._pages)

    @property
    def platform(self) -> Platform:
        """Return what the pages are over."""
        return self._platform

    @property
    def doors(self) -> Doors:
        """Return what knows who comes."""
        return self._doors

    @property
    def rendering(self) -> Rendering:
        """Return what renders templates that are no pages of their own."""
        return self._rendering

    def mounted(
        self, others: Sequence[BaseRoute] = (), safety: Sequence[Middleware] = ()
    ) -> Mount:
        """Return the console as one route of a server."""
        routes = [
            Mount("/assets", StaticFiles(directory=ASSETS)),
            *self._doors.routes(),
            *others,
            *(route for page in self._pages for route in self._routes(page)),
        ]
        app = Starlette(routes=routes, exception_handlers=failing(self._failed))
        app.router.redirect_slashes = False
        return Mount(ROOT, app, middleware=list(safety))  # around a page of our mistakes too

    def _routes(self, page: Page) -> list[Route]:
        path = page.path
        acts = {act.name: act for act in page.acts}
        return [
            *(
                [
                    Route(f"{path}/acts/{{act}}", self._act(page, acts), methods=["POST"]),
                    Route(f"{path}/acts/{{act}}", _back, methods=["GET"]),
                ]
                if acts
                else []
            ),
            *([Route(f"{path}/charts/{{chart}}", self._chart(page))] if page.charts else []),
            *([Route(f"{path}/files/{{file}}", self._file(page))] if page.files else []),
            Route(path, self._page(page)),
        ]

    def _page(self, page: Page) -> Endpoint:
        async def shown(request: Request) -> Response:
            visitor = await self._doors.visitor(request)
            if not visitor.signed_in and not _for(page, visitor):
                return _sign_in(request)
            html = await run_in_threadpool(self._html, page, request, visitor)
            await self._looked(page, request, visitor)
            return HTMLResponse(html)

        return shown

    def _chart(self, page: Page) -> Endpoint:
        def draw(request: Request, visitor: Visitor) -> Response:
            with self._platform.world() as world:
                asking = self._asking(page, request, visitor, world)
                return drawn(page, asking, request.url.path, self._rendering)

        async def chart(request: Request) -> Response:
            visitor = await self._doors.visitor(request)
            answer = await run_in_threadpool(draw, request, visitor)
            await self._looked(page, request, visitor)
            return answer

        return chart

    def _file(self, page: Page) -> Endpoint:
        def made(request: Request, visitor: Visitor) -> Response:
            name = request.path_params["file"]
            with self._platform.world() as world:
                asking = self._asking(page, request, visitor, world)
                offered = page.files.get(name)
                if offered is None:
                    raise NotFoundError("there is no such file on this page")
                kept = {"content-disposition": f'attachment; filename="{name}"'}
                return Response(offered.make(asking), 200, kept, offered.media_type)

        async def file(request: Request) -> Response:
            visitor = await self._doors.visitor(request)
            answer = await run_in_threadpool(made, request, visitor)
            await self._looked(page, request, visitor)
            return answer

        return file

    def _act(self, page: Page, acts: Mapping[str, Act]) -> Endpoint:
        async def acted(request: Request) -> Response:
            visitor, form = await self._doors.visitor(request), await form_of(request)
            self._doors.check(request, visitor, form)
            act = acts.get(request.path_params["act"])
            if act is None:
                raise NotFoundError("there is no such act on this page")
            try:
                statement = await run_in_threadpool(self._built, page, act, request, visitor, form)
            except UnreadableError as error:
                return await self._again(
                    page, request, visitor, Tried(act.name, form, wrong=str(error))
                )
            return await self._spoken(page, act, request, visitor, form, statement)

        return acted

    async def _spoken(
        self,
        page: Page,
        act: Act,
        request: Request,
        visitor: Visitor,
        form: Mapping[str, str],
        statement: Statement,
    ) -> Response:
        if not has_key(self._platform, visitor.party):
            tried = Tried(act.name, form, body=body_of(statement))
            return await self._again(page, request, visitor, tried, status=200)
        answer = await said(self._platform, self._submit, visitor.party, statement)
        if isinstance(answer, Refused):
            return await self._again(
                page, request, visitor, Tried(act.name, form, answer.findings)
            )
        place = request.url.path.removesuffix(f"/acts/{act.name}")
        return RedirectResponse(f"{place}?said={answer.position}", SEE_OTHER)

    async def _again(
        self, page: Page, request: Request, visitor: Visitor, tried: Tried, status: int = REFUSED
    ) -> Response:
        html = await run_in_threadpool(self._html, page, request, visitor, tried)
        await self._looked(page, request, visitor)
        return HTMLResponse(html, status)

    def _built(
        self, page: Page, act: Act, request: Request, visitor: Visitor, form: Mapping[str, str]
    ) -> Statement:
        with self._platform.world() as world:
            asking = self._asking(page, request, visitor, world)
            if visitor.party is None or not act.shown(asking):
                raise NotFoundError("that cannot be said here and now")
            return built(act, asking, form)

    def _html(
        self, page: Page, request: Request, visitor: Visitor, tried: Tried | None = None
    ) -> str:
        with self._platform.world() as world:
            asking = self._asking(page, request, visitor, world)
            path = request.url.path.partition("/acts/")[0]
            return self._rendering.page(page, asking, path, tried)

    def asked(self, request: Request, visitor: Visitor, world: RowsWorld) -> Asking:
        """Return what is asked, by somebody who may not be entitled to any answer."""
        return Asking(
            platform=self._platform,
            world=world,
            today=self._platform.today(),
            place={name: str(it) for name, it in request.path_params.items()},
            words=words_of(request),
            visitor=visitor,
            publisher=self._publisher,
            seen=self._doors.looks,
        )

    def _asking(self, page: Page, request: Request, visitor: Visitor, world: RowsWorld) -> Asking:
        """Return what is asked; NotFoundError where this visitor is not to know of it."""
        asking = self.asked(request, visitor, world)
        if not _for(page, visitor) or not page.about(asking):
            raise NotFoundError("it may be that it is there, and not for you to see")
        return asking

    async def _looked(self, page: Page, request: Request, visitor: Visitor) -> None:
        if page.looks and visitor.signed_in:
            subject = " ".join(str(it) for it in request.path_params.values())
            await self._doors.looked(visitor, request.url.path, subject)

    async def _failed(self, request: Request, status: int, called: str, told: str) -> Response:
        visitor = await self._doors.visitor(request)
        return self._rendering.response(
            "failed.html", visitor, request.url.path, status, called=called, told=told
        )


def _for(page: Page, visitor: Visitor) -> bool:
    return any(may_see(visitor, it) for it in page.audience)


def _sign_in(request: Request) -> Response:
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    url = request.url.replace(path=f"{ROOT}/sign-in", query="").include_query_params(next=asked)
    return RedirectResponse(f"{url.path}?{url.query}", SEE_OTHER)


async def _back(request: Request) -> Response:
    """Lead who opens the address of a form, as after a failed one, to the page that has it."""
    return RedirectResponse(request.url.path.rpartition("/acts/")[0], SEE_OTHER)
