"""What may anybody ask of usage under pseudonyms? Who filed, and what was done with it: no row."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import TypeVar

import msgspec

from comptrol.domains.parties import PartiesView
from comptrol.domains.privacy import Look, PrivacyView, hiding_under, looks_at
from comptrol.domains.pseudonyms.queries.standing import standing_in
from comptrol.domains.pseudonyms.statements import Epoch, Window
from comptrol.domains.pseudonyms.view import (
    Ask,
    Crossing,
    Due,
    EpochKey,
    EvaluationDay,
    Filing,
    NamedCustomer,
    PseudonymsView,
    Threshold,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.roles import Role
from comptrol.kernel.view import Table, World

Row = TypeVar("Row", bound=msgspec.Struct)
PARTIES_MAX = 1_000_000


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Whose usage is known of some days, and whose is missing."""

    epoch: int
    since: date
    until: date
    providers: int
    """All that are enrolled now."""
    filed: tuple[PartyId, ...]
    """Those whose filings cover every day, with every part."""
    partly: tuple[PartyId, ...]
    missing: tuple[PartyId, ...]


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """All that became of a question who somebody is."""

    ask: Ask
    due: tuple[Due, ...]
    named: tuple[NamedCustomer, ...]
    looks: tuple[Look, ...]


def keys(world: World, *, limit: Limit = 100) -> tuple[EpochKey, ...]:
    """Return the announced keys, by epoch."""
    return tuple(world[PseudonymsView].epochs.where(limit=limit))


def key(world: World, *, epoch: Epoch) -> EpochKey:
    """Return the announced key of an epoch: what every evaluation is proven against."""
    found = world[PseudonymsView].epochs.get(epoch)
    if found is None:
        raise NotFoundError(f"no key of epoch {epoch} is announced")
    return found


def evaluations(world: World, *, epoch: Epoch, limit: Limit = 100) -> tuple[EvaluationDay, ...]:
    """Return how many evaluations each provider asked for, by provider and day."""
    return tuple(world[PseudonymsView].evaluations.where(epoch=epoch, limit=limit))


def filings(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[Filing, ...]:
    """Return who filed usage of which period, in the order of the log, a page at a time."""
    return _page(world[PseudonymsView].filings, after, limit)


def thresholds(world: World, *, limit: Limit = 100) -> tuple[Threshold, ...]:
    """Return all thresholds for what is used of all providers together, with their sources."""
    return tuple(world[PseudonymsView].thresholds.where(limit=limit))


def crossings(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[Crossing, ...]:
    """Return where somebody was past a threshold, never who, a page at a time."""
    return _page(world[PseudonymsView].crossings, after, limit)


def namings(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[Naming, ...]:
    """Return who was asked for a name and why, and who looked at it, a page at a time."""
    view = world[PseudonymsView]
    hidden = world[PrivacyView]
    return tuple(_naming(view, hidden, ask) for ask in _page(view.asks, after, limit))


def coverage(world: World, *, epoch: Epoch, since: date, until: date) -> Coverage:
    """Return which providers filed every day of some days, and which did not."""
    if not since < until:
        raise UnreadableError(f"since {since}, until {until}: expected since before until")
    window = Window(since=since, until=until)
    days: dict[PartyId, Fraction] = defaultdict(Fraction)
    for filing in standing_in(world[PseudonymsView], epoch, window):
        touched = min(filing.until, until) - max(filing.since, since)
        days[filing.provider] += Fraction(touched.days, filing.parts)
    enrolled, full = _providers(world), (until - since).days
    return Coverage(
        epoch=epoch,
        since=since,
        until=until,
        providers=len(enrolled),
        filed=tuple(it for it in enrolled if days[it] == full),
        partly=tuple(it for it in enrolled if 0 < days[it] < full),
        missing=tuple(it for it in enrolled if not days[it]),
    )


def _providers(world: World) -> tuple[PartyId, ...]:
    rows = world[PartiesView].parties.where(limit=PARTIES_MAX)
    return tuple(row.party for row in rows if Role.PROVIDER in row.roles)


def _naming(view: PseudonymsView, hidden: PrivacyView, ask: Ask) -> Naming:
    due = tuple(view.dues.where(ask=ask.position))
    at = [it.named_at for it in due if it.named_at is not None]
    named = tuple(found for found in map(view.names.get, at) if found is not None)
    sealed = (hiding_under(hidden, it.commitment) for it in named)
    looks = tuple(it for at in sealed if at is not None for it in looks_at(hidden, at.position))
    return Naming(ask=ask, due=due, named=named, looks=looks)


def _page(table: Table[int, Row], after: int | None, limit: int) -> tuple[Row, ...]:
    return tuple(table.where(after=None if after is None else (after,), limit=limit))
