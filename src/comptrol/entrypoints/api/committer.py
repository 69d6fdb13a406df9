"""Group commit: one thread writes, and a batch is whatever arrived while the last one was synced.

Every promise is kept or broken in the event loop, so that none slips between the two. A statement
that trips over a mistake of ours fails alone: the rest of its batch is taken again, one by one,
which is safe because a statement that is known already keeps its position. While the store cannot
be written, everybody is told so and health is red; the next step that is written turns it green.
"""

import asyncio
import queue
import threading
from collections.abc import Iterator, Sequence
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
Answered = Answer | Exception


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
        if not self._thread.is_alive():
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
                batch = [first, *self._arrived()]
                answers = self._taken([letter for _, letters in batch for letter in letters])
                self._loop.call_soon_threadsafe(self._settle, batch, answers)
        except BaseException as failure:  # whatever it was, nobody waits for ever
            self._loop.call_soon_threadsafe(self._fail, failure)
            raise

    def _arrived(self) -> Iterator[Asked]:
        """Yield what waits already, up to a full batch."""
        for _ in range(BATCH_MAX):
            if self._inbox.empty():
                return
            following = self._inbox.get()
            if following is None:
                self._inbox.put(None)
                return
            yield following

    def _taken(self, letters: list[Letter]) -> list[Answered]:
        """Return an answer to each, or the error that stands in its place."""
        try:
            answers: list[Answered] = list(self._intake.take(letters))
        except UnavailableError as failure:
            self._failure = failure
            return [failure] * len(letters)
        except Exception as mistake:  # noqa: BLE001  (it must not reach the others)
            if len(letters) == 1:
                return [mistake]
            return [one for letter in letters for one in self._taken([letter])]
        self._failure = None
        return answers

    def _settle(self, batch: list[Asked], answers: list[Answered]) -> None:
        rest = iter(answers)
        for promise, letters in batch:
            own = list(islice(rest, len(letters)))
            self._waiting.discard(promise)
            if promise.done():  # a client that hung up has cancelled it
                continue
            failed = next((one for one in own if isinstance(one, Exception)), None)
            if failed is not None:
                promise.set_exception(failed)
            else:
                promise.set_result([one for one in own if not isinstance(one, Exception)])

    def _fail(self, failure: BaseException) -> None:
        self._failure = failure
        for promise in self._waiting:
            if not promise.done():
                stopped = UnavailableError(
                    "the writer stopped; whether this was logged is unknown"
                )
                promise.set_exception(stopped)
        self._waiting.clear()
