"""What was filed, of which periods, by whom, under which definitions, and what was restated?"""

from datetime import date

import msgspec

from comptrol.domains.disclosure.statements import DefinitionId, FilingId, PeriodId
from comptrol.domains.disclosure.view import (
    Announcement,
    Definition,
    DisclosureView,
    FiledLine,
    Filing,
    Member,
    Period,
    Restatement,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A filing with all that belongs to it: what was filed first, and what was said later."""

    filing: Filing
    period: Period
    definitions: tuple[Definition, ...]
    lines: tuple[FiledLine, ...]
    restatements: tuple[Restatement, ...]


def filing(world: World, *, filing: FilingId) -> Shown:
    """Return a filing with its period, definitions, lines and restatements."""
    view = world[DisclosureView]
    found = view.filings.get(filing)
    if found is None:
        raise NotFoundError(f"nothing was filed as {filing}")
    period = view.periods.get(found.period)
    assert period is not None, "a filing is of a known period"
    known = (view.definitions.get(name) for name in period.definitions)
    restated = view.restatements.where(filing=filing)
    return Shown(
        filing=found,
        period=period,
        definitions=tuple(it for it in known if it is not None),
        lines=tuple(view.lines.where(filing=filing)),
        restatements=tuple(sorted(restated, key=lambda it: it.position)),
    )


def filings(
    world: World,
    *,
    provider: PartyId | None = None,
    after: FilingId | None = None,
    limit: Limit = 100,
) -> tuple[Filing, ...]:
    """Return filings by name, of everybody or of one provider, a page at a time."""
    table, start = world[DisclosureView].filings, None if after is None else (after,)
    if provider is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, provider=provider))


def periods(
    world: World, *, after: PeriodId | None = None, limit: Limit = 100
) -> tuple[Period, ...]:
    """Return the periods that were opened by name, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[DisclosureView].periods.where(after=start, limit=limit))


def definitions(
    world: World, *, after: DefinitionId | None = None, limit: Limit = 100
) -> tuple[Definition, ...]:
    """Return what figures mean, by name of the definition, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[DisclosureView].definitions.where(after=start, limit=limit))


def members(
    world: World, *, after: PartyId | None = None, limit: Limit = 1000
) -> tuple[Member, ...]:
    """Return who reports or did, by name and first day; a page begins after a provider."""
    start = None if after is None else (after, date.max)
    return tuple(world[DisclosureView].members.where(after=start, limit=limit))


def announcements(world: World, *, period: PeriodId) -> tuple[Announcement, ...]:
    """Return which providers announced to count a figure otherwise from a period on."""
    return tuple(world[DisclosureView].announcements.where(from_period=period))
