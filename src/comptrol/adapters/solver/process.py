"""The solver's own process: each line asks, lines answer, and it ends when its input does.

One effort to a process: what HiGHS sets up for its threads cannot be changed in the same one.
Run as ``python -m comptrol.adapters.solver.process``.
"""

import os
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

import msgspec

from comptrol.adapters.solver.messages import Asked, Said
from comptrol.flow.allocating.solver import Progress
from comptrol.kernel.errors import ComptrolError, UnreadableError


def main() -> None:
    """Answer one question after the other."""
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(lines,), name="comptrol-questions", daemon=True).start()
    encode, decode, writing = msgspec.json.encode, msgspec.json.Decoder(Asked).decode, Lock()

    def say(said: Said) -> None:
        with writing:
            sys.stdout.buffer.write(encode(said) + b"\n")
            sys.stdout.buffer.flush()

    while True:  # until the input ends: then the process does
        say(_answer(decode(lines.get()), lambda progress: say(Said(progress=progress))))


def _answer(asked: Asked, told: Callable[[Progress], None]) -> Said:
    try:
        from comptrol.adapters.solver.search import relaxed, solved  # noqa: PLC0415  (the extra)

        if asked.effort is None:
            return Said(relaxed=relaxed(asked.call))
        return Said(solved=solved(asked.call, asked.effort, told))
    except ComptrolError as error:
        unreadable = isinstance(error, UnreadableError)
        return Said(failed=str(error), how="unreadable" if unreadable else "unavailable")


def _listen(lines: "SimpleQueue[bytes]") -> None:
    """Pass questions on; end when whoever asks does, however that comes to its end."""
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(1)


if __name__ == "__main__":
    main()
