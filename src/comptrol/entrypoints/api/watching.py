"""A server that watches its own log, by the one writer that everybody uses."""

import asyncio
import logging
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool

from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.entrypoints.api.committer import Committer
from comptrol.flow.watching import Done, Watching
from comptrol.kernel.errors import ComptrolError, UnavailableError
from comptrol.kernel.finding import Answer
from comptrol.kernel.statement import Statement

_LOG: Final = logging.getLogger("comptrol.watch")
ANSWER_WITHIN_S: Final = 600
"""A look over a large log takes its time, and others wait for it no longer than for any step."""


class ServedWatch:
    """The watch of a server: again and again, and what went wrong the last time."""

    def __init__(self, platform: Platform, committer: Committer, every_s: int) -> None:
        self._platform, self._committer, self._every_s = platform, committer, every_s
        self._speaker = platform.speaker(AUTHORITY)
        self._watching = Watching(
            platform.catalogue, platform.store, platform.references, self._say
        )
        self.last: Done | None = None
        self.failure: str | None = None
        self.ran_at: datetime | None = None
        """When it last looked, well or not."""
        self._ending = False

    def start(self) -> None:
        """Begin to watch. Called in the event loop whose writer is asked."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run())

    async def close(self) -> None:
        """Stop before the next look: a thread is not cancelled, it is told."""
        self._ending = True
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def told(self) -> dict[str, object]:
        """Return how far it came, and what went wrong the last time, for whoever asks."""
        done = self.last
        return {
            "through": done.through if done is not None else None,
            "alarms": len(done.alarms) if done is not None else 0,
            "watching": self.failure or "as it should",
        }

    async def _run(self) -> None:
        while True:
            try:
                self.last = await run_in_threadpool(self._watching.run, self._platform.today())
                self._failed("; ".join(self.last.failed) or None)
            except ComptrolError as error:
                self._failed(str(error))
            except Exception as mistake:  # noqa: BLE001  (told where health is asked, too)
                self.failure = f"a mistake of ours: {type(mistake).__name__}"
                _LOG.exception("a mistake of ours", extra={"event": "watch.broken"})
            self.ran_at = self._platform.intake.clock.now()
            await asyncio.sleep(self._every_s)

    def _failed(self, failure: str | None) -> None:
        """Remember what went wrong, and log it when that is something else than before."""
        if failure is not None and failure != self.failure:
            _LOG.warning("a watch failed: %s", failure, extra={"event": "watch.failed"})
        self.failure = failure

    def _say(self, said: Statement) -> Answer:
        if self._ending:
            raise UnavailableError("the server is being stopped: the next watch goes on from here")
        raw = self._speaker.next_envelope(said)
        promised = asyncio.run_coroutine_threadsafe(self._committer.submit(raw), self._loop)
        return promised.result(ANSWER_WITHIN_S)
