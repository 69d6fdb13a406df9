"""One key of a trial: what is said under it goes in order, and again until it is answered."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from benches.trial.journal import Acknowledged, Journal, digest
from benches.trial.saying import Maker, Seller
from benches.trial.wire import Seen, Wire
from comptrol.adapters.keyring_files import PartyKey
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.statement import Statement

AT_ONCE: Final = 50
"""What waits under one key is sent together, as a client does that was kept waiting."""
WITHIN_S: Final = 20.0
AGAIN_AFTER_S: Final = 0.1
OK, CREATED, CONFLICT, REFUSED = 200, 201, 409, 422
ONE: Final = b"POST /statements HTTP/1.1\r\ncontent-type: application/cose\r\n"
MANY: Final = b"POST /statements/batch HTTP/1.1\r\ncontent-type: application/cbor-seq\r\n"
GAP: Final = "flow.sequence-gap"

Wanted = tuple[str, int, float, "asyncio.Future[None]"]
"""A kind of operation, how many statements it has, when it was due, and whoever waits for it."""


class Lane:
    """One key, and whoever speaks under it."""

    def __init__(self, key: PartyKey, who: Seller | Maker, now: Callable[[], datetime]) -> None:
        self._key, self.who, self._now = key, who, now
        self._queue: asyncio.Queue[Wanted] = asyncio.Queue()
        self.number = 0
        self.refused: Counter[str] = Counter()
        self.known: list[tuple[Statement, int]] = []

    async def say(self, kind: str, count: int, due: float) -> None:
        """Say so many things, and return when all of them were answered."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((kind, count, due, waiting))
        await waiting

    async def begin(self, wire: Wire) -> None:
        """Ask for the number after the last that is logged."""
        head = b"GET /keys/%s HTTP/1.1\r\n" % self._key.key.hex().encode()
        status, told = await wire.ask(head, within_s=WITHIN_S)
        while status != OK:
            await asyncio.sleep(AGAIN_AFTER_S)
            status, told = await wire.ask(head, within_s=WITHIN_S)
        self.number = msgspec.json.decode(told)["next_sequence"] - 1

    async def run(self, wire: Wire, journal: Journal, seen: Seen) -> None:
        """Say what is wanted, in order, for ever."""
        while True:
            batch = [await self._queue.get()]
            while sum(it[1] for it in batch) < AT_ONCE and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            first, last = await self._said(wire, journal, sum(it[1] for it in batch))
            for kind, _, due, waiting in batch:
                seen.note(kind, due, first, last)
                if not waiting.done():
                    waiting.set_result(None)

    async def _said(self, wire: Wire, journal: Journal, count: int) -> tuple[int, int]:
        """Say so many things; return the status of the first answer, and of the last."""
        first = status = -1
        left = [self.who.next(self._now()) for _ in range(count)]
        while left:
            raws = [self._signed(it, self.number + 1 + at) for at, it in enumerate(left)]
            while True:
                status, answers = await self._sent(wire, raws)
                first = status if first < 0 else first
                if answers is not None:
                    break
                await asyncio.sleep(AGAIN_AFTER_S)
            left = self._taken(journal, list(zip(left, raws, answers, strict=True)))
        return first, status

    async def _sent(
        self, wire: Wire, raws: list[bytes]
    ) -> tuple[int, list[dict[str, Any]] | None]:
        """Send once; the answers are nothing where the same has to be sent again."""
        head = ONE if len(raws) == 1 else MANY
        status, told = await wire.ask(head, b"".join(raws), within_s=WITHIN_S)
        if status in {OK, CREATED} and len(raws) > 1:
            return status, [msgspec.json.decode(line) for line in told.splitlines()]
        if status in {OK, CREATED, CONFLICT, REFUSED}:
            return status, [msgspec.json.decode(told)]
        if status in {0, 503, 500, 429, 408}:
            return status, None
        raise SystemExit(f"{status}: {told[:300]!r}")

    def _taken(
        self, journal: Journal, answered: list[tuple[Statement, bytes, dict[str, Any]]]
    ) -> list[Statement]:
        """Keep what was acknowledged; return what was not heard since something before was not."""
        kept, again = [], []
        for said, raw, answer in answered:
            if answer["accepted"]:
                self.number += 1
                kept.append(_kept(raw, answer))
            elif answer["findings"][0]["code"] == GAP and (
                again or self._refused_before(answered)
            ):
                again.append(said)
            else:
                self.refused[answer["findings"][0]["code"]] += 1
        if kept:
            journal.keep(kept)
        for said, _, answer in answered:
            if answer["accepted"]:
                self.who.told(said, answer, self._now())
                self.known.append((said, answer["position"]))
        del self.known[:-200]
        return again

    def _refused_before(self, answered: list[tuple[Statement, bytes, dict[str, Any]]]) -> bool:
        codes = [it[2]["findings"][0]["code"] for it in answered if not it[2]["accepted"]]
        return codes[0] != GAP

    def _signed(self, said: Statement, number: int) -> bytes:
        claims = Claims(
            issuer=self._key.party,
            subject=said.subject,
            said_at=int(self._now().timestamp()),
            sequence=number,
            key=self._key.key,
        )
        return seal(claims, msgspec.json.encode(said), self._key.sign)


def _kept(raw: bytes, answer: dict[str, Any]) -> Acknowledged:
    return Acknowledged(
        digest=digest(raw),
        position=answer["position"],
        repeated=answer["receipt"]["repeated"],
        holds=dict(_holds(answer)),
    )


def _holds(answer: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for it in answer["consequences"]:
        said = it["statement"]
        if said["kind"] == "caps.posted/1" and said["act"] == "hold":
            yield said["hold"], it["position"]
