"""One writer process of a trial: operations of many kinds, due by a seeded schedule, or at once.

Run as ``python -m benches.trial.load``, with what it is to do as JSON in the first line of its
input, and when it begins in the second, once it has said that it is ready; it offers load until
that input ends, waits for what was not answered yet, and then says what it saw. Operations are due
whether or not those before them were answered (open loop); to measure what the machine can do, so
many are under way at any time instead (closed loop).
"""

import asyncio
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: the same schedule every time)
from time import monotonic
from typing import Final

import msgspec

from benches.trial.asking import Reader
from benches.trial.gating import Scheduler
from benches.trial.journal import Journal
from benches.trial.lane import Lane
from benches.trial.saying import Maker, Seller
from benches.trial.wire import Seen, Wire
from benches.trial.world import MAKERS_EACH, PROVIDERS_EACH, maker, provider
from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.keyring_files import FileKeyring

MIX: Final = {
    "say": 60.0,
    "batch": 2.0,
    "bulk": 0.1,
    "question": 16.0,
    "tile": 6.0,
    "receipt": 5.0,
    "entries": 3.0,
    "page": 3.0,
    "screen": 2.0,
    "gate": 3.0,
}
"""Of how many operations each kind is one, together about a hundred."""
SAID: Final = {"say": 1, "batch": 10, "bulk": 260}
"""So many statements to an operation; so many at once are read in other processes."""
UNDER_WAY_MAX: Final = 3_000
LAST_S: Final = 90.0
"""How long is waited at the end for what was not answered."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What one writer is to do."""

    at: int
    data: str
    told: str
    port: int
    gate_port: int | None
    seed: int
    run: str
    rate: float = 0.0
    """Operations a second; none: so many under way at any time."""
    under_way: int = 0
    numbers: str = ""
    """The file that says by how much the server's machine has its clock off."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one writer saw beside its rows."""

    offered: int
    unanswered: int
    shed: int
    refused: dict[str, int]
    receipts: dict[int, bytes]
    gate_said: dict[str, int] = {}


class Writer:
    """All that one process of a trial does."""

    def __init__(self, wish: Wish) -> None:
        self.wish, self.chance = wish, Random(f"{wish.seed}/{wish.run}/{wish.at}")  # noqa: S311  (seeded)
        ring = FileKeyring(Path(wish.data) / "keys")
        words = (self.chance, f"{wish.run}-{wish.at}")
        self.lanes: list[Lane] = []
        sellers = [
            Seller(provider(wish.at, it), self.chance, f"{words[1]}-{it}")
            for it in range(PROVIDERS_EACH)
        ]
        makers = [
            Maker(maker(wish.at, it), self.chance, f"{words[1]}-m{it}", sellers[it])
            for it in range(MAKERS_EACH)
        ]
        for who in (*sellers, *makers):
            self.lanes.append(Lane(ring.of(who.party), who, self._now))
        self.reader = Reader(self.chance, self.lanes, f"reader-{wish.at}")
        self.seen = Seen()
        self.tasks: set[asyncio.Task[None]] = set()
        self.offered = self.shed = 0
        self.scheduler: Scheduler | None = None

    def _now(self) -> datetime:
        """Return the time of the server's machine: whoever speaks to it is beside it."""
        off = 0
        if self.wish.numbers:
            off = int.from_bytes(Path(self.wish.numbers).read_bytes()[:8], "little", signed=True)
        return SystemClock().now() + timedelta(seconds=off)

    async def run(self) -> Told:
        """Offer load until the input ends; then wait for what is under way."""
        wish, folder = self.wish, Path(self.wish.told)
        wire, journal = Wire(wish.port), Journal(folder / f"said-{wish.run}-{wish.at}.jsonl")
        if wish.gate_port is not None:
            let = Journal(folder / f"let-{wish.run}-{wish.at}.jsonl")
            self.scheduler = Scheduler(Wire(wish.gate_port), let, f"{wish.run}-{wish.at}")
        for lane in self.lanes:
            await lane.begin(wire)
        await self.reader.sign_in(wire)
        (folder / f"ready-{wish.run}-{wish.at}").touch()
        self.seen.start = float(await asyncio.to_thread(sys.stdin.buffer.readline))
        running = [asyncio.create_task(it.run(wire, journal, self.seen)) for it in self.lanes]
        over = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.read))
        offering = self._open(wire, over) if wish.rate else self._closed(wire, over)
        await asyncio.wait(
            {asyncio.create_task(offering), *running}, return_when="FIRST_COMPLETED"
        )
        if any(it.done() for it in running):
            raise SystemExit([it.exception() for it in running if it.done()])
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=LAST_S)
        left = len(self.tasks)
        (folder / f"seen-{wish.run}-{wish.at}.csv").write_text("".join(self.seen.rows))
        return self._told(left)

    def _told(self, left: int) -> Told:
        refused = sum((it.refused for it in self.lanes), Counter[str]())
        receipts = self.reader.receipts
        return Told(
            offered=self.offered,
            unanswered=left,
            shed=self.shed,
            refused=dict(refused),
            receipts=receipts,
            gate_said=self.scheduler.said if self.scheduler is not None else {},
        )

    async def _open(self, wire: Wire, over: asyncio.Task[bytes]) -> None:
        due = self.seen.start
        while not over.done():
            due += self.chance.expovariate(self.wish.rate)
            await asyncio.sleep(max(0.0, due - monotonic()))
            self.offered += 1
            if len(self.tasks) >= UNDER_WAY_MAX:
                self.shed += 1
                self.seen.note("shed", due, 0, 0)
                continue
            task = asyncio.create_task(self._done(wire, self._kind(), due))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _closed(self, wire: Wire, over: asyncio.Task[bytes]) -> None:
        await asyncio.sleep(max(0.0, self.seen.start - monotonic()))

        async def one_after_another() -> None:
            while not over.done():
                self.offered += 1
                await self._done(wire, self._kind(), monotonic())

        await asyncio.gather(*(one_after_another() for _ in range(self.wish.under_way)))

    def _kind(self) -> str:
        return self.chance.choices(tuple(MIX), tuple(MIX.values()))[0]

    async def _done(self, wire: Wire, kind: str, due: float) -> None:
        if kind in SAID:
            lanes = self.lanes[PROVIDERS_EACH:] if kind == "bulk" else self.lanes
            await self.chance.choice(lanes).say(kind, SAID[kind], due)
            return
        if kind == "gate":
            if self.scheduler is not None:
                status = await self.scheduler.ask()
                self.seen.note(kind, due, status, status)
            return
        status = await self.reader.ask(wire, kind)
        self.seen.note(kind, due, status, status)


def main() -> None:
    """Do what the first line of the input says."""
    wish = msgspec.json.decode(sys.stdin.buffer.readline(), type=Wish)
    told = asyncio.run(Writer(wish).run())
    path = Path(wish.told) / f"told-{wish.run}-{wish.at}.json"
    path.write_bytes(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
