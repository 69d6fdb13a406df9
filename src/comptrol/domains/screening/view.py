"""What is known about screening: the editions, where each party stands, and what was decided."""

from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never

import msgspec

from comptrol.domains.screening.statements import (
    Adopted,
    Cleared,
    Confirmed,
    Decided,
    EditionId,
    EntityId,
    Match,
    Rescreened,
    Screened,
    ScreeningStatement,
    Verdict,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

IN_FORCE: Final = "in-force"
"""The one key of ``screening_current``."""


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """One edition that the authority has adopted, and where in the log it last did so."""

    edition: EditionId
    title: str
    published: date
    digest: Digest
    entities: int
    names: int
    source: str
    position: int


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """The edition that parties are screened against now: one row, or none before the first."""

    place: str
    edition: EditionId
    digest: Digest
    position: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the latest screening of a party found, by which edition and which matcher."""

    party: PartyId
    edition: EditionId
    digest: Digest
    matcher: str
    verdict: Verdict
    matches: tuple[Match, ...]
    position: int
    record: Digest | None = None
    more: bool = False


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer last decided about a party and a listed entity it was taken for."""

    party: PartyId
    entity_id: EntityId
    same: bool
    """Whether the party is that entity."""
    record: Digest
    entry: Digest
    reason: str
    since: date
    until: date
    by: PartyId
    position: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What the adoption of an edition led to: who was held against it, and how."""

    digest: Digest
    matcher: str
    since: Digest | None
    parties: int
    recorded: int
    position: int


class ScreeningView(View):
    """Editions adopted, the one in force, the standing of each party, decisions about matches."""

    editions: Table[EditionId, Adoption] = Table.of("screening_editions", Adoption, key="edition")
    current: Table[str, Current] = Table.of("screening_current", Current, key="place")
    standings: Table[PartyId, Standing] = Table.of("screening_standings", Standing, key="party")
    decisions: Table[Key, Decision] = Table.of(
        "screening_decisions", Decision, key="party entity_id"
    )
    coverage: Table[Digest, Coverage] = Table.of("screening_coverage", Coverage, key="digest")


def apply(view: ScreeningView, entry: Entry[ScreeningStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Adopted() as said:
            yield view.editions.put(_adoption(said, entry.position))
            yield view.current.put(
                Current(
                    place=IN_FORCE,
                    edition=said.edition,
                    digest=said.digest,
                    position=entry.position,
                )
            )
        case Cleared() | Confirmed() as said:
            yield view.decisions.put(_decision(said, entry))
        case Screened() as said:
            yield view.standings.put(standing_of(said, entry.position))
        case Rescreened() as said:
            yield view.coverage.put(_coverage(said, entry.position))
        case never:
            assert_never(never)


def _adoption(said: Adopted, position: int) -> Adoption:
    return Adoption(
        edition=said.edition,
        title=said.title,
        published=said.published,
        digest=said.digest,
        entities=said.entities,
        names=said.names,
        source=said.source,
        position=position,
    )


def standing_of(said: Screened, position: int) -> Standing:
    """Return how a party stands by what was said of it at a position."""
    return Standing(
        party=said.party,
        edition=said.edition,
        digest=said.digest,
        matcher=said.matcher,
        verdict=said.verdict,
        matches=said.matches,
        position=position,
        record=said.record,
        more=said.more,
    )


def _decision(said: Decided, entry: Entry[ScreeningStatement]) -> Decision:
    return Decision(
        party=said.party,
        entity_id=said.entity_id,
        same=isinstance(said, Confirmed),
        record=said.record,
        entry=said.entry,
        reason=said.reason,
        since=entry.logged_at.date(),
        until=said.until,
        by=entry.signer,
        position=entry.position,
    )


def _coverage(said: Rescreened, position: int) -> Coverage:
    return Coverage(
        digest=said.digest,
        matcher=said.matcher,
        since=said.since,
        parties=said.parties,
        recorded=said.recorded,
        position=position,
    )
