"""How does the memory of a server stay as it is? Few heaps of small blocks, trimmed now and then.

The C library of Linux gives every new thread a heap of its own, eight to a core, and each keeps
what was freed in it (mallopt(3), M_ARENA_MAX). Readers of a log come and go on many threads: in a
trial their heaps held 89 MB that nothing used after six minutes; with two it was 24 MB. And a heap
gives back only what is free at its end: after each full disk, when forty requests had been held up
and were then answered at once, some 20 to 60 MB more lay free in the middle, 122 MB after six of
them, until malloc_trim(3) gave that back.
"""

import ctypes
from collections.abc import Generator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

ARENAS: Final = 2
GIVE_BACK_EVERY_S: Final = 60.0
"""Whoever allocates waits some milliseconds meanwhile: so it is not done after every burst."""
MMAP_BYTES: Final = 128 * 1024
"""So large a block lies beside the heaps and is given back when it is freed. By itself the library
raises that to the size of any larger one that is freed, and the next ones lie in a heap: requests
that a full disk had held up are answered in such blocks, and each time 20 to 60 MB stayed.
"""
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""Their numbers in malloc.h of the GNU C library."""


def keep_heaps_small() -> bool:
    """Have threads share two heaps, of small blocks alone; tell whether that was taken.

    A C library that has no such setting (musl) is left as it is.
    """
    ask = getattr(ctypes.CDLL(None), "mallopt", None)
    wanted = ((_M_ARENA_MAX, ARENAS), (_M_MMAP_THRESHOLD, MMAP_BYTES))
    return ask is not None and all(ask(*it) == 1 for it in wanted)


def give_back() -> bool:
    """Give the system every whole page that is free in any heap; tell whether there was one.

    A C library that cannot be asked (musl, macOS) is left as it is.
    """
    ask = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return ask is not None and ask(ctypes.c_size_t(0)) == 1


@contextmanager
def giving_back(every_s: float = GIVE_BACK_EVERY_S) -> Generator[None]:
    """Give back what is free, again and again, while something is done."""
    ended = Event()

    def run() -> None:
        while not ended.wait(every_s):
            give_back()

    thread = Thread(target=run, name="comptrol-memory", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
