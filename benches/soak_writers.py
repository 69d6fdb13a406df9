"""The writers of a soak: providers that order, take up and end, and send again until answered."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from random import Random  # noqa: TID251  (seeded: every run asks the same)
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final

import msgspec

from benches.soak_stage import CUSTOMERS, Soak
from benches.workload import H100, SITE
from comptrol.domains.gate import Confirmed, Ended, Ordered, OrderId, Service, Through
from comptrol.flow.speech import Speaker
from comptrol.kernel.identifiers import PartyId

BATCH: Final = 25
BEGINS, ENDS = 0.6, 0.5
"""So likely what was allowed begins, and ends."""
PATIENCE_S: Final = 60


class Writer(Thread):
    """One provider, that orders, takes up and ends what was allowed, and never gives up."""

    def __init__(self, soak: Soak, at: int, speaker: Speaker) -> None:
        super().__init__(daemon=True)
        self.soak, self.at, self.speaker = soak, at, speaker
        self.chance = Random(soak.seed * 1000 + at)  # noqa: S311
        self.number, self.turn = 0, 0

    def run(self) -> None:
        """Order until as many have been asked for as were wanted, in all."""
        try:
            while not self.soak.over.is_set():
                self._round()
        except Exception as error:  # noqa: BLE001  (told at the end, by whoever waits)
            self.soak.failed.append(f"writer {self.at}: {error!r}")
            self.soak.over.set()

    def _round(self) -> None:
        names = [OrderId(f"o-{self.at}-{self.turn + it}") for it in range(BATCH)]
        self.turn += BATCH
        told = self._send([self._order(it) for it in names])
        held = [it for one in told for it in _holds(one)]
        with self.soak.lock:
            self.soak.asked += BATCH
            self.soak.held.update(held)
            if self.soak.asked >= self.soak.orders:
                self.soak.over.set()
        allowed = [name for name, _ in held]
        begun = [it for it in allowed if self.chance.random() < BEGINS]
        self._send([Confirmed(order=OrderId(it), job=f"j/{it}") for it in begun])
        ended = [it for it in allowed if self.chance.random() < ENDS]
        self._send([self._end(OrderId(it)) for it in ended])

    def _order(self, name: OrderId) -> Ordered:
        return Ordered(
            order=name,
            door=Through.RENTAL,
            customer=PartyId(f"c-{self.chance.randrange(CUSTOMERS)}"),
            model=H100,
            chips=self.chance.choice((1, 1, 2, 4, 8)),
            on=datetime.now(UTC).date(),  # noqa: TID251
            end_use="crop forecasts",
            service=Service.MANAGED_JOB,
            site=SITE,
            length_s=self.chance.choice((600, 3600, 14_400, 86_400)),
            possession_passes=False,
        )

    def _end(self, name: OrderId) -> Ended:
        used = self.chance.choice((0, 10, 600))
        return Ended(order=name, at=datetime.now(UTC), used_chip_seconds=used)  # noqa: TID251

    def _send(self, said: list[Any]) -> list[Any]:
        """Send statements until they are answered, the very same bytes each time."""
        if not said:
            return []
        raws = [self.speaker.envelope(it, self.number + 1 + at) for at, it in enumerate(said)]
        self.number += len(said)
        end = monotonic() + PATIENCE_S
        while monotonic() < end:
            answer = _posted(self.soak.port, b"".join(raws))
            if answer is not None:
                told = [msgspec.json.decode(line) for line in answer.splitlines()]
                refused = [it for it in told if not it["accepted"]]
                if refused:
                    raise RuntimeError(f"refused: {refused[0]['findings']}")
                return told
            sleep(0.05)
        raise RuntimeError("the server did not come back")


def _posted(port: int, body: bytes) -> bytes | None:
    """Return the answer to a batch; nothing where the server was killed meanwhile."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as connection:
        try:
            headers = {"content-type": "application/cbor-seq"}
            connection.request("POST", "/statements/batch", body, headers)
            response = connection.getresponse()
            told = response.read()
        except (OSError, HTTPException):
            return None
        if response.status == HTTPStatus.OK:
            return told
        if response.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return None
        raise RuntimeError(f"{response.status}: {told[:300]!r}")


def _holds(told: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for it in told["consequences"]:
        said = it["statement"]
        if said["kind"] == "caps.posted/1" and said["act"] == "hold":
            yield said["hold"], it["position"]
