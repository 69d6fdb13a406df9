"""How a plan is asked of the solver: in processes of its own."""

import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from threading import Lock
from typing import Final, TypeAlias

import msgspec

from comptrol.adapters.solver.messages import Asked, Said
from comptrol.domains.allocation import Call
from comptrol.flow.allocating.solver import Effort, Progress, Relaxed, Solved
from comptrol.kernel.errors import UnavailableError, UnreadableError

_MODULE: Final = "comptrol.adapters.solver.process"
AT_ONCE_MAX: Final = 8
"""So many processes at most: each holds its call."""

_Process: TypeAlias = "subprocess.Popen[bytes]"
Ask = Callable[[Asked, Callable[[Progress], None] | None], Said]
_DECODE: Final = msgspec.json.Decoder(Said).decode


class HighsSolver:
    """Plans awards with HiGHS. Its processes stay for the next question, and end with it.

    What HiGHS sets up for its threads cannot be changed in a process, so each has its number.
    """

    def __init__(self) -> None:
        self._idle: dict[int, list[_Process]] = {}
        self._taking = Lock()
        weakref.finalize(self, _end, self._idle)

    def solve(
        self, call: Call, effort: Effort, told: Callable[[Progress], None] | None = None
    ) -> Solved:
        """Return the best awards found.

        Raise UnreadableError where the call contradicts itself, UnavailableError where the extra
        is not installed or the process ended.
        """
        with self._process(effort.threads) as ask:
            return _solved(ask(Asked(call=call, effort=effort), told))

    def relax(self, call: Call) -> Relaxed:
        """Return the relaxation alone."""
        with self._process(1) as ask:
            return _relaxed(ask(Asked(call=call), None))

    def solve_each(
        self, calls: Sequence[Call], effort: Effort, told: Callable[[int], None] | None = None
    ) -> tuple[Solved, ...]:
        """Return the best awards of many small calls, in their order; tell how many are done."""
        asked = [Asked(call=it, effort=effort) for it in calls]
        return tuple(map(_solved, self._each(asked, effort.threads, told)))

    def relax_each(
        self, calls: Sequence[Call], told: Callable[[int], None] | None = None
    ) -> tuple[Relaxed, ...]:
        """Return the relaxations of many calls, in their order."""
        return tuple(map(_relaxed, self._each([Asked(call=it) for it in calls], 1, told)))

    def _each(
        self, asked: Sequence[Asked], threads: int, told: Callable[[int], None] | None
    ) -> tuple[Said, ...]:
        """Return all answers: as many processes as there are cores, each its share in turn."""
        workers = min(len(asked), len(os.sched_getaffinity(0)), AT_ONCE_MAX)
        done = count(1)

        def share(first: int) -> list[Said]:
            answers: list[Said] = []
            with self._process(threads) as ask:
                for it in asked[first::workers]:
                    answers.append(ask(it, None))
                    if told is not None:
                        told(next(done))
            return answers

        with ThreadPoolExecutor(max(1, workers), thread_name_prefix="comptrol-solver") as pool:
            shares = list(pool.map(share, range(workers)))
        return tuple(shares[at % workers][at // workers] for at in range(len(asked)))

    @contextmanager
    def _process(self, threads: int) -> Iterator[Ask]:
        """Lend a process; one that did not answer, or was given up, is ended and not kept."""
        with self._taking:
            idle = self._idle.setdefault(threads, [])
            process = idle.pop() if idle else _started()
        answered = False
        try:
            yield lambda asked, told: _answered(process, asked, told)
            answered = True
        except UnreadableError:
            answered = True  # the call was wrong, and the process said so
            raise
        finally:
            if answered:
                with self._taking:
                    idle.append(process)
            else:
                _stop(process)


def _solved(said: Said) -> Solved:
    assert said.solved is not None, "it was asked for a plan"
    return said.solved


def _relaxed(said: Said) -> Relaxed:
    assert said.relaxed is not None, "it was asked for a relaxation"
    return said.relaxed


def _started() -> _Process:
    if find_spec("highspy") is None or find_spec("numpy") is None:
        raise UnavailableError("planning needs HiGHS: pip install 'comptrol[solver]'")
    command = [sys.executable, "-P", "-m", _MODULE]
    return subprocess.Popen(  # noqa: S603  (our own module)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _end(idle: dict[int, list[_Process]]) -> None:
    for processes in idle.values():
        for process in processes:
            _stop(process)


def _stop(process: _Process) -> None:
    """End a process, by its id, and leave nothing open."""
    process.kill()
    with process:  # closes its pipes, and waits for it
        pass


def _answered(process: _Process, asked: Asked, told: Callable[[Progress], None] | None) -> Said:
    questions, answers = process.stdin, process.stdout
    assert questions is not None
    assert answers is not None
    with suppress(BrokenPipeError):
        questions.write(msgspec.json.encode(asked) + b"\n")
        questions.flush()
    for line in answers:
        said = _DECODE(line)
        if said.failed:
            raise (UnreadableError if said.how == "unreadable" else UnavailableError)(said.failed)
        if said.progress is None:
            return said
        if told is not None:
            told(said.progress)
    raise UnavailableError("the solver's process has ended without an answer; ask again")
