"""How does usage reach the log: in this data folder, or over HTTP by the client?"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

from comptrol.bootstrap import Platform
from comptrol.client import Client
from comptrol.domains.metering import Event, UsageRow, event
from comptrol.entrypoints.agents.metering.filing import (
    Fate,
    Outcome,
    is_of_version,
    outcome,
    refused,
    statement_of,
)
from comptrol.entrypoints.cli.output import opened
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings

AT_ONCE: Final = 200


class Said(Protocol):
    """Answers to what is said: a refusal, or where it is."""

    @property
    def position(self) -> int:
        """Return where it is in the log."""
        ...


class Desk(Protocol):
    """Where a provider files."""

    party: PartyId

    def say_all(self, said: Sequence[Statement]) -> Sequence[Said | Refused]:
        """Say many things in order; one refusal stops no other."""
        ...

    def known(self, row: UsageRow) -> Event | None:
        """Return the event of a row as it stands in the log."""
        ...


class LocalDesk:
    """A data folder that has the provider's key and the log both."""

    def __init__(self, platform: Platform, party: PartyId) -> None:
        self.party, self._platform = party, platform
        self._speaker = platform.speaker(party)

    def say_all(self, said: Sequence[Statement]) -> Sequence[Said | Refused]:
        """Say many things in order: after a refusal the rest is said under the next numbers."""
        answers, at, many = list[Said | Refused](), 0, AT_ONCE
        while at < len(said):
            told = self._speaker.say_all(said[at : at + many])
            stop = next((n for n, it in enumerate(told) if isinstance(it, Refused)), None)
            answers += told if stop is None else told[: stop + 1]
            many = min(AT_ONCE, 2 * many) if stop is None else max(1, stop)
            at = len(answers)
        return answers

    def known(self, row: UsageRow) -> Event | None:
        """Return the event of a row as it stands in the log."""
        with self._platform.world() as world:
            try:
                return event(world, provider=self.party, source=row.source, event=row.event)
            except NotFoundError:
                return None


class RemoteDesk:
    """An authority's server; the provider's key is here alone."""

    def __init__(self, client: Client, party: PartyId) -> None:
        self.party, self._client = party, client

    def say_all(self, said: Sequence[Statement]) -> Sequence[Said | Refused]:
        """Say many things in order; one refusal stops no other."""
        return self._client.say_all(said)

    def known(self, row: UsageRow) -> Event | None:
        """Return the event of a row as it stands in the log."""
        try:
            return self._client.ask(
                "metering/event",
                into=Event,
                provider=self.party,
                source=row.source,
                event=row.event,
            )
        except NotFoundError:
            return None


@contextmanager
def desk(
    settings: Settings,
    party: str,
    server: tuple[str | None, Path | None, Path | None],
    data: str | None,
) -> Generator[Desk]:
    """Return the desk that the caller named; ``server`` is its address, the key, a journal."""
    url, key, journal = server
    if (url is None) != (key is None):
        raise UnreadableError("--url and --key go together")
    if journal is not None and url is None:
        raise UnreadableError("--journal keeps what is sent to a --url")
    if url is None or key is None:
        with closing(opened(settings, data)) as platform:
            yield LocalDesk(platform, PartyId(party))
        return
    with Client(url, party, key, journal=journal) as client:
        yield RemoteDesk(client, PartyId(party))


def filed(at: Desk, rows: Sequence[UsageRow], reason: str) -> Iterator[Outcome]:
    """File rows in order, and yield what became of each."""
    for start in range(0, len(rows), AT_ONCE):
        yield from _filed(at, rows[start : start + AT_ONCE], reason)


def _filed(at: Desk, rows: Sequence[UsageRow], reason: str) -> Iterator[Outcome]:
    said, sayable = list[Statement](), list[UsageRow]()
    for row in rows:
        try:
            said.append(statement_of(row, at.party, reason))
            sayable.append(row)
        except UnreadableError as error:
            yield outcome(row, Fate.REFUSED, str(error))
    for row, answer in zip(sayable, at.say_all(said), strict=True):
        if isinstance(answer, Refused):
            known = at.known(row) if is_of_version(answer) else None
            yield refused(row, answer, known)
        else:
            yield outcome(row, Fate.FILED, position=answer.position)
