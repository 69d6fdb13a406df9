"""Who sees to what has changed, several at a time, and again after something went wrong?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from comptrol.entrypoints.agents.kubernetes.watching import Key
from comptrol.kernel.errors import ComptrolError

WORKERS: Final = 4
AGAIN_S: Final = 0.5
AGAIN_MAX_S: Final = 60.0
_LOG: Final = logging.getLogger("comptrol.kubernetes")

Attend = Callable[[Key], Awaitable[float | None]]
"""Sees to one object; returns after how many seconds it has to be looked at again."""


class Attendant:
    """Sees to each object alone: never two at the same, and the latest state of it only."""

    def __init__(self, attend: Attend) -> None:
        self._attend = attend
        self._ready: dict[Key, None] = {}
        self._later: dict[Key, asyncio.TimerHandle] = {}
        self._busy: set[Key] = set()
        self._failed: dict[Key, int] = {}
        self._woken = asyncio.Event()

    def changed(self, key: Key) -> None:
        """Note that an object is to be seen to now."""
        if waiting := self._later.pop(key, None):
            waiting.cancel()
        self._ready[key] = None
        self._woken.set()

    def later(self, key: Key, seconds: float) -> None:
        """Note that an object is to be seen to later, unless it changes before."""
        if key in self._ready or key in self._later:
            return
        loop = asyncio.get_running_loop()
        self._later[key] = loop.call_later(seconds, self.changed, key)

    async def run(self) -> None:
        """See to what changes until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            key = await self._next()
            self._busy.add(key)
            try:
                await self._see_to(key)
            finally:
                self._busy.discard(key)
                self._woken.set()

    async def _next(self) -> Key:
        """Wait for an object that is due and that nobody sees to."""
        while True:
            self._woken.clear()
            for key in self._ready:
                if key not in self._busy:
                    del self._ready[key]
                    return key
            await self._woken.wait()

    async def _see_to(self, key: Key) -> None:
        try:
            again_s = await self._attend(key)
        except ComptrolError as error:
            _LOG.warning("%s/%s is seen to again: %s", *key, error)
            self._again(key)
            return
        except Exception:  # noqa: BLE001  (one object that we misread must not close a cluster)
            _LOG.exception("our mistake: %s/%s is seen to again", *key)
            self._again(key)
            return
        self._failed.pop(key, None)
        if again_s is not None:
            self.later(key, again_s)

    def _again(self, key: Key) -> None:
        times = self._failed.get(key, 0)
        self._failed[key] = times + 1
        self.later(key, min(AGAIN_S * 2 ** min(times, 10), AGAIN_MAX_S))
