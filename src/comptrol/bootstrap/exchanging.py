"""What events of EPCIS 2.0 are written and read with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from comptrol.adapters.epcis import (
    PUBLISHED_AT,
    Document,
    Ear,
    Names,
    PublishedSchema,
    hear,
    read_document,
    shell,
    tell,
    writing,
)
from comptrol.bootstrap.platform import Platform
from comptrol.domains.ledger import LedgerView, origin
from comptrol.domains.registry import LotId
from comptrol.flow.exchanging import Exchanged, Exchanging, Heard, Log, Reject
from comptrol.flow.happenings import Happenings
from comptrol.kernel.errors import NotProvenError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import PartyId

__all__ = [
    "PUBLISHED_AT",
    "Document",
    "Manner",
    "manner_of",
    "read_document",
    "take_events",
    "tell_events",
]


class Manner(NamedTuple):
    """Under whose names events are exchanged, and by which schema they are held, if by any."""

    names: Names
    published: PublishedSchema | None

    def wrong(self, document: Mapping[str, Any]) -> str | None:
        """Return where something is not as the schema has it."""
        return None if self.published is None else self.published.wrong(document)


def manner_of(platform: Platform, place: str | None, schema: Path | None) -> Manner:
    """Return the manner that was asked for: without a place, under the log's own names."""
    published = None if schema is None else PublishedSchema(schema)
    if place is not None:
        return Manner(Names(place), published)
    with platform.world() as world:
        own = origin(world[LedgerView])
    if own is None:
        raise UnavailableError("the log has no name of its own: name a place by --ids")
    try:
        return Manner(Names(f"https://{own}/"), published)
    except UnreadableError as error:
        raise UnavailableError(f"{error}: name one by --ids") from error


def tell_events(
    platform: Platform, out: Path, manner: Manner, lot: LotId | None, since: int
) -> int:
    """Write what happened to all lots from a position on, or to one; return how many events."""
    created = platform.intake.clock.now()
    around = shell(created)
    if wrong := manner.wrong(around):
        raise NotProvenError(f"the document would not be as the schema has it: {wrong}")
    with platform.store.reading() as reading, writing(out, created) as written:
        happenings = Happenings(reading, platform.catalogue, platform.references)
        for happening in happenings.all(since) if lot is None else happenings.of(lot):
            event = tell(happening, manner.names)
            if wrong := manner.wrong({"@context": around["@context"], **event}):
                position = happening.entry.position
                raise NotProvenError(
                    f"entry {position} would not be as the schema has it: {wrong}"
                )
            written.add(event)
        return written.events


def take_events(
    platform: Platform,
    document: Document,
    parties: Sequence[PartyId],
    manner: Manner,
    reject: Reject,
    tell: Callable[[int], None],
) -> Exchanged:
    """Say what the events of a document say, in the voices of some parties."""
    if wrong := manner.wrong(document.shell):
        raise UnreadableError(f"the document is not as the schema has it: {wrong}")
    log = Log(platform.store.reading, platform.catalogue, platform.references)
    speakers = {party: platform.speaker(party) for party in parties}
    exchanging = Exchanging(speakers, log, reject)
    ear = Ear(manner.names, document.prefix, platform.intake.clock.now())
    return exchanging.run(_heard(document, ear, manner, exchanging), tell)


def _heard(
    document: Document, ear: Ear, manner: Manner, exchanging: Exchanging
) -> Iterator[Heard]:
    """Yield the events that can be read, each once; hand back the others."""
    before: dict[tuple[str, bool], object] = {}
    for number, event in enumerate(document.events, start=1):
        if isinstance(event, dict) and isinstance(name := event.get("eventID"), str):
            same = before.setdefault((name, "errorDeclaration" in event), event)
            if same is not event and same == event:
                exchanging.pass_over()
                continue
            if same is not event:
                exchanging.refuse(number, event, "another event has this eventID")
                continue
        try:
            heard = hear(number, event, ear)
        except UnreadableError as error:
            exchanging.refuse(number, event, str(error))
            continue
        if wrong := manner.wrong({"@context": document.shell["@context"], **event}):
            exchanging.refuse(number, event, f"not as the schema has it: {wrong}")
            continue
        yield heard
