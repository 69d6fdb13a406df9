"""What may be said about screening, given what is known."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, assert_never

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.screening.formulas import Lists
from comptrol.domains.screening.refusals import ScreeningRefusal
from comptrol.domains.screening.statements import (
    Adopted,
    Cleared,
    Confirmed,
    Decided,
    Rescreened,
    Screened,
    ScreeningStatement,
)
from comptrol.domains.screening.view import ScreeningView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

DAYS_MAX: Final = timedelta(days=731)
"""Two years: after it somebody looks again, whatever has or has not changed."""


def check(entry: Entry[ScreeningStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Adopted() as said:
            yield from _check_adopted(said, world)
        case Cleared() | Confirmed() as said:
            yield from _check_decided(said, entry, world)
        case Screened() | Rescreened():
            return  # a consequence: only the platform says it, and intake takes it from nobody
        case never:
            assert_never(never)


def _check_adopted(said: Adopted, world: World) -> Iterator[Finding]:
    """Refuse an edition that is not the one loaded here, or not what it is said to be."""
    kept = world.reference(Lists).of(said.digest)
    if kept is None:
        yield Finding.of(ScreeningRefusal.LIST_NOT_HERE, said.digest)
    known = world[ScreeningView].editions.get(said.edition)
    if known is not None and known.digest != said.digest:
        detail = f"{said.edition} is {known.digest} since position {known.position}"
        yield Finding.of(ScreeningRefusal.EDITION_TAKEN, detail)
    if kept is not None:
        for field in ("edition", "title", "published", "entities", "names", "source"):
            told, found = getattr(said, field), getattr(kept.edition, field)
            if told != found:
                detail = f"{field} is {found}, not {told}"
                yield Finding.of(ScreeningRefusal.MISDESCRIBED, detail)


def _check_decided(
    said: Decided, entry: Entry[ScreeningStatement], world: World
) -> Iterator[Finding]:
    """Refuse what is about another match than the one that stands, or for the wrong time."""
    standing = world[ScreeningView].standings.get(said.party)
    found = {match.entity_id: match for match in standing.matches} if standing else {}
    match = found.get(said.entity_id)
    if standing is None or match is None:
        taken_for = sorted(found) or ["nobody"]
        detail = f"{said.party} was taken for {', '.join(taken_for)}"
        yield Finding.of(ScreeningRefusal.NOT_MATCHED, detail)
    elif (standing.record, match.entry) != (said.record, said.entry):
        detail = f"the party's is {standing.record}, the entry's {match.entry}"
        yield Finding.of(ScreeningRefusal.OTHERWISE_NOW, detail)
    yield from _check_reviewer(said.party, entry.signer, world)
    today = entry.logged_at.date()
    if not today < said.until <= today + DAYS_MAX:
        yield Finding.of(ScreeningRefusal.UNTIL_WHEN, f"{said.until}, said on {today}")


def _check_reviewer(party: PartyId, signer: PartyId, world: World) -> Iterator[Finding]:
    """Refuse whoever deals with the party. The authority enrols many, and deals with none."""
    known = world[PartiesView].parties.get(party)
    deals = known is not None and known.enrolled_by == signer
    authority = may(world[PartiesView], signer, frozenset({Role.AUTHORITY}))
    if signer == party or (deals and not authority):
        yield Finding.of(ScreeningRefusal.OWN_MATCH, signer)
