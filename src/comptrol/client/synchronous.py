"""How does a program speak to an authority, and ask it, one thing after the other?"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from comptrol.client.address import ClientCertificate
from comptrol.client.asynchronous import AsyncClient
from comptrol.client.patience import Patience
from comptrol.client.replies import Answer, Ruling
from comptrol.domains.gate import Ordered
from comptrol.flow.ports import Voice
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.statement import Statement

T = TypeVar("T")


class Client:
    """An ``AsyncClient`` for programs that wait: the same methods, and any thread may call them.

    It runs in a thread of its own, so that there is one way in which things are said.
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
        self._inner = AsyncClient(
            url,
            party,
            key_file,
            journal=journal,
            patience=patience,
            ca_file=ca_file,
            certificate=certificate,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="comptrol-client", daemon=True
        )
        self._thread.start()

    def say(
        self, statement: Statement, *, name: str | None = None, lasting: bool = True
    ) -> Answer:
        """Say one thing; see ``AsyncClient.say``."""
        return self._wait(self._inner.say(statement, name=name, lasting=lasting))

    def say_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """Say many things in order; see ``AsyncClient.say_all``."""
        return self._wait(self._inner.say_all(statements))

    def resume(self) -> None:
        """Send again what is under way; see ``AsyncClient.resume``."""
        self._wait(self._inner.resume())

    @overload
    def ask(self, question: str, *, into: type[T], **given: object) -> T: ...

    @overload
    def ask(self, question: str, *, into: None = None, **given: object) -> Any: ...  # noqa: ANN401

    def ask(self, question: str, *, into: type[T] | None = None, **given: object) -> Any:
        """Ask a question; see ``AsyncClient.ask``."""
        return self._wait(self._inner.ask(question, into=into, **given))

    def order(self, ordered: Ordered | None = None, **fields: object) -> Ruling | Refused:
        """Ask for an order; see ``AsyncClient.order``."""
        return self._wait(self._inner.order(ordered, **fields))

    def ruling(self, order: str) -> Ruling:
        """Return how an order is ruled on at present."""
        return self._wait(self._inner.ruling(order))

    def hand_over(
        self, path: str, made: Callable[[Voice, int, datetime], object], *, into: type[T]
    ) -> T | Refused:
        """Send something signed with something beside it; see ``AsyncClient.hand_over``."""
        return self._wait(self._inner.hand_over(path, made, into=into))

    def entry(self, position: int) -> bytes:
        """Return an entry of the log as it was signed."""
        return self._wait(self._inner.entry(position))

    def close(self) -> None:
        """Stop, and let go of everything. What is under way stays in the journal."""
        if self._loop.is_closed():
            return
        self._wait(self._inner.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        """Return itself, to be closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop.is_closed():
            work.close()
            raise UnavailableError("the client was closed")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
