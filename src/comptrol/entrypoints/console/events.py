"""How a browser hears of work as it goes on: server-sent events, few at a time, not for ever."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from time import monotonic
from typing import Final

import msgspec

from comptrol.entrypoints.console.progress import Now, Work

LOOK_EVERY_S: Final = 0.3
HEARTBEAT_S: Final = 10.0
"""A line without meaning, so that whatever stands between does not think that nobody is there."""
LASTS_S: Final = 60.0
"""A browser connects anew by itself, so that whoever has signed out is not told for ever, and a
server that ends does not wait for long."""
STREAMS_MAX: Final = 100
STREAMS_OF_ONE_MAX: Final = 6


class Streams:
    """How many listen, in all and of each account."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def room_for(self, owner: str) -> bool:
        """Tell whether one more may listen."""
        return self._open[owner] < STREAMS_OF_ONE_MAX and self._open.total() < STREAMS_MAX

    async def counted(self, owner: str, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass a stream on, counted until it ends or whoever listened is gone."""
        self._open[owner] += 1
        try:
            async for part in stream:
                yield part
        finally:
            self._open[owner] -= 1
            self._open += Counter()  # forgets whoever listens no more


async def told(work: Work, lasts_s: float = LASTS_S) -> AsyncIterator[bytes]:
    """Yield what is new of a work until it has ended."""
    yield b"retry: 2000\n\n"
    begun = heard = monotonic()
    last: Now | None = None
    while monotonic() - begun < lasts_s:
        now = work.now
        if now is not last:
            last, heard = now, monotonic()
            yield _event("progress", now)
        elif monotonic() - heard > HEARTBEAT_S:
            heard = monotonic()
            yield b": still here\n\n"
        if now.state.ended:
            yield _event("end", now)
            return
        await asyncio.sleep(LOOK_EVERY_S)


def _event(name: str, now: Now) -> bytes:
    shown = {
        "state": now.state.value,
        "done": now.done,
        "most": now.most,
        "words": now.words or now.state.value,
    }
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(shown) + b"\n\n"
