"""What the platform says about parties as it gets to know their names, or another list."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from comptrol.domains.parties import Enrolled, PartiesView, Party
from comptrol.domains.screening.formulas import Lists, Matcher, Subject, fingerprint, verdict_on
from comptrol.domains.screening.queries import weighed
from comptrol.domains.screening.statements import Adopted, Match, Rescreened, Screened
from comptrol.domains.screening.view import (
    IN_FORCE,
    Adoption,
    ScreeningView,
    Standing,
    standing_of,
)
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

RECORDED_MAX: Final = 8
"""The best matches that are recorded. Ten long ones might not fit an envelope of 16 KiB."""
RECORDED_BYTES_MAX: Final = 12_000
"""Beyond it a record leaves out the words: they follow from the two names."""
TEXT_MAX: Final = 300
"""What of a long requirement is recorded with a match: the whole stands in the list."""


HEARS: Final = (Enrolled, Adopted)


def observe(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Screen a party as it enrols, and every party when an edition is adopted.

    A person is enrolled without a name, so nothing can be screened and nothing is said: the gate
    asks. The same holds while the edition in force is not kept here.
    """
    said = entry.statement
    if isinstance(said, Enrolled):
        in_force = world[ScreeningView].current.get(IN_FORCE)
        matcher = None if in_force is None else world.reference(Lists).of(in_force.digest)
        if matcher is not None:
            yield from _screened(said, entry.position, matcher)
    elif isinstance(said, Adopted):
        yield from _rescreened(said, entry.position, world)


def subject_of(who: Enrolled | Party) -> Subject | None:
    """Return what is held against the lists of a party; nothing where it has no name here."""
    names = tuple(name for name in (who.name, *who.aliases) if name.strip())
    if who.person or not names:
        return None
    return Subject(names=names, country=who.country)


def would_stand(who: Party, matcher: Matcher, view: ScreeningView, on: date) -> Standing | None:
    """Return how a party would stand by an edition, with the decisions that hold on a day.

    It is worked out as it would be recorded, so that both can be compared; nothing where nothing
    would be recorded.
    """
    for said in _screened(who, 0, matcher):
        return weighed(view, standing_of(said, 0), on)
    return None


def _rescreened(said: Adopted, because: int, world: World) -> Iterator[Consequence]:
    """Hold every party against an edition: only what differs, where the one before is kept."""
    matcher = world.reference(Lists).of(said.digest)
    assert matcher is not None, "an adopted edition is kept here"
    before = _matcher_before(said, matcher, world)
    fresh, gone = (matcher, frozenset[str]()) if before is None else matcher.since(before)
    parties = recorded = 0
    for party in world[PartiesView].parties.where():
        subject = subject_of(party)
        if subject is None:
            continue
        parties += 1
        known = world[ScreeningView].standings.get(party.party)
        if before is None or _touched(subject, known, fresh, gone, matcher.version):
            recorded += 1
            yield from _screened(party, because, matcher)
    yield Rescreened(
        because=because,
        edition=said.edition,
        digest=said.digest,
        matcher=matcher.version,
        since=None if before is None else before.edition.digest,
        parties=parties,
        recorded=recorded,
    )


def _matcher_before(said: Adopted, matcher: Matcher, world: World) -> Matcher | None:
    """Return the edition that was in force until now, if it is kept and was the last adopted."""
    earlier = [row for row in world[ScreeningView].editions.where() if row.digest != said.digest]
    last = max(earlier, key=_position, default=None)
    found = None if last is None else world.reference(Lists).of(last.digest)
    return found if found is not None and found.version == matcher.version else None


def _position(row: Adoption) -> int:
    return row.position


def _touched(
    subject: Subject,
    known: Standing | None,
    fresh: Matcher | None,
    gone: frozenset[str],
    version: str,
) -> bool:
    """Tell whether what is recorded of a party may be otherwise by another edition."""
    if known is None or known.matcher != version or known.record != fingerprint(subject):
        return True
    if any(match.entity_id in gone for match in known.matches):
        return True
    return fresh is not None and bool(fresh.search(subject, limit=1))


def _screened(who: Enrolled | Party, because: int, matcher: Matcher) -> Iterator[Screened]:
    """Say what screening a party finds, unless it has no name to screen, or nothing in it."""
    subject = subject_of(who)
    if subject is None or not any(map(matcher.reads, subject.names)):
        return
    found = matcher.search(subject, limit=RECORDED_MAX + 1)
    matches = _recorded(found[:RECORDED_MAX])
    yield Screened(
        because=because,
        party=who.party,
        edition=matcher.edition.edition,
        digest=matcher.edition.digest,
        matcher=matcher.version,
        verdict=verdict_on(matches),
        matches=matches,
        record=fingerprint(subject),
        more=len(found) > RECORDED_MAX,
    )


def _recorded(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return matches as a record holds them: short enough for one envelope."""
    short = tuple(
        msgspec.structs.replace(match, requirement=match.requirement[:TEXT_MAX])
        for match in matches
    )
    if len(msgspec.json.encode(short)) <= RECORDED_BYTES_MAX:
        return short
    return tuple(msgspec.structs.replace(match, words=(), requirement="") for match in short)
