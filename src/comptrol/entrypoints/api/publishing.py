"""Publishing beside the server: a thread of its own, woken by every commit.

What the signer refuses ends publishing until somebody has looked: nothing is tried again that
might make a fork. What is out of reach (a disk, a witness) is tried again.
"""

import asyncio
import logging
import threading
from time import monotonic
from typing import Final

from comptrol.flow.publishing import PublishedHead, Publisher
from comptrol.kernel.errors import ComptrolError, NotProvenError, UnavailableError

_LOG: Final = logging.getLogger("comptrol.publisher")
TRY_AGAIN_AFTER_S: Final = 1.0
PAUSE_S: Final = 0.3
"""Between two heads: one is made for all that was committed meanwhile, and nobody waits long."""
RENEW_AFTER_S: Final = 15 * 60.0
"""A head that nobody cosigned for longer looks stale to whoever watches."""
PATIENCE_S: Final = 5.0
WAITING_MAX: Final = 10_000


class Publishing:
    """Publishes whenever something was committed, and tells those who wait for a receipt."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.failure = ""
        """Why the newest head is not published, as a sentence; empty if all is well."""
        self.stopped = False
        self.failures = 0
        """How often a head could not be published, since the server began."""
        self._wake, self._closing = threading.Event(), False
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._thread = threading.Thread(target=self._run, name="comptrol-publisher", daemon=True)

    def start(self) -> None:
        """Begin to publish. Called in the event loop that will ask."""
        self._loop = asyncio.get_running_loop()
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Say that something was committed."""
        self._wake.set()

    async def close(self) -> None:
        """Publish what is left, and end the thread."""
        self._closing = True
        self._wake.set()
        await asyncio.to_thread(self._thread.join)

    async def final(self, position: int, patience_s: float = PATIENCE_S) -> None:
        """Wait until a final head has an entry; or raise UnavailableError; it says why."""
        if not self._has(position):
            if self.stopped:
                raise UnavailableError(f"entry {position} is durable, not final: {self.failure}")
            if len(self._waiting) >= WAITING_MAX:
                raise UnavailableError("too many wait for receipts; try again in a second")
            waiting: asyncio.Future[None] = self._loop.create_future()
            self._waiting.append((position, waiting))
            try:
                await asyncio.wait_for(waiting, patience_s)
            except TimeoutError as error:
                why = self.failure or "it is being published; try again in a second"
                raise UnavailableError(f"entry {position} is durable, not final: {why}") from error

    def _has(self, position: int) -> bool:
        final = self.publisher.final
        return final is not None and position < final.head.size

    def _run(self) -> None:
        while not self.stopped:
            woken = self._wake.wait(RENEW_AFTER_S)
            self._wake.clear()
            last = self._closing
            try:
                again = self._published(renew=not woken)
            except BaseException as mistake:  # nobody shall think that all is well
                self.failure, self.stopped = f"our mistake: {mistake!r}", True
                raise
            self._loop.call_soon_threadsafe(self._settle)
            if last:
                return
            self._wait(TRY_AGAIN_AFTER_S if again else PAUSE_S)
            if again:
                self._wake.set()

    def _published(self, *, renew: bool) -> bool:
        """Publish once; tell whether to try again without being woken."""
        try:
            head: PublishedHead = self.publisher.publish(renew=renew)
        except NotProvenError as refusal:
            self._failed(str(refusal), stopped=True)
            return False
        except ComptrolError as error:
            self._failed(str(error))
            return True
        self._failed(head.missing)
        return not head.final

    def _failed(self, failure: str, *, stopped: bool = False) -> None:
        """Remember why the newest head is not published, and log it when that is another."""
        if stopped:
            _LOG.error("publishing ends: %s", failure, extra={"event": "publisher.stopped"})
        elif failure and not self.failure:
            _LOG.warning("a head is not final: %s", failure, extra={"event": "publisher.failed"})
        elif self.failure and not failure:
            _LOG.warning("heads are final again", extra={"event": "publisher.recovered"})
        self.failure, self.stopped = failure, stopped
        self.failures += bool(failure)

    def _wait(self, seconds: float) -> None:
        """Wait, but not when told to end."""
        end = monotonic() + seconds
        while not self._closing and (left := end - monotonic()) > 0:
            threading.Event().wait(min(left, 0.1))

    def _settle(self) -> None:
        still = []
        for position, waiting in self._waiting:
            if waiting.done():
                continue
            if self._has(position):
                waiting.set_result(None)
            else:
                still.append((position, waiting))
        self._waiting = still
