"""What readers ask while others write: questions, pages, receipts, tiles, names to screen."""

import re
from collections.abc import Sequence
from random import Random  # noqa: TID251  (seeded)
from typing import Any, Final
from urllib.parse import urlencode

from benches.trial.lane import Lane
from benches.trial.wire import Wire
from benches.trial.world import CUSTOMERS, PASSWORD
from comptrol.domains.gate import Ordered
from comptrol.domains.registry import Made

PAGES: Final = ("/", "/log", "/law", "/orders", "/caps", "/parties/c-1", "/alarms", "/queue")
TILES: Final = ("/checkpoint", "/tile/0/000", "/tile/entries/000", "/subjects.json")
NAMES: Final = (
    "Huawei",
    "Rio Analytics",
    "SMIC",
    "Orchard Herbarium",
    "Inspur Group",
    "Oslo Grids",
)
OF_A_PARTY = 0.5
"""How often a question that is about nothing said here is about a party."""
FIXED: Final = ("/caps/balances?limit=20", "/alarms/alarms?limit=20", "/gate/queue?limit=20")
WITHIN_S: Final = 15.0
OK, SEE_OTHER = 200, 303
RECEIPTS_MAX: Final = 300


class Reader:
    """Asks one thing after another of what the lanes of its process have said."""

    def __init__(self, chance: Random, lanes: Sequence[Lane], name: str) -> None:
        self._chance, self._lanes, self._name = chance, lanes, name
        self._cookies = b""
        self.receipts: dict[int, bytes] = {}

    async def sign_in(self, wire: Wire) -> None:
        """Sign in to the console as a reader does; where that fails, pages are anybody's."""
        status, page, cookies = await wire.page(b"GET /console/sign-in HTTP/1.1\r\n")
        found = re.findall(rb'name="token" value="([^"]+)"', page)
        if status != OK or not found:
            return
        form = {"token": found[-1].decode(), "name": self._name, "password": PASSWORD, "next": ""}
        head = b"POST /console/sign-in HTTP/1.1\r\n" + cookies
        head += b"origin: http://127.0.0.1:%d\r\n" % wire.port
        head += b"content-type: application/x-www-form-urlencoded\r\n"
        status, _, cookies = await wire.page(head, urlencode(form).encode())
        self._cookies = cookies if status == SEE_OTHER else b""

    async def ask(self, wire: Wire, kind: str) -> int:
        """Ask one thing of a kind and return the status of the answer."""
        path, position = self._path(kind), -1
        if kind == "receipt":
            position = self._position()
            path = f"/ledger/receipt/{position}"
        head = b"GET %s HTTP/1.1\r\n" % path.encode() + self._cookies
        status, told = await wire.ask(head, within_s=WITHIN_S)
        if position >= 0 and status == OK and len(self.receipts) < RECEIPTS_MAX:
            self.receipts[position] = told
        return status

    def _path(self, kind: str) -> str:
        if kind == "page":
            return f"/console{self._chance.choice(PAGES)}"
        if kind == "tile":
            return self._chance.choice(TILES)
        if kind == "entries":
            return f"/entries?limit=20&start={max(0, self._position() - 20)}"
        if kind == "screen":
            return "/gate/screen?" + urlencode({"name": self._chance.choice(NAMES)})
        return self._question()

    def _question(self) -> str:
        said: Any = self._known()
        if isinstance(said, Ordered):
            words = {"order": said.order}
            name = self._chance.choice(("gate/order", "metering/order-usage", "gate/startable"))
            return f"/{name}?" + urlencode(words)
        if isinstance(said, Made):
            return f"/registry/{self._chance.choice(('lot', 'custody'))}?lot={said.lot}"
        if self._chance.random() < OF_A_PARTY:
            return f"/parties/party?party=c-{self._chance.randrange(CUSTOMERS)}"
        return self._chance.choice(FIXED)

    def _known(self) -> object:
        lane = self._chance.choice(self._lanes)
        return self._chance.choice(lane.known)[0] if lane.known else None

    def _position(self) -> int:
        lane = self._chance.choice(self._lanes)
        return lane.known[-1][1] if lane.known else 0
