"""Group commit: one thread writes, and a batch is whatever arrived while the last one was synced.

It reads the statements too, signatures included. Those checks let go of the interpreter's lock, so
that the event loop has its turn; made there, each would wait to get the lock back.

Every promise is kept or broken in the event loop, so that none slips between the two. A request
that trips over a mistake of ours fails alone, and whole: the others are taken again, each in a
step of its own, and nothing of the first attempt was written. While the store cannot
be written, everybody is told so and health is red, until it is time to try again.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from time import monotonic, sleep
from typing import Final

from comptrol.entrypoints.api.tracing import span
from comptrol.flow.intake import Intake
from comptrol.flow.turn import Letter
from comptrol.kernel.errors import UnavailableError, UnsoundError
from comptrol.kernel.finding import Answer

_LOG: Final = logging.getLogger("comptrol.writer")
BATCH_MAX: Final = 1_000
BUSY: Final = 8
"""So many requests that arrived during one commit say that more are coming."""
GATHER_S: Final = 0.01
"""How long more are gathered then: a commit and its seal cost the same for few and for many."""
TRY_AGAIN_AFTER_S: Final = 5.0
WAITING_MAX: Final = 50_000
"""Statements, not requests: so much memory, and so long a wait, is the most."""

Promise = asyncio.Future[list[Answer]]
Read = Callable[[], Sequence[Letter]]
"""Opens and verifies what was sent, or raises EnvelopeError."""
Asked = tuple[Promise, Read, int]
Answers = list[Answer] | Exception
Observed = Callable[[Sequence[Answers], float], None]
"""Is shown the answers of one step and its seconds, in the writer's thread; raises nothing."""


def _unobserved(answers: Sequence[Answers], seconds: float) -> None:
    """Look at nothing."""


class Committer:
    """The only writer of a server."""

    def __init__(
        self,
        intake: Intake,
        committed: Callable[[], None],
        observed: Observed = _unobserved,
    ) -> None:
        self._intake, self._committed, self._observed = intake, committed, observed
        self._inbox: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._waiting: dict[Promise, int] = {}
        self._count = 0
        self._closed = False
        self._failure: BaseException | None = None
        self._failed_at = 0.0
        self._thread = threading.Thread(target=self._run, name="comptrol-writer", daemon=True)

    @property
    def healthy(self) -> bool:
        """Tell whether statements can be taken.

        Some seconds after a failure it says yes again, so that somebody tries: whoever balances
        load would otherwise never send the statement that shows that all is well. A store that is
        not sound stays so.
        """
        if isinstance(self._failure, UnsoundError):
            return False
        waited = monotonic() - self._failed_at
        return self._thread.is_alive() and (self._failure is None or waited > TRY_AGAIN_AFTER_S)

    @property
    def waiting(self) -> int:
        """Return how many statements wait for their answers."""
        return self._count

    def start(self) -> None:
        """Begin to write. Called in the event loop that will ask."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def submit(self, raw: bytes) -> Answer:
        """Promise a durable answer to one envelope, and wait for it."""
        return (await self._promised(lambda: (self._intake.read(raw),), 1))[0]

    async def submit_all(self, letters: Sequence[Letter]) -> list[Answer]:
        """Promise durable answers to statements that go into one step, and wait for them."""
        return await self._promised(lambda: letters, len(letters))

    async def _promised(self, read: Read, statements: int) -> list[Answer]:
        if self._closed:
            raise UnavailableError("the writer has stopped; see the server's log, then restart it")
        if self._count + statements > WAITING_MAX:
            raise UnavailableError(f"{self._count} statements are waiting; try again in a second")
        promise: Promise = self._loop.create_future()
        self._waiting[promise] = statements
        self._count += statements
        self._inbox.put((promise, read, statements))
        with span("wait for the durable commit"):
            return await promise

    async def drain(self) -> None:
        """Answer all who wait, then end the thread."""
        self._closed = True
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.sleep(0)
        self._fail(UnavailableError("the server has been stopped"))

    def _run(self) -> None:
        try:
            while (first := self._inbox.get()) is not None:
                if self._inbox.qsize() >= BUSY:
                    sleep(GATHER_S)
                batch = [first, *self._arrived()]
                answers = self._answers(batch)
                self._loop.call_soon_threadsafe(self._settle, batch, answers)
                self._committed()
        except BaseException as failure:  # whatever it was, nobody waits for ever
            self._loop.call_soon_threadsafe(self._fail, failure)
            raise

    def _arrived(self) -> Iterator[Asked]:
        """Yield what waits already, up to a full batch."""
        statements = 0
        while statements < BATCH_MAX and not self._inbox.empty():
            following = self._inbox.get()
            if following is None:
                self._inbox.put(None)
                return
            statements += following[2]
            yield following

    def _answers(self, batch: list[Asked]) -> list[Answers]:
        """Return the answers to each request; to one that could not be read, why not."""
        read = [_letters(reading) for _, reading, _ in batch]
        requests = [letters for letters in read if not isinstance(letters, Exception)]
        begun = monotonic()
        taken = iter(self._taken(requests) if requests else ())
        answers = [one if isinstance(one, Exception) else next(taken) for one in read]
        self._observed(answers, monotonic() - begun)
        return answers

    def _taken(self, requests: list[Sequence[Letter]]) -> list[Answers]:
        """Return the answers to each request, or the error that stands in their place."""
        try:
            rest = iter(self._intake.take([letter for letters in requests for letter in letters]))
        except UnavailableError as failure:
            if self._failure is None:  # once, however many ask meanwhile
                _LOG.error("nothing can be written: %s", failure, extra={"event": "writer.failed"})
            self._failure, self._failed_at = failure, monotonic()
            return [failure] * len(requests)
        except Exception as mistake:  # noqa: BLE001  (it must not reach the others)
            if len(requests) == 1:
                return [mistake]
            return [one for letters in requests for one in self._taken([letters])]
        if self._failure is not None:
            _LOG.warning("it can be written again", extra={"event": "writer.recovered"})
        self._failure = None
        return [list(islice(rest, len(letters))) for letters in requests]

    def _settle(self, batch: list[Asked], answers: list[Answers]) -> None:
        for (promise, *_), own in zip(batch, answers, strict=True):
            self._count -= self._waiting.pop(promise, 0)
            if promise.done():  # a client that hung up has cancelled it
                continue
            if isinstance(own, Exception):
                promise.set_exception(own)
            else:
                promise.set_result(own)

    def _fail(self, failure: BaseException) -> None:
        self._failure, self._closed, self._failed_at = failure, True, monotonic()
        for promise in self._waiting:
            if not promise.done():
                stopped = UnavailableError(
                    "the writer stopped; whether this was logged is unknown"
                )
                promise.set_exception(stopped)
        self._waiting.clear()
        self._count = 0


def _letters(read: Read) -> Sequence[Letter] | Exception:
    try:
        return read()
    except Exception as error:  # noqa: BLE001  (it must not reach the others)
        return error
