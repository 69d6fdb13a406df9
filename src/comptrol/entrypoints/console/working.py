"""The pages of long work: how it is begun, watched, stopped, and what it came to."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from shutil import rmtree
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from comptrol.entrypoints.console.app import ROOT, SEE_OTHER, Console
from comptrol.entrypoints.console.events import Streams, told
from comptrol.entrypoints.console.forms import form_of
from comptrol.entrypoints.console.progress import Work, Works
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.uploads import BYTES_MAX, Arriving, upload_of
from comptrol.entrypoints.console.visitor import Visitor, may_see
from comptrol.kernel.errors import NotFoundError

TOO_OFTEN: Final = 429
Endpoint = Callable[[Request], Awaitable[Response]]


class Working:
    """Long work at the console: every route of it."""

    def __init__(
        self,
        console: Console,
        works: Works,
        starts: Sequence[Start],
        *,
        upload_bytes_max: int = BYTES_MAX,
    ) -> None:
        self._console, self._works = console, works
        self._starts = {it.name: it for it in starts}
        self._upload_most = upload_bytes_max
        self._streams, self._arriving = Streams(), Arriving()

    def routes(self) -> list[Route]:
        """Return the routes, for ``Console.mounted``."""
        return [
            Route("/begin/{start}", self._begin, methods=["POST"]),
            Route("/works", self._all),
            Route("/works/{work}", self._one),
            Route("/works/{work}/events", self._events),
            Route("/works/{work}/file", self._file),
            Route("/works/{work}/stop", self._stop, methods=["POST"]),
            Route("/works/{work}/again", self._again, methods=["POST"]),
        ]

    async def _begin(self, request: Request) -> Response:
        visitor = await self._console.doors.visitor(request)
        start = self._starts.get(request.path_params["start"])
        if start is None or not any(may_see(visitor, it) for it in start.audience):
            raise NotFoundError("no such work can be begun here")
        folder = await run_in_threadpool(self._works.new_folder)
        try:
            if start.upload:
                with self._arriving.counted(visitor.name):
                    form = await upload_of(
                        request, start.upload, folder / start.upload, most=self._upload_most
                    )
            else:
                form = await form_of(request)
            self._console.doors.check(request, visitor, form)

            def begun() -> Work:
                with self._console.platform.world() as world:
                    asking = self._console.asked(request, visitor, world)
                    doing = start.prepare(asking, form, folder)
                return self._works.begin(visitor, start.title, doing, folder)

            work = await run_in_threadpool(begun)
        except BaseException:
            await run_in_threadpool(rmtree, folder, ignore_errors=True)
            raise
        return _to(work)

    async def _all(self, request: Request) -> Response:
        visitor = await self._signed_in(request)
        return self._shown("working/all.html", visitor, request, works=self._works.mine(visitor))

    async def _one(self, request: Request) -> Response:
        visitor = await self._signed_in(request)
        work = self._works.of(visitor, request.path_params["work"])
        return self._shown("working/one.html", visitor, request, work=work, now=work.now)

    async def _events(self, request: Request) -> Response:
        visitor = await self._signed_in(request)
        work = self._works.of(visitor, request.path_params["work"])
        if not self._streams.room_for(visitor.name):
            wait = {"retry-after": "5"}
            raise HTTPException(TOO_OFTEN, "that is watched in many windows already", wait)
        stream: AsyncIterator[bytes] = self._streams.counted(visitor.name, told(work))
        kept = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=kept)

    async def _file(self, request: Request) -> Response:
        visitor = await self._signed_in(request)
        outcome = self._works.of(visitor, request.path_params["work"]).now.outcome
        if outcome is None or outcome.file is None:
            raise NotFoundError("this work has left no file")
        return FileResponse(
            outcome.file, media_type="text/csv; charset=utf-8", filename=outcome.file.name
        )

    async def _stop(self, request: Request) -> Response:
        visitor, _ = await self._formed(request)
        work = self._works.of(visitor, request.path_params["work"])
        work.stop.set()
        return _to(work)

    async def _again(self, request: Request) -> Response:
        visitor, _ = await self._formed(request)
        return _to(self._works.again(visitor, request.path_params["work"]))

    async def _formed(self, request: Request) -> tuple[Visitor, Mapping[str, str]]:
        visitor, form = await self._signed_in(request), await form_of(request)
        self._console.doors.check(request, visitor, form)
        return visitor, form

    async def _signed_in(self, request: Request) -> Visitor:
        visitor = await self._console.doors.visitor(request)
        if not visitor.signed_in:
            raise NotFoundError("work is seen by whoever began it, after signing in")
        return visitor

    def _shown(self, name: str, visitor: Visitor, request: Request, **shown: object) -> Response:
        html = self._console.rendering.other(name, visitor, request.url.path, **shown)
        return HTMLResponse(html, headers={"cache-control": "no-store"})


def _to(work: Work) -> Response:
    return RedirectResponse(f"{ROOT}/works/{work.name}", SEE_OTHER)
