"""How a thread of long work says things: through the one writer of the server, never beside it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.act import TRIES_MAX, came_second
from comptrol.flow.intake import Intake
from comptrol.flow.turn import Letter
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Answer, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

ANSWER_WITHIN_S: Final = 600
"""A step of many chips takes its time, and others wait for it no longer than for any step."""

SubmitAll = Callable[[Sequence[Letter]], Awaitable[list[Answer]]]
Write = Callable[[Sequence[bytes]], list[Answer]]
"""Says signed statements in one step and waits until they are durable. Called from a thread."""


class OneWriter:
    """The way from a thread to the writer that lives with the event loop."""

    def __init__(self, intake: Intake, submit_all: SubmitAll) -> None:
        self._intake, self._submit_all = intake, submit_all
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to write. Called in the event loop whose writer is asked."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """Write no more: the writer is about to stop."""
        self._loop = None

    def __call__(self, raws: Sequence[bytes]) -> list[Answer]:
        """Check signatures here, in the thread, and leave everything else to the writer."""
        letters, loop = self._intake.read_all(raws), self._loop
        if loop is None:
            raise UnavailableError("the server is being stopped: begin again when it is back")
        promised = asyncio.run_coroutine_threadsafe(_waiting(self._submit_all, letters), loop)
        return promised.result(ANSWER_WITHIN_S)


async def _waiting(submit_all: SubmitAll, letters: Sequence[Letter]) -> list[Answer]:
    return await submit_all(letters)


class WrittenSpeaker:
    """One party speaking through the one writer, as ``Speaker`` does where there is no server.

    The same party may speak elsewhere at the same time, on a page or in another work. Whoever
    comes second has its numbers taken, and takes the next.
    """

    def __init__(
        self, platform: Platform, party: PartyId, write: Write, turn: threading.Lock
    ) -> None:
        if not platform.keyring.has(party):
            raise UnavailableError(f"the key of {party} is not kept here: use the command line")
        self._speaker = platform.speaker(party)
        self._store, self._key = platform.store, platform.keyring.of(party).key
        self._write, self._turn = write, turn

    def say_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """Say many things in one step, in order. After a refusal the rest has a gap in numbers."""
        answers, rest = list[Answer](), list(statements)
        for _ in range(TRIES_MAX):
            got = self._step(rest)
            first = next((at for at, it in enumerate(got) if isinstance(it, Refused)), None)
            if first is None or not came_second(got[first]):
                return answers + got
            answers, rest = answers + got[:first], rest[first:]
        return answers + self._step(rest)

    def _step(self, statements: Sequence[Statement]) -> list[Answer]:
        with self._turn:
            start = self._store.sequence(self._key) + 1
            return self._write(
                [self._speaker.envelope(it, start + at) for at, it in enumerate(statements)]
            )
