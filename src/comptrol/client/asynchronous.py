"""How does a program speak to an authority, and ask it, without waiting for each answer?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, overload
from urllib.parse import urlencode

import msgspec

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.keyring_files import FileKeyring
from comptrol.client.address import Address, ClientCertificate
from comptrol.client.delivery import Saying
from comptrol.client.journal import FileJournal, Journal, MemoryJournal
from comptrol.client.lane import Lane
from comptrol.client.line import JSON, Line, error_in
from comptrol.client.ordering import ordered_of, ruled_before, ruling_in_force
from comptrol.client.patience import Patience
from comptrol.client.post import Post
from comptrol.client.replies import Accepted, Answer, Ruling, handed, ruling_in
from comptrol.client.wire import Wire
from comptrol.domains.gate import Ordered, OrderId
from comptrol.flow.ports import Voice
from comptrol.kernel.envelope import MEDIA_TYPE
from comptrol.kernel.errors import ComptrolError, UnavailableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

T = TypeVar("T")

_ORDER_EXISTS: Final = "gate.order-exists"


class AsyncClient:
    """Speaks for one party under one key. The key stays here: only signed statements leave.

    ``key_file`` is a file ``NAME.key`` as ``comptrol enrol`` makes it, for its owner alone to
    read. With a ``journal``, a file of this client alone, what was signed is kept before it is
    sent, and sent again after the program was ended; without one that holds as long as the program
    runs. Give every program a key of its own: two that share one take each other's numbers.

    For ``https``, ``ca_file`` has whom to believe, and ``certificate`` what is shown to a server
    that asks for one.
    """

    def __init__(  # noqa: PLR0913  (one to each thing that stays where the program is)
        self,
        url: str,
        party: str,
        key_file: Path | str,
        *,
        journal: Path | str | None = None,
        patience: Patience | None = None,
        ca_file: Path | None = None,
        certificate: ClientCertificate | None = None,
    ) -> None:
        key = Path(key_file)
        voice = FileKeyring(key.parent).of(PartyId(key.stem)).speaking_for(PartyId(party))
        self._voice = voice
        address = Address(url, ca_file, certificate)
        self.party, self._clock = voice.party, SystemClock()
        self._journal: Journal = MemoryJournal()
        if journal is not None:
            self._journal = FileJournal(Path(journal), voice.key, address.url)
        self._wire = Wire(address)
        self._line = Line(self._wire, patience or Patience())
        self._lane = Lane(Post(self._line, voice, self._journal, self._clock))

    async def say(
        self, statement: Statement, *, name: str | None = None, lasting: bool = True
    ) -> Answer:
        """Say one thing and return the answer: accepted, or refused with every reason.

        Under a ``name`` it is said once: said again, the first answer is returned; other words
        under the same name are an error. The answers are kept in the journal. What is not
        ``lasting`` is dropped where the server could not be reached, journal or not: for what is
        of no use later.
        """
        (told,) = await self._lane.say_all([Saying.of(statement, name, lasting=lasting)])
        if isinstance(told, Accepted | Refused):
            return told
        raise told

    async def say_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """Say many things in order, and return an answer to each. One refusal stops no other.

        Where one cannot be said at all, the first such error is raised, and the rest is said.
        """
        told = await self._lane.say_all([Saying.of(it) for it in statements])
        answers = [it for it in told if isinstance(it, Accepted | Refused)]
        for one in told:
            if not isinstance(one, Accepted | Refused):
                raise one
        return answers

    async def say_named(self, named: Mapping[str, Statement]) -> dict[str, Answer | ComptrolError]:
        """Say many things in order, each under its name once; return what became of each.

        Whoever has taken note of the answers lets go of them with ``forget``.
        """
        sayings = [Saying.of(statement, name) for name, statement in named.items()]
        told = await self._lane.say_all(sayings)
        return dict(zip(named, told, strict=True))

    def forget(self, names: Sequence[str]) -> None:
        """Let go of the answers that are kept under names."""
        self._journal.forget(names)

    def server_time(self) -> datetime | None:
        """Return what time it is at the server, by the second; nothing before its first answer."""
        return self._wire.server_time()

    async def resume(self) -> None:
        """Send again what the journal has under way; raise UnavailableError while it cannot be."""
        await self._lane.resume()

    @overload
    async def ask(self, question: str, *, into: type[T], **given: object) -> T: ...

    @overload
    async def ask(self, question: str, *, into: None = None, **given: object) -> Any: ...  # noqa: ANN401

    async def ask(self, question: str, *, into: type[T] | None = None, **given: object) -> Any:
        """Ask a question such as ``gate/order`` and return the answer, as JSON or ``into`` a type.

        Parameters are given by name; one that has parts of its own makes it a body.
        """
        words = {name: msgspec.to_builtins(value) for name, value in given.items()}
        words = {name: value for name, value in words.items() if value is not None}
        path = "/" + question.strip("/")
        if any(isinstance(value, dict | list) for value in words.values()):
            body, headers = (
                msgspec.json.encode(words),
                (*JSON, ("content-type", "application/json")),
            )
            reply, _ = await self._line.reach("POST", path, body, headers)
        else:
            query = urlencode({name: _word(value) for name, value in words.items()})
            reply, _ = await self._line.reach("GET", f"{path}?{query}" if query else path)
        if reply.status != HTTPStatus.OK:
            raise error_in(reply)
        try:
            return msgspec.json.decode(reply.body, type=Any if into is None else into)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise UnavailableError(f"the answer to {question} cannot be read: {error}") from error

    async def order(self, ordered: Ordered | None = None, **fields: object) -> Ruling | Refused:
        """Ask for an order and return how it is ruled on, or why it was not admitted.

        The order is given whole, or by its fields: the door is then a rental and the day today
        where nothing else is said. An order that was made before in the same words is not made
        again: the ruling that is in force on it is returned. Where the authority could not be
        reached, nothing was asked for.
        """
        said = ordered or ordered_of(fields, self._clock.now())
        answer = await self.say(said, lasting=False)
        if isinstance(answer, Accepted):
            return ruling_in(said.order, answer)
        if answer.findings[0].code != _ORDER_EXISTS:
            return answer
        return await ruled_before(self.ask, said, self.party) or answer

    async def ruling(self, order: str) -> Ruling:
        """Return how an order is ruled on at present; NotFoundError where there is none."""
        return await ruling_in_force(self.ask, OrderId(order))

    async def entry(self, position: int) -> bytes:
        """Return an entry of the log as it was signed."""
        headers = (("accept", MEDIA_TYPE),)
        reply, _ = await self._line.reach("GET", f"/entries/{position}", headers=headers)
        if reply.status != HTTPStatus.OK:
            raise error_in(reply)
        return reply.body

    async def hand_over(
        self, path: str, made: Callable[[Voice, int, datetime], object], *, into: type[T]
    ) -> T | Refused:
        """Send something signed with something beside it, where no statement alone will do.

        What is ``made`` is signed under the key's next number. Nothing else may be under way:
        where another program speaks under the same key, the number may be taken meanwhile, and
        the answer is a refusal.
        """
        await self._lane.resume()
        asked, _ = await self._line.reach("GET", f"/keys/{self._voice.key.hex()}")
        try:
            number = msgspec.json.decode(asked.body, type=dict[str, Any])["next_sequence"]
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
            raise error_in(asked) from error
        body = msgspec.json.encode(made(self._voice, number, self._clock.now()))
        headers = (*JSON, ("content-type", "application/json"))
        reply, _ = await self._line.reach("POST", path, body, headers)
        return handed(reply, into)

    async def close(self) -> None:
        """Stop, and let go of connections and journal. What is under way stays in the journal."""
        await self._lane.close()
        await self._line.close()
        self._journal.close()

    async def __aenter__(self) -> Self:
        """Return itself, to be closed at the end."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.close()


def _word(value: object) -> str:
    """Return a parameter as it stands in a URL."""
    return str(value).lower() if isinstance(value, bool) else str(value)
