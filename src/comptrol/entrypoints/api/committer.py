"""Group commit: one thread writes, and a batch is whatever arrived while the last one was synced.

Every promise is kept or broken in the event loop, so that none slips between the two: if the
writing thread dies, all who wait are told, new ones are refused, and health turns red.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from itertools import islice
from typing import Final

from comptrol.flow.intake import Intake
from comptrol.flow.turn import Letter
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Answer

BATCH_MAX: Final = 512
WAITING_MAX: Final = 10_000

Promise = asyncio.Future[list[Answer]]
Asked = tuple[Promise, Sequence[Letter]]


class Committer:
    """The only writer of a server."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._inbox: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._waiting: set[Promise] = set()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="comptrol-writer", daemon=True)

    @property
    def healthy(self) -> bool:
        """Tell whether statements can be taken."""
        return self._failure is None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to write. Called in the event loop that will ask."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def submit(self, letter: Letter) -> Answer:
        """Promise a durable answer to one statement, and wait for it."""
        return (await self.submit_all((letter,)))[0]

    async def submit_all(self, letters: Sequence[Letter]) -> list[Answer]:
        """Promise durable answers to statements that go into one step, and wait for them."""
        if self._failure is not None:
            raise UnavailableError("the writer has stopped; see the server's log, then restart it")
        if len(self._waiting) >= WAITING_MAX:
            raise UnavailableError(f"{WAITING_MAX} statements are waiting; try again in a second")
        promise: Promise = self._loop.create_future()
        self._waiting.add(promise)
        self._inbox.put((promise, letters))
        return await promise

    async def drain(self) -> None:
        """Answer all who wait, then end the thread."""
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.sleep(0)

    def _run(self) -> None:
        try:
            while (first := self._inbox.get()) is not None:
                batch = [first]
                while len(batch) < BATCH_MAX and not self._inbox.empty():
                    following = self._inbox.get()
                    if following is None:
                        self._inbox.put(None)
                        break
                    batch.append(following)
                letters = [letter for _, asked in batch for letter in asked]
                answers = self._intake.take(letters)
                self._loop.call_soon_threadsafe(self._settle, batch, answers)
        except BaseException as failure:  # noqa: BLE001  (whatever it was, nobody waits for ever)
            self._loop.call_soon_threadsafe(self._fail, failure)

    def _settle(self, batch: list[Asked], answers: list[Answer]) -> None:
        rest = iter(answers)
        for promise, letters in batch:
            own = list(islice(rest, len(letters)))
            self._waiting.discard(promise)
            if not promise.done():  # a client that hung up has cancelled it
                promise.set_result(own)

    def _fail(self, failure: BaseException) -> None:
        self._failure = failure
        for promise in self._waiting:
            if not promise.done():
                stopped = UnavailableError(
                    "the writer stopped; whether this was logged is unknown"
                )
                promise.set_exception(stopped)
        self._waiting.clear()
