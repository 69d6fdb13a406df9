"""An application that answers in this process, with its lifespan, to a caller from anywhere."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.types import ASGIApp
from tests.speaking import founded

from comptrol.bootstrap import Platform
from comptrol.domains.parties import Founded
from comptrol.kernel.identifiers import PublicKey

T = TypeVar("T")
PATIENCE_S = 60


def opening(platform: Platform) -> Founded:
    """Return how the log of a platform is opened, whose own key is its own."""
    return replace(founded(), platform_key=PublicKey(platform.intake.voice.key.hex()))


class Answering:
    """Asks an application, which runs in a loop of its own."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1") -> None:
        self._app = app
        transport = httpx.ASGITransport(app, client=(host, 50_000), raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
        self._loop, self._open = asyncio.new_event_loop(), AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if isinstance(self._app, Starlette):
            within = self._app.router.lifespan_context(self._app)
            self._wait(self._open.enter_async_context(within))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait(self._client.aclose())
        self._wait(self._open.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send one request."""
        return self._wait(self._client.request(method, path, **given))

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Ask."""
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        """Send."""
        return self.request("POST", path, **given)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)
