"""How does a scheduler ask the provider's own gate, which runs beside it?"""

from http import HTTPStatus

import msgspec

from comptrol.client.address import Address
from comptrol.client.line import JSON, AwayError, Line, error_in, said_in
from comptrol.client.patience import Patience
from comptrol.client.wire import Reply, Wire
from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.authority import ConflictError
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.statement import Statement

_HEADERS = (*JSON, ("content-type", "application/json"))
_PATIENCE = Patience(tries=2, try_seconds=2.0, seconds=4.0, pause=0.02)


class NeighbourDesk:
    """Asks ``comptrol agent gate`` over HTTP. It keeps what it is told before it answers."""

    def __init__(self, url: str) -> None:
        self._line = Line(Wire(Address(url)), _PATIENCE)

    async def ask(self, order: Ordered) -> Told:
        """Ask for an order; asked again under the same name, the first answer is given again."""
        return _told(await self._post("/orders", order))

    async def amend(self, change: Amended) -> Told:
        """Ask to change an order; what is not allowed leaves it as it was."""
        return _told(await self._post(f"/orders/{change.order}/amend", change))

    async def startable(self, order: OrderId) -> Told:
        """Ask just before the start whether an order may still begin today."""
        return _told(await self._get(f"/orders/{order}/startable"))

    async def confirm(self, said: Confirmed) -> None:
        """Say under which name of the scheduler an order has been taken up."""
        await self._post(f"/orders/{said.order}/confirm", said)

    async def end(self, said: Ended) -> None:
        """Say that an order is over, and what it used."""
        await self._post(f"/orders/{said.order}/end", said)

    async def stops(self) -> tuple[Told, ...]:
        """Ask which orders that were let through must stop, and why."""
        return msgspec.json.decode((await self._get("/stops")).body, type=tuple[Told, ...])

    async def close(self) -> None:
        """Let go of every connection."""
        await self._line.close()

    async def _post(self, path: str, said: Statement) -> Reply:
        fields = msgspec.to_builtins(said)
        del fields["kind"]
        return await self._reached("POST", path, msgspec.json.encode(fields))

    async def _get(self, path: str) -> Reply:
        return await self._reached("GET", path, b"")

    async def _reached(self, method: str, path: str, body: bytes) -> Reply:
        try:
            reply, _ = await self._line.reach(method, path, body, _HEADERS)
        except AwayError as away:
            raise UnavailableError(f"the provider's gate gives no answer: {away}") from away
        if reply.status == HTTPStatus.CONFLICT:
            raise ConflictError(said_in(reply))
        if reply.status >= HTTPStatus.BAD_REQUEST:
            raise error_in(reply)
        return reply


def _told(reply: Reply) -> Told:
    try:
        return msgspec.json.decode(reply.body, type=Told)
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnavailableError(f"the gate's answer cannot be read: {error}") from error
