"""One process beside the main one, which does what it is handed in the order that it comes.

What is handed over goes through a pipe, written and read by whichever thread asks: a thread of
ours between them, as in ``ProcessPoolExecutor``, would need the interpreter's lock, which the
writer has. In the process a thread reads on while the work is done, so that nobody who hands
something over waits for what was handed over before. Things travel as ``multiprocessing`` has
them travel, between processes of ours alone.
"""

import fcntl
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

PIPE_BYTES: Final = 1 << 20
"""As much as a user may have on Linux without asking: some batches of statements."""
SWITCH_S: Final = 0.0002
"""How long the work may keep the thread that reads from reading."""
FUNCTIONS_MAX: Final = 16
"""Past so many, each is handed over whole every time: they are of callers who make them anew."""
END_S: Final = 10.0


class WorkerLostError(Exception):
    """The process is gone, and what it had to do was not done."""


class WorkerProcess:
    """A process that works. What is asked of it by several threads it does one after another."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("forkserver")
        asked, self._asking = _pipe(context)
        self._done, doing = _pipe(context)
        self._process = context.Process(target=_work, args=(asked, doing), daemon=True)
        self._process.start()
        asked.close()
        doing.close()
        self._handing, self._taking = Lock(), Lock()
        self._functions: dict[Callable[[Any], Any], int] = {}
        self._begun = self._taken = 0
        self._waiting: dict[int, bytes] = {}
        self._unwanted: deque[int] = deque()

    def begin(self, function: Callable[[Any], Any], items: Sequence[Any]) -> "Share":
        """Hand over a function, by number once it is known there, and what it is to be done to."""
        with self._handing:
            known = self._functions.get(function)
            number = len(self._functions) if known is None else known
            message = (number, function if known is None else None, list(items))
            try:
                self._asking.send_bytes(ForkingPickler.dumps(message))
            except OSError as error:
                raise WorkerLostError from error
            if number < FUNCTIONS_MAX:
                self._functions[function] = number
            self._begun += 1
            return Share(self, self._begun - 1)

    def take(self, number: int) -> list[Any]:
        """Wait for what became of something that was begun; or raise what went wrong with it."""
        with self._taking:
            while number not in self._waiting:
                try:
                    self._waiting[self._taken] = self._done.recv_bytes()
                except (EOFError, OSError) as error:
                    raise WorkerLostError from error
                self._taken += 1
                self._forget()
            done, failed = ForkingPickler.loads(self._waiting.pop(number))
        if failed is not None:
            raise failed
        results: list[Any] = done
        return results

    def unwanted(self, number: int) -> None:
        """Let go of what nobody will ask for any more."""
        self._unwanted.append(number)

    def close(self) -> None:
        """End the process, also in the middle of its work.

        A pipe is closed while nobody uses it: its number may be another file's right after.
        """
        with self._handing:
            self._asking.close()
        self._process.join(END_S)
        self._process.kill()
        with self._taking:
            self._done.close()

    def _forget(self) -> None:
        for _ in range(len(self._unwanted)):
            number = self._unwanted.popleft()
            if number >= self._taken:
                self._unwanted.append(number)  # it is on its way
            self._waiting.pop(number, None)


class Share:
    """What one process was handed. Once nobody holds this, what becomes of it is let go of."""

    def __init__(self, worker: WorkerProcess, number: int) -> None:
        self._worker, self._number = worker, number

    def results(self) -> list[Any]:
        """Wait for what became of it, once."""
        return self._worker.take(self._number)

    def __del__(self) -> None:
        """Tell that nobody will ask any more."""
        self._worker.unwanted(self._number)


def _pipe(context: Any) -> tuple[Connection, Connection]:  # noqa: ANN401  (typed by no stub)
    """Return a pipe's two ends, to read and to write, with as much room as there may be."""
    reading, writing = context.Pipe(duplex=False)
    with suppress(OSError, AttributeError):  # with less room, who writes waits more often
        fcntl.fcntl(writing.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reading, writing


def _work(asked: Connection, doing: Connection) -> None:
    """Do what comes, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stopped the main process ends this one
    sys.setswitchinterval(SWITCH_S)
    functions: dict[int, Callable[[Any], Any]] = {}
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(asked, waiting), name="comptrol-asked", daemon=True).start()
    while True:
        doing.send_bytes(_done(functions, waiting.get()))


def _read(asked: Connection, waiting: "SimpleQueue[bytes]") -> None:
    try:
        while True:
            waiting.put(asked.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)  # the main process is gone, or wants no more: nobody reads what is done


def _done(functions: dict[int, Callable[[Any], Any]], message: bytes) -> memoryview:
    """Return what became of one message: the results, or the failure."""
    try:
        number, function, items = ForkingPickler.loads(message)
        if function is not None:
            functions[number] = function
        done = functions[number]
        return ForkingPickler.dumps(([done(item) for item in items], None))
    except Exception as error:  # noqa: BLE001  (whatever it is, who asked hears of it)
        return _told(error)


def _told(error: Exception) -> memoryview:
    """Return a failure as it travels; one that would not arrive whole, in words."""
    try:
        told = ForkingPickler.dumps((None, error))
        ForkingPickler.loads(told)
    except Exception:  # noqa: BLE001  (an error may be made of anything)
        return ForkingPickler.dumps((None, RuntimeError(repr(error))))
    return told
