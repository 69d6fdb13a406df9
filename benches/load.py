"""Offers signed statements to a server at a steady rate, and notes when each was answered.

Run as a process of its own: ``python -m benches.load URL RATE STATEMENTS ISSUERS FOLDER EVERY``,
with a file of envelopes, a CBOR sequence, to each issuer in the folder. A statement is due at its
time, whether or not the one before it was answered: what is late counts as waiting.
"""

import asyncio
import sys
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import msgspec

from comptrol.kernel.envelope import cut


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from when a statement was due: to its acknowledgement, and to its final receipt."""

    acknowledged: list[float]
    receipts: list[float]
    refused: int
    elapsed: float


class Connection:
    """One kept-alive connection, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, head: bytes, body: bytes = b"") -> tuple[int, bytes]:
        """Send a request; return status and body of the answer."""
        self._writer.write(head + b"content-length: %d\r\n\r\n" % len(body) + body)
        answered = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answered[9:12])
        if status == HTTPStatus.NO_CONTENT:
            return status, b""
        length = int(answered.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        return status, await self._reader.readexactly(length)


class Load:
    """The load of one run."""

    def __init__(self, url: str, rate: float, every: int) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._rate, self._every, self.start = rate, every, 0.0
        self.acknowledged: list[float] = []
        self.receipts: list[float] = []
        self.refused = 0
        self._asking: list[asyncio.Task[None]] = []

    async def connect(self) -> Connection:
        """Open a connection."""
        return Connection(*await asyncio.open_connection(self._host, self._port))

    async def say(self, connection: Connection, raws: list[bytes], first: int, step: int) -> None:
        """Say one issuer's statements, in order, each when it is due."""
        head = b"POST /statements HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n"
        for turn, raw in enumerate(raws):
            number = first + turn * step
            due = self.start + number / self._rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            status, body = await connection.send(head, raw)
            self.acknowledged.append(perf_counter() - due)
            self.refused += status != HTTPStatus.CREATED
            if self._every and number % self._every == 0:
                position = msgspec.json.decode(body)["position"]
                self._asking.append(asyncio.create_task(self._receipt(position, due)))

    async def _receipt(self, position: int, due: float) -> None:
        connection = await self.connect()
        head = b"GET /ledger/receipt/%d HTTP/1.1\r\nhost: x\r\n" % position
        status, _ = await connection.send(head)
        self.receipts.append(perf_counter() - due)
        self.refused += status != HTTPStatus.OK

    async def finish(self) -> None:
        """Wait for the receipts that were asked for."""
        await asyncio.gather(*self._asking)


async def offer(
    url: str, rate: float, statements: int, issuers: int, folder: Path, every: int
) -> Loaded:
    """Offer so many statements at a rate, by as many issuers as there are files.

    Of every so many the final receipt is asked for too; of none, if that is 0.
    """
    said = [cut((folder / f"{at}.cose-seq").read_bytes()) for at in range(issuers)]
    each = statements // issuers
    load = Load(url, rate, every)
    connections = [await load.connect() for _ in said]
    load.start = perf_counter() + 0.5
    saying = zip(connections, said, strict=True)
    await asyncio.gather(
        *(load.say(one, raws[:each], at, issuers) for at, (one, raws) in enumerate(saying))
    )
    await load.finish()
    return Loaded(
        acknowledged=load.acknowledged,
        receipts=load.receipts,
        refused=load.refused,
        elapsed=perf_counter() - load.start,
    )


if __name__ == "__main__":
    url, rate, statements, issuers, folder, every = sys.argv[1:]
    numbers = float(rate), int(statements), int(issuers)
    offered = asyncio.run(offer(url, *numbers, Path(folder), int(every)))
    sys.stdout.buffer.write(msgspec.json.encode(offered))
