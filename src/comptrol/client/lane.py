"""In which order are things said? One batch after the other: what came while the last was away.

Whoever waits alone waits for one exchange; whoever comes while another is under way goes with the
next, and all who came go together.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from comptrol.client.delivery import Saying, Told
from comptrol.client.post import BATCH_MAX, Post
from comptrol.kernel.errors import ComptrolError, UnavailableError

QUEUE_MAX: Final = 10_000
"""So many wait for their turn, and no more."""


class _Waiting(NamedTuple):
    saying: Saying
    told: "asyncio.Future[Told]"


class Lane:
    """Says what is given to it, in order."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._queue: deque[_Waiting] = deque()
        self._turn = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    async def say_all(self, sayings: Sequence[Saying]) -> list[Told]:
        """Say things in order and return what became of each.

        Whoever is cancelled meanwhile does not call back what is under way.
        """
        if self._closed:
            raise UnavailableError("the client was closed")
        if len(self._queue) + len(sayings) > QUEUE_MAX:
            raise UnavailableError(f"{len(self._queue)} statements wait already: none was added")
        loop = asyncio.get_running_loop()
        mine = [_Waiting(saying, loop.create_future()) for saying in sayings]
        self._queue.extend(mine)
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run())
        if mine:
            await asyncio.wait([it.told for it in mine])
        return [it.told.result() for it in mine]

    async def resume(self) -> None:
        """Send again what is still under way; raise UnavailableError while it cannot be."""
        async with self._turn:
            await self._post.resume()

    async def close(self) -> None:
        """Stop. What is kept under way stays so."""
        self._closed = True
        if self._running is not None and not self._running.done():
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        while self._queue:
            self._settle(self._queue.popleft(), UnavailableError("the client was closed"))

    async def _run(self) -> None:
        while self._queue:
            async with self._turn:
                batch = [self._queue.popleft() for _ in range(min(BATCH_MAX, len(self._queue)))]
                stopped = UnavailableError("it was stopped: what was kept is sent again")
                told: list[Told] = [stopped] * len(batch)
                try:
                    told = await self._post.deliver([it.saying for it in batch])
                except ComptrolError as error:
                    told = [error] * len(batch)
                finally:
                    for waiting, one in zip(batch, told, strict=True):
                        self._settle(waiting, one)

    def _settle(self, waiting: _Waiting, told: Told) -> None:
        if not waiting.told.done():
            waiting.told.set_result(told)
