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
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Condition, Lock, Thread
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
        self._handing, self._taking = Lock(), Condition()
        self._functions: dict[Callable[[Any], Any], int] = {}
        self._begun = 0
        self._away: dict[int, int] = {}
        self._done_of: dict[int, tuple[Any, Exception | None]] = {}
        self._unwanted: deque[int] = deque()
        self._receiving = self._lost = False

    @property
    def behind(self) -> int:
        """Return how many things it was handed of which nobody has heard yet."""
        return sum(tuple(self._away.values()))

    def begin(self, function: Callable[[Any], Any], items: Sequence[Any]) -> "Share":
        """Hand over a function, by number once it is known there, and what it is to be done to."""
        with self._handing:
            known = self._functions.get(function)
            number = len(self._functions) if known is None else known
            share, self._begun = self._begun, self._begun + 1
            message = (share, number, function if known is None else None, list(items))
            packed = ForkingPickler.dumps(message)
            self._away[share] = len(items)
            with self._lost_if_it_fails():
                self._asking.send_bytes(packed)
            if number < FUNCTIONS_MAX:
                self._functions[function] = number
            return Share(self, share)

    def take(self, share: int) -> list[Any]:
        """Wait for what became of something that was begun; or raise what went wrong with it.

        Of several threads that wait one receives, for all of them.
        """
        with self._taking:
            while share not in self._done_of:
                if self._receiving:
                    self._taking.wait()
                else:
                    self._receive()
            done, failed = self._done_of.pop(share)
        if failed is not None:
            raise failed
        results: list[Any] = done
        return results

    def _receive(self) -> None:
        """Wait for one message, without the lock: others may take meanwhile what is there."""
        self._receiving = True
        self._taking.release()
        try:
            with self._lost_if_it_fails():
                share, done, failed = ForkingPickler.loads(self._done.recv_bytes())
        finally:
            self._taking.acquire()
            self._receiving = False
            self._taking.notify_all()
        self._away.pop(share, None)
        self._done_of[share] = done, failed
        for _ in range(len(self._unwanted)):
            self.unwanted(self._unwanted.popleft())

    @contextmanager
    def _lost_if_it_fails(self) -> Generator[None]:
        """Let nothing more come through a pipe in which something was left half done."""
        if self._lost:
            raise WorkerLostError
        try:
            yield
        except BaseException as error:
            self._lost = True
            if isinstance(error, EOFError | OSError):
                raise WorkerLostError from error
            raise

    def unwanted(self, share: int) -> None:
        """Let go of what nobody will ask for any more, or keep in mind to do so."""
        if share in self._away:
            self._unwanted.append(share)
        self._done_of.pop(share, None)

    def close(self) -> None:
        """End the process, also in the middle of its work.

        A pipe is closed while nobody uses it: its number may be another file's right after.
        """
        with self._handing:
            self._lost = True
            self._asking.close()
        self._process.join(END_S)
        self._process.kill()
        with self._taking:
            self._taking.wait_for(lambda: not self._receiving)
            self._done.close()


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
    finally:
        os._exit(0)  # the main process is gone, or wants no more: nobody reads what is done


def _done(functions: dict[int, Callable[[Any], Any]], message: bytes) -> memoryview:
    """Return what became of one message: the results, or the failure.

    A message that cannot be read ends the process: what it asks for is done by whoever asked.
    """
    share, number, function, items = ForkingPickler.loads(message)
    if function is not None:
        functions[number] = function
    do = functions[number]
    try:
        return ForkingPickler.dumps((share, [do(item) for item in items], None))
    except Exception as error:  # noqa: BLE001  (whatever it is, who asked hears of it)
        return _told(share, error)


def _told(share: int, error: Exception) -> memoryview:
    """Return a failure as it travels; one that would not arrive whole, in words."""
    try:
        told = ForkingPickler.dumps((share, None, error))
        ForkingPickler.loads(told)
    except Exception:  # noqa: BLE001  (an error may be made of anything)
        return ForkingPickler.dumps((share, None, RuntimeError(repr(error))))
    return told
