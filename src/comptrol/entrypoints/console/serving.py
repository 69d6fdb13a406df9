"""The console as a server shows it: its doors, its pages, its long work, all closed at the end."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.console.app import ROOT, SEE_OTHER, Console
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.progress import Works
from comptrol.entrypoints.console.rendering import Rendering
from comptrol.entrypoints.console.safety import Safety
from comptrol.entrypoints.console.signing_in import Doors, doors_of
from comptrol.entrypoints.console.working import Working
from comptrol.entrypoints.console.works import STARTS
from comptrol.entrypoints.console.writing import OneWriter
from comptrol.flow.publishing import Publisher
from comptrol.settings import Settings

FIRST: Final = "/"


class ServedConsole:
    """The console beside the API of one server."""

    def __init__(self, platform: Platform, doors: Doors, rendering: Rendering) -> None:
        self._platform, self._doors, self._rendering = platform, doors, rendering
        self._writer: OneWriter | None = None
        self._works: Works | None = None

    def routes(self, committer: Committer, publisher: Publisher | None) -> Sequence[BaseRoute]:
        """Return the console as one route, and the way to it from the server's own address."""
        self._writer = OneWriter(self._platform.intake, committer.submit_all)
        self._works = Works(self._platform, self._writer)
        console = Console(
            self._platform, committer.submit, publisher, self._doors, PAGES, self._rendering
        )
        others = Working(console, self._works, STARTS).routes()
        safety = [Middleware(Safety, doors=self._doors)]
        return [Route(FIRST, _first), Route(ROOT, _first), console.mounted(others, safety)]

    def start(self) -> None:
        """Let long work write."""
        assert self._writer is not None, "a server asks for routes first"  # noqa: S101
        self._writer.start()

    async def close(self) -> None:
        """End long work, and let nothing more be written by it."""
        assert self._works is not None, "a server asks for routes first"  # noqa: S101
        assert self._writer is not None, "a server asks for routes first"  # noqa: S101
        await self._works.close()
        self._writer.close()


@contextmanager
def console_over(
    platform: Platform, settings: Settings, port: int | None = None
) -> Generator[ServedConsole]:
    """Lend the console over a platform, by the settings of an operator."""
    rendering = Rendering(ROOT, PAGES)
    with doors_of(platform, settings, rendering.response, port=port) as doors:
        yield ServedConsole(platform, doors, rendering)


async def _first(_: Request) -> Response:
    return RedirectResponse(f"{ROOT}/", SEE_OTHER)
