"""How many heaps do threads have, and is what they do not use given back?"""

import re
import subprocess
import sys
from platform import libc_ver

import pytest

from comptrol.entrypoints.api.memory import ARENAS

THREADS = 12
CROWD = """
import ctypes, sys
from threading import Barrier, Thread
from comptrol.entrypoints.api.memory import keep_heaps_small

taken = keep_heaps_small() if sys.argv[1] == "few" else True
libc, together = ctypes.CDLL(None), Barrier({threads})
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]

def allocate():
    together.wait()
    for _ in range(200):
        libc.malloc(10_000)
    together.wait()

crowd = [Thread(target=allocate) for _ in range({threads})]
for it in crowd: it.start()
for it in crowd: it.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
sys.exit(not taken)
"""
HOLES = """
import ctypes
from resource import getpagesize
from time import monotonic, sleep
from comptrol.entrypoints.api.memory import giving_back

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * getpagesize()

blocks = [libc.malloc(1_000) for _ in range(64_000)]
for block in blocks: ctypes.memset(block, 1, 1_000)
for at, block in enumerate(blocks):
    if at % 200: libc.free(block)  # what is left keeps the heap from becoming shorter
before, end = resident(), monotonic() + 30
with giving_back(every_s=0.05):
    while before - resident() < 32_000_000 and monotonic() < end: sleep(0.05)
print(before - resident())
"""

LARGE = """
import ctypes, sys
from comptrol.entrypoints.api.memory import keep_heaps_small

if sys.argv[1] == "few": keep_heaps_small()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]
libc.free(libc.malloc(16_000_000))
large = [libc.malloc(1_000_000) for _ in range(40)]
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def beside(word: str) -> int:
    """Return how many blocks lie beside the heaps when a larger one has been freed before."""
    command = [sys.executable, "-c", LARGE, word]
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (ours)
    return int(re.findall(rb'type="mmap" count="([0-9]+)"', ran.stdout)[-1])


def heaps(word: str) -> int:
    """Return how many heaps a process has that has had many threads at once."""
    program = CROWD.format(threads=THREADS)
    command = [sys.executable, "-c", program, word]
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (ours)
    return ran.stdout.count(b"<heap nr=")


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="only this C library has the setting")
def test_many_threads_share_few_heaps():
    assert heaps("few") <= ARENAS < heaps("as it is")


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="only this C library has the setting")
def test_large_blocks_lie_beside_the_heaps_whatever_was_freed_before():
    assert beside("few") >= 40 > beside("as it is")


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="only this C library can be asked")
def test_what_is_free_in_the_middle_of_a_heap_is_given_back():
    command = [sys.executable, "-c", HOLES]
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (ours)
    assert int(ran.stdout) >= 32_000_000
